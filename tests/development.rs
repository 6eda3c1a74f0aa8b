//! Quality on real labelled news, where it is at hand: `cargo test --release -- --ignored`.
//!
//! The news is private and lies outside the project (`../shared/data`, or COPYTASTER_DATA). Both sets
//! are clustered with one recipe. Floors are what the design asks for; they only rise. Where the
//! news is missing, a test says on standard error that it was skipped, and passes: a pass proves
//! something only beside its figures.

use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use copytaster::evaluate::{Gold, GroupScores, Grouping};
use copytaster::input::Options;
use copytaster::pipeline;
use copytaster::recipe::Recipe;
use copytaster::report::Findings;
use copytaster::timeline::Kind;

#[test]
#[ignore = "needs private news"]
fn stories_of_many_outlets_are_told_apart() {
    check("stories/ecbplus", 0.86);
}

#[test]
#[ignore = "needs private news"]
fn stories_and_the_claims_about_them_are_told_apart() {
    check("stories/fnc1", 0.92);
}

#[test]
#[ignore = "needs private news"]
fn copies_of_one_wire_are_linked_and_nothing_is_lost() {
    let Some(folder) = folder("copies/reuters") else {
        return;
    };
    let found = findings(&folder);
    let (accepted, rejected) = (found.articles.len(), found.rejected.len());
    assert_eq!(accepted + rejected, 21_445, "{accepted} accepted, {rejected} rejected");

    let (mut copies, mut far) = (0, Vec::new());
    let mut linked = BTreeSet::new();
    for link in &found.links {
        let ends = [link.left, link.right].map(|ix| found.articles[ix].key.to_string());
        let evidence = &link.evidence;
        let contained = evidence.left_contained().max(evidence.right_contained());
        copies += usize::from(link.relation.is_copy());
        if link.relation.is_copy() && evidence.jaccard() < 0.3 && contained < 0.5 {
            far.push(ends.join(" "));
        }
        linked.insert(ends);
    }
    let pairs = listed_pairs(&folder.join("near_duplicate_pairs.csv"));
    let missed = pairs.iter().filter(|ends| !linked.contains(*ends));
    let missed: Vec<String> = missed.map(|ends| ends.join(" ")).collect();
    let largest = found.stories.iter().map(|story| story.articles().count()).max();
    let (listed, missing) = (pairs.len(), missed.len());
    say(&format!("copies: {copies} links; {missing} of {listed} listed pairs missed"));
    say(&format!("  largest story: {largest:?} articles; {rejected} records rejected"));
    assert!(!pairs.is_empty(), "no pairs are listed");
    assert_eq!(missed, Vec::<String>::new(), "listed pairs without a link");
    assert_eq!(far, Vec::<String>::new(), "called copies though they share little");
    assert!(largest <= Some(300), "a story of {largest:?} articles");
}

#[test]
#[ignore = "needs private news"]
fn two_reports_of_one_visit_have_the_timeline_that_an_editor_made() {
    // Beside the data lie two pages of two outlets on one visit.
    let Some(folder) = folder("../seeds") else {
        return;
    };
    let found =
        pipeline::cluster(&[folder], &Options::default(), &Recipe::news(), &|_| {}).unwrap();
    assert_eq!(found.stories.len(), 1);
    let timeline = &found.timelines[0];
    let entries: Vec<String> = timeline
        .entries
        .iter()
        .filter(|entry| entry.kind != Kind::Published)
        .map(|entry| {
            let when = entry.when.unwrap();
            let (kind, state) = (entry.kind.as_str(), entry.state.as_str());
            let voices = entry.articles.len();
            let citing = entry.citing.join(", ");
            format!("{}/{} {kind} {state} {voices} {citing}", when.start.date(), when.end.date())
        })
        .collect();
    say(&entries.join("\n"));
    for expected in [
        "2025-07-11/2025-07-11 event happened 1 Reuters, citing KCNA, TASS",
        "2025-07-12/2025-07-12 event both 2 TASS, AFP",
        "2025-07-12/2025-07-12 event happened 1 AFP, Russia’s foreign ministry",
        "2025-07-13/2025-07-13 event expected 1 Russian and North Korean state media",
        "2025-07-14/2025-07-15 event expected 1 Reuters, citing KCNA, TASS",
        "2025-07-01/2025-08-31 event expected 1 South Korean intelligence",
        "2025-04-01/2025-04-30 background happened 1 North Korea",
        "2024-01-01/2024-12-31 background happened 1 AFP",
    ] {
        assert!(entries.iter().any(|entry| entry == expected), "no {expected}");
    }
    let chains = timeline.provenance.chains.iter().map(|chain| chain.names.join(" > "));
    let chains: Vec<String> = chains.collect();
    assert!(chains.iter().any(|chain| chain == "KCNA > Reuters > Ukrainska Pravda"), "{chains:?}");
    assert!(chains.iter().any(|chain| chain == "AFP > dawn"), "{chains:?}");
    assert_eq!((timeline.provenance.independent, timeline.provenance.unknown), (2, 0));
}

/// The pairs that are listed with a Jaccard of at least 0.8, each with its smaller name first.
fn listed_pairs(path: &Path) -> Vec<[String; 2]> {
    let mut table = csv::Reader::from_path(path).unwrap();
    let rows = table.deserialize::<BTreeMap<String, String>>().map(Result::unwrap);
    let near = rows.filter(|row| 0.8 <= row["jaccard5"].parse::<f64>().unwrap());
    let sorted = near.map(|row| {
        let mut ends = [row["a"].clone(), row["b"].clone()];
        ends.sort();
        ends
    });
    sorted.collect()
}

/// The folder of a set; says so if it is not here.
fn folder(set: &str) -> Option<PathBuf> {
    let folder = data().join(set);
    if !folder.is_dir() {
        say(&format!("{set}: skipped, {} is not here", folder.display()));
        return None;
    }
    Some(folder)
}

fn check(set: &str, floor: f64) {
    let Some(folder) = folder(set) else {
        return;
    };
    let gold = fs::read(folder.join("gold_clusters.csv")).unwrap();
    let Gold::Groups(gold) = Gold::read("gold_clusters.csv", &gold).unwrap() else {
        panic!("{set}: no groups in gold_clusters.csv");
    };
    let scores = GroupScores::of(&gold, &predicted(&folder), 10);
    let figures = scores.figures().into_iter();
    let figures: Vec<String> = figures.map(|(name, value)| format!("{name} {value:.4}")).collect();
    say(&format!("{set}: {:?}\n  {}", scores.counts, figures.join("\n  ")));
    assert_eq!(scores.counts.missing, 0, "{set}: articles are missing");
    let f1 = scores.bcubed.f1();
    assert!(floor <= f1, "{set}: BCubed F1 {f1:.4} is below {floor}");
}

fn findings(folder: &Path) -> Findings {
    let inputs: Vec<PathBuf> = ["articles.jsonl", "articles.jsonl.gz"]
        .map(|name| folder.join(name))
        .into_iter()
        .filter(|path| path.is_file())
        .collect();
    pipeline::cluster(&inputs, &Options::default(), &Recipe::news(), &|_| {}).unwrap()
}

fn predicted(folder: &Path) -> Grouping {
    let found = findings(folder);
    let rows = found.stories.iter().flat_map(|story| {
        let articles = story.articles().map(|ix| found.articles[ix].key.to_string());
        articles.map(|key| (key, story.key.to_string()))
    });
    Grouping::new(rows.collect()).expect("the set holds articles")
}

fn data() -> PathBuf {
    env::var_os("COPYTASTER_DATA").map_or_else(|| PathBuf::from("../shared/data"), PathBuf::from)
}

#[expect(clippy::print_stderr, reason = "figures are what this is run for")]
fn say(text: &str) {
    eprintln!("{text}");
}
