//! The words of a date → an interval with precision, anchored on a publication time.
//!
//! In: text and the [`Anchor`] it was written at. Out: [`Expression`]s in the order of the text,
//! each with its words, its type and value in the syntax of TIMEX3, and the days meant where they
//! can be placed: dates, parts and ranges of them, weekdays, what is said in relation to the day
//! of writing or to the day spoken of last, times of day, and days that a table names. Lengths of
//! time, times that recur, and words like "now", "recently" and "soon" are found and typed, and
//! have no days.
//!
//! Which words belong to an expression follows the guidelines of TimeML 1.2.1: articles and
//! modifiers ("nearly two years", "the late 1970s") do, prepositions do not. One grammar serves
//! every language; its words stand in `words/*.csv`. Rules of English alone are those on years
//! without a preposition, on what companies count in ("the year-ago quarter"), and on tense.
//!
//! Pure: no clock, no files. What an event is, or who said so, is not asked here. Deliberately
//! absent: learning, lists of events, and numeric dates that could be either of two days.
//!
//! Costs about 80 µs of one processor for an article of 3 kB (`cargo bench --bench micro times`),
//! half as much again where every other word is one of time, and 100 bytes a word while it is read.

use std::ops::Range;

use jiff::civil::Date;

use crate::article::{Article, Precision, Published};

use grammar::{Line, Meaning};
use placing::Origin;
use tokens::Tokens;

mod clock;
mod direction;
mod grammar;
mod lengths;
mod lexicon;
pub mod names;
mod numbers;
mod placing;
mod tokens;

/// When a text was written: what "yesterday" and "on Saturday" are counted from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Anchor {
    /// The day of publication on the outlet's own clock.
    pub date: Date,
}

impl Anchor {
    /// The anchor of an article published then; a month alone anchors nothing.
    pub fn of(published: &Published) -> Option<Anchor> {
        (Precision::Day <= published.precision).then(|| Anchor { date: published.date() })
    }

    /// The anchor of an article: the day of its dateline where that names one shortly before
    /// its publication ("OSLO, July 12"), or in a year of its own; else the day of publication.
    pub fn of_article(article: &Article) -> Option<Anchor> {
        /// What was filed longer ago than this was not published late but read wrongly.
        const LATE: i32 = 7;
        let published = article.published.as_ref().and_then(Anchor::of);
        let filed = article.dateline.as_deref().and_then(|words| filed_on(words, published));
        let late = |filed: &Anchor| {
            let since = |published: Anchor| filed.date.until(published.date).ok();
            published.is_none_or(|published| {
                since(published).is_some_and(|span| (0..=LATE).contains(&span.get_days()))
            })
        };
        filed.filter(late).or(published)
    }
}

/// The day that a dateline names.
fn filed_on(words: &str, published: Option<Anchor>) -> Option<Anchor> {
    let days = expressions(words, published).into_iter();
    let mut days = days.filter(|one| one.kind == Kind::Date && one.grain == Grain::Day);
    let interval = days.find_map(|one| one.interval)?;
    (interval.start == interval.end).then_some(Anchor { date: interval.start })
}

/// A stretch of days: both ends belong to it.
///
/// Invariant: `start <= end`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Interval {
    start: Date,
    end: Date,
}

impl Interval {
    /// From `start` to `end`, both included; nothing if they stand in the wrong order.
    pub fn new(start: Date, end: Date) -> Option<Interval> {
        (start <= end).then_some(Interval { start, end })
    }

    /// One day.
    pub fn day(date: Date) -> Interval {
        Interval { start: date, end: date }
    }

    /// The first day.
    pub fn start(&self) -> Date {
        self.start
    }

    /// The last day.
    pub fn end(&self) -> Date {
        self.end
    }
}

/// How finely an expression speaks of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grain {
    /// A year or more.
    Year,
    /// A month, a quarter, a season.
    Month,
    /// A week.
    Week,
    /// A day, or a range of named days.
    Day,
}

/// What an expression speaks of: TIMEX3's types.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A calendar day, week, month, year.
    Date,
    /// A time of a day.
    Time,
    /// A length of time.
    Duration,
    /// A time that recurs.
    Set,
}

impl Kind {
    /// Its name in TIMEX3.
    pub fn timex3(self) -> &'static str {
        match self {
            Kind::Date => "DATE",
            Kind::Time => "TIME",
            Kind::Duration => "DURATION",
            Kind::Set => "SET",
        }
    }
}

/// Where the words around an expression point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// What they tell is over ("met", "was").
    Past,
    /// It is still to come ("will", "is scheduled").
    Future,
    /// They do not say.
    Unsaid,
}

/// Words of a text that speak of time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expression {
    /// Where the words stand, in bytes of the text.
    pub span: Range<usize>,
    /// What they speak of.
    pub kind: Kind,
    /// The value in TIMEX3's syntax (`2025-07-11`, `2025-W28`, `P2D`).
    pub value: String,
    /// The days meant, where they could be placed.
    pub interval: Option<Interval>,
    /// How finely.
    pub grain: Grain,
    /// Whether the words around it speak of what is past or to come.
    pub direction: Direction,
}

/// Finds the expressions of time in `text`, in order, none overlapping.
///
/// Without an anchor only what names its own year is placed; the rest has no interval. The
/// language is taken from the words. The cost grows with the length of the text and no faster.
pub fn expressions(text: &str, anchor: Option<Anchor>) -> Vec<Expression> {
    Reading::of(text).expressions(anchor)
}

/// A text whose words have been looked up once, for all that is asked of it.
#[derive(Debug)]
pub struct Reading<'a> {
    text: &'a str,
    tokens: Tokens,
}

impl<'a> Reading<'a> {
    /// Looks up the words of a text.
    pub fn of(text: &'a str) -> Reading<'a> {
        Reading { text, tokens: Tokens::of(text) }
    }

    /// The text's expressions of time: see [`expressions`].
    pub fn expressions(&self, anchor: Option<Anchor>) -> Vec<Expression> {
        expressions_of(self, anchor)
    }

    /// Whether a sentence of the text that names no time speaks of what is still to come ("the
    /// sides will discuss", "is scheduled to meet"), read by itself.
    pub fn looks_ahead(&self, sentence: &Range<usize>) -> bool {
        let (tokens, language) = self.tokens.within(sentence);
        let line = Line { text: self.text, tokens: &tokens, language };
        (0..tokens.len()).any(|i| direction::cue(&line, i) == Direction::Future)
    }
}

fn expressions_of(reading: &Reading<'_>, anchor: Option<Anchor>) -> Vec<Expression> {
    let Reading { text, tokens: Tokens { all: tokens, language, .. } } = reading;
    let (text, language) = (*text, *language);
    let mut found = Vec::new();
    let mut quarter = None;
    for tokens in tokens.chunk_by(|_, next| !next.breaks) {
        let line = Line { text, tokens, language };
        find_in(&line, anchor, &mut quarter, &mut found);
    }
    found
}

/// Whether a sentence that names no time speaks of what is still to come: see
/// [`Reading::looks_ahead`].
pub fn looks_ahead(sentence: &str) -> bool {
    Reading::of(sentence).looks_ahead(&(0..sentence.len()))
}

/// Finds the expressions of one line; `quarter` is the first day of the one that the text spoke
/// of last.
fn find_in(
    line: &Line,
    anchor: Option<Anchor>,
    quarter: &mut Option<Date>,
    found: &mut Vec<Expression>,
) {
    let mut narrative = None;
    let mut i = 0;
    while i < line.tokens.len() {
        let Some((end, meaning)) = line.expression(i) else {
            i += 1;
            continue;
        };
        let direction = direction::direction(line, i, end);
        let origin = Origin {
            anchor: anchor.map(|anchor| anchor.date),
            narrative,
            quarter: *quarter,
            direction,
            ended: line.ended(i),
        };
        let Some(placed) = placing::place(meaning, origin) else {
            // No part of a day that does not exist is a date either.
            i = end;
            continue;
        };
        if let (Some(interval), Grain::Day) = (placed.interval, placed.grain) {
            narrative = Some(interval.start());
        }
        // What "a year earlier" is counted from is reported, not forecast.
        if let (Meaning::Quarter(..), Some(interval)) = (meaning, placed.interval)
            && anchor.is_none_or(|anchor| interval.end() <= anchor.date)
        {
            *quarter = Some(interval.start());
        }
        found.push(Expression {
            span: line.tokens[i].start..line.tokens[end - 1].end,
            kind: placed.kind,
            value: placed.value,
            interval: placed.interval,
            grain: placed.grain,
            direction,
        });
        i = end;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Texts with the day they were published on, and the values found in them. `-` is none.
    const CASES: &str = include_str!("cases.csv");

    fn anchor(published: &str) -> Option<Anchor> {
        let date = published.parse().ok()?;
        Some(Anchor { date })
    }

    #[test]
    fn expressions_have_the_values_that_the_cases_say() {
        let mut reader = csv::Reader::from_reader(CASES.as_bytes());
        let mut wrong = Vec::new();
        for row in reader.records() {
            let row = row.unwrap();
            let found = expressions(&row[0], anchor(&row[1]));
            let values: Vec<_> = found.iter().map(|one| one.value.as_str()).collect();
            let words: Vec<_> = found.iter().map(|one| &row[0][one.span.clone()]).collect();
            if values.join(" ") != row[2].trim_start_matches('-') {
                let (text, expected) = (&row[0], &row[2]);
                wrong.push(format!("{text}: expected {expected}, found {values:?} {words:?}"));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    proptest! {
        #[test]
        fn a_sentence_within_a_text_looks_ahead_as_it_does_alone(
            text in "(wird |will |met |die |the |to |be |Sitzung |treffen |saw ){1,9}",
            before in "(La réunion aura lieu mardi\\. |The talks ended\\. |Am Montag: ){0,3}",
        ) {
            let whole = format!("{before}{text}. Und morgen wird es kalt.");
            let sentence = before.len()..before.len() + text.trim_end().len();
            let within = Reading::of(&whole).looks_ahead(&sentence);
            prop_assert_eq!(within, looks_ahead(text.trim_end()));
        }
    }

    /// Texts with the expressions between brackets, and their values.
    const SPANS: &str = include_str!("spans.csv");

    #[test]
    fn expressions_have_the_words_that_the_guidelines_give_them() {
        let mut reader = csv::Reader::from_reader(SPANS.as_bytes());
        let mut wrong = Vec::new();
        for row in reader.records() {
            let row = row.unwrap();
            let text = row[0].replace(['[', ']'], "");
            let found = expressions(&text, anchor(&row[1]));
            let mut marked = text.clone();
            for one in found.iter().rev() {
                marked.insert(one.span.end, ']');
                marked.insert(one.span.start, '[');
            }
            let values: Vec<_> = found.iter().map(|one| one.value.as_str()).collect();
            if marked != row[0] || values.join(" ") != row[2] {
                let (expected, because) = (&row[2], &row[3]);
                wrong.push(format!("{marked}: expected {expected} ({because}), found {values:?}"));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn ranges_hold_both_their_ends() {
        let found = expressions("The fair runs 14-15 July.", anchor("2025-07-12"));
        let interval = found[0].interval.unwrap();
        assert_eq!(interval.start().to_string(), "2025-07-14");
        assert_eq!(interval.end().to_string(), "2025-07-15");
        assert_eq!(&"The fair runs 14-15 July."[found[0].span.clone()], "14-15 July");
    }

    #[test]
    fn nothing_overflows_at_the_ends_of_the_calendar() {
        for text in [
            "tomorrow, next week, next month, next year, next century, 9000 years later",
            "yesterday, last week, last month, last year, 9999 centuries ago, last Monday",
            "11 July 9999, 31 December 9999, 31 February 2025, 2999-12-31, the 9990s",
            "Friday 11 July, 29 February, 28 December - 3 January, 30-31 February",
        ] {
            expressions(text, Some(Anchor { date: Date::MAX }));
            expressions(text, Some(Anchor { date: Date::MIN }));
            expressions(text, None);
        }
    }

    #[test]
    fn a_text_of_nothing_but_dates_costs_no_more_than_its_length() {
        for piece in [
            "11-",
            "a-",
            "July ",
            "the ",
            "last ",
            "12 ",
            "1.",
            "11 July - ",
            "a hundred and ",
            "twenty-",
            "more than ",
            "this past ",
            "10 p.m. ",
            "the year-earlier ",
            "a ",
            "in 1990-",
        ] {
            let text = piece.repeat(10_000);
            let started = std::time::Instant::now();
            expressions(&text, anchor("2025-07-12"));
            assert!(started.elapsed().as_secs() < 5, "{piece}");
        }
    }

    proptest! {
        #[test]
        fn spans_are_in_order_and_on_the_borders_of_characters(
            text in "([0-9]{1,4}|[ ,.-]|July|May|п.ятницю|last|Friday|week|\\PC){0,40}"
        ) {
            let mut end = 0;
            for one in expressions(&text, anchor("2025-07-12")) {
                prop_assert!(end <= one.span.start && one.span.start < one.span.end);
                prop_assert!(text.get(one.span.clone()).is_some());
                end = one.span.end;
            }
        }
    }
}
