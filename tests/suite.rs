//! The labelled sets of this repository, and the floors below which no figure may fall.
//!
//! `tests/cases/sets/*` are stories written for this project and labelled by hand: `desk` (dated,
//! with outlets, six languages), `rituals` (dated, with outlets: what comes again each year, day or
//! week, and names in several spellings), `undated` (texts alone), `headlines` (no texts). Places, people and events are
//! made up. `tests/cases/floors.csv` says how well they were told apart when it was last raised,
//! less [`MARGIN`], and for which gold; `UPDATE_FLOORS=1 cargo test below_its_floor` raises what has got better and lowers nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use std::sync::OnceLock;

use assert_cmd::cargo::cargo_bin;

const SETS: &str = "tests/cases/sets";
const FLOORS: &str = "tests/cases/floors.csv";

/// The figures that have a floor in every set.
const HELD: [&str; 3] = ["bcubed_f1", "ari", "candidate_recall"];

/// How far below what was measured a floor lies: about what one article changes in the smallest
/// set, so that a change that moves one article for the worse and two for the better can be made.
const MARGIN: f64 = 0.02;

#[test]
fn no_figure_falls_below_its_floor() {
    let measured = measured();
    let mut floors = floors();
    if std::env::var_os("UPDATE_FLOORS").is_some() {
        floors = raised(&floors, &measured);
        write(&floors, &golds());
    }
    let wanted: BTreeSet<(String, String)> = measured
        .keys()
        .flat_map(|set| HELD.map(|figure| (set.clone(), figure.to_owned())))
        .collect();
    let held: BTreeSet<(String, String)> = floors.keys().cloned().collect();
    assert_eq!(held, wanted, "each set has a floor for each figure that is held");
    let pinned: BTreeSet<(String, String)> = column("gold").into_iter().collect();
    assert_eq!(pinned, golds().into_iter().collect(), "each floor names the gold it is for");
    let gate = evaluate(&["--suite", SETS, "--floors", FLOORS]);
    let said = String::from_utf8_lossy(&gate.stderr);
    assert_eq!(gate.status.code(), Some(0), "{said}");
}

#[test]
fn a_floor_above_what_is_reached_ends_with_4_and_says_what_is_below() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("floors.csv");
    fs::write(&file, "set,measure,floor\nheadlines,ari,0\ndesk,bcubed_f1,0.9999\n").unwrap();
    let gate = evaluate(&["--suite", SETS, "--floors", file.to_str().unwrap()]);
    let said = String::from_utf8_lossy(&gate.stderr);
    assert_eq!(gate.status.code(), Some(4), "{said}");
    let reached = measured()["desk"]["bcubed_f1"];
    let expected = format!("error: desk: bcubed_f1 is {reached:.4}, below its floor of 0.9999\n");
    assert_eq!(said, expected);
    let table = String::from_utf8_lossy(&gate.stdout);
    assert!(table.contains("\nheadlines "), "the table is printed all the same: {table}");
}

#[test]
fn every_article_of_a_set_is_labelled_and_every_label_has_its_article() {
    assert_eq!(String::from_utf8_lossy(&table().stderr), "", "a set and its gold disagree");
    let (mut texts, mut stories) = (0.0, 0.0);
    for (set, figures) in measured() {
        assert_eq!((figures["missing"], figures["mixed_with_others"]), (0.0, 0.0), "{set}");
        if set == "headlines" {
            assert!(60.0 <= figures["articles"] && 10.0 <= figures["gold_stories"]);
        } else {
            texts += figures["articles"];
            stories += figures["gold_stories"];
        }
    }
    assert!(150.0 <= texts && 60.0 <= stories, "{texts} texts of {stories} stories");
}

#[test]
fn folders_and_golds_that_do_not_fit_say_why() {
    let folder = tempfile::tempdir().unwrap();
    let article =
        "{\"id\":\"a\",\"title\":\"Ferry runs aground\",\"text\":\"The ferry ran aground.\"}\n";
    let other = article.replace("\"a\"", "\"b\"");
    for (name, text) in [
        ("bare/articles.jsonl", article),
        ("half/articles.jsonl", &format!("{article}{other}")),
        ("half/gold.csv", "id,cluster\na,1\nz,1\n"),
        ("strange/articles.jsonl", article),
        ("strange/gold.csv", "id,cluster\nx,1\ny,1\n"),
        ("pairs/articles.jsonl", article),
        ("pairs/gold_clusters.csv", "left,right,expected\na,b,same\n"),
    ] {
        let file = folder.path().join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }
    for (set, code, words) in [
        ("bare", 2, &["bare: no gold in it", "hint: a labelled folder holds articles and"][..]),
        (
            "half",
            0,
            &[
                "half: 1 article of the gold not in the input, such as z;",
                "half: 1 article without a gold story, such as b;",
            ],
        ),
        ("strange", 1, &["no article of", "the gold speaks of \"x\", the input of \"a\""]),
        ("pairs", 1, &["holds pairs of articles", "needs the story of each article"]),
        ("bare/articles.jsonl", 2, &["is no folder", "--against says which report"]),
    ] {
        let ended = evaluate(&[folder.path().join(set).to_str().unwrap()]);
        let said = String::from_utf8_lossy(&ended.stderr);
        assert_eq!(ended.status.code(), Some(code), "{set}: {said}");
        for words in words {
            assert!(said.contains(words), "{set}: \"{words}\" is not in {said}");
        }
    }
}

#[test]
fn other_articles_beside_a_set_are_told_from_its_own() {
    let desk = format!("{SETS}/desk");
    // A stranger with the words of the first article of the desk shares its story.
    let text = fs::read_to_string(format!("{desk}/articles.jsonl")).unwrap();
    let first = text.lines().next().unwrap();
    let stranger = first.replacen("\"id\": \"", "\"id\": \"stranger-", 1);
    assert_ne!(first, stranger);
    let folder = tempfile::tempdir().unwrap();
    let among = folder.path().join("others.jsonl");
    fs::write(&among, stranger).unwrap();
    let ended = evaluate(&[&desk, "--among", among.to_str().unwrap(), "--format", "csv"]);
    assert_eq!(String::from_utf8_lossy(&ended.stderr), "");
    let (found, alone) = (rows(&String::from_utf8(ended.stdout).unwrap()), measured());
    assert!(1.0 <= found["desk"]["mixed_with_others"], "the stranger was not read");
    assert_eq!(found["desk"]["articles"], alone["desk"]["articles"], "the stranger is scored");
}

#[test]
fn reliability_counts_each_weighed_pair_once() {
    let asked = evaluate(&["--suite", SETS, "--reliability", "--format", "csv"]);
    let text = String::from_utf8(asked.stdout).unwrap();
    let mut pairs: BTreeMap<String, u64> = BTreeMap::new();
    for row in csv::Reader::from_reader(text.as_bytes()).records() {
        let row = row.unwrap();
        *pairs.entry(row[0].to_owned()).or_default() += row[3].parse::<u64>().unwrap();
    }
    let all = pairs.remove("all").unwrap();
    assert_eq!(all, pairs.values().sum::<u64>());
    assert!(100 < all, "only {all} pairs were weighed");
}

fn evaluate(words: &[&str]) -> Output {
    let mut program = Command::new(cargo_bin!("copytaster"));
    program.current_dir(Path::new(env!("CARGO_MANIFEST_DIR")));
    program.arg("evaluate").args(words).output().unwrap()
}

/// What the program prints of the sets for programs.
fn table() -> &'static Output {
    static TABLE: OnceLock<Output> = OnceLock::new();
    TABLE.get_or_init(|| evaluate(&["--suite", SETS, "--format", "csv"]))
}

/// Every figure of every set.
fn measured() -> BTreeMap<String, BTreeMap<String, f64>> {
    rows(&String::from_utf8_lossy(&table().stdout))
}

fn rows(table: &str) -> BTreeMap<String, BTreeMap<String, f64>> {
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    let rows = reader.deserialize::<BTreeMap<String, String>>().map(Result::unwrap);
    let rows = rows.map(|mut row| {
        let set = row.remove("set").unwrap();
        row.remove("gold");
        (set, row.into_iter().map(|(name, value)| (name, value.parse().unwrap())).collect())
    });
    rows.collect()
}

/// The digest of each set's gold.
fn golds() -> BTreeMap<String, String> {
    let mut reader = csv::Reader::from_reader(&table().stdout[..]);
    let rows = reader.deserialize::<BTreeMap<String, String>>().map(Result::unwrap);
    rows.map(|row| (row["set"].clone(), row["gold"].clone())).collect()
}

type Floors = BTreeMap<(String, String), f64>;

fn floors() -> Floors {
    let mut reader = csv::Reader::from_path(FLOORS).unwrap();
    let rows = reader.deserialize::<BTreeMap<String, String>>().map(Result::unwrap);
    let key = |row: &BTreeMap<String, String>| (row["set"].clone(), row["measure"].clone());
    rows.map(|row| (key(&row), row["floor"].parse().unwrap())).collect()
}

/// A column of the floors, each with its set.
fn column(name: &str) -> Vec<(String, String)> {
    let mut reader = csv::Reader::from_path(FLOORS).unwrap();
    let rows = reader.deserialize::<BTreeMap<String, String>>().map(Result::unwrap);
    rows.map(|row| (row["set"].clone(), row[name].clone())).collect()
}

/// The floors a [`MARGIN`] below what is measured, where that is higher than they are.
fn raised(floors: &Floors, measured: &BTreeMap<String, BTreeMap<String, f64>>) -> Floors {
    let pairs = measured.iter().flat_map(|(set, figures)| {
        HELD.map(|figure| ((set.clone(), figure.to_owned()), figures[figure] - MARGIN))
    });
    let rise = |(key, value): ((String, String), f64)| {
        // Down to the thousandth, so that the margin is never less than it says.
        let floor = (value * 1000.0).floor() / 1000.0;
        let before = floors.get(&key).copied().unwrap_or(floor);
        (key, floor.max(before))
    };
    pairs.map(rise).collect()
}

fn write(floors: &Floors, golds: &BTreeMap<String, String>) {
    let mut writer = csv::Writer::from_path(FLOORS).unwrap();
    writer.write_record(["set", "measure", "floor", "gold"]).unwrap();
    for ((set, measure), floor) in floors {
        writer.serialize((set, measure, floor, &golds[set])).unwrap();
    }
    writer.flush().unwrap();
}
