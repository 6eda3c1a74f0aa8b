//! What is told of one event → the parts of it that contradict each other in a figure or a name.
//!
//! In: statements that tell one event. Out: the same in parts, one for each value of the figure
//! they differ in (14 dead say some, 17 dead others), else for each name that they give to one part
//! in it. Nothing is averaged, and nobody is believed
//! more than another. Deliberately absent: figures that grow as a report does ("at least 14" and
//! 17 agree), what one outlet reports anew, and versions of an article that it has corrected since.
//! Cost: linear in the words of the statements.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use rustc_hash::FxHashMap;
use unicode_segmentation::UnicodeSegmentation;

use super::naming::{are_two, parts_played};
use super::statements::Statement;
use crate::article::Articles;

const TABLE: &str = include_str!("words/figures.csv");

/// Words before and behind a number among which that stands which it counts.
const BEFORE: usize = 3;
const BEHIND: usize = 5;

/// A number that a statement tells, of what.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Figure {
    value: u64,
    bound: Bound,
}

/// Whether a number is the last word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Bound {
    Exactly,
    AtLeast,
    AtMost,
}

impl Figure {
    /// Whether both can be true of one event.
    fn agrees(self, other: Figure) -> bool {
        let allows = |one: Figure, value: u64| match one.bound {
            Bound::Exactly => one.value == value,
            Bound::AtLeast => one.value <= value,
            Bound::AtMost => value <= one.value,
        };
        match (self.bound, other.bound) {
            (_, Bound::Exactly) => allows(self, other.value),
            (Bound::Exactly, _) => allows(other, self.value),
            (Bound::AtLeast, Bound::AtMost) => self.value <= other.value,
            (Bound::AtMost, Bound::AtLeast) => other.value <= self.value,
            (Bound::AtLeast, Bound::AtLeast) | (Bound::AtMost, Bound::AtMost) => true,
        }
    }
}

/// Parts a group of statements, in the order of publication, by the figure that they differ in;
/// one part where they agree. Statements that do not tell the figure stay with the first part.
pub(super) fn parts(
    statements: &[Statement],
    group: Vec<usize>,
    articles: &Articles,
) -> Vec<Vec<usize>> {
    let voice = |at: &usize| statements[*at].origin;
    // No voice contradicts itself.
    if group.iter().all(|at| voice(at) == voice(&group[0])) {
        return vec![group];
    }
    let told: Vec<BTreeMap<&str, Figure>> =
        group.iter().map(|at| figures(&statements[*at])).collect();
    let mut kinds: Vec<&str> = told.iter().flat_map(|of| of.keys().copied()).collect();
    kinds.sort_unstable();
    kinds.dedup();
    let at_odds = |kind: &&str| {
        let told = group.iter().zip(&told);
        let mut said: Vec<(Figure, usize)> =
            told.filter_map(|(at, told)| Some((*told.get(kind)?, *at))).collect();
        said.sort_by_key(|(figure, at)| (*figure, statements[*at].origin, *at));
        said.dedup_by_key(|(figure, at)| (*figure, statements[*at].origin));
        // Two voices for a figure are enough to find one that another voice contradicts.
        let mut few: Vec<(Figure, usize)> = Vec::new();
        for one in said {
            if few.iter().filter(|(known, _)| *known == one.0).count() < 2 {
                few.push(one);
            }
        }
        few.truncate(MOST_FIGURES);
        let others = |by: usize, of: usize| statements[by].is_of_another(&statements[of]);
        let against = |one: Figure, by: usize| {
            few.iter().any(|(other, of)| others(by, *of) && !one.agrees(*other))
        };
        few.iter().any(|(one, by)| against(*one, *by))
    };
    let Some(kind) = kinds.into_iter().take(MOST_KINDS).find(at_odds) else {
        return by_name(statements, group, articles);
    };
    let mut parts: Vec<(Figure, Vec<usize>)> = Vec::new();
    let mut silent = Vec::new();
    for (at, told) in group.into_iter().zip(&told) {
        match told.get(kind) {
            None => silent.push(at),
            Some(figure) => match parts.iter_mut().find(|(known, _)| known.agrees(*figure)) {
                Some((_, part)) => part.push(at),
                None => parts.push((*figure, vec![at])),
            },
        }
    }
    if let Some((_, first)) = parts.first_mut() {
        first.append(&mut silent);
        first.sort_unstable();
    }
    parts.into_iter().map(|(_, part)| part).collect()
}

/// Whether two statements of two voices give one part in an event to two.
pub(super) fn two_names(left: &Statement, right: &Statement, articles: &Articles) -> bool {
    let [one, other] = [left, right].map(|statement| parts_played(&statement.what));
    let mut both = one.iter().filter_map(|(part, name)| Some((name, other.get(part)?)));
    left.is_of_another(right)
        && both.any(|(name, known)| {
            let texts = [left, right].map(|statement| articles[statement.article].text.read());
            are_two((name, &texts[0]), (known, &texts[1]))
        })
}

/// Parts a group by whom or what they name for one part in the event; one part where they agree.
fn by_name(statements: &[Statement], group: Vec<usize>, articles: &Articles) -> Vec<Vec<usize>> {
    let few = group.iter().take(MOST_NAMED);
    let told: Vec<BTreeMap<String, String>> =
        few.map(|at| parts_played(&statements[*at].what)).collect();
    let mut played: Vec<&String> = told.iter().flat_map(BTreeMap::keys).collect();
    played.sort_unstable();
    played.dedup();
    let at_odds = |part: &String| {
        let mut sides: Vec<(&str, Vec<usize>)> = Vec::new();
        let named = group.iter().zip(&told).filter_map(|(at, told)| Some((*at, told.get(part)?)));
        for (at, name) in named {
            let differs = |other: &usize, known: &str| {
                statements[at].is_of_another(&statements[*other]) && {
                    let texts = [at, *other].map(|at| articles[statements[at].article].text.read());
                    are_two((name, &texts[0]), (known, &texts[1]))
                }
            };
            match sides.iter_mut().find(|(known, side)| !differs(&side[0], known)) {
                Some((_, side)) => side.push(at),
                None => sides.push((name, vec![at])),
            }
        }
        (1 < sides.len()).then(|| sides.into_iter().map(|(_, side)| side).collect::<Vec<_>>())
    };
    let Some(mut sides) = played.into_iter().find_map(at_odds) else {
        return vec![group];
    };
    let silent = group.iter().filter(|at| !sides.iter().any(|side| side.contains(at)));
    let silent: Vec<usize> = silent.copied().collect();
    sides[0].extend(silent);
    sides[0].sort_unstable();
    sides
}

/// Statements of one event whose names are compared.
const MOST_NAMED: usize = 16;

/// Figures of one kind that are held against each other: more is a tally, not a contradiction.
const MOST_FIGURES: usize = 64;

/// What a group may count: beyond, it is a list.
const MOST_KINDS: usize = 8;

/// The numbers that a sentence tells, by what they count; none of what it counts twice.
fn figures(statement: &Statement) -> BTreeMap<&'static str, Figure> {
    let words: Vec<(usize, &str)> = statement.what.unicode_word_indices().take(80).collect();
    let lower: Vec<String> = words.iter().map(|(_, word)| word.to_lowercase()).collect();
    let mut found: BTreeMap<&'static str, Option<Figure>> = BTreeMap::new();
    for (i, (at, word)) in words.iter().enumerate() {
        if statement.dates.iter().any(|date| date.start <= *at && at < &date.end) {
            continue;
        }
        let Some(value) = number(word, &lower[i]) else { continue };
        let Some(kind) = counted(&statement.what, &words, &lower, i) else { continue };
        let figure = Figure { value, bound: bound(&lower[..i]) };
        found
            .entry(kind)
            .and_modify(|known| *known = known.filter(|known| *known == figure))
            .or_insert(Some(figure));
    }
    found.into_iter().filter_map(|(kind, figure)| Some((kind, figure?))).collect()
}

/// Whether a word, in lower case, is a number in digits or letters.
pub(super) fn is_figure(word: &str) -> bool {
    word.contains(|c: char| c.is_ascii_digit()) || table().numbers.contains_key(word)
}

fn number(word: &str, lower: &str) -> Option<u64> {
    if word.starts_with(|c: char| c.is_ascii_digit()) {
        let whole = word.chars().all(|c| c.is_ascii_digit() || c == ',');
        return whole.then(|| word.replace(',', "").parse().ok()).flatten();
    }
    table().numbers.get(lower).copied()
}

/// What a number counts: the nearest word of the table, before it or behind it in its clause.
fn counted(
    text: &str,
    words: &[(usize, &str)],
    lower: &[String],
    number_at: usize,
) -> Option<&'static str> {
    let parted = |i: usize| {
        let between = &text[words[i].0 + words[i].1.len()..words[i + 1].0];
        between.contains([',', ';', '(', ')', '—', '–'])
    };
    let stops = |i: usize| {
        table().and.contains(&lower[i].as_str()) || number(words[i].1, &lower[i]).is_some()
    };
    let kind = |i: usize| table().counted.get(lower[i].as_str()).copied();
    let behind = (number_at + 1..words.len().min(number_at + 1 + BEHIND))
        .take_while(|i| !stops(*i) && !parted(i - 1));
    let before = (number_at.saturating_sub(BEFORE)..number_at)
        .rev()
        .take_while(|i| !stops(*i) && !parted(*i));
    before.filter_map(kind).next().or_else(|| behind.filter_map(kind).next())
}

/// Whether the words before a number make it the least or the most.
fn bound(before: &[String]) -> Bound {
    let near = before.iter().rev().take(2).map(String::as_str);
    for word in near {
        if let Some(bound) = table().bounds.get(word) {
            return *bound;
        }
    }
    Bound::Exactly
}

struct Table {
    /// A word → what is counted by it.
    counted: FxHashMap<&'static str, &'static str>,
    numbers: FxHashMap<&'static str, u64>,
    bounds: FxHashMap<&'static str, Bound>,
    and: Vec<&'static str>,
}

fn table() -> &'static Table {
    static TABLE_OF: OnceLock<Table> = OnceLock::new();
    TABLE_OF.get_or_init(|| {
        let mut table = Table {
            counted: FxHashMap::default(),
            numbers: FxHashMap::default(),
            bounds: FxHashMap::default(),
            and: Vec::new(),
        };
        for (kind, words) in super::rows(TABLE) {
            let words = words.split(' ');
            match kind {
                "number" => table.numbers.extend(words.zip(1..)),
                "least" => table.bounds.extend(words.map(|word| (word, Bound::AtLeast))),
                "most" => table.bounds.extend(words.map(|word| (word, Bound::AtMost))),
                "and" => table.and.extend(words),
                _ => table.counted.extend(words.map(|word| (word, kind))),
            }
        }
        table
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::ArticleIx;
    use crate::temporal::Interval;
    use crate::timeline::{State, WhenPrecision};

    fn statement(origin: usize, what: &str) -> Statement {
        Statement {
            article: ArticleIx(u32::try_from(origin).unwrap()),
            origin,
            outlet: None,
            what: what.to_owned(),
            interval: Interval::day(jiff::civil::date(2031, 5, 4)),
            precision: WhenPrecision::Day,
            state: State::Happened,
            lead: false,
            place: 0,
            by_report: false,
            anchored: true,
            headline: String::new(),
            labelled: false,
            citing: Vec::new(),
            basis: String::new(),
            dates: Vec::new(),
        }
    }

    #[test]
    fn a_number_counts_what_stands_nearest_in_its_clause() {
        for (what, expected) in [
            ("The slide killed at least 14 people and injured 30.", "dead>=14 hurt=30"),
            ("Fourteen people were killed, 30 were hurt.", "dead=14 hurt=30"),
            ("The toll rose to 1,214 dead.", "dead=1214"),
            ("Up to 20 miners are missing.", "missing<=20"),
            ("Am Montag starben 7 Menschen, 12 wurden verletzt.", "dead=7 hurt=12"),
            ("Унаслідок обстрілу загинули 5 людей.", "dead=5"),
            ("Route 66 was closed.", ""),
            ("Two died in the north and three died in the south.", ""),
        ] {
            let found = figures(&statement(0, what)).into_iter().map(|(kind, figure)| {
                let sign = match figure.bound {
                    Bound::Exactly => "=",
                    Bound::AtLeast => ">=",
                    Bound::AtMost => "<=",
                };
                format!("{kind}{sign}{}", figure.value)
            });
            assert_eq!(found.collect::<Vec<_>>().join(" "), expected, "{what}");
        }
    }

    #[test]
    fn statements_part_where_voices_contradict_each_other_and_nowhere_else() {
        for (told, expected) in [
            (vec![(0, "14 people died."), (1, "17 people died."), (2, "Many died.")], "02 1"),
            (vec![(0, "At least 14 people died."), (1, "17 people died.")], "01"),
            (vec![(0, "At least 14 people died."), (1, "9 people died.")], "0 1"),
            (vec![(0, "14 people died."), (1, "30 people were hurt.")], "01"),
            // One voice that tells two figures has learnt more.
            (vec![(0, "14 people died."), (0, "17 people died.")], "01"),
        ] {
            let statements: Vec<_> =
                told.iter().map(|(origin, what)| statement(*origin, what)).collect();
            let articles = told.iter().map(|(_, what)| crate::article::Article::of_text("a", what));
            let articles = Articles::new(articles.collect());
            let found = parts(&statements, (0..told.len()).collect(), &articles);
            let shown =
                found.iter().map(|part| part.iter().map(ToString::to_string).collect::<String>());
            assert_eq!(shown.collect::<Vec<_>>().join(" "), expected, "{told:?}");
        }
    }
}
