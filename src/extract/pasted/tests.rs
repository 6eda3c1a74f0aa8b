//! What pasted pages must give, on pages written for it, and how well the labelled pages do.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::PathBuf;

use flate2::read::GzDecoder;
use serde_json::Value;

use super::*;

fn data() -> Option<PathBuf> {
    let folder = std::env::var_os("COPYTASTER_DATA")
        .map_or_else(|| PathBuf::from("../shared/data"), PathBuf::from);
    folder.is_dir().then_some(folder)
}

fn records(path: &str) -> Vec<Value> {
    let Some(file) = data().and_then(|data| std::fs::read(data.join(path)).ok()) else {
        return Vec::new();
    };
    let mut text = String::new();
    if path.ends_with(".gz") {
        GzDecoder::new(file.as_slice())
            .read_to_string(&mut text)
            .unwrap();
    } else {
        text = String::from_utf8(file).unwrap();
    }
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn bag(text: &str) -> BTreeMap<String, usize> {
    let mut bag = BTreeMap::new();
    for word in text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
    {
        *bag.entry(word.to_lowercase()).or_insert(0) += 1;
    }
    bag
}

/// Words shared, found and true: the counts of precision and recall.
fn counts(found: &str, truth: &str) -> (usize, usize, usize) {
    let (found, truth) = (bag(found), bag(truth));
    let shared = found
        .iter()
        .map(|(word, n)| truth.get(word).copied().unwrap_or(0).min(*n))
        .sum();
    (shared, found.values().sum(), truth.values().sum())
}

fn f1((shared, found, truth): (usize, usize, usize)) -> f64 {
    2.0 * shared as f64 / (found + truth).max(1) as f64
}

fn is_held_out(id: &str) -> bool {
    xxhash_rust::xxh3::xxh3_64(id.as_bytes()) % 2 == 1
}

#[test]
#[ignore = "needs the labelled pages"]
#[expect(clippy::print_stderr, reason = "a measurement")]
fn labelled_pages_are_read() {
    let pages = records("pages/outlets/pages.jsonl.gz");
    if pages.is_empty() {
        eprintln!("skipped: no labelled pages");
        return;
    }
    let mut spent = std::time::Duration::ZERO;
    let mut halves: [Vec<(f64, f64, f64, String)>; 2] = Default::default();
    let (mut titles, mut nothing) = ([0; 2], 0);
    for page in &pages {
        let (id, body) = (page["id"].as_str().unwrap(), page["body"].as_str().unwrap());
        let half = usize::from(is_held_out(id));
        let started = std::time::Instant::now();
        let pasted = read(page["pasted"].as_str().unwrap(), None);
        spent += started.elapsed();
        let (text, title) = match pasted {
            Ok(pasted) => (pasted.text, pasted.title.unwrap_or_default()),
            Err(_) => {
                nothing += 1;
                Default::default()
            }
        };
        let told = format!("{title}\n{text}");
        let all = counts(&told, body);
        titles[half] +=
            usize::from(units::key(body).starts_with(&units::key(&title)) && !title.is_empty());
        let (shared, found, truth) = all;
        halves[half].push((
            f1(all),
            shared as f64 / found.max(1) as f64,
            shared as f64 / truth.max(1) as f64,
            id.to_owned(),
        ));
    }
    let each = spent.as_micros() as usize / pages.len();
    for (half, name) in halves.iter_mut().zip(["dev", "held out"]) {
        half.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mean = |of: fn(&(f64, f64, f64, String)) -> f64| {
            half.iter().map(of).sum::<f64>() / half.len() as f64
        };
        eprintln!(
            "{name}: {} pages, precision {:.3} recall {:.3} F1 {:.4} median {:.3}",
            half.len(),
            mean(|row| row.1),
            mean(|row| row.2),
            mean(|row| row.0),
            half[half.len() / 2].0
        );
    }
    eprintln!("titles {titles:?}, no article {nothing}, {each} µs a page");
    for (f1, precision, recall, id) in halves[0].iter().take(40) {
        eprintln!("{f1:.2} {precision:.2} {recall:.2} {id}");
    }
}

#[test]
#[ignore = "needs the labelled sets"]
#[expect(clippy::print_stderr, reason = "a measurement")]
fn clean_texts_survive() {
    for path in [
        "stories/ecbplus/articles.jsonl",
        "stories/fnc1/articles.jsonl",
        "dates/timebank/articles.jsonl",
        "timelines/crisis_es_it/articles.jsonl",
        "copies/reuters/articles.jsonl.gz",
    ] {
        let mut worst = Vec::new();
        let (mut sum, mut all, mut whole) = (0.0, 0, 0);
        for article in records(path).iter().take(3000) {
            let text = article["text"].as_str().unwrap();
            if units::words(text) == 0 {
                continue;
            }
            let told = match read(text, None) {
                Ok(pasted) => format!("{}\n{}", pasted.title.unwrap_or_default(), pasted.text),
                Err(_) => String::new(),
            };
            let (shared, _, truth) = counts(&told, text);
            let recall = shared as f64 / truth.max(1) as f64;
            (sum, all, whole) = (sum + recall, all + 1, whole + usize::from(shared == truth));
            worst.push((recall, article["id"].as_str().unwrap().to_owned()));
        }
        worst.sort_by(|a, b| a.0.total_cmp(&b.0));
        eprintln!(
            "{path}: {all} texts, recall {:.4}, whole {whole}",
            sum / all as f64
        );
        eprintln!("   {:?}", &worst[..8.min(worst.len())]);
    }
}

#[test]
#[ignore = "for looking at a page"]
#[expect(clippy::print_stderr, reason = "a measurement")]
fn show() {
    let wanted = std::env::var("PAGE").unwrap_or_default();
    let told = |name: &str, text: &str| {
        eprintln!("##### {name}");
        match read(text, None) {
            Ok(pasted) => {
                for line in &pasted.lines {
                    if line.role != Role::Blank {
                        let text: String = line.text.chars().take(130).collect();
                        eprintln!("{:>16} {text}", format!("{:?}", line.role));
                    }
                }
                eprintln!(
                    "{:#?}",
                    Pasted {
                        lines: Vec::new(),
                        text: String::new(),
                        text_full: None,
                        ..pasted
                    }
                );
            }
            Err(reason) => eprintln!("{reason}"),
        }
    };
    if let Ok(text) = std::fs::read_to_string(&wanted) {
        return told(&wanted, &text);
    }
    for path in [
        "pages/outlets/pages.jsonl.gz",
        "stories/ecbplus/articles.jsonl",
        "stories/fnc1/articles.jsonl",
        "dates/timebank/articles.jsonl",
        "timelines/crisis_es_it/articles.jsonl",
        "copies/reuters/articles.jsonl.gz",
    ] {
        for record in records(path) {
            if wanted.split(',').any(|id| record["id"] == *id) {
                let text = record["pasted"]
                    .as_str()
                    .or(record["text"].as_str())
                    .unwrap();
                told(record["id"].as_str().unwrap(), text);
            }
        }
    }
}
