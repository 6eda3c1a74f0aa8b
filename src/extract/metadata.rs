//! What a page says of itself in its markup: JSON-LD, OpenGraph, `meta` tags, `time` elements.
//!
//! In: the parsed page. Out: [`About`]: for each fact the first source that has it, from what
//! publishers write for machines with care to what they write by habit:
//!
//! | fact | order |
//! | --- | --- |
//! | headline | what of JSON-LD `headline`, `og:title` and the other titles, `<title>` stands on the page as a heading; else the first of them |
//! | published | JSON-LD `datePublished`; `article:published_time` and its kin; `itemprop`; `<time pubdate>`; then (in `page`) `<time>` in the article's head, then the line below the headline; a finer time of the same day wins |
//! | modified | JSON-LD `dateModified`; `article:modified_time`, `og:updated_time` and their kin; `itemprop` |
//! | seen | what the program that saved the page noted |
//! | address | `<link rel=canonical>`; `og:url`; JSON-LD |
//! | outlet | JSON-LD `publisher`; `og:site_name` and its kin; else, in `extract`, the folder or the registrable domain |
//! | byline | JSON-LD `author`; `article:author`, `author` and their kin; elements marked as the author's; a visible line that opens with `By` |
//! | language | the text, where it is sure (see `language`); JSON-LD `inLanguage`; `<html lang>`; tags |
//!
//! The times of publication and of the last change are never taken for one another.
//! Deliberately absent: what is visible on the page (see `page`), and any judgement of language.

use dom_query::Document;
use serde_json::Value;

use super::credits;
use super::published::{self, Reading};
use crate::article::{Precision, Published};
use crate::temporal::names;

mod linked;
#[cfg(test)]
mod tests;

/// What a page says of itself; nothing is made up.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct About {
    /// Its headline, without the name of the site.
    pub title: Option<String>,
    /// A summary.
    pub description: Option<String>,
    /// Its canonical address.
    pub url: Option<String>,
    /// When it was published.
    pub published: Option<Published>,
    /// When it was changed.
    pub modified: Option<Published>,
    /// When somebody saved the page.
    pub seen: Option<Published>,
    /// The publisher's name.
    pub outlet: Option<String>,
    /// Who wrote it.
    pub byline: Option<String>,
    /// The language it claims.
    pub language: Option<String>,
    /// Whom it credits.
    pub credit: Option<String>,
    /// The article's text, where the page repeats it for machines.
    pub body: Option<String>,
    /// What kinds of page it says it is: `LiveBlogPosting`, `video.other`.
    pub kinds: Vec<String>,
    /// What it gives for a time of publication or change that can be none.
    pub refused: Vec<String>,
}

const TITLES: &[&str] = &[
    "og:title",
    "parsely-title",
    "sailthru.title",
    "twitter:title",
    "dc.title",
    "dcterms.title",
    "title",
    "headline",
];
const DESCRIPTIONS: &[&str] =
    &["og:description", "description", "twitter:description", "dc.description"];
const URLS: &[&str] = &["og:url", "parsely-link", "twitter:url"];
const PUBLISHED: &[&str] = &[
    "article:published_time",
    "og:article:published_time",
    "og:published_time",
    "article:published",
    "datepublished",
    "parsely-pub-date",
    "sailthru.date",
    "cxenseparse:recs:publishtime",
    "publish_date",
    "publish-date",
    "publishdate",
    "published-date",
    "publication_date",
    "publication-date",
    "published_time",
    "pubdate",
    "pub_date",
    "originalpublicationdate",
    "article_date_original",
    "article.published",
    "article.created",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.created",
    "dc.date.created",
    "rnews:datepublished",
    "displaydate",
    "ptime",
    "bt:pubdate",
    "datecreated",
    "dcterms.date",
    "dc.date",
    "date",
    "article:post_date",
];
const MODIFIED: &[&str] = &[
    "article:modified_time",
    "og:updated_time",
    "og:modified_time",
    "datemodified",
    "dcterms.modified",
    "dc.date.modified",
    "article.updated",
    "lastmod",
    "last-modified",
    "utime",
    "article:modified",
    "modified_time",
];
const OUTLETS: &[&str] = &[
    "og:site_name",
    "publisher",
    "dc.publisher",
    "dcterms.publisher",
    "article:publisher_name",
    "copyright_holder",
    "application-name",
    "cre",
];
const BYLINES: &[&str] = &[
    "parsely-author",
    "sailthru.author",
    "article:author",
    "byl",
    "dc.creator",
    "dc:creator",
    "dcterms.creator",
    "dcterm:creator",
    "author",
    "article:author_name",
    "dc.contributor",
    "twitter:creator_name",
];
const LANGUAGES: &[&str] =
    &["dc.language", "dcterms.language", "content-language", "og:locale", "language"];
const CREDITS: &[&str] = &["article:source", "dc.source", "news_agency", "agency", "source"];

impl About {
    /// Reads the markup of a page.
    pub fn of(document: &Document) -> About {
        let tags = Tags::of(document);
        let linked = linked::article(document, tags.first(TITLES).as_deref());
        let linked = linked.as_ref();
        let names = |key| linked.and_then(|article| linked::names(article, key));
        let outlet = names("publisher").or_else(|| tags.first(OUTLETS));
        let times = [publications(document, &tags, linked), changes(document, &tags, linked)];
        let mut refused: Vec<String> =
            times.iter().flatten().filter(|it| is_none(it)).cloned().collect();
        refused.sort();
        refused.dedup();
        let [publications, changes] = times;
        let linked_text = |key| linked.and_then(|article| linked::text(article, key));
        let claims = [linked_text("headline"), linked_text("name")];
        let claims = claims.into_iter().flatten().chain(tags.all(TITLES)).collect();
        About {
            title: title(document, claims, outlet.as_deref()),
            description: tags.first(DESCRIPTIONS),
            url: url(document, &tags, linked),
            published: best(publications),
            modified: best(changes),
            refused,
            seen: None,
            byline: bylines(document, &tags, names("author").or_else(|| names("creator"))),
            language: linked
                .and_then(|article| linked::text(article, "inLanguage"))
                .or_else(|| attribute(document, "html", &["lang", "xml:lang"]))
                .or_else(|| tags.first(LANGUAGES)),
            credit: linked
                .and_then(|article| linked::text(article, "creditText"))
                .or_else(|| names("sourceOrganization"))
                .or_else(|| tags.first(CREDITS)),
            body: linked.and_then(linked::body),
            kinds: linked::kinds(document).into_iter().chain(tags.first(&["og:type"])).collect(),
            outlet,
        }
    }

    /// Adds what the program that saved the page noted in a comment at its top.
    pub fn add_saver(&mut self, html: &str) {
        let head: String = html.chars().take(4_000).collect();
        let Some((_, comment)) = head.split_once("<!--") else {
            return;
        };
        let comment = comment.split("-->").next().unwrap_or_default();
        for line in comment.lines().map(str::trim) {
            if let Some(date) = line.strip_prefix("saved date:") {
                self.seen = published::read(date);
            }
            let address = line.strip_prefix("url:").or_else(|| {
                let (_, after) = line.split_once("saved from url=(")?;
                after.split_once(')').map(|(_, address)| address)
            });
            let address = address.map(str::trim).filter(|url| is_address(url));
            if self.url.is_none() {
                self.url = address.map(str::to_owned);
            }
        }
    }
}

/// The `meta` tags of a page: names in lower case, in the page's order.
struct Tags(Vec<(String, String)>);

impl Tags {
    fn of(document: &Document) -> Tags {
        let mut tags = Vec::new();
        for node in document.select("meta[content]").nodes() {
            let Some(content) = node.attr("content").and_then(|text| plain(&text)) else {
                continue;
            };
            for attribute in ["property", "name", "itemprop", "http-equiv"] {
                let Some(names) = node.attr(attribute) else {
                    continue;
                };
                let names = names.to_lowercase();
                tags.extend(
                    names.split_whitespace().map(|name| (name.to_owned(), content.clone())),
                );
            }
        }
        Tags(tags)
    }

    /// What the first tag of the first name that is there says.
    fn first(&self, names: &[&str]) -> Option<String> {
        self.all(names).next()
    }

    fn all(&self, names: &[&str]) -> impl Iterator<Item = String> {
        names.iter().flat_map(|wanted| {
            let of_name = self.0.iter().filter(move |(name, _)| name == wanted);
            of_name.map(|(_, content)| content.clone())
        })
    }
}

/// The headline: of what the markup and the `title` element claim the first that stands on the page
/// as a heading, else the first, less the name of the site.
fn title(document: &Document, mut claims: Vec<String>, outlet: Option<&str>) -> Option<String> {
    let headings: Vec<String> = texts(document, "h1, h2, [itemprop~='headline']");
    claims.extend(texts(document, "title").into_iter().next());
    for claim in &mut claims {
        *claim = less_site(claim, outlet, &headings);
    }
    let stands = |claim: &String| headings.iter().any(|heading| same(heading, claim));
    let place = claims.iter().position(stands).unwrap_or(0);
    if !claims.is_empty() {
        return Some(claims.swap_remove(place));
    }
    let mut only = texts(document, "h1");
    (only.len() == 1).then(|| only.remove(0))
}

/// A title without what is not the headline: a part that names the site, or every part but one that
/// stands on the page as a heading.
fn less_site(title: &str, outlet: Option<&str>, headings: &[String]) -> String {
    const SEPARATORS: [&str; 9] = [" | ", " - ", " – ", " — ", " » ", " :: ", " • ", " · ", " / "];
    /// A shorter heading may be the name of the site.
    const FEWEST_LETTERS: usize = 15;
    if headings.iter().any(|heading| same(heading, title)) {
        return title.to_owned();
    }
    for separator in SEPARATORS {
        let cuts = [title.rsplit_once(separator), title.split_once(separator)];
        for (left, right) in cuts.into_iter().flatten() {
            for (part, rest) in [(left, right), (right, left)] {
                let is_site = outlet.is_some_and(|outlet| same(outlet, rest));
                let is_heading = FEWEST_LETTERS <= letters(part).chars().count()
                    && headings.iter().any(|heading| same(heading, part));
                if is_site || is_heading {
                    return part.trim().to_owned();
                }
            }
        }
    }
    // Nobody writes these bars in headlines.
    const FEWEST_WORDS: usize = 4;
    let bars = [" | ", " » ", " :: "];
    let left = bars.into_iter().find_map(|bar| title.split_once(bar));
    match left {
        Some((left, _)) if FEWEST_WORDS <= left.split_whitespace().count() => {
            left.trim().to_owned()
        }
        _ => title.to_owned(),
    }
}

fn same(a: &str, b: &str) -> bool {
    let letters_of_a = letters(a);
    !letters_of_a.is_empty() && letters_of_a == letters(b)
}

fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn url(document: &Document, tags: &Tags, linked: Option<&Value>) -> Option<String> {
    attribute(document, "link[rel~='canonical']", &["href"])
        .filter(|url| is_address(url))
        .or_else(|| tags.all(URLS).find(|url| is_address(url)))
        .or_else(|| linked.and_then(linked::address))
}

fn is_address(url: &str) -> bool {
    url.starts_with("http://") || url.starts_with("https://")
}

fn publications(document: &Document, tags: &Tags, linked: Option<&Value>) -> Vec<String> {
    let mut fields: Vec<String> =
        linked.and_then(|article| linked::text(article, "datePublished")).into_iter().collect();
    fields.extend(tags.all(PUBLISHED));
    fields.extend(times(document, "[itemprop~='datePublished']"));
    fields.extend(times(document, "time[pubdate]"));
    fields.extend(times(document, "[property~='datePublished']"));
    fields
}

fn changes(document: &Document, tags: &Tags, linked: Option<&Value>) -> Vec<String> {
    let mut fields: Vec<String> =
        linked.and_then(|article| linked::text(article, "dateModified")).into_iter().collect();
    fields.extend(tags.all(MODIFIED));
    fields.extend(times(document, "[itemprop~='dateModified']"));
    fields
}

/// Times of the `time` elements that a page marks as its own, or of its only ones.
pub(super) fn time_elements(document: &Document) -> Option<Published> {
    best(times(document, "article header time"))
        .or_else(|| best(times(document, "header time[datetime]")))
        .or_else(|| best(times(document, "article time[datetime], main time[datetime]")))
        .or_else(|| {
            let all = times(document, "time[datetime]");
            (all.len() == 1).then(|| best(all))?
        })
}

/// Machine-readable times of the elements that a selector finds, else their texts.
fn times(document: &Document, selector: &str) -> Vec<String> {
    let mut found = Vec::new();
    for node in document.select(selector).nodes().iter().take(20) {
        let said = ["datetime", "content", "title"]
            .into_iter()
            .find_map(|name| node.attr(name).filter(|text| published::reading(text).is_some()))
            .and_then(|text| plain(&text))
            .or_else(|| plain(&node.text()));
        found.extend(said);
    }
    found
}

/// Whether a field begins as a time does and can be none: the year 1, the year 9999.
fn is_none(field: &str) -> bool {
    let figures = field.chars().filter(char::is_ascii_digit).count();
    let begins = field.starts_with(|c: char| c.is_ascii_digit());
    begins && 6 <= figures && field.len() <= 40 && published::reading(field).is_none()
}

/// The first time that can be read, or a more precise one of the same day.
fn best(fields: Vec<String>) -> Option<Published> {
    let mut readings = fields.iter().filter_map(|field| published::reading(field));
    let first = readings.find_map(|reading| match reading {
        Reading::Clear(published) => Some(published),
        Reading::Ambiguous(_) => None,
    })?;
    if first.precision == Precision::Minute && first.zone_known() {
        return Some(first);
    }
    let finer = readings.find_map(|reading| match reading {
        Reading::Clear(other) => {
            let is_finer = first.precision < other.precision
                || (first.precision == other.precision
                    && !first.zone_known()
                    && other.zone_known());
            (is_finer && other.date() == first.date()).then_some(other)
        }
        Reading::Ambiguous(_) => None,
    });
    Some(finer.unwrap_or(first))
}

/// Who wrote it: JSON-LD, `meta` tags, then elements marked as the author's name.
fn bylines(document: &Document, tags: &Tags, linked: Option<String>) -> Option<String> {
    let marked = || {
        let selectors = [
            "[itemprop~='author'] [itemprop~='name']",
            "[itemprop~='author']",
            "[rel~='author']",
            "[class~='byline']",
            "[class~='author-name'], [class~='authorname'], [class~='author-link']",
            "[class~='author'] [class~='fn'], [class~='byline'] [class~='fn']",
            "[class~='author']",
        ];
        // The first only: the others may have written comments.
        selectors.into_iter().find_map(|selector| {
            let found = texts(document, selector);
            let name = found.iter().find_map(|text| byline(text))?;
            (!name.contains(|c: char| c.is_ascii_digit())).then_some(name)
        })
    };
    let stated = linked
        .and_then(|names| byline(&names))
        .or_else(|| tags.all(BYLINES).find_map(|text| byline(&text)));
    match stated {
        // An agency in the author's place may stand beside the writer.
        Some(agency) if credits::agency(&agency).is_some() => marked().or(Some(agency)),
        Some(stated) => Some(stated),
        None => marked(),
    }
}

/// A byline without `By`, or nothing if it is none: an address, an account, a sentence.
pub(super) fn byline(text: &str) -> Option<String> {
    const BY: &[&str] =
        &["by", "von", "par", "por", "di", "door", "av", "af", "автор", "von:", "text"];
    let text = text.trim().trim_start_matches(['|', '-', '–', '·']).trim();
    let text = less_time(text);
    let name = match text.split_once([' ', ':']) {
        Some((first, rest)) if BY.contains(&first.to_lowercase().as_str()) => rest.trim(),
        _ => text,
    };
    let name = name.trim_matches([',', ':', ';', '|', '·', '-', ' ']);
    let words = name.split_whitespace().count();
    let plausible = (1..=14).contains(&words)
        && name.chars().count() <= 100
        && name.chars().any(char::is_alphabetic)
        && !name.contains("://")
        && !name.contains("www.")
        && !name.starts_with('@')
        && published::find(name).is_none();
    plausible.then(|| name.to_owned())
}

/// A byline without the time and what else stands behind it: `Ana Ruiz March 18 at 3:57 PM Follow`.
fn less_time(text: &str) -> &str {
    let is_month = |word: &str| {
        let bare = word.trim_end_matches(['.', ',']);
        3 <= bare.len() && names::month(bare).is_some()
    };
    let mut at = 0;
    let mut words = text.split(' ').peekable();
    while let Some(word) = words.next() {
        let figures = |word: &&str| word.starts_with(|c: char| c.is_ascii_digit());
        let dated = is_month(word) && words.peek().is_some_and(figures);
        let counted = figures(&word) && words.peek().is_some_and(|next| is_month(next));
        if 0 < at && (dated || counted) {
            // The day may be glued to the name.
            return text[..at].trim_end().trim_end_matches(|c: char| c.is_ascii_digit());
        }
        at += word.len() + 1;
    }
    text
}

fn attribute(document: &Document, selector: &str, names: &[&str]) -> Option<String> {
    let found = document.select(selector);
    found.nodes().iter().find_map(|node| {
        names.iter().find_map(|name| node.attr(name).and_then(|text| plain(&text)))
    })
}

fn texts(document: &Document, selector: &str) -> Vec<String> {
    let found = document.select(selector);
    let nodes = found.nodes().iter().take(50);
    nodes.filter_map(|node| plain(&node.text())).collect()
}

/// A text with its blanks made single and entities that were escaped twice resolved; nothing if it
/// is empty.
fn plain(text: &str) -> Option<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let text = words.join(" ");
    let text = match text.contains('&') && text.contains(';') {
        true => Document::fragment(text.replace('<', "&lt;")).text().to_string(),
        false => text,
    };
    let is_nothing =
        text.is_empty() || ["null", "undefined", "none"].contains(&text.to_lowercase().as_str());
    (!is_nothing).then_some(text)
}
