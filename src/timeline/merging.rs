//! [`Statement`]s → groups that tell the same event.
//!
//! In: statements in the order of publication. Out: their indices in groups. Two statements are
//! one event when their times are compatible and they share enough telling words. Sentences of
//! one article are different events, unless they are the same words.

use std::ops::Range;
use std::sync::OnceLock;

use jiff::civil::Date;
use rustc_hash::{FxHashMap, FxHashSet};
use unicode_segmentation::UnicodeSegmentation;
use xxhash_rust::xxh3::xxh3_64;

use super::statements::Statement;
use crate::temporal::Interval;

const TABLE: &str = include_str!("words/content.csv");

/// Share of the weight of the poorer statement that must be found in the other.
///
/// Both bars were set by hand on sentences of two outlets about one meeting and about two
/// meetings of one person on one day; no larger set with labels was at hand.
const LEAST_CONTAINED: f64 = 0.5;

/// The same where each names two or more that the other does not: two meetings of one minister.
const LEAST_CONTAINED_OTHER_NAMES: f64 = 0.66;

/// Terms that two statements must share: a name and a word are no event yet.
const LEAST_SHARED: usize = 3;

/// Terms of a statement; a sentence with more is a list.
const MOST_TERMS: usize = 48;

/// Groups that a term leads to on one day. With [`MOST_TERMS`] it bounds the comparisons of a
/// statement, whatever the size of the story.
const MOST_POSTINGS: usize = 12;

/// Statements of a group that another is compared with.
const MOST_COMPARED: usize = 4;

/// Groups the statements that tell the same event; groups in the order of their first statement.
pub(super) fn groups(statements: &[Statement]) -> Vec<Vec<usize>> {
    let terms: Vec<Terms> = statements.iter().map(Terms::of).collect();
    let weights = Weights::of(&terms);
    let mut groups: Vec<Vec<usize>> = Vec::new();
    let mut same_words = FxHashMap::<(u64, Interval), usize>::default();
    // A copy printed the next day keeps its "yesterday": the first printing says which day it was.
    let mut same_voice = FxHashMap::<(u64, usize, &str), usize>::default();
    let mut postings = FxHashMap::<(u64, Date), Vec<usize>>::default();
    for (at, statement) in statements.iter().enumerate() {
        let known = (terms[at].words, statement.interval);
        let voice = (terms[at].words, statement.origin, statement.basis.as_str());
        let same = same_words.get(&known).or(same_voice.get(&voice)).copied();
        let joined = same.or_else(|| {
            let near = near(statement, &terms[at], &postings);
            best(at, &near, &groups, &|left, right| {
                apart(&statements[left], &statements[right])
                    .then(|| weights.likeness(&terms[left], &terms[right]))
                    .flatten()
            })
        });
        let group = joined.unwrap_or_else(|| {
            groups.push(Vec::new());
            groups.len() - 1
        });
        groups[group].push(at);
        same_words.entry(known).or_insert(group);
        same_voice.entry(voice).or_insert(group);
        for day in days(statement.interval) {
            for &(term, _) in &terms[at].terms {
                let posted = postings.entry((term, day)).or_default();
                if posted.len() < MOST_POSTINGS && posted.last() != Some(&group) {
                    posted.push(group);
                }
            }
        }
    }
    groups
}

/// Whether two statements may be one event: told by two articles, at compatible times.
fn apart(left: &Statement, right: &Statement) -> bool {
    left.article != right.article && compatible(left.interval, right.interval)
}

/// Whether one stretch lies within the other.
fn compatible(left: Interval, right: Interval) -> bool {
    let within = |a: Interval, b: Interval| b.start() <= a.start() && a.end() <= b.end();
    within(left, right) || within(right, left)
}

/// The first days of a stretch: a week is found from any of its days, a year from none but its
/// first week.
fn days(interval: Interval) -> impl Iterator<Item = Date> {
    interval
        .start()
        .series(jiff::Span::new().days(1))
        .take_while(move |day| *day <= interval.end())
        .take(7)
}

/// The groups that share a term with a statement on one of its days, each once.
fn near(
    statement: &Statement,
    terms: &Terms,
    postings: &FxHashMap<(u64, Date), Vec<usize>>,
) -> Vec<usize> {
    let mut shared = FxHashMap::<usize, usize>::default();
    for day in days(statement.interval) {
        for &(term, _) in &terms.terms {
            for &group in postings.get(&(term, day)).into_iter().flatten() {
                *shared.entry(group).or_default() += 1;
            }
        }
    }
    let mut near: Vec<_> = shared
        .into_iter()
        .filter(|(_, count)| LEAST_SHARED <= *count)
        .collect();
    near.sort_by_key(|&(group, count)| (std::cmp::Reverse(count), group));
    near.into_iter().take(32).map(|(group, _)| group).collect()
}

/// The group most like a statement, the earliest of equals.
fn best(
    at: usize,
    near: &[usize],
    groups: &[Vec<usize>],
    likeness: &dyn Fn(usize, usize) -> Option<f64>,
) -> Option<usize> {
    let mut best: Option<(f64, usize)> = None;
    for &group in near {
        let members = groups[group].iter().take(MOST_COMPARED);
        let most = members
            .filter_map(|&member| likeness(member, at))
            .fold(0.0, f64::max);
        let better = best.is_none_or(|(score, known)| {
            score < most || (score - most).abs() <= f64::EPSILON && group < known
        });
        if 0.0 < most && better {
            best = Some((most, group));
        }
    }
    best.map(|(_, group)| group)
}

/// The telling words of a statement.
#[derive(Debug)]
struct Terms {
    /// Hashes in order, each with whether it is a name or a number.
    terms: Vec<(u64, bool)>,
    /// A hash of all its words: equal for equal sentences.
    words: u64,
}

impl Terms {
    fn of(statement: &Statement) -> Terms {
        let mut terms = FxHashMap::<u64, bool>::default();
        let mut all = String::new();
        let mut opens = true;
        for (at, word) in statement.what.unicode_word_indices() {
            let lower = word.to_lowercase();
            all.push_str(&lower);
            all.push(' ');
            let dated = |date: &Range<usize>| date.start <= at && at < date.end;
            let first = std::mem::replace(&mut opens, false);
            if statement.dates.iter().any(dated)
                || words().stop.contains(lower.as_str())
                || MOST_TERMS <= terms.len()
            {
                continue;
            }
            let number = word.starts_with(|c: char| c.is_ascii_digit());
            let name = !first && word.starts_with(char::is_uppercase);
            let term = xxh3_64(stem(&lower).as_bytes());
            *terms.entry(term).or_default() |= number || name;
        }
        let mut terms: Vec<_> = terms.into_iter().collect();
        terms.sort_unstable();
        let words = xxh3_64(all.as_bytes());
        Terms { terms, words }
    }
}

/// What terms weigh in a story: what every sentence holds tells none from another.
struct Weights {
    held: FxHashMap<u64, (usize, bool)>,
    of: usize,
}

impl Weights {
    fn of(all: &[Terms]) -> Weights {
        let mut held = FxHashMap::<u64, (usize, bool)>::default();
        let mut seen = FxHashSet::default();
        for terms in all {
            if !seen.insert(terms.words) {
                continue;
            }
            for &(term, name) in &terms.terms {
                let (count, named) = held.entry(term).or_default();
                *count += 1;
                *named |= name;
            }
        }
        Weights {
            held,
            of: seen.len(),
        }
    }

    fn weight(&self, term: u64) -> f64 {
        let (count, name) = self.held.get(&term).copied().unwrap_or((1, false));
        let rare = (1.0 + self.of as f64 / count as f64).ln();
        if name { 2.0 * rare } else { rare }
    }

    fn is_name(&self, term: u64) -> bool {
        self.held.get(&term).is_some_and(|(_, name)| *name)
    }

    /// The share of the lighter statement's weight that both hold, if that is enough.
    fn likeness(&self, left: &Terms, right: &Terms) -> Option<f64> {
        let (mut shared, mut count, mut names) = (0.0, 0, 0);
        let mut only = [0usize; 2];
        let mut total = [0.0; 2];
        for (side, terms, other) in [(0, left, right), (1, right, left)] {
            for &(term, _) in &terms.terms {
                let weight = self.weight(term);
                total[side] += weight;
                let both = other
                    .terms
                    .binary_search_by_key(&term, |(term, _)| *term)
                    .is_ok();
                if !both {
                    only[side] += usize::from(self.is_name(term));
                } else if side == 0 {
                    shared += weight;
                    count += 1;
                    names += usize::from(self.is_name(term));
                }
            }
        }
        let contained = shared / total[0].min(total[1]);
        let other_names = 2 <= only[0] && 2 <= only[1];
        let least = if other_names {
            LEAST_CONTAINED_OTHER_NAMES
        } else {
            LEAST_CONTAINED
        };
        let telling = LEAST_SHARED <= count && 0 < names && names < count;
        (telling && least <= contained).then_some(contained)
    }
}

/// A word without its commonest endings, so that "met" meets "meeting".
fn stem(word: &str) -> &str {
    let bare = word
        .strip_suffix("'s")
        .or(word.strip_suffix("’s"))
        .unwrap_or(word);
    let endings = ["ings", "ing", "ies", "ied", "ed", "es", "s", "e"];
    let cut = |word: &str| {
        let found = endings.iter().find_map(|ending| {
            let rest = word.strip_suffix(ending)?;
            (3 <= rest.chars().count()).then_some(rest.len())
        });
        found.unwrap_or(word.len())
    };
    let known = |form: &str| words().verbs.get(form).copied();
    if let Some(verb) = known(bare) {
        return verb;
    }
    let root = &bare[..cut(bare)];
    if let Some(verb) = known(root) {
        return verb;
    }
    // Inflected languages change the end of a name; six letters keep its root.
    let end = root.char_indices().nth(6).map_or(root.len(), |(at, _)| at);
    &root[..end]
}

struct Words {
    stop: FxHashSet<&'static str>,
    /// Forms of a verb → its first form in the table.
    verbs: FxHashMap<&'static str, &'static str>,
}

fn words() -> &'static Words {
    static WORDS: OnceLock<Words> = OnceLock::new();
    WORDS.get_or_init(|| {
        let mut words = Words {
            stop: FxHashSet::default(),
            verbs: FxHashMap::default(),
        };
        for (kind, forms) in super::rows(TABLE) {
            if kind == "stop" {
                words.stop.extend(forms.split(' '));
                continue;
            }
            for verb in forms.split('|') {
                let mut forms = verb.split(' ');
                let first = forms.next().expect("a verb has a first form");
                words.verbs.insert(first, first);
                words.verbs.extend(forms.map(|form| (form, first)));
            }
        }
        words
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_one_verb_have_one_stem() {
        for forms in [
            ["met", "meets", "meeting"],
            ["arrived", "arrives", "arrival"],
            ["opened", "opens", "opening"],
            ["bridge", "bridges", "bridge's"],
        ] {
            let stems: Vec<_> = forms.iter().map(|form| stem(form)).collect();
            assert!(stems.iter().all(|one| *one == stems[0]), "{stems:?}");
        }
    }
}
