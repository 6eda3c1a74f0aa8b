//! Quality on real labelled news, where it is at hand: `cargo test --release -- --ignored`.
//!
//! The news is private and lies outside the project (`../shared/data`, or COPYTASTER_DATA). Both sets
//! are clustered with one recipe. Floors are what the design asks for; they only rise.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use copytaster::evaluate::{Gold, GroupScores, Grouping};
use copytaster::input::Options;
use copytaster::pipeline;
use copytaster::recipe::Recipe;

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

fn check(set: &str, floor: f64) {
    let folder = data().join(set);
    if !folder.is_dir() {
        say(&format!("{set}: skipped, {} is not here", folder.display()));
        return;
    }
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

fn predicted(folder: &Path) -> Grouping {
    let inputs: Vec<PathBuf> = ["articles.jsonl", "articles.jsonl.gz"]
        .map(|name| folder.join(name))
        .into_iter()
        .filter(|path| path.is_file())
        .collect();
    let recipe = Recipe::news();
    let found = pipeline::cluster(&inputs, &Options::default(), &recipe, &|_| {});
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
