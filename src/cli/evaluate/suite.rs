//! Labelled sets → what the program makes of each, with one recipe for all.

use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;

use crate::article::{ArticleIx, Articles};
use crate::cli::failure::Failure;
use crate::cli::terminal::Terminal;
use crate::evaluate::reach::Reach;
use crate::evaluate::reliability::Reliability;
use crate::evaluate::suite::{self, SetScores, largest};
use crate::evaluate::{Gold, GroupScores, Grouping};
use crate::input::Options;
use crate::pipeline::{self, Weighed};
use crate::recipe::Recipe;
use crate::report::{Findings, wording};

use super::labelled::Labelled;
use super::{Format, Shown, bad_gold};

/// What came of the sets, and whether all of their inputs could be read.
pub(super) struct Measured {
    pub(super) sets: Vec<SetScores>,
    pub(super) unread: bool,
}

/// Clusters every set, `among` the same other articles, and compares it with its gold.
pub(super) fn measure(
    sets: &[Labelled],
    among: &[PathBuf],
    worst: usize,
    terminal: &Terminal,
) -> Result<Measured, Failure> {
    let mut measured = Measured { sets: Vec::new(), unread: false };
    for set in sets {
        let gold = read_gold(set)?;
        let (findings, weighed) = {
            let bar = terminal.bar();
            let inputs: Vec<PathBuf> = set.articles.iter().chain(among).cloned().collect();
            let show = |progress| bar.show(progress);
            pipeline::cluster_weighed(&inputs, &Options::default(), &Recipe::news(), &show)
                .map_err(|lost| Failure::could_not(format!("{}: {lost}", set.name)))?
        };
        measured.unread |= crate::cli::unread(&findings.rejected, terminal);
        let predicted = stories(&findings);
        compare_names(set, &gold, &predicted, (among.is_empty(), terminal))?;
        measured.sets.push(scores(set, &gold, &predicted, (&findings, &weighed, worst)));
    }
    Ok(measured)
}

fn read_gold(set: &Labelled) -> Result<Grouping, Failure> {
    let path = set.gold.display().to_string();
    let bytes = fs::read(&set.gold)
        .map_err(|error| Failure::could_not(format!("{path}: could not be read: {error}")))?;
    match Gold::read(&path, &bytes).map_err(bad_gold)? {
        Gold::Groups(gold) => Ok(gold),
        Gold::Pairs(_) => Err(Failure::could_not(format!("{path}: holds pairs of articles"))
            .hint("a labelled folder needs the story of each article (columns id,cluster)")),
    }
}

/// Articles by name, each in its story.
fn stories(findings: &Findings) -> Grouping {
    let name = |ix: ArticleIx| findings.articles[ix].key.to_string();
    let rows = findings
        .stories
        .iter()
        .flat_map(|story| story.articles().map(move |ix| (name(ix), story.key.to_string())));
    Grouping::new(rows.collect()).expect("every article and every story has a name")
}

/// Names that only the gold or only the input has are no fault, but somebody should know.
fn compare_names(
    set: &Labelled,
    gold: &Grouping,
    predicted: &Grouping,
    (alone, terminal): (bool, &Terminal),
) -> Result<(), Failure> {
    let strange = |one: &Grouping, other: &Grouping| -> Vec<String> {
        let names = one.iter().map(|(id, _)| id);
        names.filter(|id| other.cluster(id).is_none()).map(str::to_owned).collect()
    };
    let (missing, unlabelled) = (strange(gold, predicted), strange(predicted, gold));
    let (name, articles) = (&set.name, |n: usize| wording::count(n, "article", "articles"));
    if missing.len() == gold.iter().count() {
        let message = format!("{name}: no article of {} is in the input", set.gold.display());
        let failure = Failure::could_not(message);
        return Err(match (missing.first(), unlabelled.first()) {
            (Some(missing), Some(other)) => failure.hint(format!(
                "the gold speaks of \"{missing}\", the input of \"{other}\": the names must agree"
            )),
            _ => failure,
        });
    }
    if !missing.is_empty() {
        terminal.warn(&format!(
            "{name}: {} of the gold not in the input, such as {}; each counts as a story of its own",
            articles(missing.len()),
            some(&missing)
        ));
    }
    if alone && !unlabelled.is_empty() {
        terminal.warn(&format!(
            "{name}: {} without a gold story, such as {}; what becomes of them counts for nothing",
            articles(unlabelled.len()),
            some(&unlabelled)
        ));
    }
    Ok(())
}

/// The first few of many names.
fn some(names: &[String]) -> String {
    wording::listed(&names[..names.len().min(3)])
}

fn scores(
    set: &Labelled,
    gold: &Grouping,
    predicted: &Grouping,
    (findings, weighed, worst): (&Findings, &[Weighed], usize),
) -> SetScores {
    let articles = &findings.articles;
    let name = |ix: ArticleIx| articles[ix].key.as_str();
    let pairs = || weighed.iter().map(|pair| (name(pair.left), name(pair.right), pair.confidence));
    SetScores {
        set: set.name.clone(),
        gold: suite::digest(gold),
        scores: GroupScores::of(gold, predicted, worst),
        largest_gold: largest(gold),
        largest_found: largest(predicted),
        reach: Reach::of(
            gold,
            texts(findings, articles),
            pairs().map(|(left, right, _)| (left, right)),
        ),
        reliability: Reliability::of(gold, pairs()),
    }
}

/// Each kept article with its copies.
fn texts<'a>(
    findings: &'a Findings,
    articles: &'a Articles,
) -> impl Iterator<Item = (&'a str, Vec<&'a str>)> {
    let origins = findings.stories.iter().flat_map(|story| &story.origins);
    origins.map(|origin| {
        let copies = origin.copies.iter().map(|copy| articles[copy.article].key.as_str());
        (articles[origin.kept].key.as_str(), copies.collect())
    })
}

/// Writes what was asked for.
pub(super) fn write(
    sets: &[SetScores],
    format: Format,
    shown: Shown,
    out: &mut dyn Write,
) -> io::Result<()> {
    match (format, shown) {
        (Format::Text, Shown::Scores { worst }) => {
            suite::write_text(sets, out)?;
            if worst == 0 { Ok(()) } else { suite::write_mistakes(sets, out) }
        }
        (Format::Text, Shown::Reliability) => suite::write_reliability(sets, out),
        (Format::Csv, Shown::Scores { .. }) => suite::write_csv(sets, out),
        (Format::Csv, Shown::Reliability) => suite::write_reliability_csv(sets, out),
        (Format::Json, Shown::Scores { .. } | Shown::Reliability) => suite::write_json(sets, out),
    }
}
