//! Every sample of a format has bad twins: cut short, in another character set than it says, of
//! another type than its name says, and without the fields that make an article. The snapshots hold
//! what a user is told of each, word for word; what is read all the same is told with its headline.

use std::fs;
use std::path::Path;

use copytaster::extract::{self, Purpose};
use copytaster::input::{self, Options};
use encoding_rs::{Encoding, WINDOWS_1251};

use crate::packing::{gzipped, zipped, zstded};

/// Every sample, by its path below the fixtures.
fn samples() -> Vec<(String, Vec<u8>)> {
    let root = Path::new("tests/fixtures");
    let mut samples: Vec<(String, Vec<u8>)> = ["", "exports"]
        .iter()
        .flat_map(|folder| fs::read_dir(root.join(folder)).unwrap())
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_file())
        .map(|path| {
            let name = path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
            (name, fs::read(path).unwrap())
        })
        .collect();
    samples
        .push(("pasted.txt".to_owned(), fs::read("inputs/evening-beacon/rain-lady.txt").unwrap()));
    let lines = fs::read("inputs/exports/meridian-wire.jsonl").unwrap();
    samples.push(("lines.jsonl".to_owned(), lines));
    samples.sort();
    samples
}

/// What a user is told of a file, a line each.
fn told(name: &str, bytes: &[u8]) -> String {
    let desk = tempfile::tempdir().unwrap();
    let name = name.rsplit('/').next().unwrap();
    let path = desk.path().join(name);
    fs::write(&path, bytes).unwrap();
    let root = input::shown(&path);
    let read = input::open(&path, &Options::default());
    let lines: Vec<String> = read
        .map(|read| match read.and_then(|raw| extract::extract(raw, Purpose::Stories)) {
            Ok(article) => {
                let source = article.source.to_string().replace(&root, name);
                let words = article.text.read().split_whitespace().count();
                let title: String = article.title.unwrap_or_default().chars().take(30).collect();
                format!("{source}  an article of {words} words: {title}")
            }
            Err(rejected) => {
                let source = rejected.source.to_string().replace(&root, name);
                format!("{source}: {}", rejected.reason)
            }
        })
        .collect();
    lines.join("\n")
}

/// What is told of every sample that a twin can be made of.
fn twins(twin: impl Fn(&str, &[u8]) -> Option<Vec<u8>>) -> String {
    let told =
        samples().into_iter().filter_map(|(name, bytes)| Some(told(&name, &twin(&name, &bytes)?)));
    told.collect::<Vec<_>>().join("\n")
}

#[test]
fn cut_short() {
    insta::assert_snapshot!(twins(|_, bytes| Some(bytes[..bytes.len() * 3 / 5].to_vec())));
}

#[test]
fn packed_and_cut_or_changed() {
    let page = fs::read("tests/fixtures/page.html").unwrap();
    let packed = [
        ("page.html.gz", gzipped(&page)),
        ("page.html.zst", zstded(&page)),
        ("desk.zip", zipped(&[("page.html", &page)])),
    ];
    let mut all = Vec::new();
    for (name, bytes) in packed {
        all.push(format!("whole: {}", told(name, &bytes)));
        all.push(format!("cut: {}", told(name, &bytes[..bytes.len() * 3 / 5])));
        all.push(format!("without its last byte: {}", told(name, &bytes[..bytes.len() - 1])));
        let mut changed = bytes.clone();
        let middle = bytes.len() / 2;
        changed[middle..middle + 8].fill(0xA5);
        all.push(format!("changed: {}", told(name, &changed)));
        all.push(format!("not packed: {}", told(name, &page)));
    }
    insta::assert_snapshot!(all.join("\n"));
}

#[test]
fn in_another_charset_than_it_says() {
    insta::assert_snapshot!(twins(|name, bytes| {
        let text = text(name, bytes)?;
        let text = text.trim_start_matches('\u{FEFF}');
        let text = text.replace("Wend harbour", "Вендська гавань").replace("ferry", "пором");
        Some(WINDOWS_1251.encode(&text).0.into_owned())
    }));
}

#[test]
fn in_wide_letters_without_a_mark() {
    insta::assert_snapshot!(twins(|name, bytes| {
        Some(text(name, bytes)?.encode_utf16().flat_map(u16::to_be_bytes).collect())
    }));
}

#[test]
fn a_page_that_says_not_found() {
    let page = b"<!DOCTYPE html><html><head><title>404 Not Found</title></head><body><h1>Not \
                 Found</h1><p>The requested URL was not found on this server.</p></body></html>";
    insta::assert_snapshot!(twins(|_, _| Some(page.to_vec())));
}

#[test]
fn a_picture() {
    let picture =
        b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1F\x15\xC4\x89\0\0";
    insta::assert_snapshot!(twins(|_, _| Some(picture.to_vec())));
}

#[test]
fn without_the_fields_of_an_article() {
    insta::assert_snapshot!(twins(|name, bytes| without_sentences(name, &text(name, bytes)?)));
}

/// The text of a sample that is one.
fn text(name: &str, bytes: &[u8]) -> Option<String> {
    if name.ends_with(".gz") {
        return None;
    }
    let charset =
        Encoding::for_bom(bytes).map_or(encoding_rs::WINDOWS_1252, |(charset, _)| charset);
    let text = std::str::from_utf8(bytes).map(str::to_owned);
    Some(text.unwrap_or_else(|_| charset.decode(bytes).0.into_owned()))
}

/// A sample without its headlines and texts.
fn without_sentences(name: &str, text: &str) -> Option<Vec<u8>> {
    let is_sentence = |text: &str| 3 <= text.split_whitespace().count();
    let (_, ending) = name.rsplit_once('.')?;
    Some(match ending {
        "json" => {
            let mut value = serde_json::from_str(text).ok()?;
            empty(&mut value, &is_sentence);
            serde_json::to_vec(&value).ok()?
        }
        "jsonl" => {
            let lines = text.lines().map(|line| {
                let mut value = serde_json::from_str(line).unwrap();
                empty(&mut value, &is_sentence);
                format!("{value}\n")
            });
            lines.collect::<String>().into()
        }
        "csv" | "tsv" => {
            let signs = [b',', b';', b'\t'];
            let head = text.lines().next()?;
            let count = |sign: &u8| head.bytes().filter(|byte| byte == sign).count();
            let delimiter = *signs.iter().max_by_key(|sign| count(sign))?;
            let mut table = csv::ReaderBuilder::new();
            let mut table = table.delimiter(delimiter).from_reader(text.as_bytes());
            let columns = table.headers().ok()?.clone();
            let first = table.records().next()?.ok()?;
            let kept = |row: &csv::StringRecord| {
                let cells = row.iter().zip(&first).filter(|(_, cell)| !is_sentence(cell));
                cells.map(|(cell, _)| cell).collect::<Vec<_>>().join(",")
            };
            format!("{}\n{}\n", kept(&columns), kept(&first)).into()
        }
        "eml" | "mhtml" => {
            let end = text.find("\n\n").or_else(|| text.find("\r\n\r\n"))?;
            text[..end + 4].into()
        }
        "warc" => text.replace("Content-Type", "Content-Kind").into(),
        "txt" => "\n \n".into(),
        _ => {
            let pieces = text.split_inclusive(['<', '>']).map(|piece| {
                let (text, sign) = piece.split_at(piece.len() - 1);
                if is_sentence(text) && sign == "<" { sign.to_owned() } else { quotes(piece) }
            });
            pieces.collect::<String>().into()
        }
    })
}

/// A tag without sentences in its attributes.
fn quotes(tag: &str) -> String {
    let parts = tag.split('"').enumerate().map(|(at, part)| {
        let is_sentence = at % 2 == 1 && 3 <= part.split_whitespace().count();
        if is_sentence { "" } else { part }
    });
    parts.collect::<Vec<_>>().join("\"")
}

fn empty(value: &mut serde_json::Value, is_sentence: &impl Fn(&str) -> bool) {
    use serde_json::Value;

    match value {
        Value::Object(members) => {
            members.retain(|_, value| !value.as_str().is_some_and(is_sentence));
            members.values_mut().for_each(|value| empty(value, is_sentence));
        }
        Value::Array(all) => {
            all.retain(|value| !value.as_str().is_some_and(is_sentence));
            all.iter_mut().for_each(|value| empty(value, is_sentence));
        }
        _ => {}
    }
}
