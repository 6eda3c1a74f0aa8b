//! Numbers in figures and in words: how many of a unit, and years that are spelled out.

use super::grammar::{Found, Line};
use super::lexicon::{ENGLISH, Sense, Unit};
use super::tokens::Form;

/// How many of a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Amount {
    /// 0 with no half is an unknown number.
    pub(super) whole: u32,
    pub(super) half: bool,
}

impl Amount {
    /// "several", "some".
    pub(super) const UNKNOWN: Amount = Amount { whole: 0, half: false };

    pub(super) fn of(whole: u32) -> Amount {
        Amount { whole, half: false }
    }

    pub(super) fn is_unknown(self) -> bool {
        self == Amount::UNKNOWN
    }
}

/// No count of days or years is greater; what is was no count.
const MOST: u32 = 60_000;

impl Line<'_> {
    /// What a word of number says; 0 for "several".
    pub(super) fn numeral(&self, i: usize) -> Option<u32> {
        self.pick(i, |sense| match sense {
            Sense::Number(count) => Some(u32::from(count)),
            _ => None,
        })
    }

    /// Whether token `i` is "a" or "an", and no "one".
    pub(super) fn is_article(&self, i: usize) -> bool {
        self.numeral(i) == Some(1) && (self.language != ENGLISH || self.letters(i) < 3)
    }

    /// A number in figures or words: "14", "twenty-four", "a hundred and ten", "several".
    pub(super) fn number(&self, i: usize) -> Found<u32> {
        match self.form(i)? {
            Form::Number(value, _) => return Some((i + 1, value)),
            Form::Figure => {
                let value = self.word(i).replace(',', "").parse().ok()?;
                return (value < MOST).then_some((i + 1, value));
            }
            Form::Mark(_) => return None,
            Form::Lower | Form::Capital => {}
        }
        let first = self.numeral(i)?;
        let (mut end, mut total, mut current) = (i + 1, 0, first);
        if first == 0 || self.is_article(i) && self.numeral(end).is_none_or(|next| next < 100) {
            return Some((end, first));
        }
        loop {
            let dash = self.is_mark(end, '-') && self.is_glued(end);
            let and = 100 <= current.max(total) && self.has(end, Sense::And);
            let at = end + usize::from(dash || and);
            let Some(next) = self.numeral(at).filter(|&next| 0 < next && !self.is_article(at))
            else {
                break;
            };
            match next {
                100 if current < 100 => current *= 100,
                1000 if total == 0 => (total, current) = (current * 1000, 0),
                1..=9 if current % 10 == 0 && current % 100 != 10 => current += next,
                1..=99 if current % 100 == 0 => current += next,
                _ => break,
            }
            end = at + 1;
        }
        Some((end, total + current)).filter(|&(_, value)| value < MOST)
    }

    /// How many: a number, "a couple of", "two and a half", "half a".
    pub(super) fn count(&self, i: usize) -> Found<Amount> {
        if self.has(i, Sense::Half) {
            let dash = self.is_mark(i + 1, '-') && self.is_glued(i + 1);
            let end = i + 1 + usize::from(dash || self.is_article(i + 1));
            return (i + 1 < end).then_some((end, Amount { whole: 0, half: true }));
        }
        if self.form(i) == Some(Form::Figure)
            && let Some(whole) = self.word(i).strip_suffix(".5")
        {
            return Some((i + 1, Amount { whole: whole.parse().ok()?, half: true }));
        }
        let (mut end, mut whole) = self.number(i)?;
        // "a couple of years", "a few years", "the last several years"
        if self.is_article(i) && end == i + 1 {
            match self.numeral(end) {
                Some(more) if matches!(self.word(end), "few" | "couple") => {
                    (end, whole) = (end + 1, more);
                }
                None if self.has(end, Sense::Half) => {
                    let dash = usize::from(self.is_mark(end + 1, '-'));
                    return Some((end + 1 + dash, Amount { whole: 0, half: true }));
                }
                _ => {}
            }
        } else if whole == 0 && self.numeral(end).is_some_and(|next| 100 <= next) {
            end += 1;
        }
        let half =
            self.has(end, Sense::And) && self.is_article(end + 1) && self.has(end + 2, Sense::Half);
        if half {
            return Some((end + 3, Amount { whole, half }));
        }
        let another = self.has(end, Sense::To)
            || self.has(end, Sense::And)
            || self.is_dash(end) && self.is_glued(end);
        if another
            && let Some((last, to)) = self.number(end + 1)
            && !self.is_article(end + 1)
            && (whole < to && self.unit(last).is_some())
        {
            return Some((last, Amount::UNKNOWN));
        }
        Some((self.skip(end, Sense::Of), Amount::of(whole)))
    }

    /// "nineteen ninety-six", "two thousand and five".
    pub(super) fn spoken_year(&self, i: usize) -> Found<i16> {
        if self.language != ENGLISH {
            return None;
        }
        let first = self.numeral(i)?;
        let (end, year) = match first {
            15..=20 => {
                let rest = self.numeral(i + 1).filter(|rest| (10..=90).contains(rest))?;
                let (end, more) = self.number(i + 1).filter(|&(_, more)| more < 100)?;
                (end, first * 100 + more.max(rest))
            }
            2 if self.numeral(i + 1) == Some(1000) => self.number(i)?,
            _ => return None,
        };
        let year = i16::try_from(year).ok().filter(|year| (1500..=2100).contains(year))?;
        let counts = self.unit(end).is_some() && self.unit(end) != Some(Unit::Century);
        (!counts).then_some((end, year))
    }

    /// An ordinal in words or figures: "first", "twenty-first", "20th".
    pub(super) fn ordinal(&self, i: usize) -> Found<u8> {
        if let Some(Form::Number(value @ 1..=99, _)) = self.form(i) {
            let suffix = self.is_glued(i + 1) && self.has(i + 1, Sense::Suffix);
            return suffix.then_some((i + 2, u8::try_from(value).ok()?));
        }
        let word = |i| {
            self.pick(i, |sense| match sense {
                Sense::Ordinal(number) => Some(number),
                _ => None,
            })
        };
        if let Some(number) = word(i) {
            return Some((i + 1, number));
        }
        let tens = self.numeral(i).filter(|tens| matches!(tens, 20 | 30))?;
        let at = i + 1 + usize::from(self.is_mark(i + 1, '-'));
        let ones = word(at).filter(|ones| *ones < 10)?;
        Some((at + 1, u8::try_from(tens).ok()? + ones))
    }
}
