//! A [`Meaning`] counted from the day of writing → days on the calendar and a TIMEX3 value.

use std::cmp::Reverse;

use jiff::civil::Date;
use jiff::{Span, ToSpan};

use super::grammar::{Distance, Meaning, NamedDay, YearOf};
use super::lexicon::{Edge, Unit};
use super::{Direction, Grain, Interval, Kind};

/// What days and texts are counted from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Origin {
    /// The day of writing.
    pub(super) anchor: Option<Date>,
    /// The day that the text spoke of last.
    pub(super) narrative: Option<Date>,
    pub(super) direction: Direction,
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
        Meaning::Decade(first) => {
            let interval = Interval::new(new(first, 1, 1)?, new(first + 9, 12, 31)?);
            dated(format!("{}", first / 10), interval, Grain::Year)
        }
        Meaning::Season(season, year) => origin.season(season, year),
        Meaning::Quarter(number, year) => origin.quarter(number, year),
        Meaning::Weekdays(first, last) => origin.weekdays(first, last),
        Meaning::Weekday(day, shift, part) => origin.weekday(day, shift, part),
        Meaning::Offset(days, part) => {
            let day = origin.anchor.and_then(|anchor| add(anchor, days, Unit::Day));
            Some(on_day(day, part, "XXXX-XX-XX"))
        }
        Meaning::Unit(unit, shift, edge) => origin.unit(unit, shift, edge),
        Meaning::Ago(distance) => origin.distance(distance),
        Meaning::Length(count, unit) => Some(unplaced(Kind::Duration, length(count, unit))),
        Meaning::Every(unit) => Some(unplaced(Kind::Set, length(1, unit))),
        Meaning::EveryWeekday(day) => Some(unplaced(Kind::Set, format!("XXXX-WXX-{day}"))),
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
                match self.direction {
                    Direction::Future if month < anchor.month() => anchor.year().checked_add(1),
                    Direction::Future => Some(anchor.year()),
                    Direction::Past | Direction::Unsaid if later => anchor.year().checked_sub(1),
                    Direction::Past | Direction::Unsaid => Some(anchor.year()),
                }
            }
            // "last April" is the one gone by, "next April" the one to come.
            (YearOf::Shift(by), Some(anchor)) => {
                let turn = match by {
                    -1 => i16::from(anchor.month() <= month),
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
        let year = match year {
            YearOf::Unsaid => self.anchor.map(|anchor| anchor.year()),
            said => self.year(said),
        };
        let Some(year) = year else {
            return dated(format!("XXXX-{season}"), None, Grain::Month);
        };
        let (from, to) = match season {
            "SP" => (3, 5),
            "SU" => (6, 8),
            "FA" => (9, 11),
            _ => (12, 2),
        };
        let last = new(if to < from { year.checked_add(1)? } else { year }, to, 1)?;
        let interval = Interval::new(new(year, from, 1)?, last.last_of_month());
        dated(format!("{year:04}-{season}"), interval, Grain::Month)
    }

    fn quarter(&self, number: u8, year: YearOf) -> Option<Placed> {
        let first_month = i8::try_from(number).ok()? * 3 - 2;
        let year = match (year, self.anchor) {
            (YearOf::Unsaid, Some(anchor)) if anchor.month() < first_month => {
                anchor.year().checked_sub(1)
            }
            (YearOf::Unsaid, anchor) => anchor.map(|anchor| anchor.year()),
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
        let moved = add(anchor, shift, unit)?;
        let placed = around(moved, unit)?;
        let interval = placed.interval.map(|whole| part_of(whole, edge));
        Some(Placed { interval, ..placed })
    }

    fn distance(&self, distance: Distance) -> Option<Placed> {
        let vague = if distance.sign < 0 { "PAST_REF" } else { "FUTURE_REF" };
        if distance.count == 0 {
            return dated(vague.to_owned(), None, grain(distance.unit));
        }
        let by = i32::from(distance.count) * distance.sign;
        let from = match distance.unit {
            Unit::Day | Unit::Week if distance.narrative => self.narrative.or(self.anchor),
            _ => self.anchor,
        };
        match distance.unit {
            Unit::Second | Unit::Minute | Unit::Hour => {
                let value = length(distance.count, distance.unit);
                return Some(unplaced(Kind::Duration, value));
            }
            _ => {}
        }
        match from {
            Some(from) => around(add(from, by, distance.unit)?, distance.unit),
            None => dated(vague.to_owned(), None, grain(distance.unit)),
        }
    }
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
        Unit::Decade => {
            let first = day.year() / 10 * 10;
            let interval = Interval::new(new(first, 1, 1)?, new(first + 9, 12, 31)?);
            dated(format!("{}", first / 10), interval, Grain::Year)
        }
        Unit::Century => {
            let first = day.year() / 100 * 100;
            let interval = Interval::new(new(first, 1, 1)?, new(first + 99, 12, 31)?);
            dated(format!("{}", first / 100), interval, Grain::Year)
        }
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

fn length(count: u16, unit: Unit) -> String {
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
    if count == 0 {
        return format!("{mark}X{letter}");
    }
    format!("{mark}{}{letter}", u32::from(count) * each)
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
