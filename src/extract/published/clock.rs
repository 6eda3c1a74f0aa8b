//! Clock times and time zones as pages write them.

use jiff::civil::{DateTime, Time};
use jiff::tz::{Offset, TimeZone};

use super::token::Cursor;

/// A time of day, and what was said of the zone it is counted in.
#[derive(Clone, Copy, Debug)]
pub(super) struct Clock {
    pub(super) time: Time,
    pub(super) zone: Zone,
    /// Whether it is `00:00:00` to the second: how software writes a day without a time.
    pub(super) is_bare_midnight: bool,
}

/// What is said of a zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Zone {
    /// Nothing, or a name of several meanings (`IST`, `BST`, `CST`).
    Unknown,
    /// An offset, or a name with one.
    Fixed(Offset),
    /// A name whose offset changes with the date: a rule since 2007, the one before, in POSIX terms.
    Changing(&'static str, &'static str),
    /// The name of an American zone with one offset.
    American(Offset),
    /// Moscow, which stood an hour further east from March 2011 to October 2014.
    Moscow,
}

impl Zone {
    /// The offset that holds on the day.
    pub(super) fn offset(self, at: DateTime) -> Option<Offset> {
        match self {
            Zone::Unknown => None,
            Zone::Fixed(offset) | Zone::American(offset) => Some(offset),
            Zone::Changing(rule, before) => {
                let rule = if 2007 <= at.year() { rule } else { before };
                let zone = TimeZone::posix(rule).ok()?;
                let instant = zone.to_ambiguous_timestamp(at).compatible().ok()?;
                Some(zone.to_offset(instant))
            }
            Zone::Moscow => {
                let odd = jiff::civil::date(2011, 3, 27)..jiff::civil::date(2014, 10, 26);
                Offset::from_hours(if odd.contains(&at.date()) { 4 } else { 3 }).ok()
            }
        }
    }

    /// Whether only countries that write the month first use the name.
    pub(super) fn is_american(self) -> bool {
        matches!(self, Zone::Changing(..) | Zone::American(_))
    }
}

/// Reads a clock time and the zone behind it.
pub(super) fn clock(cursor: &mut Cursor<'_>) -> Option<Clock> {
    cursor.maybe(|ahead| {
        let joined = |text: &str| text.eq_ignore_ascii_case("t");
        let is_iso = ahead.before().is_some_and(|token| joined(token.text));
        let before = half_of_day(ahead);
        let (hour, minute, second) = hands(ahead)?;
        let ends_later = !is_iso && second.is_none() && opens_range(*ahead, hour, minute);
        let half = before.or_else(|| half_of_day(ahead));
        if minute.is_none() && half.is_none() {
            return None;
        }
        let hour = match half {
            None => hour,
            Some(_) if !(1..=12).contains(&hour) => hour,
            Some(half) => hour % 12 + half,
        };
        ahead.one_of(&["uhr", "hrs", "hours", "h", "น"]);
        let zone = if ends_later { None } else { zone(ahead) };
        let zone = zone.unwrap_or(Zone::Unknown);
        let time = time(hour, minute.unwrap_or(0), second.unwrap_or(0).min(59))?;
        Some(Clock {
            time,
            zone,
            is_bare_midnight: half.is_none() && second.is_some() && time == Time::midnight(),
        })
    })
}

/// Whether a later time is joined to this one: `10:00-11:30` is a stretch of hours and no offset.
fn opens_range(mut cursor: Cursor<'_>, hour: i64, minute: Option<i64>) -> bool {
    if cursor.is_spaced() || cursor.mark(&['-', '−']).is_none() {
        return false;
    }
    let later = hands(&mut cursor);
    later.is_some_and(|(later, minutes, _)| {
        minutes.is_some() && (hour, minute) < (later, minutes) && later <= 24
    })
}

/// Hour, minute and second of `07:53`, `7:53:00.123`, `07h53`, `7.53`, `7時53分`, `5`, `1756`.
fn hands(cursor: &mut Cursor<'_>) -> Option<(i64, Option<i64>, Option<i64>)> {
    if let Some(found) = cursor.maybe(military) {
        return Some(found);
    }
    let hour = cursor.number(1, 2)?;
    let minute = cursor.maybe(|ahead| {
        ahead.mark(&[':', '：'])?;
        (!ahead.is_spaced()).then_some(())?;
        ahead.number(2, 2)
    });
    if let Some(minute) = minute {
        let second = cursor.maybe(|ahead| {
            ahead.mark(&[':', '：'])?;
            ahead.number(2, 2)
        });
        cursor.maybe(|ahead| {
            second?;
            ahead.mark(&['.', ','])?;
            (!ahead.is_spaced()).then_some(())?;
            ahead.number(1, 9)
        });
        return Some((hour, Some(minute), second));
    }
    let minute = cursor.maybe(with_letter).or_else(|| cursor.maybe(dotted));
    Some((hour, minute, None))
}

/// `1756 GMT`: four digits are a time only before a zone.
fn military(cursor: &mut Cursor<'_>) -> Option<(i64, Option<i64>, Option<i64>)> {
    let digits = cursor.number(4, 4)?;
    let mut ahead = *cursor;
    ahead.word(named_zone)?;
    Some((digits / 100, Some(digits % 100), None))
}

/// The minutes of `07h53`, `7 h 53`, `17h`, `7時53分`.
fn with_letter(cursor: &mut Cursor<'_>) -> Option<i64> {
    if !cursor.one_of(&["h", "hs", "時", "时", "点", "點", "시"]) {
        return None;
    }
    let minute = cursor.maybe(|ahead| ahead.number(2, 2)).unwrap_or(0);
    cursor.one_of(&["分", "분", "min", "m"]);
    Some(minute)
}

/// The minutes of `17.56`, if what follows does not make it an amount of something.
fn dotted(cursor: &mut Cursor<'_>) -> Option<i64> {
    cursor.mark(&['.'])?;
    (!cursor.is_spaced()).then_some(())?;
    let minute = cursor.number(2, 2)?;
    let mut ahead = *cursor;
    let marked = half_of_day(&mut ahead).is_some()
        || ahead.one_of(&["uhr", "hrs"])
        || zone(&mut ahead).is_some();
    let amount = !marked
        && cursor.peek().is_some_and(|token| {
            token.text.chars().all(char::is_alphanumeric) || token.text == "%"
        });
    (!amount).then_some(minute)
}

/// Nothing or twelve hours: `am`, `p.m.`, `午後`.
fn half_of_day(cursor: &mut Cursor<'_>) -> Option<i64> {
    cursor.maybe(|ahead| {
        let first = ahead.word(|word| Some(word.to_lowercase()))?;
        match first.as_str() {
            "am" | "오전" | "πμ" => Some(0),
            "pm" | "오후" | "μμ" => Some(12),
            "a" | "p" | "π" | "μ" => {
                ahead.mark(&['.']);
                ahead.one_of(&["m", "μ"]).then_some(())?;
                ahead.mark(&['.']);
                Some(if first == "a" || first == "π" { 0 } else { 12 })
            }
            "上" | "下" => {
                ahead.one_of(&["午"]).then_some(())?;
                Some(if first == "上" { 0 } else { 12 })
            }
            "午" => {
                let after = ahead.one_of(&["後", "后"]);
                (after || ahead.one_of(&["前"])).then_some(if after { 12 } else { 0 })
            }
            _ => None,
        }
    })
}

fn time(hour: i64, minute: i64, second: i64) -> Option<Time> {
    let small = |value: i64| i8::try_from(value).ok();
    Time::new(small(hour)?, small(minute)?, small(second)?, 0).ok()
}

/// Reads a zone if one stands here, with `(1821 GMT)` behind it skipped.
fn zone(cursor: &mut Cursor<'_>) -> Option<Zone> {
    let found = cursor.maybe(|ahead| {
        let closing = ahead.mark(&['(', '[']);
        let found = numeric(ahead).or_else(|| ahead.maybe(named))?;
        if closing.is_some() {
            ahead.mark(&[')', ']'])?;
        }
        Some(found)
    });
    if found.is_some() {
        cursor.maybe(|ahead| {
            ahead.mark(&['('])?;
            for _ in 0..6 {
                if ahead.mark(&[')']).is_some() {
                    return Some(());
                }
                ahead.skip();
            }
            None
        });
    }
    found
}

/// `GMT`, `UTC+3`, `GMT+0000`, `Z`, `EDT`.
fn named(cursor: &mut Cursor<'_>) -> Option<Zone> {
    let zone = cursor.word(named_zone)?;
    if zone != Zone::Fixed(Offset::UTC) {
        return Some(zone);
    }
    Some(numeric(cursor).unwrap_or(zone))
}

/// `+0000`, `+03:00`, `-5`, `+03` directly behind a time or a name.
fn numeric(cursor: &mut Cursor<'_>) -> Option<Zone> {
    cursor.maybe(|ahead| {
        let spaced = ahead.is_spaced();
        let east = ahead.mark(&['+', '-', '−'])? == '+';
        if ahead.is_spaced() {
            return None;
        }
        let digits = ahead.digits();
        let value = ahead.number(1, 4)?;
        let minutes = match digits {
            3 | 4 => value / 100 * 60 + value % 100,
            _ => {
                let minutes = ahead.maybe(|further| {
                    further.mark(&[':'])?;
                    further.number(2, 2)
                });
                // Behind a blank, `-12` is the day of a date.
                if minutes.is_none() && spaced {
                    return None;
                }
                value * 60 + minutes.unwrap_or(0)
            }
        };
        let furthest = if east { 14 * 60 } else { 12 * 60 };
        if minutes % 15 != 0 || furthest < minutes {
            return None;
        }
        let seconds = i32::try_from(minutes * 60).ok()?;
        let seconds = if east { seconds } else { -seconds };
        Some(Zone::Fixed(Offset::from_seconds(seconds).ok()?))
    })
}

/// Names of zones in capitals. A name with several meanings is known, and means nothing: `IST` is
/// India, Israel or Ireland; `BST` Britain or Bangladesh; `CST` Chicago or Shanghai; `PST` Los
/// Angeles, Pakistan or Manila; `AST` Halifax or Riyadh.
fn named_zone(word: &str) -> Option<Zone> {
    const EASTERN: Zone = Zone::Changing("EST5EDT,M3.2.0,M11.1.0", "EST5EDT,M4.1.0,M10.5.0");
    const CENTRAL: Zone = Zone::Changing("CST6CDT,M3.2.0,M11.1.0", "CST6CDT,M4.1.0,M10.5.0");
    const PACIFIC: Zone = Zone::Changing("PST8PDT,M3.2.0,M11.1.0", "PST8PDT,M4.1.0,M10.5.0");
    let minutes = match word {
        "ET" => return Some(EASTERN),
        "CT" => return Some(CENTRAL),
        "PT" => return Some(PACIFIC),
        "MSK" | "МСК" => return Some(Zone::Moscow),
        "IST" | "BST" | "CST" | "PST" | "AST" | "MST" | "GST" | "SST" | "WST" | "LMT" => {
            return Some(Zone::Unknown);
        }
        "Z" | "z" | "GMT" | "UTC" | "UT" | "WET" => 0,
        "CET" | "MEZ" | "WAT" | "WEST" => 60,
        "CEST" | "MESZ" | "EET" | "CAT" | "SAST" => 120,
        "EEST" | "EAT" | "TRT" | "IDT" => 180,
        "PKT" => 300,
        "NPT" => 345,
        "WIB" | "ICT" => 420,
        "HKT" | "SGT" | "PHT" | "MYT" | "AWST" | "WITA" => 480,
        "JST" | "KST" => 540,
        "ACST" => 570,
        "AEST" => 600,
        "ACDT" => 630,
        "AEDT" => 660,
        "NZST" => 720,
        "NZDT" => 780,
        "BRT" | "ART" => -180,
        "EDT" => -240,
        "EST" | "CDT" => -300,
        "MDT" => -360,
        "PDT" => -420,
        "AKDT" => -480,
        "AKST" => -540,
        "HST" => -600,
        _ => return None,
    };
    let offset = Offset::from_seconds(minutes * 60).ok()?;
    // South America writes the day first.
    Some(if minutes <= -240 { Zone::American(offset) } else { Zone::Fixed(offset) })
}
