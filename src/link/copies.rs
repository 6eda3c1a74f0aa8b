//! Candidate pairs → links between copies, each verified exactly on its shingles.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use xxhash_rust::xxh3::xxh3_64;

use crate::article::{Article, ArticleIx, Articles};
use crate::candidates::{CandidatePair, same};
use crate::kernel::shingle::ShingleSet;
use crate::kernel::words::for_each_word;
use crate::link::{Evidence, Link, Relation, headline_likeness};
use crate::recipe::CopyRecipe;

/// What is known of the words of every article, by index.
#[derive(Debug)]
pub struct Texts {
    /// The distinct shingles, where a text is long enough to have one.
    pub shingles: Vec<Option<ShingleSet>>,
    /// Equal for equal words; nothing for no words.
    pub keys: Vec<Option<u128>>,
}

/// Verifies pairs and keeps those that are copies or templates, in the order of the pairs.
///
/// Cost: one pass over both shingle sets, about 4 µs a pair.
pub fn verify(
    pairs: &[CandidatePair],
    articles: &Articles,
    texts: &Texts,
    recipe: &CopyRecipe,
) -> Vec<Link> {
    let link = |pair: &CandidatePair| {
        let (left, right) = (pair.left(), pair.right());
        let evidence = measure([left, right], texts);
        let key = |ix: ArticleIx| texts.keys[ix.at()];
        let same_words = key(left).is_some() && key(left) == key(right);
        let relation = judge(&evidence, same_words, [&articles[left], &articles[right]], recipe)?;
        let confidence = if same_words { 1.0 } else { evidence.containment() };
        Some(Link { left, right, relation, confidence, route: pair.route(), evidence })
    };
    pairs.par_iter().filter_map(link).collect()
}

/// Counts the shingles that two texts share; their terms are not looked at.
pub fn measure([left, right]: [ArticleIx; 2], texts: &Texts) -> Evidence {
    let size = |set: &Option<ShingleSet>| set.as_ref().map_or(0, ShingleSet::len);
    let (left, right) = (&texts.shingles[left.at()], &texts.shingles[right.at()]);
    let shared = match (left, right) {
        (Some(left), Some(right)) => left.shared(right),
        _ => 0,
    };
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    Evidence {
        shared: count(shared),
        left: count(size(left)),
        right: count(size(right)),
        ..Evidence::default()
    }
}

/// Whether and how the evidence makes one text a copy of the other.
fn judge(
    evidence: &Evidence,
    same_words: bool,
    articles: [&Article; 2],
    recipe: &CopyRecipe,
) -> Option<Relation> {
    if same_words {
        return Some(Relation::Identical);
    }
    let shorter = evidence.left.min(evidence.right) as usize;
    let near = recipe.near <= evidence.jaccard();
    let within = recipe.contained <= evidence.containment() && recipe.least_shingles <= shorter;
    let [from, to] = recipe.template;
    let alike = evidence.jaccard();
    if from <= alike && alike < to && is_template(articles, recipe) {
        return Some(Relation::Template);
    }
    let [left, right] = articles;
    if near && one_source(articles) || within && same_address(left, right) {
        Some(Relation::Revision)
    } else if near {
        Some(Relation::NearDuplicate)
    } else {
        within.then_some(Relation::Excerpt)
    }
}

/// Whether two articles are versions of one: the same address, or the same outlet.
fn one_source([left, right]: [&Article; 2]) -> bool {
    same_address(left, right) || left.outlet.is_some() && left.outlet == right.outlet
}

fn same_address(left: &Article, right: &Article) -> bool {
    let address = |article: &Article| article.url.as_deref().and_then(same::address);
    address(left).is_some_and(|left| Some(left) == address(right))
}

/// Whether one outlet used yesterday's wording for another day's event: published on two days at
/// two addresses, and what differs is mostly figures and names, or the headline is nearly the
/// same and the figures below it are not.
fn is_template([left, right]: [&Article; 2], recipe: &CopyRecipe) -> bool {
    let (Some(a), Some(b)) = (&left.published, &right.published) else {
        return false;
    };
    let other_day = a.date() != b.date() && !same_address(left, right);
    if !other_day || left.outlet.is_none() || left.outlet != right.outlet {
        return false;
    }
    let likeness = headline_likeness(left, right);
    let same_head = likeness.is_some_and(|likeness| recipe.template_headline <= likeness);
    recipe.template_figures <= figures_among_differences(&left.text, &right.text)
        || same_head && figures_differ(&left.text, &right.text)
}

/// Whether two texts with several numbers each have fewer than half of them in common.
fn figures_differ(left: &str, right: &str) -> bool {
    const SEVERAL: usize = 4;
    // Whole figures, `6,214.8` as one: their parts recur by chance.
    let [left, right] = [left, right].map(|text| {
        let words = text.split_whitespace().filter(|word| word.contains(char::is_numeric));
        words.map(|word| word.trim_matches(|c: char| !c.is_numeric())).collect::<BTreeSet<_>>()
    });
    let fewer = left.len().min(right.len());
    SEVERAL <= fewer && 2 * left.intersection(&right).count() < fewer
}

/// What share of the words that only one of two texts holds are names or hold digits.
fn figures_among_differences(left: &str, right: &str) -> f64 {
    let mut balance: BTreeMap<u64, (i64, bool)> = BTreeMap::new();
    for (text, sign) in [(left, 1), (right, -1)] {
        for_each_word(text, |word| {
            let entry = balance.entry(xxh3_64(word.text.as_bytes())).or_default();
            entry.0 += sign;
            entry.1 |= word.digit || word.capital && !word.opens;
        });
    }
    let mut counts = [0i64; 2];
    for (surplus, figure) in balance.values() {
        counts[usize::from(*figure)] += surplus.abs();
    }
    let [prose, figures] = counts;
    #[expect(clippy::cast_precision_loss, reason = "words of an article")]
    let share = figures as f64 / (prose + figures).max(1) as f64;
    share
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::article::{Outlet, Precision, Published};
    use crate::candidates::Route;
    use crate::kernel::shingle::word_hashes;
    use crate::recipe::Recipe;

    fn numbered(words: std::ops::Range<u32>) -> String {
        let letter = |n: u32| char::from_digit(10 + n % 26, 36).expect("a letter");
        words.map(|n| format!("word{}{} ", letter(n / 26), letter(n))).collect()
    }

    fn relation(left: Article, right: Article) -> Option<Relation> {
        let articles = Articles::new(vec![left, right]);
        let recipe = Recipe::news().copies;
        let hashes: Vec<_> = articles.iter().map(|(_, a)| word_hashes(&a.text)).collect();
        let texts = Texts {
            shingles: hashes.iter().map(|h| ShingleSet::of(h, recipe.width)).collect(),
            keys: hashes.iter().map(|h| same::text_key(h)).collect(),
        };
        let pair = CandidatePair::new(ArticleIx(0), ArticleIx(1), Route::Bands).expect("two");
        verify(&[pair], &articles, &texts, &recipe).first().map(|link| link.relation)
    }

    fn texts(left: &str, right: &str) -> [Article; 2] {
        [Article::of_text("a", left), Article::of_text("b", right)]
    }

    fn check(left: &str, right: &str, expected: Option<Relation>) {
        let [a, b] = texts(left, right);
        assert_eq!(relation(a, b), expected, "{left} / {right}");
    }

    #[test]
    fn texts_are_judged_by_the_shingles_they_share() {
        let whole = numbered(0..100);
        check(&whole, &whole.to_uppercase(), Some(Relation::Identical));
        // 96 shingles each, 64 shared of 128: exactly one half.
        check(&whole, &numbered(32..132), Some(Relation::NearDuplicate));
        check(&whole, &numbered(33..133), None);
        check(&whole, &numbered(0..40), Some(Relation::Excerpt));
        check(&whole, &numbered(500..600), None);
    }

    #[test]
    fn nothing_comes_of_nothing() {
        check("", "", None);
        check("", &numbered(0..50), None);
        // A dozen words within a long text are a phrase, no excerpt.
        check(&numbered(0..100), &numbered(10..22), None);
    }

    #[test]
    fn changed_text_of_one_outlet_or_address_is_a_revision() {
        let of = |outlet: &str, url: Option<&str>| {
            let mut pair = texts(&numbered(0..100), &numbered(5..105));
            for (article, outlet) in pair.iter_mut().zip([outlet, "Sorrel Gazette"]) {
                article.outlet = Outlet::new(outlet);
                article.url = url.map(str::to_owned);
            }
            let [left, right] = pair;
            relation(left, right)
        };
        assert_eq!(of("Harbour Post", None), Some(Relation::NearDuplicate));
        assert_eq!(of("Sorrel Gazette", None), Some(Relation::Revision));
        assert_eq!(of("Harbour Post", Some("https://p.example/1")), Some(Relation::Revision));
        // Two sites' front doors are no address of an article.
        assert_eq!(of("Harbour Post", Some("https://p.example/")), Some(Relation::NearDuplicate));
    }

    #[test]
    fn a_brief_that_its_own_outlet_prints_again_within_a_roundup_is_an_excerpt() {
        let mut pair = texts(&numbered(0..30), &numbered(0..100));
        pair.iter_mut().for_each(|article| article.outlet = Outlet::new("Sorrel Gazette"));
        let [brief, roundup] = pair;
        assert_eq!(relation(brief, roundup), Some(Relation::Excerpt));
    }

    #[test]
    fn yesterdays_wording_with_todays_figures_is_a_template() {
        let report = |rise: u32, close: u32, mood: &str| {
            let filler = numbered(0..40);
            format!(
                "Shares in Norrby rose {rise} points to {close}. {filler} traders {mood} today."
            )
        };
        let on = |text: &str, key: &str, day: i8| Article {
            outlet: Outlet::new("Quay"),
            published: Some(Published {
                at: date(2031, 5, day).at(18, 0, 0, 0),
                precision: Precision::Minute,
                offset: None,
                words: String::new(),
            }),
            ..Article::of_text(key, text)
        };
        let monday = report(12, 4_018, "smiled");
        let tuesday = report(31, 4_049, "smiled");
        assert_eq!(relation(on(&monday, "a", 5), on(&tuesday, "b", 6)), Some(Relation::Template));
        assert_eq!(relation(on(&monday, "a", 5), on(&tuesday, "b", 5)), Some(Relation::Revision));
        let retold = format!("{monday} {}", numbered(200..230));
        assert_eq!(relation(on(&monday, "a", 5), on(&retold, "b", 6)), Some(Relation::Revision));
    }

    #[test]
    fn a_like_headline_over_other_figures_is_a_template_whatever_the_prose() {
        let close = |key: &str, day: i8, prose: &str, figures: [&str; 4]| {
            let [a, b, c, d] = figures;
            let frame = numbered(0..30);
            Article {
                title: Some(format!("Norrby shares on day {day}: the close")),
                outlet: Outlet::new("Quay"),
                published: Some(Published {
                    at: date(2031, 5, day).at(18, 0, 0, 0),
                    precision: Precision::Day,
                    offset: None,
                    words: String::new(),
                }),
                ..Article::of_text(key, &format!("Up {a} to {b}. {frame} {c} and {d}. {prose}"))
            }
        };
        let monday = close("a", 5, &numbered(100..130), ["12.5", "4,018.1", "3.9", "71"]);
        let tuesday = ["31.5", "4,049.6", "4.4", "69"];
        let other = close("b", 6, &numbered(200..230), tuesday);
        assert_eq!(relation(monday.clone(), other.clone()), Some(Relation::Template));
        let headline = Article { title: Some("Mill fire in Lund".to_owned()), ..other };
        assert_eq!(relation(monday, headline), None);
    }
}
