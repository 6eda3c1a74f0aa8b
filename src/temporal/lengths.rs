//! Stretches of time and what is counted in them: "nearly two years", "two weeks ago", "last
//! month", "the latest quarter", "every day", "now".

use super::clock::{At, Clock};
use super::grammar::{Distance, Found, Line, Meaning, YearOf};
use super::lexicon::{ENGLISH, Edge, Phrase, Says, Sense, Unit, phrases};
use super::numbers::Amount;
use super::tokens::Form;

impl Line<'_> {
    /// The longest phrase at `i` that says what is wanted.
    pub(super) fn phrase(&self, i: usize, wanted: impl Fn(Says) -> bool) -> Found<Says> {
        let (first, count) = self.pick(i, |sense| match sense {
            Sense::Opens(first, count) => Some((first, count)),
            _ => None,
        })?;
        let holds = |phrase: &&Phrase| {
            wanted(phrase.says)
                && phrase.rest.iter().enumerate().all(|(n, word)| self.is_same(i + 1 + n, word))
        };
        let found = phrases(first, count).iter().find(holds)?;
        Some((i + 1 + found.rest.len(), found.says))
    }

    fn is_same(&self, i: usize, word: &str) -> bool {
        match self.form(i) {
            Some(Form::Mark('’' | '\'')) => word == "'",
            Some(Form::Lower | Form::Mark(_)) => self.word(i) == word,
            Some(Form::Capital) => {
                let letters = self.word(i).chars().flat_map(char::to_lowercase);
                letters.eq(word.chars())
            }
            Some(Form::Number(..) | Form::Figure) | None => false,
        }
    }

    /// Skips "nearly", "more than".
    pub(super) fn near(&self, i: usize) -> usize {
        let Some((end, _)) = self.phrase(i, |says| says == Says::Near) else {
            return i;
        };
        // "over the next two years" is no more than these.
        let through = end == i + 1 && matches!(self.word(i), "over" | "Over" | "under" | "Under");
        let counted = self.number(end).is_some() || self.has(end, Sense::Half);
        let counted = counted && !(self.is_article(end) && self.number(end + 1).is_some());
        if through && !counted { i } else { end }
    }

    /// Skips "or so", "or later".
    pub(super) fn or_so(&self, i: usize) -> usize {
        self.phrase(i, |says| says == Says::OrSo).map_or(i, |(end, _)| end)
    }

    /// "three days", "two-year", "the first nine months", "a three-year period".
    pub(super) fn length(&self, i: usize) -> Found<Meaning> {
        let (at, article) = self.determiner(i);
        if let Some(found) = self.recent(at) {
            return Some(found);
        }
        if at < i + usize::from(article) {
            return None;
        }
        let Some((dash, amount)) = self.count(at) else {
            return self.bare_units(i, at);
        };
        let hyphen = self.is_dash(dash) && self.is_glued(dash);
        // "trois dernières années"
        let last = !hyphen && self.language != ENGLISH && self.before(dash).is_some();
        let noun = dash + usize::from(hyphen || last);
        let unit = self.unit(noun)?;
        let end = noun + 1;
        if hyphen && unit == Unit::Quarter {
            return None;
        }
        if self.is_age_between_commas(at, end)
            || self.is_age(end)
            || self.is_rate(at, end)
            || self.language != ENGLISH && self.is_article(at)
        {
            return None;
        }
        let one = amount == Amount::of(1) || amount.half && amount.whole == 0;
        // "a two-hour meeting", "a three hour meeting", but "a three-year period"
        let adjective = hyphen || !one && self.language == ENGLISH && !self.is_plural(noun);
        if adjective && self.has(end, Sense::Period) {
            return Some((end + 1, Meaning::Length(amount, unit)));
        }
        if adjective && at != i {
            return None;
        }
        // "a week or so ago" and "an hour and a half" go on.
        let half = self.has(end, Sense::And)
            && self.is_article(end + 1)
            && self.has(end + 2, Sense::Half)
            && !amount.half;
        if half && self.unit(end + 3).is_none() && !self.is_dash(end + 3) {
            return Some((end + 3, Meaning::Length(Amount { half, ..amount }, unit)));
        }
        Some((end, Meaning::Length(amount, unit)))
    }

    /// Skips what may stand before a counted unit: "the", "these", "the first", "the next".
    fn determiner(&self, i: usize) -> (usize, bool) {
        let article = self.has(i, Sense::The) || self.has(i, Sense::These);
        // A three-year period begins with its article.
        let indefinite = self.is_article(i) && {
            let counted = self.number(i + 1).filter(|_| !self.is_article(i + 1));
            counted.is_some_and(|(end, count)| {
                let hyphen = usize::from(self.is_dash(end));
                0 < count
                    && self.unit(end + hyphen).is_some()
                    && self.has(end + hyphen + 1, Sense::Period)
            })
        };
        let mut at = i + usize::from(article || indefinite);
        if article {
            if let Some((end, _)) = self.year_past(at) {
                at = end;
            }
            let ordinal = self.ordinal(at).filter(|&(_, number)| number <= 4);
            match ordinal {
                Some((end, _)) if self.count(end).is_some() || self.is_plural(end) => at = end,
                _ => at += usize::from(self.before(at).is_some() || self.word(at) == "final"),
            }
        }
        (at, article)
    }

    /// "years" after "for" or "the first": as many as nobody says.
    fn bare_units(&self, i: usize, at: usize) -> Found<Meaning> {
        let unit = self.unit(at).filter(|_| self.language == ENGLISH && self.is_plural(at))?;
        let first = i + 1 < at;
        let cue = ["for", "in", "over", "within", "after", "took", "take", "takes", "lasted"];
        let cued =
            i == at && 0 < i && cue.contains(&self.word(i - 1)) && !self.has(at + 1, Sense::Of);
        let or =
            self.has(at + 1, Sense::And) && self.unit(at + 2).is_some() && self.is_plural(at + 2);
        let end = if or && cued { at + 3 } else { at + 1 };
        (first || cued).then_some((end, Meaning::Length(Amount::UNKNOWN, unit)))
    }

    /// "recent years".
    fn recent(&self, i: usize) -> Found<Meaning> {
        let unit = self.unit(i + 1).filter(|_| self.has(i, Sense::Recent))?;
        Some((i + 2, Meaning::Length(Amount::UNKNOWN, unit)))
    }

    pub(super) fn is_plural(&self, i: usize) -> bool {
        self.word(i).ends_with(['s', 'S']) && self.unit(i).is_some()
    }

    /// ", 52 ans,", ", de 52 años,": between commas in languages that have no word for "old" there.
    fn is_age_between_commas(&self, i: usize, end: usize) -> bool {
        let before = i.checked_sub(1).map_or(i, |at| if self.is_mark(at, ',') { i } else { at });
        let opens = before.checked_sub(1).is_some_and(|at| self.is_mark(at, ','));
        let closes = matches!(self.form(end), Some(Form::Mark(',' | '.')));
        let year = end.checked_sub(1).is_some_and(|at| self.has(at, Sense::Unit(Unit::Year)));
        self.language != ENGLISH && opens && closes && year
    }

    /// "52 years old", "a five-year-old".
    fn is_age(&self, i: usize) -> bool {
        let at = i + usize::from(self.is_dash(i));
        self.has(at, Sense::Old)
    }

    /// "$700 million a year", "four flights a week": how much of something, not how long.
    fn is_rate(&self, i: usize, end: usize) -> bool {
        /// A figure further away counts something else.
        const NEAR: usize = 3;
        if self.language != ENGLISH || !self.is_article(i) || end != i + 2 {
            return false;
        }
        let before = (i.saturating_sub(NEAR)..i).rev();
        let words = before.take_while(|&at| match self.form(at) {
            Some(Form::Mark(mark)) => matches!(mark, '%' | '$' | '£' | '€' | '-'),
            _ => {
                !self.has(at, Sense::In) && !self.has(at, Sense::By) && !self.has(at, Sense::Beyond)
            }
        });
        let mut counted = words.filter(|&at| {
            matches!(self.form(at), Some(Form::Number(..) | Form::Figure | Form::Mark(_)))
                || matches!(self.word(at), "times" | "cents" | "percent" | "million" | "billion")
                || self.numeral(at).is_some_and(|number| 1 < number)
        });
        counted.next().is_some() && !self.after(i, Sense::To)
    }

    /// "two days ago", "a week earlier", "vor zwei Tagen".
    pub(super) fn distance(&self, i: usize) -> Found<Meaning> {
        if self.has(i, Sense::AgoBefore) {
            let at = if self.word(i) == "y" { i + 2 } else { i + 1 };
            let (end, count) = self.count(self.near(at))?;
            let unit = self.unit(end)?;
            let distance = Distance { count, unit, sign: -1, narrative: false };
            return Some((end + 1, Meaning::Ago(distance)));
        }
        let (end, count) = match self.count(i) {
            Some(found) => found,
            None => (i, Amount::UNKNOWN),
        };
        let unit = self.unit(end).filter(|_| i < end || self.is_plural(end))?;
        let at = self.or_so(end + 1);
        let (end, sign, narrative) = if self.has(at, Sense::Ago) {
            (at + 1, -1, false)
        } else if self.has(at, Sense::Earlier) {
            (at + 1, -1, true)
        } else if self.has(at, Sense::Later) {
            (at + 1, 1, true)
        } else if self.word(at) == "from" && matches!(self.word(at + 1), "now" | "today") {
            (at + 2, 1, false)
        } else {
            return None;
        };
        Some((end, Meaning::Ago(Distance { count, unit, sign, narrative })))
    }

    /// "year-earlier", "year ago", as in "the year-earlier quarter".
    fn year_past(&self, i: usize) -> Found<()> {
        let dash = i + 1 + usize::from(self.is_dash(i + 1));
        let past = self.has(dash, Sense::Ago) || self.has(dash, Sense::Earlier);
        let year = self.has(i, Sense::Unit(Unit::Year)) && !self.is_plural(i);
        (self.language == ENGLISH && year && past).then_some((dash + 1, ()))
    }

    /// "the year-ago quarter", "year-earlier", "the latest quarter", "that quarter", "the quarter".
    pub(super) fn period(&self, i: usize) -> Found<Meaning> {
        let article = self.has(i, Sense::The);
        let at = i + usize::from(article);
        let comparable = at + usize::from(article && self.word(at) == "comparable");
        if let Some((end, ())) = self.year_past(comparable) {
            // "a year ago" counts.
            if 0 < i && self.is_article(i - 1) {
                return None;
            }
            let quarter = self.quarter(end).filter(|_| article);
            if let Some((end, Meaning::Quarter(number, YearOf::Unsaid))) = quarter {
                return Some((end, Meaning::Quarter(number, YearOf::Shift(-1))));
            }
            let noun = self.has(end, Sense::Period) || self.unit(end).is_some();
            return match (article, noun) {
                (true, true) => Some((end + 1, Meaning::YearPast)),
                // The article belongs to what follows.
                (true, false) => None,
                (false, _) => Some((end, Meaning::YearPast)),
            };
        }
        if let Some(year) = self.four_digit_year(at).filter(|_| article)
            && (self.has(at + 1, Sense::Period) || self.unit(at + 1) == Some(Unit::Quarter))
        {
            return Some((at + 2, Meaning::SpokenIn(year)));
        }
        let latest = at + usize::from(self.has(at, Sense::Latest));
        let that = self.has(i, Sense::That);
        let noun = if that { i + 1 } else { latest };
        if !article && !that && !self.has(i, Sense::Latest) {
            return None;
        }
        if self.has(noun, Sense::Period) {
            return (at < latest).then_some((noun + 1, Meaning::LatestQuarter));
        }
        let unit = self.unit(noun).filter(|_| !self.is_plural(noun))?;
        let meaning = match (unit, at < latest) {
            (Unit::Quarter, true) => Meaning::LatestQuarter,
            (Unit::Quarter, false) => Meaning::Spoken(unit),
            (_, true) => Meaning::Unit(unit, -1, None),
            (Unit::Day | Unit::Week | Unit::Month | Unit::Year, false) if that => {
                Meaning::Spoken(unit)
            }
            _ => return None,
        };
        Some((noun + 1, meaning))
    }

    /// "the year", "the week", "the weekend", "earlier in the day", "the year ended March 31".
    pub(super) fn whole(&self, i: usize) -> Found<Meaning> {
        if self.language != ENGLISH {
            return None;
        }
        let mut at = i;
        let told = self.has(i, Sense::Earlier) || self.has(i, Sense::Later);
        if told || matches!(self.word(i), "late" | "early" | "Late" | "Early") {
            at += 1;
            if !matches!(self.word(at), "in" | "on") {
                return None;
            }
            at += 1;
        }
        if !self.has(at, Sense::The) {
            return None;
        }
        let full = at + 1 + usize::from(matches!(self.word(at + 1), "full" | "whole" | "entire"));
        let fiscal = full + usize::from(self.has(full, Sense::Fiscal));
        let noun = match self.before(fiscal) {
            Some(_) => return None,
            None => fiscal,
        };
        let of_day = |part: &str| self.word(at - 1) == "in" && !part.is_empty() && full == at + 1;
        if let Some(part) = self.part(noun).filter(|part| 0 < at && of_day(part)) {
            return Some((noun + 1, Meaning::Clock(Clock { at: At::Part(part), day: None })));
        }
        let unit = self.unit(noun).filter(|_| !self.is_plural(noun))?;
        let end = noun + 1;
        // "6 percent up on the year" is counted from the year before.
        if i == at && 0 < i && self.word(i - 1) == "on" && unit != Unit::Weekend {
            return None;
        }
        let ended = self.pick(end, |sense| match sense {
            Sense::Ended(_) => Some(()),
            _ => None,
        });
        let defined = self.has(end, Sense::Of)
            || self.has(end, Sense::That)
            || matches!(
                self.word(end),
                "when" | "to" | "before" | "after" | "in" | "since" | "he" | "she"
            );
        match unit {
            Unit::Year if ended.is_some() => Some((end, Meaning::Length(Amount::of(1), unit))),
            Unit::Day if i == at && full == at + 1 => None,
            Unit::Week | Unit::Month | Unit::Year | Unit::Day if !defined && !self.is_dash(end) => {
                Some((end, Meaning::Unit(unit, 0, None)))
            }
            Unit::Weekend if !defined => Some((end, Meaning::Weekend)),
            _ => None,
        }
    }

    /// "last week", "earlier this month", "la semaine dernière", "the end of the year".
    pub(super) fn shifted_unit(&self, i: usize) -> Found<Meaning> {
        let (at, mut edge) = self.edge(i)?;
        let at = match edge {
            Some(_) => at,
            None => self.earlier(i),
        };
        if self.has(i, Sense::Earlier) || self.has(i, Sense::Later) {
            edge = None;
        }
        let noun = self.skip(at, Sense::The);
        if let Some((after, shift)) = self.shift(noun) {
            if let Some((end, count)) = self.count(after) {
                let dash = end + usize::from(self.is_dash(end) && self.is_glued(end));
                let unit = self.unit(dash)?;
                return Some((dash + 1, Meaning::Length(count, unit)));
            }
            let fiscal = after + usize::from(self.has(after, Sense::Fiscal));
            let unit = self.unit(fiscal)?;
            let end = fiscal + 1;
            // "the last day of June" is not yesterday, nor is "the next day" tomorrow.
            let article = noun != at || self.after(at, Sense::The);
            let english = self.language == ENGLISH;
            if english && article && unit == Unit::Day {
                let spoken = !self.has(end, Sense::Of) && self.word(noun) != "last";
                return spoken.then_some((end, Meaning::Beside(unit, shift)));
            }
            // "over the past year" is as long as one.
            if english && article && shift < 0 && !self.is_plural(fiscal) && edge.is_none() {
                if matches!(self.word(noun), "past" | "last") && unit != Unit::Weekend {
                    return Some((end, Meaning::Length(Amount::of(1), unit)));
                }
                if matches!(self.word(noun), "previous" | "preceding") {
                    return Some((end, Meaning::Beside(unit, shift)));
                }
            }
            if english && self.is_plural(fiscal) && 0 < shift {
                return Some((end, Meaning::Vague("FUTURE_REF")));
            }
            if english && self.is_plural(fiscal) {
                return Some((end, Meaning::Length(Amount::UNKNOWN, unit)));
            }
            return Some((end, Meaning::Unit(unit, shift, edge)));
        }
        if let Some(shift) = self.pick(noun, |sense| match sense {
            Sense::InYear(shift) => Some(shift),
            _ => None,
        }) {
            return Some((noun + 1, Meaning::Unit(Unit::Year, shift, edge)));
        }
        let unit = self.unit(noun)?;
        if let Some(shift) = self.shift_after(noun + 1) {
            return Some((noun + 2, Meaning::Unit(unit, shift, edge)));
        }
        let whole = matches!(unit, Unit::Month | Unit::Year | Unit::Week | Unit::Quarter);
        (whole && edge.is_some() && at < noun).then_some((noun + 1, Meaning::Unit(unit, 0, edge)))
    }

    /// "last", "this", "this past", "this coming".
    pub(super) fn shift(&self, i: usize) -> Found<i32> {
        let shift = self.before(i)?;
        match self.before(i + 1) {
            Some(second) if shift == 0 => Some((i + 2, second)),
            _ => Some((i + 1, shift)),
        }
    }

    /// "year-end", "mid-year": a part of the year of writing.
    pub(super) fn part_of_year(&self, i: usize) -> Found<Meaning> {
        if self.language != ENGLISH {
            return None;
        }
        let (end, edge) = match (self.word(i), self.word(i + 2)) {
            ("year" | "Year", "end") if self.is_dash(i + 1) => (i + 3, Edge::End),
            ("mid" | "Mid", "year") if self.is_dash(i + 1) => (i + 3, Edge::Middle),
            ("midyear" | "Midyear", _) => (i + 1, Edge::Middle),
            _ => return None,
        };
        match self.four_digit_year(end) {
            Some(year) => Some((end + 1, Meaning::Year(year, Some(edge)))),
            None => Some((end, Meaning::Unit(Unit::Year, 0, Some(edge)))),
        }
    }

    pub(super) fn every(&self, i: usize) -> Found<Meaning> {
        let recurrent = self.pick(i, |sense| match sense {
            Sense::Recurrent(unit) => Some(unit),
            _ => None,
        });
        if let Some(unit) = recurrent {
            // A quarterly report is one that covers a quarter.
            if unit == Unit::Quarter && self.form(i + 1) == Some(Form::Lower) {
                return None;
            }
            return Some((i + 1, Meaning::Every(Amount::of(1), unit)));
        }
        let often = matches!(self.word(i), "once" | "twice");
        if self.language == ENGLISH && often && self.is_article(i + 1) {
            let unit = self.unit(i + 2)?;
            return Some((i + 3, Meaning::Every(Amount::of(1), unit)));
        }
        if !self.has(i, Sense::Every) {
            return None;
        }
        if let Some(day) = self.weekday_name(i + 1) {
            let part = self.part(i + 2);
            let end = i + 2 + usize::from(part.is_some());
            return Some((end, Meaning::EveryWeekday(day, part)));
        }
        if let Some(month) = self.month_name(i + 1) {
            return Some((i + 2, Meaning::EveryMonth(month)));
        }
        if let Some(part) = self.part(i + 1) {
            return Some((i + 2, Meaning::EveryPart(part)));
        }
        if let Some(unit) = self.unit(i + 1) {
            return Some((i + 2, Meaning::Every(Amount::of(1), unit)));
        }
        let other = self.language == ENGLISH && self.word(i + 1) == "other";
        let (end, count) = if other { (i + 2, Amount::of(2)) } else { self.count(i + 1)? };
        Some((end + 1, Meaning::Every(count, self.unit(end)?)))
    }

    /// "now", "recently", "the future", "current".
    pub(super) fn vague(&self, i: usize) -> Found<Meaning> {
        if let Some((end, says)) = self.phrase(i, |says| matches!(says, Says::Reference(_)))
            && let Says::Reference(value) = says
        {
            return self.is_reference(i, end).then_some((end, Meaning::Vague(value)));
        }
        let value = self.pick(i, |sense| match sense {
            Sense::Now => Some("PRESENT_REF"),
            Sense::PastRef => Some("PAST_REF"),
            Sense::FutureRef => Some("FUTURE_REF"),
            _ => None,
        });
        if let Some(value) = value {
            return Some((i + 1, Meaning::Vague(value)));
        }
        if self.language != ENGLISH {
            return None;
        }
        let value = match self.word(i) {
            "current" if self.form(i + 1) == Some(Form::Lower) => "PRESENT_REF",
            // At the head of its sentence it says when, elsewhere more often in what order.
            "recent" | "Previously" => "PAST_REF",
            "overnight" => return Some((i + 1, Meaning::Offset(-1, Some("NI")))),
            "once" if self.is_past_once(i) => "PAST_REF",
            _ => return self.that_time(i),
        };
        Some((i + 1, Meaning::Vague(value)))
    }

    /// Whether the words of a reference are one here: "as soon as" is none, nor "the past three
    /// years".
    fn is_reference(&self, i: usize, end: usize) -> bool {
        let joins = matches!(self.word(end), "as");
        let past = end == i + 2 && self.word(i + 1) == "past";
        let past = past && (self.form(end) == Some(Form::Lower) && self.is_adjective_past(end));
        !(joins || past || self.after(i, Sense::Recent))
    }

    fn is_adjective_past(&self, end: usize) -> bool {
        self.unit(end).is_some()
            || self.numeral(end).is_some()
            || self.tokens[end].senses.is_empty()
    }

    /// "a once high-flying maker", "was once"; not "once a week", "at once", "once again".
    fn is_past_once(&self, i: usize) -> bool {
        let Some(before) = i.checked_sub(1) else {
            return false;
        };
        let next = self.word(i + 1);
        let follows =
            self.is_article(i + 1) || matches!(next, "again" | "more" | "every" | "the" | "per");
        let told = self.is_article(before) || self.has(before, Sense::The);
        let told =
            told || matches!(self.word(before), "was" | "were" | "had" | "who" | "he" | "she");
        told && !follows && self.form(i + 1) == Some(Form::Lower)
    }

    /// "at the time", "at that time": the words after "at".
    fn that_time(&self, i: usize) -> Found<Meaning> {
        let at = 0 < i && matches!(self.word(i - 1), "at" | "At");
        let the = self.has(i, Sense::The) || self.word(i) == "that";
        let time = self.word(i + 1) == "time" && !self.has(i + 2, Sense::Of);
        (at && the && time).then_some((i + 2, Meaning::Vague("PAST_REF")))
    }

    /// "Christmas Eve", "Good Friday 2024".
    pub(super) fn named_day(&self, i: usize) -> Found<Meaning> {
        let shift = self.before(i);
        let i = i + usize::from(shift.is_some());
        let (end, says) = self.phrase(i, |says| matches!(says, Says::Named(_)))?;
        let Says::Named(day) = says else {
            return None;
        };
        let (end, year) = self.year_after(end);
        let year = match (year, shift) {
            (YearOf::Unsaid, Some(shift)) if shift != 0 => YearOf::Shift(shift),
            (year, _) => year,
        };
        let named = self.is_capital(i) || self.has(i, Sense::The);
        named.then_some((end, Meaning::Named(day, year)))
    }
}
