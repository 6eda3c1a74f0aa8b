//! In whose zone times of publication are read: the page's own, or the reader's.
//!
//! In: a zone as somebody types it, a time of publication. Out: the same moment on the reader's
//! clock. Deliberately absent: guesses. A time without its zone and a date without a time stay as
//! the page has them, and what the articles tell of stays on the clock of whoever told it.
//! Zones come with the program, so that a report is the same on every machine.

use jiff::tz::{Offset, TimeZone, TimeZoneDatabase};

use crate::article::{Precision, Published};

/// The clock that a report shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Clock {
    /// Of each page its own.
    #[default]
    Pages,
    /// The reader's, and its name.
    Reader(TimeZone, String),
}

impl Clock {
    /// The clock of a zone: its IANA name, whatever its case, or hours from UTC, as in `+3`,
    /// `+03:00`, `UTC-3:30` or `Z`; nothing where it is neither.
    pub fn of_zone(typed: &str) -> Option<Clock> {
        let typed = typed.trim();
        if let Some(offset) = offset(typed) {
            return Some(Clock::Reader(TimeZone::fixed(offset), super::wording::zone(offset)));
        }
        let zone = TimeZoneDatabase::bundled().get(typed).ok()?;
        let name = zone.iana_name()?.to_owned();
        Some(Clock::Reader(zone, name))
    }

    /// The time on the reader's clock, where that differs from the page's.
    pub fn read(&self, published: &Published) -> Option<Published> {
        let (Clock::Reader(zone, _), Precision::Minute) = (self, published.precision) else {
            return None;
        };
        let moment = published.offset?.to_timestamp(published.at).ok()?;
        let offset = zone.to_offset(moment);
        let at = offset.to_datetime(moment);
        let differs = Some(offset) != published.offset;
        differs.then(|| Published { at, offset: Some(offset), ..published.clone() })
    }
}

/// Hours and minutes from UTC.
fn offset(typed: &str) -> Option<Offset> {
    let upper = typed.to_ascii_uppercase();
    let rest = ["UTC", "GMT"].iter().find_map(|name| upper.strip_prefix(name)).unwrap_or(&upper);
    if (rest.is_empty() && !upper.is_empty()) || rest == "Z" {
        return Some(Offset::UTC);
    }
    let sign = match rest.chars().next()? {
        '+' => 1,
        '-' | '\u{2212}' => -1,
        _ => return None,
    };
    let digits: String = rest.chars().skip(1).collect();
    let number = |part: &str| {
        let plain = (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
        plain.then(|| part.parse::<i32>().ok()).flatten()
    };
    let (hours, minutes) = match digits.split_once(':') {
        Some((hours, minutes)) => (number(hours)?, number(minutes)?),
        None if digits.len() == 4 => (number(digits.get(..2)?)?, number(digits.get(2..)?)?),
        None => (number(&digits)?, 0),
    };
    // No clock on Earth is farther from UTC.
    let known = hours <= 14 && minutes < 60;
    known.then(|| Offset::from_seconds(sign * (60 * hours + minutes) * 60).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample::{day, minute};

    #[test]
    fn a_zone_is_a_name_or_hours_from_utc() {
        let cases = [
            ("Europe/Kyiv", Some("Europe/Kyiv")),
            ("europe/kyiv", Some("Europe/Kyiv")),
            ("UTC", Some("UTC")),
            ("z", Some("UTC")),
            ("+03:00", Some("UTC+3")),
            ("+3", Some("UTC+3")),
            ("UTC+3", Some("UTC+3")),
            ("-0330", Some("UTC-3:30")),
            ("\u{2212}3:30", Some("UTC-3:30")),
            ("+14", Some("UTC+14")),
            ("+15", None),
            ("+3:60", None),
            ("+3:", None),
            ("+", None),
            ("3", None),
            ("Europe/Atlantis", None),
            ("../../etc/passwd", None),
            ("", None),
        ];
        for (typed, expected) in cases {
            let name = Clock::of_zone(typed).map(|clock| match clock {
                Clock::Reader(_, name) => name,
                Clock::Pages => String::new(),
            });
            assert_eq!(name.as_deref(), expected, "{typed:?}");
        }
    }

    #[test]
    fn a_time_is_moved_where_its_zone_is_known_and_another() {
        let kyiv = Clock::of_zone("Europe/Kyiv").unwrap();
        let cases = [
            (minute(6, 22, 10, Some(0)), Some("2031-05-07T01:10+03:00")),
            (minute(6, 22, 10, Some(3)), None),
            (minute(6, 22, 10, None), None),
            (day(6), None),
        ];
        for (published, expected) in cases {
            let read = kyiv.read(&published).map(|read| read.to_string());
            assert_eq!(read.as_deref(), expected, "{published}");
            assert_eq!(Clock::Pages.read(&published), None);
        }
        let mut winter = minute(6, 22, 10, Some(0));
        winter.at = winter.at.with().month(1).build().unwrap();
        assert_eq!(kyiv.read(&winter).unwrap().to_string(), "2031-01-07T00:10+02:00");
    }
}
