//! Copies alone: whatever the input comes in, and whatever happens to it meanwhile.

use std::collections::BTreeMap;
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Output;
use std::time::{Duration, Instant};

use assert_cmd::cargo::{cargo_bin, cargo_bin_cmd};
use copytaster::candidates::PREDECESSORS;
use copytaster::input::Options;
use copytaster::kernel::sketch::BANDS;
use copytaster::link::Relation;
use copytaster::pipeline::{self, Progress};
use copytaster::recipe::Recipe;
use copytaster::report::Findings;
use copytaster::shelf::Lost;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::packing::gzipped;

/// Words made up of syllables, the same for the same seed (Knuth's linear congruential generator).
struct Writer(u64);

impl Writer {
    fn next(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (self.0 >> 33) as usize % below
    }

    fn words(&mut self, count: usize) -> Vec<String> {
        const SYLLABLES: [&str; 20] = [
            "ba", "ce", "di", "fo", "gu", "ha", "je", "ki", "lo", "mu", "na", "pe", "ri", "so",
            "tu", "va", "we", "xi", "yo", "zu",
        ];
        let word = |writer: &mut Writer| {
            let syllables = 2 + writer.next(2);
            (0..syllables).map(|_| SYLLABLES[writer.next(SYLLABLES.len())]).collect()
        };
        (0..count).map(|_| word(self)).collect()
    }

    fn text(&mut self, count: usize) -> String {
        self.words(count).join(" ")
    }
}

const FAMILIES: usize = 30;
const FOOTER: &str = "Sound Gazette: sign up here for the evening letter.";

/// A desk whose copies are known: of each text an original, a copy under another name and address,
/// one with some words changed, and a brief cut out of it; and an outlet with a standing line.
fn desk() -> Vec<Value> {
    desk_of(FAMILIES)
}

fn desk_of(families: usize) -> Vec<Value> {
    let mut writer = Writer(7);
    let mut records = Vec::new();
    for family in 0..families {
        let words = writer.words(150);
        let mut edited = words.clone();
        for at in [20, 70, 120] {
            edited[at] = writer.text(1);
        }
        let whole = words.join(" ");
        let texts = [
            ("original", format!("{whole}\n{FOOTER}"), "Sound Gazette"),
            ("twin", format!("  {whole} "), "Upland Echo"),
            ("edited", edited.join(" "), "Fennick Post"),
            ("brief", words[30..100].join(" "), "Hollin Mail"),
            ("apart", writer.text(150), "Upland Echo"),
        ];
        for (hour, (kind, text, outlet)) in (6..).zip(texts) {
            let address = outlet.replace(' ', "-");
            records.push(json!({
                "id": format!("{family:02}-{kind}"),
                "title": writer.text(6),
                "published": format!("2026-03-{:02}T{hour:02}:00:00Z", family % 28 + 1),
                "url": format!("https://{address}.example/{family}/{kind}"),
                "text": text,
                "outlet": outlet,
            }));
        }
    }
    records
}

fn lines(records: &[Value]) -> Vec<String> {
    records.iter().map(Value::to_string).collect()
}

fn closed(lines: &[String]) -> String {
    lines.iter().map(|line| format!("{line}\n")).collect()
}

fn shuffled(mut lines: Vec<String>) -> Vec<String> {
    let mut writer = Writer(11);
    for last in (1..lines.len()).rev() {
        lines.swap(last, writer.next(last + 1));
    }
    lines
}

fn wide(text: &str) -> Vec<u8> {
    format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect()
}

fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        fs::write(folder.path().join(name), bytes).unwrap();
    }
    folder
}

#[track_caller]
fn run(folder: &Path, words: &[&str], stdin: &[u8]) -> Output {
    let mut program = cargo_bin_cmd!("copytaster");
    program.current_dir(folder).args(["cluster", "--level", "copies"]).args(words);
    program.write_stdin(stdin).output().unwrap()
}

fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// The files of the report on some inputs.
fn report(folder: &Path, words: &[&str], stdin: &[u8]) -> BTreeMap<String, String> {
    let out = tempfile::tempdir().unwrap();
    let made = out.path().join("made");
    let words = [words, &["--out", made.to_str().unwrap()]].concat();
    let output = run(folder, &words, stdin);
    assert!(output.status.success(), "{words:?}: {}", err(&output));
    let files = fs::read_dir(&made).unwrap().map(|entry| {
        let entry = entry.unwrap();
        let name = entry.file_name().to_string_lossy().into_owned();
        (name, fs::read_to_string(entry.path()).unwrap())
    });
    files.collect()
}

/// The rows of a table, without where each article was read.
fn rows(table: &str) -> Vec<Vec<String>> {
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    let source = reader.headers().unwrap().iter().position(|name| name == "source");
    let rows = reader.records().map(|row| {
        let row = row.unwrap();
        let cells = row.iter().enumerate().filter(|(at, _)| Some(*at) != source);
        cells.map(|(_, cell)| cell.to_owned()).collect()
    });
    rows.collect()
}

/// Articles and links, but for where each article was read.
fn found(files: &BTreeMap<String, String>) -> [Vec<Vec<String>>; 2] {
    ["articles.csv", "links.csv"].map(|name| rows(&files[name]))
}

/// Articles by name, with their relation and the article they are a copy of.
fn relations(files: &BTreeMap<String, String>) -> BTreeMap<String, (String, String)> {
    let mut reader = csv::Reader::from_reader(files["articles.csv"].as_bytes());
    let columns = reader.headers().unwrap().clone();
    let cell = |row: &csv::StringRecord, name: &str| {
        row[columns.iter().position(|column| column == name).unwrap()].to_owned()
    };
    let rows = reader.records().map(|row| {
        let row = row.unwrap();
        (cell(&row, "article"), (cell(&row, "relation"), cell(&row, "of")))
    });
    rows.collect()
}

#[test]
fn the_copies_of_a_desk_are_those_that_were_made() {
    let desk = folder(&[("desk.jsonl", closed(&lines(&desk())).as_bytes())]);
    let relations = relations(&report(desk.path(), &["desk.jsonl"], b""));
    assert_eq!(relations.len(), 5 * FAMILIES);
    for (name, (relation, of)) in relations {
        let (family, kind) = name.split_once('-').unwrap();
        let expected = match kind {
            "twin" => "identical",
            "edited" => "near_duplicate",
            "brief" => "excerpt",
            _ => "",
        };
        let original = format!("{family}-original");
        if expected.is_empty() {
            assert_eq!(of, "", "{name} is {relation} of {of}");
        } else {
            assert_eq!((relation.as_str(), of), (expected, original), "{name}");
        }
    }
}

#[test]
fn any_number_of_threads_writes_the_same_bytes() {
    let desk = folder(&[("desk.jsonl", closed(&lines(&desk())).as_bytes())]);
    let one = report(desk.path(), &["desk.jsonl", "--threads", "1"], b"");
    assert!(
        ["articles.csv", "links.csv", "rejected.csv"].iter().all(|name| one.contains_key(*name))
    );
    for threads in ["2", "4"] {
        let several = report(desk.path(), &["desk.jsonl", "--threads", threads], b"");
        assert_eq!(several, one, "{threads} threads");
    }
}

#[test]
fn whatever_a_desk_comes_in_the_same_is_found() {
    let records = desk();
    let straight = lines(&records);
    let text = closed(&straight);
    let whole = folder(&[("desk.jsonl", text.as_bytes())]);
    let expected = found(&report(whole.path(), &["desk.jsonl"], b""));
    assert!(3 * FAMILIES <= expected[1].len(), "{} links", expected[1].len());

    let blank: Vec<String> = straight.iter().map(|line| format!("\n {line}\t\r\n\n")).collect();
    let answers = records.chunks(7).map(|some| json!({ "articles": some }).to_string());
    let mapped = text.replace("\"text\":", "\"brood\":");
    let last = text.trim_end().as_bytes();
    let cases: Vec<(&str, &str, Vec<u8>)> = vec![
        ("shuffled", "a.jsonl", closed(&shuffled(straight.clone())).into_bytes()),
        ("packed", "a.jsonl.gz", gzipped(text.as_bytes())),
        ("lines as on Windows", "a.jsonl", text.replace('\n', "\r\n").into_bytes()),
        ("a mark before", "a.jsonl", [b"\xEF\xBB\xBF", text.as_bytes()].concat()),
        ("UTF-16", "a.jsonl", wide(&text)),
        ("the last line not closed", "a.jsonl", last.to_vec()),
        ("blank lines", "a.ndjson", blank.concat().into_bytes()),
        ("several records on a line", "a.jsonl", closed(&answers.collect::<Vec<_>>()).into_bytes()),
        ("an array", "a.json", json!(records).to_string().into_bytes()),
        ("other names for fields", "a.jsonl", mapped.into_bytes()),
    ];
    for (how, name, bytes) in &cases {
        let desk = folder(&[(name, bytes)]);
        let words = if *how == "other names for fields" {
            vec![*name, "--map", "text=brood"]
        } else {
            vec![*name]
        };
        assert!(found(&report(desk.path(), &words, b"")) == expected, "{how}");
    }
    for (how, bytes) in [("piped", text.as_bytes()), ("piped, packed", &gzipped(text.as_bytes()))] {
        assert!(found(&report(whole.path(), &["-"], bytes)) == expected, "{how}");
    }
    let parts: Vec<(String, String)> = (0..7)
        .map(|part| {
            let lines: Vec<String> = straight.iter().skip(part).step_by(7).cloned().collect();
            (format!("{part}.jsonl"), closed(&lines))
        })
        .collect();
    let parts: Vec<(&str, &[u8])> =
        parts.iter().map(|(name, text)| (name.as_str(), text.as_bytes())).collect();
    let several = folder(&parts);
    assert!(found(&report(several.path(), &["."], b"")) == expected, "in seven files");
}

#[test]
fn a_broken_line_costs_its_record_and_is_told_by_its_number() {
    let mut lines = lines(&desk());
    lines.insert(40, "{\"id\":\"torn\",\"te".to_owned());
    lines.insert(90, String::new());
    lines.insert(120, "[7]".to_owned());
    let desk = folder(&[("desk.jsonl", closed(&lines).as_bytes())]);
    let output = run(desk.path(), &["desk.jsonl", "--format", "csv"], b"");
    assert_eq!(output.status.code(), Some(3));
    let told = err(&output);
    for line in ["line 41, column 16", "line 121: not an object"] {
        assert!(told.contains(line), "{line} is not in {told}");
    }
    assert_eq!(rows(&String::from_utf8(output.stdout).unwrap()).len(), 5 * FAMILIES);
}

/// The lines that are to stay: those of articles that are no copies, in the order of their names.
fn kept(lines: &[String], files: &BTreeMap<String, String>) -> String {
    let relations = relations(files);
    let mut named: Vec<(String, &String)> = lines
        .iter()
        .map(|line| {
            let record: Value = serde_json::from_str(line).unwrap();
            (record["id"].as_str().unwrap().to_owned(), line)
        })
        .filter(|(id, _)| relations[id].1.is_empty())
        .collect();
    named.sort();
    named.iter().map(|(_, line)| format!("{line}\n")).collect()
}

const UNIQUE: [&str; 3] = ["--unique", "--format", "jsonl"];

#[test]
fn unique_lines_are_those_of_the_input_byte_for_byte() {
    // Fields, blanks and escapes that this program would write otherwise.
    let odd = |line: String| line.replacen('{', r#" {"x" :1.50, "y":"\u0061", "#, 1);
    let lines: Vec<String> = lines(&desk()).into_iter().map(odd).collect();
    let text = shuffled(lines.clone());
    let text = closed(&text);
    let desk = folder(&[("a.jsonl", text.as_bytes()), ("a.jsonl.gz", &gzipped(text.as_bytes()))]);
    let expected = kept(&lines, &report(desk.path(), &["a.jsonl"], b""));
    assert_eq!(expected.lines().count(), 2 * FAMILIES);
    for (input, stdin) in [("a.jsonl", ""), ("a.jsonl.gz", ""), ("-", text.as_str())] {
        let output = run(desk.path(), &[&[input], &UNIQUE[..]].concat(), stdin.as_bytes());
        assert_eq!(output.status.code(), Some(0), "{input}: {}", err(&output));
        assert!(output.stdout == expected.as_bytes(), "{input}");
        let told = format!("{} copies", 3 * FAMILIES);
        assert!(err(&output).contains(&told), "{}", err(&output));
    }
}

#[test]
fn unique_articles_that_were_no_lines_are_written_as_clean_writes_them() {
    let mut table = csv::Writer::from_writer(Vec::new());
    table.write_record(["id", "outlet", "published", "title", "text"]).unwrap();
    for record in desk() {
        let cells = ["id", "outlet", "published", "title", "text"];
        table.write_record(cells.map(|name| record[name].as_str().unwrap())).unwrap();
    }
    let page = format!("<html><title>A page</title><p>{}</p></html>", Writer(3).text(80));
    let desk = folder(&[("a.csv", &table.into_inner().unwrap()), ("page.html", page.as_bytes())]);
    let inputs = ["a.csv", "page.html"];
    let mut program = cargo_bin_cmd!("copytaster");
    let clean = program
        .current_dir(desk.path())
        .arg("clean")
        .args(inputs)
        .args(["--format", "jsonl"])
        .output()
        .unwrap();
    let relations = relations(&report(desk.path(), &inputs, b""));
    let mut expected: Vec<(String, Value)> = String::from_utf8(clean.stdout)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .map(|record: Value| (record["id"].as_str().unwrap().to_owned(), record))
        .filter(|(id, _)| relations[id].1.is_empty())
        .collect();
    expected.sort_by(|a, b| a.0.cmp(&b.0));
    let output = run(desk.path(), &[&inputs[..], &UNIQUE].concat(), b"");
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    let written = String::from_utf8(output.stdout).unwrap();
    assert_eq!(written.lines().count(), expected.len());
    for (line, (id, mut record)) in written.lines().zip(expected) {
        // A line that its outlet prints with everything is settled only among all.
        for field in ["text", "text_full"] {
            let text = record[field].as_str().unwrap().replace(&format!("\n{FOOTER}"), "");
            record[field] = text.into();
        }
        // Nobody needs these to find copies.
        record["language"] = Value::Null;
        record["credits"] = json!([]);
        assert_eq!(serde_json::from_str::<Value>(line).unwrap(), record, "{id}");
    }
}

#[test]
fn unread_lines_among_unique_ones_end_with_3() {
    let desk = folder(&[("a.jsonl", b"{\"id\":1,\"title\":\"a\",\"text\":\"b c\"}\n{\"id\n")]);
    for (words, code) in [(&[][..], 3), (&["--lenient"][..], 0)] {
        let output = run(desk.path(), &[&["a.jsonl"], &UNIQUE[..], words].concat(), b"");
        assert_eq!(output.status.code(), Some(code), "{}", err(&output));
        assert_eq!(output.stdout, b"{\"id\":1,\"title\":\"a\",\"text\":\"b c\"}\n");
    }
}

/// What happens to a file.
type Change<'a> = &'a (dyn Fn(&Path) + Sync);

/// Looks for copies in a file to which something happens when all of it was read once.
fn meanwhile(name: &str, bytes: &[u8], change: Change<'_>) -> Result<usize, Lost> {
    let folder = folder(&[(name, bytes)]);
    let path = folder.path().join(name);
    let show = |progress| {
        if progress == Progress::Comparing {
            change(&path);
        }
    };
    let inputs = [path.clone()];
    let found = pipeline::copies(&inputs, &Options::default(), &Recipe::news(), &show);
    found.map(|(findings, _)| copies(&findings))
}

fn copies(findings: &Findings) -> usize {
    findings.stories.iter().flat_map(|story| &story.origins).map(|it| it.copies.len()).sum()
}

#[test]
fn an_input_that_changes_between_two_readings_ends_the_run_and_is_named() {
    let text = closed(&lines(&desk()));
    let text = text.as_bytes();
    let append = |path: &Path| {
        let mut file = OpenOptions::new().append(true).open(path).unwrap();
        file.write_all(b"{}\n").unwrap();
    };
    let unharmed: [(&str, &str, &[u8], Change<'_>); 4] = [
        ("untouched", "a.jsonl", text, &|_| {}),
        ("appended to", "a.jsonl", text, &append),
        ("gone", "a.jsonl", text, &|path| fs::remove_file(path).unwrap()),
        ("packed, and emptied", "a.jsonl.gz", &gzipped(text), &|path| {
            fs::write(path, "").unwrap();
        }),
    ];
    for (how, name, bytes, change) in unharmed {
        assert_eq!(meanwhile(name, bytes, change), Ok(3 * FAMILIES), "{how}");
    }
    let harmed: [(&str, Change<'_>); 3] = [
        ("emptied", &|path| fs::write(path, "").unwrap()),
        ("cut short", &|path| fs::write(path, &text[..text.len() / 2]).unwrap()),
        ("shuffled", &|path| {
            fs::write(path, closed(&shuffled(lines(&desk())))).unwrap();
        }),
    ];
    for (how, change) in harmed {
        let lost = meanwhile("a.jsonl", text, change).unwrap_err();
        assert!(matches!(lost, Lost::Changed(_)), "{how}: {lost}");
        let told = lost.to_string();
        assert!(told.ends_with("a.jsonl: it was changed while it was being read"), "{told}");
    }
}

/// So many articles that are alike, or share much, in one file.
fn crowd(count: usize, text: &dyn Fn(usize) -> String) -> TempDir {
    let line = |n: usize| {
        let title = Writer(n as u64 + 1).text(5);
        json!({ "id": format!("{n:05}"), "title": title, "text": text(n) }).to_string()
    };
    let lines: Vec<String> = (0..count).map(line).collect();
    folder(&[("crowd.jsonl", closed(&lines).as_bytes())])
}

fn searched(folder: &TempDir) -> (Findings, Duration) {
    let inputs = [PathBuf::from(folder.path())];
    let started = Instant::now();
    let found = pipeline::copies(&inputs, &Options::default(), &Recipe::news(), &|_| {});
    (found.unwrap().0, started.elapsed())
}

/// Looks for copies among some and three times as many of a kind: whether all of them are joined, or
/// none, in linear time. Only time tells that as surely: what is quadratic takes nine times as long.
fn is_linear(count: usize, text: &dyn Fn(usize) -> String, joined: bool) {
    let [few, many] = [count, 3 * count].map(|count| crowd(count, text));
    let mut ratios = Vec::new();
    // Whatever else the machine does now makes one of some attempts slow, not all.
    while ratios.len() < 3 && ratios.iter().all(|ratio| MOST < *ratio) {
        let (_, short) = searched(&few);
        let (findings, long) = searched(&many);
        assert_eq!(copies(&findings), if joined { 3 * count - 1 } else { 0 });
        ratios.push(long.as_secs_f64() / short.as_secs_f64());
    }
    assert!(ratios.iter().any(|ratio| *ratio <= MOST), "{ratios:?} times as long");
}

/// How many times as long three times as many may take.
const MOST: f64 = 6.0;

#[test]
fn a_crowd_of_one_text_is_joined_in_linear_time() {
    let text = Writer(9).text(40);
    is_linear(700, &|_| text.clone(), true);
}

#[test]
fn a_crowd_that_shares_boilerplate_is_not_joined_and_takes_linear_time() {
    let shared = Writer(5).text(200);
    is_linear(100, &|n| format!("{}\n{shared}", Writer(n as u64 + 10).text(100)), false);
}

#[test]
fn a_crowd_of_versions_is_joined_by_some_links_of_each() {
    const COUNT: usize = 500;
    let words = Writer(9).words(50);
    let version = |n: usize| {
        let mut words = words.clone();
        words[n % 50] = Writer(n as u64 + 10).text(1);
        words.join(" ")
    };
    let (findings, _) = searched(&crowd(COUNT, &version));
    assert_eq!(copies(&findings), COUNT - 1);
    let most = PREDECESSORS * BANDS * COUNT;
    assert!(findings.links.len() <= most, "{} links", findings.links.len());
}

/// Runs the program under a shell that was told something before.
#[cfg(unix)]
fn under(shell: &str, folder: &Path, words: &[&str]) -> Output {
    let mut program = std::process::Command::new("sh");
    program.arg("-c").arg(format!("{shell}; exec \"$0\" cluster --level copies \"$@\""));
    program.arg(cargo_bin!("copytaster")).args(words).current_dir(folder).output().unwrap()
}

#[test]
#[cfg(unix)]
fn a_disk_that_is_full_leaves_the_last_report_as_it_was() {
    let text = Writer(9).text(40);
    let crowd = crowd(60, &|_| text.clone());
    fs::write(crowd.path().join("few.jsonl"), closed(&lines(&desk_of(2)))).unwrap();
    assert!(run(crowd.path(), &["few.jsonl", "--out", "made"], b"").status.success());
    let made = crowd.path().join("made");
    let state = || {
        let entries = fs::read_dir(&made).unwrap().map(|entry| entry.unwrap().path());
        entries.map(|path| (path.clone(), fs::read(path).unwrap())).collect::<BTreeMap<_, _>>()
    };
    let before = state();
    // Files may have so many blocks of 512 bytes: none fits, or the articles, but not their links.
    for blocks in [1, 20] {
        let full = format!("trap '' XFSZ; ulimit -f {blocks}");
        let output = under(&full, crowd.path(), &["crowd.jsonl", "--out", "made"]);
        assert_eq!(output.status.code(), Some(1), "{blocks}: {}", err(&output));
        assert!(err(&output).contains("made: "), "{}", err(&output));
        assert!(state() == before, "{blocks} blocks");
    }
}

#[test]
#[cfg(target_os = "linux")]
fn standard_output_that_is_full_ends_with_1() {
    let desk = folder(&[("desk.jsonl", closed(&lines(&desk())).as_bytes())]);
    for words in [&["--format", "csv"][..], &UNIQUE] {
        let output = under("exec > /dev/full", desk.path(), &[&["desk.jsonl"], words].concat());
        assert_eq!(output.status.code(), Some(1), "{words:?}");
        assert!(err(&output).contains("No space left"), "{}", err(&output));
    }
}

#[test]
#[cfg(unix)]
fn texts_that_find_no_room_end_with_1_and_say_where_room_is_needed() {
    let line = |id: u32| json!({ "id": id, "title": "a", "x": " ".repeat(36 << 20) }).to_string();
    let text = closed(&[line(1), line(2)]);
    let desk = folder(&[("desk.jsonl.gz", &gzipped(text.as_bytes()))]);
    let mut program = cargo_bin_cmd!("copytaster");
    program.current_dir(desk.path()).args(["cluster", "--level", "copies", "desk.jsonl.gz"]);
    let output = program.env("TMPDIR", desk.path().join("nowhere")).output().unwrap();
    assert_eq!((output.status.code(), output.stdout.len()), (Some(1), 0));
    let told = err(&output);
    for words in ["error: texts could not be kept in the folder", "hint: set TMPDIR"] {
        assert!(told.contains(words), "{words} is not in {told}");
    }
}

#[test]
#[cfg(unix)]
fn an_input_that_cannot_be_read_ends_with_3_and_the_others_are_read() {
    let desk = folder(&[("desk.jsonl", closed(&lines(&desk())).as_bytes())]);
    std::os::unix::fs::symlink("nowhere.jsonl", desk.path().join("a.jsonl")).unwrap();
    let output = run(desk.path(), &[".", "--format", "csv"], b"");
    assert_eq!(output.status.code(), Some(3));
    assert!(err(&output).contains("a.jsonl: could not be read: "), "{}", err(&output));
    assert_eq!(rows(&String::from_utf8(output.stdout).unwrap()).len(), 5 * FAMILIES);
}

#[test]
#[cfg(unix)]
fn more_files_than_may_be_open_are_read() {
    let lines = lines(&desk());
    let files: Vec<(String, &String)> =
        lines.iter().enumerate().map(|(at, line)| (format!("{at:03}.jsonl"), line)).collect();
    let more: Vec<(String, &String)> =
        files.iter().map(|(name, line)| (format!("again-{name}"), *line)).collect();
    let files: Vec<(&str, &[u8])> =
        files.iter().chain(&more).map(|(name, line)| (name.as_str(), line.as_bytes())).collect();
    let desk = folder(&files);
    let output = under("ulimit -n 256", desk.path(), &[".", "--format", "csv"]);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    assert_eq!(rows(&String::from_utf8(output.stdout).unwrap()).len(), 10 * FAMILIES);
}

#[test]
fn what_makes_no_sense_with_copies_alone_ends_with_2_and_says_what_does() {
    let desk = folder(&[("a.jsonl", b"{\"id\":1,\"title\":\"a\"}\n")]);
    let unique = "--level copies --unique --format jsonl";
    let cases: [(&[&str], &str, &str); 7] = [
        (&["--format", "jsonl"], "--format jsonl: needs --level copies and --unique", unique),
        (&["--unique"], "--unique: needs --level copies and --format jsonl", unique),
        (&["--unique", "--out", "made"], "--unique: needs --level copies", unique),
        (&["--unique", "--format", "csv"], "--unique: needs --level copies", unique),
        (&["--format", "markdown"], "--format markdown: copies alone make no report", "--out"),
        (&["--format", "json"], "--format json: copies alone make no report", "--format csv"),
        (
            &["--level", "stories", "--unique", "--format", "jsonl"],
            "--format jsonl: needs --level copies and --unique",
            unique,
        ),
    ];
    for (words, problem, hint) in cases {
        let level = if words.contains(&"--level") { &[][..] } else { &["--level", "copies"] };
        let mut program = cargo_bin_cmd!("copytaster");
        program.current_dir(desk.path()).args(["cluster", "a.jsonl"]).args(level).args(words);
        let output = program.output().unwrap();
        assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{words:?}");
        let told = err(&output);
        assert!(told.contains(&format!("error: {problem}")), "{words:?}: {told}");
        assert!(told.contains("hint: ") && told.contains(hint), "{words:?}: {told}");
        assert!(!desk.path().join("made").exists(), "{words:?}");
    }
}

#[test]
fn both_levels_make_the_same_articles_copies() {
    let close = |id: &str, outlet: &str, day: u8, figures: [&str; 4]| {
        let [rise, close, share, volume] = figures;
        let frame = Writer(3).words(45).join(" ");
        let text = format!(
            "NORRBY, {day} May (Reuters) - Shares rose {rise} to {close}. {frame} {share} {volume}."
        );
        let published = format!("2031-05-{day:02}T18:00:00Z");
        json!({"id": id, "outlet": outlet, "published": published, "text": text}).to_string()
    };
    let lines = [
        close("a", "Post", 5, ["12", "4018", "39", "71"]),
        close("b", "Mail", 6, ["31", "4049", "44", "69"]),
    ];
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("wire.jsonl");
    fs::write(&path, lines.join("\n")).unwrap();
    let recipe = Recipe::news();
    let options = Options::default();
    let inputs = [path];
    let (copies, _) = pipeline::copies(&inputs, &options, &recipe, &|_| {}).unwrap();
    let stories = pipeline::cluster(&inputs, &options, &recipe, &|_| {}).unwrap();
    let relations = |found: &Findings| {
        let links = found.links.iter().map(|link| link.relation);
        links.filter(|relation| *relation != Relation::SameStory).collect::<Vec<_>>()
    };
    assert_eq!(relations(&copies), [Relation::Template]);
    assert_eq!(relations(&copies), relations(&stories));
}
