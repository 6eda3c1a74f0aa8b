use super::*;

fn about(head: &str, body: &str) -> About {
    let html = format!("<html lang=\"en\"><head>{head}</head><body>{body}</body></html>");
    About::of(&Document::from(html.as_str()))
}

const LINKED: &str = "<script type=\"application/ld+json\">{\"@type\":\"NewsArticle\",\
    \"headline\":\"Ferry is back\",\"datePublished\":\"2025-07-12T10:00:00Z\",\
    \"publisher\":{\"name\":\"Harbour Post\"},\"author\":{\"name\":\"Ana Ruiz\"}}</script>";
const GRAPH: &str = "<meta property=\"og:site_name\" content=\"Post Online\">\
    <meta property=\"article:published_time\" content=\"2025-07-11T09:00:00Z\">\
    <meta name=\"author\" content=\"Bo Vik\">";
const VISIBLE: &str = "<h1>Ferry is back</h1><time datetime=\"2025-07-10T08:00:00Z\" pubdate>then</time>\
    <div class=\"byline\">By Cy Dane</div>";

#[test]
fn what_is_written_for_machines_comes_before_tags_and_tags_before_what_is_visible() {
    for (head, outlet, day, byline) in [
        (format!("{GRAPH}{LINKED}"), Some("Harbour Post"), 12, "Ana Ruiz"),
        (GRAPH.to_owned(), Some("Post Online"), 11, "Bo Vik"),
        (String::new(), None, 10, "Cy Dane"),
    ] {
        let about = about(&head, VISIBLE);
        assert_eq!(about.outlet.as_deref(), outlet);
        assert_eq!(about.published.map(|time| time.date().day()), Some(day));
        assert_eq!(about.byline.as_deref(), Some(byline));
    }
}

#[test]
fn a_byline_is_names_and_nothing_else() {
    for (text, expected) in [
        ("By Ana Ruiz", Some("Ana Ruiz")),
        ("Von Ana Ruiz", Some("Ana Ruiz")),
        ("Ana Ruiz March 18 at 3:57 PM Follow @ana", Some("Ana Ruiz")),
        ("By Ana Ruiz 22 Dec 2016", Some("Ana Ruiz")),
        ("Ana Ruiz22 Dec 2016", Some("Ana Ruiz")),
        ("Ana May Ruiz", Some("Ana May Ruiz")),
        ("https://example.com/ana", None),
        ("@ana", None),
        ("12 July 2025", None),
        ("", None),
    ] {
        assert_eq!(byline(text).as_deref(), expected, "{text}");
    }
}

#[test]
fn a_writer_beside_an_agency_is_the_byline() {
    let agency = "<meta name=\"author\" content=\"AFP\">";
    assert_eq!(about(agency, VISIBLE).byline.as_deref(), Some("Cy Dane"));
    assert_eq!(about(agency, "<h1>Ferry is back</h1>").byline.as_deref(), Some("AFP"));
}

#[test]
fn the_kinds_a_page_says_it_has_are_told() {
    let graph = "<script type=\"application/ld+json\">{\"@graph\":[{\"@type\":\"WebPage\"},\
        {\"@type\":[\"LiveBlogPosting\",\"NewsArticle\"]}]}</script>\
        <meta property=\"og:type\" content=\"video.other\">";
    let mut kinds = about(graph, "").kinds;
    kinds.sort();
    assert_eq!(kinds, ["LiveBlogPosting", "NewsArticle", "WebPage", "video.other"]);
}

#[test]
fn times_that_can_be_none_are_told() {
    let tag = |time: &str| format!("<meta property=\"article:published_time\" content=\"{time}\">");
    for (time, refused) in [
        ("0001-01-01T00:00:00Z", true),
        ("2025-07-12", false),
        ("12/07/2025", false),
        ("soon", false),
    ] {
        assert_eq!(!about(&tag(time), "").refused.is_empty(), refused, "{time}");
    }
}
