//! [`RawDocument`] → [`Article`] or [`Rejected`]: what of a page is the article, and what it says
//! of itself.
//!
//! What a record or front matter says wins over what the page says, and what the page's markup says
//! over what stands on it in print. A fact that nobody states stays unknown.
//!
//! Deliberately absent: any comparison of one article with another, but for the lines that an
//! outlet prints with everything ([`standing`]).

use std::cell::LazyCell;
use std::ops::Deref;

use jiff::civil::Weekday;

use crate::article::{Ambiguous, Article, Body, Credit, Outlet, Published, Reason, Rejected, Text};
use crate::input::{Content, Fields, RawDocument};
use crate::temporal::names;

use furniture::Kind;
use kinds::{Look, Mark};
use metadata::About;
use pasted::Known;
use published::{Reading, relative};

pub mod published;
pub mod furniture;
pub mod credits;
pub mod pasted;
pub mod standing;
pub mod metadata;
pub mod page;
mod language;
mod outlet;
pub mod outlets;
pub mod order;
mod kinds;
mod plain;
mod beside;
mod zones;
#[cfg(test)]
mod tests;

/// What was made of a document, line by line.
#[derive(Clone, Debug)]
pub struct Extraction {
    /// The article, or why there is none.
    pub article: Result<Article, Rejected>,
    /// Every line of the page in order, with what became of it.
    pub lines: Vec<Line>,
    /// What was said but could not be believed: a date that could be either of two days.
    pub remarks: Vec<String>,
}

/// A line of a page and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The line.
    pub text: String,
    /// What it was taken for.
    pub role: Role,
}

/// What a line of a page was taken for: kept roles first, then the reasons to drop it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// A paragraph of the article.
    Body,
    /// The headline.
    Headline,
    /// The summary below the headline.
    Standfirst,
    /// Who wrote it.
    Byline,
    /// When it was published or changed.
    Time,
    /// Whom it credits.
    Credit,
    /// Nothing stands on it.
    Blank,
    /// Menus, section names, language choices.
    Navigation,
    /// An advert or its marker.
    Advert,
    /// Share, subscribe, support us.
    Prompt,
    /// A caption or picture credit.
    Caption,
    /// A headline of another story among the paragraphs.
    RelatedHeadline,
    /// A list of other stories.
    OtherStories,
    /// Tags, copyright, footers.
    Footer,
    /// Kept by one of two extractors: part of the fuller text, not of the surer one.
    Disputed,
    /// Said once already.
    Repeated,
    /// Outside the best run of paragraphs.
    Outside,
}

/// What an article is wanted for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To find its copies: text, headline, outlet, address and times will do, and what its record
    /// credits; what its text does is asked of the text where it matters ([`credits_in`]).
    Copies,
    /// To tell its story: its language, writers and whom it credits as well.
    Stories,
}

/// Extracts the article of a document.
pub fn extract(raw: RawDocument, purpose: Purpose) -> Result<Article, Rejected> {
    extraction(raw, purpose).article
}

/// Extracts the article of a document, and says what is not sure of it.
pub fn extract_with_remarks(
    raw: RawDocument,
    purpose: Purpose,
) -> Result<(Article, Vec<String>), Rejected> {
    let Extraction { article, remarks, lines: _ } = extraction(raw, purpose);
    article.map(|article| (article, remarks))
}

/// Extracts the article of a document and says what became of every line.
pub fn extract_lines(raw: RawDocument) -> Extraction {
    extraction(raw, Purpose::Stories).with_lines()
}

fn extraction(mut raw: RawDocument, purpose: Purpose) -> Extraction {
    let content = std::mem::replace(&mut raw.content, Content::Clean(String::new()));
    let found = match content {
        Content::Pasted(page) => of_pasted(&page, known(&raw)).map(Found::laid_out),
        Content::Html(html) => of_html(&html, known(&raw)).map(Found::laid_out),
        Content::Clean(text) => Ok(of_text(text, Body::Full, purpose)),
        Content::Excerpt(text) => Ok(of_text(text, Body::Excerpt, purpose)),
    };
    let rejected = |source, reason, lines| Extraction {
        article: Err(Rejected { source, reason }),
        lines,
        remarks: Vec::new(),
    };
    match found {
        Err(reason) => rejected(raw.source, reason, Vec::new()),
        Ok(found) if found.is_nothing(&raw.fields) => {
            rejected(raw.source, Reason::Empty, found.lines)
        }
        Ok(found) => found.into_extraction(raw, purpose),
    }
}

/// What was found in a document's content, before its record is asked.
#[derive(Default)]
struct Found {
    lines: Vec<Line>,
    title: Option<String>,
    url: Option<String>,
    published: Option<Published>,
    modified: Option<Published>,
    seen: Option<Published>,
    outlet: Option<String>,
    byline: Option<String>,
    language: Option<String>,
    dateline: Option<String>,
    credits: Vec<Credit>,
    text: String,
    text_full: Option<String>,
    body: Option<Body>,
    /// What the markup says the page is.
    stated: Vec<String>,
    /// What it gives for a time and can be none.
    refused: Vec<String>,
}

/// What a document's record and place say before the page is read.
fn known(raw: &RawDocument) -> Known<'_> {
    let outlet = raw.fields.outlet.as_deref().or(raw.folder.as_deref());
    Known { title: raw.fields.title.as_deref(), outlet }
}

fn of_pasted(page: &str, known: Known<'_>) -> Result<Found, Reason> {
    let read = pasted::read(page, known)?;
    Ok(Found {
        lines: read.lines,
        title: read.title,
        published: read.published,
        modified: read.modified,
        outlet: read.outlet,
        byline: read.byline,
        dateline: read.dateline,
        credits: read.credits,
        text: read.text,
        text_full: read.text_full,
        ..Found::default()
    })
}

fn of_html(html: &str, known: Known<'_>) -> Result<Found, Reason> {
    let read = page::read(html)?;
    let about = read.about;
    if let Some(title) = about.title.as_deref()
        && kinds::is_error(title, read.text.split_whitespace().count())
    {
        return Err(Reason::NoArticle(format!("an error page: {title}")));
    }
    if read.text.is_empty() {
        let lines: Vec<&str> = read.lines.iter().map(|line| line.text.as_str()).collect();
        let title = known.title.or(about.title.as_deref());
        let found = of_pasted(&lines.join("\n"), Known { title, ..known })?;
        // What stands first on a page without a text is its menu as often as its headline.
        if title.is_none() && found.text.is_empty() {
            return Err(Reason::NoArticle("a page without a text or a headline".to_owned()));
        }
        return Ok(found.with(about));
    }
    let found =
        Found { lines: read.lines, text: read.text, text_full: read.text_full, ..Found::default() };
    Ok(found.with(about).with_credits())
}

/// A text that somebody cleaned already: kept as it is.
fn of_text(text: String, body: Body, purpose: Purpose) -> Found {
    let text = plain::paragraphs(text);
    let found = Found { body: Some(body), text, ..Found::default() };
    match purpose {
        Purpose::Copies => found,
        Purpose::Stories => found.with_credits(),
    }
}

/// Whom a text credits: in its dateline, on lines that name a source, in signatures. Where only
/// copies are asked for, articles are extracted without these, and whoever needs them asks here.
/// About 1 µs for a text of 3 kB.
pub fn credits_in(text: &str) -> Vec<Credit> {
    /// Longer lines only mention an agency.
    const MOST_WORDS: usize = 60;
    let dateline = text.lines().next().and_then(credits::dateline);
    let mut found: Vec<Credit> = dateline.and_then(|line| line.credit).into_iter().collect();
    for line in text.lines() {
        let source = || source_named(line).map(credits::of_source_line);
        if let Some(credits) = source().or_else(|| credits::of_signature(line))
            && line.split_whitespace().count() <= MOST_WORDS
        {
            found.extend(credits);
        }
    }
    found
}

/// What a line names as its source behind the phrase for it.
fn source_named(line: &str) -> Option<&str> {
    if !furniture::opens_with_source(line) {
        return None;
    }
    let hit = furniture::hit(line, true).filter(|hit| hit.kind == Kind::Source)?;
    line.get(hit.opening..)
}

/// The text of an article whose record held it clean, as [`extract`] made it.
pub fn clean_text(content: Content) -> String {
    match content {
        Content::Clean(text) | Content::Excerpt(text) if text.contains(char::is_alphanumeric) => {
            plain::paragraphs(text)
        }
        Content::Clean(_) | Content::Excerpt(_) | Content::Pasted(_) | Content::Html(_) => {
            String::new()
        }
    }
}

impl Extraction {
    /// Of a text that was clean already every line is the article's.
    fn with_lines(mut self) -> Extraction {
        if let (Ok(article), true) = (&self.article, self.lines.is_empty()) {
            let text = article.text.read();
            let body = |line: &str| Line { text: line.to_owned(), role: Role::Body };
            self.lines = text.lines().map(body).collect();
        }
        self
    }
}

impl Found {
    fn laid_out(mut self) -> Found {
        self.text = plain::paragraphs(self.text);
        self
    }

    /// Adds what a page's markup says of it.
    fn with(self, about: About) -> Found {
        let credits = about.credit.as_deref().map(credits::of_source_line);
        Found {
            title: about.title.or(self.title),
            url: about.url,
            published: about.published.or(self.published),
            modified: about.modified.or(self.modified),
            seen: about.seen,
            outlet: about.outlet.or(self.outlet),
            byline: about.byline.or(self.byline),
            language: about.language,
            stated: about.kinds,
            refused: about.refused,
            credits: credits.unwrap_or_default().into_iter().chain(self.credits).collect(),
            ..self
        }
    }

    /// Adds whom the text credits: in its dateline, on lines that name a source, in signatures.
    fn with_credits(mut self) -> Found {
        let first = self.text.lines().next().and_then(credits::dateline);
        self.dateline = first.map(|line| line.words).filter(|words| !words.is_empty());
        self.credits.extend(credits_in(&self.text));
        self
    }

    /// Whether there is neither a text nor a headline.
    fn is_nothing(&self, fields: &Fields) -> bool {
        let title = fields.title.as_ref().or(self.title.as_ref());
        !self.text.contains(char::is_alphanumeric)
            && !title.is_some_and(|title| title.contains(char::is_alphanumeric))
    }

    /// Who published it: as its record says, or the page; else a page's folder or the address of
    /// a record: exports lie in folders of any name.
    fn outlet(&self, raw: &RawDocument, url: Option<&str>) -> Option<Outlet> {
        let is_page = self.body.is_none();
        let folder = || raw.folder.as_deref().and_then(outlet::of_folder);
        let of_url = || url.and_then(outlet::of_url);
        either(raw.fields.outlet.as_deref(), self.outlet.as_deref())
            .and_then(|name| outlet::named(&name))
            .or_else(|| if is_page { folder() } else { of_url() })
            .or_else(|| if is_page { of_url() } else { folder() })
    }

    /// What a page is, where it is no plain article; records are what they say they are.
    fn mark(&self, title: Option<&str>, text: &str) -> Option<Mark> {
        if self.body.is_some() {
            return None;
        }
        let words = pasted::words(text);
        kinds::mark(Look { stated: &self.stated, title, lines: &self.lines, words })
    }

    fn into_extraction(mut self, raw: RawDocument, purpose: Purpose) -> Extraction {
        let fields = &raw.fields;
        let url = either(fields.url.as_deref(), self.url.as_deref());
        let outlet = self.outlet(&raw, url.as_deref());
        let has_text = self.text.contains(char::is_alphanumeric);
        let text = if has_text { std::mem::take(&mut self.text) } else { String::new() };
        let title = either(fields.title.as_deref(), self.title.as_deref());
        let to_detect = if has_text { &text } else { title.as_deref().unwrap_or_default() };
        let claim = self.language.as_deref();
        let language = LazyCell::new(|| language::of(fields.language.as_deref(), claim, to_detect));
        let mark = self.mark(title.as_deref(), &text);
        let mut remarks = fields.remarks.clone();
        remarks.extend(mark.map(|mark| mark.remark().to_owned()));
        let refused = |time| format!("the page says `{time}`, which can be no time of it");
        remarks.extend(self.refused.iter().map(refused));
        let mut times = Times { language: &language, text: &text, remarks, undecided: None };
        let read = times.read(&self, fields);
        let Times { mut remarks, undecided, .. } = times;
        remarks.extend(undecided.iter().map(Ambiguous::remark));
        let read = settled(read, (outlet.as_ref(), url.as_deref()), &language, &mut remarks);
        let [mut published, modified, seen] = read;
        if published.is_none() && undecided.is_none() {
            published = told_from_now(&self.lines, seen.as_ref(), &mut remarks);
        }
        let byline = either(fields.byline.as_deref(), self.byline.as_deref());
        let credited = fields.credit.as_deref().map(credits::of_source_line);
        let signed = byline.as_deref().map(credits::of_byline);
        let stated = credited.into_iter().chain(signed).flatten();
        let language = match purpose {
            Purpose::Copies => None,
            Purpose::Stories => language.clone(),
        };
        let text_full = self.text_full.map(plain::paragraphs).filter(|full| *full != text);
        // Who looks for copies alone reads no dates.
        let full = text_full.as_deref().filter(|_| purpose == Purpose::Stories);
        let beside = beside::beside(title.as_deref(), &text, full);
        let article = Article {
            modified: modified.map(Box::new),
            seen: seen.map(Box::new),
            words: 0,
            dateline: either(fields.dateline.as_deref(), self.dateline.as_deref()),
            credits: credits::once_each(stated.chain(self.credits)),
            text_full,
            beside,
            body: match self.body {
                _ if !has_text => Body::HeadlineOnly,
                None if mark.is_some_and(Mark::is_partial) => Body::Excerpt,
                body => body.unwrap_or(Body::Full),
            },
            key: raw.key,
            source: raw.source,
            url,
            outlet,
            byline,
            title,
            published,
            undecided: undecided.map(Box::new),
            language,
            text: Text::Here(text),
        };
        Extraction { article: Ok(article), lines: self.lines, remarks }
    }
}

/// The time that the line nearest above the article tells from now, where it is known when that was.
fn told_from_now(
    lines: &[Line],
    seen: Option<&Published>,
    remarks: &mut Vec<String>,
) -> Option<Published> {
    /// Further up are other stories.
    const NEAR: usize = 12;
    let body = lines.iter().position(|line| line.role == Role::Body)?;
    let above = lines[..body].iter().rev().filter(|line| line.role != Role::Blank).take(NEAR);
    let line = above.map(|line| line.text.trim()).find(|line| relative::is_told(line))?;
    let time = seen.and_then(|seen| relative::read(line, seen));
    if time.is_none() {
        remarks.push(format!("`{line}` tells no time: it is not known when the page was seen"));
    }
    time
}

/// Publication, change and sight with the zones that the names beside them mean there, and without
/// what lies later than it was seen; remarks what is not sure of them.
fn settled(
    mut times: [Option<Published>; 3],
    (outlet, url): (Option<&Outlet>, Option<&str>),
    language: &LazyCell<Option<String>, impl FnOnce() -> Option<String>>,
    remarks: &mut Vec<String>,
) -> [Option<Published>; 3] {
    /// Clocks go wrong by a zone on either side.
    const TWO_DAYS: i64 = 2 * 24 * 60 * 60;
    for time in times.iter_mut().flatten().filter(|time| zones::is_open(time)) {
        let outlet = outlet.map(Outlet::as_str);
        let place = zones::Place { outlet, url, language: language.as_deref() };
        remarks.extend(zones::settle(time, place));
    }
    if let [published, modified, Some(seen)] = &mut times {
        let is_later = |time: &mut Published| seen.seconds() + TWO_DAYS < time.seconds();
        for (name, time) in [("published", published), ("modified", modified)] {
            remarks.extend(time.take_if(is_later).map(|time| {
                format!("{name} `{}` is later than it was seen: it is left unknown", time.words)
            }));
        }
    }
    times
}

/// What the record says, else what the page says, on one line.
fn either(field: Option<&str>, page: Option<&str>) -> Option<String> {
    [field, page].into_iter().flatten().find_map(plain::line)
}

/// The weekday that an English article names first, near its beginning, as the day of the news:
/// not `next Monday`, `until Friday`.
fn first_weekday(text: &str) -> Option<Weekday> {
    /// A news report says in its first sentences on what day it happened.
    const OPENING: usize = 80;
    const OTHER_DAYS: [&str; 10] =
        ["next", "last", "until", "till", "by", "from", "every", "since", "before", "after"];
    let mut before = "";
    for word in text.split_whitespace().take(OPENING) {
        let bare = word.split(|c: char| !c.is_alphabetic()).next().unwrap_or("");
        // Short forms are words of other meanings too: `Sun`, `sat`.
        let named = bare.starts_with(char::is_uppercase) && 6 <= bare.len();
        if let Some(weekday) = names::weekday(bare).filter(|_| named) {
            return (!OTHER_DAYS.contains(&before)).then_some(weekday);
        }
        before = word;
    }
    None
}

/// Reads times where the language may settle which figure is the month.
struct Times<'a, L> {
    language: &'a L,
    text: &'a str,
    remarks: Vec<String>,
    /// What could be either of two days.
    undecided: Option<Ambiguous>,
}

impl<L: Deref<Target = Option<String>>> Times<'_, L> {
    /// When it was published, changed and seen, as its record says or the page.
    fn read(&mut self, found: &Found, fields: &Fields) -> [Option<Published>; 3] {
        let published = self
            .of_field("published", fields.published.as_deref())
            .or_else(|| found.published.clone())
            .or_else(|| self.of_lines(&found.lines));
        if published.is_some() {
            self.undecided = None;
        }
        let undecided = self.undecided.take();
        let modified = self.of_field("modified", fields.modified.as_deref());
        let seen = self.of_field("seen", fields.seen.as_deref());
        self.undecided = undecided;
        [published, modified.or(found.modified.clone()), seen.or(found.seen.clone())]
    }

    /// The time in a record's field, or a remark why there is none.
    fn of_field(&mut self, name: &str, field: Option<&str>) -> Option<Published> {
        let field = field.map(str::trim).filter(|field| !field.is_empty())?;
        match published::reading(field) {
            Some(reading) => self.settle(reading),
            None => {
                let shown: String = field.chars().take(60).collect();
                self.remarks.push(format!("{name} `{shown}` is no time that can be read"));
                None
            }
        }
    }

    /// The time on the lines above the article, if none but an ambiguous one stands there.
    fn of_lines(&mut self, lines: &[Line]) -> Option<Published> {
        const LONGEST: usize = 200;
        let above = lines.iter().take_while(|line| line.role != Role::Body);
        let reading = above
            .filter(|line| line.text.len() <= LONGEST)
            .find_map(|line| published::readings(&line.text).into_iter().next())
            .map(|(_, reading)| reading)?;
        match reading {
            // Clear ones were looked at where it is known what the line is.
            Reading::Clear(_) => None,
            Reading::Ambiguous(_) => self.settle(reading),
        }
    }

    /// Only in English are there two orders: every other language writes the day first.
    fn settle(&mut self, reading: Reading) -> Option<Published> {
        let two = match reading {
            Reading::Clear(published) => return Some(published),
            Reading::Ambiguous(two) => two,
        };
        if self.language.as_deref().is_some_and(|language| language != "en") {
            return Some(two.day_first);
        }
        if let Some(settled) = first_weekday(self.text).and_then(|weekday| two.by_weekday(weekday))
        {
            self.remarks.push(format!(
                "the date `{}` is read as {}, by the weekday that the article names first",
                settled.words,
                settled.date()
            ));
            return Some(settled.clone());
        }
        self.undecided = Some(two);
        None
    }
}
