use std::env;
use std::fs::{self, File};
use std::io::Read;
use std::path::PathBuf;

use flate2::read::MultiGzDecoder;
use rustc_hash::FxHashMap;
use serde_json::Value;

use super::*;

#[test]
fn hostile_pages_overflow_no_stack_and_lose_no_text() {
    let text = "<p>The council of Sampleton met on Tuesday and agreed to mend the bridge.</p>";
    let pages = [
        "<div>".repeat(20_000) + text,
        "<b><i><font>".repeat(10_000) + text,
        "<b><p>".repeat(140) + text,
        "<a href=x><table>".repeat(100) + text,
        "<table><tr><td>".repeat(100) + text,
        "<".repeat(10_000) + text,
        "\0\u{fffd}<p>\u{202e}".repeat(1_000) + text,
    ];
    for page in pages {
        let read = read(&page).unwrap();
        let said: Vec<&str> = read.lines.iter().map(|line| line.text.as_str()).collect();
        assert!(said.join(" ").contains("agreed to mend the bridge"), "{page:.40}");
    }
    for page in ["<p a='".repeat(300_000), "<!--".repeat(300_000)] {
        assert_eq!(read(&page).unwrap_err(), Reason::Empty);
    }
}

/// Development data, if it is there.
fn data(path: &str) -> Option<PathBuf> {
    let root =
        env::var_os("COPYTASTER_DATA").map_or_else(|| "../shared/data".into(), PathBuf::from);
    Some(root.join(path)).filter(|path| path.exists())
}

/// Precision, recall and F1 over words, as a bag.
fn scores(gold: &str, got: &str) -> [f64; 3] {
    let (gold, got) = (words(gold), words(got));
    let mut left: FxHashMap<&str, usize> = FxHashMap::default();
    for word in &gold {
        *left.entry(word).or_default() += 1;
    }
    let mut hits = 0.0;
    for word in &got {
        let count = left.entry(word).or_default();
        if 0 < *count {
            *count -= 1;
            hits += 1.0;
        }
    }
    let share = |of: usize| if of == 0 { 0.0 } else { hits / of as f64 };
    let (precision, recall) = (share(got.len()), share(gold.len()));
    let sum = precision + recall;
    let f1 = if sum == 0.0 { 0.0 } else { 2.0 * precision * recall / sum };
    [precision, recall, f1]
}

#[derive(Default)]
struct Mean {
    sums: [f64; 3],
    pages: usize,
}

impl Mean {
    fn add(&mut self, scores: [f64; 3]) {
        for (sum, score) in self.sums.iter_mut().zip(scores) {
            *sum += score;
        }
        self.pages += 1;
    }

    fn shown(&self) -> String {
        let [p, r, f1] = self.sums.map(|sum| sum / self.pages.max(1) as f64);
        format!("precision {p:.3} recall {r:.3} F1 {f1:.3} on {} pages", self.pages)
    }
}

fn unpacked(path: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let file = File::open(data(path)?).unwrap();
    MultiGzDecoder::new(file).read_to_end(&mut bytes).unwrap();
    Some(bytes)
}

/// The files of a tar archive by name.
fn files(tar: &[u8]) -> FxHashMap<String, String> {
    let mut files = FxHashMap::default();
    let mut at = 0;
    while let Some(head) = tar.get(at..at + 512) {
        let text = |range: std::ops::Range<usize>| {
            let text = String::from_utf8_lossy(&head[range]).into_owned();
            text.trim_matches(['\0', ' ']).to_owned()
        };
        let Ok(size) = usize::from_str_radix(&text(124..136), 8) else {
            break;
        };
        let body = String::from_utf8_lossy(&tar[at + 512..at + 512 + size]).into_owned();
        files.insert(text(0..100), body);
        at += 512 + size.div_ceil(512) * 512;
    }
    files
}

#[expect(clippy::print_stderr, reason = "a measurement is for whoever runs it")]
fn say(text: &str) {
    eprintln!("{text}");
}

#[test]
#[ignore = "measures on data that is not in the repository"]
fn measure_on_saved_news_pages() {
    let Some(bytes) = unpacked("pages/outlets/pages.jsonl.gz") else {
        return say("skipped: no pages/outlets");
    };
    let (mut sure, mut full) = (Mean::default(), Mean::default());
    for line in String::from_utf8(bytes).unwrap().lines() {
        let record: Value = serde_json::from_str(line).unwrap();
        let (html, gold) = (record["html"].as_str().unwrap(), record["body"].as_str().unwrap());
        let page = read(html).unwrap_or_default();
        let title = page.about.title.clone().unwrap_or_default() + "\n";
        let scored = scores(gold, &(title.clone() + &page.text));
        if scored[2] < 0.85 {
            say(&format!("{} {scored:.2?} {} words", record["id"], words(&page.text).len()));
        }
        sure.add(scored);
        let fuller = page.text_full.unwrap_or(page.text);
        full.add(scores(gold, &(title + &fuller)));
    }
    say(&format!("surer: {}\nfuller: {}", sure.shown(), full.shown()));
    assert!(0.95 <= sure.sums[2] / sure.pages as f64);
}

#[test]
#[ignore = "measures on data that is not in the repository"]
fn measure_on_pages_of_a_reader() {
    let Some(bytes) = unpacked("pages/readability/html.tar.gz") else {
        return say("skipped: no pages/readability");
    };
    let files = files(&bytes);
    let gold = fs::read_to_string(data("pages/readability/gold.jsonl").unwrap()).unwrap();
    let mut sure = Mean::default();
    let mut facts: [[usize; 3]; 4] = [[0; 3]; 4];
    for line in gold.lines() {
        let record: Value = serde_json::from_str(line).unwrap();
        let html = &files[&format!("html/{}.html", record["id"].as_str().unwrap())];
        let page = read(html).unwrap_or_default();
        let scored = scores(record["text"].as_str().unwrap(), &page.text);
        if scored[2] < 0.85 {
            say(&format!("{} {scored:.2?} {} words", record["id"], words(&page.text).len()));
        }
        sure.add(scored);
        let about = page.about;
        let time = record["published"].as_str().and_then(published::read);
        let found = [
            ("title", about.title),
            ("byline", about.byline),
            ("site", about.outlet),
            ("published", about.published.as_ref().map(|time| time.date().to_string())),
        ];
        for ((key, found), count) in found.into_iter().zip(&mut facts) {
            let expected = match key {
                "published" => time.as_ref().map(|time| time.date().to_string()),
                key => record[key].as_str().map(str::to_owned),
            };
            let expected = expected.filter(|text| !text.is_empty());
            let same = found.as_deref().map(words) == expected.as_deref().map(words);
            let place = usize::from(expected.is_some()) + usize::from(expected.is_some() && same);
            count[if expected.is_none() && same { 2 } else { place }] += 1;
            if !same {
                say(&format!("{} {key}: {found:?} for {expected:?}", record["id"]));
            }
        }
    }
    say(&format!("surer: {}", sure.shown()));
    for (key, [extra, wrong, right]) in ["title", "byline", "site", "published"].iter().zip(facts) {
        say(&format!("{key}: {right} right, {wrong} wrong, {extra} found where none is given"));
    }
    assert!(0.90 <= sure.sums[2] / sure.pages as f64);
}
