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

use jiff::Span;
use jiff::civil::Date;

use crate::article::{Article, Precision, Published};

use grammar::{Line, Meaning, NamedDay, YearOf};
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
    /// Further east it is the next day already: "Monday" may be that one.
    pub eve: bool,
}

impl Anchor {
    /// The anchor of a text written on that day.
    pub fn day(date: Date) -> Anchor {
        Anchor { date, eve: false }
    }

    /// The anchor of an article published then; a month alone anchors nothing.
    pub fn of(published: &Published) -> Option<Anchor> {
        /// So many hours east of Greenwich an evening's news comes from at the most.
        const EAST: i64 = 4;
        let date = published.date();
        let east = published.offset.filter(|_| published.precision == Precision::Minute);
        let eve = east.is_some_and(|offset| {
            let hours = Span::new().seconds(3600 * EAST - i64::from(offset.seconds()));
            published.at.checked_add(hours).is_ok_and(|there| date < there.date())
        });
        (Precision::Day <= published.precision).then_some(Anchor { date, eve })
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
    (interval.start == interval.end).then(|| Anchor::day(interval.start))
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

    /// The text.
    pub fn text(&self) -> &'a str {
        self.text
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
        (0..tokens.len()).any(|i| direction::is_ahead(&line, i))
    }
}

fn expressions_of(reading: &Reading<'_>, anchor: Option<Anchor>) -> Vec<Expression> {
    let Reading { text, tokens: Tokens { all: tokens, language, .. } } = reading;
    let (text, language) = (*text, *language);
    let mut found = Vec::new();
    let mut known = Known::default();
    for tokens in tokens.chunk_by(|_, next| !next.breaks) {
        let line = Line { text, tokens, language };
        find_in(&line, anchor, &mut known, &mut found);
    }
    found
}

/// What the text has said so far that later expressions lean on.
#[derive(Debug, Default)]
struct Known {
    /// The first day of the quarter that it spoke of last.
    quarter: Option<Date>,
    /// Days that it named with their years: the latest year of each.
    years: Vec<(i8, i8, i16)>,
    /// The day of the last item of a chronology.
    item: Option<Date>,
}

/// Days of a text whose years are kept: one with more is an almanac.
const MOST_YEARS: usize = 64;

impl Known {
    /// The meaning with the year that the text gives it elsewhere: as a day that it named with its
    /// year ("December 5, 2008" … "before December 5"), as the next item of a chronology
    /// ("July 9, 2009 - … November 12 - …"), or below the year that heads its sentence.
    fn dated(
        &mut self,
        meaning: Meaning,
        (is_item, direction): (bool, Direction),
        (heading, written): (Option<i16>, Option<Date>),
    ) -> Meaning {
        let of_year = |year: Option<i16>| year.map_or(YearOf::Unsaid, YearOf::Said);
        match meaning {
            Meaning::Day(day) if day.year == YearOf::Unsaid => {
                // "Saturday 2 May" of what will be is no birthday of the same date.
                let again = day.weekday.is_none() && direction != Direction::Future;
                let same = |one: &&(i8, i8, i16)| (one.0, one.1) == (day.month, day.day);
                let known = self.years.iter().find(same).filter(|_| again);
                let next = self.item.filter(|_| is_item).map(|last| {
                    let months = i16::from(last.month()) - i16::from(day.month);
                    // Within two months back it lists the latest first.
                    let later = (last.month(), last.day()) <= (day.month, day.day);
                    last.year() + i16::from(!later && 2 < months)
                });
                // A chronology that runs ahead of its own text has been read wrongly.
                let over = |year: &i16| {
                    let date = Date::new(*year, day.month, day.day).ok();
                    written.zip(date).is_none_or(|(written, date)| date <= written)
                };
                let next = next.filter(over);
                let year = of_year(heading.or(next).or(known.map(|one| one.2)));
                Meaning::Day(NamedDay { year, ..day })
            }
            Meaning::Day(NamedDay { day, month, year: YearOf::Said(year), .. }) => {
                self.years.retain(|one| (one.0, one.1) != (month, day));
                if self.years.len() < MOST_YEARS {
                    self.years.push((month, day, year));
                }
                meaning
            }
            Meaning::Month { month, year: YearOf::Unsaid, edge } if heading.is_some() => {
                Meaning::Month { month, year: of_year(heading), edge }
            }
            _ => meaning,
        }
    }
}

/// Whether a sentence that names no time speaks of what is still to come: see
/// [`Reading::looks_ahead`].
pub fn looks_ahead(sentence: &str) -> bool {
    Reading::of(sentence).looks_ahead(&(0..sentence.len()))
}

/// On which side of the day of writing "next March 31" and "last July 4" lie.
fn next_or_last(line: &Line, i: usize, meaning: Meaning) -> Option<i32> {
    let alone = matches!(meaning, Meaning::Day(NamedDay { weekday: None, .. }));
    line.before(i).filter(|side| alone && *side != 0)
}

/// What a chronology lists has happened by the day of writing, whatever it foretold.
fn told_in_a_list((interval, written): (Interval, Date), direction: Direction) -> Direction {
    if interval.end() <= written { Direction::Past } else { direction }
}

/// Finds the expressions of one line.
fn find_in(line: &Line, anchor: Option<Anchor>, known: &mut Known, found: &mut Vec<Expression>) {
    let mut narrative: Option<(Date, usize)> = None;
    let mut spoken: Option<((Date, Grain), usize)> = None;
    let mut heading: Option<(i16, usize)> = None;
    let mut i = 0;
    while i < line.tokens.len() {
        if let Some(year) = line.four_digit_year(i).filter(|_| line.heads(i, i + 1)) {
            heading = Some((year, i + 1));
        }
        let Some((end, meaning)) = line.expression(i) else {
            i += 1;
            continue;
        };
        let heads = line.heads(i, end);
        let below = heading.filter(|(_, from)| !line.ends_between(*from, i)).map(|(year, _)| year);
        let direction = direction::direction(line, i, end);
        let below = below.or(line.known_year(end, meaning));
        let written = anchor.map(|anchor| anchor.date);
        let meaning =
            line.beside(i, end, known.dated(meaning, (heads, direction), (below, written)));
        let origin = Origin {
            anchor: written,
            eve: anchor.is_some_and(|anchor| anchor.eve),
            narrative: narrative.map(|(day, _)| day),
            ends: narrative.map_or(2, |(_, at)| line.sentence_ends(at, i)),
            spoken: spoken.filter(|(_, at)| !line.ends_between(*at, i)).map(|(of, _)| of),
            quarter: known.quarter,
            direction,
            ended: line.ended(i).or(next_or_last(line, i, meaning)),
        };
        let Some(placed) = placing::place(meaning, origin) else {
            // No part of a day that does not exist is a date either.
            i = end;
            continue;
        };
        let stretch = placed.interval.map(|interval| (interval.start(), placed.grain));
        spoken = stretch.map(|of| (of, end)).or(spoken);
        if let (Some(interval), Grain::Day) = (placed.interval, placed.grain) {
            narrative = Some((interval.start(), end));
            if heads && matches!(meaning, Meaning::Day(_)) {
                known.item = Some(interval.start());
            }
        }
        // What "a year earlier" is counted from is reported, not forecast.
        if let (Meaning::Quarter(..), Some(interval)) = (meaning, placed.interval)
            && anchor.is_none_or(|anchor| interval.end() <= anchor.date)
        {
            known.quarter = Some(interval.start());
        }
        let listed = placed.interval.filter(|_| heads).zip(written);
        let direction = listed.map_or(direction, |of| told_in_a_list(of, direction));
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
        Some(Anchor::day(date))
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
    fn late_in_the_west_a_weekday_may_be_the_next_day_of_the_east() {
        for (at, offset, expected) in [
            ("2010-05-09T22:10", -4, "2010-05-10"),
            ("2010-05-09T14:00", -4, "2010-05-03"),
            ("2010-05-09T22:10", 0, "2010-05-10"),
            ("2010-05-09T22:10", 8, "2010-05-03"),
        ] {
            let published = Published {
                at: at.parse().unwrap(),
                precision: Precision::Minute,
                offset: Some(jiff::tz::offset(offset)),
                words: String::new(),
            };
            let found = expressions("The bank said so on Monday.", Anchor::of(&published));
            assert_eq!(found[0].value, expected, "{at} {offset}");
        }
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
            expressions(text, Some(Anchor::day(Date::MAX)));
            expressions(text, Some(Anchor::day(Date::MIN)));
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
