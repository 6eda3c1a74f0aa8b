//! Columns of an export → the fields of a record.
//!
//! The table is data: `fields.csv` lists for each field the columns that may hold it, the best
//! first. A column's name is compared without case, accents and signs, `source.name` in JSON as
//! `sourcename`. The first of a field's columns that holds something wins. `a+b` joins two columns.
//! The rule of a row says more:
//!
//! - `weak`: it holds a summary, which stands for a text that is not given;
//! - `html`: it holds markup;
//! - `prose`: the name is also used for ids, so it counts only if it holds a paragraph;
//! - `page`: it counts only if it holds the address of a page and not of a site;
//! - `hosted`: it counts only beside `source-hostname`, as trafilatura writes it;
//! - `published`, `crawled`: a plain `date` is the time of publication, unless the record has
//!   `eventUri`, `dateTimePub` or a mobile address, as a crawler's record does: then it is the time
//!   it was found.

use std::borrow::Cow;
use std::sync::LazyLock;

use memchr::memchr;
use rustc_hash::FxHashMap;
use serde_json::Value;
use unicode_normalization::UnicodeNormalization;

use super::{Content, Fields, Options, Record};
use crate::article::Reason;

/// A field that a column may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Field {
    Id,
    Title,
    Text,
    TextFull,
    Url,
    Published,
    Modified,
    Seen,
    Outlet,
    Language,
    Byline,
    Credit,
    Dateline,
}

/// Every field with its name, in the order in which a mapping is told.
const FIELDS: [(Field, &str); 13] = [
    (Field::Id, "id"),
    (Field::Title, "title"),
    (Field::Text, "text"),
    (Field::TextFull, "text_full"),
    (Field::Url, "url"),
    (Field::Published, "published"),
    (Field::Modified, "modified"),
    (Field::Seen, "seen"),
    (Field::Outlet, "outlet"),
    (Field::Language, "language"),
    (Field::Byline, "byline"),
    (Field::Credit, "credit"),
    (Field::Dateline, "dateline"),
];

/// How alike a wrong name must be to one that exists for it to be proposed.
const MEANT: f64 = 0.75;
/// From how many characters on a value is prose and no id: ids are up to 40, sentences are longer.
const PROSE: usize = 60;
/// Columns that only a crawler's record has, whose plain `date` is the time it was found.
const CRAWLED: [&str; 4] = ["eventuri", "datetimepub", "urlmobile", "mobileurl"];
/// Outlets whose own interface names its columns so, and does not say whose it is.
const OWN: [(&str, [&str; 2]); 2] = [
    ("The Guardian", ["webtitle", "webpublicationdate"]),
    ("Associated Press", ["altidsfriendlykey", "versioncreated"]),
];
/// How deep the members of members of a JSON record are looked at.
const DEPTH: usize = 3;
/// The most columns that a message lists.
const LISTED: usize = 20;
/// The most characters of a name that it gives.
const LONGEST: usize = 40;

/// What is wrong with an option, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub hint: String,
}

/// A record's content and fields, before it has a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Draft {
    pub(super) id: Option<String>,
    pub(super) content: Content,
    pub(super) fields: Fields,
    /// The line of JSON Lines it is the only record of.
    pub(super) record: Option<Record>,
}

impl Field {
    /// The field of that name; `published_at` and `published` are one.
    pub(super) fn named(name: &str) -> Option<Field> {
        let name = normalized(name);
        let name = name.strip_suffix("at").unwrap_or(&name);
        let same = |known: &str| normalized(known) == name;
        FIELDS.iter().find(|(_, known)| same(known)).map(|(field, _)| *field)
    }

    fn name(self) -> &'static str {
        let named = FIELDS.iter().find(|(field, _)| *field == self);
        named.expect("every field stands in the table").1
    }

    fn of_fields(self, fields: &mut Fields) -> Option<&mut Option<String>> {
        Some(match self {
            Field::Id | Field::Text => return None,
            Field::Title => &mut fields.title,
            Field::TextFull => &mut fields.text_full,
            Field::Url => &mut fields.url,
            Field::Published => &mut fields.published,
            Field::Modified => &mut fields.modified,
            Field::Seen => &mut fields.seen,
            Field::Outlet => &mut fields.outlet,
            Field::Language => &mut fields.language,
            Field::Byline => &mut fields.byline,
            Field::Credit => &mut fields.credit,
            Field::Dateline => &mut fields.dateline,
        })
    }

    /// Sets a field if nothing has set it yet.
    pub(super) fn set(self, draft: &mut Draft, value: &str) {
        let slot = match self {
            Field::Id => Some(&mut draft.id),
            _ => self.of_fields(&mut draft.fields),
        };
        let value = value.trim();
        if let Some(slot) = slot
            && slot.is_none()
            && !value.is_empty()
        {
            let value = match self {
                Field::Published | Field::Modified | Field::Seen => spread(value),
                Field::Byline => Some(without_by(value).to_owned()),
                _ => None,
            }
            .unwrap_or_else(|| value.to_owned());
            *slot = Some(value);
        }
    }
}

/// A time in the basic form of ISO 8601 (`20260314T075300+0200`) in the usual one.
fn spread(time: &str) -> Option<String> {
    let bytes = time.as_bytes();
    let digits = |range: std::ops::Range<usize>| {
        bytes.get(range).is_some_and(|it| it.iter().all(u8::is_ascii_digit))
    };
    let day = || format!("{}-{}-{}", &time[..4], &time[4..6], &time[6..8]);
    if digits(0..8) && matches!(bytes.get(8), Some(b'+' | b'-')) && digits(9..bytes.len()) {
        return Some(day());
    }
    if !(digits(0..8) && bytes.get(8) == Some(&b'T') && digits(9..13)) {
        return None;
    }
    let (second, rest) = match digits(13..15) {
        true => (&time[13..15], &time[15..]),
        false => ("00", &time[13..]),
    };
    let zone = match rest.as_bytes() {
        [] | [b'Z'] => rest.to_owned(),
        [b'+' | b'-', zone @ ..] if zone.len() == 4 && zone.iter().all(u8::is_ascii_digit) => {
            format!("{}:{}", &rest[..3], &rest[3..])
        }
        [b'+' | b'-', ..] => rest.to_owned(),
        _ => return None,
    };
    Some(format!("{}T{}:{}:{second}{zone}", day(), &time[9..11], &time[11..13]))
}

/// The writers in a byline as it is printed (`By Mara Lindqvist`).
fn without_by(byline: &str) -> &str {
    let start = byline.get(..3).filter(|start| start.eq_ignore_ascii_case("by "));
    start.map_or(byline, |start| byline[start.len()..].trim_start())
}

/// Every `--map` whose field there is none of.
pub(super) fn unknown_fields(map: &[(String, String)]) -> Vec<Problem> {
    let names = || FIELDS.iter().map(|(_, name)| *name);
    map.iter()
        .filter(|(field, _)| Field::named(field).is_none())
        .map(|(field, column)| Problem {
            message: format!("--map {field}={column}: there is no field \"{field}\""),
            hint: match field_of_column(field).or_else(|| meant(field, names())) {
                Some(name) => format!("did you mean {}?", typed(name, column)),
                None => format!("fields are {}", names().collect::<Vec<_>>().join(", ")),
            },
        })
        .collect()
}

/// The field that columns of this name hold.
fn field_of_column(column: &str) -> Option<&'static str> {
    let name = normalized(column);
    let alias = ALIASES.iter().find(|alias| alias.columns == [name.as_str()])?;
    Some(alias.field.name())
}

/// What is said of a mapped column that is not there: the records are read without it.
pub(super) fn no_column((field, column): &(String, String), columns: &[String]) -> Problem {
    let meant = meant(column, columns.iter().map(String::as_str));
    Problem {
        message: format!("no column \"{column}\" for {field}; it has: {}", list(columns)),
        hint: match meant {
            Some(name) => format!("did you mean {}?", typed(field, name)),
            None => format!("{field} is read as without this --map; -v says which column as what"),
        },
    }
}

/// A mapping as it can be typed: in quotes where a shell would part or change it.
fn typed(field: &str, column: &str) -> String {
    let is_plain = |letter: char| {
        letter.is_alphanumeric() || matches!(letter, '_' | '-' | '.' | '+' | ':' | '@' | '/' | ',')
    };
    let mapping = format!("{field}={column}");
    if column.chars().all(is_plain) {
        format!("--map {mapping}")
    } else if column.contains(['"', '$', '`', '\\', '!']) {
        // Within double quotes these still mean something.
        format!("--map '{}'", mapping.replace('\'', r"'\''"))
    } else {
        format!("--map \"{mapping}\"")
    }
}

/// Columns, as a message lists them.
fn list(columns: &[String]) -> String {
    let short = |name: &String| match name.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &name[..end]),
        None => name.clone(),
    };
    let mut listed = columns.iter().take(LISTED).map(short).collect::<Vec<_>>().join(", ");
    if let more @ 1.. = columns.len().saturating_sub(LISTED) {
        listed = format!("{listed} and {more} more");
    }
    listed
}

pub(super) fn meant<'a>(wrong: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let wrong = normalized(wrong);
    let likeness = |name: &str| strsim::jaro_winkler(&wrong, &normalized(name));
    let best =
        names.map(|name| (likeness(name), name)).reduce(|a, b| if a.0 < b.0 { b } else { a });
    best.filter(|(likeness, _)| MEANT <= *likeness).map(|(_, name)| name)
}

/// A column's name as it is compared: lower case letters and digits, without accents.
pub(super) fn normalized(name: &str) -> String {
    if name.is_ascii() {
        let kept = name.bytes().filter(u8::is_ascii_alphanumeric);
        return kept.map(|letter| letter.to_ascii_lowercase() as char).collect();
    }
    let letters = name.nfkd().filter(|letter| letter.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rule {
    Plain,
    Weak,
    Html,
    Prose,
    Page,
    Hosted,
    Published,
    Crawled,
}

/// A row of `fields.csv`.
struct Alias {
    field: Field,
    columns: Vec<String>,
    rule: Rule,
}

static ALIASES: LazyLock<Vec<Alias>> = LazyLock::new(|| {
    let rows = include_str!("fields.csv").lines().skip(1);
    rows.filter_map(alias).collect()
});

fn alias(row: &str) -> Option<Alias> {
    let [field, columns, rule] = row.split(',').collect::<Vec<_>>().try_into().ok()?;
    Some(Alias {
        field: Field::named(field)?,
        columns: columns.split('+').map(normalized).collect(),
        rule: match rule {
            "" => Rule::Plain,
            "weak" => Rule::Weak,
            "html" => Rule::Html,
            "prose" => Rule::Prose,
            "page" => Rule::Page,
            "hosted" => Rule::Hosted,
            "published" => Rule::Published,
            "crawled" => Rule::Crawled,
            _ => return None,
        },
    })
}

/// Where the value of a field is looked for: columns to be joined, and what they must hold.
#[derive(Clone, Debug)]
struct Pick {
    columns: Vec<usize>,
    rule: Rule,
}

/// Which columns of a record, or of a whole table, are looked at for which field.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    columns: Vec<String>,
    picks: Vec<(Field, Vec<Pick>)>,
    /// The column in which an agency says whether a record may be used.
    status: Option<usize>,
    /// The outlet whose interface gives such records.
    own: Option<&'static str>,
    /// Each `--map` whose column is not among them.
    missing: Vec<(String, String)>,
}

impl Plan {
    /// The plan for records with these columns.
    pub(super) fn of(columns: &[String], options: &Options) -> Plan {
        let names: Vec<String> = columns.iter().map(|column| normalized(column)).collect();
        let mapped: Vec<(Field, usize)> = options
            .map
            .iter()
            .filter_map(|(field, column)| {
                Some((Field::named(field)?, find(column, columns, &names)?))
            })
            .collect();
        let is_free = |column: usize| mapped.iter().all(|(_, taken)| *taken != column);
        let mut places: FxHashMap<&str, usize> = FxHashMap::default();
        for (column, name) in names.iter().enumerate().filter(|(column, _)| is_free(*column)) {
            places.entry(name).or_insert(column);
        }
        let crawled = CRAWLED.iter().any(|name| names.iter().any(|it| it == name));
        let status = names.iter().position(|name| name == "pubstatus");
        let is_own = |marks: &[&str; 2]| marks.iter().all(|mark| names.iter().any(|it| it == mark));
        let own = OWN.iter().find(|(_, marks)| is_own(marks)).map(|(outlet, _)| *outlet);
        let own = own.filter(|_| mapped.iter().all(|(field, _)| *field != Field::Outlet));
        let picks = FIELDS.iter().map(|(field, _)| {
            let own = mapped.iter().filter(|(of, _)| of == field);
            let own: Vec<Pick> =
                own.map(|(_, column)| Pick { columns: vec![*column], rule: Rule::Plain }).collect();
            let picks = if own.is_empty() { automatic(*field, &places, crawled) } else { own };
            (*field, picks)
        });
        let is_missing = |column: &str| find(column, columns, &names).is_none();
        let missing = options.map.iter().filter(|(_, column)| is_missing(column)).cloned();
        let missing = missing.collect();
        Plan { picks: picks.collect(), columns: columns.to_vec(), status, own, missing }
    }

    /// Whether it is a plan for these columns.
    pub(super) fn is_for<S: AsRef<str>>(&self, columns: &[S]) -> bool {
        self.columns.iter().map(String::as_str).eq(columns.iter().map(AsRef::as_ref))
    }

    /// How many fields have a column.
    pub(super) fn breadth(&self) -> usize {
        self.picks.iter().filter(|(_, picks)| !picks.is_empty()).count()
    }

    /// Whether records may have a headline or a text.
    pub(super) fn tells_something(&self) -> bool {
        self.has(Field::Title) || self.has(Field::Text)
    }

    fn has(&self, field: Field) -> bool {
        self.picks.iter().any(|(of, picks)| *of == field && !picks.is_empty())
    }

    /// That no column holds what an article consists of, not even one that was asked for.
    pub(super) fn nothing_told(&self) -> Reason {
        let missing: Vec<String> =
            self.missing.iter().map(|(_, column)| format!("\"{column}\"")).collect();
        let missing = match missing.as_slice() {
            [] => String::new(),
            missing => format!(", and none called {}", missing.join(" or ")),
        };
        Reason::Malformed(format!(
            "no column for a text or a headline{missing}; it has: {}; name one with --map \
             text=COLUMN",
            list(&self.columns)
        ))
    }

    /// Each `--map` whose column is not there.
    pub(super) fn missing(&self) -> impl Iterator<Item = Problem> + use<'_> {
        self.missing.iter().map(|asked_for| no_column(asked_for, &self.columns))
    }

    /// Each field with its best column.
    pub(super) fn columns(&self) -> Vec<(&'static str, String)> {
        let told = |(field, picks): &(Field, Vec<Pick>)| {
            let columns = &picks.first()?.columns;
            let columns: Vec<&str> = columns.iter().map(|at| self.columns[*at].as_str()).collect();
            Some((field.name(), columns.join("+")))
        };
        self.picks.iter().filter_map(told).collect()
    }

    /// The record whose columns hold these values; its text is taken out of them.
    pub(super) fn draft(&self, cells: &mut [Cell<'_>]) -> Result<Draft, Reason> {
        if !self.tells_something() {
            return Err(self.nothing_told());
        }
        let status = self.status.and_then(|column| cells.get(column)?.value(Field::Id));
        if let Some(reason) = status.and_then(|status| taken_back(&status)) {
            return Err(reason);
        }
        let content = Content::Clean(String::new());
        let mut draft = Draft { id: None, content, fields: Fields::default(), record: None };
        Field::Outlet.set(&mut draft, self.own.unwrap_or_default());
        let mut body = None;
        for (field, picks) in &self.picks {
            if *field == Field::Text {
                body = picks.iter().find(|pick| pick.value(*field, cells).is_some());
            } else if let Some(value) = picks.iter().find_map(|pick| pick.value(*field, cells)) {
                field.set(&mut draft, &value);
            }
        }
        if body.is_none() && draft.fields.title.is_none() {
            return Err(Reason::Empty);
        }
        if let Some(pick) = body {
            draft.content = content_of(pick.text(cells), pick.rule, draft.fields.title.as_deref());
        }
        Ok(draft)
    }
}

/// The place of a column that somebody named.
pub(super) fn find(column: &str, columns: &[String], names: &[String]) -> Option<usize> {
    let name = normalized(column);
    let exact = columns.iter().position(|it| it == column);
    exact.or_else(|| names.iter().position(|it| *it == name))
}

fn automatic(field: Field, places: &FxHashMap<&str, usize>, crawled: bool) -> Vec<Pick> {
    let applies = |alias: &&Alias| match alias.rule {
        Rule::Published => !crawled,
        Rule::Crawled => crawled,
        Rule::Hosted => places.contains_key("sourcehostname"),
        _ => true,
    };
    let pick = |alias: &Alias| {
        let columns = alias.columns.iter().map(|name| places.get(name.as_str()).copied());
        Some(Pick { columns: columns.collect::<Option<_>>()?, rule: alias.rule })
    };
    ALIASES.iter().filter(|alias| alias.field == field).filter(applies).filter_map(pick).collect()
}

impl Pick {
    /// What its columns say, if that counts.
    fn value<'c>(&self, field: Field, cells: &'c [Cell<'_>]) -> Option<Cow<'c, str>> {
        let value = match self.columns[..] {
            [column] => cells.get(column)?.value(field)?,
            _ => {
                let parts = self.columns.iter().map(|column| cells.get(*column)?.value(field));
                let parts = parts.collect::<Option<Vec<_>>>()?;
                Cow::Owned(parts.join(if field == Field::Text { "\n" } else { " " }))
            }
        };
        let counts = match self.rule {
            Rule::Prose => PROSE <= value.chars().count(),
            Rule::Page | Rule::Hosted => is_page(&value),
            _ => true,
        };
        counts.then_some(value)
    }

    /// The text that its columns hold: moved out of a column that owns it, not copied.
    fn text(&self, cells: &mut [Cell<'_>]) -> String {
        if let [column] = self.columns[..]
            && let Some(Cell::Text(text @ Cow::Owned(_))) = cells.get_mut(column)
        {
            return std::mem::take(text).into_owned();
        }
        self.value(Field::Text, cells).map_or_else(String::new, Cow::into_owned)
    }
}

fn is_page(url: &str) -> bool {
    let path = url.split_once("://").and_then(|(_, rest)| rest.split_once('/'));
    path.is_some_and(|(_, path)| !path.is_empty())
}

pub(super) fn content_of(text: String, rule: Rule, title: Option<&str>) -> Content {
    if rule == Rule::Weak {
        return Content::Excerpt(text);
    }
    if rule == Rule::Html || is_markup(&text) {
        return Content::Html(as_page(text, title));
    }
    match cut_mark(&text) {
        Some(kept) => Content::Excerpt(kept.to_owned()),
        None => Content::Clean(text),
    }
}

/// Why a record is no article any more, or not yet: its agency took it back or holds it.
pub(super) fn taken_back(status: &str) -> Option<Reason> {
    let status = normalized(status);
    let words = ["canceled", "cancelled", "withheld", "killed", "embargoed"];
    let word = words.iter().find(|word| status == **word || status == format!("stat{word}"))?;
    Some(Reason::NoArticle(format!("its agency marks it as {word}")))
}

/// Whether text is written in HTML: it begins with a tag and closes one, or closes paragraphs.
pub(super) fn is_markup(text: &str) -> bool {
    let mut start = text.trim_start().bytes();
    let tag = start.next() == Some(b'<')
        && start.next().is_some_and(|letter| letter.is_ascii_alphabetic() || letter == b'!');
    let closes = || text.contains("</") || text.contains("/>") || text.contains("<br");
    // Most texts hold no tag at all, which one look at their bytes tells.
    (tag && closes()) || memchr(b'<', text.as_bytes()).is_some() && text.contains("</p>")
}

pub(super) fn as_page(markup: String, title: Option<&str>) -> String {
    let head: String = markup.chars().take(1000).collect::<String>().to_lowercase();
    if head.contains("<html") || head.contains("<body") {
        return markup;
    }
    let title = title.unwrap_or_default().replace('&', "&amp;").replace('<', "&lt;");
    format!(
        "<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"><title>{title}</title></head>\
         <body><article>\n{markup}\n</article></body></html>\n"
    )
}

/// What stands before the mark by which an interface says that it cut the text (`… [+312 chars]`).
fn cut_mark(text: &str) -> Option<&str> {
    let before = text.trim_end().strip_suffix(" chars]")?;
    let (kept, count) = before.rsplit_once("[+")?;
    let is_count = !count.is_empty() && count.bytes().all(|digit| digit.is_ascii_digit());
    is_count.then(|| kept.trim_end().trim_end_matches(['…', '.']).trim_end())
}

/// What stands in a column.
#[derive(Clone, Debug)]
pub(super) enum Cell<'a> {
    Text(Cow<'a, str>),
    Json(&'a Value),
}

impl Cell<'_> {
    /// What it says, if it says something.
    fn value(&self, field: Field) -> Option<Cow<'_, str>> {
        let value = match self {
            Cell::Text(text) => Cow::Borrowed(&**text),
            Cell::Json(value) => json_text(value, field)?,
        };
        // Python's and pandas' words for nothing, as their exports spell them.
        let none = ["", "None", "null", "NULL", "nan", "NaN", "\\N"];
        (!none.contains(&value.trim())).then_some(value)
    }
}

fn json_text(value: &Value, field: Field) -> Option<Cow<'_, str>> {
    match value {
        Value::Null | Value::Bool(_) => None,
        Value::Number(number) => Some(Cow::Owned(number.to_string())),
        Value::String(text) => Some(Cow::Borrowed(text)),
        Value::Object(object) => members(field)
            .iter()
            .filter_map(|name| object.get(*name))
            .find_map(|value| value.as_str().map(Cow::Borrowed))
            .or_else(|| (field == Field::Text).then(|| sections(object)).flatten()),
        Value::Array(all) if rendition(all, field).is_some() => {
            rendition(all, field).map(Cow::Borrowed)
        }
        Value::Array(all) => {
            let is_elsewhere = |value: &Value| {
                let rel = value.get("rel").and_then(Value::as_str);
                field == Field::Url
                    && rel.is_some_and(|rel| rel != "canonical" && rel != "alternate")
            };
            let mut all = all.iter().filter_map(|value| match value {
                Value::Array(_) => None,
                value if is_elsewhere(value) => None,
                value => json_text(value, field),
            });
            let join = match field {
                Field::Text | Field::TextFull => "\n",
                Field::Byline | Field::Credit => "; ",
                _ => return all.next(),
            };
            Some(Cow::Owned(all.collect::<Vec<_>>().join(join)))
        }
    }
}

/// Of a text or headline that is given in several forms (`[{"role": "main", "value": …}, …]`, as in
/// ninjs) the main one, plain before markup, and the longest of several like it; never a teaser
/// where there is more. Of several addresses the first that leads to a page.
fn rendition(all: &[Value], field: Field) -> Option<&str> {
    const TEASERS: [&str; 7] =
        ["teaser", "summary", "abstract", "lead", "short", "caption", "ingress"];
    let said = |form: &Value, names: &[&str]| -> String {
        let said = names.iter().find_map(|name| form.get(name)?.as_str());
        said.map(normalized).unwrap_or_default()
    };
    let forms: Vec<(&Value, &str)> =
        all.iter().filter_map(|form| Some((form, form.get("value")?.as_str()?))).collect();
    if forms.len() < all.len() || forms.is_empty() {
        return None;
    }
    let is_main = |form: &Value| said(form, &["role"]) == "main";
    let kind = |form: &Value| match said(form, &["contenttype", "contentType"]).as_str() {
        "textplain" => 3,
        "texthtml" | "applicationxhtmlxml" => 2,
        "" => 1,
        _ => 0,
    };
    match field {
        Field::Text | Field::TextFull => {
            let rank = |(form, text): &(&Value, &str)| {
                let is_teaser = TEASERS.contains(&said(form, &["role"]).as_str());
                (!is_teaser, is_main(form), kind(form), text.len())
            };
            forms.iter().max_by_key(|form| rank(form)).map(|(_, text)| *text)
        }
        Field::Title => {
            let main = forms.iter().find(|(form, _)| is_main(form));
            main.or(forms.first()).map(|(_, text)| *text)
        }
        Field::Url => forms.iter().map(|(_, text)| *text).find(|text| is_page(text)),
        _ => None,
    }
}

/// A text in sections, each with its headline and paragraphs, as Fundus gives it.
fn sections(object: &serde_json::Map<String, Value>) -> Option<Cow<'_, str>> {
    let sections = object.get("sections")?.as_array()?;
    let parts =
        sections.iter().flat_map(|section| ["headline", "paragraphs"].map(|it| section.get(it)));
    let lines = parts.flatten().filter_map(Value::as_array).flatten().filter_map(Value::as_str);
    let lines: Vec<&str> = lines.collect();
    (!lines.is_empty()).then(|| Cow::Owned(lines.join("\n")))
}

/// The members that may stand for a whole object.
fn members(field: Field) -> &'static [&'static str] {
    match field {
        Field::Id | Field::Url => &["@id", "url", "href", "$oid"],
        Field::Text | Field::TextFull => &["value", "text", "content"],
        Field::Byline => &["name", "by", "original", "value"],
        _ => &["name", "title", "value", "main", "original"],
    }
}

/// Objects that only wrap fields: their members are also known without them.
const WRAPPERS: &[&str] =
    &["_source", "fields", "attributes", "properties", "article", "document", "metadata", "item"];

/// The columns of a JSON record: its members, and the members of those as `source.name`.
pub(super) fn flat(record: &Value) -> (Vec<String>, Vec<Cell<'_>>) {
    let mut columns = Vec::new();
    let mut cells = Vec::new();
    flatten(record, "", DEPTH, &mut |column, cell| {
        columns.push(column);
        cells.push(Cell::Json(cell));
    });
    (columns, cells)
}

fn flatten<'a>(
    value: &'a Value,
    below: &str,
    depth: usize,
    add: &mut impl FnMut(String, &'a Value),
) {
    let Value::Object(members) = value else {
        return;
    };
    for (name, value) in members {
        let column = if below.is_empty() { name.clone() } else { format!("{below}.{name}") };
        // `_source` is no source, and `_source.title` not the title of one.
        if name == "_source" {
            continue;
        }
        add(column.clone(), value);
        if 0 < depth {
            flatten(value, &column, depth - 1, add);
        }
    }
    for (_, value) in members.iter().filter(|(name, _)| WRAPPERS.contains(&name.as_str())) {
        if 0 < depth {
            flatten(value, below, depth - 1, add);
        }
    }
}

/// Whether a member of this name holds a record's text and not a summary.
pub(super) fn holds_text(name: &str) -> bool {
    let name = normalized(name);
    ALIASES.iter().any(|alias| {
        alias.field == Field::Text && alias.rule == Rule::Plain && alias.columns == [name.as_str()]
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn options(map: &[(&str, &str)]) -> Options {
        let map = map.iter().map(|(field, column)| (field.to_string(), column.to_string()));
        Options { map: map.collect(), ..Options::default() }
    }

    fn draft(record: &Value, map: &[(&str, &str)]) -> Draft {
        let (columns, mut cells) = flat(record);
        Plan::of(&columns, &options(map)).draft(&mut cells).unwrap()
    }

    fn check(record: Value, field: &str, expected: Option<&str>) {
        let mut draft = draft(&record, &[]);
        let value = match Field::named(field).unwrap() {
            Field::Id => draft.id.clone(),
            Field::Text => match &draft.content {
                Content::Clean(text) => Some(text.clone()),
                other => Some(format!("{other:?}")),
            },
            field => field.of_fields(&mut draft.fields).unwrap().clone(),
        };
        assert_eq!(value.as_deref(), expected, "{field} of {record}");
    }

    #[test]
    fn every_row_of_the_table_is_understood() {
        let rows = include_str!("fields.csv").lines().skip(1);
        for row in rows {
            assert!(alias(row).is_some(), "{row}");
        }
    }

    #[test]
    fn names_are_compared_without_case_accents_and_signs() {
        let cases = [
            ("datePublished", "datepublished"),
            ("Date_Published ", "datepublished"),
            ("source.name", "sourcename"),
            ("Título", "titulo"),
            ("ЗАГОЛОВОК", "заголовок"),
            ("_id", "id"),
            ("\u{FEFF}id", "id"),
        ];
        for (name, expected) in cases {
            assert_eq!(normalized(name), expected, "{name}");
        }
    }

    #[test]
    fn the_first_column_that_holds_something_wins() {
        check(json!({"title": "page", "headline": "head"}), "title", Some("head"));
        check(json!({"title": "page", "headline": " "}), "title", Some("page"));
        check(json!({"title": "t", "uri": "u", "guid": "g", "id": 7}), "id", Some("7"));
        check(json!({"title": "t", "uri": "u", "guid": "g", "id": null}), "id", Some("g"));
        let none = json!({"title": "t", "date_publish": "None", "date": "1 May"});
        check(none, "published", Some("1 May"));
        let both = json!({"title": "t", "text": "short", "text_full": "long"});
        check(both.clone(), "text", Some("short"));
        check(both, "text_full", Some("long"));
        check(json!({"title": "t", "text_full": "long"}), "text", Some("long"));
    }

    #[test]
    fn times_in_the_basic_form_are_spread() {
        let cases = [
            ("20260314T075300+0200", Some("2026-03-14T07:53:00+02:00")),
            ("20260314T0753Z", Some("2026-03-14T07:53:00Z")),
            ("20260314T075300", Some("2026-03-14T07:53:00")),
            ("20260314T075300-03:30", Some("2026-03-14T07:53:00-03:30")),
            ("20260314+0100", Some("2026-03-14")),
            ("20260314", None),
            ("20260314T07", None),
            ("20260314T0753 EST", None),
            ("2026-03-14T07:53:00Z", None),
            ("14 March 2026", None),
            ("20260314T0753é", None),
        ];
        for (time, expected) in cases {
            assert_eq!(spread(time).as_deref(), expected, "{time}");
        }
    }

    #[test]
    fn the_main_form_of_a_text_is_taken() {
        let form = |role: &str, kind: &str, value: &str| json!({"role": role, "contentType": kind, "value": value});
        let long = form("nitf", "text/vnd.IPTC.NITF", "<nitf>the longest of all of them</nitf>");
        let html = form("html", "text/html", "<p>from html</p>");
        let plain = form("text", "text/plain", "from plain");
        let teaser = form("teaser", "text/plain", "a teaser, longer than the text");
        let text = |bodies: Vec<&Value>| {
            let record = json!({"title": "t", "bodies": bodies});
            draft(&record, &[]).content
        };
        assert_eq!(
            text(vec![&teaser, &long, &plain, &html]),
            Content::Clean("from plain".to_owned())
        );
        assert!(
            matches!(text(vec![&long, &html]), Content::Html(page) if page.contains("from html"))
        );
        assert_eq!(
            text(vec![&teaser]),
            Content::Clean("a teaser, longer than the text".to_owned())
        );
        check(
            json!({"headlines": [{"role": "short", "value": "s"}, {"role": "main", "value": "m"}]}),
            "title",
            Some("m"),
        );
        check(json!({"title": "t", "byline": "By Ann Writer"}), "byline", Some("Ann Writer"));
        check(json!({"title": "t", "byline": "Byron Writer"}), "byline", Some("Byron Writer"));
    }

    #[test]
    fn what_was_taken_back_is_no_article() {
        for (status, reason) in [
            ("canceled", Some("its agency marks it as canceled")),
            ("stat:withheld", Some("its agency marks it as withheld")),
            ("usable", None),
            ("", None),
        ] {
            let record = json!({"title": "t", "pubStatus": status});
            let (columns, mut cells) = flat(&record);
            let found = Plan::of(&columns, &options(&[])).draft(&mut cells).map(|_| ());
            let expected = reason.map_or(Ok(()), |why| Err(Reason::NoArticle(why.to_owned())));
            assert_eq!(found, expected, "{status}");
        }
    }

    #[test]
    fn members_of_members_are_found() {
        let source = json!({"title": "t", "source": {"name": "Harbour Post"}});
        check(source, "outlet", Some("Harbour Post"));
        check(json!({"fields": {"bodyText": "b", "headline": "h"}}), "text", Some("b"));
        check(json!({"webTitle": "w", "fields": {"headline": "h"}}), "title", Some("h"));
        let hit = json!({"_id": "9", "_source": {"title": "t"}});
        check(hit.clone(), "title", Some("t"));
        check(hit.clone(), "outlet", None);
        check(hit, "id", Some("9"));
        check(json!({"headline": {"main": "h"}}), "title", Some("h"));
        let url = "https://a.example/b";
        check(json!({"title": "t", "html": {"responded_url": url}}), "text", Some(""));
        check(json!({"title": "t", "html": {"responded_url": url}}), "url", Some(url));
        check(json!({"title": "t", "mainEntityOfPage": {"@id": url}}), "url", Some(url));
    }

    #[test]
    fn lists_are_joined_where_a_list_makes_sense() {
        let authors = json!({"title": "t", "authors": [{"name": "A. One"}, {"name": "B. Two"}]});
        check(authors, "byline", Some("A. One; B. Two"));
        check(json!({"title": "t", "author": ["A. One", null]}), "byline", Some("A. One"));
        check(json!({"text": ["First.", "Second."]}), "text", Some("First.\nSecond."));
        let headlines = json!({"headlines": [{"value": "main"}, {"value": "short"}]});
        check(headlines, "title", Some("main"));
    }

    #[test]
    fn a_crawlers_date_is_when_it_was_found() {
        let found = json!({"title": "t", "date": "2025-05-01", "time": "10:00", "eventUri": null});
        check(found.clone(), "seen", Some("2025-05-01 10:00"));
        check(found, "published", None);
        let both = json!({"title": "t", "dateTime": "late", "dateTimePub": "early"});
        check(both.clone(), "seen", Some("late"));
        check(both, "published", Some("early"));
        let plain = json!({"title": "t", "date": "2025-05-01", "time": "10:00"});
        check(plain.clone(), "published", Some("2025-05-01 10:00"));
        check(plain, "seen", None);
    }

    #[test]
    fn ids_and_sites_are_no_texts_and_pages() {
        check(json!({"title": "t", "story": "dUyU0VZz0BRneMio"}), "text", Some(""));
        let story = "A sentence of a story. ".repeat(4);
        check(json!({"title": "t", "story": story}), "text", Some(&story));
        check(json!({"title": "t", "source_url": "https://a.example/"}), "url", None);
        let page = "https://a.example/b";
        check(json!({"title": "t", "source_url": page}), "url", Some(page));
    }

    #[test]
    fn content_is_what_the_record_says_it_is() {
        let clean = |text: &str| Content::Clean(text.to_owned());
        let excerpt = |text: &str| Content::Excerpt(text.to_owned());
        let whole = "<html><body>One.</body></html>";
        let cases = [
            (json!({"title": "t"}), clean("")),
            (json!({"text": " as it is\r\n"}), clean(" as it is\r\n")),
            (json!({"text": "", "summary": "s"}), excerpt("s")),
            (json!({"content": "The ferry came… [+312 chars]"}), excerpt("The ferry came")),
            (json!({"text": "<3 and 1 < 2"}), clean("<3 and 1 < 2")),
            (json!({"html": whole}), Content::Html(whole.to_owned())),
        ];
        for (record, expected) in cases {
            assert_eq!(draft(&record, &[]).content, expected, "{record}");
        }
        let markup = draft(&json!({"title": "A & B", "body": "<p>One.</p>"}), &[]).content;
        let Content::Html(html) = markup else { panic!("{markup:?}") };
        assert!(
            html.contains("<title>A &amp; B</title>") && html.contains("<p>One.</p>"),
            "{html}"
        );
    }

    #[test]
    fn a_map_overrides_the_table() {
        let record = json!({"title": "t", "text": "auto", "kop": "own", "lead": ""});
        let clean = |map| match draft(&record, map).content {
            Content::Clean(text) => text,
            other => panic!("{other:?}"),
        };
        let title = |map| draft(&record, map).fields.title;
        assert_eq!(title(&[("title", "kop")]).as_deref(), Some("own"));
        assert_eq!(title(&[("Title", "KOP")]).as_deref(), Some("own"));
        assert_eq!(title(&[("outlet", "title")]), None);
        assert_eq!(clean(&[("text", "kop")]), "own");
        assert_eq!(clean(&[("text", "lead")]), "");
        assert_eq!(clean(&[("text", "gone")]), "auto");
    }

    #[test]
    fn a_record_without_text_and_headline_is_none() {
        let reason = |record: Value| {
            let (columns, mut cells) = flat(&record);
            Plan::of(&columns, &options(&[])).draft(&mut cells).unwrap_err()
        };
        assert_eq!(
            reason(json!({"id": 1, "cluster": 2})).to_string(),
            "broken record: no column for a text or a headline; it has: id, cluster; name one with \
             --map text=COLUMN"
        );
        assert_eq!(reason(json!({"id": 1, "text": " ", "title": null})), Reason::Empty);
    }

    #[test]
    fn a_field_there_is_none_of_is_told_with_what_may_be_meant() {
        let fields = "fields are id, title, text, text_full, url, published, modified, seen, \
                      outlet, language, byline, credit, dateline";
        let cases = [
            ("titel", Some("did you mean --map title=x?")),
            ("publishd", Some("did you mean --map published=x?")),
            ("author", Some("did you mean --map byline=x?")),
            ("zzz", Some(fields)),
            ("published_at", None),
            ("TITLE", None),
        ];
        for (field, expected) in cases {
            let problems = options(&[(field, "x")]).check();
            let hint = problems.first().map(|problem| problem.hint.as_str());
            assert_eq!(hint, expected, "{field}");
        }
        let columns = ["id".to_owned(), "headline".to_owned()];
        let told = no_column(&("title".to_owned(), "headlin".to_owned()), &columns);
        assert_eq!(told.message, "no column \"headlin\" for title; it has: id, headline");
        assert_eq!(told.hint, "did you mean --map title=headline?");
        for (column, expected) in [
            ("Body Text", "\"text=Body Text\""),
            ("it's text", "\"text=it's text\""),
            ("text (€)", "\"text=text (€)\""),
            ("text $", "'text=text $'"),
            ("it's $", r"'text=it'\''s $'"),
            ("body_text", "text=body_text"),
            ("fields.bodyText", "text=fields.bodyText"),
            ("текст", "text=текст"),
        ] {
            let columns = [column.to_owned()];
            let wrong = format!("{column}x");
            let told = no_column(&("text".to_owned(), wrong), &columns);
            assert_eq!(told.hint, format!("did you mean --map {expected}?"), "{column}");
        }
        let told = no_column(&("url".to_owned(), "zzz".to_owned()), &columns);
        let hint = "url is read as without this --map; -v says which column as what";
        assert_eq!(told.hint, hint);
    }
}
