//! Equal input gives equal bytes: whatever its order, its batching, and the number of threads.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::cargo::cargo_bin_cmd;
use copytaster::article::Article;
use copytaster::input::Options;
use copytaster::pipeline;
use copytaster::recipe::Recipe;
use serde_json::json;

#[test]
fn one_thread_two_and_eight_write_the_same_bytes() {
    let one = cluster(Path::new("."), &["inputs"], "1");
    assert_files(&one);
    for threads in ["2", "8"] {
        assert_eq!(cluster(Path::new("."), &["inputs"], threads), one, "{threads} threads");
    }
}

#[test]
fn files_named_in_any_order_write_the_same_bytes() {
    let records = records();
    let folder = tempfile::tempdir().unwrap();
    let names = ["a.jsonl", "b.jsonl", "c.jsonl"];
    let third = records.len().div_ceil(3);
    for (name, part) in names.iter().zip(records.chunks(third)) {
        fs::write(folder.path().join(name), part.concat()).unwrap();
    }
    let forwards = cluster(folder.path(), &names, "2");
    assert_files(&forwards);
    let backwards = cluster(folder.path(), &["c.jsonl", "a.jsonl", "b.jsonl"], "2");
    assert_eq!(forwards, backwards);
}

#[test]
fn records_in_any_order_and_any_batches_write_the_same_rows() {
    let records = records();
    let (all, half) = (records.len(), records.len() / 2);
    assert!(3 < all, "the sample desk is missing");
    let straight = rows(&[records.concat()]);
    let mut shuffled = records.clone();
    shuffle(&mut shuffled);
    assert_ne!(shuffled, records);
    let reversed: Vec<String> = records.iter().rev().cloned().collect();
    for (how, batches) in [
        ("reversed", vec![reversed.concat()]),
        ("shuffled", vec![shuffled.concat()]),
        ("in two batches", vec![records[..half].concat(), records[half..].concat()]),
        ("shuffled, one to a file", shuffled.clone()),
    ] {
        assert_eq!(rows(&batches), straight, "{how}");
    }
}

/// The articles of the sample desk as JSON Lines, each under its own name.
fn records() -> Vec<String> {
    let inputs = [PathBuf::from("inputs")];
    let found = pipeline::cluster(&inputs, &Options::default(), &Recipe::news(), &|_| {}).unwrap();
    found.articles.as_slice().iter().map(record).collect()
}

fn record(article: &Article) -> String {
    let record = json!({
        "id": article.key.as_str(),
        "outlet": article.outlet.as_ref().map(|outlet| outlet.as_str()),
        "url": article.url,
        "published": article.published.as_ref().map(|published| published.to_string()),
        "title": article.title,
        "text": article.text.read(),
        "language": article.language,
    });
    format!("{record}\n")
}

/// What is made of some batches, but for where each record stood: stories, links, timeline, and the
/// articles without their source.
fn rows(batches: &[String]) -> BTreeMap<String, String> {
    let folder = tempfile::tempdir().unwrap();
    let names: Vec<String> = (0..batches.len()).map(|at| format!("{at:03}.jsonl")).collect();
    for (name, batch) in names.iter().zip(batches) {
        fs::write(folder.path().join(name), batch).unwrap();
    }
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut files = cluster(folder.path(), &names, "2");
    files.retain(|name, _| name.ends_with(".csv"));
    assert_files(&files);
    let articles = files["articles.csv"].as_bytes();
    let mut reader = csv::Reader::from_reader(articles);
    let source = reader.headers().unwrap().iter().position(|name| name == "source").unwrap();
    let rows = reader.records().map(|row| {
        let row = row.unwrap();
        let cells = row.iter().enumerate().filter(|(at, _)| *at != source);
        cells.map(|(_, cell)| cell).collect::<Vec<_>>().join("\t")
    });
    let rows = rows.collect::<Vec<_>>().join("\n");
    files.insert("articles.csv".to_owned(), rows);
    files
}

/// Runs the program in a folder and returns the files of its report.
fn cluster(folder: &Path, inputs: &[&str], threads: &str) -> BTreeMap<String, String> {
    let out = tempfile::tempdir().unwrap();
    let report = out.path().join("report");
    let mut program = cargo_bin_cmd!("copytaster");
    program.current_dir(folder).arg("cluster").args(inputs);
    program.args(["--quiet", "--threads", threads, "--out"]).arg(&report);
    program.assert().success();
    let entries = fs::read_dir(&report).unwrap().map(|entry| {
        let entry = entry.unwrap();
        let name = entry.file_name().to_string_lossy().into_owned();
        (name, fs::read_to_string(entry.path()).unwrap())
    });
    entries.collect()
}

/// That there is something to compare.
fn assert_files(files: &BTreeMap<String, String>) {
    for name in ["stories.csv", "articles.csv", "links.csv", "timeline.csv"] {
        let rows = files.get(name).map_or(0, |text| text.lines().count());
        assert!(1 < rows, "{name} holds {rows} lines");
    }
}

/// The same disorder every time: a linear congruential generator (Knuth's constants) and
/// Fisher and Yates' exchange.
fn shuffle(records: &mut [String]) {
    let mut state = 2025u64;
    for last in (1..records.len()).rev() {
        state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        let other = (state >> 33) as usize % (last + 1);
        records.swap(last, other);
    }
}
