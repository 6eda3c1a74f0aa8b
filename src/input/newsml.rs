//! NewsML-G2 → an article for each news item of text.
//!
//! The text is what its content set holds: NITF, XHTML or plain text. Items that were canceled or
//! withheld are rejected with the reason; packages, pictures and events are no articles.

use super::mapping::{self, Draft, Field, Rule};
use super::names::Found;
use super::nitf;
use super::stream::Stream;
use super::xml::{Broken, Element, Elements};
use super::{Content, Fields};
use crate::article::Reason;

const WANTED: &[&str] =
    &["newsItem", "packageItem", "knowledgeItem", "conceptItem", "planningItem", "catalogItem"];

/// The items of a file.
pub(super) fn records(stream: Stream) -> impl Iterator<Item = Found> + Send {
    let mut elements = Elements::new(stream, WANTED);
    std::iter::from_fn(move || {
        Some(match elements.next()? {
            Ok(item) => found(&item, elements.language()),
            Err(Broken::Record(reason)) => Found::Broken(reason),
            Err(Broken::File(reason)) => Found::Fault(reason),
        })
    })
}

fn found(item: &Element, language: Option<&str>) -> Found {
    if item.name != "newsItem" {
        return Found::Broken(Reason::NoArticle(format!("a {} of NewsML-G2", item.name)));
    }
    let about = item.first("itemMeta");
    let code = |name: &str| {
        let code = about?.first(name)?.attribute("qcode")?;
        Some(code.rsplit_once(':').map_or(code, |(_, code)| code).to_owned())
    };
    if let Some(class) =
        code("itemClass").filter(|class| !["text", "composite"].contains(&class.as_str()))
    {
        return Found::Broken(Reason::NoArticle(format!("a NewsML-G2 item of the class {class}")));
    }
    usable(draft(item, language), code("pubStatus").as_deref())
}

/// A record that may be used; its agency may have taken it back.
pub(super) fn usable(draft: Draft, status: Option<&str>) -> Found {
    match mapping::taken_back(status.unwrap_or_default()) {
        Some(reason) => Found::Broken(reason),
        None => Found::Record(draft),
    }
}

fn draft(item: &Element, language: Option<&str>) -> Draft {
    let about = item.first("itemMeta");
    let content = item.first("contentMeta");
    let line = |place: Option<&Element>, name: &str| place.and_then(|place| place.line_of(name));
    let name = |place: Option<&Element>, of: &str| {
        let element = place.and_then(|place| place.first(of))?;
        element.line_of("name").or_else(|| element.line())
    };
    let names = |of: &str| {
        let all = content.map(|content| content.all(of));
        let names = all.into_iter().flatten().filter_map(|it| it.line_of("name"));
        let names: Vec<String> = names.collect();
        (!names.is_empty()).then(|| names.join("; "))
    };
    let inner = item.at(&["contentSet", "inlineXML"]).and_then(|xml| xml.elements().next());
    let inner = inner.filter(|inner| inner.local_name() == "nitf").map(nitf::draft);
    let title = line(content, "headline").or_else(|| line(about, "title"));
    let text = match inner.as_ref() {
        Some(nitf) => nitf.content.clone(),
        None => text(item, title.as_deref()),
    };
    let mut draft = Draft { id: None, content: text, fields: Fields::default(), record: None };
    let rights = item.at(&["rightsInfo", "copyrightHolder"]);
    let holder = rights.and_then(|holder| holder.line_of("name").or_else(|| holder.line()));
    let of_provider = |attribute: &str| {
        let code = about?.first("provider")?.attribute(attribute)?;
        Some(code.rsplit_once(':').map_or(code, |(_, code)| code).to_owned())
    };
    let provider = name(about, "provider").or_else(|| of_provider("literal"));
    let holder = holder.or_else(|| of_provider("qcode"));
    let tag = content.and_then(|content| content.first("language")?.attribute("tag"));
    let own = item.attribute("xml:lang").or(language);
    let first_created = line(about, "firstCreated");
    for (field, value) in [
        (Field::Id, item.attribute("guid").map(str::to_owned)),
        (Field::Title, title),
        (Field::Url, address(item)),
        (Field::Published, first_created.or_else(|| line(content, "contentCreated"))),
        (Field::Modified, line(about, "versionCreated")),
        (Field::Outlet, provider.or(holder).or_else(|| name(content, "infoSource"))),
        (Field::Credit, line(content, "creditline").or_else(|| name(content, "infoSource"))),
        (Field::Language, tag.or(own).map(str::to_owned)),
        (Field::Byline, line(content, "by").or_else(|| names("creator"))),
        (Field::Dateline, line(content, "dateline").or_else(|| name(content, "located"))),
    ] {
        field.set(&mut draft, value.as_deref().unwrap_or_default());
    }
    if let Some(nitf) = inner {
        complete(&mut draft, nitf);
    }
    drop_equal_times(&mut draft);
    draft
}

/// Adds what only the article within says.
fn complete(draft: &mut Draft, nitf: Draft) {
    let said = nitf.fields;
    for (field, value) in [
        (Field::Title, said.title),
        (Field::Url, said.url),
        (Field::Published, said.published),
        (Field::Modified, said.modified),
        (Field::Outlet, said.outlet),
        (Field::Credit, said.credit),
        (Field::Language, said.language),
        (Field::Byline, said.byline),
        (Field::Dateline, said.dateline),
    ] {
        field.set(draft, value.as_deref().unwrap_or_default());
    }
}

fn text(item: &Element, title: Option<&str>) -> Content {
    let Some(set) = item.first("contentSet") else {
        return Content::Clean(String::new());
    };
    if let Some(xml) = set.all("inlineXML").find(|xml| xml.elements().next().is_some()) {
        return mapping::content_of(xml.markup(), Rule::Html, title);
    }
    let kinds = ["text/plain", "text/html"];
    let data = set.all("inlineData").find(|data| {
        data.attribute("contenttype").is_none_or(|kind| kinds.iter().any(|it| kind.starts_with(it)))
    });
    let text = data.map(Element::text).unwrap_or_default();
    mapping::content_of(text, Rule::Plain, title)
}

/// The page of an item: a link that says so, or any other that leads to a page.
fn address(item: &Element) -> Option<String> {
    const PAGES: [&str; 4] = ["alternate", "canonical", "seealso", "isversionof"];
    let places = [item.first("itemMeta"), item.first("contentMeta")];
    let links = places.into_iter().flatten().flat_map(|place| place.all("link"));
    let mut pages = links.filter(|link| {
        let rel = link.attribute("rel").unwrap_or("alternate").to_lowercase();
        let rel = rel.rsplit_once(':').map_or(rel.as_str(), |(_, rel)| rel);
        PAGES.contains(&rel)
    });
    pages.find_map(|link| {
        link.attribute("href").filter(|it| it.starts_with("http")).map(str::to_owned)
    })
}

/// A first version is no change.
pub(super) fn drop_equal_times(draft: &mut Draft) {
    if draft.fields.modified == draft.fields.published {
        draft.fields.modified = None;
    }
}
