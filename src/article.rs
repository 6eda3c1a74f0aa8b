//! What an article is, how it is named, and what became of input that is none.
//!
//! Types only: they are filled by `input` and `extract` and read by everything below.

use std::borrow::Cow;
use std::fmt;
use std::ops::Index;
use std::sync::Arc;

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::Offset;

/// The name of an article that is printed, stored, and the same in every run.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ArticleKey(String);

impl ArticleKey {
    /// Takes a name as it is; whoever names articles keeps the names apart.
    pub fn new(name: impl Into<String>) -> ArticleKey {
        ArticleKey(name.into())
    }

    /// The name as printed.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ArticleKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

/// The place of an article in one run's [`Articles`]: dense, and never stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ArticleIx(pub u32);

impl ArticleIx {
    /// The index as a position in a slice.
    pub fn at(self) -> usize {
        self.0 as usize
    }
}

/// Where an article was read: a file (or `-`), and which record of it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Source {
    /// The path as it was found, below the path that was asked for; `-` is standard input.
    pub path: Arc<str>,
    /// The record's number in a file of several, counted from 1, rejected ones included.
    pub record: Option<usize>,
}

impl fmt::Display for Source {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.record {
            Some(record) => write!(out, "{}#{record}", self.path),
            None => out.write_str(&self.path),
        }
    }
}

/// One article, cleaned: what every later stage reads.
#[derive(Clone, Debug)]
pub struct Article {
    /// Its stable name.
    pub key: ArticleKey,
    /// Where it was read.
    pub source: Source,
    /// The address it was published at, as given.
    pub url: Option<String>,
    /// Who published it.
    pub outlet: Option<Outlet>,
    /// Who wrote it, as printed.
    pub byline: Option<String>,
    /// Its headline.
    pub title: Option<String>,
    /// When it was published.
    pub published: Option<Published>,
    /// A time of publication that could be either of two days, until their order is settled.
    pub undecided: Option<Box<Ambiguous>>,
    /// When it was last changed, where the page says so.
    pub modified: Option<Box<Published>>,
    /// When somebody's crawler found it: never taken for the time of publication.
    pub seen: Option<Box<Published>>,
    /// ISO 639-1 code of its language, where that is sure.
    pub language: Option<String>,
    /// The place and day a report was filed from (`MOSCOW`, `WONSAN, July 12`).
    pub dateline: Option<String>,
    /// Whom it credits, in the order of the text.
    pub credits: Vec<Credit>,
    /// The text that is surely the article's; paragraphs parted by `\n`. Matching reads this.
    pub text: Text,
    /// The fuller text, for reading, where it differs from `text`; not kept beyond extraction but
    /// for what stands in [`Article::beside`].
    pub text_full: Option<String>,
    /// What of the fuller text is the article's beyond reasonable doubt: a summary above it.
    pub beside: Option<Box<str>>,
    /// How many words the text has.
    pub words: u32,
    /// How much of the article `text` holds.
    pub body: Body,
}

impl Article {
    /// An article of which nothing is known but its name and its text, read under that name.
    pub fn of_text(name: &str, text: &str) -> Article {
        Article {
            key: ArticleKey::new(name),
            source: Source { path: name.into(), record: None },
            url: None,
            outlet: None,
            byline: None,
            title: None,
            published: None,
            undecided: None,
            modified: None,
            seen: None,
            language: None,
            dateline: None,
            credits: Vec::new(),
            text: Text::Here(text.to_owned()),
            text_full: None,
            beside: None,
            words: u32::try_from(text.split_whitespace().count()).unwrap_or(u32::MAX),
            body: Body::Full,
        }
    }

    /// Its text, and behind it what stands beside it: what timelines read.
    pub fn reading(&self) -> Cow<'_, str> {
        let text = self.text.read();
        match &self.beside {
            Some(beside) => Cow::Owned(format!("{text}\n{beside}")),
            None => text,
        }
    }

    /// Whether this was surely published before another, whatever is not known of both times: a
    /// day or a month leaves open when in it, a missing zone which of all on Earth. Two times
    /// without a zone from one outlet stand on one clock.
    pub fn surely_before(&self, other: &Article) -> bool {
        let (Some(ours), Some(theirs)) = (&self.published, &other.published) else {
            return false;
        };
        let one_outlet = self.outlet.is_some() && self.outlet == other.outlet;
        if one_outlet && !ours.zone_known() && !theirs.zone_known() {
            return ours.span_in(WESTMOST).1 < theirs.span_in(WESTMOST).0;
        }
        let latest = ours.span_in(ours.offset.unwrap_or(WESTMOST)).1;
        latest < theirs.span_in(theirs.offset.unwrap_or(EASTMOST)).0
    }

    /// The last second, since 1970 in UTC, in which it may have been published.
    pub fn latest(&self) -> Option<i64> {
        let published = self.published.as_ref()?;
        Some(published.span_in(published.offset.unwrap_or(WESTMOST)).1)
    }
}

/// The text of an article: at hand, or on a shelf where it is found again.
#[derive(Clone, Debug)]
pub enum Text {
    /// The text itself.
    Here(String),
    /// Where it lies.
    Shelved(Arc<dyn Shelf>, Place),
}

impl Text {
    /// The text; read again each time where it is not at hand.
    pub fn read(&self) -> Cow<'_, str> {
        match self {
            Text::Here(text) => Cow::Borrowed(text),
            Text::Shelved(shelf, place) => Cow::Owned(shelf.text(*place)),
        }
    }
}

/// Where the texts of a run lie that are not held in memory.
pub trait Shelf: fmt::Debug + Send + Sync {
    /// The text at a place; an empty one if it cannot be read again as it was, which the shelf
    /// remembers for whoever ends the run.
    fn text(&self, place: Place) -> String;
}

/// A place on a shelf: 24 bytes an article in place of its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The number of the file among those of the shelf.
    pub file: u32,
    /// How many bytes it takes.
    pub length: u32,
    /// From which byte on.
    pub offset: u64,
    /// What the bytes amount to (xxh3), to notice a file that was changed meanwhile.
    pub digest: u64,
}

/// The zones at the two ends of the day: a time without its zone is read in none beyond them.
const WESTMOST: Offset = Offset::constant(-12);
const EASTMOST: Offset = Offset::constant(14);

/// How much of the article its text holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Body {
    /// The article.
    Full,
    /// A teaser or summary that stands for it.
    Excerpt,
    /// Nothing: only its headline is known.
    HeadlineOnly,
}

/// A publisher under one spelling.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Outlet(String);

impl Outlet {
    /// Takes a name, trimmed; nothing comes of an empty one.
    pub fn new(name: &str) -> Option<Outlet> {
        let name = name.trim();
        (!name.is_empty()).then(|| Outlet(name.to_owned()))
    }

    /// The name as printed.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Outlet {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

/// Somebody whom an article credits for what it says.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Credit {
    /// The agency, outlet or body, under one spelling (`Reuters`).
    pub name: String,
    /// Whom that one cites in turn, as the article says (`Reuters, citing … KCNA`).
    pub citing: Vec<String>,
    /// The words this was read from.
    pub words: String,
}

/// A time of publication with what is known of it: never more precise than the page was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    /// The time on the page's own clock; midnight where only the day is known, the first of the
    /// month where only the month is. Read it together with `precision`.
    pub at: DateTime,
    /// What of `at` the page really said.
    pub precision: Precision,
    /// The offset from UTC, where the page says it.
    pub offset: Option<Offset>,
    /// The words it was read from.
    pub words: String,
}

/// A time in figures that could mean either of two days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ambiguous {
    /// Read with the day before the month.
    pub day_first: Published,
    /// Read with the month before the day.
    pub month_first: Published,
}

impl Published {
    /// Whether the page said in which zone its clock stands.
    pub fn zone_known(&self) -> bool {
        self.offset.is_some()
    }

    /// The day on the page's own clock.
    pub fn date(&self) -> Date {
        self.at.date()
    }

    /// Hours between two times, never negative; a time of which only the day is known counts as
    /// its noon. Nothing where only the month is known.
    pub fn hours_from(&self, other: &Published) -> Option<f64> {
        let noon = |published: &Published| match published.precision {
            Precision::Month => None,
            Precision::Day => Some(published.seconds() + 12 * 60 * 60),
            Precision::Minute => Some(published.seconds()),
        };
        #[expect(clippy::cast_precision_loss, reason = "seconds of some centuries")]
        let seconds = (noon(self)? - noon(other)?).unsigned_abs() as f64;
        Some(seconds / 3_600.0)
    }

    /// Seconds since 1970 in UTC; a time without a zone is read as if it were UTC, so two of
    /// them may be wrong by up to a day against each other.
    pub fn seconds(&self) -> i64 {
        let offset = self.offset.unwrap_or(Offset::UTC);
        offset.to_timestamp(self.at).map_or(0, |time| time.as_second())
    }

    /// The first and the last second, since 1970 in UTC, that it may be on a clock of this zone.
    fn span_in(&self, zone: Offset) -> (i64, i64) {
        let date = self.date();
        let midnight = |date: Date| date.to_datetime(Time::midnight());
        let evening = |date: Date| date.at(23, 59, 59, 0);
        let (first, last) = match self.precision {
            Precision::Minute => (self.at, self.at),
            Precision::Day => (midnight(date), evening(date)),
            Precision::Month => (midnight(date.first_of_month()), evening(date.last_of_month())),
        };
        let seconds = |at| zone.to_timestamp(at).map_or(0, |time| time.as_second());
        (seconds(first), seconds(last))
    }
}

impl fmt::Display for Published {
    /// ISO 8601, as precise as is known: `2025-07`, `2025-07-12`, `2025-07-12T07:53`,
    /// `2025-07-12T07:53Z`, `2025-07-12T07:53+03:00`.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.precision {
            Precision::Month => write!(out, "{}", self.at.strftime("%Y-%m")),
            Precision::Day => write!(out, "{}", self.at.strftime("%Y-%m-%d")),
            Precision::Minute => {
                write!(out, "{}", self.at.strftime("%Y-%m-%dT%H:%M"))?;
                match self.offset {
                    None => Ok(()),
                    Some(offset) if offset == Offset::UTC => out.write_str("Z"),
                    Some(offset) => {
                        let minutes = offset.seconds() / 60;
                        let sign = if minutes < 0 { '-' } else { '+' };
                        let minutes = minutes.abs();
                        write!(out, "{sign}{:02}:{:02}", minutes / 60, minutes % 60)
                    }
                }
            }
        }
    }
}

/// How much of a time is known, from the least.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Precision {
    /// The month.
    Month,
    /// The day.
    Day,
    /// The minute, or better.
    Minute,
}

/// All articles of one run in the order of their keys, so that an [`ArticleIx`] sorts as its key.
#[derive(Debug, Default)]
pub struct Articles(Vec<Article>);

impl Articles {
    /// Puts articles in the order of their keys, whatever order they came in.
    pub fn new(mut articles: Vec<Article>) -> Articles {
        articles.sort_by(|a, b| (&a.key, &a.source).cmp(&(&b.key, &b.source)));
        Articles(articles)
    }

    /// The articles as a slice, in order.
    pub fn as_slice(&self) -> &[Article] {
        &self.0
    }

    /// Every article with its index, in order.
    pub fn iter(&self) -> impl Iterator<Item = (ArticleIx, &Article)> {
        (0..).map(ArticleIx).zip(&self.0)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Index<ArticleIx> for Articles {
    type Output = Article;

    fn index(&self, ix: ArticleIx) -> &Article {
        &self.0[ix.at()]
    }
}

/// Input that became no article, and why.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rejected {
    /// Where it was found.
    pub source: Source,
    /// Why it is no article.
    pub reason: Reason,
}

/// Why input became no article.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// A kind of file that is not read, with what was seen of it.
    UnknownKind(String),
    /// It could not be read at all: the system's or the decoder's words.
    Unreadable(String),
    /// It was read, but this record of it is broken: what and where.
    Malformed(String),
    /// There is no text in it.
    Empty,
    /// It is a folder, or an archive, without a file that could be read.
    NoFile,
    /// There is text, but no article: what it looks like instead.
    NoArticle(String),
}

impl Reason {
    /// Whether the input could not be read, as against read and found to hold no article.
    pub fn is_failure_to_read(&self) -> bool {
        match self {
            Reason::Unreadable(_) | Reason::Malformed(_) => true,
            Reason::UnknownKind(_) | Reason::Empty | Reason::NoFile | Reason::NoArticle(_) => false,
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Reason::UnknownKind(seen) => {
                write!(out, "not a kind of file that is read: {}", printable(seen))
            }
            Reason::Unreadable(why) => write!(out, "could not be read: {}", printable(why)),
            Reason::Malformed(what) => write!(out, "broken record: {}", printable(what)),
            Reason::Empty => out.write_str("no text in it"),
            Reason::NoFile => out.write_str("no file in it to read"),
            Reason::NoArticle(instead) => {
                write!(out, "no article in it: {}", printable(instead))
            }
        }
    }
}

/// A name, or words quoted of an input, as they can be printed anywhere: nothing in them moves a
/// cursor, breaks a line or turns the direction of writing.
pub(crate) fn printable(words: &str) -> String {
    let safe = |letter: char| if is_unprintable(letter) { '\u{FFFD}' } else { letter };
    words.chars().map(safe).collect()
}

/// Whether a character must not reach a terminal or a page: a control character, a line end and a
/// tab among them, a mark that turns the direction of writing, or one that nobody sees.
pub fn is_unprintable(letter: char) -> bool {
    letter.is_control()
        || matches!(letter,
            '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}'
            | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}')
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_time_is_printed_as_precisely_as_it_is_known() {
        let at = date(2025, 7, 12).at(7, 53, 0, 0);
        let print = |precision, offset| {
            Published { at, precision, offset, words: String::new() }.to_string()
        };
        let half = Offset::from_seconds(-12_600).expect("three and a half hours");
        let cases = [
            (print(Precision::Month, None), "2025-07"),
            (print(Precision::Day, None), "2025-07-12"),
            (print(Precision::Minute, None), "2025-07-12T07:53"),
            (print(Precision::Minute, Some(Offset::UTC)), "2025-07-12T07:53Z"),
            (print(Precision::Minute, Some(Offset::constant(3))), "2025-07-12T07:53+03:00"),
            (print(Precision::Minute, Some(half)), "2025-07-12T07:53-03:30"),
        ];
        for (printed, expected) in cases {
            assert_eq!(printed, expected);
        }
    }

    #[test]
    fn hours_between_two_times_are_no_finer_than_the_times() {
        let time = |day: i8, hour: i8, precision| Published {
            at: date(2025, 7, day).at(hour, 0, 0, 0),
            precision,
            offset: None,
            words: String::new(),
        };
        let (minute, day, month) = (Precision::Minute, Precision::Day, Precision::Month);
        let cases = [
            (time(12, 7, minute), time(12, 17, minute), Some(10.0)),
            (time(12, 7, minute), time(12, 0, day), Some(5.0)),
            (time(12, 0, day), time(12, 0, day), Some(0.0)),
            (time(13, 22, minute), time(14, 0, day), Some(14.0)),
            (time(14, 7, minute), time(1, 0, month), None),
        ];
        for (one, other, expected) in cases {
            assert_eq!(one.hours_from(&other), expected, "{one} {other}");
            assert_eq!(other.hours_from(&one), expected, "{other} {one}");
        }
    }

    #[test]
    fn one_article_is_before_another_only_if_no_reading_of_their_times_denies_it() {
        let article = |outlet: &str, words: &str| {
            let (at, zone) = words.split_once(' ').unwrap_or((words, ""));
            let (precision, whole) = match at.len() {
                7 => (Precision::Month, format!("{at}-01T00:00")),
                10 => (Precision::Day, format!("{at}T00:00")),
                _ => (Precision::Minute, at.to_owned()),
            };
            let offset = zone.parse().ok().map(Offset::constant);
            let published = whole.parse().ok().map(|at| Published {
                at,
                precision,
                offset,
                words: String::new(),
            });
            Article { outlet: Outlet::new(outlet), published, ..Article::of_text(outlet, "") }
        };
        for (first, second, other_outlet, one_outlet) in [
            ("2025-05-10T07:00 0", "2025-05-10T07:01 0", true, true),
            ("2025-05-10T07:00 0", "2025-05-10T07:00 0", false, false),
            ("2025-05-10T09:00 3", "2025-05-10T07:00 0", true, true),
            ("2025-05-10T07:00", "2025-05-10T07:01", false, true),
            ("2025-05-10T07:00", "2025-05-11T09:00", false, true),
            ("2025-05-10T07:00", "2025-05-11T09:01", true, true),
            ("2025-05-10T07:00", "2025-05-10T19:00 0", false, false),
            ("2025-05-10T07:00", "2025-05-10T19:01 0", true, true),
            ("2025-05-10T07:00 0", "2025-05-10T21:00", false, false),
            ("2025-05-10T07:00 0", "2025-05-10T21:01", true, true),
            ("2025-05-10 0", "2025-05-10T23:59 0", false, false),
            ("2025-05-10 0", "2025-05-11T00:00 0", true, true),
            ("2025-05-10", "2025-05-11", false, true),
            ("2025-05-10", "2025-05-12", false, true),
            ("2025-05-10", "2025-05-13", true, true),
            ("2025-04", "2025-05-01", false, true),
            ("2025-04", "2025-05-03", true, true),
            ("2025-04-30", "2025-04", false, false),
            ("2025-05-10", "", false, false),
            ("", "2025-05-10", false, false),
        ] {
            let a = article("one", first);
            assert_eq!(a.surely_before(&article("two", second)), other_outlet, "{first} {second}");
            assert_eq!(a.surely_before(&article("one", second)), one_outlet, "{first} {second}");
        }
        let nameless = |words| article("", words);
        assert!(!nameless("2025-05-10T07:00").surely_before(&nameless("2025-05-10T17:00")));
    }

    #[test]
    fn articles_stand_in_the_order_of_their_keys_whatever_order_they_came_in() {
        let articles = Articles::new(["b", "c", "a"].map(|key| Article::of_text(key, "")).into());
        let keys: Vec<_> = articles.iter().map(|(ix, a)| (ix.0, a.key.as_str())).collect();
        assert_eq!(keys, [(0, "a"), (1, "b"), (2, "c")]);
    }

    #[test]
    fn no_name_and_no_reason_moves_a_cursor_or_turns_the_writing() {
        let evil = "a\nb\u{1b}[31m\u{202e}c é";
        let harmless = "a\u{FFFD}b\u{FFFD}[31m\u{FFFD}c é";
        assert_eq!(printable(evil), harmless);
        for reason in
            [Reason::UnknownKind, Reason::Unreadable, Reason::Malformed, Reason::NoArticle]
        {
            let told = reason(evil.to_owned()).to_string();
            assert!(told.ends_with(harmless), "{told:?}");
        }
    }

    #[test]
    fn only_what_could_not_be_read_is_a_failure_to_read() {
        let why = || "why".to_owned();
        assert!(Reason::Unreadable(why()).is_failure_to_read());
        assert!(Reason::Malformed(why()).is_failure_to_read());
        let others = [Reason::NoArticle(why()), Reason::UnknownKind(why())];
        for reason in others.into_iter().chain([Reason::Empty, Reason::NoFile]) {
            assert!(!reason.is_failure_to_read(), "{reason}");
        }
    }
}
