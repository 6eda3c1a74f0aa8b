//! Times of day: "10 p.m. Wednesday", "noon", "15:30 GMT", "15 Uhr".

use super::grammar::{Found, Line, Meaning, NamedDay};
use super::lexicon::{ENGLISH, Says, Sense};
use super::tokens::Form;

/// A time of day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Clock {
    pub(super) at: At,
    pub(super) day: Option<OfDay>,
}

/// When on its day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum At {
    /// Hour (0 to 24) and minute.
    Minute(u8, u8),
    /// A part of the day in TIMEX3's letters.
    Part(&'static str),
}

/// On which day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum OfDay {
    Named(NamedDay),
    Weekday(i8, Option<i32>),
    Offset(i32),
}

impl Line<'_> {
    /// A time of day, with the day beside it where that is said.
    pub(super) fn clock(&self, i: usize) -> Found<Meaning> {
        let (end, at) = self.time_of_day(i).or_else(|| self.named_time(i))?;
        let end = self.zone(end);
        let (end, day) = self.day_beside(end);
        // "mid-afternoon" and the like alone are nothing that could be placed better than a day.
        Some((end, Meaning::Clock(Clock { at, day })))
    }

    /// "noon", "midnight", "mid-afternoon".
    fn named_time(&self, i: usize) -> Found<At> {
        if self.language != ENGLISH {
            return None;
        }
        match self.word(i).to_ascii_lowercase().as_str() {
            "noon" | "midday" => return Some((i + 1, At::Minute(12, 0))),
            "midnight" => return Some((i + 1, At::Minute(24, 0))),
            "mid" => {}
            _ => return None,
        }
        let at = i + 1 + usize::from(self.is_dash(i + 1));
        Some((at + 1, At::Part(self.part(at)?)))
    }

    fn time_of_day(&self, i: usize) -> Found<At> {
        let (end, hour, minute) = self.figures(i)?;
        if let Some((end, afternoon)) = self.meridiem(end) {
            let hour = match (hour, afternoon) {
                (12, false) => 0,
                (hour @ 1..=11, true) => hour + 12,
                (hour @ 1..=12, _) => hour,
                _ => return None,
            };
            return Some((end, At::Minute(hour, minute.unwrap_or(0))));
        }
        if self.has(end, Sense::Hour) {
            // "15 h 30", "15h30"
            let more = match self.form(end + 1) {
                Some(Form::Number(value @ 0..=59, 2)) => u8::try_from(value).ok(),
                _ => None,
            };
            let after = end + 1 + usize::from(more.is_some());
            let glued = self.language != ENGLISH || self.is_glued(end);
            let minute = minute.or(more).unwrap_or(0);
            return glued.then_some((after, At::Minute(hour, minute)));
        }
        // "15h30"
        if let Some(more) = self.word(end).strip_prefix('h').filter(|_| self.is_glued(end))
            && let Ok(more @ 0..=59) = more.parse::<u8>()
        {
            return Some((end + 1, At::Minute(hour, more)));
        }
        let minute = minute?;
        let pointed = self.language != ENGLISH && self.letters(i) == 5;
        let colon = self.word(i).contains(':') || self.letters(i) == 4;
        let zoned = self.zone(end) != end;
        let colon = colon || pointed;
        let time = self.letters(i) != 4 || self.word(i).contains(':');
        let colon = colon && (zoned || time && self.after(i, Sense::At));
        colon.then_some((end, At::Minute(hour, minute)))
    }

    /// The figures of a time: `10`, `10:30`, `10.30`, `1030`.
    fn figures(&self, i: usize) -> Option<(usize, u8, Option<u8>)> {
        let word = self.word(i);
        let (hour, minute) = match self.form(i)? {
            Form::Number(hour @ 0..=24, 1..=2) => (u8::try_from(hour).ok()?, None),
            Form::Number(time, 4) => {
                (u8::try_from(time / 100).ok()?, Some(u8::try_from(time % 100).ok()?))
            }
            Form::Figure => {
                let (hour, minute) = word.split_once([':', '.'])?;
                let minute = minute.split(':').next()?;
                if minute.len() != 2 {
                    return None;
                }
                (hour.parse().ok()?, Some(minute.parse().ok()?))
            }
            _ => return None,
        };
        let real = hour <= 24 && minute.is_none_or(|minute| minute < 60);
        real.then_some((i + 1, hour, minute))
    }

    /// "a.m.", "pm": whether it is the afternoon's.
    fn meridiem(&self, i: usize) -> Found<bool> {
        if self.language != ENGLISH {
            return None;
        }
        let word = self.word(i);
        if word.eq_ignore_ascii_case("am") || word.eq_ignore_ascii_case("pm") {
            return Some((i + 1, word.starts_with(['p', 'P'])));
        }
        let half = matches!(word, "a" | "p" | "A" | "P");
        let dotted = self.is_mark(i + 1, '.')
            && self.word(i + 2).eq_ignore_ascii_case("m")
            && self.is_glued(i + 2);
        let end = i + 3 + usize::from(self.is_mark(i + 3, '.') && self.is_glued(i + 3));
        (half && dotted).then(|| (end, word.eq_ignore_ascii_case("p")))
    }

    /// Skips "GMT", "local time".
    fn zone(&self, i: usize) -> usize {
        let at = i + usize::from(self.is_mark(i, '('));
        match self.phrase(at, |says| says == Says::Zone) {
            Some((end, _)) if self.is_capital(at) || at + 1 < end => {
                end + usize::from(i < at && self.is_mark(end, ')'))
            }
            _ => i,
        }
    }

    /// The day that follows a time: "10 p.m. Wednesday", "5 p.m. EST, Nov. 6", "3 pm on Friday".
    fn day_beside(&self, i: usize) -> (usize, Option<OfDay>) {
        let comma = i + usize::from(self.is_mark(i, ','));
        let at = self.skip(comma, Sense::On);
        if let Some((end, Meaning::Day(day))) = self.explicit(at) {
            return (end, Some(OfDay::Named(day)));
        }
        let shift = self.before(at);
        let name = at + usize::from(shift.is_some());
        if let Some(day) = self.weekday_name(name)
            && self.is_weekday_alone(name)
            && self.part(name + 1).is_none()
        {
            return (name + 1, Some(OfDay::Weekday(day, shift)));
        }
        let offset = self.pick(i, |sense| match sense {
            Sense::Offset(days) => Some(days),
            _ => None,
        });
        match offset.filter(|_| comma == i) {
            Some(days) => (i + 1, Some(OfDay::Offset(days))),
            None => (i, None),
        }
    }
}
