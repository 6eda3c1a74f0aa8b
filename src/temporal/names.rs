//! The names of months and weekdays, by language.
//!
//! A lookup only answers what a word may name. That `may`, `mar`, `set`, `out`, `sun` and `so` are
//! words as well is for the caller to weigh: by a capital letter, or a number beside it.

use std::sync::OnceLock;

use jiff::civil::Weekday;
use rustc_hash::FxHashMap;

/// One row for each name: `language,kind,number,forms`, the forms parted by blanks.
pub(super) const TABLE: &str = include_str!("words/names.csv");

/// No name of a month or weekday is longer, in bytes.
const LONGEST: usize = 40;

/// The number (1 to 12) of the month that a word names in any of the languages known, whole or
/// abbreviated, in any inflection listed, in upper or lower case, with or without a full stop.
pub fn month(word: &str) -> Option<i8> {
    look_up(&names().months, word)
}

/// The weekday that a word names, likewise.
pub fn weekday(word: &str) -> Option<Weekday> {
    let number = look_up(&names().weekdays, word)?;
    Weekday::from_monday_one_offset(number).ok()
}

/// Both tables, by lower-cased form.
struct Names {
    months: FxHashMap<&'static str, i8>,
    weekdays: FxHashMap<&'static str, i8>,
}

fn names() -> &'static Names {
    static NAMES: OnceLock<Names> = OnceLock::new();
    NAMES.get_or_init(|| Names { months: of_kind("month"), weekdays: of_kind("weekday") })
}

fn of_kind(kind: &str) -> FxHashMap<&'static str, i8> {
    let rows = rows(TABLE).filter(|row| row[1] == kind);
    rows.flat_map(|row| {
        let number = row[2].parse().expect("the third column is a number");
        row[3].split(' ').map(move |form| (form, number))
    })
    .collect()
}

/// The rows of a table of four columns, without its header.
pub(super) fn rows(table: &'static str) -> impl Iterator<Item = [&'static str; 4]> {
    table.lines().skip(1).map(|line| {
        let mut cells = line.splitn(4, ',');
        std::array::from_fn(|_| cells.next().expect("every row has four columns"))
    })
}

fn look_up(names: &FxHashMap<&'static str, i8>, word: &str) -> Option<i8> {
    with_lower_case(word.strip_suffix('.').unwrap_or(word), |form| names.get(form).copied())
}

/// Calls `look` with the word in lower case, without allocating; a word longer than any name is
/// no name.
pub(crate) fn with_lower_case<T>(word: &str, look: impl FnOnce(&str) -> Option<T>) -> Option<T> {
    let mut buffer = [0; LONGEST];
    if word.is_ascii() {
        let lower = buffer.get_mut(..word.len())?;
        lower.copy_from_slice(word.as_bytes());
        lower.make_ascii_lowercase();
        return look(std::str::from_utf8(lower).ok()?);
    }
    let mut length = 0;
    for letter in word.chars().flat_map(char::to_lowercase) {
        let end = length + letter.len_utf8();
        letter.encode_utf8(buffer.get_mut(length..end)?);
        length = end;
    }
    look(std::str::from_utf8(&buffer[..length]).ok()?)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn months_are_known_whole_abbreviated_and_inflected() {
        for (word, expected) in [
            ("July", Some(7)),
            ("JUL", Some(7)),
            ("Jul.", Some(7)),
            ("Sept", Some(9)),
            ("липня", Some(7)),
            ("ЛИПНЯ", Some(7)),
            ("июля", Some(7)),
            ("März", Some(3)),
            ("août", Some(8)),
            ("setiembre", Some(9)),
            ("luglio", Some(7)),
            ("março", Some(3)),
            ("października", Some(10)),
            ("Tem", Some(7)),
            ("يوليو", Some(7)),
            ("जुलाई", Some(7)),
            ("Saturday", None),
            ("julep", None),
            ("", None),
            (".", None),
        ] {
            assert_eq!(month(word), expected, "{word}");
        }
    }

    #[test]
    fn weekdays_are_known_in_every_language() {
        for (word, expected) in [
            ("Saturday", Some(Weekday::Saturday)),
            ("sat.", Some(Weekday::Saturday)),
            ("суботу", Some(Weekday::Saturday)),
            ("воскресенье", Some(Weekday::Sunday)),
            ("п’ятницю", Some(Weekday::Friday)),
            ("Mittwoch", Some(Weekday::Wednesday)),
            ("mercredi", Some(Weekday::Wednesday)),
            ("miércoles", Some(Weekday::Wednesday)),
            ("lunedì", Some(Weekday::Monday)),
            ("terça-feira", Some(Weekday::Tuesday)),
            ("środę", Some(Weekday::Wednesday)),
            ("July", None),
        ] {
            assert_eq!(weekday(word), expected, "{word}");
        }
    }

    #[test]
    fn no_form_names_two_months_or_two_weekdays() {
        let mut seen = BTreeMap::new();
        for [language, kind, number, forms] in rows(TABLE) {
            for form in forms.split(' ') {
                let before = seen.insert((kind, form), number);
                assert!(before.is_none_or(|n| n == number), "{language}: {form}");
                assert_eq!(form, form.to_lowercase(), "{language}");
            }
        }
    }

    #[test]
    fn a_word_of_any_length_is_looked_up() {
        assert_eq!(month(&"İ".repeat(10_000)), None);
        assert_eq!(weekday(&"x".repeat(LONGEST + 1)), None);
    }
}
