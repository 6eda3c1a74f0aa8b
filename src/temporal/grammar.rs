//! Tokens of one line → the [`Meaning`] of the longest expression that begins at a token.
//!
//! The rules are the same for every language; which words play which part stands in the tables.
//! Nothing is placed on the calendar here.

use std::mem::discriminant;

use super::clock::Clock;
use super::lexicon::{self, ENGLISH, Edge, Language, Named, Says, Sense, Unit};
use super::numbers::Amount;
use super::tokens::{Form, Token};

/// What an expression says, before it is counted from any day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    Day(NamedDay),
    /// From one day to another, both included.
    Days(NamedDay, NamedDay),
    Month {
        month: i8,
        year: YearOf,
        edge: Option<Edge>,
    },
    /// From one month to another of the same or the next year, both included.
    Months(i8, i8, YearOf),
    Year(i16, Option<Edge>),
    /// Its first year.
    Decade(i16),
    /// From one year to another, both included.
    Years(i16, i16),
    /// By its first year.
    Century(i16),
    Season(&'static str, YearOf),
    Quarter(u8, YearOf),
    /// The first or second half of a year.
    Half(u8, YearOf),
    /// A day with a name of its own.
    Named(Named, YearOf),
    Clock(Clock),
    /// From one weekday to the next such after it, both included.
    Weekdays(i8, i8),
    /// Monday is 1; last, this or next where that is said; the part of the day.
    Weekday(i8, Option<i32>, Option<&'static str>),
    /// Days from the day of writing.
    Offset(i32, Option<&'static str>),
    /// Last (-1), this (0), next (1).
    Unit(Unit, i32, Option<Edge>),
    Ago(Distance),
    /// Last (-1) or next (1), from what the text spoke of last.
    Beside(Unit, i32),
    /// The one the text spoke of last.
    Spoken(Unit),
    /// The one the text spoke of last, if it is over; else the last that is.
    LatestQuarter,
    /// The quarter the text spoke of last, in another year.
    SpokenIn(i16),
    /// What the text spoke of last, a year earlier.
    YearPast,
    /// The weekend that lies nearest on the side that the words point to.
    Weekend,
    Length(Amount, Unit),
    Every(Amount, Unit),
    EveryWeekday(i8, Option<&'static str>),
    EveryMonth(i8),
    EveryPart(&'static str),
    /// One of TIMEX3's `PRESENT_REF`, `PAST_REF`, `FUTURE_REF`.
    Vague(&'static str),
}

/// A day of a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NamedDay {
    pub(super) day: i8,
    pub(super) month: i8,
    pub(super) year: YearOf,
    pub(super) weekday: Option<i8>,
}

/// Which year is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum YearOf {
    Unsaid,
    Said(i16),
    /// From the year of writing.
    Shift(i32),
}

/// A length of time before or after something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Distance {
    pub(super) count: Amount,
    pub(super) unit: Unit,
    /// -1 before, 1 after.
    pub(super) sign: i32,
    /// Whether it is counted from what the text spoke of last, not from the day of writing.
    pub(super) narrative: bool,
}

/// The end of a match (the token after its last) and what it found.
pub(super) type Found<T> = Option<(usize, T)>;

/// One line of a text.
#[derive(Clone, Copy)]
pub(super) struct Line<'a> {
    pub(super) text: &'a str,
    pub(super) tokens: &'a [Token],
    pub(super) language: Language,
}

impl Line<'_> {
    /// The longest expression that begins at token `i`, with the words that say how near it is
    /// ("nearly two years", "1994 or later").
    pub(super) fn expression(&self, i: usize) -> Found<Meaning> {
        if !self.may_begin(i) || self.is_inside_figure(i) {
            return None;
        }
        let at = self.near(i);
        let near = if at == i { None } else { self.longest(at) };
        let near = near.filter(|(_, meaning)| may_be_near(*meaning, self.word(i)));
        let (end, meaning) = near.or_else(|| self.longest(i))?;
        let so = self.or_so(end);
        let measured =
            matches!(meaning, Meaning::Length(..) | Meaning::Unit(..) | Meaning::Year(..));
        Some((if measured { so } else { end }, meaning))
    }

    fn longest(&self, i: usize) -> Found<Meaning> {
        if self.is_inside_figure(i) {
            return None;
        }
        let rules = [
            Line::clock,
            Line::explicit,
            Line::numeric,
            Line::iso,
            Line::named_day,
            Line::distance,
            Line::weekdays,
            Line::weekday,
            Line::offset,
            Line::this_part,
            Line::month,
            Line::period,
            Line::quarter,
            Line::season,
            Line::shifted_unit,
            Line::whole,
            Line::part_of_year,
            Line::century,
            Line::years,
            Line::year,
            Line::length,
            Line::every,
            Line::vague,
        ];
        let mut best: Found<Meaning> = None;
        for rule in rules {
            let Some(found) = rule(self, i) else { continue };
            if best.is_none_or(|(end, _)| end < found.0) {
                best = Some(found);
            }
        }
        best
    }

    /// Whether an expression may begin at token `i`: asked of every word, so that the rules need
    /// not be.
    #[expect(clippy::too_many_lines, reason = "one row a sense")]
    fn may_begin(&self, i: usize) -> bool {
        let token = &self.tokens[i];
        if matches!(token.form, Form::Number(..) | Form::Figure) {
            return true;
        }
        let tells_on = |i: usize| {
            self.tokens.get(i).is_some_and(|next| {
                !next.is_word() || next.senses.iter().any(|sense| !matches!(sense, Sense::Common))
            })
        };
        token.senses.iter().any(|sense| match sense {
            Sense::The
            | Sense::Number(_)
            | Sense::Ordinal(_)
            | Sense::That
            | Sense::These
            | Sense::Half
            | Sense::Fiscal => tells_on(i + 1),
            Sense::Ago
            | Sense::Beyond
            | Sense::From
            | Sense::To
            | Sense::Until
            | Sense::By
            | Sense::Of
            | Sense::On
            | Sense::In
            | Sense::And
            | Sense::After(_)
            | Sense::Suffix
            | Sense::Festive
            | Sense::Masthead
            | Sense::Future
            | Sense::Past
            | Sense::For
            | Sense::Schedule
            | Sense::Asks
            | Sense::Being
            | Sense::Be
            | Sense::At
            | Sense::Hour
            | Sense::Zone
            | Sense::Period
            | Sense::Old
            | Sense::During
            | Sense::Since
            | Sense::Decade
            | Sense::Ended(_)
            | Sense::Leads
            | Sense::Common => false,
            Sense::Month(_)
            | Sense::Weekday(_)
            | Sense::Offset(_)
            | Sense::Unit(_)
            | Sense::Before(_)
            | Sense::Part(_)
            | Sense::Edge(_)
            | Sense::Season(_)
            | Sense::AgoBefore
            | Sense::Earlier
            | Sense::Later
            | Sense::Now
            | Sense::PastRef
            | Sense::FutureRef
            | Sense::Every
            | Sense::Latest
            | Sense::Recent
            | Sense::Perhaps
            | Sense::Years
            | Sense::InYear(_)
            | Sense::Recurrent(_) => true,
            Sense::Opens(..) => self.phrase(i, |_| true).is_some(),
        })
    }

    /// "the following year" is counted from what the sentence spoke of, "next year" is not.
    pub(super) fn beside(&self, start: usize, end: usize, meaning: Meaning) -> Meaning {
        let follows = (start..end).any(|i| self.word(i) == "following");
        match meaning {
            Meaning::Unit(unit @ (Unit::Year | Unit::Month), 1, None)
                if follows && self.language == ENGLISH =>
            {
                Meaning::Beside(unit, 1)
            }
            _ => meaning,
        }
    }

    /// The year of a day that everybody knows by its date: "the September 11 attacks".
    pub(super) fn known_year(&self, end: usize, meaning: Meaning) -> Option<i16> {
        let Meaning::Day(NamedDay { day: 11, month: 9, year: YearOf::Unsaid, .. }) = meaning else {
            return None;
        };
        let attacks = self.word(end).starts_with("attack") || self.word(end) == "terrorist";
        (self.language == ENGLISH && attacks).then_some(2001)
    }

    pub(super) fn pick<T>(&self, i: usize, choose: impl Fn(Sense) -> Option<T>) -> Option<T> {
        self.tokens.get(i)?.senses.iter().copied().find_map(choose)
    }

    pub(super) fn has(&self, i: usize, sense: Sense) -> bool {
        // Most words have no sense of the kind: that is asked first, without a call.
        let kind = discriminant(&sense);
        let is_it = |one: &Sense| discriminant(one) == kind && *one == sense;
        self.tokens.get(i).is_some_and(|token| token.senses.iter().any(is_it))
    }

    /// Whether the token before `i` has the sense.
    pub(super) fn after(&self, i: usize, sense: Sense) -> bool {
        i.checked_sub(1).is_some_and(|before| self.has(before, sense))
    }

    pub(super) fn form(&self, i: usize) -> Option<Form> {
        self.tokens.get(i).map(|token| token.form)
    }

    pub(super) fn is_mark(&self, i: usize, mark: char) -> bool {
        self.form(i) == Some(Form::Mark(mark))
    }

    pub(super) fn is_dash(&self, i: usize) -> bool {
        matches!(self.form(i), Some(Form::Mark('-' | '–' | '—' | '‑')))
    }

    pub(super) fn is_glued(&self, i: usize) -> bool {
        self.tokens.get(i).is_some_and(|token| token.glued)
    }

    pub(super) fn is_capital(&self, i: usize) -> bool {
        self.form(i) == Some(Form::Capital)
    }

    pub(super) fn word(&self, i: usize) -> &str {
        let token = self.tokens.get(i);
        token.map_or("", |token| &self.text[token.start..token.end])
    }

    pub(super) fn letters(&self, i: usize) -> usize {
        self.word(i).chars().count()
    }

    pub(super) fn skip(&self, i: usize, sense: Sense) -> usize {
        if self.has(i, sense) { i + 1 } else { i }
    }

    /// Whether token `i` is the tail of a longer number, price or code (`555-11`, `$11`, `B-11`).
    fn is_inside_figure(&self, i: usize) -> bool {
        if !matches!(self.form(i), Some(Form::Number(..) | Form::Figure)) || !self.is_glued(i) {
            return false;
        }
        let Some(before) = i.checked_sub(1) else {
            return false;
        };
        match self.tokens[before].form {
            Form::Mark('-' | '–' | '/' | '.' | ',' | ':') => {
                // "mid-1996" is a word and a year, "555-1996" and "B-52" are not.
                let word = before.checked_sub(1).map(|at| self.tokens[at]);
                !word.is_some_and(|word| word.is_word() && !word.senses.is_empty())
            }
            Form::Mark(mark) => !matches!(mark, '(' | '[' | '"' | '“' | '«' | '\'' | '‘' | '—'),
            Form::Lower | Form::Capital | Form::Number(..) | Form::Figure => true,
        }
    }

    /// A day of a month in digits, with its ordinal ending.
    fn day_number(&self, i: usize) -> Found<i8> {
        let Some(Form::Number(value @ 1..=31, 1..=2)) = self.form(i) else {
            return None;
        };
        let day = i8::try_from(value).ok()?;
        let mut end = i + 1;
        if self.is_dash(end) && self.is_glued(end + 1) && self.has(end + 1, Sense::Suffix) {
            return Some((end + 2, day));
        }
        if self.is_glued(end) {
            match self.form(end) {
                Some(Form::Mark('º' | 'ª' | '°')) => end += 1,
                Some(Form::Lower | Form::Capital) if self.has(end, Sense::Suffix) => end += 1,
                Some(Form::Lower | Form::Capital | Form::Mark('%' | '/' | '$' | '€')) => {
                    return None;
                }
                _ => {}
            }
        }
        Some((end, day))
    }

    /// The name of a month beside a number; English ones need their capital letter.
    pub(super) fn month_name(&self, i: usize) -> Option<i8> {
        let month = self.pick(i, |sense| match sense {
            Sense::Month(month) => Some(month),
            _ => None,
        })?;
        (self.language != ENGLISH || self.is_capital(i)).then_some(month)
    }

    /// Whether a weekday, "next" before it or not, begins at `i`.
    pub(super) fn is_weekday(&self, i: usize) -> bool {
        let at = if self.before(i).is_some() { i + 1 } else { i };
        self.weekday_name(at).is_some()
    }

    pub(super) fn weekday_name(&self, i: usize) -> Option<i8> {
        self.pick(i, |sense| match sense {
            Sense::Weekday(day) => Some(day),
            _ => None,
        })
    }

    pub(super) fn four_digit_year(&self, i: usize) -> Option<i16> {
        match self.form(i)? {
            Form::Number(value @ 1000..=2999, 4) => i16::try_from(value).ok(),
            _ => None,
        }
    }

    /// The year that follows a day or a month, where one does.
    pub(super) fn year_after(&self, i: usize) -> (usize, YearOf) {
        let skipped = if self.is_mark(i, ',') { i + 1 } else { self.skip(i, Sense::Of) };
        if let Some(year) = self.four_digit_year(skipped) {
            return (skipped + 1, YearOf::Said(year));
        }
        if let Some((end, year)) = self.spoken_year(skipped) {
            return (end, YearOf::Said(year));
        }
        if let (Some(Form::Mark('\'' | '’')), Some(Form::Number(year, 2))) =
            (self.form(skipped), self.form(skipped + 1))
            && self.is_glued(skipped + 1)
        {
            return (skipped + 2, YearOf::Said(of_two_digits(year)));
        }
        let at = self.skip(skipped, Sense::The);
        let shift = self.before(at);
        if let Some(shift) = shift
            && self.has(at + 1, Sense::Unit(Unit::Year))
            && !self.is_mark(i, ',')
        {
            return (at + 2, YearOf::Shift(shift));
        }
        (i, YearOf::Unsaid)
    }

    pub(super) fn before(&self, i: usize) -> Option<i32> {
        self.pick(i, |sense| match sense {
            Sense::Before(shift) => Some(shift),
            _ => None,
        })
    }

    pub(super) fn shift_after(&self, i: usize) -> Option<i32> {
        self.pick(i, |sense| match sense {
            Sense::After(shift) => Some(shift),
            _ => None,
        })
    }

    pub(super) fn part(&self, i: usize) -> Option<&'static str> {
        self.pick(i, |sense| match sense {
            Sense::Part(part) => Some(part),
            _ => None,
        })
    }

    /// A unit of time; "second" the number is none.
    pub(super) fn unit(&self, i: usize) -> Option<Unit> {
        self.pick(i, |sense| match sense {
            Sense::Unit(unit) => Some(unit),
            _ => None,
        })
    }

    /// Whether "ended" (-1) or "ending" (1) stands before the token `i`: what the text counts up to.
    pub(super) fn ended(&self, i: usize) -> Option<i32> {
        let before = i.checked_sub(1)?;
        self.pick(before, |sense| match sense {
            Sense::Ended(side) => Some(side),
            _ => None,
        })
    }

    /// "early", "mid-", "the end of": the part of a month, a year or a week that follows.
    pub(super) fn edge(&self, i: usize) -> Found<Option<Edge>> {
        let at = self.skip(i, Sense::The);
        let edge = self.pick(at, |sense| match sense {
            Sense::Edge(edge) => Some(edge),
            Sense::Earlier | Sense::Later if self.before(at + 1).is_some() => None,
            _ => None,
        });
        let Some(edge) = edge else {
            return Some((i, None));
        };
        let end = if self.is_dash(at + 1) { at + 2 } else { self.skip(at + 1, Sense::Of) };
        Some((end, Some(edge)))
    }

    /// A day and a month in words, alone or as a range, a weekday before it or not.
    pub(super) fn explicit(&self, i: usize) -> Found<Meaning> {
        let mut at = self.shift(i).map_or(i, |(end, _)| end);
        let weekday = self.weekday_name(at);
        if at != i && weekday.is_none() {
            // "next March 31"
            return self.month_first(at).filter(|_| self.shift(i).is_some_and(|(_, by)| by != 0));
        }
        if weekday.is_some() {
            at += 1;
            let short = self.letters(at - 1) <= 4;
            if short && self.is_mark(at, '.') {
                at += 1;
            }
            if self.is_mark(at, ',') {
                at += 1;
            }
            at = self.skip(at, Sense::The);
        }
        let (end, meaning) = self.day_first(at).or_else(|| self.month_first(at))?;
        let meaning = match meaning {
            Meaning::Day(day) => Meaning::Day(NamedDay { weekday, ..day }),
            other => other,
        };
        Some((end, meaning))
    }

    /// `11 July [2025]`, `14-15 July`, `30 June - 2 July`.
    fn day_first(&self, i: usize) -> Found<Meaning> {
        let (after_day, day) = self.day_number(i)?;
        if let Some((end, first)) = self.rest_of_day(after_day, day) {
            let Some(at) = self.range_mark(end) else {
                return Some((end, Meaning::Day(first)));
            };
            let second = self
                .day_number(self.weekday_before(at))
                .and_then(|(at, day)| self.rest_of_day(at, day));
            return match second {
                Some((end, second)) if first.month != second.month => {
                    let first = NamedDay { year: first.year.or(second.year), ..first };
                    Some((end, Meaning::Days(first, second)))
                }
                _ => Some((end, Meaning::Day(first))),
            };
        }
        let dotted = self.is_mark(after_day, '.') && self.is_glued(after_day);
        let after_day = if dotted { after_day + 1 } else { after_day };
        let at = self.weekday_before(self.range_mark(after_day)?);
        let (at, last) = self.day_number(at)?;
        let (end, last) = self.rest_of_day(at, last)?;
        let first = NamedDay { day, ..last };
        self.is_range(i, after_day, day, last.day).then_some((end, Meaning::Days(first, last)))
    }

    /// Skips what may stand before the second day of a range: "bis zum", "al mercoledì".
    fn weekday_before(&self, i: usize) -> usize {
        let at = self.small_words(i);
        if self.weekday_name(at).is_none() {
            return at;
        }
        let comma = usize::from(self.is_mark(at + 1, ','));
        self.small_words(at + 1 + comma)
    }

    /// The month and year after a day's number.
    fn rest_of_day(&self, i: usize, day: i8) -> Found<NamedDay> {
        let mut at = i;
        if self.is_mark(at, '.') && self.is_glued(at) {
            at += 1;
        }
        let at = self.skip(at, Sense::Of);
        // "the 14 May be reached": an article or a capital alone does not make a verb a month.
        let month = self.month_name(at)?;
        let mut end = at + 1;
        if self.is_mark(end, '.') && self.four_digit_year(end + 1).is_some() {
            end += 1;
        }
        let (end, year) = self.year_after(end);
        let named = NamedDay { day, month, year, weekday: None };
        Some((end, named))
    }

    /// `July 11[, 2025]`, `July 14-15`, `June 30 to July 2`. English alone writes it so.
    fn month_first(&self, i: usize) -> Found<Meaning> {
        if self.language != ENGLISH {
            return None;
        }
        let (after_day, first) = self.month_and_day(i)?;
        if let Some(at) = self.range_mark(after_day) {
            let same_month = self
                .day_number(at)
                .filter(|&(end, day)| {
                    self.month_name(end).is_none() && self.is_range(i, after_day, first.day, day)
                })
                .map(|(end, day)| (end, NamedDay { day, ..first }));
            let last = same_month.or_else(|| self.month_and_day(at));
            if let Some((end, last)) = last {
                let (end, year) = self.year_after(end);
                let days = Meaning::Days(NamedDay { year, ..first }, NamedDay { year, ..last });
                return Some((end, days));
            }
        }
        let (end, year) = self.year_after(after_day);
        Some((end, Meaning::Day(NamedDay { year, ..first })))
    }

    fn month_and_day(&self, i: usize) -> Found<NamedDay> {
        let month = self.month_name(i)?;
        let at = if self.is_mark(i + 1, '.') { i + 2 } else { i + 1 };
        if self.is_glued(at) {
            return None;
        }
        let spelled = || {
            let (end, day) = self.ordinal(at).filter(|&(_, day)| day <= 31)?;
            self.unit(end).is_none().then_some((end, i8::try_from(day).ok()?))
        };
        let (end, day) = self.day_number(at).or_else(spelled)?;
        let named = NamedDay { day, month, year: YearOf::Unsaid, weekday: None };
        Some((end, named))
    }

    /// The token after "-", "to" or "and".
    fn range_mark(&self, i: usize) -> Option<usize> {
        let joins = self.is_dash(i)
            || self.has(i, Sense::To)
            || self.has(i, Sense::Until)
            || self.has(i, Sense::And);
        joins.then_some(i + 1)
    }

    /// Whether two numbers joined at `i` are a range of days: "14 and 15" is one only where they
    /// follow on each other or "between" stands before.
    fn is_range(&self, start: usize, i: usize, first: i8, last: i8) -> bool {
        let only_and =
            self.has(i, Sense::And) && !self.has(i, Sense::To) && !self.has(i, Sense::Until);
        first < last && (!only_and || last == first + 1 || self.after(start, Sense::From))
    }

    /// `11.07.2025`, `11/07/2025`, `2025/07/11`.
    fn numeric(&self, i: usize) -> Found<Meaning> {
        if self.form(i) != Some(Form::Figure) {
            return None;
        }
        let word = self.word(i);
        let mark = if word.contains('/') { '/' } else { '.' };
        let mut parts = word.split(mark);
        let [a, b, c] = [parts.next()?, parts.next()?, parts.next()?];
        if parts.next().is_some() || self.is_glued(i + 1) && self.is_dash(i + 1) {
            return None;
        }
        let (year, month, day) = match (a.len(), b.len(), c.len()) {
            (4, 1..=2, 1..=2) => (a, b, c),
            // With points the day comes first everywhere; with slashes that is the rule of most
            // languages, but English has both: where the numbers do not tell, nothing is guessed.
            (1..=2, 1..=2, 4) if mark == '.' || self.language != ENGLISH => (c, b, a),
            (1..=2, 1..=2, 4) if a.parse::<u8>().is_ok_and(|a| 12 < a) => (c, b, a),
            (1..=2, 1..=2, 4) if b.parse::<u8>().is_ok_and(|b| 12 < b) => (c, a, b),
            (1..=2, 1..=2, 4) if a.parse::<u8>().ok()? == b.parse::<u8>().ok()? => (c, a, b),
            _ => return None,
        };
        let day = written_day(year, month, day)?;
        Some((i + 1, Meaning::Day(day)))
    }

    /// `2025-07-11`.
    fn iso(&self, i: usize) -> Found<Meaning> {
        self.four_digit_year(i)?;
        let joined = (1..5).all(|at| self.is_glued(i + at));
        let dashes = self.is_mark(i + 1, '-') && self.is_mark(i + 3, '-');
        let ends = !(self.is_glued(i + 5) && self.is_dash(i + 5));
        if !joined || !dashes || !ends {
            return None;
        }
        let [year, month, day] = [0, 2, 4].map(|at| self.word(i + at));
        if month.len() != 2 || day.len() != 2 {
            return None;
        }
        Some((i + 5, Meaning::Day(written_day(year, month, day)?)))
    }

    fn month(&self, i: usize) -> Found<Meaning> {
        let (at, edge) = self.edge(i)?;
        let shift = self.before(at);
        let at = if shift.is_some() { at + 1 } else { at };
        let month = self.month_name(at)?;
        // "following Jan Ake" is a man.
        if self.letters(at) == 3 && self.is_capital(at + 1) && !self.is_mark(at + 1, '.') {
            return None;
        }
        if let (None, None, Some(last)) = (edge, shift, self.second_month(at)) {
            let (end, year) = self.year_after(at + 3);
            return Some((end, Meaning::Months(month, last, year)));
        }
        let (end, year) = self.year_after(at + 1);
        let year = match (shift, year) {
            (Some(-1), YearOf::Unsaid) => YearOf::Shift(-1),
            (Some(1), YearOf::Unsaid) => YearOf::Shift(1),
            (Some(_), YearOf::Unsaid) => YearOf::Shift(0),
            (_, year) => year,
        };
        if year == YearOf::Unsaid && edge.is_none() && !self.is_month_alone(at) {
            return None;
        }
        Some((end, Meaning::Month { month, year, edge }))
    }

    /// The month after "July-", "July or", "July and", where it follows on the first.
    fn second_month(&self, i: usize) -> Option<i8> {
        let at = self.range_mark(i + 1)?;
        let last = self.month_name(at)?;
        let first = self.month_name(i)?;
        let from = self.after(i, Sense::From)
            && (self.has(i + 1, Sense::To) || self.has(i + 1, Sense::And));
        let joined = from || self.is_dash(i + 1) || last == first % 12 + 1;
        // "July and August 5" is a month and a day.
        let alone = self.day_number(at + 1).is_none();
        (joined && alone && self.day_number(at).is_none() && last != first).then_some(last)
    }

    /// Whether a month's name with no number and no other word of time beside it is a month:
    /// "in March" is, "March on", "Theresa May" and "June Brown" are not.
    fn is_month_alone(&self, i: usize) -> bool {
        let placed = self.after(i, Sense::In) || self.after(i, Sense::Until);
        if self.language != ENGLISH {
            return (placed || self.after(i, Sense::On)) && 3 < self.letters(i);
        }
        let word = self.word(i).to_ascii_lowercase();
        if self.letters(i) <= 4 && !matches!(word.as_str(), "may" | "june" | "july") {
            return false;
        }
        if self.is_capital(i + 1) && !self.is_glued(i + 1) && self.weekday_name(i + 1).is_none() {
            return false;
        }
        match word.as_str() {
            "may" => placed,
            "april" | "june" | "august" if self.form(i + 1) == Some(Form::Lower) => {
                let before = i.checked_sub(1);
                placed
                    || before
                        .is_some_and(|at| self.has(at, Sense::Leads) || self.has(at, Sense::By))
            }
            "march" | "april" | "june" | "august" => {
                placed || [Sense::By, Sense::From, Sense::To].iter().any(|&s| self.after(i, s))
            }
            _ => true,
        }
    }

    fn weekday(&self, i: usize) -> Found<Meaning> {
        let shift = self.shift(self.skip(i, Sense::The));
        let said = shift.map(|(_, said)| said);
        let at = match shift {
            Some((end, _)) => end,
            None => self.earlier(i),
        };
        let day = self.weekday_name(at)?;
        if !self.is_weekday_alone(at) {
            return None;
        }
        if self.language == ENGLISH && self.word(at).ends_with("days") {
            return Some((at + 1, Meaning::EveryWeekday(day, None)));
        }
        // "Tuesday nights"
        if self.language == ENGLISH
            && self.part(at + 1).is_some()
            && self.word(at + 1).ends_with('s')
        {
            return Some((at + 2, Meaning::EveryWeekday(day, self.part(at + 1))));
        }
        let mut end = at + 1;
        let mut shift = said;
        if let Some(after) = self.shift_after(end) {
            (shift, end) = (Some(after), end + 1);
        }
        // "viernes por la noche", "sexta-feira à noite", "Freitagabend"
        let during =
            if self.has(end, Sense::During) { self.skip(end + 1, Sense::The) } else { end };
        let part = self.part(during);
        if part.is_some() {
            end = during + 1;
        }
        Some((end, Meaning::Weekday(day, shift, part.or(self.part(at)))))
    }

    /// "from Monday to Wednesday", "Monday-Wednesday", "between Monday and Wednesday".
    fn weekdays(&self, i: usize) -> Found<Meaning> {
        let first = self.weekday_name(i)?;
        if !self.is_weekday_alone(i) {
            return None;
        }
        let end = i + 1 + usize::from(self.part(i + 1).is_some());
        let from =
            (1..=2).any(|back| i.checked_sub(back).is_some_and(|at| self.has(at, Sense::From)));
        let only_and =
            self.has(end, Sense::And) && !self.has(end, Sense::To) && !self.has(end, Sense::Until);
        if only_and && !from {
            return None;
        }
        let at = self.small_words(self.range_mark(end)?);
        let last = self.weekday_name(at)?;
        // "from Monday 24 to Wednesday 26 March" names days of a month.
        let dated = self.day_number(at + 1).is_some();
        let whole = 5 <= self.letters(at) && last != first && !dated;
        whole.then_some((at + 1, Meaning::Weekdays(first, last)))
    }

    /// Skips the articles and prepositions between "bis" and its day ("bis zum 25.").
    fn small_words(&self, i: usize) -> usize {
        let small = |at: usize| {
            self.is_word(at)
                && [Sense::The, Sense::To, Sense::On, Sense::From]
                    .iter()
                    .any(|&sense| self.has(at, sense))
        };
        let first = i + usize::from(small(i));
        first + usize::from(i < first && small(first))
    }

    fn is_word(&self, i: usize) -> bool {
        self.tokens.get(i).is_some_and(Token::is_word)
    }

    /// Skips "early", "late", "earlier", "later" before a day.
    pub(super) fn earlier(&self, i: usize) -> usize {
        let skips = self.pick(i, |sense| match sense {
            Sense::Edge(Edge::Start | Edge::End) | Sense::Earlier | Sense::Later => Some(()),
            _ => None,
        });
        if skips.is_some() { i + 1 } else { i }
    }

    /// Whether a weekday's name means the day: "Mail on Sunday", "Friday Night Lights", "Black
    /// Friday" do not, nor does "Sun" or an environment ("среды") without a preposition.
    pub(super) fn is_weekday_alone(&self, i: usize) -> bool {
        if self.letters(i) < 5 {
            return false;
        }
        let opens = i == 0 || matches!(self.form(i - 1), Some(Form::Mark(_)));
        if self.language != ENGLISH {
            let placed =
                [Sense::On, Sense::In, Sense::To, Sense::By, Sense::From, Sense::And, Sense::For];
            let placed = placed.iter().any(|&sense| self.after(i, sense))
                || i.checked_sub(1).is_some_and(|at| self.before(at).is_some());
            return match lexicon::code(self.language) {
                "de" => self.is_capital(i),
                "uk" | "ru" | "be" | "pl" | "cs" => placed || opens,
                _ => !self.is_capital(i) || opens,
            };
        }
        if !self.is_capital(i) {
            let cues = [Sense::On, Sense::By, Sense::Until, Sense::Before(-1), Sense::Before(1)];
            return cues.iter().any(|&sense| self.after(i, sense));
        }
        let masthead = self.has(i + 1, Sense::Masthead) && self.is_capital(i + 1);
        let mail = self.after(i, Sense::On)
            && 2 <= i
            && self.has(i - 2, Sense::Masthead)
            && self.is_capital(i - 2);
        let title = self.part(i + 1).is_some()
            && self.is_capital(i + 1)
            && (self.is_capital(i + 2) && !self.is_glued(i + 2));
        let festive = self.after(i, Sense::Festive) && self.is_capital(i - 1);
        // "the Sunday Courier", "a Friday Club member": a name that holds a weekday.
        let article = self.after(i, Sense::The) || self.after(i, Sense::Number(1));
        let named = article
            && self.is_capital(i + 1)
            && self.part(i + 1).is_none()
            && !self.is_glued(i + 1)
            && self.month_name(i + 1).is_none();
        !masthead && !mail && !title && !festive && !named
    }

    fn offset(&self, i: usize) -> Found<Meaning> {
        if let Some(found) = self.day_beyond(i) {
            return Some(found);
        }
        if let Some((end, Says::Offset(days))) =
            self.phrase(i, |says| matches!(says, Says::Offset(_)))
        {
            return Some((end, Meaning::Offset(days, None)));
        }
        let at = self.earlier(i);
        let offset = self.pick(at, |sense| match sense {
            Sense::Offset(days) => Some(days),
            _ => None,
        })?;
        // Spanish "la mañana" and German "der Morgen" are the morning.
        let noun = self.after(at, Sense::The) && self.part_or_capital(at);
        if noun {
            return None;
        }
        // "tonight" says both; "morgen" and "mañana" are either.
        let own = self.part(at).filter(|_| self.language == ENGLISH);
        let during =
            if self.has(at + 1, Sense::During) { self.skip(at + 2, Sense::The) } else { at + 1 };
        let part = own.or_else(|| self.part(during));
        let end = if own.is_none() && part.is_some() { during + 1 } else { at + 1 };
        Some((end, Meaning::Offset(offset, part)))
    }

    fn part_or_capital(&self, i: usize) -> bool {
        self.language != ENGLISH && (self.is_capital(i) || self.word(i) == "mañana")
    }

    /// "the day after tomorrow", "the day before yesterday".
    fn day_beyond(&self, i: usize) -> Found<Meaning> {
        let at = self.skip(i, Sense::The);
        if !self.has(at, Sense::Unit(Unit::Day)) {
            return None;
        }
        if self.has(at + 1, Sense::Beyond) && self.has(at + 2, Sense::Offset(1)) {
            return Some((at + 3, Meaning::Offset(2, None)));
        }
        if self.has(at + 1, Sense::By) && self.has(at + 2, Sense::Offset(-1)) {
            return Some((at + 3, Meaning::Offset(-2, None)));
        }
        None
    }

    /// "this morning", "last night".
    fn this_part(&self, i: usize) -> Found<Meaning> {
        let at = self.earlier(i);
        let shift = self.before(at)?;
        let part = self.part(at + 1)?;
        Some((at + 2, Meaning::Offset(shift, Some(part))))
    }

    fn year(&self, i: usize) -> Found<Meaning> {
        let (at, edge) = self.edge(i)?;
        let the = self.skip(at, Sense::The);
        if let Some((end, first)) = self.decade_name(the) {
            return Some((end, Meaning::Decade(first)));
        }
        let fiscal = self.has(the, Sense::Fiscal);
        let noun = the + usize::from(fiscal);
        let noun = noun + usize::from(self.has(noun, Sense::Unit(Unit::Year)));
        let named = (fiscal || the < noun) && noun != at;
        if named && let Some(year) = self.four_digit_year(noun) {
            return Some((noun + 1, Meaning::Year(year, edge)));
        }
        if let Some((end, year)) = self.spoken_year(noun) {
            let start = if the < noun { i } else { noun };
            return (start == i).then_some((end, Meaning::Year(year, edge)));
        }
        let year = self.four_digit_year(at)?;
        (edge.is_some() || self.is_year_alone(at)).then_some((at + 1, Meaning::Year(year, edge)))
    }

    /// "1990s", "'80s", "eighties", "1990er Jahre", "années 1990", "anni Novanta".
    fn decade_name(&self, i: usize) -> Found<i16> {
        let years = usize::from(self.has(i, Sense::Years));
        let mark = matches!(self.form(i + years), Some(Form::Mark('\'' | '’')));
        let at = i + years + usize::from(mark);
        let first = match self.form(at)? {
            Form::Number(year @ 1000..=2990, 4) => i16::try_from(year).ok()?,
            Form::Number(tens @ 20..=90, 2) => 1900 + i16::try_from(tens).ok()?,
            Form::Lower | Form::Capital if 0 < years => {
                1900 + i16::try_from(self.numeral(at).filter(|tens| (20..=90).contains(tens))?)
                    .ok()?
            }
            _ => return self.decade_in_words(i),
        };
        if first % 10 != 0 {
            return None;
        }
        if 0 < years {
            return Some((at + 1, first));
        }
        let joint = matches!(self.form(at + 1), Some(Form::Mark('\'' | '’' | '-')));
        let ending = at + 1 + usize::from(joint);
        let plural =
            self.is_glued(at + 1) && self.is_glued(ending) && self.has(ending, Sense::Decade);
        let unit = self.unit(ending + 1) == Some(Unit::Year) && self.language != ENGLISH;
        plural.then_some((ending + 1 + usize::from(unit), first))
    }

    fn decade_in_words(&self, i: usize) -> Found<i16> {
        if self.language != ENGLISH || !self.after(i, Sense::The) {
            return None;
        }
        let first = match self.word(i).to_ascii_lowercase().as_str() {
            "twenties" => 1920,
            "thirties" => 1930,
            "forties" => 1940,
            "fifties" => 1950,
            "sixties" => 1960,
            "seventies" => 1970,
            "eighties" => 1980,
            "nineties" => 1990,
            _ => return None,
        };
        Some((i + 1, first))
    }

    /// "the 20th century".
    fn century(&self, i: usize) -> Found<Meaning> {
        let (at, _) = self.edge(i)?;
        let (end, number) = self.ordinal(self.skip(at, Sense::The))?;
        let dash = end + usize::from(self.is_dash(end));
        let century = self.unit(dash) == Some(Unit::Century) && !self.is_plural(dash);
        let known = (1..=30).contains(&number);
        (century && known).then_some((dash + 1, Meaning::Century((i16::from(number) - 1) * 100)))
    }

    /// "1990-1995", "1998-99", "between 1990 and 1995" without its first word.
    fn years(&self, i: usize) -> Found<Meaning> {
        let Some(first @ 1500..=2100) = self.four_digit_year(i) else {
            return None;
        };
        let dash = self.is_dash(i + 1) && self.is_glued(i + 1) && self.is_glued(i + 2);
        let last = match self.form(i + 2)? {
            Form::Number(last, 4) => i16::try_from(last).ok()?,
            Form::Number(last, 2) => first / 100 * 100 + i16::try_from(last).ok()?,
            _ => return None,
        };
        let ends = !(self.is_glued(i + 3) && (self.is_dash(i + 3) || self.is_mark(i + 3, '%')));
        (dash && ends && first < last && last <= 2100)
            .then_some((i + 3, Meaning::Years(first, last)))
    }

    /// Whether four digits are a year: after a preposition of time or in brackets, and not
    /// counting what follows ("in 2000 cases").
    fn is_year_alone(&self, i: usize) -> bool {
        let Some(year @ 1500..=2100) = self.four_digit_year(i) else {
            return false;
        };
        let next = i + 1;
        if self.is_glued(next) && !matches!(self.form(next), Some(Form::Mark(_)))
            || self.is_dash(next) && self.is_glued(next)
            || matches!(self.form(next), Some(Form::Mark('%' | '°' | '€')))
        {
            return false;
        }
        let leads = self.leads_a_year(i);
        let unit_year = self.language != ENGLISH && self.has(next, Sense::Unit(Unit::Year));
        let after_year = self.after(i, Sense::Unit(Unit::Year));
        let placed = [Sense::In, Sense::Until].iter().any(|&s| self.after(i, s));
        let joined = [Sense::From, Sense::To, Sense::By, Sense::And, Sense::Beyond];
        let joined = joined.iter().any(|&sense| self.after(i, sense)) || self.is_dated_by_of(i);
        let joined = joined && 1900 <= year;
        let counts = match self.form(next) {
            Some(Form::Lower) => self.tokens[next].senses.is_empty(),
            Some(Form::Capital | Form::Mark(_) | Form::Number(..) | Form::Figure) | None => false,
        };
        let bracketed =
            i.checked_sub(1).is_some_and(|at| self.is_mark(at, '(')) && self.is_mark(next, ')');
        let many = matches!(self.word(next), "people" | "men" | "women" | "children" | "feet");
        let plural = counts && (many || self.word(next).ends_with('s'));
        let owned = i.checked_sub(1).is_some_and(|at| self.is_glued(at) && self.word(at) == "s")
            || self.after(i, Sense::The);
        let owned = owned && 1900 <= year && !self.word(next).ends_with('s');
        unit_year
            || after_year
            || owned
            || bracketed
            || placed && !plural
            || joined && !counts
            || leads && (1900 <= year && !plural)
    }

    /// Whether the word before the year at `i` is one that a year may follow: "its 1990 invasion",
    /// "for 1988", "first-half 1990", "Tuesday, 1998".
    fn leads_a_year(&self, i: usize) -> bool {
        let Some(before) = i.checked_sub(1) else {
            return false;
        };
        if self.language != ENGLISH {
            return false;
        }
        let owner = self.word(before) == "s" && self.is_glued(before);
        let lower = self.form(before) == Some(Form::Lower);
        let lower = lower && self.tokens[before].senses.is_empty();
        let noun = match self.form(i + 1) {
            Some(Form::Capital) => true,
            // "his unsuccessful 1996 campaign", not "to feed 1996 people"
            Some(Form::Lower) => self.tokens[i + 1].senses.is_empty(),
            _ => false,
        };
        let verb = lower && noun;
        self.has(before, Sense::Leads) && !self.after(i, Sense::Of) || owner || verb
    }

    /// Whether "of" joins the year at `i` to what it dates: "the crisis of 2008", "the Education
    /// Act of 1944", but not "a crowd of 1964".
    fn is_dated_by_of(&self, i: usize) -> bool {
        if !self.after(i, Sense::Of) {
            return false;
        }
        if self.language != ENGLISH {
            return true;
        }
        let Some(noun) = i.checked_sub(2) else {
            return false;
        };
        let definite =
            (1..=3).any(|back| noun.checked_sub(back).is_some_and(|at| self.has(at, Sense::The)));
        let counted = matches!(self.word(noun), "total" | "number" | "sum" | "crowd" | "cost");
        let timely = self.tokens[noun].senses.iter().any(|sense| *sense != Sense::Common);
        let share = matches!(self.word(noun), "part" | "half" | "most" | "much" | "rest");
        !counted && (definite || timely || share || self.is_capital(noun))
    }

    fn season(&self, i: usize) -> Found<Meaning> {
        let (at, _) = self.edge(i)?;
        let article = self.has(at, Sense::The);
        let at = self.skip(at, Sense::The);
        let shift = self.shift(at);
        let at = shift.map_or(at, |(end, _)| end);
        let shift = shift.map(|(_, shift)| shift);
        let season = self.pick(at, |sense| match sense {
            Sense::Season(season) => Some(season),
            _ => None,
        })?;
        let (end, year) = self.year_after(at + 1);
        match (shift, year) {
            (_, YearOf::Said(_) | YearOf::Shift(_)) => Some((end, Meaning::Season(season, year))),
            (Some(shift), YearOf::Unsaid) => {
                Some((end, Meaning::Season(season, YearOf::Shift(shift))))
            }
            // "the fall" is a tumble as often as an autumn, "the spring" a coil or a well.
            (None, YearOf::Unsaid) => (article && matches!(season, "SU" | "WI"))
                .then_some((end, Meaning::Season(season, YearOf::Unsaid))),
        }
    }

    /// "the third quarter", "first-quarter 1990", "this year's third quarter", "second half".
    pub(super) fn quarter(&self, i: usize) -> Found<Meaning> {
        let mut at = self.skip(i, Sense::The);
        let mut year = YearOf::Unsaid;
        if let Some(said) = self.four_digit_year(at) {
            (at, year) = (at + 1, YearOf::Said(said));
        } else if let Some((noun, shift)) = self.shift(at)
            && self.has(noun, Sense::Unit(Unit::Year))
            && matches!(self.form(noun + 1), Some(Form::Mark('\'' | '’')))
            && self.word(noun + 2) == "s"
        {
            (at, year) = (noun + 3, YearOf::Shift(shift));
        }
        let (end, ordinal) = self.ordinal(at).filter(|&(_, number)| number <= 4)?;
        let at = end + usize::from(self.is_dash(end));
        let quarter = self.has(at, Sense::Unit(Unit::Quarter));
        let half = self.has(at, Sense::Half) && ordinal <= 2;
        if !quarter && !half {
            return None;
        }
        // "the third-quarter loss": the article belongs to what is lost.
        if end < at
            && i < end.saturating_sub(1)
            && year == YearOf::Unsaid
            && self.has(i, Sense::The)
        {
            return None;
        }
        let (end, later) = self.year_after(at + 1);
        let year = later.or(year);
        if half {
            let dated = year != YearOf::Unsaid;
            return dated.then_some((end, Meaning::Half(ordinal, year)));
        }
        Some((end, Meaning::Quarter(ordinal, year)))
    }
}

impl YearOf {
    fn or(self, other: YearOf) -> YearOf {
        match self {
            YearOf::Unsaid => other,
            YearOf::Said(_) | YearOf::Shift(_) => self,
        }
    }
}

/// Whether "nearly", "more than", "around" may stand before it and belong to it.
fn may_be_near(meaning: Meaning, word: &str) -> bool {
    let around = matches!(
        word.to_ascii_lowercase().as_str(),
        "about" | "around" | "approximately" | "roughly" | "nearly" | "almost"
    );
    match meaning {
        Meaning::Length(..) | Meaning::Ago(_) => true,
        Meaning::Day(_) | Meaning::Clock(_) => {
            around && !word.starts_with(['n', 'a', 'N', 'A']) || matches!(word, "around" | "Around")
        }
        _ => false,
    }
}

fn of_two_digits(year: u32) -> i16 {
    let year = i16::try_from(year).unwrap_or(0);
    if year < 40 { 2000 + year } else { 1900 + year }
}

fn written_day(year: &str, month: &str, day: &str) -> Option<NamedDay> {
    Some(NamedDay {
        day: day.parse().ok()?,
        month: month.parse().ok().filter(|month| (1..=12).contains(month))?,
        year: YearOf::Said(year.parse().ok().filter(|year| 1000 <= *year)?),
        weekday: None,
    })
}
