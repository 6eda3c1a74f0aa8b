//! Scores → text for people, CSV and JSON for programs. The writers decide nothing.

use std::fmt::Write as _;
use std::io::{self, Write};

use serde_json::{Value, json};

use crate::evaluate::judged::Answer;
use crate::evaluate::mistakes::{Mistake, Mistakes};
use crate::evaluate::{GroupScores, PairScores};
use crate::report::plain::is_unprintable;

/// The version of the JSON: it rises when a key changes its meaning or goes.
pub const SCHEMA: u32 = 1;

/// What `evaluate` found, of either form of gold.
#[derive(Clone, Debug, PartialEq)]
pub enum Scores {
    /// Of a gold that names every article's story.
    Groups(GroupScores),
    /// Of judged pairs.
    Pairs(PairScores),
}

impl Scores {
    /// Every figure under its name, as floors call it.
    pub fn figures(&self) -> Vec<(&'static str, f64)> {
        match self {
            Scores::Groups(scores) => scores.figures(),
            Scores::Pairs(scores) => scores.figures(),
        }
    }

    /// Every count under its name.
    pub fn counts(&self) -> Vec<(&'static str, u64)> {
        match self {
            Scores::Groups(scores) => vec![
                ("articles", scores.counts.articles),
                ("gold_clusters", scores.counts.gold_clusters),
                ("predicted_clusters", scores.counts.predicted_clusters),
                ("missing", scores.counts.missing),
                ("mixed_with_others", scores.counts.mixed),
                ("wrongly_merged_clusters", scores.merges.clusters),
                ("wrongly_merged_pairs", scores.merges.wrong_pairs),
                ("wrongly_split_clusters", scores.splits.clusters),
                ("wrongly_split_pairs", scores.splits.wrong_pairs),
            ],
            Scores::Pairs(scores) => vec![
                ("pairs", scores.pairs),
                ("joined_rightly", scores.joined_rightly),
                ("joined_wrongly", scores.joined_wrongly),
                ("parted_rightly", scores.parted_rightly),
                ("parted_wrongly", scores.parted_wrongly),
                ("missing", scores.missing),
                ("known_misses", scores.known_misses.len() as u64),
                ("known_misses_mended", scores.mended.len() as u64),
            ],
        }
    }

    /// Writes a page to read: counts, figures, and at most `worst` mistakes of each kind.
    pub fn write_text(&self, worst: usize, out: &mut dyn Write) -> io::Result<()> {
        let mut page = String::new();
        for (name, count) in self.counts() {
            line(&mut page, &format!("{name:<24}{count:>10}"));
        }
        page.push('\n');
        for (name, value) in self.figures() {
            line(&mut page, &format!("{name:<24}{value:>10.4}"));
        }
        match self {
            Scores::Groups(scores) => {
                let (merged, split) = ("Stories that mix gold ones", "Gold stories taken apart");
                mistakes(&mut page, merged, "gold stories", &scores.merges);
                mistakes(&mut page, split, "stories", &scores.splits);
            }
            Scores::Pairs(scores) => {
                answers(&mut page, "Wrong answers", &scores.wrong, worst);
                answers(&mut page, "Known misses", &scores.known_misses, worst);
                let mended = "Known misses that are right by now (the mark can go)";
                answers(&mut page, mended, &scores.mended, worst);
            }
        }
        out.write_all(page.as_bytes())
    }

    /// Writes `figure,value`, counts first.
    pub fn write_csv(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "figure,value")?;
        for (name, count) in self.counts() {
            writeln!(out, "{name},{count}")?;
        }
        for (name, value) in self.figures() {
            writeln!(out, "{name},{}", rounded(value))?;
        }
        Ok(())
    }

    /// Writes one object: `schema`, `gold` (`groups` or `pairs`), `counts`, `figures`, mistakes.
    pub fn write_json(&self, worst: usize, out: &mut dyn Write) -> io::Result<()> {
        let counts = self.counts().into_iter().map(|(name, count)| (name.to_owned(), count.into()));
        let figures = self.figures().into_iter();
        let figures = figures.map(|(name, value)| (name.to_owned(), rounded(value).into()));
        let mut object = json!({
            "schema": SCHEMA,
            "gold": match self {
                Scores::Groups(_) => "groups",
                Scores::Pairs(_) => "pairs",
            },
            "counts": Value::Object(counts.collect()),
            "figures": Value::Object(figures.collect()),
        });
        match self {
            Scores::Groups(scores) => {
                object["wrong_merges"] = json!(scores.merges);
                object["wrong_splits"] = json!(scores.splits);
            }
            Scores::Pairs(scores) => {
                object["wrong"] = answers_json(&scores.wrong, worst);
                object["known_misses"] = answers_json(&scores.known_misses, worst);
                object["mended"] = answers_json(&scores.mended, worst);
            }
        }
        serde_json::to_writer_pretty(&mut *out, &object)?;
        writeln!(out)
    }
}

/// Six decimals: beyond them, machines may differ.
pub(super) fn rounded(value: f64) -> f64 {
    (value * 1e6).round() / 1e6
}

pub(super) fn line(page: &mut String, text: &str) {
    page.push_str(&harmless(text));
    page.push('\n');
}

/// Without the characters that would steer a terminal or turn its text around.
fn harmless(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        if is_unprintable(c) {
            let _ = write!(plain, "{}", c.escape_unicode());
        } else {
            plain.push(c);
        }
    }
    plain
}

pub(super) fn mistakes(page: &mut String, title: &str, others: &str, mistakes: &Mistakes) {
    page.push('\n');
    if mistakes.clusters == 0 {
        line(page, &format!("{title}: none"));
        return;
    }
    let shown = shown(mistakes.worst.len(), mistakes.clusters);
    let pairs = counted(mistakes.wrong_pairs, "pair", "pairs");
    line(page, &format!("{title}: {}, {pairs} wrong{shown}", mistakes.clusters));
    for mistake in &mistakes.worst {
        one_mistake(page, others, mistake);
    }
}

fn one_mistake(page: &mut String, others: &str, mistake: &Mistake) {
    let articles = counted(mistake.articles, "article", "articles");
    let pairs = counted(mistake.wrong_pairs, "pair", "pairs");
    let (name, clusters) = (&mistake.cluster, mistake.clusters);
    line(page, &format!("  {name}: {articles} of {clusters} {others}, {pairs} wrong"));
    for part in &mistake.parts {
        let examples = part.examples.join(", ");
        let more = if (part.examples.len() as u64) < part.articles { ", …" } else { "" };
        let name = part.cluster.as_deref().unwrap_or("(in no story)");
        line(page, &format!("    {:>5} of {name}: {examples}{more}", part.articles));
    }
    let rest = clusters.saturating_sub(mistake.parts.len() as u64);
    if 0 < rest {
        line(page, &format!("          and {rest} smaller"));
    }
}

fn answers(page: &mut String, title: &str, answers: &[Answer], worst: usize) {
    page.push('\n');
    if answers.is_empty() {
        line(page, &format!("{title}: none"));
        return;
    }
    let listed = answers.len().min(worst);
    let shown = shown(listed, answers.len() as u64);
    line(page, &format!("{title}: {}{shown}", answers.len()));
    for answer in &answers[..listed] {
        line(page, &format!("  {}", sentence(answer)));
    }
}

/// A judged pair as a sentence.
fn sentence(answer: &Answer) -> String {
    let pair = &answer.pair;
    let case = pair.case.as_ref().map_or(String::new(), |case| format!(" ({case})"));
    let because = pair.because.as_ref().map_or(String::new(), |why| format!(", because {why}"));
    let place = |story: &Option<String>| match story {
        Some(story) => format!("in {story}"),
        None => "in no story".to_owned(),
    };
    format!(
        "row {}{case}: {} and {} are {}{because}; found {}: {} is {}, {} is {}",
        pair.row,
        pair.left,
        pair.right,
        pair.ruling.as_str(),
        answer.found.as_str(),
        pair.left,
        place(&answer.left_story),
        pair.right,
        place(&answer.right_story),
    )
}

fn answers_json(answers: &[Answer], worst: usize) -> Value {
    let rows = answers.iter().take(worst).map(|answer| {
        json!({
            "row": answer.pair.row,
            "case": answer.pair.case,
            "left": answer.pair.left,
            "right": answer.pair.right,
            "expected": answer.pair.ruling.as_str(),
            "found": answer.found.as_str(),
            "because": answer.pair.because,
            "left_story": answer.left_story,
            "right_story": answer.right_story,
        })
    });
    rows.collect()
}

fn shown(listed: usize, all: u64) -> String {
    if (listed as u64) < all { format!("; the worst {listed}:") } else { ":".to_owned() }
}

fn counted(count: u64, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::{Gold, Grouping};

    fn scores(gold: &str, predicted: &str) -> Scores {
        let predicted = Grouping::read("articles.csv", predicted.as_bytes()).unwrap();
        match Gold::read("gold.csv", gold.as_bytes()).unwrap() {
            Gold::Groups(gold) => Scores::Groups(GroupScores::of(&gold, &predicted, 1)),
            Gold::Pairs(pairs) => Scores::Pairs(PairScores::of(&pairs, &predicted)),
        }
    }

    fn groups() -> Scores {
        let gold = "id,cluster\na,flood\nb,flood\nc,flood\nd,fire\ne,vote\nf,vote\n";
        scores(gold, "article,story\na,a\nb,a\nd,a\nc,c\ne,c\n")
    }

    fn pairs() -> Scores {
        let gold = "case,left,right,expected,because,status\n\
                    two-floods,a,b,different,a year lies between,\n\
                    quote,a,c,same,,known_miss\n\
                    vote,c,d,same,,known_miss\n";
        scores(gold, "article,story\na,a\nb,a\nc,c\nd,c\n")
    }

    fn text(scores: &Scores) -> String {
        let mut page = Vec::new();
        scores.write_text(10, &mut page).unwrap();
        String::from_utf8(page).unwrap()
    }

    #[test]
    fn groups_read_as_a_page() {
        insta::assert_snapshot!(text(&groups()));
    }

    #[test]
    fn pairs_read_as_a_page() {
        insta::assert_snapshot!(text(&pairs()));
    }

    #[test]
    fn csv_and_json_hold_every_figure() {
        for scores in [groups(), pairs()] {
            let (mut csv, mut json) = (Vec::new(), Vec::new());
            scores.write_csv(&mut csv).unwrap();
            scores.write_json(10, &mut json).unwrap();
            let csv = String::from_utf8(csv).unwrap();
            let json: Value = serde_json::from_slice(&json).unwrap();
            for (name, value) in scores.figures() {
                assert!(csv.contains(&format!("\n{name},{}\n", rounded(value))), "{name}: {csv}");
                assert_eq!(json["figures"][name], rounded(value), "{name}");
            }
        }
    }

    #[test]
    fn a_name_cannot_steer_the_terminal() {
        let page =
            text(&scores("id,cluster\na,\u{202E}x\nb\u{1b}[2J,\u{202E}x\n", "id,cluster\nz,1\n"));
        assert!(!page.contains(['\u{1b}', '\u{202E}']), "{page}");
        assert!(page.contains("\\u{1b}[2J"), "{page}");
    }
}
