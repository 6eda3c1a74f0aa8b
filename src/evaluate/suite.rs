//! Several labelled sets → one table with a row for each, as text, CSV or JSON.
//!
//! In: a [`SetScores`] for each set. Out: pages. Deliberately absent: what the sets are, where they
//! lie, and a mean over them: a small set and a large one have no common unit.

use std::fmt::Write as _;
use std::io::{self, Write};

use serde_json::{Value, json};
use xxhash_rust::xxh3::Xxh3Default;

use crate::evaluate::reach::Reach;
use crate::evaluate::reliability::Reliability;
use crate::evaluate::write::{SCHEMA, line, mistakes, rounded};
use crate::evaluate::{GroupScores, Grouping};

/// What was measured on one labelled set.
#[derive(Clone, Debug)]
pub struct SetScores {
    /// What the set is called.
    pub set: String,
    /// The [`digest`] of its gold.
    pub gold: String,
    /// How well the stories agree with its gold.
    pub scores: GroupScores,
    /// Articles in the largest story of the gold.
    pub largest_gold: u64,
    /// Articles in the largest story found, those included that the gold does not know.
    pub largest_found: u64,
    /// Which pairs of one story were brought together at all.
    pub reach: Reach,
    /// The pairs that were weighed, by confidence.
    pub reliability: Reliability,
}

impl SetScores {
    /// The figure beside those of [`GroupScores::NAMES`].
    pub const REACH: &'static str = "candidate_recall";

    /// Every figure under its name, as floors call it.
    pub fn figures(&self) -> Vec<(&'static str, f64)> {
        let mut figures = self.scores.figures();
        figures.push((SetScores::REACH, self.reach.recall()));
        figures
    }

    /// Every count under its name.
    pub fn counts(&self) -> Vec<(&'static str, u64)> {
        let counts = &self.scores.counts;
        vec![
            ("articles", counts.articles),
            ("gold_stories", counts.gold_clusters),
            ("found_stories", counts.predicted_clusters),
            ("missing", counts.missing),
            ("mixed_with_others", counts.mixed),
            ("largest_gold", self.largest_gold),
            ("largest_found", self.largest_found),
        ]
    }

    fn json(&self) -> Value {
        let counts = self.counts().into_iter().map(|(name, count)| (name.to_owned(), count.into()));
        let figures = self.figures().into_iter();
        let figures = figures.map(|(name, value)| (name.to_owned(), rounded(value).into()));
        json!({
            "set": self.set,
            "gold": self.gold,
            "counts": Value::Object(counts.collect()),
            "figures": Value::Object(figures.collect()),
            "wrong_merges": self.scores.merges,
            "wrong_splits": self.scores.splits,
            "reliability": reliability_json(&self.reliability),
        })
    }
}

/// What tells a gold from one that was changed since: a hash of who is in which story.
pub fn digest(gold: &Grouping) -> String {
    let mut hash = Xxh3Default::new();
    for (id, cluster) in gold.iter() {
        for part in [id, cluster] {
            hash.update(&(part.len() as u64).to_le_bytes());
            hash.update(part.as_bytes());
        }
    }
    // Named, so that no spreadsheet takes 0901e404 for a number.
    format!("xxh3:{:016x}", hash.digest())
}

/// The size of the largest group.
pub fn largest(grouping: &Grouping) -> u64 {
    let mut sizes = std::collections::BTreeMap::<&str, u64>::new();
    grouping.iter().for_each(|(_, cluster)| *sizes.entry(cluster).or_default() += 1);
    sizes.into_values().max().unwrap_or(0)
}

/// The columns of the page, after the name of the set.
const HEADER: [&str; 13] = [
    "articles", "stories", "found", "B3 P", "B3 R", "B3 F1", "ARI", "pair P", "pair R", "pair F1",
    "largest", "mixed", "reach",
];

/// Writes the table to read, a line for each set, and what its headings mean.
pub fn write_text(sets: &[SetScores], out: &mut dyn Write) -> io::Result<()> {
    let mut page = String::new();
    let rows: Vec<(&str, Vec<String>)> =
        sets.iter().map(|set| (set.set.as_str(), cells(set))).collect();
    aligned(&mut page, &HEADER, &rows);
    page.push('\n');
    for meaning in [
        "B3 is BCubed, pair the pairs of articles: precision, recall, F1. ARI is the adjusted Rand",
        "index. largest is the largest story found / in the gold; mixed how many articles share a",
        "story with one that the gold does not know; reach the share of the pairs of one story that",
        "the candidate routes brought together.",
    ] {
        line(&mut page, meaning);
    }
    out.write_all(page.as_bytes())
}

fn cells(set: &SetScores) -> Vec<String> {
    let counts = &set.scores.counts;
    let count = [counts.articles, counts.gold_clusters, counts.predicted_clusters];
    let scores = &set.scores;
    let (bcubed, pairs) = (scores.bcubed, scores.pairwise);
    let figures = [
        bcubed.precision,
        bcubed.recall,
        bcubed.f1(),
        scores.ari,
        pairs.precision,
        pairs.recall,
        pairs.f1(),
    ];
    let largest = format!("{}/{}", set.largest_found, set.largest_gold);
    count
        .map(|count| count.to_string())
        .into_iter()
        .chain(figures.map(four))
        .chain([largest, counts.mixed.to_string(), four(set.reach.recall())])
        .collect()
}

fn four(value: f64) -> String {
    format!("{value:.4}")
}

/// Rows under their headings: names to the left, cells to the right.
fn aligned(page: &mut String, header: &[&str], rows: &[(&str, Vec<String>)]) {
    let long = |text: &str| text.chars().count();
    let name = rows.iter().map(|(name, _)| long(name)).max().unwrap_or(0).max(3);
    let width = |at: usize, heading: &str| {
        let cells = rows.iter().map(|(_, cells)| cells.get(at).map_or(0, |cell| long(cell)));
        cells.max().unwrap_or(0).max(long(heading))
    };
    let widths: Vec<usize> = header.iter().enumerate().map(|(at, name)| width(at, name)).collect();
    let mut put = |first: &str, cells: &mut dyn Iterator<Item = &str>| {
        let mut text = format!("{first:<name$}");
        for (cell, width) in cells.zip(&widths) {
            let _ = write!(text, "  {cell:>width$}");
        }
        line(page, &text);
    };
    put("set", &mut header.iter().copied());
    for (first, cells) in rows {
        put(first, &mut cells.iter().map(String::as_str));
    }
}

/// Writes the mistakes of each set that were kept, worst first.
pub fn write_mistakes(sets: &[SetScores], out: &mut dyn Write) -> io::Result<()> {
    let mut page = String::new();
    for set in sets {
        page.push('\n');
        line(&mut page, &set.set);
        let (merged, split) = ("Stories that mix gold ones", "Gold stories taken apart");
        mistakes(&mut page, merged, "gold stories", &set.scores.merges);
        mistakes(&mut page, split, "stories", &set.scores.splits);
    }
    out.write_all(page.as_bytes())
}

/// Writes a row for each set, every count and figure a column.
pub fn write_csv(sets: &[SetScores], out: &mut dyn Write) -> io::Result<()> {
    let mut rows = csv::Writer::from_writer(out);
    for (at, set) in sets.iter().enumerate() {
        let (counts, figures) = (set.counts(), set.figures());
        if at == 0 {
            let names = counts.iter().map(|(name, _)| *name);
            let names = names.chain(figures.iter().map(|(name, _)| *name));
            rows.write_record(["set", "gold"].into_iter().chain(names))
                .map_err(io::Error::other)?;
        }
        let counts = counts.into_iter().map(|(_, count)| count.to_string());
        let figures = figures.into_iter().map(|(_, value)| rounded(value).to_string());
        let cells = [set.set.clone(), set.gold.clone()].into_iter().chain(counts).chain(figures);
        rows.write_record(cells).map_err(io::Error::other)?;
    }
    rows.flush()
}

/// Writes one object: `schema`, `gold` (`suite`), `sets`, and the `reliability` of all together.
pub fn write_json(sets: &[SetScores], out: &mut dyn Write) -> io::Result<()> {
    let object = json!({
        "schema": SCHEMA,
        "gold": "suite",
        "sets": sets.iter().map(SetScores::json).collect::<Vec<_>>(),
        "reliability": reliability_json(&together(sets)),
    });
    serde_json::to_writer_pretty(&mut *out, &object)?;
    writeln!(out)
}

/// The pairs of all sets in one table.
pub fn together(sets: &[SetScores]) -> Reliability {
    let mut all = Reliability::default();
    sets.iter().for_each(|set| all.join(&set.reliability));
    all
}

/// Writes how far confidences can be believed: all sets together by bin, then each set's errors.
pub fn write_reliability(sets: &[SetScores], out: &mut dyn Write) -> io::Result<()> {
    let all = together(sets);
    let mut page = String::new();
    let rows: Vec<(String, Vec<String>)> = all
        .bins()
        .map(|(from, to, bin)| {
            let cells = vec![
                bin.pairs.to_string(),
                bin.same.to_string(),
                maybe(bin.mean_confidence()),
                maybe(bin.share_same()),
            ];
            (format!("{from:.1} to {to:.1}"), cells)
        })
        .collect();
    let rows: Vec<(&str, Vec<String>)> =
        rows.iter().map(|(name, cells)| (name.as_str(), cells.clone())).collect();
    line(&mut page, "Confidence of weighed pairs, all sets together");
    page.push('\n');
    aligned(&mut page, &["pairs", "one story", "confidence", "share"], &rows);
    page.push('\n');
    let header = ["pairs", "error", "Brier", "links", "error", "Brier"];
    let mut rows: Vec<(&str, Vec<String>)> =
        sets.iter().map(|set| (set.set.as_str(), errors(&set.reliability))).collect();
    rows.push(("all", errors(&all)));
    aligned(&mut page, &header, &rows);
    page.push('\n');
    for meaning in [
        "share is how many of the pairs are one story; a confidence that can be believed equals it.",
        "error is the expected calibration error over these ten bins, Brier the Brier score; both",
        "are 0 at best. links are the pairs of .5 and more.",
    ] {
        line(&mut page, meaning);
    }
    out.write_all(page.as_bytes())
}

fn errors(table: &Reliability) -> Vec<String> {
    let of = |table: &Reliability| {
        [table.pairs().to_string(), maybe(table.calibration_error()), maybe(table.brier())]
    };
    [of(table), of(&table.links())].concat()
}

fn maybe(value: Option<f64>) -> String {
    value.map_or("-".to_owned(), four)
}

/// Writes the bins of each set, and of `all` sets together, as rows.
pub fn write_reliability_csv(sets: &[SetScores], out: &mut dyn Write) -> io::Result<()> {
    let mut rows = csv::Writer::from_writer(out);
    let header = ["set", "from", "to", "pairs", "one_story", "mean_confidence", "share_one_story"];
    rows.write_record(header).map_err(io::Error::other)?;
    let all = together(sets);
    let each = sets.iter().map(|set| (set.set.as_str(), &set.reliability));
    for (name, table) in each.chain([("all", &all)]) {
        for (from, to, bin) in table.bins() {
            let figure = |value: Option<f64>| value.map(|value| rounded(value).to_string());
            let cells = [
                name.to_owned(),
                from.to_string(),
                to.to_string(),
                bin.pairs.to_string(),
                bin.same.to_string(),
                figure(bin.mean_confidence()).unwrap_or_default(),
                figure(bin.share_same()).unwrap_or_default(),
            ];
            rows.write_record(cells).map_err(io::Error::other)?;
        }
    }
    rows.flush()
}

fn reliability_json(table: &Reliability) -> Value {
    let bins = table.bins().map(|(from, to, bin)| {
        json!({
            "from": from,
            "to": to,
            "pairs": bin.pairs,
            "one_story": bin.same,
            "mean_confidence": bin.mean_confidence().map(rounded),
            "share_one_story": bin.share_same().map(rounded),
        })
    });
    let errors = |table: &Reliability| {
        json!({
            "pairs": table.pairs(),
            "calibration_error": table.calibration_error().map(rounded),
            "brier": table.brier().map(rounded),
        })
    };
    json!({
        "bins": bins.collect::<Vec<_>>(),
        "weighed": errors(table),
        "links": errors(&table.links()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(name: &str, predicted: &str) -> SetScores {
        let gold = "id,cluster\na,flood\nb,flood\nc,flood\nd,fire\n";
        let gold = Grouping::read("gold.csv", gold.as_bytes()).unwrap();
        let predicted = Grouping::read("articles.csv", predicted.as_bytes()).unwrap();
        let texts = predicted.iter().map(|(id, _)| (id, Vec::new()));
        let pairs = [("a", "b", 0.91), ("b", "c", 0.34), ("a", "d", 0.62)];
        SetScores {
            set: name.to_owned(),
            gold: digest(&gold),
            scores: GroupScores::of(&gold, &predicted, 5),
            largest_gold: largest(&gold),
            largest_found: largest(&predicted),
            reach: Reach::of(&gold, texts, pairs.iter().map(|(left, right, _)| (*left, *right))),
            reliability: Reliability::of(&gold, pairs.iter().copied()),
        }
    }

    fn sets() -> Vec<SetScores> {
        vec![
            set("desk", "article,story\na,a\nb,a\nc,c\nd,c\n"),
            set("больший", "article,story\na,a\nb,a\nc,a\nd,d\nx,d\ny,d\nz,d\nw,d\n"),
        ]
    }

    fn written(write: impl Fn(&[SetScores], &mut dyn Write) -> io::Result<()>) -> String {
        let mut page = Vec::new();
        write(&sets(), &mut page).unwrap();
        String::from_utf8(page).unwrap()
    }

    #[test]
    fn a_gold_that_changed_has_another_digest_and_the_same_one_has_the_same() {
        let of = |text: &str| digest(&Grouping::read("gold.csv", text.as_bytes()).unwrap());
        let gold = of("id,cluster\na,1\nb,12\n");
        assert_eq!(gold, of("article;story;why\r\nb;12;x\r\na;1;\r\n"));
        for other in ["id,cluster\na,1\nb,1\n", "id,cluster\na,1\n"] {
            assert_ne!(of(other), gold, "{other:?}");
        }
        assert_ne!(of("id,cluster\na,bc\n"), of("id,cluster\nab,c\n"));
    }

    #[test]
    fn sets_read_as_a_table() {
        insta::assert_snapshot!(written(write_text) + &written(write_mistakes));
    }

    #[test]
    fn confidences_read_as_a_table() {
        insta::assert_snapshot!(written(write_reliability));
    }

    #[test]
    fn rows_for_programs_hold_every_figure_of_every_set() {
        let (csv, json) = (written(write_csv), written(write_json));
        let json: Value = serde_json::from_str(&json).unwrap();
        for (at, set) in sets().iter().enumerate() {
            let row = csv.lines().nth(at + 1).unwrap().split(',').collect::<Vec<_>>();
            let header = csv.lines().next().unwrap().split(',').collect::<Vec<_>>();
            for (name, value) in set.figures() {
                let place = header.iter().position(|known| *known == name).unwrap();
                assert_eq!(row[place], rounded(value).to_string(), "{name}");
                assert_eq!(json["sets"][at]["figures"][name], rounded(value), "{name}");
            }
            assert_eq!(json["sets"][at]["counts"]["largest_found"], set.largest_found);
        }
        assert_eq!(json["reliability"]["weighed"]["pairs"], 6);
        let bins = written(write_reliability_csv);
        assert!(bins.contains("\nall,0.9,1,2,2,0.91,1\n"), "{bins}");
        assert!(bins.contains("\ndesk,0,0.1,0,0,,\n"), "{bins}");
    }
}
