//! What each fuzz target reads, and what must hold of whatever came of it.
//!
//! In: bytes, as bad as they come. Out: nothing, or a panic that says what does not hold. The
//! fuzzer calls these functions, and `tests/safety.rs` calls them on every input that once was a
//! finding. Deliberately absent: whether the right article was read; the tests of each format ask.

use std::fs;
use std::path::Path;

use copytaster::article::{Article, Rejected};
use copytaster::extract::{self, Purpose};
use copytaster::input::{self, Format, Limits, Options};
use copytaster::recipe::Recipe;
use copytaster::report::csv::Style;
use copytaster::report::{Report, folder};
use copytaster::temporal::{self, Anchor};
use copytaster::{pipeline, verdict};

/// A target: the name it is run by, and what it does with bytes.
pub type Target = (&'static str, fn(&[u8]));

/// Every target.
pub const TARGETS: [Target; 15] = [
    ("any", |bytes| read("input", None, bytes)),
    ("csv", |bytes| read("input.csv", Some(Format::Table), bytes)),
    ("dates", dates),
    ("desk", desk),
    ("eml", |bytes| read("input.eml", Some(Format::Mail), bytes)),
    ("feed", |bytes| read("input.rss", Some(Format::Feed), bytes)),
    ("html", |bytes| read("input.html", Some(Format::Html), bytes)),
    ("json", |bytes| read("input.json", Some(Format::Json), bytes)),
    ("jsonl", |bytes| read("input.jsonl", Some(Format::JsonLines), bytes)),
    ("mhtml", |bytes| read("input.mhtml", Some(Format::Mhtml), bytes)),
    ("newsml", |bytes| read("input.xml", Some(Format::NewsMl), bytes)),
    ("nitf", |bytes| read("input.xml", Some(Format::Nitf), bytes)),
    ("pasted", |bytes| read("input.txt", Some(Format::Pasted), bytes)),
    ("verdicts", verdicts),
    ("warc", |bytes| read("input.warc", Some(Format::Warc), bytes)),
];

/// Runs the target of that name.
pub fn run(name: &str, bytes: &[u8]) {
    let (_, target) = TARGETS.iter().find(|(known, _)| *known == name).expect("a known target");
    target(bytes);
}

/// Caps low enough for a fuzzer to reach them.
fn limits() -> Limits {
    Limits {
        page: 1 << 20,
        record: 256 << 10,
        row: 16 << 10,
        unpacked: 16 << 20,
        unpacked_anyway: 4 << 20,
        entries: 100,
        records: 2_000,
        nesting: 64,
        ..Limits::default()
    }
}

/// What came of one record.
type Outcome = Result<Article, Rejected>;

fn read(name: &str, format: Option<Format>, bytes: &[u8]) {
    let options = Options { format, limits: limits(), ..Options::default() };
    in_a_file(name, bytes, |path| {
        let outcomes = outcomes(path, &options);
        assert!(!outcomes.is_empty(), "it is neither an article nor rejected");
        for outcome in &outcomes {
            must_hold(outcome);
        }
        // Twice the time for one in sixteen.
        if bytes.len().is_multiple_of(16) {
            let again = self::outcomes(path, &options);
            assert_eq!(format!("{outcomes:?}"), format!("{again:?}"), "read twice, and not alike");
        }
    });
}

fn outcomes(path: &Path, options: &Options) -> Vec<Outcome> {
    input::open(path, options)
        .map(|read| read.and_then(|raw| extract::extract(raw, Purpose::Stories)))
        .collect()
}

fn must_hold(outcome: &Outcome) {
    match outcome {
        Ok(article) => {
            must_print("an article's name", article.key.as_str());
            must_print("a source", &article.source.to_string());
            let text = article.text.read();
            assert!(
                !text.trim().is_empty() || article.title.is_some(),
                "an article without text and headline"
            );
        }
        Err(rejected) => {
            must_print("a source", &rejected.source.to_string());
            let reason = rejected.reason.to_string();
            must_print("a reason", &reason);
            assert!(!reason.contains("breaks the parser"), "{reason}");
            assert!(reason.chars().count() < 2_000, "a reason is no page: {reason}");
        }
    }
}

/// What is printed moves no cursor, breaks no line and turns no writing.
fn must_print(what: &str, text: &str) {
    let bad = |letter: char| {
        letter.is_control()
            || matches!(letter, '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
    };
    assert!(!text.is_empty() && !text.contains(bad), "{what} cannot be printed: {text:?}");
}

fn in_a_file(name: &str, bytes: &[u8], read: impl FnOnce(&Path)) {
    let memory = Path::new("/dev/shm");
    let folder = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
    let folder = folder.expect("there is room for a folder");
    let path = folder.path().join(name);
    fs::write(&path, bytes).expect("there is room for a file");
    read(&path);
}

/// The grammar of dates over any text.
fn dates(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let anchor = Anchor::day("2026-03-14".parse().expect("a day"));
    for anchor in [None, Some(anchor)] {
        let mut end = 0;
        for found in temporal::expressions(&text, anchor) {
            let words = text.get(found.span.clone());
            assert!(words.is_some_and(|words| !words.trim().is_empty()), "{found:?}");
            assert!(end <= found.span.start, "two expressions share letters: {found:?}");
            end = found.span.end;
        }
    }
    for line in text.lines() {
        _ = temporal::looks_ahead(line);
        _ = extract::published::find(line);
        _ = extract::published::readings(line);
        _ = extract::published::reading(line);
        _ = extract::credits_in(line);
    }
}

/// The whole way from records to the files of a report.
fn desk(bytes: &[u8]) {
    let limits = Limits { records: 40, ..limits() };
    let options = Options { limits, ..Options::default() };
    in_a_file("input.jsonl", bytes, |path| {
        let inputs = [path.to_path_buf()];
        let findings = pipeline::cluster(&inputs, &options, &Recipe::news(), &|_| {});
        let findings = findings.expect("nothing is read again");
        let told = findings.articles.len() + findings.rejected.len();
        assert!(0 < told, "it is neither an article nor rejected");
        let report = Report::of(&findings);
        let out = path.with_file_name("out");
        folder::write(&report, &out, Style::default()).expect("there is room for a report");
    });
}

fn verdicts(bytes: &[u8]) {
    if let Err(bad) = verdict::Verdicts::read("verdicts.csv", bytes) {
        assert!(!bad.is_empty());
    }
}
