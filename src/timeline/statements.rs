//! Article → [`Statement`]s: its sentences that say when something happened or will.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::OnceLock;

use jiff::Span;
use jiff::civil::Date;
use xxhash_rust::xxh3::xxh3_64;

use super::attribution::{attributions, is_personal};
use super::references::Mention;
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
    /// A hash of its outlet, where that is known.
    pub(super) outlet: Option<u64>,
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

impl Statement {
    /// Whether two voices of two outlets say so: one outlet's next report is news, and no
    /// contradiction of its last.
    pub(super) fn is_of_another(&self, other: &Statement) -> bool {
        let known = self.outlet.is_some() && self.outlet == other.outlet;
        self.origin != other.origin && !known
    }

    /// Whether its date is that on which somebody said so, or the speaker's own "today".
    pub(super) fn dates_the_saying(&self) -> bool {
        let Some(date) = self.dates.iter().find(|date| self.what[(*date).clone()] == self.basis)
        else {
            return false;
        };
        let next = self.what[date.end..].split_whitespace().next().unwrap_or("");
        is_day_of_saying(&self.what[..date.start])
            || matches!(next, "said" | "told" | "reported" | "announced" | "confirmed")
            || self.basis.contains("day ") && self.basis.starts_with(char::is_lowercase)
            || matches!(self.basis.as_str(), "today" | "yesterday" | "tomorrow")
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
    let text = &*article.reading();
    let reading = Reading::of(text);
    let told = Told::of(teller, article, &reading, anchor);
    let expressions = reading.expressions(anchor);
    let mut left = expressions.as_slice();
    let (mut found, mut announced) = (Vec::new(), Vec::new());
    let (mut lead, mut opened, mut place) = (true, false, 0);
    let mut first = None;
    let mut speakers = Speakers::default();
    for sentence in sentences(text) {
        let heard = speakers.heard(text, &sentence);
        let before = left.partition_point(|one| one.span.end <= sentence.start);
        let within = left[before..].partition_point(|one| one.span.end <= sentence.end);
        let dates = &left[before..before + within];
        left = &left[before + within..];
        if teller.with_others && dates.is_empty() && announced.len() < MOST_ANNOUNCED {
            announced.extend(told.announced(&sentence));
        }
        if dates.is_empty() && !lead {
            if place < OPENING {
                said_of(&text[sentence.clone()], place, &mut found);
            }
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
        trimmed.speaker = heard.or(trimmed.speaker);
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

/// Adds whom a sentence names for what the sentence before it told with a day ("The envoy was
/// received by her, the ministry said"): one that speaks of nobody else.
fn said_of(sentence: &str, place: usize, found: &mut [Statement]) {
    let before = found.last_mut().filter(|told| told.place + 1 == place && !told.by_report);
    let Some(told) = before else { return };
    let who = attributions(sentence);
    let names = |text: &str| -> Vec<String> {
        let words = text.split(|c: char| !c.is_alphanumeric());
        words.filter(|word| word.starts_with(char::is_uppercase)).map(str::to_owned).collect()
    };
    let speakers: Vec<String> = who.iter().flat_map(|name| names(name)).collect();
    let mut others = names(sentence);
    if who.is_empty() {
        return;
    }
    others.retain(|name| !speakers.contains(name));
    others.sort_unstable();
    others.dedup();
    let known: BTreeSet<String> = names(&told.what).into_iter().collect();
    let tail = others.iter().filter(|name| !known.contains(*name)).count();
    // A medium that it was said on ("on Telegram") is one more name.
    if 2 <= others.len() - tail && tail <= 1 {
        told.citing.extend(who);
    }
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
    /// Who speaks it, where a line in capitals before it says so.
    speaker: Option<String>,
}

/// Who spoke last, for the sentences of a quotation that name nobody.
#[derive(Default)]
struct Speakers {
    /// The sentence before, if it is a quotation or goes on with one.
    quoted: Option<(Range<usize>, Option<String>)>,
}

impl Speakers {
    /// Who says a sentence that goes on with the quotation of the sentence before.
    fn heard(&mut self, text: &str, sentence: &Range<usize>) -> Option<String> {
        let what = &text[sentence.clone()];
        let quotes = |c: char| matches!(c, '"' | '“' | '«' | '„' | '”' | '»');
        let quoted = what.starts_with(quotes) || what.ends_with(quotes);
        let before = self.quoted.take();
        if !quoted {
            if what.contains(quotes) {
                self.quoted = Some((sentence.clone(), None));
            }
            return None;
        }
        let whole = || what.matches(quotes).count() < 2 || what.ends_with(quotes);
        let on = what.starts_with(quotes) && whole() && attributions(what).is_empty();
        let heard = before
            .filter(|_| on)
            .and_then(|(range, heard)| heard.or_else(|| attributions(&text[range]).pop()));
        self.quoted = Some((sentence.clone(), heard.clone()));
        heard
    }
}

struct Told<'a> {
    teller: Teller,
    article: &'a Article,
    text: &'a str,
    reading: &'a Reading<'a>,
    anchor: Option<Date>,
    /// Further east it was the next day already when it came out.
    eve: bool,
}

impl<'a> Told<'a> {
    fn of(
        teller: Teller,
        article: &'a Article,
        reading: &'a Reading<'a>,
        anchor: Option<Anchor>,
    ) -> Told<'a> {
        let eve = anchor.is_some_and(|anchor| anchor.eve);
        let day = anchor.map(|anchor| anchor.date);
        Told { teller, article, text: reading.text(), reading, anchor: day, eve }
    }

    fn add(&self, sentence: &Trimmed, dates: &[Expression], found: &mut Vec<Statement>) {
        let text = self.text;
        let range = sentence.range.clone();
        let what = &text[range.clone()];
        let dates_it = |one: &&Expression| {
            let span = one.span.start - range.start..one.span.end - range.start;
            let before = |interval: Interval| self.anchor.is_some_and(|day| interval.end() < day);
            let older = one.interval.is_some_and(before);
            !Mention { sentence: what, span, grain: one.grain, older }.only_measures()
        };
        let mut placed: Vec<_> =
            dates.iter().filter(|one| one.interval.is_some()).filter(dates_it).collect();
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
            found.push(Statement {
                article: self.teller.ix,
                origin: self.teller.origin,
                outlet: self.outlet(),
                what: what.to_owned(),
                interval,
                precision: precision(one.grain),
                state: self.state(one, interval, &range),
                lead: false,
                place: sentence.place,
                by_report: false,
                anchored: self.anchor.is_some(),
                headline: String::new(),
                labelled: sentence.labelled,
                citing: match &sentence.speaker {
                    Some(speaker) => vec![speaker.clone()],
                    None => citing(what, &self.article.credits),
                },
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

    fn outlet(&self) -> Option<u64> {
        self.article.outlet.as_ref().map(|outlet| xxh3_64(outlet.as_str().as_bytes()))
    }

    /// A sentence that names no day.
    fn by_report(&self, what: &str, interval: Interval) -> Statement {
        Statement {
            article: self.teller.ix,
            origin: self.teller.origin,
            outlet: self.outlet(),
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
    fn state(&self, one: &Expression, interval: Interval, within: &Range<usize>) -> State {
        let Some(published) = self.anchor else {
            return match one.direction {
                Direction::Future => State::Expected,
                Direction::Past | Direction::Unsaid => State::Happened,
            };
        };
        // "Thursday's vote may yet be undone" is of the vote, which took place.
        let over_there = self.eve
            && one.direction == Direction::Past
            && published.tomorrow().ok() == Some(interval.end());
        if over_there {
            return State::Happened;
        }
        let held =
            self.text[one.span.end..].starts_with(['\'', '’']) && interval.end() <= published;
        // "sees sales rise this year" is of a year that is not over.
        let forecast = one.grain < Grain::Week && published < interval.end() && {
            let sentence = &self.text[within.clone()];
            sentence.split(|c: char| !c.is_alphabetic()).any(is_forecast)
        };
        if forecast {
            return State::Expected;
        }
        let announced = one.direction == Direction::Future && published <= interval.end() && !held;
        if published < interval.start() || announced { State::Expected } else { State::Happened }
    }
}

/// Words by which somebody says what he thinks will be.
fn is_forecast(word: &str) -> bool {
    let starts = ["forecast", "expect", "predict", "project", "anticipat", "envisag"];
    let word = word.to_lowercase();
    starts.iter().any(|start| word.starts_with(start) && word != "project" && word != "projects")
        || matches!(word.as_str(), "sees" | "aims" | "estimates" | "targets" | "hopes")
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
    matches!(
        verb,
        "said"
            | "announced"
            | "reported"
            | "confirmed"
            | "stated"
            | "told"
            | "showed"
            | "shown"
            | "released"
            | "published"
            | "wrote"
            | "added"
    ) || matches!(verb, "reporters" | "journalists") && told == Some("told")
}

/// Whom a sentence cites, else whom its article credits.
pub(super) fn citing(sentence: &str, credits: &[Credit]) -> Vec<String> {
    let named = attributions(sentence);
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
    range.start += bullet(&text[range.clone()]);
    let heading = crosshead(&text[range.clone()]);
    let speaker = speaker_of(&text[range.start..range.start + heading], &text[range.clone()]);
    range.start += heading;
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
    (!range.is_empty()).then_some(Trimmed { range, labelled, place: 0, speaker })
}

/// The length of the marks of a list and of codes of share prices before a sentence.
fn bullet(sentence: &str) -> usize {
    let mut start = 0;
    loop {
        let rest = &sentence[start..];
        let Some(space) = rest.find(char::is_whitespace) else { return start };
        let word = &rest[..space];
        let mark = word.chars().all(|c| matches!(c, '*' | '•' | '·' | '■' | '▪' | '-' | '–' | '—'));
        let code = word.strip_prefix('.').is_some_and(is_upper)
            || word.starts_with('<') && word.ends_with('>')
            || word.starts_with('[') && word.ends_with(']') && word.contains(char::is_numeric);
        if !mark && !code {
            return start;
        }
        start += space;
        start += sentence[start..].len() - sentence[start..].trim_start().len();
    }
}

/// The length of a heading in capitals that a page has run into the sentence after it ("NO QUICK
/// FIX The pass stays shut").
fn crosshead(sentence: &str) -> usize {
    let (mut end, mut words, mut letters, mut longest) = (0, 0, 0, 0);
    let mut rest = sentence.split_inclusive(' ').peekable();
    let mut at = 0;
    while let Some(word) = rest.next() {
        let count = word.chars().filter(|c| c.is_alphabetic()).count();
        let mut marks = word.trim_end().chars();
        let small = count == 0 && marks.all(|c| c.is_ascii_punctuation() || c.is_ascii_digit());
        if !small && !is_upper(word) {
            break;
        }
        // "A" and "I" open the sentence itself, and so does "U.S." behind a heading.
        let opens =
            count == 1 && rest.peek().is_some_and(|next| next.starts_with(char::is_lowercase));
        let short = word.trim_end().ends_with('.') && word.matches('.').count() == 2 && 2 <= words;
        if opens || short {
            break;
        }
        at += word.len();
        words += usize::from(!small);
        letters += count;
        longest = longest.max(count);
        end = at;
    }
    let follows = sentence[end..].trim_start_matches(['"', '“', '\'', '(', '*', ' ']);
    let mut next = follows.chars();
    let begins = next.next().is_some_and(char::is_uppercase)
        && next.next().is_none_or(|c| c.is_lowercase() || matches!(c, ' ' | '\'' | '’' | '.'));
    let long = 5 <= longest || 4 <= words && 4 <= longest;
    let heading = 2 <= words && 8 <= letters && long || words == 1 && 11 <= letters;
    if heading && begins { end } else { 0 }
}

/// The speaker whom a line in capitals before a quotation names: "ANNA BERG, ECONOMIST, HASK BANK".
fn speaker_of(heading: &str, whole: &str) -> Option<String> {
    let quoted = whole[heading.len()..].starts_with(['"', '“', '«', '„']);
    let (name, _) = heading.split_once(',').filter(|_| quoted)?;
    let cased = name.split_whitespace().map(|word| {
        let mut letters = word.chars();
        let first = letters.next().into_iter();
        first.chain(letters.as_str().to_lowercase().chars()).collect::<String>()
    });
    let cased: Vec<String> = cased.collect();
    (2..=4).contains(&cased.len()).then(|| cased.join(" "))
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
    fn headings_and_marks_run_into_a_sentence_are_no_part_of_it() {
        for (text, expected, speaker) in [
            ("NO QUICK FIX The pass is shut.", "The pass is shut.", None),
            ("\"NOT NOW\" PLEDGE A bus fell.", "A bus fell.", None),
            ("* The pass is shut.", "The pass is shut.", None),
            (".HX Shares in Tarn fell.", "Shares in Tarn fell.", None),
            ("ANNA BERG, ECONOMIST, HASK BANK \"It is over.", "\"It is over.", Some("Anna Berg")),
            ("NATO and the EU met.", "NATO and the EU met.", None),
            ("UN and NATO met.", "UN and NATO met.", None),
            ("A bus fell.", "A bus fell.", None),
        ] {
            let found = trimmed(text, 0..text.len(), false).unwrap();
            assert_eq!(&text[found.range], expected);
            assert_eq!(found.speaker.as_deref(), speaker, "{text}");
        }
    }

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
