//! A time told from now (`2 hours ago`, `il y a 2 heures`) → the time it was, where it is known when
//! now was.
//!
//! In: a short line and the time at which the page was seen. Out: the time of publication: to the
//! minute where minutes were told, else to the day, for `2 hours ago` is no minute. Without a time
//! to count from there is none. Weeks and months are left out: nobody knows the day then.

use jiff::ToSpan;

use super::token::{Kind, tokens};
use crate::article::{Precision, Published};

/// Longer lines are sentences that speak of something else.
const MOST_TOKENS: usize = 14;

/// What says that a stretch of time lies before now, in front of it or behind it.
const MARKERS: [&str; 16] = [
    "ago",
    "vor",
    "il y a",
    "hace",
    "fa",
    "há",
    "atrás",
    "geleden",
    "temu",
    "sedan",
    "před",
    "önce",
    "тому",
    "назад",
    "前",
    "전",
];

const MINUTES: [&str; 26] = [
    "minute",
    "minutes",
    "min",
    "mins",
    "minuten",
    "minuto",
    "minutos",
    "minuti",
    "minuut",
    "minuta",
    "minutę",
    "minuty",
    "minut",
    "minuter",
    "minutami",
    "dakika",
    "хвилин",
    "хвилини",
    "хвилину",
    "хв",
    "минут",
    "минуты",
    "минуту",
    "мин",
    "分",
    "분",
];

const HOURS: [&str; 34] = [
    "hour",
    "hours",
    "hr",
    "hrs",
    "h",
    "stunde",
    "stunden",
    "heure",
    "heures",
    "hora",
    "horas",
    "ora",
    "ore",
    "uur",
    "uren",
    "godzinę",
    "godziny",
    "godzin",
    "timme",
    "timmar",
    "hodinou",
    "hodinami",
    "hodin",
    "saat",
    "годин",
    "години",
    "годину",
    "часов",
    "часа",
    "час",
    "小",
    "時",
    "시간",
    "ч",
];

const DAYS: [&str; 26] = [
    "day", "days", "d", "tag", "tage", "tagen", "jour", "jours", "día", "días", "dia", "dias",
    "giorno", "giorni", "dag", "dagen", "dni", "dzień", "dagar", "dnem", "dny", "gün", "день",
    "дні", "днів", "дня",
];

/// Whether a line tells a time from now, and the words that do.
pub(crate) fn is_told(line: &str) -> bool {
    stretch(line).is_some()
}

/// Reads a time told from the one at which the page was seen.
pub(crate) fn read(line: &str, seen: &Published) -> Option<Published> {
    let (number, unit) = stretch(line).filter(|_| seen.precision == Precision::Minute)?;
    let (before, precision) = match unit {
        Unit::Minute => (number.minutes(), Precision::Minute),
        Unit::Hour => (number.hours(), Precision::Day),
        Unit::Day => (number.days(), Precision::Day),
    };
    let at = seen.at.checked_sub(before).ok()?;
    let at = match precision {
        Precision::Minute => at,
        Precision::Day | Precision::Month => at.date().at(0, 0, 0, 0),
    };
    Some(Published { at, precision, offset: seen.offset, words: line.trim().to_owned() })
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unit {
    Minute,
    Hour,
    Day,
}

fn stretch(line: &str) -> Option<(i64, Unit)> {
    if 120 < line.len() {
        return None;
    }
    let tokens = tokens(line);
    let low = line.to_lowercase();
    if tokens.len() > MOST_TOKENS || !MARKERS.iter().any(|marker| holds(&low, marker)) {
        return None;
    }
    tokens.windows(2).find_map(|pair| {
        let Kind::Number(number, 1..=2) = pair[0].kind else {
            return None;
        };
        let word = pair[1].text.to_lowercase();
        let is_one_of = |words: &[&str]| words.contains(&word.as_str());
        let unit = if is_one_of(&MINUTES) {
            Unit::Minute
        } else if is_one_of(&HOURS) {
            Unit::Hour
        } else if is_one_of(&DAYS) {
            Unit::Day
        } else {
            return None;
        };
        Some((number, unit))
    })
}

/// Whether words stand in a line by themselves; where scripts have no spaces, anywhere.
fn holds(line: &str, words: &str) -> bool {
    let parts = |c: Option<char>| c.is_none_or(|c| !c.is_alphabetic() || '\u{2e80}' <= c);
    line.match_indices(words).any(|(at, _)| {
        let (before, after) = (&line[..at], &line[at + words.len()..]);
        let wide = words.chars().any(|c| '\u{2e80}' <= c);
        wide || parts(before.chars().next_back()) && parts(after.chars().next())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_told_from_now_is_counted_from_when_the_page_was_seen() {
        let seen = super::super::read("2025-07-12T01:30:00+03:00").expect("a time");
        for (line, expected) in [
            ("2 hours ago", "2025-07-11"),
            ("Il y a 2 heures", "2025-07-11"),
            ("vor 10 Minuten", "2025-07-12T01:20+03:00"),
            ("hace 3 días", "2025-07-09"),
            ("2 ore fa", "2025-07-11"),
            ("5 хвилин тому", "2025-07-12T01:25+03:00"),
            ("2 часа назад", "2025-07-11"),
            ("3分前", "2025-07-12T01:27+03:00"),
            ("há 2 horas", "2025-07-11"),
            ("Ana Ruiz | 45 min ago", "2025-07-12T00:45+03:00"),
            ("2 hours", "-"),
            ("3 weeks ago", "-"),
            ("two hours ago", "-"),
            ("2 hours of fado", "-"),
            ("", "-"),
        ] {
            let read = read(line, &seen).map_or("-".to_owned(), |time| time.to_string());
            assert_eq!(read, expected, "{line}");
        }
        let day = super::super::read("2025-07-12").expect("a day");
        assert_eq!(read("2 hours ago", &day), None, "nobody knows when on that day");
    }
}
