//! The name of a time zone that means several (`IST`, `BST`, `CST`) → the offset it means here.
//!
//! In: a time whose zone is not known and who published it, where, in what language. Out: its
//! offset, and a remark if nothing but habit speaks for it, or nothing at all: then the zone stays
//! unknown. The names are data (`zones.csv`): offset in minutes, whether it is a summer's time of
//! Europe alone, and the domains, languages and words in an outlet's name that speak for it; in the
//! languages of the last column it is taken where nothing speaks for another.
//!
//! Deliberately absent: what the article speaks of. London writes of Dhaka in its own time.

use std::sync::OnceLock;

use jiff::civil::{Date, Weekday, date};
use jiff::tz::Offset;

use crate::article::{Precision, Published};

/// Where a time was printed.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Place<'a> {
    /// The publisher's name.
    pub(super) outlet: Option<&'a str>,
    /// The article's address.
    pub(super) url: Option<&'a str>,
    /// The article's language.
    pub(super) language: Option<&'a str>,
}

/// What a zone's name may mean.
#[derive(Debug)]
struct Meaning {
    name: &'static str,
    minutes: i32,
    in_summer: bool,
    domains: Vec<&'static str>,
    languages: Vec<&'static str>,
    words: Vec<&'static str>,
    otherwise: &'static str,
}

/// Gives a time the offset that its zone's name means there; says so where that is a guess, or where
/// no guess is made.
pub(super) fn settle(published: &mut Published, place: Place<'_>) -> Option<String> {
    let words = published.words.clone();
    let name = name(&words).filter(|_| is_open(published))?;
    let on = published.date();
    let possible =
        || meanings().iter().filter(|it| it.name == name && (!it.in_summer || is_summer(on)));
    let host = place.url.and_then(host).or_else(|| place.outlet.and_then(host));
    let by_domain = possible().find(|it| host.is_some_and(|host| it.is_under(host)));
    let by_name = || possible().find(|it| place.outlet.is_some_and(|name| it.is_named_in(name)));
    let language = place.language.unwrap_or_default();
    let by_language = || possible().find(|it| it.languages.contains(&language));
    if let Some(meaning) = by_domain.or_else(by_name).or_else(by_language) {
        published.offset = meaning.offset();
        return None;
    }
    let others: Vec<String> = possible().map(|it| it.shown()).collect();
    let Some(meaning) = possible().find(|it| it.otherwise == language && !language.is_empty())
    else {
        return Some(format!(
            "the zone `{name}` of `{words}` may be {}: it is left unknown",
            others.join(" or ")
        ));
    };
    published.offset = meaning.offset();
    (1 < others.len()).then(|| {
        let shown = meaning.shown();
        format!("the zone `{name}` of `{words}` is read as {shown}: nothing speaks for another")
    })
}

/// Whether the zone of a time is not known though a name for one may stand beside it.
pub(super) fn is_open(published: &Published) -> bool {
    published.offset.is_none()
        && published.precision == Precision::Minute
        && name(&published.words).is_some()
}

/// The last of the words that names several zones.
fn name(words: &str) -> Option<&str> {
    let is_name = |word: &&str| word.len() == 3 && meanings().iter().any(|it| it.name == *word);
    words.split(|c: char| !c.is_alphanumeric()).rfind(is_name)
}

impl Meaning {
    fn offset(&self) -> Option<Offset> {
        Offset::from_seconds(self.minutes * 60).ok()
    }

    fn is_under(&self, host: &str) -> bool {
        let end = host.rsplit('.').next().unwrap_or_default();
        self.domains.contains(&end)
    }

    fn is_named_in(&self, outlet: &str) -> bool {
        let outlet = outlet.to_lowercase();
        let mut words = outlet.split(|c: char| !c.is_alphanumeric());
        words.any(|word| self.words.contains(&word))
    }

    fn shown(&self) -> String {
        let (sign, minutes) = (if self.minutes < 0 { '-' } else { '+' }, self.minutes.abs());
        format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60)
    }
}

/// The host of an address, or of a name that looks like one.
fn host(address: &str) -> Option<&str> {
    let host = address.split_once("://").map_or(address, |(_, rest)| rest);
    let host = host.split(['/', '?', '#', ':']).next()?;
    (host.contains('.') && !host.contains(char::is_whitespace)).then_some(host)
}

/// Whether summer time holds in Europe: from the last Sunday of March to the last of October.
fn is_summer(day: Date) -> bool {
    let last_sunday = |month: i8| {
        let last = date(day.year(), month, 31);
        last.nth_weekday(-1, Weekday::Sunday)
            .ok()
            .filter(|_| last.weekday() != Weekday::Sunday)
            .unwrap_or(last)
    };
    (last_sunday(3)..=last_sunday(10)).contains(&day)
}

fn meanings() -> &'static [Meaning] {
    static MEANINGS: OnceLock<Vec<Meaning>> = OnceLock::new();
    MEANINGS.get_or_init(|| include_str!("zones.csv").lines().skip(1).map(meaning).collect())
}

fn meaning(row: &'static str) -> Meaning {
    let mut cells = row.split(',');
    let mut cell = || cells.next().expect("every row has seven columns");
    let (name, minutes, season) = (cell(), cell(), cell());
    Meaning {
        name,
        minutes: minutes.parse().expect("the second column is a number"),
        in_summer: season == "summer",
        domains: cell().split_whitespace().collect(),
        languages: cell().split_whitespace().collect(),
        words: cell().split_whitespace().collect(),
        otherwise: cell(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::published;

    #[test]
    fn a_zone_of_several_meanings_is_settled_by_where_it_stands() {
        let outlet = |name| Place { outlet: Some(name), language: Some("en"), ..Place::default() };
        let url = |url| Place { url: Some(url), language: Some("en"), ..Place::default() };
        let language = |code| Place { language: Some(code), ..Place::default() };
        for (words, place, expected, remarked) in [
            ("12 July 2025 10:00 IST", outlet("Sample India"), "2025-07-12T10:00+05:30", false),
            ("12 July 2025 10:00 IST", outlet("The Irish Sample"), "2025-07-12T10:00+01:00", false),
            (
                "12 July 2025 10:00 IST",
                url("https://sample.co.il/a"),
                "2025-07-12T10:00+02:00",
                false,
            ),
            ("12 July 2025 10:00 IST", outlet("sample.in"), "2025-07-12T10:00+05:30", false),
            ("12 July 2025 10:00 IST", language("hi"), "2025-07-12T10:00+05:30", false),
            ("12 July 2025 10:00 IST", outlet("Sample"), "2025-07-12T10:00", true),
            ("12 July 2025 10:00 BST", outlet("Sample"), "2025-07-12T10:00+01:00", true),
            ("12 July 2025 10:00 BST", outlet("Dhaka Sample"), "2025-07-12T10:00+06:00", false),
            // In winter Britain has no summer time.
            ("12 January 2025 10:00 BST", outlet("Sample"), "2025-01-12T10:00", true),
            ("12 July 2025 10:00 BST", language("de"), "2025-07-12T10:00", true),
            ("12 January 2025 10:00 CST", url("http://a.cn/"), "2025-01-12T10:00+08:00", false),
            ("12 January 2025 10:00 PST", outlet("Sample"), "2025-01-12T10:00-08:00", true),
            ("12 January 2025 10:00", outlet("Sample"), "2025-01-12T10:00", false),
            ("12 January 2025 10:00 CET", outlet("Sample"), "2025-01-12T10:00+01:00", false),
        ] {
            let mut time = published::read(words).expect(words);
            let remark = settle(&mut time, place);
            assert_eq!(time.to_string(), expected, "{words} {place:?}");
            assert_eq!(remark.is_some(), remarked, "{words} {place:?}: {remark:?}");
        }
    }

    #[test]
    fn summer_begins_and_ends_on_a_sunday() {
        for (day, expected) in [
            (date(2025, 3, 29), false),
            (date(2025, 3, 30), true),
            (date(2025, 10, 26), true),
            (date(2025, 10, 27), false),
            (date(2024, 3, 31), true),
            (date(2024, 3, 30), false),
        ] {
            assert_eq!(is_summer(day), expected, "{day}");
        }
    }
}
