//! Article → [`Statement`]s: its sentences that say when something happened or will.

use std::ops::Range;
use std::sync::OnceLock;

use jiff::Span;
use jiff::civil::Date;

use super::attribution::is_personal;
use super::sentences::sentences;
use super::{State, Teller, WhenPrecision};
use crate::article::{Article, ArticleIx, Body, Credit};
use crate::temporal::{Anchor, Direction, Expression, Grain, Interval, Reading};

const LABELS: &str = include_str!("words/labels.csv");

/// A dated sentence tells at most this many events; the rest of a list of dates is background.
const MOST_DATES: usize = 3;

/// An article opens within so many sentences: many a lead leaves the day to the second.
const OPENING: usize = 3;

/// Statements of one article: no article tells more, an almanac does.
const MOST_STATEMENTS: usize = 80;

/// What one article says of one time.
#[derive(Clone, Debug)]
pub(super) struct Statement {
    pub(super) article: ArticleIx,
    /// The number of its voice: copies of one text have one.
    pub(super) origin: usize,
    /// The sentence, without dateline and label.
    pub(super) what: String,
    pub(super) interval: Interval,
    pub(super) precision: WhenPrecision,
    pub(super) state: State,
    /// It opens its article.
    pub(super) lead: bool,
    /// How many sentences stand before it, an opening's being few.
    pub(super) place: usize,
    /// It names no time: the date is that of the report.
    pub(super) by_report: bool,
    /// The day from which its words of time were counted is known.
    pub(super) anchored: bool,
    /// The headline above it, where it opens its article.
    pub(super) headline: String,
    /// The article itself says that it is background.
    pub(super) labelled: bool,
    pub(super) citing: Vec<String>,
    pub(super) basis: String,
    /// Where in `what` the words of time stand, which are nothing of the event itself.
    pub(super) dates: Vec<Range<usize>>,
}

/// Days within which what an article announces without a day is taken to happen: what comes later
/// is announced with one.
const SOON: i64 = 6;

/// Announcements without a day that are kept of one article.
const MOST_ANNOUNCED: usize = 20;

impl Statement {
    /// Whether it announces something without saying when: kept only if another article tells
    /// that it happened.
    pub(super) fn is_announcement(&self) -> bool {
        self.by_report && self.state == State::Expected
    }
}

/// What stands as the words a date was read from where a sentence names none.
const BY_REPORT: &str = "date of the report";

/// What an article says that can be placed in time, in the order of its text.
///
/// `anchor` is the day of publication, or that of the text it was copied from. A first sentence
/// that names no day is taken to tell of the day of the report.
pub(super) fn statements(
    teller: Teller,
    article: &Article,
    anchor: Option<Anchor>,
) -> Vec<Statement> {
    if article.body == Body::HeadlineOnly {
        return Vec::new();
    }
    let text = &*article.text.read();
    let reading = Reading::of(text);
    let day = anchor.map(|anchor| anchor.date);
    let told = Told { teller, article, text, reading: &reading, anchor: day };
    let expressions = reading.expressions(anchor);
    let mut left = expressions.as_slice();
    let (mut found, mut announced) = (Vec::new(), Vec::new());
    let (mut lead, mut opened, mut place) = (true, false, 0);
    let mut first = None;
    for sentence in sentences(text) {
        let before = left.partition_point(|one| one.span.end <= sentence.start);
        let within = left[before..].partition_point(|one| one.span.end <= sentence.end);
        let dates = &left[before..before + within];
        left = &left[before + within..];
        if teller.with_others && dates.is_empty() && announced.len() < MOST_ANNOUNCED {
            announced.extend(told.announced(&sentence));
        }
        if dates.is_empty() && !lead {
            place += 1;
            continue;
        }
        let Some(mut trimmed) = trimmed(text, sentence, lead) else {
            continue;
        };
        let what = &text[trimmed.range.clone()];
        if is_fragment(what) {
            continue;
        }
        if std::mem::take(&mut lead) {
            first = Some(trimmed.range.clone());
        } else if is_personal(what, article.language.as_deref()) {
            continue;
        }
        trimmed.place = place;
        place += 1;
        let inside: Vec<_> =
            dates.iter().filter(|one| trimmed.range.start <= one.span.start).cloned().collect();
        let from = found.len();
        told.add(&trimmed, &inside, &mut found);
        if place <= OPENING {
            opened = opened || told.opens(&mut found[from..]);
        }
        if MOST_STATEMENTS <= found.len() {
            break;
        }
    }
    if !opened {
        found.extend(first.and_then(|range| told.undated(&range)));
    }
    found.extend(announced);
    found
}

/// Whether a line is a heading or a slogan, and no sentence.
fn is_fragment(line: &str) -> bool {
    let ends = line.ends_with(|c: char| !c.is_alphanumeric());
    !ends && line.is_ascii() && line.split_whitespace().count() < 6
}

/// A sentence without its label.
struct Trimmed {
    range: Range<usize>,
    place: usize,
    labelled: bool,
}

struct Told<'a> {
    teller: Teller,
    article: &'a Article,
    text: &'a str,
    reading: &'a Reading<'a>,
    anchor: Option<Date>,
}

impl Told<'_> {
    fn add(&self, sentence: &Trimmed, dates: &[Expression], found: &mut Vec<Statement>) {
        let text = self.text;
        let range = sentence.range.clone();
        let mut placed: Vec<_> = dates.iter().filter(|one| one.interval.is_some()).collect();
        // What is dated to the day is the event; the years and months around it describe it, and
        // the day on which somebody said so is not the day it happened.
        if placed.iter().any(|one| Grain::Week <= one.grain) {
            placed.retain(|one| Grain::Week <= one.grain);
        } else {
            // "last year in October" is in October.
            let finest = placed.iter().map(|one| one.grain).max();
            placed.retain(|one| Some(one.grain) == finest);
            placed.truncate(1);
        }
        if 1 < placed.len() {
            let spoken = |one: &&Expression| !is_day_of_saying(&text[range.start..one.span.start]);
            if placed.iter().any(spoken) {
                placed.retain(spoken);
            }
        }
        let spans: Vec<_> = dates
            .iter()
            .map(|one| one.span.start - range.start..one.span.end - range.start)
            .collect();
        let mut seen: Vec<Interval> = Vec::new();
        for one in placed {
            let Some(interval) = one.interval else {
                continue;
            };
            if seen.contains(&interval) || MOST_DATES <= seen.len() {
                continue;
            }
            seen.push(interval);
            let what = &text[range.clone()];
            found.push(Statement {
                article: self.teller.ix,
                origin: self.teller.origin,
                what: what.to_owned(),
                interval,
                precision: precision(one.grain),
                state: self.state(one, interval),
                lead: false,
                place: sentence.place,
                by_report: false,
                anchored: self.anchor.is_some(),
                headline: String::new(),
                labelled: sentence.labelled,
                citing: citing(what, &self.article.credits),
                basis: text[one.span.clone()].to_owned(),
                dates: spans.clone(),
            });
        }
    }

    /// Marks what a sentence near the head of the text tells as what the article opens with, if
    /// that has just happened.
    fn opens(&self, found: &mut [Statement]) -> bool {
        let eve = self.anchor.and_then(|day| day.yesterday().ok());
        let fresh = |one: &Statement| {
            let recent = eve.is_none_or(|eve| eve <= one.interval.end());
            WhenPrecision::Day == one.precision && one.state == State::Happened && recent
        };
        let mut opens = false;
        for one in found.iter_mut().filter(|one| fresh(one)) {
            one.lead = true;
            one.headline = self.article.title.clone().unwrap_or_default();
            opens = true;
        }
        opens
    }

    /// The first sentence of an article, dated to its publication.
    fn undated(&self, range: &Range<usize>) -> Option<Statement> {
        let date = Anchor::of(self.article.published.as_ref()?)?.date;
        Some(Statement {
            lead: true,
            headline: self.article.title.clone().unwrap_or_default(),
            ..self.by_report(&self.text[range.clone()], Interval::day(date))
        })
    }

    /// A sentence without a day that speaks of what is to come, dated from its publication on.
    fn announced(&self, range: &Range<usize>) -> Option<Statement> {
        let date = Anchor::of(self.article.published.as_ref()?)?.date;
        let trimmed = trimmed(self.text, range.clone(), false)?;
        let what = &self.text[trimmed.range.clone()];
        if is_fragment(what) || !self.reading.looks_ahead(&trimmed.range) {
            return None;
        }
        let end = date.checked_add(Span::new().days(SOON)).ok()?;
        Some(Statement {
            precision: WhenPrecision::Week,
            state: State::Expected,
            ..self.by_report(what, Interval::new(date, end)?)
        })
    }

    /// A sentence that names no day.
    fn by_report(&self, what: &str, interval: Interval) -> Statement {
        Statement {
            article: self.teller.ix,
            origin: self.teller.origin,
            what: what.to_owned(),
            interval,
            precision: WhenPrecision::Day,
            state: State::Happened,
            lead: false,
            place: 0,
            by_report: true,
            anchored: true,
            headline: String::new(),
            labelled: false,
            citing: citing(what, &self.article.credits),
            basis: BY_REPORT.to_owned(),
            dates: Vec::new(),
        }
    }

    /// What lies after the publication is expected, and so is what is announced for a time that
    /// was not over then.
    fn state(&self, one: &Expression, interval: Interval) -> State {
        let Some(published) = self.anchor else {
            return match one.direction {
                Direction::Future => State::Expected,
                Direction::Past | Direction::Unsaid => State::Happened,
            };
        };
        let announced = one.direction == Direction::Future && published <= interval.end();
        if published < interval.start() || announced { State::Expected } else { State::Happened }
    }
}

fn precision(grain: Grain) -> WhenPrecision {
    match grain {
        Grain::Year => WhenPrecision::Year,
        Grain::Month => WhenPrecision::Month,
        Grain::Week => WhenPrecision::Week,
        Grain::Day => WhenPrecision::Day,
    }
}

/// Whether the words before a date end in "said on" or the like.
fn is_day_of_saying(before: &str) -> bool {
    let mut words = before.split_whitespace().rev();
    let last = words.next().unwrap_or("");
    let verb = if matches!(last, "on" | "late" | "earlier" | "early") {
        words.next().unwrap_or("")
    } else {
        last
    };
    let told = words.next();
    matches!(verb, "said" | "announced" | "reported" | "confirmed" | "stated" | "told")
        || matches!(verb, "reporters" | "journalists") && told == Some("told")
}

/// Whom a sentence cites, else whom its article credits.
pub(super) fn citing(sentence: &str, credits: &[Credit]) -> Vec<String> {
    let named = super::attribution::attributions(sentence);
    if !named.is_empty() {
        return named;
    }
    let named = credits.iter().filter(|credit| is_named(&credit.name));
    named.map(super::credited).collect()
}

/// Whether a credit names someone: "statement of 11 am" does not.
fn is_named(name: &str) -> bool {
    name.contains(char::is_uppercase) || !name.contains(|c: char| c.is_ascii_digit())
}

/// A sentence without dateline and label; nothing of a line that only names sources.
fn trimmed(text: &str, range: Range<usize>, first: bool) -> Option<Trimmed> {
    let mut range = range;
    if first {
        range.start += dateline(&text[range.clone()]);
    }
    let mut labelled = false;
    let sentence = &text[range.clone()];
    // Labels are short; a colon further on belongs to the sentence.
    let head = sentence.char_indices().take(32).find(|(_, c)| *c == ':');
    if let Some((colon, mark)) = head {
        match label(&sentence[..colon]) {
            Some("drop") => return None,
            Some(kind) => {
                labelled = kind == "background";
                range.start += colon + mark.len_utf8();
            }
            None => {}
        }
    }
    let rest = &text[range.clone()];
    range.start += rest.len() - rest.trim_start().len();
    (!range.is_empty()).then_some(Trimmed { range, labelled, place: 0 })
}

fn label(head: &str) -> Option<&'static str> {
    static TABLE: OnceLock<Vec<(&'static str, &'static str)>> = OnceLock::new();
    let table = TABLE.get_or_init(|| {
        let rows = super::rows(LABELS);
        rows.flat_map(|(kind, words)| words.split('|').map(move |word| (kind, word))).collect()
    });
    let head = head.trim().to_lowercase();
    let found = table.iter().find(|(_, word)| *word == head);
    found.map(|(kind, _)| *kind)
}

/// The length of "MOSCOW: ", "OSLO, July 12 (Orbis) - ", "KYIV (AP) — " at the head of a text.
fn dateline(sentence: &str) -> usize {
    let mut letters = 0;
    let mut previous = ' ';
    for (at, c) in sentence.char_indices().take(64) {
        let place = at + c.len_utf8();
        if letters == 0 && c.is_lowercase() {
            return 0;
        }
        match c {
            ':' if 3 <= at && is_upper(&sentence[..at]) => return place,
            '-' | '–' | '—' if previous == ' ' && is_place(&sentence[..at]) => return place,
            _ => {}
        }
        letters += usize::from(c.is_alphabetic());
        previous = c;
    }
    0
}

fn is_upper(head: &str) -> bool {
    head.chars().any(char::is_alphabetic) && !head.chars().any(char::is_lowercase)
}

/// Whether the first word is a place in capitals, or an agency in brackets stands last.
fn is_place(head: &str) -> bool {
    let first = head.split([' ', ',', '(']).next().unwrap_or("");
    (3 <= first.chars().count() && is_upper(first)) || head.trim_end().ends_with(')')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn datelines_and_labels_are_no_part_of_a_sentence() {
        for (text, expected) in [
            ("OSLO: The bridge fell.", Some("The bridge fell.")),
            ("OSLO, July 12 (Orbis) - The bridge fell.", Some("The bridge fell.")),
            ("Veldt City (Orbis) — The bridge fell.", Some("The bridge fell.")),
            ("Details: The bridge fell.", Some("The bridge fell.")),
            ("Source: Orbis", None),
            ("The bridge fell - at last.", Some("The bridge fell - at last.")),
            ("Pike: the bridge fell.", Some("Pike: the bridge fell.")),
            ("He said: it fell.", Some("He said: it fell.")),
        ] {
            let found = trimmed(text, 0..text.len(), true);
            assert_eq!(found.map(|found| &text[found.range]), expected, "{text}");
        }
    }

    #[test]
    fn a_label_may_say_that_a_sentence_is_background() {
        let text = "Background: The bridge was built in 1931.";
        assert!(trimmed(text, 0..text.len(), false).unwrap().labelled);
    }
}
