//! Every test of the project that needs more than one module, in one binary.
//!
//! `tests/cases/*.csv` are the cases an editor can read and write; `cases.rs` says what the columns
//! mean. A file here that nothing runs would be a promise nobody keeps, so there is none.

#[cfg(test)]
mod layering;
#[cfg(test)]
mod packing;
#[cfg(test)]
mod timing;
#[cfg(test)]
mod cases;
#[cfg(test)]
mod cli;
#[cfg(test)]
mod settings;
#[cfg(test)]
mod reports;
#[cfg(test)]
mod order;
#[cfg(test)]
mod verdicts;
#[cfg(test)]
mod copies;
#[cfg(test)]
mod oracle;
#[cfg(test)]
mod development;
#[cfg(test)]
mod suite;
#[cfg(test)]
mod formats;
#[cfg(test)]
mod safety;
#[cfg(test)]
mod twins;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// Folders of data: what may lie in them, and what reads it.
const DATA: [(&str, &[&str], &str); 2] =
    [("cases", &["csv"], "cases.rs"), ("snapshots", &["snap"], "insta")];
/// The folder of labelled sets, and the files that a set has; suite.rs reads them.
const SETS: (&str, [&str; 3]) =
    ("cases/sets", ["articles.csv", "articles.jsonl", "gold_clusters.csv"]);
/// Folders with a build of their own, and files of every format that is read (`formats.rs`).
const APART: [&str; 4] = ["bench", "fit", "fixtures", "fuzz"];

#[test]
fn every_file_of_tests_is_run_by_something() {
    assert_eq!(undeclared(Path::new("tests")), Vec::<String>::new());
}

#[test]
fn a_file_that_nothing_runs_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let tests = folder.path();
    for name in [
        "main.rs",
        "known.rs",
        "stray.rs",
        "cases/pairs.csv",
        "cases/stray.rs",
        "cases/sets/desk/articles.csv",
        "cases/sets/desk/notes.txt",
        "cases/sets/stray.csv",
        "cases/other/articles.csv",
    ] {
        let file = tests.join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, "mod known;\n// mod stray;\n").unwrap();
    }
    fs::create_dir(tests.join("attic")).unwrap();
    assert_eq!(
        undeclared(tests),
        [
            "attic: no declared folder",
            "cases/other: not read by cases.rs",
            "cases/sets/desk/notes.txt: not read by suite.rs",
            "cases/sets/stray.csv: not read by suite.rs",
            "cases/stray.rs: not read by cases.rs",
            "stray.rs: not declared in main.rs"
        ]
    );
}

/// What lies in the folder of tests though nothing runs or reads it.
fn undeclared(tests: &Path) -> Vec<String> {
    let main = fs::read_to_string(tests.join("main.rs")).expect("main.rs is this file");
    let declared: BTreeSet<String> = main
        .lines()
        .filter_map(|line| line.trim().strip_prefix("mod ")?.strip_suffix(';'))
        .map(|name| format!("{name}.rs"))
        .collect();
    let mut strays = Vec::new();
    for name in names(tests) {
        let path = tests.join(&name);
        if path.is_file() && name != "main.rs" && !declared.contains(&name) {
            strays.push(format!("{name}: not declared in main.rs"));
        }
        if path.is_dir() && !APART.contains(&name.as_str()) {
            strays.extend(strays_in(&path, &name));
        }
    }
    strays
}

fn strays_in(folder: &Path, name: &str) -> Vec<String> {
    let Some((_, endings, reader)) = DATA.iter().find(|(known, ..)| *known == name) else {
        return vec![format!("{name}: no declared folder")];
    };
    let mut strays = Vec::new();
    for file in names(folder) {
        let path = format!("{name}/{file}");
        let ending = Path::new(&file).extension().and_then(|ending| ending.to_str());
        if path == SETS.0 {
            strays.extend(strays_in_sets(&folder.join(file)));
        } else if !ending.is_some_and(|ending| endings.contains(&ending)) {
            strays.push(format!("{path}: not read by {reader}"));
        }
    }
    strays
}

fn strays_in_sets(folder: &Path) -> Vec<String> {
    let (path, files) = SETS;
    let mut strays = Vec::new();
    for set in names(folder) {
        if !folder.join(&set).is_dir() {
            strays.push(format!("{path}/{set}: not read by suite.rs"));
            continue;
        }
        let others = names(&folder.join(&set)).into_iter();
        let others = others.filter(|file| !files.contains(&file.as_str()));
        strays.extend(others.map(|file| format!("{path}/{set}/{file}: not read by suite.rs")));
    }
    strays
}

fn names(folder: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(folder).expect("the folder was listed");
    entries
        .map(|entry| entry.expect("it can be listed").file_name().to_string_lossy().into_owned())
        .collect()
}
