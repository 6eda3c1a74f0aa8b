//! The words of a date → an interval with precision, anchored on a publication time.
//!
//! In: text and the [`Anchor`] it was written at. Out: [`Expression`]s in the order of the text.
//! Pure: no clock, no files. What an event is, or who said so, is not asked here.

use std::ops::Range;

use jiff::civil::{Date, Weekday};

use crate::article::Published;

pub mod names;

/// When a text was written: what "yesterday" and "on Saturday" are counted from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Anchor {
    /// The day of publication on the outlet's own clock.
    pub date: Date,
}

impl Anchor {
    /// The anchor of an article published then; a month alone anchors nothing.
    pub fn of(published: &Published) -> Option<Anchor> {
        use crate::article::Precision;
        (Precision::Day <= published.precision).then(|| Anchor {
            date: published.date(),
        })
    }
}

/// A stretch of days: both ends belong to it.
///
/// Invariant: `start <= end`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
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
        Interval {
            start: date,
            end: date,
        }
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
}

/// Finds the expressions of time in `text`, in order, none overlapping.
///
/// Without an anchor only what names its own year is placed; the rest has no interval.
pub fn expressions(text: &str, anchor: Option<Anchor>) -> Vec<Expression> {
    let _ = (text, anchor, Weekday::Monday);
    Vec::new()
}
