//! What a script relies on: exit codes, and what goes to which stream.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use assert_cmd::cargo::{cargo_bin, cargo_bin_cmd};
use tempfile::TempDir;

const FERRY: &str = r#"{"id":"ferry-1","outlet":"Sound Gazette","published":"2026-02-03T08:10:00Z","title":"Ferry loses its rudder off Hollin Point","text":"The car ferry Maren lost its rudder in heavy seas off Hollin Point on Tuesday morning and drifted for two hours before a tug from Brackwater took it in tow. None of the 212 passengers was hurt, the harbour master said. Divers will examine the hull on Wednesday. The line between Brackwater and Hollin is to stay closed until the rudder has been replaced, the owner said."}
"#;
const BAKERY: &str = r#"{"id":"bakery-1","outlet":"Upland Echo","published":"2026-02-04T06:00:00Z","title":"Last bakery of Fennick closes","text":"After ninety years the last bakery in the village of Fennick has sold its final loaf. Ilse Tobler, who took the oven over from her father, said flour and electricity had become too dear for a shop with forty customers a day. The council is looking for a van that would bring bread twice a week from the valley."}
"#;

/// What came of a command.
pub(crate) struct Ended {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

#[track_caller]
pub(crate) fn run(folder: &Path, words: &[&str], stdin: &str) -> Ended {
    let mut program = cargo_bin_cmd!("copytaster");
    let output = program.current_dir(folder).args(words).write_stdin(stdin).output().unwrap();
    Ended {
        code: output.status.code(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// A folder of files, each with its content.
pub(crate) fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, content) in files {
        let file = folder.path().join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, content).unwrap();
    }
    folder
}

pub(crate) fn desk() -> TempDir {
    folder(&[("desk/ferry.jsonl", FERRY), ("desk/bakery.jsonl", BAKERY)])
}

#[test]
fn a_report_goes_into_its_folder_and_the_last_message_counts() {
    let desk = desk();
    let ended = run(desk.path(), &["cluster", "desk", "--out", "made"], "");
    assert_eq!((ended.code, ended.out.as_str()), (Some(0), ""), "{}", ended.err);
    let last = ended.err.lines().last().unwrap_or_default();
    for words in ["2 articles", "2 stories", "made"] {
        assert!(last.contains(words), "\"{words}\" is not in: {last}");
    }
    for (file, header) in [
        (
            "stories.csv",
            "story,headline,first_published,last_published,articles,outlets,origins,needs_review,copies,lead,names,places,told_by",
        ),
        ("articles.csv", "article,story,relation,of,outlet,published,title,url,source"),
        ("links.csv", "left,right,relation,confidence,route,jaccard,containment,"),
        (
            "timeline.csv",
            "story,start,end,precision,kind,state,what,outlets,articles,first_told,citing,basis,\
             conflict_with,version_of,announced_by,uncorrected",
        ),
        ("rejected.csv", "source,reason"),
        ("report.md", "#"),
        ("report.html", "<!DOCTYPE html>"),
    ] {
        let text = fs::read_to_string(desk.path().join("made").join(file)).unwrap();
        assert!(text.starts_with(header), "{file} begins: {text:.200}");
    }
}

#[test]
fn data_goes_to_standard_output_and_messages_do_not() {
    let desk = desk();
    for (format, beginning) in [
        ("markdown", "#"),
        ("html", "<!DOCTYPE html>"),
        ("csv", "article,story,relation,of,"),
        ("json", "{"),
    ] {
        let ended = run(desk.path(), &["cluster", "desk", "--format", format], "");
        assert_eq!(ended.code, Some(0), "{format}: {}", ended.err);
        assert!(ended.out.starts_with(beginning), "{format} begins: {:.200}", ended.out);
        assert!(ended.err.contains("2 articles"), "{format}: {}", ended.err);
        assert!(!ended.err.contains('\u{1b}'), "colours without a terminal: {}", ended.err);
        let quiet = run(desk.path(), &["--quiet", "cluster", "desk", "--format", format], "");
        assert_eq!((quiet.out, quiet.err.as_str()), (ended.out, ""), "{format}, quiet");
    }
}

#[test]
fn times_are_shown_in_the_readers_zone_and_tables_keep_them() {
    let desk = desk();
    for (zone, format, part) in [
        ("+03:00", "markdown", "3 February 2026, 11:10 (UTC+3; printed as 08:10, UTC)"),
        ("-09:30", "markdown", "2 February 2026, 22:40 (UTC-9:30; printed as 3 February 2026,"),
        ("Europe/Kyiv", "html", "3 February 2026, 10:10 (UTC+2; printed as 08:10, UTC)"),
        ("UTC", "html", "3 February 2026, 08:10 (UTC)"),
        ("Europe/Kyiv", "csv", "2026-02-03T08:10Z"),
    ] {
        let ended = run(desk.path(), &["cluster", "desk", "--tz", zone, "--format", format], "");
        assert_eq!(ended.code, Some(0), "{zone}: {}", ended.err);
        assert!(ended.out.contains(part), "{zone}, {format}: {part} is not in {}", ended.out);
    }
    let ended = run(desk.path(), &["cluster", "desk", "--tz", "Europe/Atlantis"], "");
    assert_eq!(ended.code, Some(2));
    assert!(ended.err.contains("--tz Europe/Atlantis: not a known zone"), "{}", ended.err);
}

#[test]
fn json_says_which_version_of_its_shape_it_has() {
    let desk = desk();
    let ended = run(desk.path(), &["cluster", "desk", "--format", "json"], "");
    let value: serde_json::Value = serde_json::from_str(&ended.out).unwrap();
    let version = value.as_object().unwrap().keys().find(|key| key.contains("schema"));
    assert!(version.is_some(), "{:.200}", ended.out);
}

#[test]
fn standard_input_is_named_by_a_dash() {
    let text = format!("{{\"title\":\"Untold\",\"text\":\"\"}}\n{FERRY}{BAKERY}");
    let folder = folder(&[]);
    let ended = run(folder.path(), &["cluster", "-", "--format", "csv"], &text);
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    for name in ["ferry-1,", "bakery-1,", "-#1,"] {
        let named = ended.out.lines().any(|line| line.starts_with(name));
        assert!(named, "no article {name} in {}", ended.out);
    }
}

#[test]
fn input_without_an_article_in_it_is_listed_and_is_no_failure() {
    let desk = folder(&[
        ("desk/ferry.jsonl", FERRY),
        ("desk/blank.txt", " \n\n"),
        ("desk/photo.xyz", "\u{0}\u{1}\u{2}"),
    ]);
    let ended = run(desk.path(), &["cluster", "desk", "--out", "made"], "");
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    let rejected = fs::read_to_string(desk.path().join("made/rejected.csv")).unwrap();
    for name in ["blank.txt,", "photo.xyz,"] {
        assert!(rejected.contains(name), "{name} is not in {rejected}");
    }
}

#[test]
fn where_there_is_nothing_to_read_the_hint_says_why() {
    let desk = folder(&[
        ("bare/README.md", "About"),
        ("bare/.hidden.txt", "Nothing"),
        ("documents/a.pdf", "%PDF-1.4"),
        ("documents/b.docx", "PK"),
        ("blank/c.txt", " "),
        ("blank/d.pdf", "%PDF-1.4"),
        ("spaces/e.txt", " "),
        ("spaces/f.txt", "\n"),
    ]);
    for (input, told) in [
        (
            "bare",
            "warning: no article in bare: there is no file in it to read\n\
             hint: README files and files whose name begins with a dot are skipped\n",
        ),
        (
            "documents",
            "warning: no article in documents: 2 files are of kinds that are not read\n\
             hint: -v names each, with what it is; PDF and Word files can be read with --via\n",
        ),
        (
            "blank",
            "warning: no article in blank: 2 inputs were rejected\n\
             hint: `copytaster clean` shows of each page what was dropped, and why\n",
        ),
        ("blank/c.txt", "warning: no article in blank/c.txt: no text in it\nno "),
        ("spaces", "warning: no article in spaces: 2 inputs were rejected: no text in it\nno "),
    ] {
        for command in ["cluster", "timeline"] {
            let ended = run(desk.path(), &[command, input], "");
            assert_eq!(ended.code, Some(0), "{command} {input}: {}", ended.err);
            assert!(ended.err.starts_with(told), "{command} {input}: {}", ended.err);
        }
    }
    let ended = run(desk.path(), &["cluster", "-"], "");
    let told = "warning: no article in -: no text in it\nno ";
    assert!(ended.err.starts_with(told), "{}", ended.err);
    let above = ["cluster", "documents/a.pdf", "--max-file-size", "2"];
    let ended = run(desk.path(), &above, "");
    let told = "warning: no article in documents/a.pdf: could not be read: longer than 2 bytes";
    assert!(ended.err.starts_with(told) && !ended.err.contains("hint"), "{}", ended.err);
    let ended = run(desk.path(), &["dates", "bare"], "");
    assert!(ended.err.starts_with("warning: bare: no file in it to read\n"), "{}", ended.err);
    let ended = run(desk.path(), &["explain", "a", "b", "--in", "bare"], "");
    assert!(ended.err.contains("hint: there is no article in bare\n"), "{}", ended.err);
    let ended = run(desk.path(), &["cluster", "bare", "--out", "made"], "");
    assert!(ended.err.contains("hint: what --out names is skipped too\n"), "{}", ended.err);
}

#[cfg(unix)]
#[test]
fn a_program_of_via_that_is_not_there_is_told_before_anything_is_read() {
    let desk = folder(&[("minutes.pdf", "%PDF-1.4"), ("tools/totext", "#!/bin/no/such/shell")]);
    for (via, found) in [
        ("no-such-program -x", false),
        ("./no-such-program", false),
        ("tools", false),
        ("tools/no-such-program", false),
        ("cat", true),
        ("/bin/cat -", true),
        ("tools/totext", true),
    ] {
        let ended = run(desk.path(), &["cluster", "minutes.pdf", "--via", via], "");
        let program = via.split(' ').next().unwrap_or_default();
        let told = format!(
            "error: --via {via}: there is no program {program}\nhint: name one that is installed, \
             or where it lies, as in --via \"pdftotext -layout - -\"\n"
        );
        assert_eq!(ended.err == told, !found, "{via}: {}", ended.err);
        assert_eq!(ended.code == Some(2), !found, "{via}: {}", ended.err);
    }
    // It is there and does not start.
    let ended = run(desk.path(), &["cluster", "minutes.pdf", "--via", "tools/totext"], "");
    let told = "minutes.pdf: could not be read: tools/totext could not be started: ";
    assert_eq!(ended.code, Some(3));
    assert!(ended.err.contains(told), "{}", ended.err);
}

#[test]
fn input_that_cannot_be_read_ends_with_3_but_what_can_be_done_is_done() {
    let desk =
        folder(&[("desk/export.jsonl", &format!("{FERRY}{{\"id\":\"torn\",\"te\n{BAKERY}"))]);
    for (words, code) in [(&[][..], 3), (&["--lenient"][..], 0)] {
        let words = [&["cluster", "desk", "--format", "csv"], words].concat();
        let ended = run(desk.path(), &words, "");
        assert_eq!(ended.code, Some(code), "{words:?}: {}", ended.err);
        assert_eq!(ended.out.lines().count(), 3, "{}", ended.out);
        assert!(ended.err.contains("export.jsonl#2"), "{}", ended.err);
    }
}

#[test]
fn a_column_that_an_export_lacks_is_told_and_is_no_failure() {
    let desk = desk();
    let warning = "warning: desk/ferry.jsonl: no column \"tekst\" for text; it has: id, outlet, \
                   published, text, title\nhint: did you mean --map text=text?\n";
    for (words, counted) in [
        (
            &["cluster", "desk", "--out", "made"][..],
            "2 articles, 2 stories, no copies, none rejected",
        ),
        (&["cluster", "desk", "--level", "copies"], "none rejected"),
        (&["clean", "desk"], "2 articles, none rejected"),
        (&["dates", "desk"], "in 2 articles, none rejected"),
        (&["timeline", "desk"], "of 2 articles, none rejected"),
        (&["explain", "ferry-1", "bakery-1", "--in", "desk"], ""),
    ] {
        let ended = run(desk.path(), &[words, &["--map", "text=tekst"]].concat(), "");
        assert_eq!(ended.code, Some(0), "{words:?}: {}", ended.err);
        for part in [warning, counted] {
            assert!(ended.err.contains(part), "{words:?}: {part} is not in {}", ended.err);
        }
    }
    let report = fs::read_to_string(desk.path().join("made/report.md")).unwrap();
    let remark = "no column \"tekst\" for text; it has: id, outlet, published, text, title: it was \
                  read without that column";
    assert!(report.contains(remark), "{report}");
    let rejected = fs::read_to_string(desk.path().join("made/rejected.csv")).unwrap();
    assert_eq!(rejected, "source,reason\n");
}

#[test]
fn an_export_of_which_nothing_is_read_for_want_of_a_column_could_not_be_read() {
    let desk = folder(&[("export.csv", "kop,teks\nOne,Two\n")]);
    let ended = run(desk.path(), &["cluster", "export.csv", "--map", "text=tekst"], "");
    assert_eq!(ended.code, Some(3), "{}", ended.err);
    let why = "export.csv: broken record: no column for a text or a headline, and none called \
               \"tekst\"; it has: kop, teks; name one with --map text=COLUMN";
    assert!(ended.err.contains(why), "{}", ended.err);
}

#[test]
fn a_command_line_that_asks_for_the_impossible_ends_with_2_and_every_fault_is_named() {
    let desk = desk();
    for (words, named) in [
        (&["frobnicate"][..], &["frobnicate"][..]),
        (&["cluster"], &["INPUT"]),
        (&["cluster", "desk", "--loudly"], &["--loudly"]),
        (&["cluster", "desk", "--format", "pdf"], &["pdf"]),
        (
            &[
                "cluster",
                "nowhere",
                "desk",
                "elsewhere",
                "--window",
                "soon",
                "--threads",
                "none",
                "--map",
                "lede=x",
                "--map",
                "text",
            ],
            &["nowhere", "elsewhere", "soon", "none", "lede", "--map text"],
        ),
        (&["cluster", "desk", "--out", "desk/ferry.jsonl"], &["desk/ferry.jsonl"]),
        (&["cluster", "desk", "--out", "desk"], &["desk"]),
        (
            &["evaluate", "g.csv", "--against", "made", "--floor", "f2=1", "--floor", "ari=much"],
            &["f2", "much"],
        ),
    ] {
        let ended = run(desk.path(), words, "");
        assert_eq!(ended.code, Some(2), "{words:?}: {}", ended.err);
        assert_eq!(ended.out, "", "{words:?}");
        for name in named {
            assert!(ended.err.contains(name), "{words:?}: \"{name}\" is not in {}", ended.err);
        }
    }
    let kept = fs::read_to_string(desk.path().join("desk/ferry.jsonl")).unwrap();
    assert_eq!(kept, FERRY, "an input was overwritten");
}

#[test]
fn what_cannot_be_done_ends_with_1() {
    let desk = desk();
    let ended = run(desk.path(), &["evaluate", "nowhere.csv", "--against", "made"], "");
    assert_eq!((ended.code, ended.out.as_str()), (Some(1), ""));
    assert!(ended.err.contains("nowhere.csv"), "{}", ended.err);
}

#[test]
fn a_missed_floor_ends_with_4_and_the_scores_are_still_printed() {
    let desk = folder(&[
        ("gold.csv", "article,story\nferry-1,one\nbakery-1,one\n"),
        ("desk/ferry.jsonl", FERRY),
        ("desk/bakery.jsonl", BAKERY),
    ]);
    run(desk.path(), &["cluster", "desk", "--out", "made"], "");
    for (floor, code) in [("bcubed_recall=0.4", 0), ("bcubed_recall=0.6", 4)] {
        let words = ["evaluate", "gold.csv", "--against", "made", "--floor", floor];
        let ended = run(desk.path(), &words, "");
        assert_eq!(ended.code, Some(code), "{floor}: {}", ended.err);
        assert!(ended.out.contains("bcubed_recall"), "{}", ended.out);
        let named = ended.err.contains("bcubed_recall is 0.5000, below its floor of 0.6");
        assert_eq!(named, code == 4, "{}", ended.err);
    }
}

#[test]
fn a_reader_that_leaves_is_no_failure() {
    let desk = desk();
    let mut program = Command::new(cargo_bin!("copytaster"));
    program.current_dir(desk.path()).args(["cluster", "desk", "--format", "json"]);
    let mut child = program.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    let err = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{err}");
    assert!(!err.contains("panicked"), "{err}");
}

#[test]
fn a_reader_that_leaves_does_not_open_the_gate() {
    let desk = folder(&[
        ("gold.csv", "article,story\nferry-1,one\nbakery-1,one\n"),
        ("made/articles.csv", "article,story\nferry-1,ferry-1\nbakery-1,bakery-1\n"),
    ]);
    for (floor, code) in [("bcubed_recall=0.4", 0), ("bcubed_recall=0.6", 4)] {
        let mut program = Command::new(cargo_bin!("copytaster"));
        program.current_dir(desk.path());
        program.args(["evaluate", "gold.csv", "--against", "made", "--floor", floor]);
        let mut child = program.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        let err = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{floor}: {err}");
        assert_eq!(err.contains("below its floor"), code == 4, "{floor}: {err}");
    }
}

#[test]
fn help_says_what_only_a_whole_desk_can_settle() {
    let ended = run(folder(&[]).path(), &["clean", "--help"], "");
    let help = ended.out.split_whitespace().collect::<Vec<_>>().join(" ");
    let expected = "Each page is shown by itself: names that several records claim, and lines that \
                    an outlet prints with everything, are settled in `copytaster cluster` only.";
    assert!(help.contains(expected), "{help}");
}

#[test]
fn dates_are_placed_in_the_text_as_its_record_has_it() {
    let record = r#"{"id":"bridge-1","published":"2025-07-12T09:00:00Z","title":"Friday","text":"\n\u201eŁódź\u201d  -- the bridge opened yesterday.\n\n\n It will shut on Monday."}"#;
    let desk = folder(&[
        ("desk.jsonl", &format!("{record}\n{{\"id\":\"no-1\"}}\n")),
        (
            "page.txt",
            "OSLO, July 10, 2025 (Orbis) - The bridge opened on Wednesday evening, the mayor of the town said in a statement.\n",
        ),
    ]);
    let ended = run(desk.path(), &["dates", "desk.jsonl"], "");
    let expected = "article,start,end,text,type,value\n\
                    bridge-1,30,39,yesterday,DATE,2025-07-11\n\
                    bridge-1,60,66,Monday,DATE,2025-07-14\n";
    assert_eq!(ended.out, expected, "{}", ended.err);
    assert_eq!(ended.code, Some(3), "{}", ended.err);
    assert!(ended.err.contains("desk.jsonl#2: "), "{}", ended.err);
    assert!(ended.err.contains("2 expressions of time in 1 article, 1 rejected"), "{}", ended.err);
    let ended = run(desk.path(), &["dates", "page.txt", "--format", "jsonl"], "");
    let lines: Vec<serde_json::Value> =
        ended.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let values: Vec<&str> = lines.iter().filter_map(|line| line["value"].as_str()).collect();
    assert_eq!(values, ["2025-07-10", "2025-07-09TEV"], "{}", ended.err);
    assert!(lines[0]["start"].is_u64(), "{}", ended.out);
    let ended = run(desk.path(), &["dates", "desk.jsonl", "--lenient"], "");
    assert_eq!(ended.code, Some(0), "{}", ended.err);
}

#[test]
fn help_is_an_answer_and_shows_an_example() {
    let nowhere = folder(&[]);
    for words in [&["--help"][..], &["cluster", "--help"], &["evaluate", "--help"]] {
        let ended = run(nowhere.path(), words, "");
        assert_eq!((ended.code, ended.err.as_str()), (Some(0), ""), "{words:?}");
        assert!(ended.out.contains("copytaster cluster inputs --out reports"), "{}", ended.out);
    }
}

const FERRY_REPRINT: &str = r#"{"id":"ferry-2","outlet":"Brackwater Post","published":"2026-02-03T11:00:00Z","title":"Ferry adrift for two hours","text":"Reprint: The car ferry Maren lost its rudder in heavy seas off Hollin Point on Tuesday morning and drifted for two hours before a tug from Brackwater took it in tow. None of the 212 passengers was hurt, the harbour master said. Divers will examine the hull on Wednesday. The line between Brackwater and Hollin is to stay closed until the rudder has been replaced, the owner said."}
"#;

#[test]
fn two_articles_are_explained_whether_they_are_linked_or_not() {
    let desk = desk();
    fs::write(desk.path().join("desk/reprint.jsonl"), FERRY_REPRINT).unwrap();
    for (b, expected) in [
        (
            "ferry-2",
            &[
                "A  ferry-1",
                "B  ferry-2",
                "A near-duplicate: 98 % of the shingles are in both",
                "67 words: “The car ferry Maren",
                "bands   yes",
                "linked as near_duplicate",
                "of the 63 shared shingles they would be no copies",
            ][..],
        ),
        (
            "bakery-1",
            &[
                "No copy, and not told of one event: a confidence of 0.0",
                "No passage of five words or more is in both.",
                "same    no",
                "two stories, ferry-1 and bakery-1",
                "a confidence of 0.50 would link them",
            ],
        ),
    ] {
        let ended = run(desk.path(), &["explain", "ferry-1", b, "--in", "desk"], "");
        assert_eq!(ended.code, Some(0), "{}", ended.err);
        for words in expected {
            assert!(ended.out.contains(words), "\"{words}\" is not in: {}", ended.out);
        }
        let words = ["explain", "ferry-1", b, "--in", "desk", "--format", "json"];
        let value: serde_json::Value =
            serde_json::from_str(&run(desk.path(), &words, "").out).unwrap();
        assert_eq!(value["b"]["article"], b);
        assert_eq!(value["relation"].is_null(), b == "bakery-1");
    }
}

#[test]
fn a_timeline_tells_what_was_rejected() {
    let desk = folder(&[("desk/ferry.jsonl", FERRY), ("desk/blank.txt", " \n\n")]);
    let each = "desk/blank.txt: no text in it\n";
    for (words, is_named) in
        [(&["timeline", "desk"][..], false), (&["timeline", "desk", "-v"], true)]
    {
        let ended = run(desk.path(), words, "");
        assert_eq!(ended.code, Some(0), "{}", ended.err);
        assert!(ended.err.ends_with(" of 1 article, 1 rejected\n"), "{}", ended.err);
        assert_eq!(ended.err.contains(each), is_named, "{}", ended.err);
    }
}

#[test]
fn the_dates_of_an_input_come_as_a_table_or_as_json() {
    let desk = desk();
    let ended = run(desk.path(), &["timeline", "desk", "--dates", "2"], "");
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    let lines: Vec<&str> = ended.out.lines().collect();
    assert_eq!((lines[0], lines.len()), ("date,score,what,articles", 3), "{}", ended.out);
    assert!(lines[1].starts_with("2026-02-03,"), "{}", lines[1]);
    assert!(lines[1].contains("The car ferry Maren lost its rudder"), "{}", lines[1]);
    assert!(lines[1].ends_with(",ferry-1"), "{}", lines[1]);
    assert!(ended.err.contains("2 dates of 2 articles"), "{}", ended.err);
    let ended = run(desk.path(), &["timeline", "desk", "--format", "json"], "");
    let value: serde_json::Value = serde_json::from_str(&ended.out).unwrap();
    assert_eq!((&value["schema"], &value["dates"][0]["date"]), (&1.into(), &"2026-02-03".into()));
    assert_eq!(value["dates"][0]["articles"], serde_json::json!(["ferry-1"]));
    for wrong in ["0", "many", "-1"] {
        let number = format!("--dates={wrong}");
        let ended = run(desk.path(), &["timeline", "desk", &number], "");
        assert_eq!((ended.code, ended.out.as_str()), (Some(2), ""), "{wrong}");
        assert!(ended.err.contains("not a number of dates"), "{}", ended.err);
    }
}

#[test]
fn two_files_are_explained_without_any_others() {
    let desk = desk();
    fs::write(desk.path().join("desk/reprint.jsonl"), FERRY_REPRINT).unwrap();
    let ended = run(desk.path(), &["explain", "./desk/reprint.jsonl", "desk/ferry.jsonl"], "");
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    for words in ["A  ferry-2", "A near-duplicate", "B counts as"] {
        let said = ended.out.contains(words);
        // The first of the two files is the later one, and the copy.
        assert_eq!(said, words != "B counts as", "{words}: {}", ended.out);
    }
    let both = format!("{FERRY}{BAKERY}");
    fs::write(desk.path().join("both.jsonl"), both).unwrap();
    let ended = run(desk.path(), &["explain", "both.jsonl", "desk/ferry.jsonl"], "");
    assert_eq!(ended.code, Some(2), "{}", ended.err);
    assert!(ended.err.contains("both.jsonl: holds 2 articles"), "{}", ended.err);
}

#[test]
fn an_article_is_explained_by_its_address_and_one_that_is_none_with_the_reason() {
    let desk = desk();
    let reprint =
        FERRY_REPRINT.replace("\"outlet\"", "\"url\":\"https://post.example/1\",\"outlet\"");
    fs::write(desk.path().join("desk/reprint.jsonl"), reprint).unwrap();
    fs::create_dir(desk.path().join("desk/mail")).unwrap();
    fs::write(desk.path().join("desk/mail/blank.txt"), "\n").unwrap();
    let explain = |b: &str| run(desk.path(), &["explain", "ferry-1", b, "--in", "desk"], "");
    assert!(explain("https://post.example/1").out.contains("B  ferry-2"));
    let ended = explain("https://post.example/2");
    assert!(ended.err.contains("https://post.example/2: no article"), "{}", ended.err);
    let ended = explain("mail/blank.txt");
    assert_eq!(ended.code, Some(2), "{}", ended.err);
    assert!(ended.err.contains("mail/blank.txt: became no article"), "{}", ended.err);
    let ended = run(desk.path(), &["explain", "--in", "desk", "ferry-1", "ferry-2"], "");
    assert!(ended.err.contains("<A> <B> [--in <INPUT>...]"), "{}", ended.err);
}

#[test]
fn who_names_an_article_that_is_not_there_is_told_which_may_be_meant() {
    let desk = desk();
    for (words, code, named) in [
        (
            &["explain", "fery-1", "bakery", "--in", "desk"][..],
            2,
            &["fery-1: no article", "did you mean ferry-1?", "did you mean bakery-1?"][..],
        ),
        (&["explain", "ferry-1", "ferry-1", "--in", "desk"], 2, &["named twice"]),
        (&["explain", "ferry-1", "bakery-1"], 2, &["no such file", "--in names"]),
        (&["explain", "ferry-1", "bakery-1", "--in", "nowhere"], 2, &["nowhere: no such file"]),
        (
            &["explain", "ferry-1", "bakery-1", "--in", "desk", "--window", "0"],
            2,
            &["--window 0: not a number of days"],
        ),
    ] {
        let ended = run(desk.path(), words, "");
        assert_eq!((ended.code, ended.out.as_str()), (Some(code), ""), "{words:?}: {}", ended.err);
        for part in named {
            assert!(ended.err.contains(part), "\"{part}\" is not in: {}", ended.err);
        }
    }
}

#[test]
fn a_timeline_reads_the_summary_above_an_article_and_dates_counts_in_the_text_alone() {
    let page = "Home\nNews\nSport\n\nFerry loses its rudder off Hollin Point\n\nThe ferry that lost its \
                rudder off Hollin Point had been inspected on 12 January 2026, its owner said.\n\n\
                By Ada Lovell\n\n3 February 2026, 08:10\n\nAdvertisement\n\nThe car ferry Maren lost \
                its rudder in heavy seas on Tuesday and drifted for two hours before a tug from \
                Brackwater took it in tow.\n\nNone of the 212 passengers was hurt, the harbour master \
                said, and all of them were taken home by bus.\n";
    let desk = folder(&[("page.txt", page)]);
    let ended = run(desk.path(), &["cluster", "page.txt", "--out", "made"], "");
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    let timeline = fs::read_to_string(desk.path().join("made/timeline.csv")).unwrap();
    let told: Vec<&str> = timeline.lines().filter(|row| row.contains(",happened,")).collect();
    let begin = ["page.txt,2026-01-12,", "page.txt,2026-02-03,"];
    assert!(begin.iter().all(|day| told.iter().any(|row| row.starts_with(day))), "{timeline}");
    let ended = run(desk.path(), &["dates", "page.txt"], "");
    assert_eq!(ended.out.lines().nth(1), Some("page.txt,53,60,Tuesday,DATE,2026-02-03"));
    assert!(!ended.out.contains("2026-01-12"), "{}", ended.out);
}
