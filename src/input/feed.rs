//! RSS 0.9 to 2.0 and Atom → an article for each item.
//!
//! What a feed says of itself (its name, its language) holds for its items where they say nothing
//! else. `content:encoded` and Atom's `content` are the text; `description` and `summary` are only an
//! excerpt, unless they are written in paragraphs and as long as an article. The time of publication
//! and of the last change are kept apart: an Atom entry that has only `updated` has no time of
//! publication. Deliberately absent: the fetching of what an item links to.

use super::mapping::{self, Draft, Field, Rule};
use super::markup;
use super::names::Found;
use super::stream::Stream;
use super::xml::{Broken, Element, Elements};
use super::{Content, Fields};

/// Items, and what a feed says of itself.
const WANTED: &[&str] = &[
    "item",
    "atom:entry",
    "title",
    "atom:title",
    "link",
    "atom:link",
    "language",
    "dc:language",
    "image",
    "textinput",
    "textInput",
    "atom:author",
];

/// From how many characters on a description in paragraphs is the article and no summary of it:
/// summaries have one to four sentences.
const ARTICLE: usize = 1200;

/// The items of a feed.
pub(super) fn records(stream: Stream) -> impl Iterator<Item = Found> + Send {
    let mut elements = Elements::new(stream, WANTED);
    let mut feed = Feed::default();
    std::iter::from_fn(move || {
        loop {
            match elements.next()? {
                Ok(element) => {
                    let language = elements.language().or(feed.language.as_deref());
                    let draft = match element.name.as_str() {
                        "item" => feed.item(&element, language),
                        "atom:entry" => feed.entry(&element, language),
                        _ => {
                            feed.learn(&element);
                            continue;
                        }
                    };
                    return Some(Found::Record(draft));
                }
                Err(Broken::Record(reason)) => return Some(Found::Broken(reason)),
                Err(Broken::File(reason)) => return Some(Found::Fault(reason)),
            }
        }
    })
}

/// What a feed says of itself.
#[derive(Default)]
struct Feed {
    title: Option<String>,
    link: Option<String>,
    language: Option<String>,
    author: Option<String>,
}

impl Feed {
    fn learn(&mut self, element: &Element) {
        let slot = match element.local_name() {
            "title" => &mut self.title,
            "link" if is_alternate(element) => &mut self.link,
            "language" => &mut self.language,
            "author" => &mut self.author,
            _ => return,
        };
        let value = match element.local_name() {
            "link" => element.attribute("href").map(str::to_owned).or_else(|| element.line()),
            "author" => element.line_of("atom:name"),
            _ => element.line(),
        };
        if slot.is_none() {
            *slot = value;
        }
    }

    fn outlet(&self) -> Option<String> {
        Some(site_name(self.title.as_deref()?, self.link.as_deref()).to_owned())
    }

    fn item(&self, item: &Element, language: Option<&str>) -> Draft {
        let title = item.first("title").and_then(|title| in_words(&title.text()));
        let mut draft = draft(title, item_content(item));
        let guid = item.first("guid");
        let id = guid.and_then(Element::line);
        let address = guid.filter(|guid| guid.attribute("isPermaLink") != Some("false"));
        let address = address.and_then(Element::line).filter(|it| is_address(it));
        let about = item.attribute("rdf:about").map(str::to_owned);
        let first = |names: &[&str]| names.iter().find_map(|name| item.line_of(name));
        let link = || item.first("atom:link").and_then(|link| link.attribute("href"));
        let authors: Vec<String> = item.all("dc:creator").filter_map(Element::line).collect();
        let author = || first(&["author", "atom:author", "itunes:author"]);
        let authors = if authors.is_empty() {
            author().map(|it| mailer_name(&it))
        } else {
            Some(authors.join("; "))
        };
        for (field, value) in [
            (Field::Id, id.or(about)),
            (
                Field::Url,
                first(&["feedburner:origLink", "link"])
                    .or(address)
                    .or_else(|| link().map(str::to_owned)),
            ),
            (Field::Published, first(&["pubDate", "dc:date", "dcterms:created", "dcterms:issued"])),
            (Field::Modified, first(&["dcterms:modified", "atom:updated"])),
            (Field::Outlet, first(&["source", "dc:publisher"]).or_else(|| self.outlet())),
            (Field::Language, first(&["dc:language"]).or_else(|| language.map(str::to_owned))),
            (Field::Byline, authors.or_else(|| self.author.clone())),
        ] {
            field.set(&mut draft, value.as_deref().unwrap_or_default());
        }
        draft
    }

    fn entry(&self, entry: &Element, language: Option<&str>) -> Draft {
        let title = entry.first("atom:title").and_then(|title| in_words(&value(title).0));
        let mut draft = draft(title, entry_content(entry));
        let source = entry.first("atom:source");
        let outlet = source.and_then(|source| {
            let title = source.line_of("atom:title")?;
            Some(site_name(&title, link(source).as_deref()).to_owned())
        });
        let authors: Vec<String> =
            entry.all("atom:author").filter_map(|author| author.line_of("atom:name")).collect();
        let authors = (!authors.is_empty()).then(|| authors.join("; "));
        let first = |names: &[&str]| names.iter().find_map(|name| entry.line_of(name));
        let own = entry.attribute("xml:lang").or(language);
        for (field, value) in [
            (Field::Id, entry.line_of("atom:id")),
            (Field::Url, link(entry)),
            (Field::Published, first(&["atom:published", "atom:issued", "dc:date"])),
            (Field::Modified, first(&["atom:updated", "atom:modified"])),
            (Field::Outlet, outlet.or_else(|| first(&["dc:publisher"])).or_else(|| self.outlet())),
            (Field::Language, own.map(str::to_owned)),
            (Field::Byline, authors.or_else(|| self.author.clone())),
        ] {
            field.set(&mut draft, value.as_deref().unwrap_or_default());
        }
        draft
    }
}

fn draft(title: Option<String>, content: Option<(String, Rule)>) -> Draft {
    let content = match content {
        Some((text, Rule::Weak)) => summary(&text, title.as_deref()),
        Some((text, rule)) => mapping::content_of(text, rule, title.as_deref()),
        None => Content::Clean(String::new()),
    };
    Draft { id: None, content, fields: Fields { title, ..Fields::default() }, record: None }
}

/// A description: an excerpt, or the article where it is as long and written in paragraphs.
fn summary(text: &str, title: Option<&str>) -> Content {
    let plain = markup::plain(text);
    let paragraphs = plain.lines().filter(|line| 80 <= line.chars().count()).count();
    if ARTICLE <= plain.chars().count() && 3 <= paragraphs {
        return Content::Html(mapping::as_page(text.to_owned(), title));
    }
    Content::Excerpt(plain)
}

fn item_content(item: &Element) -> Option<(String, Rule)> {
    let said = |element: &Element| Some(element.text()).filter(|text| !text.trim().is_empty());
    let html = |name| item.first(name).map(Element::markup).filter(|text| !text.trim().is_empty());
    let full = item.first("content:encoded").and_then(said);
    let full = full.or_else(|| html("html:body")).or_else(|| html("html:div"));
    full.map(|text| (text, Rule::Html)).or_else(|| {
        let names = ["description", "dc:description", "atom:summary", "media:description"];
        let text = names.iter().filter_map(|name| item.first(name)).find_map(said)?;
        Some((text, Rule::Weak))
    })
}

fn entry_content(entry: &Element) -> Option<(String, Rule)> {
    let said = |name| entry.first(name).map(value).filter(|(text, _)| !text.trim().is_empty());
    said("atom:content").or_else(|| said("atom:summary").map(|(text, _)| (text, Rule::Weak)))
}

/// What a text construct of Atom says, and whether it is markup.
fn value(element: &Element) -> (String, Rule) {
    match element.attribute("type") {
        Some("xhtml" | "application/xhtml+xml") => (element.markup(), Rule::Html),
        Some("html" | "text/html") => (element.text(), Rule::Html),
        Some(kind) if kind != "text" && kind != "text/plain" => (String::new(), Rule::Plain),
        _ if element.elements().next().is_some() => (element.markup(), Rule::Html),
        _ => (element.text(), Rule::Plain),
    }
}

/// A headline without markup, on one line.
fn in_words(title: &str) -> Option<String> {
    let plain = if mapping::is_markup(title) || title.contains('&') {
        markup::plain(title)
    } else {
        title.to_owned()
    };
    let words: Vec<&str> = plain.split_whitespace().collect();
    (!words.is_empty()).then(|| words.join(" "))
}

fn is_alternate(link: &Element) -> bool {
    link.attribute("rel").is_none_or(|rel| rel == "alternate")
}

fn link(element: &Element) -> Option<String> {
    let link = element.all("atom:link").find(|link| is_alternate(link))?;
    link.attribute("href").map(str::to_owned)
}

fn is_address(text: &str) -> bool {
    text.starts_with("http://") || text.starts_with("https://")
}

/// The name in `desk@paper.example (A. Writer)`; RSS wants an address there.
fn mailer_name(author: &str) -> String {
    let named = author.split_once('(').filter(|(address, _)| address.contains('@'));
    match named {
        Some((_, name)) => name.trim_end().trim_end_matches(')').to_owned(),
        None => author.to_owned(),
    }
}

/// The part of a feed's name that is its outlet's: in `World - Morning Ledger` the one that its
/// address knows, else all of it.
fn site_name<'a>(title: &'a str, link: Option<&str>) -> &'a str {
    let letters = |text: &str| -> String {
        text.chars()
            .filter(|letter| letter.is_alphanumeric())
            .flat_map(char::to_lowercase)
            .collect()
    };
    let host = link.and_then(|link| link.split_once("://")).map_or("", |(_, rest)| rest);
    let host = host.split(['/', ':', '?']).next().unwrap_or_default();
    let host = host.strip_prefix("www.").unwrap_or(host);
    let host = letters(host);
    let mut parts = [" - ", " | ", " – ", " — ", " » ", " :: ", ": ", " > ", " / "]
        .iter()
        .find(|mark| title.contains(**mark))
        .map_or_else(|| title.split("\n"), |mark| title.split(*mark));
    let known = parts.find(|part| {
        let part = letters(part);
        let part = part.strip_prefix("the").unwrap_or(&part);
        3 <= part.len() && host.contains(part)
    });
    known.map_or(title, str::trim)
}
