//! NITF → the article in it.
//!
//! The body is what its paragraphs, subheadings, lists and quotes say; pictures with their captions
//! are left out. Its times are the moment of issue and, as that of the last change, the newest of
//! its revision history.

use super::mapping::{Draft, Field};
use super::names::Found;
use super::newsml;
use super::stream::Stream;
use super::xml::{Broken, Element, Elements};
use super::{Content, Fields};

/// The articles of a file.
pub(super) fn records(stream: Stream) -> impl Iterator<Item = Found> + Send {
    let mut elements = Elements::new(stream, &["nitf"]);
    std::iter::from_fn(move || {
        Some(match elements.next()? {
            Ok(nitf) => newsml::usable(draft(&nitf), status(&nitf).as_deref()),
            Err(Broken::Record(reason)) => Found::Broken(reason),
            Err(Broken::File(reason)) => Found::Fault(reason),
        })
    })
}

fn status(nitf: &Element) -> Option<String> {
    let docdata = nitf.at(&["head", "docdata"])?;
    docdata.attribute("management-status").map(str::to_owned)
}

/// What an article in NITF says.
pub(super) fn draft(nitf: &Element) -> Draft {
    let content = Content::Clean(body(nitf).unwrap_or_default());
    let mut draft = Draft { id: None, content, fields: Fields::default(), record: None };
    let head = nitf.first("head");
    let docdata = head.and_then(|head| head.first("docdata"));
    let attribute = |path: &[&str], name: &str| {
        let found = docdata.and_then(|docdata| docdata.at(path));
        found.and_then(|element| element.attribute(name)).map(str::to_owned)
    };
    let publication = head.and_then(|head| head.first("pubdata"));
    let of_publication =
        |name: &str| publication.and_then(|element| element.attribute(name)).map(str::to_owned);
    let top = nitf.at(&["body", "body.head"]);
    let printed = |path: &[&str]| top.and_then(|top| top.at(path)).and_then(Element::line);
    let title = printed(&["hedline", "hl1"]).or_else(|| printed(&["headline", "hl1"]));
    let byline = top.map(|top| top.all("byline").filter_map(byline).collect::<Vec<_>>().join("; "));
    let revisions = head.map(|head| head.all("revision-history"));
    let revised = revisions.into_iter().flatten().filter_map(|it| it.attribute("norm"));
    let address = of_publication("ex-ref").or_else(|| of_publication("item-length-url"));
    for (field, value) in [
        (Field::Id, attribute(&["doc-id"], "id-string")),
        (Field::Title, title.or_else(|| head.and_then(|head| head.line_of("title")))),
        (Field::Url, address.filter(|address| address.contains("://"))),
        (
            Field::Published,
            attribute(&["date.issue"], "norm")
                .or_else(|| attribute(&["date.release"], "norm"))
                .or_else(|| of_publication("date.publication")),
        ),
        (Field::Modified, revised.max().map(str::to_owned)),
        (
            Field::Outlet,
            of_publication("name")
                .or_else(|| printed(&["distributor"]))
                .or_else(|| attribute(&["doc.copyright"], "holder")),
        ),
        (
            Field::Credit,
            printed(&["distributor"]).or_else(|| attribute(&["doc.copyright"], "holder")),
        ),
        (Field::Language, nitf.attribute("xml:lang").map(str::to_owned)),
        (Field::Byline, byline),
        (Field::Dateline, printed(&["dateline", "location"]).or_else(|| printed(&["dateline"]))),
    ] {
        field.set(&mut draft, value.as_deref().unwrap_or_default());
    }
    newsml::drop_equal_times(&mut draft);
    draft
}

/// Who wrote it: the person where one is marked, else the line without `By`.
fn byline(byline: &Element) -> Option<String> {
    let people: Vec<String> = byline.all("person").filter_map(Element::line).collect();
    if !people.is_empty() {
        return Some(people.join(" and "));
    }
    let line = byline.line_without("byttl")?;
    Some(line.trim_end_matches([',', ' ']).to_owned()).filter(|line| !line.is_empty())
}

fn body(nitf: &Element) -> Option<String> {
    let mut lines = Vec::new();
    lines_of(nitf.at(&["body", "body.content"])?, &mut lines);
    Some(lines.join("\n"))
}

/// Adds a line for each paragraph, heading, item and quote.
fn lines_of(element: &Element, lines: &mut Vec<String>) {
    for element in element.elements() {
        match element.local_name() {
            "p" | "hl1" | "hl2" | "li" | "dt" | "dd" | "pre" | "tr" | "credit" => {
                lines.extend(element.line());
            }
            "media" | "note" => {}
            _ => lines_of(element, lines),
        }
    }
}
