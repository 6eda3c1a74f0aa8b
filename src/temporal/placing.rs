//! A [`Meaning`] counted from the day of writing → days on the calendar and a TIMEX3 value.

use std::cmp::Reverse;

use jiff::civil::Date;
use jiff::{Span, ToSpan};

use super::clock::{At, Clock, OfDay};
use super::grammar::{Distance, Meaning, NamedDay, YearOf};
use super::lexicon::{Edge, Named, Unit};
use super::numbers::Amount;
use super::{Direction, Grain, Interval, Kind};

/// What days and texts are counted from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Origin {
    /// The day of writing.
    pub(super) anchor: Option<Date>,
    /// Further east it is the next day already.
    pub(super) eve: bool,
    /// The day that the text spoke of last.
    pub(super) narrative: Option<Date>,
    /// So many sentences have ended since, up to two.
    pub(super) ends: usize,
    /// The first day of the stretch that its sentence spoke of last, and how long that is.
    pub(super) spoken: Option<(Date, Grain)>,
    /// The first day of the quarter that it spoke of last.
    pub(super) quarter: Option<Date>,
    pub(super) direction: Direction,
    /// Whether the words before say that it has ended (-1) or will (1).
    pub(super) ended: Option<i32>,
}

/// An expression's kind, value, days and grain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Placed {
    pub(super) kind: Kind,
    pub(super) value: String,
    pub(super) interval: Option<Interval>,
    pub(super) grain: Grain,
}

/// Places a meaning; nothing comes of a day that no calendar has ("31 February").
pub(super) fn place(meaning: Meaning, origin: Origin) -> Option<Placed> {
    match meaning {
        Meaning::Day(day) => origin.named_day(day),
        Meaning::Days(first, last) => origin.days(first, last),
        Meaning::Month { month, year, edge } => origin.month(month, year, edge),
        Meaning::Months(first, last, year) => origin.months(first, last, year),
        Meaning::Year(year, edge) => year_of(year, edge),
        Meaning::Years(first, last) => {
            let interval = Interval::new(new(first, 1, 1)?, new(last, 12, 31)?);
            dated(format!("{first:04}/{last:04}"), interval, Grain::Year)
        }
        Meaning::Decade(first) => years(first, 10),
        Meaning::Century(first) => years(first, 100),
        Meaning::Season(season, year) => origin.season(season, year),
        Meaning::Quarter(number, year) => origin.quarter(number, year),
        Meaning::Half(number, year) => origin.half(number, year),
        Meaning::Named(day, year) => origin.named(day, year),
        Meaning::Clock(clock) => origin.clock(clock),
        Meaning::Weekdays(first, last) => origin.weekdays(first, last),
        Meaning::Weekday(day, shift, part) => origin.weekday(day, shift, part),
        Meaning::Offset(days, part) => {
            let day = origin.anchor.and_then(|anchor| add(anchor, days, Unit::Day));
            Some(on_day(day, part, "XXXX-XX-XX"))
        }
        Meaning::Unit(unit, shift, edge) => origin.unit(unit, shift, edge),
        Meaning::Ago(distance) => origin.distance(distance),
        Meaning::Beside(unit, shift) => origin.beside(unit, shift),
        Meaning::Spoken(unit) => origin.spoken(unit),
        Meaning::SpokenIn(year) => match origin.quarter {
            Some(first) => quarter_of(year, first.month()),
            None => year_of(year, None),
        },
        Meaning::LatestQuarter => origin.latest_quarter(),
        Meaning::YearPast => origin.year_past(),
        Meaning::Weekend => origin.weekend(),
        Meaning::Length(count, unit) => Some(unplaced(Kind::Duration, length(count, unit))),
        Meaning::Every(count, unit) => Some(unplaced(Kind::Set, length(count, unit))),
        Meaning::EveryWeekday(day, None) => Some(unplaced(Kind::Set, format!("XXXX-WXX-{day}"))),
        Meaning::EveryWeekday(day, Some(part)) => {
            Some(unplaced(Kind::Set, format!("XXXX-WXX-{day}T{part}")))
        }
        Meaning::EveryMonth(month) => Some(unplaced(Kind::Set, format!("XXXX-{month:02}"))),
        Meaning::EveryPart(part) => Some(unplaced(Kind::Set, format!("XXXX-XX-XXT{part}"))),
        Meaning::Vague(value) => Some(unplaced(Kind::Date, value.to_owned())),
    }
}

impl Origin {
    fn year(&self, year: YearOf) -> Option<i16> {
        match year {
            YearOf::Unsaid => None,
            YearOf::Said(year) => Some(year),
            YearOf::Shift(by) => self.anchor?.year().checked_add(i16::try_from(by).ok()?),
        }
    }

    fn named_day(&self, named: NamedDay) -> Option<Placed> {
        // The 29th of February of an unknown year is a day; the 31st is none.
        new(2024, named.month, named.day)?;
        let placed = self.resolve(named);
        if placed.is_none() && (self.anchor.is_some() || self.year(named.year).is_some()) {
            return None;
        }
        let unknown = format!("XXXX-{:02}-{:02}", named.month, named.day);
        Some(on_day(placed, None, &unknown))
    }

    /// The day in the year said, else in the year that brings it nearest to the day of writing
    /// on the side that the words point to, a weekday that was said agreeing.
    fn resolve(&self, named: NamedDay) -> Option<Date> {
        if let Some(year) = self.year(named.year) {
            return new(year, named.month, named.day);
        }
        let anchor = self.anchor?;
        if let Some(side) = self.ended {
            let apart = |day: &Date| days_between(anchor, *day) * side;
            let days = (-1..=1).filter_map(|by| new(anchor.year() + by, named.month, named.day));
            return days.filter(|day| 0 <= apart(day)).min_by_key(apart);
        }
        // Five years hold a leap day whatever the year, save around 1900 and 2100.
        let days = (-4..=4).filter_map(|by| new(anchor.year() + by, named.month, named.day));
        days.min_by_key(|day| {
            let apart = days_between(anchor, *day);
            let side = match self.direction {
                Direction::Past => 0 < apart,
                Direction::Future => apart < 0,
                Direction::Unsaid => false,
            };
            // A date of the last or next months outweighs a tense that was read wrongly.
            let side = side && 120 < apart.abs();
            let other_weekday =
                named.weekday.is_some_and(|said| day.weekday().to_monday_one_offset() != said);
            let other_weekday = other_weekday && apart.abs() <= 366 * 3;
            (apart.abs() > 366, other_weekday, side, apart.abs(), Reverse(apart))
        })
    }

    fn days(&self, first: NamedDay, last: NamedDay) -> Option<Placed> {
        new(2024, first.month, first.day)?;
        new(2024, last.month, last.day)?;
        if self.anchor.is_none() && self.year(last.year).is_none() {
            let value = format!(
                "XXXX-{:02}-{:02}/XXXX-{:02}-{:02}",
                first.month, first.day, last.month, last.day
            );
            return dated(value, None, Grain::Day);
        }
        let mut start = self.resolve(first)?;
        let end = self.resolve(last)?;
        if end < start {
            // "28 December - 3 January 2026"
            start = new(start.year() - 1, first.month, first.day)?;
        }
        let interval = Interval::new(start, end)?;
        dated(format!("{start}/{end}"), Some(interval), Grain::Day)
    }

    fn month(&self, month: i8, year: YearOf, edge: Option<Edge>) -> Option<Placed> {
        let year = match (year, self.anchor) {
            (YearOf::Said(year), _) => Some(year),
            (_, None) => None,
            (YearOf::Unsaid, Some(anchor)) => {
                let later = anchor.month() < month;
                // A month that is about to begin is meant by who does not say that it is past.
                let near = later && month <= anchor.month() + 2;
                match self.direction {
                    Direction::Unsaid if near => Some(anchor.year()),
                    Direction::Future if month < anchor.month() => anchor.year().checked_add(1),
                    Direction::Future => Some(anchor.year()),
                    Direction::Past | Direction::Unsaid if later => anchor.year().checked_sub(1),
                    Direction::Past | Direction::Unsaid => Some(anchor.year()),
                }
            }
            // "last April" is the one gone by, "next April" the one to come.
            (YearOf::Shift(by), Some(anchor)) => {
                let turn = match by {
                    // Of the month just over one says "last month".
                    -1 => i16::from(anchor.month() <= month + 1),
                    1 => -i16::from(month <= anchor.month()),
                    _ => 0,
                };
                anchor.year().checked_sub(turn)
            }
        };
        let Some(year) = year else {
            return dated(format!("XXXX-{month:02}"), None, Grain::Month);
        };
        let first = new(year, month, 1)?;
        let interval = Interval::new(first, first.last_of_month());
        let interval = interval.map(|whole| part_of(whole, edge));
        dated(format!("{year:04}-{month:02}"), interval, Grain::Month)
    }

    fn months(&self, first: i8, last: i8, year: YearOf) -> Option<Placed> {
        let placed = self.month(first, year, None)?;
        let Some(start) = placed.interval.map(|interval| interval.start()) else {
            let value = format!("XXXX-{first:02}/XXXX-{last:02}");
            return dated(value, None, Grain::Month);
        };
        let turn = i16::from(last < first);
        let end = new(start.year().checked_add(turn)?, last, 1)?.last_of_month();
        let value = format!("{}/{}", start.strftime("%Y-%m"), end.strftime("%Y-%m"));
        dated(value, Interval::new(start, end), Grain::Month)
    }

    fn season(&self, season: &str, year: YearOf) -> Option<Placed> {
        let (from, to) = match season {
            "SP" => (3, 5),
            "SU" => (6, 8),
            "FA" => (9, 11),
            _ => (12, 2),
        };
        let year = match year {
            YearOf::Unsaid => self.anchor.map(|anchor| anchor.year()),
            // "last spring" is this year's once that is a season behind.
            YearOf::Shift(-1) => self
                .anchor
                .map(|anchor| anchor.year() - i16::from(to < from || anchor.month() < to + 4)),
            said => self.year(said),
        };
        let Some(year) = year else {
            return dated(format!("XXXX-{season}"), None, Grain::Month);
        };
        let last = new(if to < from { year.checked_add(1)? } else { year }, to, 1)?;
        let interval = Interval::new(new(year, from, 1)?, last.last_of_month());
        dated(format!("{year:04}-{season}"), interval, Grain::Month)
    }

    fn quarter(&self, number: u8, year: YearOf) -> Option<Placed> {
        let first_month = i8::try_from(number).ok()? * 3 - 2;
        let year = match (year, self.anchor) {
            (YearOf::Unsaid, Some(anchor)) => {
                // Of the quarter that ended last one speaks in any tense.
                let over = anchor.month() - (first_month + 2);
                match self.direction {
                    Direction::Future if 3 < over => anchor.year().checked_add(1),
                    Direction::Future => Some(anchor.year()),
                    Direction::Past | Direction::Unsaid if anchor.month() < first_month => {
                        anchor.year().checked_sub(1)
                    }
                    Direction::Past | Direction::Unsaid => Some(anchor.year()),
                }
            }
            (said, _) => self.year(said),
        };
        let Some(year) = year else {
            return dated(format!("XXXX-Q{number}"), None, Grain::Month);
        };
        quarter_of(year, first_month)
    }

    fn weekdays(&self, first: i8, last: i8) -> Option<Placed> {
        let length = i32::from(last - first).rem_euclid(7);
        let start = self.weekday(first, None, None)?.interval;
        let Some(start) = start.map(|interval| interval.start()) else {
            let value = format!("XXXX-WXX-{first}/XXXX-WXX-{last}");
            return dated(value, None, Grain::Day);
        };
        let end = add(start, length, Unit::Day)?;
        dated(format!("{start}/{end}"), Interval::new(start, end), Grain::Day)
    }

    fn weekday(&self, day: i8, shift: Option<i32>, part: Option<&str>) -> Option<Placed> {
        let unknown = format!("XXXX-WXX-{day}");
        let Some(anchor) = self.anchor else {
            return Some(on_day(None, part, &unknown));
        };
        let ahead = i32::from(day - anchor.weekday().to_monday_one_offset()).rem_euclid(7);
        let behind = ahead - 7;
        let by = match (shift, self.direction) {
            (Some(-1), _) => behind,
            (Some(1), _) if ahead == 0 => 7,
            (Some(1), _) => ahead,
            (None, _) if ahead == 1 && self.eve => 1,
            // "begins on Monday and ends on Wednesday"
            (None, Direction::Future)
                if self.ends == 0 && self.narrative.is_some_and(|on| anchor < on) =>
            {
                let from = self.narrative?;
                let on = i32::from(day - from.weekday().to_monday_one_offset()).rem_euclid(7);
                days_between(anchor, from) + on
            }
            (_, Direction::Future) => ahead,
            (Some(0), Direction::Unsaid) => ahead,
            (_, Direction::Past | Direction::Unsaid) if ahead == 0 => 0,
            (_, Direction::Past | Direction::Unsaid) => behind,
        };
        Some(on_day(add(anchor, by, Unit::Day), part, &unknown))
    }

    fn unit(&self, unit: Unit, shift: i32, edge: Option<Edge>) -> Option<Placed> {
        let Some(anchor) = self.anchor else {
            return dated(format!("XXXX{}", suffix(unit)), None, grain(unit));
        };
        // "this weekend won", told on a Tuesday, is of the last one.
        let early = anchor.weekday().to_monday_zero_offset() < 3;
        let over = unit == Unit::Weekend && shift == 0 && early;
        let shift = if over && self.direction == Direction::Past { -1 } else { shift };
        // "later this week", told on a Sunday, is of the week that begins.
        let sunday = anchor.weekday().to_monday_zero_offset() == 6;
        let ahead = self.direction == Direction::Future && shift == 0;
        let begins = sunday && unit == Unit::Week && ahead;
        let shift = if begins { shift + 1 } else { shift };
        let moved = add(anchor, shift, unit)?;
        let placed = around(moved, unit)?;
        let interval = placed.interval.map(|whole| part_of(whole, edge));
        Some(Placed { interval, ..placed })
    }

    fn half(&self, number: u8, year: YearOf) -> Option<Placed> {
        let Some(year) = self.year(year) else {
            return dated(format!("XXXX-H{number}"), None, Grain::Month);
        };
        let first = if number == 1 { 1 } else { 7 };
        let last = new(year, first + 5, 1)?.last_of_month();
        let value = format!("{year:04}-H{number}");
        dated(value, Interval::new(new(year, first, 1)?, last), Grain::Month)
    }

    /// A day with a name in the year said, else the nearest such on the side that the words say.
    fn named(&self, named: Named, year: YearOf) -> Option<Placed> {
        let year = match (year, self.anchor) {
            (YearOf::Said(year), _) => year,
            (_, None) => return dated("XXXX-XX-XX".to_owned(), None, Grain::Day),
            (year, Some(anchor)) => {
                let shift = match year {
                    YearOf::Shift(shift) => shift,
                    YearOf::Unsaid | YearOf::Said(_) => 0,
                };
                let days = (-1..=1).filter_map(|by| {
                    let year = anchor.year().checked_add(by)?;
                    Some((year, days_between(anchor, falls(named, year)?)))
                });
                let wrong = |apart: i32| match (shift, self.direction) {
                    (-1, _) => 0 <= apart,
                    (1, _) => apart <= 0,
                    (_, Direction::Past) => 30 < apart,
                    (_, Direction::Future) => apart < 0,
                    (_, Direction::Unsaid) => false,
                };
                days.min_by_key(|&(_, apart)| (wrong(apart), apart.abs()))?.0
            }
        };
        Some(on_day(Some(falls(named, year)?), None, ""))
    }

    fn clock(&self, clock: Clock) -> Option<Placed> {
        let day = match clock.day {
            Some(OfDay::Named(day)) => self.named_day(day)?,
            Some(OfDay::Weekday(day, shift)) => self.weekday(day, shift, None)?,
            Some(OfDay::Offset(days)) => {
                let day = self.anchor.and_then(|anchor| add(anchor, days, Unit::Day));
                on_day(day, None, "XXXX-XX-XX")
            }
            // Its value is that of the day of writing where no day was spoken of, but that is too
            // little to date what happened.
            None => {
                let day = on_day(self.narrative.or(self.anchor), None, "XXXX-XX-XX");
                let told = self.narrative.filter(|_| self.ends < 2);
                Placed { interval: told.map(Interval::day), ..day }
            }
        };
        let time = match clock.at {
            At::Minute(hour, minute) => format!("{hour:02}:{minute:02}"),
            At::Part(part) => part.to_owned(),
        };
        Some(Placed { kind: Kind::Time, value: format!("{}T{time}", day.value), ..day })
    }

    /// The day, week, month or year before or after the one spoken of last.
    fn beside(&self, unit: Unit, shift: i32) -> Option<Placed> {
        let spoken = self.spoken.filter(|(_, grain)| match unit {
            Unit::Year => true,
            Unit::Month => Grain::Month <= *grain,
            _ => false,
        });
        match spoken.map(|(day, _)| day).or(self.narrative).or(self.anchor) {
            Some(day) => around(add(day, shift, unit)?, unit),
            None => dated(format!("XXXX{}", suffix(unit)), None, grain(unit)),
        }
    }

    /// What "a day earlier" is counted from: no day still to come, unless its sentence looks ahead.
    fn told_before(&self, sign: i32) -> Option<Date> {
        let ahead = |day: &Date| self.anchor.is_some_and(|anchor| anchor < *day);
        let back = sign < 0 && self.direction != Direction::Future;
        self.narrative.filter(|day| !(back && ahead(day))).or(self.anchor)
    }

    /// "that day", "the quarter".
    fn spoken(&self, unit: Unit) -> Option<Placed> {
        if unit != Unit::Quarter {
            let month =
                self.spoken.filter(|(_, grain)| unit == Unit::Month && Grain::Month <= *grain);
            return around(month.map(|(day, _)| day).or(self.narrative)?, unit);
        }
        match (self.quarter, self.anchor) {
            (Some(first), _) => quarter_of(first.year(), first.month()),
            // The last one that is over.
            (None, Some(anchor)) => around(add(anchor, -1, Unit::Quarter)?, unit),
            (None, None) => dated("XXXX-QX".to_owned(), None, Grain::Month),
        }
    }

    fn latest_quarter(&self) -> Option<Placed> {
        let over = |first: &Date| {
            self.anchor.is_none_or(|anchor| {
                add(*first, 1, Unit::Quarter).is_some_and(|next| next <= anchor)
            })
        };
        Origin { quarter: self.quarter.filter(over), ..*self }.spoken(Unit::Quarter)
    }

    /// The quarter spoken of last in the year before, else the year before.
    fn year_past(&self) -> Option<Placed> {
        match (self.quarter, self.anchor) {
            (Some(first), _) => quarter_of(first.year().checked_sub(1)?, first.month()),
            (None, Some(anchor)) => year_of(anchor.year().checked_sub(1)?, None),
            (None, None) => dated("PAST_REF".to_owned(), None, Grain::Year),
        }
    }

    fn weekend(&self) -> Option<Placed> {
        let Some(anchor) = self.anchor else {
            return dated("XXXX-WXX-WE".to_owned(), None, Grain::Week);
        };
        let begun = 5 <= anchor.weekday().to_monday_zero_offset();
        let past = self.direction != Direction::Future && !begun;
        week_of(add(anchor, if past { -7 } else { 0 }, Unit::Day)?, 5, "-WE")
    }

    fn distance(&self, distance: Distance) -> Option<Placed> {
        let vague = if distance.sign < 0 { "PAST_REF" } else { "FUTURE_REF" };
        if distance.count.is_unknown() {
            return dated(vague.to_owned(), None, grain(distance.unit));
        }
        let whole = i32::try_from(distance.count.whole).ok()?;
        if distance.unit == Unit::Year && whole == 1 && distance.sign < 0 && self.quarter.is_some()
        {
            return self.year_past();
        }
        let (whole, unit) = match (distance.count.half, distance.unit) {
            (false, unit) => (whole, unit),
            (true, Unit::Year) => (12 * whole + 6, Unit::Month),
            (true, Unit::Century) => (10 * whole + 5, Unit::Decade),
            (true, unit) => (whole, unit),
        };
        let from = match unit {
            Unit::Day | Unit::Week if distance.narrative => self.told_before(distance.sign),
            _ => self.anchor,
        };
        match unit {
            Unit::Second | Unit::Minute | Unit::Hour => {
                let value = length(distance.count, unit);
                return Some(unplaced(Kind::Duration, value));
            }
            _ => {}
        }
        match from {
            Some(from) => around(add(from, whole.checked_mul(distance.sign)?, unit)?, unit),
            None => dated(vague.to_owned(), None, grain(unit)),
        }
    }
}

/// So many years from the first on, by the digits that they share.
fn years(first: i16, count: i16) -> Option<Placed> {
    let last = new(first + count - 1, 12, 31)?;
    let interval = Interval::new(new(first.max(1), 1, 1)?, last);
    let digits = if count == 10 { 3 } else { 2 };
    dated(format!("{:0digits$}", first / count), interval, Grain::Year)
}

/// When a day with a name falls in a year.
fn falls(named: Named, year: i16) -> Option<Date> {
    match named {
        Named::Fixed(month, day) => new(year, month, day),
        Named::Easter(days) => add(easter(year)?, days, Unit::Day),
        Named::Nth(nth, weekday, month) => {
            let weekday = jiff::civil::Weekday::from_monday_one_offset(weekday).ok()?;
            new(year, month, 1)?.nth_weekday_of_month(nth, weekday).ok()
        }
    }
}

/// Easter Sunday of the Gregorian calendar (Meeus, Jones and Butcher).
fn easter(year: i16) -> Option<Date> {
    let y = i32::from(year);
    let (a, b, c) = (y % 19, y / 100, y % 100);
    let (d, e) = (b / 4, b % 4);
    let g = (8 * b + 13) / 25;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 19 * l) / 433;
    let month = (h + l - 7 * m + 90) / 25;
    let day = (h + l - 7 * m + 33 * month + 19) % 32;
    new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?)
}

/// The day, week, month … that a day lies in.
fn around(day: Date, unit: Unit) -> Option<Placed> {
    match unit {
        Unit::Second | Unit::Minute | Unit::Hour | Unit::Day => Some(on_day(Some(day), None, "")),
        Unit::Night => Some(on_day(Some(day), Some("NI"), "")),
        Unit::Week | Unit::Fortnight => week_of(day, 0, ""),
        Unit::Weekend => week_of(day, 5, "-WE"),
        Unit::Month => {
            let interval = Interval::new(day.first_of_month(), day.last_of_month());
            dated(day.strftime("%Y-%m").to_string(), interval, Grain::Month)
        }
        Unit::Quarter => quarter_of(day.year(), (day.month() - 1) / 3 * 3 + 1),
        Unit::Year => year_of(day.year(), None),
        Unit::Decade => years(day.year() / 10 * 10, 10),
        Unit::Century => years(day.year() / 100 * 100, 100),
    }
}

fn week_of(day: Date, from: i32, mark: &str) -> Option<Placed> {
    let week = day.iso_week_date();
    let monday = add(day, -i32::from(day.weekday().to_monday_zero_offset()), Unit::Day)?;
    let interval = Interval::new(add(monday, from, Unit::Day)?, add(monday, 6, Unit::Day)?);
    let value = format!("{:04}-W{:02}{mark}", week.year(), week.week());
    dated(value, interval, Grain::Week)
}

fn quarter_of(year: i16, first_month: i8) -> Option<Placed> {
    let last = new(year, first_month + 2, 1)?.last_of_month();
    let interval = Interval::new(new(year, first_month, 1)?, last);
    let number = (first_month + 2) / 3;
    dated(format!("{year:04}-Q{number}"), interval, Grain::Month)
}

fn year_of(year: i16, edge: Option<Edge>) -> Option<Placed> {
    let interval = Interval::new(new(year, 1, 1)?, new(year, 12, 31)?);
    let interval = interval.map(|whole| part_of(whole, edge));
    dated(format!("{year:04}"), interval, Grain::Year)
}

/// The first, middle or last third of a stretch.
fn part_of(whole: Interval, edge: Option<Edge>) -> Interval {
    let third = (days_between(whole.start(), whole.end()) + 1) / 3;
    let (from, to) = match edge {
        None => return whole,
        Some(Edge::Start) => (0, 2 * third + 1),
        Some(Edge::Middle) => (third, third),
        Some(Edge::End) => (2 * third, 0),
    };
    let start = add(whole.start(), from, Unit::Day);
    let end = add(whole.end(), -to, Unit::Day);
    let part = start.zip(end).and_then(|(start, end)| Interval::new(start, end));
    part.unwrap_or(whole)
}

fn on_day(day: Option<Date>, part: Option<&str>, unknown: &str) -> Placed {
    let mut value = day.map_or_else(|| unknown.to_owned(), |day| day.to_string());
    if let Some(part) = part {
        value.push('T');
        value.push_str(part);
    }
    Placed {
        kind: if part.is_some() { Kind::Time } else { Kind::Date },
        value,
        interval: day.map(Interval::day),
        grain: Grain::Day,
    }
}

#[expect(clippy::unnecessary_wraps, reason = "every rule of placing may find nothing")]
fn dated(value: String, interval: Option<Interval>, grain: Grain) -> Option<Placed> {
    Some(Placed { kind: Kind::Date, value, interval, grain })
}

fn unplaced(kind: Kind, value: String) -> Placed {
    Placed { kind, value, interval: None, grain: Grain::Day }
}

fn new(year: i16, month: i8, day: i8) -> Option<Date> {
    Date::new(year, month, day).ok()
}

/// Days from one to the other; negative if the other is earlier.
fn days_between(from: Date, to: Date) -> i32 {
    from.until(to).map_or(0, |span| span.get_days())
}

fn add(day: Date, count: i32, unit: Unit) -> Option<Date> {
    let span = match unit {
        Unit::Second | Unit::Minute | Unit::Hour => Span::new(),
        Unit::Day | Unit::Night => count.days(),
        Unit::Week | Unit::Weekend => count.weeks(),
        Unit::Fortnight => (2 * count).weeks(),
        Unit::Month => count.months(),
        Unit::Quarter => (3 * count).months(),
        Unit::Year => Span::new().try_years(count).ok()?,
        Unit::Decade => Span::new().try_years(10 * count).ok()?,
        Unit::Century => Span::new().try_years(100 * count).ok()?,
    };
    day.checked_add(span).ok()
}

fn length(count: Amount, unit: Unit) -> String {
    let (mark, each, letter) = match unit {
        Unit::Second => ("PT", 1, 'S'),
        Unit::Minute => ("PT", 1, 'M'),
        Unit::Hour => ("PT", 1, 'H'),
        Unit::Day | Unit::Night => ("P", 1, 'D'),
        Unit::Week => ("P", 1, 'W'),
        Unit::Fortnight => ("P", 2, 'W'),
        Unit::Weekend => ("P", 1, 'D'),
        Unit::Month => ("P", 1, 'M'),
        Unit::Quarter => ("P", 1, 'Q'),
        Unit::Year => ("P", 1, 'Y'),
        Unit::Decade => ("P", 10, 'Y'),
        Unit::Century => ("P", 100, 'Y'),
    };
    if count.is_unknown() {
        return match unit {
            Unit::Decade => "PXE".to_owned(),
            Unit::Century => "PXC".to_owned(),
            _ => format!("{mark}X{letter}"),
        };
    }
    let whole = count.whole;
    match (count.half, unit) {
        (false, _) => format!("{mark}{}{letter}", whole * each),
        (true, Unit::Decade | Unit::Century | Unit::Fortnight) => {
            format!("{mark}{}{letter}", whole * each + each / 2)
        }
        (true, Unit::Hour) if whole == 0 => "PT30M".to_owned(),
        (true, Unit::Hour) => format!("PT{whole}H30M"),
        (true, Unit::Minute) if whole == 0 => "PT30S".to_owned(),
        (true, Unit::Minute) => format!("PT{whole}M30S"),
        (true, Unit::Day) if whole == 0 => "PT12H".to_owned(),
        (true, Unit::Year) if whole == 0 => "P6M".to_owned(),
        (true, _) => format!("{mark}{whole}.5{letter}"),
    }
}

fn suffix(unit: Unit) -> &'static str {
    match unit {
        Unit::Second | Unit::Minute | Unit::Hour | Unit::Day | Unit::Night => "-XX-XX",
        Unit::Week | Unit::Fortnight => "-WXX",
        Unit::Weekend => "-WXX-WE",
        Unit::Month => "-XX",
        Unit::Quarter => "-QX",
        Unit::Year | Unit::Decade | Unit::Century => "",
    }
}

fn grain(unit: Unit) -> Grain {
    match unit {
        Unit::Second | Unit::Minute | Unit::Hour | Unit::Day | Unit::Night => Grain::Day,
        Unit::Week | Unit::Fortnight | Unit::Weekend => Grain::Week,
        Unit::Month | Unit::Quarter => Grain::Month,
        Unit::Year | Unit::Decade | Unit::Century => Grain::Year,
    }
}
