//! The outlets of a run → one spelling for each.
//!
//! What comes in: articles, each with its outlet as its record, page, folder or address says it
//! (`The Ledger`, `ledger`, `www.ledger.example`, `Ledger News`). What goes out: the same articles,
//! every outlet under the spelling that most of its articles have. Two spellings are one outlet
//!
//! 1. if they differ in case, accents, signs, or `The` alone;
//! 2. if one is the address under which the other is found: its domain is the name written as one
//!    word, or begins it and the other's own articles lie there;
//! 3. if one begins the other (`Channel Six`, `Channel Six News`) and both lie at one address, or the
//!    longer one at the address that spells the shorter.
//!
//! Deliberately absent: a list of outlets, and any look at a text. A domain that two addresses
//! share but for its ending (`ledger.example.com`, `ledger.example.net`) is not believed, nor is one
//! where outlets of other names lie too. Cost: a look at each article, and a few
//! addresses of each spelling.

use std::collections::{BTreeMap, BTreeSet};

use petgraph::unionfind::UnionFind;
use rustc_hash::FxHashMap;
use unicode_normalization::UnicodeNormalization;

use crate::article::{Article, Outlet};

use super::outlet::site;

/// Addresses of a spelling that are looked at.
const ASKED: usize = 20;

/// Spellings that are compared with one that they may begin with: a bound for made-up input.
const BEHIND: usize = 1000;

/// Letters that a name must have for another to be it with something added: `CNN` begins too much.
const LEAST_BEGINNING: usize = 5;

/// Gives every outlet one spelling, whatever order the articles are in.
pub fn unify(articles: &mut [Article]) {
    let forms = Form::all(articles);
    let mut sets: UnionFind<usize> = UnionFind::new(forms.len());
    let labels = labels(&forms);
    for (a, one) in forms.iter().enumerate() {
        // Those that begin alike stand beside each other: the longer names follow the shorter.
        for (b, other) in forms.iter().enumerate().skip(a + 1).take(BEHIND) {
            if !other.compact.starts_with(&one.compact) {
                break;
            }
            if one.is_of(other, &labels) {
                sets.union(a, b);
            }
        }
    }
    let mut families: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for at in 0..forms.len() {
        families.entry(sets.find(at)).or_default().push(at);
    }
    let mut spelling: FxHashMap<String, Outlet> = FxHashMap::default();
    for family in families.into_values().filter(|family| 1 < family.len()) {
        let best = family.iter().max_by_key(|at| forms[**at].rank()).expect("a family has members");
        for at in family.iter().filter(|at| *at != best) {
            spelling.insert(forms[*at].outlet.as_str().to_owned(), forms[*best].outlet.clone());
        }
    }
    if spelling.is_empty() {
        return;
    }
    for article in articles {
        let known = article.outlet.as_ref().and_then(|outlet| spelling.get(outlet.as_str()));
        if let Some(known) = known {
            article.outlet = Some(known.clone());
        }
    }
}

/// A spelling of an outlet's name.
struct Form {
    outlet: Outlet,
    /// Its letters and figures alone, folded; of an address those of its name.
    compact: String,
    /// Its domain, where it is an address itself.
    domain: Option<String>,
    /// The domains at which its articles lie.
    lies_at: BTreeSet<String>,
    articles: usize,
}

impl Form {
    /// Every spelling, by its letters, then as it is.
    fn all(articles: &[Article]) -> Vec<Form> {
        let mut seen: FxHashMap<&str, (usize, BTreeSet<&str>)> = FxHashMap::default();
        for article in articles {
            let Some(outlet) = &article.outlet else { continue };
            let (count, urls) = seen.entry(outlet.as_str()).or_default();
            *count += 1;
            // The smallest, so that the order of the articles does not matter.
            let is_full = ASKED <= urls.len();
            let url = article.url.as_deref();
            if let Some(url) = url.filter(|url| !is_full || urls.last() > Some(url)) {
                urls.insert(url);
                if ASKED < urls.len() {
                    urls.pop_last();
                }
            }
        }
        let form = |(name, (articles, urls)): (&str, (usize, BTreeSet<&str>))| {
            let outlet = Outlet::new(name)?;
            let own = (!name.contains(char::is_whitespace)).then(|| site(name)).flatten();
            let compact = compact(own.as_deref().map_or(name, label));
            let lies_at = urls.into_iter().filter_map(site).chain(own.clone()).collect();
            Some(Form { outlet, compact, domain: own, lies_at, articles })
        };
        let mut forms: Vec<Form> = seen.into_iter().filter_map(form).collect();
        forms.retain(|form| !form.compact.is_empty());
        forms.sort_by(|a, b| (&a.compact, &a.outlet).cmp(&(&b.compact, &b.outlet)));
        forms
    }

    /// Whether another, which begins with this one's letters, is the same outlet.
    fn is_of(&self, other: &Form, labels: &BTreeMap<String, BTreeSet<String>>) -> bool {
        let at_one_address = || {
            // An address that spells this name is this one's, though it gives none.
            let here = |domain: &&String| {
                self.lies_at.contains(*domain) || compact(label(domain)) == self.compact
            };
            let mut shared = other.lies_at.iter().filter(here);
            shared.any(|domain| is_of_one_outlet(domain, labels, &self.compact))
        };
        if self.compact != other.compact {
            return LEAST_BEGINNING <= self.compact.chars().count() && at_one_address();
        }
        match (&self.domain, &other.domain) {
            (None, None) => true,
            (Some(one), Some(another)) => one == another,
            // A name and the address that spells it: the only one that does, or its own.
            (Some(address), None) | (None, Some(address)) => {
                let spelled = labels.get(&self.compact);
                spelled.is_some_and(|domains| domains.len() == 1)
                    || self.lies_at.contains(address) && other.lies_at.contains(address)
            }
        }
    }

    /// What a spelling is preferred by: names to addresses, a capital, what most articles have,
    /// the longer, and then the one with accents.
    fn rank(&self) -> (bool, bool, usize, usize, &Outlet) {
        let name = self.outlet.as_str();
        let capital = name.chars().any(char::is_uppercase);
        (self.domain.is_none(), capital, self.articles, name.chars().count(), &self.outlet)
    }
}

/// The domains in the run, by the letters of their names.
fn labels(forms: &[Form]) -> BTreeMap<String, BTreeSet<String>> {
    let mut labels: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for domain in forms.iter().flat_map(|form| &form.lies_at) {
        labels.entry(compact(label(domain))).or_default().insert(domain.clone());
    }
    labels
}

/// Whether a domain's own name is one of which both names begin, or that begins them: one where
/// many outlets lie is called otherwise.
fn is_of_one_outlet(
    domain: &str,
    labels: &BTreeMap<String, BTreeSet<String>>,
    beginning: &str,
) -> bool {
    let name = compact(label(domain));
    let only = labels.get(&name).is_some_and(|domains| domains.len() == 1);
    only && LEAST_BEGINNING <= name.chars().count()
        && (name.starts_with(beginning) || beginning.starts_with(&name))
}

/// The name of a domain without the ending that anybody may register under.
fn label(domain: &str) -> &str {
    domain.split_once('.').map_or(domain, |(label, _)| label)
}

/// The letters and figures of a name, folded, without an article before it.
fn compact(name: &str) -> String {
    let lower = caseless::default_case_fold_str(name.trim());
    let bare = lower.strip_prefix("the ").unwrap_or(&lower);
    bare.nfkd().filter(|c| c.is_alphanumeric()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The spellings of articles that are `outlet`, or `outlet @ address`.
    fn unified(articles: &[&str]) -> Vec<String> {
        let article = |(at, words): (usize, &&str)| {
            let (outlet, url) = words.split_once(" @ ").unwrap_or((words, ""));
            Article {
                outlet: Outlet::new(outlet),
                url: (!url.is_empty()).then(|| format!("https://{url}/a")),
                ..Article::of_text(&at.to_string(), "")
            }
        };
        let mut articles: Vec<Article> = articles.iter().enumerate().map(article).collect();
        unify(&mut articles);
        let outlets = articles.iter().map(|article| article.outlet.as_ref());
        outlets.map(|outlet| outlet.map_or("", Outlet::as_str).to_owned()).collect()
    }

    #[test]
    fn one_outlet_in_several_spellings_gets_the_one_that_most_articles_have() {
        let cases: [(&[&str], &[&str]); 10] = [
            (&["quayside", "Quayside", "quayside"], &["Quayside"; 3]),
            (&["Channel Six", "Channel Six News @ channelsix.org"], &["Channel Six News"; 2]),
            (&["The Ledger", "Ledger", "LEDGER", "Ledger"], &["Ledger"; 4]),
            (&["El País", "El Pais"], &["El País"; 2]),
            (&["channelsix.org", "Channel Six"], &["Channel Six"; 2]),
            (
                &["Channel Six", "Channel Six News @ www.channelsix.org", "channelsix.org"],
                &["Channel Six News"; 3],
            ),
            (
                &["meridianpress.org", "Meridian Press Agency @ meridianpress.org"],
                &["Meridian Press Agency"; 2],
            ),
            (
                &[
                    "Channel Six @ channelsix.org",
                    "Channel Six News @ channelsix.org",
                    "Channel Six",
                ],
                &["Channel Six"; 3],
            ),
            (&["", "Post"], &["", "Post"]),
            (&["www.channelsix.example", "channelsix.example", "Channel Six"], &["Channel Six"; 3]),
        ];
        for (given, expected) in cases {
            assert_eq!(unified(given), expected, "{given:?}");
            let reversed: Vec<&str> = given.iter().rev().copied().collect();
            let expected: Vec<&str> = expected.iter().rev().copied().collect();
            assert_eq!(unified(&reversed), expected, "{reversed:?}");
        }
    }

    #[test]
    fn outlets_that_only_look_alike_stay_two() {
        let cases: [&[&str]; 8] = [
            &["Channel Six", "Channel Six News"],
            &["Post", "Morning Post"],
            &["independent.co.uk", "independent.ie"],
            // Whose of the two it is, nobody knows.
            &["The Independent", "independent.co.uk", "independent.ie"],
            &["Daily Star @ pages.org", "Daily Star Lahore @ pages.org"],
            &["Ledger @ ledger.org", "Ledger Gazette @ gazette.org"],
            &["CNN @ cnn.com", "CNN Brasil @ cnn.com"],
            &["新報", "新報社"],
        ];
        for given in cases {
            let names = given.iter().map(|words| words.split(" @ ").next().unwrap_or_default());
            assert_eq!(unified(given), names.collect::<Vec<_>>(), "{given:?}");
        }
    }
}
