//! Every format that is read, from a file of its kind to the article in it, and what a user is told
//! of files that are broken.
//!
//! `tests/fixtures` holds one invented article in every format, shaped as programs and agencies
//! write it. Where a format says less, the case says so.

use std::fs;
use std::path::{Path, PathBuf};

use copytaster::article::{Article, Body};
use copytaster::extract::{self, Purpose};
use copytaster::input::{self, Options};

const TITLE: &str = "Ferry service returns to Wend harbour after a week of storms";
const OUTLET: &str = "Harbour Gazette";
const BYLINE: &str = "Mara Lindqvist";
const URL: &str = "https://harbour-gazette.example/2026/03/14/ferry-returns";
const PUBLISHED: &str = "2026-03-14T07:53+02:00";
const MODIFIED: &str = "2026-03-14T09:20+02:00";

fn fixture(name: &str) -> PathBuf {
    Path::new("tests/fixtures").join(name)
}

/// Every article of a file, and every rejection as a user reads it.
fn read(path: &Path, options: &Options) -> Vec<Result<Article, String>> {
    input::open(path, options)
        .map(|read| read.and_then(|raw| extract::extract(raw, Purpose::Stories)))
        .map(|read| read.map_err(|rejected| told(&rejected, path)))
        .collect()
}

/// A rejection with its source below the file that was read.
fn told(rejected: &copytaster::article::Rejected, path: &Path) -> String {
    let source = rejected.source.to_string();
    let root = path.to_string_lossy().into_owned();
    let source = source.strip_prefix(&root).unwrap_or(&source);
    format!("{source}: {}", rejected.reason).trim_start_matches(": ").to_owned()
}

fn paragraphs() -> Vec<String> {
    let page = fs::read_to_string(fixture("page.html")).unwrap();
    let paragraphs = page.split("<p>").skip(1).map(|rest| rest.split("</p>").next().unwrap());
    paragraphs.map(str::to_owned).collect()
}

/// What an article is expected to say; `None` where its format does not say it.
struct Expected {
    title: &'static str,
    url: Option<&'static str>,
    outlet: Option<&'static str>,
    byline: Option<&'static str>,
    published: Option<&'static str>,
    modified: Option<&'static str>,
    language: Option<&'static str>,
}

const FULL: Expected = Expected {
    title: TITLE,
    url: Some(URL),
    outlet: Some(OUTLET),
    byline: Some(BYLINE),
    published: Some(PUBLISHED),
    modified: Some(MODIFIED),
    language: Some("en"),
};

/// The first article of a file is the ferry's, with what is expected of it, and its whole text.
fn check(name: &str, expected: &Expected) -> Article {
    let article = check_facts(name, expected);
    let text: Vec<String> = article.text.read().lines().map(str::to_owned).collect();
    assert_eq!(text, paragraphs(), "{name}");
    assert_eq!(article.body, Body::Full, "{name}");
    article
}

fn check_facts(name: &str, expected: &Expected) -> Article {
    let read = read(&fixture(name), &Options::default());
    let first = read.into_iter().next().unwrap_or_else(|| panic!("{name}: nothing"));
    let article = first.unwrap_or_else(|why| panic!("{name}: {why}"));
    let published = article.published.as_ref().map(ToString::to_string);
    let modified = article.modified.as_ref().map(ToString::to_string);
    assert_eq!(article.title.as_deref(), Some(expected.title), "{name}");
    assert_eq!(article.url.as_deref(), expected.url, "{name}");
    assert_eq!(article.outlet.as_ref().map(|it| it.as_str()), expected.outlet, "{name}");
    assert_eq!(article.byline.as_deref(), expected.byline, "{name}");
    assert_eq!(published.as_deref(), expected.published, "{name}");
    assert_eq!(modified.as_deref(), expected.modified, "{name}");
    assert_eq!(article.language.as_deref(), expected.language, "{name}");
    article
}

#[test]
fn a_page_is_the_measure_of_all_others() {
    check("page.html", &FULL);
    assert_eq!(paragraphs().len(), 5);
}

#[test]
fn feeds_hold_articles() {
    check("feed.rss", &FULL);
    check("feed.atom", &FULL);
    check("feed.json", &FULL);
    check("rss-1.0.rdf", &Expected { modified: None, ..FULL });
}

#[test]
fn an_item_with_a_summary_alone_is_an_excerpt() {
    for (name, published) in [
        ("feed.rss", Some("2026-03-13T16:05Z")),
        ("feed.atom", None),
        ("feed.json", Some("2026-03-13T16:05Z")),
    ] {
        let articles = read(&fixture(name), &Options::default());
        let article = articles[1].as_ref().unwrap();
        assert_eq!(article.body, Body::Excerpt, "{name}");
        assert!(article.text.read().starts_with("The yard at Orrin has taken on"), "{name}");
        let title = article.title.as_deref().unwrap();
        assert!(title.starts_with("Orrin yard takes on twelve apprentices"), "{title}");
        assert!(!title.contains("&amp;"), "{title}");
        assert_eq!(article.published.as_ref().map(ToString::to_string).as_deref(), published);
    }
}
