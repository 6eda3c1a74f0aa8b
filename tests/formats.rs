//! Every format that is read, from a file of its kind to the article in it, and what a user is told
//! of files that are broken.
//!
//! `tests/fixtures` holds one invented article in every format, shaped as programs and agencies
//! write it. Where a format says less, the case says so.

use std::fs;
use std::path::{Path, PathBuf};

use copytaster::article::{Article, Body};
use copytaster::extract::{self, Purpose};
use copytaster::input::{self, Format, Limits, Options};

use crate::packing::{gzipped, zipped, zstded};
use crate::timing::{linear, timed};

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

#[test]
fn what_agencies_send_is_read() {
    let nitf = check("article.nitf.xml", &FULL);
    assert_eq!(nitf.dateline.as_deref(), Some("WEND"));
    assert_eq!(nitf.key.as_str(), "hg-20260314-ferry");
    for name in ["newsml-g2.xml", "newsml-g2-message.xml"] {
        let article = check(name, &FULL);
        assert_eq!(article.key.as_str(), "urn:newsml:harbour-gazette.example:20260314:ferry");
        assert_eq!(article.dateline.as_deref(), Some("WEND, March 14"), "{name}");
    }
    for name in ["ninjs-1.json", "ninjs-2.json", "ninjs-3.json"] {
        let article = check(name, &FULL);
        assert_eq!(article.key.as_str(), "http://harbour-gazette.example/item/20260314-ferry");
    }
}

#[test]
fn what_an_agency_took_back_is_rejected() {
    let rejected = |name: &str| -> Vec<String> {
        read(&fixture(name), &Options::default()).into_iter().filter_map(Result::err).collect()
    };
    assert_eq!(
        rejected("newsml-g2-message.xml"),
        [
            "#2: no article in it: its agency marks it as canceled",
            "#3: no article in it: a packageItem of NewsML-G2"
        ]
    );
    assert_eq!(
        rejected("exports/ap-media-api.json"),
        ["#2: no article in it: its agency marks it as canceled"]
    );
}

#[test]
fn saved_pages_and_messages_are_read() {
    let mhtml = check("page.mhtml", &FULL);
    assert_eq!(mhtml.seen.as_ref().map(ToString::to_string).as_deref(), Some("2026-03-15T08:12Z"));
    let single = check("singlefile.html", &FULL);
    assert_eq!(
        single.seen.as_ref().map(ToString::to_string).as_deref(),
        Some("2026-03-15T10:12+02:00")
    );
    let mail = Expected { url: None, modified: None, byline: None, ..FULL };
    let article = check("article.eml", &mail);
    assert_eq!(article.key.as_str(), "20260314-ferry@harbour-gazette.example");
    check("forwarded.eml", &mail);
    let inline = Expected { published: Some("2026-03-14T07:53"), ..mail };
    check("forwarded-inline.eml", &inline);
}

#[test]
fn a_digest_is_parted_into_its_reports() {
    for name in ["digest.eml", "digest-plain.eml"] {
        let articles = read(&fixture(name), &Options::default());
        let titles: Vec<&str> =
            articles.iter().map(|it| it.as_ref().unwrap().title.as_deref().unwrap()).collect();
        assert_eq!(
            titles,
            [
                "Ferry service returns to Wend harbour",
                "Orrin yard takes on twelve apprentices",
                "Council votes to keep the Skerry school open"
            ],
            "{name}"
        );
        let first = articles[0].as_ref().unwrap();
        assert_eq!(first.url.as_deref(), Some(URL), "{name}");
        assert_eq!(first.outlet.as_ref().map(|it| it.as_str()), Some(OUTLET), "{name}");
        assert_eq!(first.body, Body::Excerpt, "{name}");
        assert_eq!(first.key.as_str(), format!("{name}#1"));
        assert!(first.text.read().ends_with("tore two of its moorings loose."), "{name}");
    }
}

#[test]
fn pages_that_a_crawler_kept_are_read() {
    for name in ["crawl.warc", "crawl.warc.gz"] {
        let article = check(name, &FULL);
        assert_eq!(article.key.as_str(), format!("{name}#1"));
        let seen = article.seen.as_ref().map(ToString::to_string);
        assert_eq!(seen.as_deref(), Some("2026-03-15T08:12Z"));
        let read = read(&fixture(name), &Options::default());
        let urls: Vec<String> = read
            .iter()
            .map(|it| it.as_ref().map_or_else(Clone::clone, |it| it.url.clone().unwrap()))
            .collect();
        assert_eq!(
            urls,
            [
                URL.to_owned(),
                format!("{URL}?chunked"),
                format!("{URL}?gzip"),
                format!("{URL}?resource"),
                "no article in it: 5 of its 9 records are no pages: requests, pictures, \
                 redirects, errors"
                    .to_owned(),
            ]
        );
        for article in read.iter().flatten() {
            assert_eq!(article.text.read(), paragraphs().join("\n"), "{:?}", article.url);
        }
    }
}

/// What an export says at most: it is a table of what each one does not.
#[test]
fn exports_are_recognised_by_their_fields() {
    let bare = Expected { published: Some("2026-03-14T07:53"), ..FULL };
    let utc = Expected { published: Some("2026-03-14T05:53Z"), modified: None, ..FULL };
    let domain = Some("harbour-gazette.example");
    for (name, expected) in [
        (
            "news-please.json",
            Expected { outlet: domain, modified: Some("2026-03-14T09:20"), ..bare },
        ),
        ("trafilatura.json", Expected { published: Some("2026-03-14"), modified: None, ..FULL }),
        ("newspaper4k.json", Expected { outlet: None, modified: None, ..FULL }),
        ("fundus.json", Expected { modified: None, ..FULL }),
        ("event-registry.json", Expected { ..utc }),
        (
            "newscatcher.json",
            Expected {
                published: Some("2026-03-14T05:53"),
                modified: Some("2026-03-14T07:20"),
                ..FULL
            },
        ),
        (
            "newscatcher-clusters.json",
            Expected { published: Some("2026-03-14T05:53"), modified: None, ..FULL },
        ),
        ("excel-utf8.csv", Expected { modified: None, ..FULL }),
        ("excel-semicolon-cp1252.csv", Expected { modified: None, ..FULL }),
        ("excel-unicode-text.txt.csv", Expected { modified: None, ..FULL }),
        ("plain.tsv", Expected { modified: None, ..FULL }),
    ] {
        check(&format!("exports/{name}"), &expected);
    }
}

#[test]
fn exports_that_hold_less_than_the_text_say_so() {
    let none = Expected { byline: None, published: None, modified: None, ..FULL };
    let domain = Some("harbour-gazette.example");
    let cases = [
        (
            "mediacloud.csv",
            Expected { published: Some("2026-03-14"), ..none },
            Body::HeadlineOnly,
            Some("2026-03-15T08:12"),
        ),
        (
            "gdelt-artlist.json",
            Expected { outlet: domain, ..none },
            Body::HeadlineOnly,
            Some("2026-03-15T08:15Z"),
        ),
        (
            "gdelt-artlist.csv",
            Expected { outlet: None, language: None, ..none },
            Body::HeadlineOnly,
            Some("2026-03-15T08:15"),
        ),
        (
            "newsapi.json",
            Expected { published: Some("2026-03-14T05:53Z"), modified: None, ..FULL },
            Body::Excerpt,
            None,
        ),
    ];
    for (name, expected, body, seen) in cases {
        let article = check_facts(&format!("exports/{name}"), &expected);
        assert_eq!(article.body, body, "{name}");
        assert_eq!(article.seen.as_ref().map(ToString::to_string).as_deref(), seen, "{name}");
    }
}

#[test]
fn the_guardian_the_times_and_the_agency_answer_in_their_own_words() {
    let guardian = Expected {
        url: Some("https://www.theguardian.com/islands/2026/mar/14/ferry-returns"),
        outlet: Some("The Guardian"),
        published: Some("2026-03-14T05:53Z"),
        modified: Some("2026-03-14T07:20Z"),
        ..FULL
    };
    let article = check_facts("exports/guardian.json", &guardian);
    assert_eq!(article.text.read(), paragraphs().join(" "));
    assert_eq!(article.key.as_str(), "islands/2026/mar/14/ferry-returns");
    let times = Expected { published: Some("2026-03-14T05:53Z"), modified: None, ..FULL };
    let article = check_facts("exports/nyt.json", &times);
    assert_eq!(article.body, Body::Excerpt);
    let agency = Expected {
        url: Some("https://apnews.com/article/ferry-0a1b"),
        outlet: Some("Associated Press"),
        byline: Some("MARA LINDQVIST"),
        published: Some("2026-03-14T05:53Z"),
        modified: Some("2026-03-14T07:20Z"),
        ..FULL
    };
    let article = check_facts("exports/ap-media-api.json", &agency);
    assert_eq!(article.body, Body::HeadlineOnly);
    assert_eq!(article.dateline.as_deref(), Some("WEND"));
}

/// What is read of a folder with these files: the names of articles, and rejections.
fn read_desk(files: &[(&str, &[u8])], options: &Options) -> Vec<String> {
    let desk = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        fs::write(desk.path().join(name), bytes).unwrap();
    }
    let root = desk.path().join("x");
    let root = root.to_string_lossy();
    let root = root.trim_end_matches('x');
    input::open(desk.path(), options)
        .map(|read| match read {
            Ok(raw) => raw.key.to_string(),
            Err(rejected) => {
                let source = rejected.source.to_string();
                let source = source.strip_prefix(root).unwrap_or(&source);
                format!("{source}: {}", rejected.reason)
            }
        })
        .collect()
}

#[test]
fn an_archive_is_read_like_a_folder_and_each_file_in_it_like_a_file() {
    let page = fs::read(fixture("page.html")).unwrap();
    let feed = fs::read(fixture("feed.rss")).unwrap();
    let table = b"title,text\na,b\nc,d\n";
    let inner = zipped(&[("deep.html", &page), ("x.csv.gz", &gzipped(table))]);
    let zip = zipped(&[
        ("README.md", b"no article"),
        ("__MACOSX/._a.html", b"no article"),
        ("dawn/page.html", &page),
        ("dawn/page_files/frame.html", &page),
        ("inner.zip", &inner),
        ("feed", &feed),
        ("../../etc/passwd", b"root"),
        ("/etc/shadow", b"root"),
        ("photo.jpg", b"\xFF\xD8\xFF"),
        ("z.csv.zst", &zstded(table)),
    ]);
    let read =
        read_desk(&[("desk.zip", &zip), ("again.zip.gz", &gzipped(&inner))], &Options::default());
    assert_eq!(
        read,
        [
            "again.zip.gz/deep.html",
            "again.zip.gz/x.csv.gz#1",
            "again.zip.gz/x.csv.gz#2",
            "desk.zip: could not be read: \"../../etc/passwd\" in it leads out of the archive",
            "desk.zip: could not be read: \"/etc/shadow\" in it leads out of the archive",
            "desk.zip/dawn/page.html",
            "hg-20260314-ferry",
            "https://harbour-gazette.example/2026/03/13/orrin-yard",
            "desk.zip/inner.zip/deep.html",
            "desk.zip/inner.zip/x.csv.gz#1",
            "desk.zip/inner.zip/x.csv.gz#2",
            "desk.zip/photo.jpg: not a kind of file that is read: .jpg",
            "desk.zip/z.csv.zst#1",
            "desk.zip/z.csv.zst#2",
        ]
    );
}

#[test]
fn a_folder_in_an_archive_may_name_the_outlet() {
    let zip = zipped(&[(
        "evening-beacon/page.txt",
        b"Ferry is back\n\nThe ferry came back to the harbour on Thursday, its captain said.",
    )]);
    let desk = tempfile::tempdir().unwrap();
    fs::write(desk.path().join("desk.zip"), zip).unwrap();
    let raw = input::open(desk.path(), &Options::default()).next().unwrap().unwrap();
    assert_eq!(raw.folder.as_deref(), Some("evening-beacon"));
}

#[test]
fn what_cannot_be_unpacked_is_told_and_the_rest_read() {
    let page = fs::read(fixture("page.html")).unwrap();
    let whole = zipped(&[("a.html", &page), ("b.html", &page)]);
    let mut changed = whole.clone();
    let at = changed.len() / 4;
    changed[at..at + 20].fill(0);
    let zeros = vec![b'0'; 5 << 20];
    let mut bomb = zipped(&[("page.html", &page)]);
    for _ in 0..5 {
        bomb = zipped(&[("again.zip", &bomb), ("page.html", &page)]);
    }
    let limits = Limits { unpacked: 4 << 20, entries: 2, ..Limits::default() };
    let files: [(&str, &[u8]); 7] = [
        ("bomb.zip", &bomb),
        ("changed.zip", &changed),
        ("cut.zip", &whole[..whole.len() - 30]),
        ("empty.zip", &zipped(&[])),
        ("many.zip", &zipped(&[("a", b"x"), ("b", b"x"), ("c", b"x")])),
        ("whole.zip", &whole),
        ("zeros.zip", &zipped(&[("a.html", &page), ("zeros.txt", &zeros)])),
    ];
    let read = read_desk(&files, &Options { limits, ..Options::default() });
    assert_eq!(
        read,
        [
            "bomb.zip/again.zip/again.zip/again.zip/again.zip: could not be read: archives within archives, more than 4 deep (--max-layers)",
            "bomb.zip/again.zip/again.zip/again.zip/page.html",
            "bomb.zip/again.zip/again.zip/page.html",
            "bomb.zip/again.zip/page.html",
            "bomb.zip/page.html",
            "changed.zip/a.html: could not be read: it is not as the archive says: cut or changed",
            "changed.zip/b.html",
            "cut.zip: could not be read: a ZIP archive whose list of files is missing or broken, as if it was cut",
            "empty.zip: no file in it to read",
            "many.zip: could not be read: an archive of 3 files, more than the 2 that are read (--max-entries)",
            "whole.zip/a.html",
            "whole.zip/b.html",
            "zeros.zip/a.html",
            "zeros.zip/zeros.txt: could not be read: unpacks to more than 4 MiB (--max-unpacked-size)",
        ]
    );
}

#[test]
fn a_format_that_is_asked_for_stands_before_what_a_name_says() {
    let table = b"title;text\na;b\n";
    for (name, asked, expected) in [
        ("export.dat", None, "export.dat: not a kind of file that is read: .dat"),
        ("export.dat", Some("csv"), "export.dat#1"),
        ("export.txt", Some("csv"), "export.txt#1"),
        ("export.txt", None, "export.txt"),
        ("export.csv", Some("txt"), "export.csv"),
    ] {
        let format = asked.map(|name| Format::named(name).unwrap());
        let options = Options { format, ..Options::default() };
        assert_eq!(read_desk(&[(name, table)], &options), [expected], "{name} {asked:?}");
    }
    let problem = Format::named("nwesml").unwrap_err();
    assert_eq!(problem.message, "--format-in nwesml: no format that is read");
    assert_eq!(problem.hint, "did you mean --format-in newsml?");
    let problem = Format::named("docx").unwrap_err();
    assert!(problem.hint.starts_with("formats are txt, md, html"), "{}", problem.hint);
}

#[test]
fn what_broken_files_are_told_with() {
    let feed = fs::read_to_string(fixture("feed.rss")).unwrap();
    let cut = &feed[..feed.find("apprentices").unwrap()];
    let laughs = feed
        .replace(
            "<rss ",
            "<!DOCTYPE rss [<!ENTITY lol \"lol\"><!ENTITY lol2 \"&lol;&lol;\">]>\n<rss ",
        )
        .replace("Orrin yard", "&lol2;");
    let deep = format!("<rss>{}", "<a>".repeat(10_000));
    let mail = fs::read_to_string(fixture("article.eml")).unwrap();
    let warc = fs::read(fixture("crawl.warc")).unwrap();
    let warc_length =
        String::from_utf8_lossy(&warc).replacen("Content-Length: 51", "Content-Length: many", 1);
    let newsml = fs::read_to_string(fixture("newsml-g2.xml")).unwrap();
    let picture = newsml.replace("ninat:text", "ninat:picture");
    let nothing = "<nitf><head/><body><body.content/></body></nitf>";
    let cases: [(&str, &[u8], &[&str]); 16] = [
        ("cut.rss", cut.as_bytes(), &["hg-20260314-ferry", "cut.rss: could not be read: line 28: it ends before its last element does"]),
        ("laughs.rss", laughs.as_bytes(), &["hg-20260314-ferry", "laughs.rss#2: broken record: line 29: the entity &lol2; is not one of XML or HTML, and none is expanded that a file declares"]),
        ("deep.rss", deep.as_bytes(), &["deep.rss: could not be read: line 1: elements within elements, more than 256 deep (--max-nesting)"]),
        ("none.rss", b"<rss><channel><title>x</title></channel></rss>", &["none.rss: no text in it"]),
        ("page.rss", b"<!DOCTYPE html><p>Not found", &["page.rss"]),
        ("words.rss", b"plain words", &["words.rss: could not be read: line 1: no XML in it"]),
        ("other.xml", b"<?xml version=\"1.0\"?><opml/>", &["other.xml: not a kind of file that is read: XML whose root is <opml>"]),
        ("words.xml", b"plain words", &["words.xml: not a kind of file that is read: .xml, but no XML in it"]),
        ("picture.xml", picture.as_bytes(), &["picture.xml: no article in it: a NewsML-G2 item of the class picture"]),
        ("nothing.xml", nothing.as_bytes(), &["nothing.xml"]),
        ("no-header.eml", b"\n\nonly words\n", &["no-header.eml: broken record: no header of a message in it"]),
        ("cut.eml", &mail.as_bytes()[..900], &["20260314-ferry@harbour-gazette.example"]),
        ("none.mhtml", b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\n\r\nwords\r\n--x--\r\n", &["none.mhtml: no article in it: MHTML without a page in it"]),
        ("words.warc", b"plain words", &["words.warc: could not be read: record 1: does not begin with WARC/"]),
        ("cut.warc", &warc[..1500], &["cut.warc: could not be read: record 3: is cut: the file ends within it", "cut.warc: no article in it: 2 of its 3 records are no pages: requests, pictures, redirects, errors"]),
        ("length.warc", warc_length.as_bytes(), &["length.warc: could not be read: record 1: has no Content-Length"]),
    ];
    let mut wrong = Vec::new();
    for (name, bytes, expected) in cases {
        let read = read_desk(&[(name, bytes)], &Options::default());
        if read != expected {
            wrong.push(format!("{name}\n  is  {read:?}\n  not {expected:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Every fixture with its bytes.
fn fixtures() -> Vec<(String, Vec<u8>)> {
    let folders = [fixture(""), fixture("exports")];
    let files = folders.iter().flat_map(|folder| fs::read_dir(folder).unwrap());
    let files = files.map(|entry| entry.unwrap().path()).filter(|path| path.is_file());
    let mut all: Vec<(String, Vec<u8>)> = files
        .map(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, fs::read(path).unwrap())
        })
        .collect();
    all.sort();
    all
}

#[test]
fn whatever_is_cut_or_changed_is_accounted_for() {
    let mut all = fixtures();
    let [page, feed] = ["page.html", "feed.rss"]
        .map(|name| all.iter().find(|(known, _)| known == name).unwrap().1.clone());
    all.push(("desk.zip".to_owned(), zipped(&[("a.html", &page), ("b/feed.xml", &feed)])));
    all.push(("feed.rss.zst".to_owned(), zstded(&feed)));
    for (name, bytes) in &all {
        for piece in 1..12 {
            let cut = bytes.len() * piece / 12;
            let mut changed = bytes.clone();
            for (at, byte) in changed.iter_mut().enumerate().skip(cut).step_by(97) {
                *byte ^= u8::try_from(at % 255).unwrap() | 1;
            }
            let mut doubled = bytes[..cut].to_vec();
            doubled.extend_from_slice(&bytes[cut / 2..]);
            for bytes in [&bytes[..cut], &changed, &doubled] {
                let found = read_desk(&[(name, bytes)], &Options::default());
                assert!(!found.is_empty(), "{name}, {piece} of 12");
            }
        }
    }
}

#[test]
fn every_format_reads_any_other_without_a_panic() {
    for (format, ..) in Format::ALL {
        let options = Options { format: Some(format), ..Options::default() };
        for (name, bytes) in fixtures() {
            let found = read_desk(&[(&name, &bytes)], &options);
            assert!(!found.is_empty(), "{name} as {format:?}");
        }
    }
}

/// Files with so many bytes of one piece over and over.
fn grown(bytes: usize) -> Vec<(&'static str, String)> {
    let many = |piece: &str| piece.repeat(bytes / piece.len());
    let mail = "MIME-Version: 1.0\r\nMessage-ID: <a@b.example>\r\n";
    vec![
        (
            "quotes.rss",
            format!(
                "<rss><item><title>x</title><description><![CDATA[{}]]></description></item></rss>",
                many("<a '")
            ),
        ),
        (
            "tags.rss",
            format!(
                "<rss><item><title>x</title><description><![CDATA[{}]]></description></item></rss>",
                many("<a ")
            ),
        ),
        (
            "scripts.rss",
            format!(
                "<rss><item><title>x</title><description><![CDATA[{}]]></description></item></rss>",
                many("<script></b>")
            ),
        ),
        ("items.rss", format!("<rss>{}</rss>", many("<item><title>x</title></item>"))),
        ("open.rss", format!("<rss><item>{}", many("</b>"))),
        ("attributes.rss", format!("<rss><item {}/></rss>", many("a='b' "))),
        ("spaces.rss", format!("<rss><item {}/></rss>", many("xmlns:a='b' "))),
        (
            "parts.eml",
            format!(
                "{mail}Content-Type: multipart/mixed; boundary=x\r\n\r\n{}",
                many("--x\r\n\r\na\r\n")
            ),
        ),
        ("nested.eml", format!("{mail}{}", many("Content-Type: message/rfc822\r\n\r\n"))),
        ("marks.eml", format!("{mail}\r\n{}", many("forwarded message\r\n"))),
        (
            "links.eml",
            format!(
                "{mail}Content-Type: text/html\r\n\r\n{}",
                many("<h2><a href='https://a.example/1'>one two three</a></h2>")
            ),
        ),
        (
            "addresses.eml",
            format!("{mail}\r\n{}", many("One two three\r\nhttps://a.example/b\r\n")),
        ),
        ("headers.eml", format!("{mail}{}\r\nx", many("X-A: b\r\n"))),
        ("records.warc", many("WARC/1.0\r\nWARC-Type: request\r\nContent-Length: 0\r\n\r\n")),
        ("lines.warc", format!("WARC/1.0\r\n{}", many("a: b\r\n"))),
    ]
}

#[test]
fn nothing_that_grows_is_read_again_and_again() {
    const BYTES: usize = 2 << 20;
    for at in 0..grown(0).len() {
        let linear = linear(|part| {
            let (name, text) = grown(BYTES / part).swap_remove(at);
            timed(|| {
                let found = read_desk(&[(name, text.as_bytes())], &Options::default());
                assert!(!found.is_empty(), "{name}");
            })
        });
        assert_eq!(linear, Ok(()), "{}", grown(0)[at].0);
    }
}

#[cfg(unix)]
#[test]
fn a_program_of_the_users_makes_text_of_what_is_not_read_otherwise() {
    let desk = tempfile::tempdir().unwrap();
    let text = paragraphs().join("\n\n");
    let pdf = format!("%PDF-1.4\n{TITLE}\n\nBy {BYLINE}\n\n{text}\n");
    fs::write(desk.path().join("minutes.pdf"), &pdf).unwrap();
    let letter = zipped(&[("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<w/>")]);
    fs::write(desk.path().join("letter.docx"), &letter).unwrap();
    let run = |arguments: &[&str]| {
        let mut command = assert_cmd::Command::cargo_bin("copytaster").unwrap();
        let output = command
            .args(["clean", "--format", "jsonl"])
            .args(arguments)
            .arg(desk.path())
            .output()
            .unwrap();
        let [out, told] = [output.stdout, output.stderr].map(|it| String::from_utf8(it).unwrap());
        (out, told, output.status.code())
    };
    let (out, told, code) =
        run(&["--via", "sh -c 'grep -q PK && { echo no Word here >&2; exit 1; }; exit 0'"]);
    assert!(
        told.contains("letter.docx: could not be read: sh ended with 1: no Word here"),
        "{told}"
    );
    assert!(told.contains("minutes.pdf: no text in it"), "{told}");
    assert_eq!((out.as_str(), code), ("", Some(3)));
    let (out, told, code) = run(&["--via", "tail -c +10"]);
    assert!(out.contains(TITLE) && out.contains("minutes.pdf"), "{out}{told}");
    assert_eq!(code, Some(0), "{told}");
    let (_, told, code) = run(&[]);
    let seen = "not a kind of file that is read: ";
    for told_of in [
        format!(
            "minutes.pdf: {seen}.pdf (--via names a program that makes text of it, as in --via \"pdftotext -layout - -\")\n"
        ),
        format!("letter.docx: {seen}.docx (--via names a program that makes text of it)\n"),
    ] {
        assert!(told.contains(&told_of), "{told_of} is not in {told}");
    }
    assert_eq!(code, Some(0));
    let (_, told, code) = run(&["--via", "tail '", "--format-in", "wrac", "--map", "titel=x"]);
    for problem in [
        "--via tail ': a quote in it is opened and never closed",
        "--format-in wrac: no format that is read",
        "did you mean --format-in warc?",
        "--map titel=x: there is no field \"titel\"",
    ] {
        assert!(told.contains(problem), "{told}");
    }
    assert_eq!(code, Some(2));
}

#[test]
fn what_was_taken_for_what_is_told_once() {
    let desk = tempfile::tempdir().unwrap();
    let answer = fs::read(fixture("exports/newsapi.json")).unwrap();
    for name in ["a.json", "b.json", "c.json"] {
        fs::write(desk.path().join(name), &answer).unwrap();
    }
    let mut command = assert_cmd::Command::cargo_bin("copytaster").unwrap();
    let output = command.args(["clean", "-v"]).arg(desk.path()).output().unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    let lines: Vec<&str> = told.lines().filter(|line| line.contains("read as")).collect();
    let [line] = lines[..] else { panic!("{told}") };
    assert!(
        line.ends_with(
            "a.json and 2 files like it: read as title=title, text=content, url=url, \
             published=publishedAt, outlet=source.name, byline=author"
        ),
        "{line}"
    );
}

#[test]
fn a_record_of_a_web_archive_is_found_again_wherever_it_begins() {
    let body =
        "The ferry Maren lost its rudder off Hollin Point and drifted for two hours. ".repeat(8);
    let record = |name: &str| {
        let length = body.len();
        format!(
            "WARC/1.0\r\nWARC-Type: resource\r\nWARC-Target-URI: https://p.example/news/{name}\r\n\
             Content-Type: text/plain\r\nContent-Length: {length}\r\n\r\n{body}\r\n\r\n"
        )
    };
    // What is read at a time may end within the mark by which a record is known.
    let first = record("one");
    let archive = |end: usize| {
        let gap = 8192 - first.len() - 1 - end;
        format!("{first}{}\n{}", "x".repeat(gap), record("two"))
    };
    for end in 0..8 {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("crawl.warc");
        fs::write(&path, archive(end)).unwrap();
        let read = read(&path, &Options::default());
        let urls: Vec<&str> = read.iter().flatten().filter_map(|it| it.url.as_deref()).collect();
        let both = ["https://p.example/news/one", "https://p.example/news/two"];
        assert_eq!(urls, both, "{end} bytes before the buffer ends");
    }
}
