//! The article among a page's JSON-LD.

use dom_query::Document;
use serde_json::Value;

use super::{is_address, letters, plain};

/// Finds the object that describes the page's article: the one whose headline is the page's title,
/// else the first.
pub(super) fn article(document: &Document, title: Option<&str>) -> Option<Value> {
    let mut found = Vec::new();
    for value in values(document) {
        collect(value, 0, &mut found);
    }
    let is_it = |article: &Value| {
        let headline = text(article, "headline").map(|text| letters(&text));
        headline.is_some() && headline == title.map(letters)
    };
    let place = found.iter().position(is_it).unwrap_or(0);
    (!found.is_empty()).then(|| found.swap_remove(place))
}

/// Every JSON-LD script of a page that can be parsed.
fn values(document: &Document) -> Vec<Value> {
    let scripts = document.select("script[type]");
    let is_linked = |kind: &str| kind.to_lowercase().contains("ld+json");
    let nodes = scripts.nodes().iter();
    let linked = nodes.filter(|node| node.attr("type").is_some_and(|kind| is_linked(&kind)));
    linked.filter_map(|script| parse(&script.text())).collect()
}

/// The types of the objects that stand at the top of a page's JSON-LD.
pub(super) fn kinds(document: &Document) -> Vec<String> {
    /// More are lists of other things.
    const MOST: usize = 40;
    let mut kinds = Vec::new();
    let mut open = values(document);
    while let Some(value) = open.pop().filter(|_| kinds.len() < MOST) {
        match value {
            Value::Array(values) => open.extend(values),
            Value::Object(mut object) => {
                match object.get("@type") {
                    Some(Value::String(kind)) => kinds.push(kind.clone()),
                    Some(Value::Array(several)) => {
                        kinds.extend(several.iter().filter_map(Value::as_str).map(str::to_owned));
                    }
                    _ => {}
                }
                open.extend(object.remove("@graph"));
            }
            _ => {}
        }
    }
    kinds
}

/// Parses what pages call JSON: with comments around it and line breaks within strings.
fn parse(text: &str) -> Option<Value> {
    let text = text
        .trim()
        .trim_start_matches("<!--")
        .trim_start_matches("//")
        .trim_start_matches("<![CDATA[")
        .trim_end_matches("-->")
        .trim_end_matches("]]>")
        .trim_end_matches("//")
        .trim()
        .trim_end_matches(';');
    serde_json::from_str(text).ok().or_else(|| {
        let mended: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        serde_json::from_str(&mended).ok()
    })
}

/// Collects the objects that are articles, down to where pages put them.
fn collect(value: Value, depth: usize, found: &mut Vec<Value>) {
    const DEEPEST: usize = 4;
    if DEEPEST < depth || 100 < found.len() {
        return;
    }
    match value {
        Value::Array(values) => {
            for value in values {
                collect(value, depth + 1, found);
            }
        }
        Value::Object(_) if is_article(&value) => found.push(value),
        Value::Object(mut object) => {
            for key in ["@graph", "mainEntity", "mainEntityOfPage"] {
                if let Some(inner) = object.remove(key) {
                    collect(inner, depth + 1, found);
                }
            }
        }
        _ => {}
    }
}

fn is_article(value: &Value) -> bool {
    let is = |kind: &Value| {
        kind.as_str().is_some_and(|kind| {
            let kind = kind.rsplit(['/', ':']).next().unwrap_or(kind);
            kind.ends_with("Article") || kind.ends_with("Posting") || kind == "Report"
        })
    };
    match value.get("@type") {
        Some(Value::Array(kinds)) => kinds.iter().any(is),
        Some(kind) => is(kind),
        None => false,
    }
}

/// A property as text: its own, or the name or value of the object it is.
pub(super) fn text(article: &Value, key: &str) -> Option<String> {
    match article.get(key)? {
        Value::String(text) => plain(text),
        Value::Number(number) => Some(number.to_string()),
        Value::Array(values) => values.iter().find_map(|value| value.as_str().and_then(plain)),
        object => ["name", "@value", "alternateName"]
            .into_iter()
            .find_map(|key| object.get(key)?.as_str().and_then(plain)),
    }
}

/// The names of the people or bodies that a property holds.
pub(super) fn names(article: &Value, key: &str) -> Option<String> {
    let name = |value: &Value| match value {
        Value::String(text) => plain(text),
        Value::Object(_) => text(value, "name").or_else(|| text(value, "legalName")),
        _ => None,
    };
    let mut names: Vec<String> = match article.get(key)? {
        Value::Array(values) => values.iter().take(8).filter_map(name).collect(),
        value => name(value).into_iter().collect(),
    };
    names.dedup();
    names.retain(|name| !is_address(name));
    (!names.is_empty()).then(|| names.join(", "))
}

/// The article's text, its paragraphs kept apart.
pub(super) fn body(article: &Value) -> Option<String> {
    let body = article.get("articleBody")?.as_str()?;
    let lines: Vec<String> = body.lines().filter_map(plain).collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

/// The address of the article.
pub(super) fn address(article: &Value) -> Option<String> {
    let of_page = article.get("mainEntityOfPage");
    [article.get("url"), of_page, of_page.and_then(|page| page.get("@id")), article.get("@id")]
        .into_iter()
        .flatten()
        .find_map(|value| value.as_str().filter(|url| is_address(url)).map(str::to_owned))
}
