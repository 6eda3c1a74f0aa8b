//! `reports/` is what the program makes of `inputs/`, byte for byte.
//!
//! `UPDATE_REPORTS=1 cargo test` writes it anew; the commit says why each changed line is right.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::path::Path;

use assert_cmd::cargo::cargo_bin_cmd;

#[test]
fn reports_are_what_the_program_makes_of_inputs() {
    assert!(Path::new("inputs").is_dir(), "there is no sample desk: inputs");
    let folder = tempfile::tempdir().unwrap();
    // The folder of the reports has the same name here as there, should it be printed somewhere.
    let made = folder.path().join("reports");
    let out = if env::var_os("UPDATE_REPORTS").is_some() { Path::new("reports") } else { &made };
    let mut program = cargo_bin_cmd!("copytaster");
    program.args(["cluster", "inputs", "--quiet", "--out"]).arg(out).assert().success();
    let (expected, found) = (files(Path::new("reports")), files(out));
    let names = |files: &BTreeMap<String, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&found), names(&expected), "files made, and files in reports/");
    for (name, bytes) in &found {
        assert_same(name, bytes, &expected[name]);
    }
}

fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{folder:?}: {error}"));
    let files = entries.map(|entry| {
        let entry = entry.unwrap();
        let name = entry.file_name().to_string_lossy().into_owned();
        (name, fs::read(entry.path()).unwrap())
    });
    files.collect()
}

/// Fails with the first line that differs, rather than with two files.
fn assert_same(name: &str, found: &[u8], expected: &[u8]) {
    if found == expected {
        return;
    }
    let (found, expected) = (String::from_utf8_lossy(found), String::from_utf8_lossy(expected));
    let lines = found.split('\n').zip(expected.split('\n')).enumerate();
    let mut differing = lines.filter(|(_, (found, expected))| found != expected);
    let (at, (found, expected)) = differing.next().unwrap_or((0, ("shorter", "or longer")));
    panic!(
        "reports/{name}, line {}:\n  stands there: {expected}\n  made now:     {found}\n\
         UPDATE_REPORTS=1 cargo test rewrites reports/; say in the commit why it is right",
        at + 1
    );
}
