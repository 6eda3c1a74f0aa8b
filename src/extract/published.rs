//! A publication time as pages and exports write it → [`Published`].
//!
//! In: a field that holds a time, or a visible line that may hold one. Out: the time on the page's
//! own clock with what is known of it. Dates of figures whose day and month could change places
//! (`12/07/2025`) are [`Reading::Ambiguous`]: nobody guesses. A zone whose name has several meanings
//! (`IST`) leaves the offset unknown. Years before 1990 and after 2035 are no publication times, but
//! for the whole days of older archives (`1989-10-30`) in a record's own field: nobody has told the
//! library what year it is, and no version of it is used for so long.
//!
//! Deliberately absent: a clock ("today", a time in the future; `relative` counts from when a page was
//! seen), and whether a
//! date in running prose is a time of publication: whoever asks knows the line.

use std::ops::Range;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time, Weekday};
use jiff::tz::Offset;

use crate::article::{Ambiguous, Precision, Published};
use crate::temporal::names;

use clock::{Clock, clock};
use token::{Cursor, Kind, Token, tokens};

pub(super) mod relative;
mod clock;
mod token;

/// The years in which articles on a desk are published.
const YEARS: std::ops::RangeInclusive<i64> = 1990..=2035;

/// What the words of a time say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reading {
    /// One time.
    Clear(Published),
    /// One of two: the day and the month could change places.
    Ambiguous(Ambiguous),
}

impl Ambiguous {
    /// The one of the two days that the news of a weekday would be printed on: that day or the next.
    pub fn by_weekday(&self, weekday: Weekday) -> Option<&Published> {
        let fits = |published: &Published| {
            let day = published.date().weekday();
            day == weekday || day.previous() == weekday
        };
        match (fits(&self.day_first), fits(&self.month_first)) {
            (true, false) => Some(&self.day_first),
            (false, true) => Some(&self.month_first),
            (true, true) | (false, false) => None,
        }
    }
}

/// Reads a whole field that holds a time (`2025-07-12T07:53:00+03:00`, `12 Jul, 2025 05:56pm`).
pub fn read(field: &str) -> Option<Published> {
    match reading(field)? {
        Reading::Clear(published) => Some(published),
        Reading::Ambiguous(_) => None,
    }
}

/// Reads a whole field, ambiguous ones too. Fields may hold what is no time in a visible line:
/// seconds or milliseconds since 1970, `20250712`, `2025-07`.
pub fn reading(field: &str) -> Option<Reading> {
    let field = field.trim();
    iso(field)
        .or_else(|| epoch(field))
        .or_else(|| compact(field))
        .map(Reading::Clear)
        .or_else(|| first(field).map(|(_, reading)| reading))
        .or_else(|| year_and_month(field).map(Reading::Clear))
        .or_else(|| archived(field).map(Reading::Clear))
}

/// The day of a record from an older archive, `1989-10-30` with or without a time; not the days
/// that machines write where they know none.
fn archived(field: &str) -> Option<Published> {
    const NO_DAYS: [&str; 6] =
        ["1800-01-01", "1899-12-30", "1899-12-31", "1900-01-01", "1969-12-31", "1970-01-01"];
    let day = field.get(..10)?;
    let alone = field.get(10..)?.bytes().next().is_none_or(|next| matches!(next, b'T' | b' '));
    let date: Date = day.parse().ok()?;
    let known = (1800..1990).contains(&date.year()) && !NO_DAYS.contains(&day);
    (alone && known).then(|| Published {
        at: date.to_datetime(Time::midnight()),
        precision: Precision::Day,
        offset: None,
        words: field.to_owned(),
    })
}

/// Finds the first publication time within a line, and where it stands in bytes. There is none if
/// the first is ambiguous. A month without a day counts only where no day is named.
pub fn find(line: &str) -> Option<(Range<usize>, Published)> {
    match first(line)? {
        (span, Reading::Clear(published)) => Some((span, published)),
        (_, Reading::Ambiguous(_)) => None,
    }
}

/// Finds every time within a line, in order.
pub fn readings(line: &str) -> Vec<(Range<usize>, Reading)> {
    let tokens = tokens(line);
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let mut cursor = Cursor::new(&tokens, at);
        let Some(stamp) = stamp(&mut cursor) else {
            at += 1;
            continue;
        };
        let span = tokens[at].start..cursor.end();
        let words = line.get(span.clone()).unwrap_or_default();
        found.extend(stamp.reading(words).map(|reading| (span, reading)));
        at = cursor.at();
    }
    found
}

/// The two figures before the year of a date such as `25/03/2025` within the words of a time.
pub(super) fn figures_of(words: &str) -> Option<(i64, i64)> {
    let tokens = tokens(words);
    (0..tokens.len()).find_map(|at| {
        let mut cursor = Cursor::new(&tokens, at);
        let left = cursor.number(1, 2)?;
        let separator = cursor.mark(&['/', '-', '‑'])?;
        let right = cursor.number(1, 2)?;
        cursor.mark(&[separator])?;
        cursor.number(2, 4).map(|_| (left, right))
    })
}

fn first(line: &str) -> Option<(Range<usize>, Reading)> {
    let mut found = readings(line);
    let names_day = |reading: &Reading| match reading {
        Reading::Clear(published) => Precision::Day <= published.precision,
        Reading::Ambiguous(_) => true,
    };
    let place = found.iter().position(|(_, reading)| names_day(reading));
    (!found.is_empty()).then(|| found.swap_remove(place.unwrap_or(0)))
}

/// A day as it was written, or a month.
#[derive(Clone, Copy)]
enum Day {
    Known(Date),
    Month(Date),
    Either { day_first: Date, month_first: Date },
}

/// A date with what stands around it.
struct Stamp {
    day: Day,
    weekday: Option<Weekday>,
    clock: Option<Clock>,
}

impl Stamp {
    fn reading(self, words: &str) -> Option<Reading> {
        let clock = self.clock;
        let published = |date: Date| match clock {
            Some(clock) if !clock.is_bare_midnight => {
                let at = date.to_datetime(clock.time);
                publish(at, Precision::Minute, clock.zone.offset(at), words)
            }
            clock => {
                let at = date.to_datetime(Time::midnight());
                let offset = clock.and_then(|clock| clock.zone.offset(at));
                publish(at, Precision::Day, offset, words)
            }
        };
        match self.settled() {
            Day::Known(date) => published(date).map(Reading::Clear),
            Day::Month(date) => {
                let at = date.to_datetime(Time::midnight());
                publish(at, Precision::Month, None, words).map(Reading::Clear)
            }
            Day::Either { day_first, month_first } => Some(Reading::Ambiguous(Ambiguous {
                day_first: published(day_first)?,
                month_first: published(month_first)?,
            })),
        }
    }

    /// The weekday, or a zone that only countries with the month first use, settles the order.
    fn settled(&self) -> Day {
        let Day::Either { day_first, month_first } = self.day else {
            return self.day;
        };
        if let Some(weekday) = self.weekday
            && (day_first.weekday() == weekday) != (month_first.weekday() == weekday)
        {
            return Day::Known(if day_first.weekday() == weekday {
                day_first
            } else {
                month_first
            });
        }
        match self.clock {
            Some(clock) if clock.zone.is_american() => Day::Known(month_first),
            _ => self.day,
        }
    }
}

fn publish(
    at: DateTime,
    precision: Precision,
    offset: Option<Offset>,
    words: &str,
) -> Option<Published> {
    YEARS.contains(&i64::from(at.year())).then(|| Published {
        at,
        precision,
        offset,
        words: words.trim().to_owned(),
    })
}

/// A date with or without a time, or a time and then a date.
fn stamp(cursor: &mut Cursor<'_>) -> Option<Stamp> {
    if is_inside_something(cursor) {
        return None;
    }
    cursor.maybe(time_then_date).or_else(|| cursor.maybe(date_then_time))
}

/// Whether figures here go on from what stands before them: an address, an amount, a telephone number.
fn is_inside_something(cursor: &Cursor<'_>) -> bool {
    let touches = |token: &Token<'_>| {
        !cursor.is_spaced() && (token.text.ends_with(['/', '-', '.', '_', '=', '$', '€', '£']))
    };
    0 < cursor.digits() && cursor.before().is_some_and(touches)
}

/// `07:53, 12 July 2025`, `01:38:07 PM IST Nov 20, 2019`.
fn time_then_date(cursor: &mut Cursor<'_>) -> Option<Stamp> {
    let clock = clock(cursor)?;
    let weekday = between(cursor);
    let (day, other) = date(cursor)?;
    let is_day = !matches!(day, Day::Month(_));
    is_day.then_some(Stamp { day, weekday: weekday.or(other), clock: Some(clock) })
}

/// `Saturday, 12 July 2025, 07:53`, `2025-07-12T07:53:00Z`, `Tue Nov 19 03:05:46 +0000 2019`.
fn date_then_time(cursor: &mut Cursor<'_>) -> Option<Stamp> {
    let weekday = cursor.maybe(|ahead| {
        let weekday = ahead.word(names::weekday)?;
        ahead.mark(&['.']);
        ahead.mark(&[',']);
        Some(weekday)
    });
    if let Some((date, clock)) = cursor.maybe(unix) {
        let day = Day::Known(date);
        let clock = Some(clock);
        return Some(Stamp { day, weekday, clock });
    }
    let (day, short_year) = dated(cursor)?;
    let mut other = None;
    let clock = match day {
        Day::Month(_) => None,
        Day::Known(_) | Day::Either { .. } => cursor.maybe(|ahead| {
            other = between(ahead);
            clock(ahead)
        }),
    };
    if clock.is_none() {
        // A year of two figures is a year only where a time stands beside it.
        if short_year {
            return None;
        }
        cursor.maybe(|ahead| {
            ahead.mark(&[',', '('])?;
            other = Some(ahead.word(names::weekday)?);
            ahead.mark(&[')']);
            Some(())
        });
    }
    let weekday = weekday.or(other);
    Some(Stamp { day, weekday, clock })
}

/// What may stand between a date and its time: commas, dashes, `at`, and a weekday.
fn between(cursor: &mut Cursor<'_>) -> Option<Weekday> {
    const MARKS: [char; 15] =
        [',', '|', '-', '–', '—', '·', '•', '@', '(', ')', '/', '.', ';', '،', '\''];
    const WORDS: [&str; 26] = [
        "t", "at", "on", "à", "a", "alle", "ore", "às", "as", "um", "kl", "klo", "о", "в", "at",
        "las", "г", "р", "року", "года", "r", "o", "saat", "de", "w", "pukul",
    ];
    let mut weekday = None;
    for _ in 0..5 {
        if let Some(found) = cursor.maybe(|ahead| ahead.word(names::weekday)) {
            weekday = Some(found);
            continue;
        }
        if cursor.mark(&MARKS).is_none() && !cursor.one_of(&WORDS) {
            break;
        }
    }
    weekday
}

/// `Nov 19 03:05:46 GMT 2019`, `Nov 19 03:05:46 2019`.
fn unix(cursor: &mut Cursor<'_>) -> Option<(Date, Clock)> {
    let month = month(cursor)?;
    let day = cursor.number(1, 2)?;
    let clock = clock(cursor)?;
    let year = cursor.number(4, 4)?;
    Some((ymd(year, month, day)?, clock))
}

/// A date that is not followed by a time here, and the weekday around it.
fn date(cursor: &mut Cursor<'_>) -> Option<(Day, Option<Weekday>)> {
    let (day, _) = dated(cursor)?;
    Some((day, None))
}

/// A date, and whether its year has but two figures.
fn dated(cursor: &mut Cursor<'_>) -> Option<(Day, bool)> {
    let whole = |date: Date| (Day::Known(date), false);
    cursor
        .maybe(year_first)
        .map(whole)
        .or_else(|| cursor.maybe(ideographs).map(|day| (day, false)))
        .or_else(|| cursor.maybe(day_month_year))
        .or_else(|| cursor.maybe(month_day_year).map(whole))
        .or_else(|| cursor.maybe(month_year).map(|date| (Day::Month(date), false)))
        .or_else(|| cursor.maybe(year_month_day).map(whole))
        .or_else(|| cursor.maybe(figures))
}

/// `2025-07-12`, `2025/7/12`, `2025.07.12`.
fn year_first(cursor: &mut Cursor<'_>) -> Option<Date> {
    let year = cursor.number(4, 4)?;
    let separator = cursor.mark(&['-', '/', '.', '‑'])?;
    let month = cursor.number(1, 2)?;
    cursor.mark(&[separator])?;
    let day = cursor.number(1, 2)?;
    // What goes on is an address or a number of some other kind.
    if !cursor.is_spaced() && cursor.maybe(|ahead| ahead.mark(&['/', '-', '_'])).is_some() {
        return None;
    }
    ymd(year, month, day)
}

/// `2025年7月12日`, `2025년 7월 12일`, `2025年7月`.
fn ideographs(cursor: &mut Cursor<'_>) -> Option<Day> {
    let year = cursor.number(4, 4)?;
    cursor.one_of(&["年", "년"]).then_some(())?;
    let month = cursor.number(1, 2)?;
    cursor.one_of(&["月", "월"]).then_some(())?;
    let day = cursor.maybe(|ahead| {
        let day = ahead.number(1, 2)?;
        ahead.one_of(&["日", "일"]).then_some(day)
    });
    match day {
        Some(day) => ymd(year, month, day).map(Day::Known),
        None => ymd(year, month, 1).map(Day::Month),
    }
}

/// `12 July 2025`, `12. Juli 2025`, `1er juillet 2025`, `12 de julio de 2025`, `12-Jul-25`.
fn day_month_year(cursor: &mut Cursor<'_>) -> Option<(Day, bool)> {
    let day = cursor.number(1, 2)?;
    ordinal(cursor);
    let separator = cursor.mark(&['-', '/', '.', ',']);
    filler(cursor);
    let month = month(cursor)?;
    let before_year = cursor.mark(&['-', '/', '.', ',']);
    filler(cursor);
    let digits = cursor.digits();
    let year = match digits {
        4 => cursor.number(4, 4)?,
        2 if separator.is_some() && separator == before_year => century(cursor.number(2, 2)?),
        _ => return None,
    };
    Some((Day::Known(ymd(year, month, day)?), digits == 2))
}

/// `July 12, 2025`, `Jul. 12th 2025`, `July-12-2025`.
fn month_day_year(cursor: &mut Cursor<'_>) -> Option<Date> {
    let month = month(cursor)?;
    cursor.mark(&['-', '/']);
    let day = cursor.number(1, 2)?;
    ordinal(cursor);
    cursor.mark(&['-', '/', '.', ',']);
    let year = cursor.number(4, 4)?;
    ymd(year, month, day)
}

/// `July 2025`, `julio de 2025`.
fn month_year(cursor: &mut Cursor<'_>) -> Option<Date> {
    // `31 June 2025` is no June.
    let after_figure = cursor.before().is_some_and(|token| matches!(token.kind, Kind::Number(..)));
    let month = month(cursor).filter(|_| !after_figure)?;
    cursor.mark(&[',']);
    filler(cursor);
    let year = cursor.number(4, 4)?;
    ymd(year, month, 1)
}

/// `2025. július 12.`, `2025 m. liepos 12 d.`, `2025 July 12`.
fn year_month_day(cursor: &mut Cursor<'_>) -> Option<Date> {
    let year = cursor.number(4, 4)?;
    cursor.mark(&['.', ',', '-']);
    filler(cursor);
    cursor.mark(&['.']);
    let month = month(cursor)?;
    cursor.mark(&['-']);
    let day = cursor.number(1, 2)?;
    ymd(year, month, day)
}

/// `12/07/2025`, `12.07.2025`, `04.08.05`. Points before a year of four figures are written only
/// where the day comes first.
fn figures(cursor: &mut Cursor<'_>) -> Option<(Day, bool)> {
    let left = cursor.number(1, 2)?;
    let separator = cursor.mark(&['/', '.', '-', '‑'])?;
    let right = cursor.number(1, 2)?;
    cursor.mark(&[separator])?;
    let digits = cursor.digits();
    let year = match digits {
        4 => cursor.number(4, 4)?,
        2 => century(cursor.number(2, 2)?),
        _ => return None,
    };
    if !cursor.is_spaced() && cursor.maybe(|ahead| ahead.mark(&['/', '-', '_'])).is_some() {
        return None;
    }
    let day = match (ymd(year, right, left), ymd(year, left, right)) {
        (Some(day_first), _) if separator == '.' && digits == 4 => Day::Known(day_first),
        (Some(day_first), Some(month_first)) if day_first != month_first => {
            Day::Either { day_first, month_first }
        }
        (Some(only), _) | (None, Some(only)) => Day::Known(only),
        (None, None) => return None,
    };
    Some((day, digits == 2))
}

fn month(cursor: &mut Cursor<'_>) -> Option<i64> {
    let month = cursor.word(|word| names::month(word).map(i64::from))?;
    cursor.mark(&['.']);
    Some(month)
}

/// `st`, `nd`, `º`, and the like behind a figure.
fn ordinal(cursor: &mut Cursor<'_>) {
    const WORDS: [&str; 12] = ["st", "nd", "rd", "th", "er", "º", "ª", "e", "го", "е", "η", "ste"];
    let dotted = |ahead: &mut Cursor<'_>| {
        ahead.mark(&['.'])?;
        ahead.one_of(&["º", "ª"]).then_some(())
    };
    if !cursor.is_spaced() && cursor.mark(&['°']).is_none() && cursor.maybe(dotted).is_none() {
        cursor.one_of(&WORDS);
    }
}

/// `of`, `de` and the like between the parts of a date.
fn filler(cursor: &mut Cursor<'_>) {
    const WORDS: [&str; 12] =
        ["of", "de", "del", "di", "d", "do", "den", "dne", "m", "gada", "af", "the"];
    if cursor.one_of(&WORDS) {
        cursor.mark(&['\'', '’', '.']);
    }
}

fn century(year: i64) -> i64 {
    year + if 90 <= year { 1900 } else { 2000 }
}

fn ymd(year: i64, month: i64, day: i64) -> Option<Date> {
    let small = |value: i64| i8::try_from(value).ok();
    let year = i16::try_from(year).ok()?;
    YEARS.contains(&i64::from(year)).then(|| Date::new(year, small(month)?, small(day)?).ok())?
}

/// Seconds, milliseconds or microseconds since 1970, if that makes a plausible year.
/// The form in which most exports write times, `2025-07-12T07:53:00+03:00` or `…Z`, as the general
/// reading reads it and ten times as fast. Midnight is left to that: it may stand for the day.
fn iso(field: &str) -> Option<Published> {
    let marks = [(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b':')];
    let bytes = field.as_bytes();
    if !marks.iter().all(|(at, mark)| bytes.get(*at) == Some(mark)) {
        return None;
    }
    let part = |range: Range<usize>| {
        let part = field.get(range)?;
        part.bytes().all(|byte| byte.is_ascii_digit()).then(|| part.parse::<i16>().ok())?
    };
    let small = |range: Range<usize>| part(range).and_then(|part| i8::try_from(part).ok());
    let offset = match (bytes.len(), bytes.get(19)?) {
        (20, b'Z') => Offset::UTC,
        (25, sign @ (b'+' | b'-')) if bytes[22] == b':' => {
            let minutes = i32::from(60 * part(20..22)? + part(23..25)?);
            let seconds = if *sign == b'-' { -60 * minutes } else { 60 * minutes };
            // Others are no zones on Earth.
            let is_zone = minutes % 15 == 0 && (-720..=840).contains(&(seconds / 60));
            Offset::from_seconds(seconds).ok().filter(|_| is_zone)?
        }
        _ => return None,
    };
    let date = Date::new(part(0..4)?, small(5..7)?, small(8..10)?).ok()?;
    let time = Time::new(small(11..13)?, small(14..16)?, small(17..19)?, 0).ok()?;
    let at = date.to_datetime(time);
    (time != Time::midnight()).then(|| publish(at, Precision::Minute, Some(offset), field))?
}

fn epoch(field: &str) -> Option<Published> {
    let whole = field.split_once('.').map_or(field, |(whole, _)| whole);
    let is_number = !whole.is_empty() && field.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    if !is_number {
        return None;
    }
    let value: i64 = whole.parse().ok()?;
    let seconds = match whole.len() {
        10 => value,
        13 => value / 1_000,
        16 => value / 1_000_000,
        _ => return None,
    };
    let at = Offset::UTC.to_datetime(Timestamp::from_second(seconds).ok()?);
    publish(at, Precision::Minute, Some(Offset::UTC), field)
}

/// `20250712`, `20250712T075300Z`, `202507120753`, `20250712075300`.
fn compact(field: &str) -> Option<Published> {
    let bare = field.strip_suffix(['Z', 'z']);
    let digits: String = bare.unwrap_or(field).replacen(['T', 't'], "", 1).trim().to_owned();
    let shaped = [8, 12, 14].contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    if !shaped {
        return None;
    }
    let part = |range: Range<usize>| digits.get(range)?.parse::<i64>().ok();
    let date = ymd(part(0..4)?, part(4..6)?, part(6..8)?)?;
    let offset = bare.map(|_| Offset::UTC);
    let Some(hour) = part(8..10) else {
        return publish(date.to_datetime(Time::midnight()), Precision::Day, None, field);
    };
    let small = |value: i64| i8::try_from(value).ok();
    let second = part(12..14).unwrap_or(0).min(59);
    let time = Time::new(small(hour)?, small(part(10..12)?)?, small(second)?, 0).ok()?;
    let is_day = time == Time::midnight() && digits.len() == 14;
    let precision = if is_day { Precision::Day } else { Precision::Minute };
    publish(date.to_datetime(time), precision, offset, field)
}

/// `2025-07`: a month in a field, a range of years in a line.
fn year_and_month(field: &str) -> Option<Published> {
    let tokens = tokens(field);
    let mut cursor = Cursor::new(&tokens, 0);
    let year = cursor.number(4, 4)?;
    cursor.mark(&['-', '/', '.'])?;
    let month = cursor.number(2, 2)?;
    let date = ymd(year, month, 1)?;
    let alone = cursor.peek().is_none();
    alone.then(|| publish(date.to_datetime(Time::midnight()), Precision::Month, None, field))?
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn the_fast_reading_of_a_stamp_is_the_general_one(
            date in (1980i16..2110, 0i8..14, 0i8..33),
            time in (0i8..25, 0i8..61, 0i8..61),
            zone in "Z|[+-](0[0-9]|1[0-6]):(00|15|30|45|59|60)",
        ) {
            let ((year, month, day), (hour, minute, second)) = (date, time);
            let field =
                format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{zone}");
            if let Some(fast) = iso(&field) {
                let general = first(&field).map(|(_, reading)| reading);
                proptest::prop_assert_eq!(general, Some(Reading::Clear(fast)));
            }
        }
    }

    fn shown(field: &str) -> String {
        match reading(field) {
            None => "-".to_owned(),
            Some(Reading::Clear(published)) => published.to_string(),
            Some(Reading::Ambiguous(two)) => format!("{} or {}", two.day_first, two.month_first),
        }
    }

    fn check(cases: &[(&str, &str)]) {
        for (field, expected) in cases {
            assert_eq!(shown(field), *expected, "{field}");
        }
    }

    #[test]
    fn what_software_writes_is_read() {
        check(&[
            ("2025-07-12T07:53:00+03:00", "2025-07-12T07:53+03:00"),
            ("2025-07-12T07:53:00+0000", "2025-07-12T07:53Z"),
            ("2025-07-12T07:53:00Z", "2025-07-12T07:53Z"),
            ("2025-07-12T07:53Z", "2025-07-12T07:53Z"),
            ("2025-07-12 07:53:00+00:00", "2025-07-12T07:53Z"),
            ("2025-07-12 07:53:09+00", "2025-07-12T07:53Z"),
            ("2025-07-12 07:53:00 -0500", "2025-07-12T07:53-05:00"),
            ("2025-07-12 07:53:00 UTC", "2025-07-12T07:53Z"),
            ("2019-11-18T17:26:45.726", "2019-11-18T17:26"),
            ("2019-11-18T17:26:45.726123Z", "2019-11-18T17:26Z"),
            ("2025-07-12", "2025-07-12"),
            ("2025/7/2", "2025-07-02"),
            ("2025-07", "2025-07"),
            ("20250712T075300Z", "2025-07-12T07:53Z"),
            ("20250712075300", "2025-07-12T07:53"),
            ("202507120753", "2025-07-12T07:53"),
            ("20250712", "2025-07-12"),
            ("1752306780", "2025-07-12T07:53Z"),
            ("1752306780.25", "2025-07-12T07:53Z"),
            ("1752306780123", "2025-07-12T07:53Z"),
            ("Sat, 12 Jul 2025 07:53:00 +0300", "2025-07-12T07:53+03:00"),
            ("Sat, 12 Jul 2025 07:53:00 GMT", "2025-07-12T07:53Z"),
            ("Sat Jul 12 2025 07:53:46 GMT+0530 (Somewhere Time)", "2025-07-12T07:53+05:30"),
            ("Sat Jul 12 07:53:46 +0000 2025", "2025-07-12T07:53Z"),
            ("Sat Jul 12 07:53:46 2025", "2025-07-12T07:53"),
            ("Sat Jul 12 07:53:46 EST 2025", "2025-07-12T07:53-05:00"),
        ]);
    }

    #[test]
    fn what_pages_print_is_read() {
        check(&[
            ("12 Jul, 2025 05:56pm", "2025-07-12T17:56"),
            ("Saturday, 12 July 2025, 07:53", "2025-07-12T07:53"),
            ("July 12, 2025 5:56 p.m. ET", "2025-07-12T17:56-04:00"),
            ("January 12, 2025 at 5:56 PM ET", "2025-01-12T17:56-05:00"),
            ("Published 12 Jul 2025 17:56 GMT", "2025-07-12T17:56Z"),
            ("By A. Writer | July 12th, 2025 | 12:05 a.m. EDT", "2025-07-12T00:05-04:00"),
            ("01:38:07 PM IST Nov 20, 2019", "2019-11-20T13:38"),
            ("07:53, 12 July 2025", "2025-07-12T07:53"),
            ("Updated 5:56 PM GMT, Sat July 12, 2025", "2025-07-12T17:56Z"),
            ("1756 GMT (0156 HKT) July 12, 2025", "2025-07-12T17:56Z"),
            ("12 Jul 2025 07:53 MSK", "2025-07-12T07:53+03:00"),
            ("12 Jul 2012 07:53 MSK", "2012-07-12T07:53+04:00"),
            ("Saturday 12 July 2025 07.53 BST", "2025-07-12T07:53"),
            ("12-Jul-2025 07:53", "2025-07-12T07:53"),
            ("Sept. 2, 2025", "2025-09-02"),
            ("July 2025", "2025-07"),
            ("12 July 2025 (Saturday)", "2025-07-12"),
            ("2 July 2025, 14 people", "2025-07-02"),
            ("2 July 2025, 7.50 euros", "2025-07-02"),
            ("July 2025 issue, out 12 June 2025", "2025-06-12"),
        ]);
    }

    #[test]
    fn other_languages_are_read() {
        check(&[
            ("12 липня 2025, 07:53", "2025-07-12T07:53"),
            ("12 июля 2025 г., 07:53 МСК", "2025-07-12T07:53+03:00"),
            ("Samstag, 12. Juli 2025, 7.53 Uhr", "2025-07-12T07:53"),
            ("le 12 juillet 2025 à 07h53", "2025-07-12T07:53"),
            ("Publié le 1er juillet 2025 à 7 h 05", "2025-07-01T07:05"),
            ("1.º de julio de 2025", "2025-07-01"),
            ("1º luglio 2025", "2025-07-01"),
            ("21st July 2025", "2025-07-21"),
            ("12 July 2025 10:00-11:30", "2025-07-12T10:00"),
            ("2025-07-12 10:00-12:45", "2025-07-12T10:00"),
            ("2025-07-12T07:53-08:00", "2025-07-12T07:53-08:00"),
            ("2025-07-12 10:53-08:00", "2025-07-12T10:53-08:00"),
            ("12 de julio de 2025 a las 17:56 CEST", "2025-07-12T17:56+02:00"),
            ("12 luglio 2025 alle 07:53", "2025-07-12T07:53"),
            ("12 de julho de 2025 às 07h53", "2025-07-12T07:53"),
            ("12 lipca 2025, 07:53", "2025-07-12T07:53"),
            ("2025年7月12日 07:53", "2025-07-12T07:53"),
            ("2025年7月12日 午後5時56分", "2025-07-12T17:56"),
            ("2025년 7월 12일 오후 5:56", "2025-07-12T17:56"),
            ("٢٠٢٥-٠٧-١٢ ٠٧:٥٣", "2025-07-12T07:53"),
        ]);
    }

    #[test]
    fn figures_that_could_change_places_are_ambiguous_and_nothing_else_is() {
        check(&[
            ("12/07/2025", "2025-07-12 or 2025-12-07"),
            ("12/07/2025 17:56", "2025-07-12T17:56 or 2025-12-07T17:56"),
            ("13/07/2025", "2025-07-13"),
            ("07/13/2025", "2025-07-13"),
            ("07/07/2025", "2025-07-07"),
            ("12.07.2025 07:53", "2025-07-12T07:53"),
            ("04.08.05, 1:21 PM ET", "2005-04-08T13:21-04:00"),
            ("07/12/25 1:21 PM", "2025-12-07T13:21 or 2025-07-12T13:21"),
            ("Saturday 12/07/2025", "2025-07-12"),
            ("12/07/2025 1:21 PM EDT", "2025-12-07T13:21-04:00"),
        ]);
        assert_eq!(read("12/07/2025"), None);
        assert_eq!(find("Posted 12/07/2025, changed 13 July 2025"), None);
    }

    #[test]
    fn what_is_no_time_of_publication_is_not_read() {
        check(&[
            ("", "-"),
            ("None", "-"),
            ("0001-01-01T00:00:00Z", "-"),
            ("1970-01-01T00:00:00Z", "-"),
            ("2125-07-12", "-"),
            ("1989-10-30", "1989-10-30"),
            ("1989-10-30T09:00:00Z", "1989-10-30"),
            ("1989-10-305", "-"),
            ("1900-01-01", "-"),
            ("1969-12-31T16:00:00-08:00", "-"),
            ("2025-13-12", "-"),
            ("2025-02-30", "-"),
            ("31 June 2025", "-"),
            ("12345678", "-"),
            ("1234", "-"),
            ("call 555-2025-07-12", "-"),
            ("/2025/07/12/", "-"),
            ("version 1.2.3", "-"),
            ("score 10.12.08", "-"),
            ("07:53", "-"),
            ("12 July", "-"),
            ("99999999999999999999999999", "-"),
        ]);
        assert_eq!(find("seasons 2010-12 and 2012-14"), None);
    }

    #[test]
    fn midnight_to_the_second_is_a_day() {
        check(&[
            ("2025-07-12T00:00:00Z", "2025-07-12"),
            ("2025-07-12 00:00:00", "2025-07-12"),
            ("20250712000000", "2025-07-12"),
            ("12 July 2025, 00:00", "2025-07-12T00:00"),
            ("2025-07-12T00:00:01Z", "2025-07-12T00:00Z"),
        ]);
    }

    #[test]
    fn an_impossible_time_leaves_the_day() {
        check(&[
            ("12 July 2025, 25:70", "2025-07-12"),
            ("2025-07-12T24:00:00Z", "2025-07-12"),
            ("2025-07-12T23:59:60Z", "2025-07-12T23:59Z"),
        ]);
    }

    #[test]
    fn the_words_and_their_place_are_told() {
        let line = "Ana Sample · Published 12 Jul, 2025 05:56pm · 3 min";
        let (span, published) = find(line).unwrap();
        assert_eq!(published.words, "12 Jul, 2025 05:56pm");
        assert_eq!(&line[span], published.words);
    }

    #[test]
    fn all_times_of_a_line_are_found_in_order() {
        let line = "Published: 12 Jul 2025 07:53. Updated: 13 Jul 2025 09:10";
        let found: Vec<String> =
            readings(line).into_iter().map(|(span, _)| line[span].to_owned()).collect();
        assert_eq!(found, ["12 Jul 2025 07:53", "13 Jul 2025 09:10"]);
    }

    proptest::proptest! {
        #[test]
        fn no_line_makes_it_panic(line in "[0-9:./ ,TZ+年月JulyМСКpm-]{0,60}|\\PC{0,80}") {
            for (span, _) in readings(&line) {
                proptest::prop_assert!(line.get(span).is_some());
            }
            let _ = reading(&line);
        }
    }
}
