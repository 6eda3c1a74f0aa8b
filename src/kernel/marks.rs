//! Text → what it shares with few others and can be told by itself: words within quotation marks,
//! amounts with what they count, figures without it, and days of the calendar.
//!
//! In: headline and text. Out: hashes, ascending, few enough to be kept for every article. No
//! language is assumed: quotation marks are those of all scripts, an amount is a number and the
//! word behind it, and the names of months come from the tables of [`crate::temporal`].
//! Deliberately absent: numbers in words, years alone, times of day, and what a number means.
//! Two to four µs for 500 words.

use xxhash_rust::xxh3::{xxh3_64, xxh3_64_with_seed};

use crate::kernel::words::word_hashes_into;
use crate::temporal::names::month;

/// Words of a quotation that are compared together: fewer are a turn of phrase.
const QUOTED: usize = 4;

/// Runs of so many shingles keep one: whatever two share of seven quoted words is found.
const WINNOW: usize = 4;

/// Bytes after which a quotation that was never closed counts as none.
const LONGEST: usize = 1_000;

/// Marks of a kind that are kept of an article.
const MOST: usize = 48;

/// What an article can be told by beside its words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    quotes: Box<[u32]>,
    amounts: Box<[u32]>,
    figures: Box<[u32]>,
    days: Box<[u16]>,
}

/// How many marks two articles share.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SharedMarks {
    /// Passages of quotations, word for word.
    pub quotes: u32,
    /// Amounts.
    pub amounts: u32,
    /// Figures, whatever they count.
    pub figures: u32,
    /// Figures of the article that has fewer.
    pub fewer_figures: u32,
    /// Days of the calendar.
    pub days: u32,
}

/// A mark and where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// A passage within quotation marks: some words of it.
    Quote(u32),
    /// A number and what it counts.
    Amount(u32),
    /// A day of a month.
    Day(u16),
}

impl Marks {
    /// The marks of a headline and a text.
    pub fn of(title: &str, text: &str) -> Marks {
        let (mut quotes, mut amounts, mut days) = (Vec::new(), Vec::new(), Vec::new());
        let mut figures = Vec::new();
        for part in [title, text] {
            let mark = |mark, _: &str| match mark {
                Mark::Quote(hash) => quotes.push(hash),
                Mark::Amount(hash) => amounts.push(hash),
                Mark::Day(day) => days.push(day),
            };
            for_each(part, mark, |number| figures.extend(number.figure(part)));
        }
        Marks {
            quotes: settled(quotes),
            amounts: settled(amounts),
            figures: settled(figures),
            days: settled(days),
        }
    }

    /// How many of each kind two articles share.
    pub fn shared(&self, other: &Marks) -> SharedMarks {
        SharedMarks {
            quotes: common(&self.quotes, &other.quotes),
            amounts: common(&self.amounts, &other.amounts),
            figures: common(&self.figures, &other.figures),
            fewer_figures: u32::try_from(self.figures.len().min(other.figures.len()))
                .unwrap_or(u32::MAX),
            days: common(&self.days, &other.days),
        }
    }

    /// Whether a mark is one of these.
    pub fn holds(&self, mark: Mark) -> bool {
        match mark {
            Mark::Quote(hash) => self.quotes.binary_search(&hash).is_ok(),
            Mark::Amount(hash) => self.amounts.binary_search(&hash).is_ok(),
            Mark::Day(day) => self.days.binary_search(&day).is_ok(),
        }
    }
}

/// The first marks of each kind, distinct and ascending.
fn settled<T: Ord + Copy>(mut marks: Vec<T>) -> Box<[T]> {
    marks.truncate(2 * MOST);
    marks.sort_unstable();
    marks.dedup();
    marks.truncate(MOST);
    marks.into()
}

fn common<T: Ord>(left: &[T], right: &[T]) -> u32 {
    let (mut i, mut j, mut both) = (0, 0, 0);
    while let (Some(a), Some(b)) = (left.get(i), right.get(j)) {
        both += u32::from(a == b);
        i += usize::from(a <= b);
        j += usize::from(b <= a);
    }
    both
}

/// Calls `visit` with every mark of a text and the words it was read from.
pub fn for_each_mark<'a>(text: &'a str, visit: impl FnMut(Mark, &'a str)) {
    for_each(text, visit, |_| ());
}

/// The same, and calls `tell` with every number that stands by itself and names no day.
fn for_each<'a>(
    text: &'a str,
    mut visit: impl FnMut(Mark, &'a str),
    mut tell: impl FnMut(&Number),
) {
    let bytes = text.as_bytes();
    let mut hashes = Vec::new();
    let mut open: Option<(usize, char)> = None;
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'0'..=b'9' => {
                let number = Number::at(text, at);
                if number.stands_alone(text) {
                    let day = number.day(text);
                    if day.is_none() {
                        tell(&number);
                    }
                    if let Some((mark, words)) = day.or_else(|| number.counted(text)) {
                        visit(mark, words);
                    }
                }
                at = number.end.max(at + 1);
                continue;
            }
            b'\n' => open = None,
            b'"' | 0xC2 | 0xE2 | 0xE3 => {
                let sign = text[at..].chars().next().unwrap_or_default();
                if let Some(closes) = quotation(sign) {
                    let from = at + sign.len_utf8();
                    open = match open {
                        Some((start, first)) if closes(first) => {
                            quote(&text[start..at], &mut hashes, &mut visit);
                            None
                        }
                        _ => Some((from, sign)),
                    };
                }
                at += sign.len_utf8();
                continue;
            }
            _ => {}
        }
        at += 1;
    }
}

/// For a quotation mark, which marks it closes; nothing for any other character.
fn quotation(sign: char) -> Option<fn(char) -> bool> {
    match sign {
        '"' => Some(|open| open == '"'),
        '”' => Some(|open| matches!(open, '“' | '”' | '„' | '‟')),
        '“' => Some(|open| open == '„'),
        '»' => Some(|open| matches!(open, '«' | '»')),
        '«' => Some(|open| open == '»'),
        '」' => Some(|open| open == '「'),
        '』' => Some(|open| open == '『'),
        '„' | '‟' | '「' | '『' => Some(|_| false),
        _ => None,
    }
}

/// Some of the words of a quotation, if it has enough.
fn quote<'a>(words: &'a str, hashes: &mut Vec<u64>, visit: &mut impl FnMut(Mark, &'a str)) {
    if LONGEST < words.len() {
        return;
    }
    word_hashes_into(words, hashes);
    let shingles: Vec<u32> = hashes.windows(QUOTED).map(shingle).collect();
    let mut last = None;
    for run in shingles.windows(WINNOW.min(shingles.len().max(1))) {
        let least = run.iter().min().copied();
        if let Some(hash) = least.filter(|_| least != last) {
            visit(Mark::Quote(hash), words);
        }
        last = least;
    }
}

#[expect(clippy::cast_possible_truncation, reason = "half of a hash is a hash")]
fn shingle(words: &[u64]) -> u32 {
    words.iter().fold(0, |hash, word| xxh3_64_with_seed(&word.to_le_bytes(), hash)) as u32
}

/// A number as it stands in a text.
struct Number {
    start: usize,
    end: usize,
    /// Its digits, without what parts thousands; a point before what is less than one.
    value: String,
}

impl Number {
    /// The number whose first digit stands at `start`.
    fn at(text: &str, start: usize) -> Number {
        let rest = &text[start..];
        let long = |(at, c): (usize, char)| {
            let inside = c.is_ascii_digit()
                || matches!(c, '.' | ',')
                    && rest[at + 1..].starts_with(|c: char| c.is_ascii_digit());
            (!inside).then_some(at)
        };
        let mut length = rest.char_indices().find_map(long).unwrap_or(rest.len());
        let mut value = String::with_capacity(length);
        let mut parts = rest[..length].split(['.', ',']);
        value.push_str(parts.next().unwrap_or_default());
        for part in parts {
            if part.len() != 3 {
                value.push('.');
            }
            value.push_str(part);
        }
        if length <= 3 {
            while let Some((group, end)) = thousands(&rest[length..]) {
                value.push_str(group);
                length += end;
            }
        }
        Number { start, end: start + length, value }
    }

    /// Whether it is no part of something else: of "10:30", "G20", "1/3", a day of "2025-07-12".
    fn stands_alone(&self, text: &str) -> bool {
        let before = text[..self.start].chars().next_back();
        let joined = |c: char| matches!(c, ':' | '/' | '-' | '–' | '.') || c.is_alphanumeric();
        !before.is_some_and(joined) && !text[self.end..].starts_with([':', '/'])
    }

    /// Its value, if another text seldom has it by chance: no single digit, no year, and no part
    /// of a word or a date ("41st", "12-07-2031", "12-year-old").
    fn figure(&self, text: &str) -> Option<u32> {
        let mut behind = text[self.end..].chars();
        let next = behind.next().unwrap_or(' ');
        let hyphen = matches!(next, '-' | '–') && behind.next().is_some_and(char::is_alphanumeric);
        #[expect(clippy::cast_possible_truncation, reason = "half of a hash is a hash")]
        let hash = || xxh3_64(self.value.as_bytes()) as u32;
        let tells = 2 <= self.value.len() && !self.is_year() && !next.is_alphabetic() && !hyphen;
        tells.then(hash)
    }

    fn is_year(&self) -> bool {
        self.value.len() == 4
            && self.value.parse().is_ok_and(|year: u16| (1900..2100).contains(&year))
    }

    /// What the number and the word beside it say, if that is anything to tell a text by.
    fn counted<'a>(&self, text: &'a str) -> Option<(Mark, &'a str)> {
        let coin = text[..self.start].chars().next_back().filter(|c| "$€£¥₹₽₴₩₺".contains(*c));
        let after = &text[self.end..];
        let word = self.next_word(text);
        if coin.is_none() && !after.starts_with('%') {
            let (from, to) = word?;
            // A year counts nothing, and a lone figure little.
            if self.is_year() || self.value == "0" {
                return None;
            }
            let unit = text[from..to].to_lowercase();
            return Some((self.amount(&unit), &text[self.start..to]));
        }
        let scale = word.map(|(from, to)| text[from..to].to_lowercase());
        let scale = scale.as_deref().and_then(scale_of);
        let sign = coin.map_or("%".to_owned(), |coin| coin.to_string());
        let from = coin.map_or(self.start, |coin| self.start - coin.len_utf8());
        let to = match (word, scale) {
            (Some((_, to)), Some(_)) => to,
            _ if coin.is_none() => self.end + 1,
            _ => self.end,
        };
        Some((self.amount(&format!("{sign}{}", scale.unwrap_or_default())), &text[from..to]))
    }

    #[expect(clippy::cast_possible_truncation, reason = "half of a hash is a hash")]
    fn amount(&self, unit: &str) -> Mark {
        let unit = scale_of(unit).unwrap_or(unit);
        // Endings differ: "40 crowns", "40-crown".
        let end = unit.char_indices().nth(UNIT).map_or(unit.len(), |(at, _)| at);
        let seed = xxh3_64(&unit.as_bytes()[..end]);
        Mark::Amount(xxh3_64_with_seed(self.value.as_bytes(), seed) as u32)
    }

    /// "12 July", "July 12", "12 de julio": the day of the month.
    fn day<'a>(&self, text: &'a str) -> Option<(Mark, &'a str)> {
        let day: u16 = self.value.parse().ok().filter(|day| (1..=31).contains(day))?;
        let of = |(from, to): (usize, usize)| u16::try_from(month(&text[from..to])?).ok();
        // "12. Juli"
        let ordinal = text[self.end..].starts_with(". ");
        let next = if ordinal { word_from(text, self.end + 1) } else { self.next_word(text) };
        let behind = next.and_then(|(from, to)| {
            let joint = ["of", "de", "di"].contains(&&text[from..to]);
            if joint { word_from(text, to) } else { Some((from, to)) }
        });
        if let Some((month, (_, to))) = behind.and_then(|word| Some((of(word)?, word))) {
            return Some((Mark::Day(month * 32 + day), &text[self.start..to]));
        }
        let (from, to) = word_before(text, self.start)?;
        let month = of((from, to))?;
        Some((Mark::Day(month * 32 + day), &text[from..self.end]))
    }

    /// The word behind a blank or a hyphen, or at once.
    fn next_word(&self, text: &str) -> Option<(usize, usize)> {
        word_from(text, self.end)
    }
}

/// Three digits that a blank parts from those before them, as French and Polish write thousands, and
/// where they end.
fn thousands(behind: &str) -> Option<(&str, usize)> {
    let blank =
        behind.chars().next().filter(|c| matches!(c, ' ' | '\u{a0}' | '\u{2009}' | '\u{202f}'))?;
    let group = behind[blank.len_utf8()..].get(..3)?;
    let end = blank.len_utf8() + 3;
    let more = behind[end..].starts_with(|c: char| c.is_ascii_digit());
    (group.bytes().all(|byte| byte.is_ascii_digit()) && !more).then_some((group, end))
}

/// Letters of a unit that are compared.
const UNIT: usize = 5;

/// How numbers are made great; spellings differ.
fn scale_of(word: &str) -> Option<&'static str> {
    match word {
        "m" | "mn" | "mln" | "million" | "millions" => Some("million"),
        "b" | "bn" | "bln" | "billion" | "billions" => Some("billion"),
        "tn" | "trn" | "trillion" | "trillions" => Some("trillion"),
        _ => None,
    }
}

/// The word that begins at a place, after at most one blank or hyphen.
fn word_from(text: &str, at: usize) -> Option<(usize, usize)> {
    let rest = &text[at..];
    let skipped = rest.chars().next().filter(|c| matches!(c, ' ' | '-' | '\u{a0}' | '\u{2011}'));
    let from = at + skipped.map_or(0, char::len_utf8);
    let long = |(at, c): (usize, char)| (!c.is_alphabetic()).then_some(at);
    let length = text[from..].char_indices().find_map(long).unwrap_or(text.len() - from);
    (0 < length).then_some((from, from + length))
}

/// The word that ends a blank before a place.
fn word_before(text: &str, at: usize) -> Option<(usize, usize)> {
    let to = text[..at].trim_end_matches(' ').trim_end_matches('.').len();
    let from = text[..to].char_indices().rev().take_while(|(_, c)| c.is_alphabetic()).last();
    from.map(|(from, _)| (from, to))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<&str> {
        let mut found = Vec::new();
        for_each_mark(text, |_, words| found.push(words));
        found
    }

    fn shared(left: &str, right: &str) -> (u32, u32, u32) {
        let SharedMarks { quotes, amounts, days, .. } =
            Marks::of("", left).shared(&Marks::of("", right));
        (quotes.min(1), amounts, days)
    }

    #[test]
    fn an_amount_is_a_number_with_what_it_counts() {
        let text = "At 10:30 in 2025 some 1,070 people paid $3.5 billion, or 7% of G20 aid. The 12, a 40-year-old among them, of 0 dead.";
        assert_eq!(words(text), ["1,070 people", "$3.5 billion", "7%", "40-year"]);
        assert_eq!(
            shared("It cost €3.5bn and 12 crowns.", "12-crown coins; €3.5 billion."),
            (0, 2, 0)
        );
        assert_eq!(shared("12 dead", "12 hurt"), (0, 0, 0));
    }

    #[test]
    fn figures_are_numbers_whatever_they_count_but_no_digits_years_days_or_times() {
        let figures = |left: &str, right: &str| {
            let shared = Marks::of("", left).shared(&Marks::of("", right));
            (shared.figures, shared.fewer_figures)
        };
        let market = "The index rose 41 points, or 0.6 per cent, to 6,912.";
        assert_eq!(figures(market, "6912 (up 0.6%); copper lost 4.2"), (2, 3));
        assert_eq!(figures(market, market), (3, 3));
        for none in [
            "3 of 9",
            "in 2025",
            "on 12 July",
            "at 10:30",
            "the G20",
            "2025-07-12",
            "12-07-2025",
            "the 41st",
            "a 12-year-old",
            "737s",
        ] {
            assert_eq!(figures(none, none), (0, 0), "{none}");
        }
        let rates = "2.25, 20.5 and 19.75";
        assert_eq!(figures(rates, rates), (3, 3), "rates are no years");
        for spelling in ["10 000", "10\u{a0}000", "10\u{202f}000", "10.000"] {
            assert_eq!(figures("10,000 and 1,250,000", spelling), (1, 1), "{spelling}");
        }
        assert_eq!(figures("1 250 000 crowns", "1,250,000 crowns"), (1, 1));
        assert_eq!(figures("10 000 or 25 000", "33 000 or 47 000"), (0, 2));
        // A year and what is counted in it are two numbers.
        assert_eq!(figures("in 2010 300 came", "300"), (1, 1));
    }

    #[test]
    fn a_day_is_the_same_whichever_way_it_is_written() {
        for other in ["July 12, 2025", "am 12. Juli", "el 12 de julio", "12 July", "Jul. 12"] {
            assert_eq!(shared("on 12 July", other), (0, 0, 1), "{other}");
        }
        assert_eq!(shared("on 12 July", "on 12 June"), (0, 0, 0));
    }

    #[test]
    fn quotations_are_the_same_whatever_marks_they_stand_in() {
        let said = |[open, close]: [&str; 2]| {
            format!("Here {open}we will rebuild this bridge in a year{close} he said.")
        };
        let english = said(["“", "”"]);
        for marks in [["\"", "\""], ["„", "“"], ["«", "»"], ["»", "«"], ["「", "」"]] {
            assert_eq!(shared(&english, &said(marks)), (1, 0, 0), "{marks:?}");
        }
        assert_eq!(shared(&english, &said(["", ""])), (0, 0, 0), "unquoted words are none");
        assert_eq!(shared("“we will rebuild” it", "“we will rebuild” it"), (0, 0, 0), "too few");
        assert_eq!(shared("“we will\nrebuild this bridge soon”", &english), (0, 0, 0));
    }

    proptest::proptest! {
        #[test]
        fn any_text_may_be_read(text in "([0-9]{1,4}[.,:/%-]?|[a-zA-Z]+|July|[ \n]|[“”«»„\"$€]|\\PC){0,60}") {
            let marks = Marks::of("", &text);
            let twice = marks.shared(&marks);
            proptest::prop_assert_eq!(twice.amounts as usize, marks.amounts.len());
        }
    }
}
