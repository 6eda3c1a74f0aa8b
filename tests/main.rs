//! Every test of the project that needs more than one module, in one binary.
//!
//! `tests/cases/*.csv` are the cases an editor can read and write; `cases.rs` says what the columns
//! mean. A file here that nothing runs would be a promise nobody keeps, so there is none.

#[cfg(test)]
mod layering;
#[cfg(test)]
mod cases;
#[cfg(test)]
mod cli;
#[cfg(test)]
mod reports;
#[cfg(test)]
mod order;
#[cfg(test)]
mod copies;
#[cfg(test)]
mod oracle;
#[cfg(test)]
mod development;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// Folders of data: what may lie in them, and what reads it.
const DATA: [(&str, &[&str], &str); 2] =
    [("cases", &["csv"], "cases.rs"), ("snapshots", &["snap"], "insta")];
/// Folders with a build of their own.
const APART: [&str; 2] = ["bench", "fuzz"];

#[test]
fn every_file_of_tests_is_run_by_something() {
    assert_eq!(undeclared(Path::new("tests")), Vec::<String>::new());
}

#[test]
fn a_file_that_nothing_runs_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let tests = folder.path();
    for name in ["main.rs", "known.rs", "stray.rs", "cases/pairs.csv", "cases/stray.rs"] {
        let file = tests.join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, "mod known;\n// mod stray;\n").unwrap();
    }
    fs::create_dir(tests.join("attic")).unwrap();
    assert_eq!(
        undeclared(tests),
        [
            "attic: no declared folder",
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
    let strays = names(folder).into_iter().filter(|file| {
        let ending = Path::new(file).extension().and_then(|ending| ending.to_str());
        !ending.is_some_and(|ending| endings.contains(&ending))
    });
    strays.map(|file| format!("{name}/{file}: not read by {reader}")).collect()
}

fn names(folder: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(folder).expect("the folder was listed");
    entries
        .map(|entry| entry.expect("it can be listed").file_name().to_string_lossy().into_owned())
        .collect()
}
