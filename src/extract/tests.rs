use super::*;
use crate::article::{ArticleKey, Source};

fn document(content: Content) -> RawDocument {
    RawDocument {
        key: ArticleKey::new("a"),
        source: Source { path: "a".into(), record: None },
        folder: None,
        content,
        fields: Fields::default(),
        record: None,
    }
}

fn read(content: Content, fields: Fields) -> Article {
    let raw = RawDocument { fields, ..document(content) };
    extract(raw, Purpose::Stories).unwrap()
}

fn text_of(text: &str) -> Content {
    Content::Clean(text.to_owned())
}

fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

const PAGE: &str = r#"<html lang="en-GB"><head>
<title>Sampleton mends its bridge - The Sampleton Star</title>
<meta property="og:site_name" content="The Sampleton Star">
<link rel="canonical" href="https://www.sampletonstar.example.com/bridge">
<script type="application/ld+json">{"@context":"https://schema.org","@graph":[{"@type":"WebPage"},
{"@type":"NewsArticle","headline":"Sampleton mends its bridge","datePublished":"2025-07-12",
"dateModified":"2025-07-13T08:00:00+01:00","author":[{"@type":"Person","name":"Ana Writer"},
{"@type":"Person","name":"Bo Reporter"}]}]}</script>
<meta property="article:published_time" content="2025-07-12T17:56:00+01:00">
</head><body>
<nav><a href="/">Home</a> <a href="/w">Weather</a></nav>
<article><h1>Sampleton mends its bridge</h1>
<div class="byline">By Ana Writer and Bo Reporter</div>
<figure><img src="b.jpg"><figcaption>The bridge in spring. Photo: Star</figcaption></figure>
<p>SAMPLETON (Reuters) - The council of Sampleton voted on Friday to mend the old bridge over the
river Quill, ending a quarrel that had kept the crossing shut since the floods of last autumn.</p>
<p>Work begins on Monday and should take eleven weeks, the mayor told residents who had gathered in
the town hall; buses will go by way of the mill until then.</p>
<p>Traders on the left bank welcomed the vote, though some of them said that it came too late for
the shops that closed over the winter when nobody could cross.</p>
</article>
<aside><h3>Most read</h3><ul><li><a href="/1">Cat rescued from chimney in Upper Quill</a></li>
<li><a href="/2">Baker wins prize for longest loaf</a></li></ul></aside>
<footer>Copyright The Sampleton Star</footer></body></html>"#;

#[test]
fn a_saved_page_says_what_it_is() {
    let article = read(Content::Html(PAGE.to_owned()), Fields::default());
    assert_eq!(article.title, some("Sampleton mends its bridge"));
    assert_eq!(article.outlet.unwrap().as_str(), "The Sampleton Star");
    assert_eq!(article.byline, some("Ana Writer, Bo Reporter"));
    assert_eq!(article.published.unwrap().to_string(), "2025-07-12T17:56+01:00");
    assert_eq!(article.modified.unwrap().to_string(), "2025-07-13T08:00+01:00");
    assert_eq!(article.url, some("https://www.sampletonstar.example.com/bridge"));
    assert_eq!(article.language, some("en"));
    assert_eq!(article.credits[0].name, "Reuters");
    assert_eq!(article.body, Body::Full);
    assert_eq!(article.text.read().lines().count(), 3);
    for other in ["Home", "Photo", "Cat rescued", "Most read", "Copyright", "By Ana"] {
        assert!(!article.text.read().contains(other), "{other}");
    }
}

#[test]
fn every_line_of_a_saved_page_has_its_role() {
    let extraction = extract_lines(document(Content::Html(PAGE.to_owned())));
    let roles = [
        ("Sampleton mends its bridge", Role::Headline),
        ("The bridge in spring. Photo: Star", Role::Caption),
        ("By Ana Writer and Bo Reporter", Role::Byline),
        ("Most read", Role::OtherStories),
        ("Copyright The Sampleton Star", Role::Footer),
    ];
    for (text, role) in roles {
        let line = extraction.lines.iter().find(|line| line.text == text);
        assert_eq!(line.map(|line| line.role), Some(role), "{text}");
    }
}

#[test]
fn a_record_is_believed_before_the_page() {
    let fields = Fields {
        title: some("Another headline"),
        outlet: some("WWW.OTHER.EXAMPLE.COM"),
        published: some("2024-01-02"),
        url: some("https://other.example.com/x"),
        byline: some("Cy Editor"),
        language: some("German"),
        ..Fields::default()
    };
    let article = read(Content::Html(PAGE.to_owned()), fields);
    assert_eq!(article.title, some("Another headline"));
    assert_eq!(article.outlet.unwrap().as_str(), "example.com");
    assert_eq!(article.published.unwrap().to_string(), "2024-01-02");
    assert_eq!(article.byline, some("Cy Editor"));
    assert_eq!(article.language, some("de"));
}

#[test]
fn an_outlet_comes_from_the_folder_for_pages_and_from_the_address_for_records() {
    let named = |content: Content, url: Option<&str>, folder: Option<&str>| {
        let raw = RawDocument {
            folder: folder.map(str::to_owned),
            fields: Fields {
                title: some("A headline"),
                url: url.map(str::to_owned),
                ..Fields::default()
            },
            ..document(content)
        };
        let article = extract(raw, Purpose::Stories).unwrap();
        article.outlet.map(|outlet| outlet.as_str().to_owned())
    };
    let url = Some("https://news.star.co.uk/a");
    let pasted = || Content::Pasted("A headline".to_owned());
    assert_eq!(named(pasted(), url, Some("star")), some("star"));
    assert_eq!(named(pasted(), url, None), some("star.co.uk"));
    assert_eq!(named(text_of("x"), url, Some("exports")), some("star.co.uk"));
    assert_eq!(named(text_of("x"), None, Some("star")), some("star"));
    assert_eq!(named(text_of("x"), None, None), None);
}

#[test]
fn a_headline_alone_is_an_article_and_nothing_is_not() {
    let titled = Fields { title: some("Bridge opened"), ..Fields::default() };
    let article = read(text_of(" \n\0 "), titled);
    assert_eq!(article.body, Body::HeadlineOnly);
    assert_eq!(article.text.read(), "");
    for nothing in ["", " \n\t", "\u{0}", "…", "---"] {
        let rejected = extract(document(text_of(nothing)), Purpose::Stories).unwrap_err();
        assert_eq!(rejected.reason, Reason::Empty, "{nothing:?}");
    }
}

#[test]
fn a_cleaned_text_keeps_its_words_and_loses_its_blanks() {
    let article = read(text_of("One  two.\r\n\r\nThree\0 four."), Fields::default());
    assert_eq!(article.text.read(), "One two.\nThree four.");
    assert_eq!(article.title, None);
    assert_eq!(article.body, Body::Full);
    let excerpt = read(Content::Excerpt("One.".to_owned()), Fields::default());
    assert_eq!(excerpt.body, Body::Excerpt);
}

#[test]
fn a_date_that_could_be_two_is_none_and_is_remarked_upon() {
    let dated = |date: &str, language: &str| {
        let raw = RawDocument {
            fields: Fields {
                title: some("A headline"),
                published: some(date),
                language: some(language),
                ..Fields::default()
            },
            ..document(text_of("Words."))
        };
        let extraction = extract_lines(raw);
        let published = extraction.article.unwrap().published;
        (published.map(|time| time.to_string()), extraction.remarks)
    };
    let (published, remarks) = dated("07/12/2025", "en");
    assert_eq!(published, None);
    assert_eq!(remarks, ["the date `07/12/2025` is ambiguous: 2025-12-07 or 2025-07-12"]);
    assert_eq!(dated("07/12/2025", "fr").0, some("2025-12-07"));
    assert_eq!(dated("13/12/2025", "en").0, some("2025-12-13"));
    assert_eq!(dated("soon", "en").1, ["published `soon` is no time that can be read"]);
}

#[test]
fn a_weekday_in_the_opening_settles_a_date_in_figures() {
    // 4 March 2026 is a Wednesday, 3 April a Friday.
    let cases = [
        ("The harbour master quit on Wednesday.", some("2026-03-04")),
        ("The harbour master quit on Tuesday.", some("2026-03-04")),
        ("The harbour master quit on Friday.", some("2026-04-03")),
        ("The harbour master quit on Sunday.", None),
        ("The harbour master will quit next Wednesday.", None),
        ("The harbour master quit.", None),
    ];
    for (text, expected) in cases {
        let raw = RawDocument {
            fields: Fields {
                published: some("03/04/2026"),
                language: some("en"),
                ..Fields::default()
            },
            ..document(text_of(text))
        };
        let extraction = extract_lines(raw);
        let published = extraction.article.unwrap().published;
        assert_eq!(published.map(|time| time.to_string()), expected, "{text}");
        assert_eq!(extraction.remarks.len(), 1, "{text}");
    }
}

#[test]
fn a_page_of_links_is_no_article() {
    let links: String = (1..40)
        .map(|n| format!("<li><a href='/{n}'>Story number {n} of the desk of the day</a></li>"))
        .collect();
    let page = format!("<html><body><h1>News</h1><ul>{links}</ul></body></html>");
    let reason = extract(document(Content::Html(page)), Purpose::Stories).unwrap_err().reason;
    assert!(matches!(reason, Reason::NoArticle(_)), "{reason}");
}

#[test]
fn pages_that_hold_nothing_are_empty() {
    for page in ["", "<html></html>", "<script>let a = 1;</script>", "<!-- -->", "\0"] {
        let rejected =
            extract(document(Content::Html(page.to_owned())), Purpose::Stories).unwrap_err();
        assert_eq!(rejected.reason, Reason::Empty, "{page:?}");
    }
}

#[test]
fn a_page_that_scripts_build_is_read_from_what_it_says_to_machines() {
    let body =
        "The mill at Upper Quill will grind again from October, its new owners said. ".repeat(6);
    let page = format!(
        r#"<html><body><div id="root"></div><script type="application/ld+json">
        {{"@type":"NewsArticle","headline":"Mill to reopen","articleBody":"{body}"}}</script></body></html>"#
    );
    let article = read(Content::Html(page), Fields::default());
    assert_eq!(article.title, some("Mill to reopen"));
    assert!(article.text.read().starts_with("The mill at Upper Quill"));
}

proptest::proptest! {
    #[test]
    fn no_input_makes_it_panic(text in "(<[a-z]{1,6}|</p>|<!--|\\PC{0,12}|[\n&;>\"']|2025-07-12){0,40}") {
        for content in [
            Content::Html(text.clone()),
            Content::Pasted(text.clone()),
            Content::Clean(text.clone()),
        ] {
            let _ = extract_lines(document(content));
        }
    }
}

/// A page of teasers as an outlet's front page is.
fn front_page(teasers: usize) -> String {
    let teaser = |n: usize| {
        format!(
            "<article><h2><a href=\"/{n}\">Story number {n} of the harbour town</a></h2>\
            <p>Teaser {n} tells in one sentence of some length what a reader will find below the \
            headline of story number {n}.</p><a href=\"/{n}\">Read more</a></article>"
        )
    };
    let teasers: String = (0..teasers).map(teaser).collect();
    format!("<html><head><title>Harbour Post</title></head><body>{teasers}</body></html>")
}

#[test]
fn a_front_page_is_no_article_and_is_told_to_be_none() {
    let rejected = extract(document(Content::Html(front_page(12))), Purpose::Stories);
    let reason = rejected.expect_err("no article").reason;
    assert_eq!(reason, Reason::NoArticle("a page of 12 links to other stories".to_owned()));
}

const ENTRIES: &str = "Harbour Post\nHome\nNews\nFerry aground: live updates\n\
    Follow our coverage of the ferry off the pier\n\
    11:42\nCrane on its way\n\
    The crane has left the southern port and is expected before the evening.\n\
    11:20\nPassengers ashore\nAll sixty passengers have been brought ashore in two pilot boats.\n\
    10:51\nA passenger tells our reporter that the ferry shook from end to end.\n\
    10:20\nFerry runs aground\nThe noon ferry has run aground in the old lock gate.\n\
    Most read\nLighthouse keeper retires after fifty years\n10:00\nRecord traffic at the port";

const STUB: &str = "Home\nFerry aground in the lock\nAna Ruiz\n21 July 2025, 10:20\n\
    The noon ferry ran into the old lock gate on Monday with sixty people on board, he said.\n\
    Nobody was hurt, and the gate will be lifted out by a crane on Wednesday.\n\
    Subscribe to continue reading\nAlready a subscriber? Log in\nMost read";

#[test]
fn a_live_blog_and_a_stub_are_articles_with_a_remark() {
    for (page, body, remark, lines) in [
        (ENTRIES, Body::Full, "a live blog: several reports, each with its time", 7),
        (STUB, Body::Excerpt, "only the beginning of the article: the rest is behind a paywall", 2),
    ] {
        let extraction = extract_lines(document(Content::Pasted(page.to_owned())));
        let article = extraction.article.expect("an article");
        assert_eq!(article.body, body, "{page}");
        assert_eq!(extraction.remarks, [remark]);
        let text = article.text.read();
        assert_eq!(text.lines().count(), lines, "{text}");
        assert!(!text.contains("Lighthouse") && !text.contains("ubscribe"), "{text}");
    }
}

#[test]
fn impossible_times_are_unknown_and_remarked_upon() {
    let page = |time: &str| {
        let article = "<p>The ferry came back to the harbour on Thursday after nine days.</p>";
        format!(
            "<html><head><meta property=\"article:published_time\" content=\"{time}\"></head>\
            <body><h1>Ferry is back</h1>{}</body></html>",
            article.repeat(4)
        )
    };
    for (time, expected) in [
        ("0001-01-01T00:00:00Z", None),
        ("9999-12-31T23:59:59Z", None),
        ("2099-01-01", None),
        ("1970-01-01T00:00:01Z", None),
        ("2025-07-12T10:00:00Z", Some("2025-07-12T10:00Z")),
    ] {
        let extraction = extract_lines(document(Content::Html(page(time))));
        let article = extraction.article.expect("an article");
        assert_eq!(article.published.map(|time| time.to_string()).as_deref(), expected, "{time}");
        assert_eq!(extraction.remarks.len(), usize::from(expected.is_none()), "{time}");
        let fields = Fields { published: some(time), ..Fields::default() };
        let record = RawDocument { fields, ..document(text_of("The ferry came back.")) };
        let extraction = extract_lines(record);
        assert_eq!(extraction.remarks.len(), usize::from(expected.is_none()), "{time}");
    }
}

#[test]
fn an_article_is_not_published_after_it_was_seen() {
    for (published, remarks) in [("2025-07-14T10:00:00Z", 0), ("2025-07-14T10:00:01Z", 1)] {
        let fields = Fields {
            published: some(published),
            seen: some("2025-07-12T10:00:00Z"),
            ..Fields::default()
        };
        let raw = RawDocument { fields, ..document(text_of("The ferry came back.")) };
        let extraction = extract_lines(raw);
        assert_eq!(extraction.remarks.len(), remarks, "{published}");
        let article = extraction.article.expect("an article");
        assert_eq!(article.published.is_none(), remarks == 1, "{published}");
    }
}

#[test]
fn a_time_told_from_now_needs_to_know_when_the_page_was_seen() {
    let page = "Ferry is back\nAna Ruiz\nil y a 2 heures\n\
        The ferry came back to the harbour on Thursday after nine days at the yard, he said.\n\
        The first cars rolled off before noon, and the band of the harbour played for them all.";
    for (seen, expected) in [(None, None), (some("2025-07-12T10:00:00Z"), Some("2025-07-12"))] {
        let fields = Fields { seen, ..Fields::default() };
        let raw = RawDocument { fields, ..document(Content::Pasted(page.to_owned())) };
        let extraction = extract_lines(raw);
        assert_eq!(extraction.remarks.len(), usize::from(expected.is_none()));
        let article = extraction.article.expect("an article");
        assert_eq!(article.published.map(|time| time.to_string()).as_deref(), expected);
    }
}
