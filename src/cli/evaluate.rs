//! `evaluate`: how well a report agrees with what an editor knows.

use std::fs;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use crate::cli::failure::{Exit, Failure};
use crate::evaluate::write::Scores;
use crate::evaluate::{BadGold, Gold, GroupScores, Grouping, PairScores};

/// Score a report against stories you know
///
/// Compares the stories that `cluster` found with a list made by hand, and says how well they agree
/// and where they differ most. The list is a CSV file, either with the story of each article
/// (columns `article,story`, or `id,cluster`) or with pairs of articles (columns
/// `left,right,expected`, where expected is `same` or `different`, or a relation such as
/// `excerpt`). Further columns do no harm. Name the articles as `articles.csv` does.
///
/// An article of your list that the report does not have counts as a story of its own; articles
/// that only the report has count for nothing. A million articles take a few seconds.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  copytaster cluster inputs --out reports
  copytaster evaluate tests/cases/stories.csv --against reports/articles.csv
  copytaster evaluate stories.csv --against reports --floor bcubed_f1=0.9 --floor ari=0.85

With --floor, the exit code is 4 if a figure lies below its floor, so that a script can stop there.
`copytaster cluster` writes the report that is scored here.")]
pub(crate) struct Args {
    /// The CSV file that says what is right
    #[arg(value_name = "GOLD")]
    gold: PathBuf,

    /// The report to score: its articles.csv, or the folder that holds it
    #[arg(long, value_name = "REPORT")]
    against: PathBuf,

    /// Fail with exit code 4 if a figure is below this, as in bcubed_f1=0.9; may be repeated
    #[arg(long = "floor", value_name = "FIGURE=VALUE")]
    floors: Vec<String>,

    /// How many mistakes of each kind to list, worst first
    #[arg(long, value_name = "N", default_value_t = 10)]
    worst: usize,

    /// What to print: text to read, csv for the figures alone, json for everything
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    Text,
    Csv,
    Json,
}

/// A figure and the value below which it must not fall.
#[derive(Clone, Debug, PartialEq)]
struct Floor {
    figure: &'static str,
    least: f64,
}

/// Scores a report and writes the result to `out`.
pub(crate) fn run(args: &Args, out: &mut dyn Write) -> Result<Exit, Failure> {
    let floors = read_floors(&args.floors)?;
    let gold = Gold::read(&shown(&args.gold), &read(&args.gold)?).map_err(bad_gold)?;
    check_kind(&gold, &floors, &args.gold)?;

    let report = if args.against.is_dir() {
        args.against.join("articles.csv")
    } else {
        args.against.clone()
    };
    let predicted = Grouping::read(&shown(&report), &read(&report)?).map_err(bad_gold)?;
    let scores = match &gold {
        Gold::Groups(gold) => Scores::Groups(GroupScores::of(gold, &predicted, args.worst)),
        Gold::Pairs(pairs) => Scores::Pairs(PairScores::of(pairs, &predicted)),
    };
    let written = match args.format {
        Format::Text => scores.write_text(args.worst, out),
        Format::Csv => scores.write_csv(out),
        Format::Json => scores.write_json(args.worst, out),
    };
    match written {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(Failure::could_not(format!("could not write the result: {error}")))
        }
        // Whoever stopped reading does not thereby pass the gate.
        Ok(()) | Err(_) => hold(&floors, &scores),
    }
}

/// Reads every floor, and names every one that cannot be read.
fn read_floors(floors: &[String]) -> Result<Vec<Floor>, Failure> {
    let (mut read, mut faults, mut hints) = (Vec::new(), Vec::new(), Vec::new());
    for floor in floors {
        match read_floor(floor) {
            Ok(floor) => read.push(floor),
            Err((fault, hint)) => {
                faults.push(fault);
                hints.push(hint);
            }
        }
    }
    if faults.is_empty() {
        return Ok(read);
    }
    hints.dedup();
    Err(Failure::usage(faults.join("\n")).hint(hints.join("\n")))
}

fn read_floor(floor: &str) -> Result<Floor, (String, String)> {
    let Some((name, value)) = floor.split_once('=') else {
        let fault = format!("--floor {floor}: no value in it");
        return Err((fault, "write it as in --floor bcubed_f1=0.9".to_owned()));
    };
    let name = name.trim().to_lowercase().replace('-', "_");
    let known = || GroupScores::NAMES.into_iter().chain(PairScores::NAMES);
    let Some(figure) = known().find(|known| *known == name) else {
        let fault = format!("--floor {floor}: no figure is called \"{name}\"");
        return Err((fault, did_you_mean(&name, known())));
    };
    match value.trim().parse::<f64>() {
        Ok(least) if (-1.0..=1.0).contains(&least) => Ok(Floor { figure, least }),
        Ok(_) | Err(_) => {
            let fault = format!("--floor {floor}: \"{value}\" is no value for a figure");
            Err((fault, "figures lie between 0 and 1 (ari: -1 and 1)".to_owned()))
        }
    }
}

/// The nearest name where one is near, else all of them.
fn did_you_mean<'a>(name: &str, known: impl Iterator<Item = &'a str> + Clone) -> String {
    // Half of the letters right is where help ends and guessing begins; a shared beginning, as
    // in `bcubed` for `bcubed_f1`, counts for more (Jaro-Winkler).
    let likeness = |known: &&str| strsim::jaro_winkler(name, known);
    let nearest = known.clone().max_by(|a, b| likeness(a).total_cmp(&likeness(b)));
    match nearest {
        Some(nearest) if 0.8 <= likeness(&nearest) => format!("did you mean {nearest}?"),
        Some(_) | None => format!("the figures are {}", known.collect::<Vec<_>>().join(", ")),
    }
}

/// Refuses floors of figures that this form of gold does not give.
fn check_kind(gold: &Gold, floors: &[Floor], path: &Path) -> Result<(), Failure> {
    let (given, what) = match gold {
        Gold::Groups(_) => (&GroupScores::NAMES[..], "the story of each article"),
        Gold::Pairs(_) => (&PairScores::NAMES[..], "pairs"),
    };
    let strange = floors.iter().filter(|floor| !given.contains(&floor.figure));
    let faults: Vec<String> = strange
        .map(|floor| {
            let (figure, gold) = (floor.figure, shown(path));
            format!("--floor {figure}: {gold} holds {what}, which have no such figure")
        })
        .collect();
    if faults.is_empty() {
        return Ok(());
    }
    let hint = format!("its figures are {}", given.join(", "));
    Err(Failure::usage(faults.join("\n")).hint(hint))
}

fn hold(floors: &[Floor], scores: &Scores) -> Result<Exit, Failure> {
    let figures = scores.figures();
    let below = floors.iter().filter_map(|floor| {
        let (name, value) = figures.iter().find(|(name, _)| *name == floor.figure)?;
        (*value < floor.least).then(|| {
            let value = beside(*value, floor.least);
            format!("{name} is {value}, below its floor of {}", floor.least)
        })
    });
    let below: Vec<String> = below.collect();
    if below.is_empty() {
        return Ok(Exit::Done);
    }
    Err(Failure { message: below.join("\n"), hint: None, exit: Exit::GateFailed })
}

/// Four decimals, or all where four would make it look as if it held.
fn beside(value: f64, floor: f64) -> String {
    let short = format!("{value:.4}");
    match short.parse::<f64>() {
        Ok(read) if read < floor => short,
        Ok(_) | Err(_) => value.to_string(),
    }
}

fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    fs::read(path).map_err(|error| {
        let failure = Failure::could_not(format!("{}: could not be read: {error}", shown(path)));
        if error.kind() == ErrorKind::NotFound && path.ends_with("articles.csv") {
            return failure.hint("`copytaster cluster INPUT… --out FOLDER` writes it");
        }
        failure
    })
}

fn bad_gold(fault: BadGold) -> Failure {
    Failure::could_not(fault.message).hint(fault.hint)
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Debug, Parser)]
    struct Line {
        #[command(flatten)]
        args: Args,
    }

    const GOLD: &str = "article,story\na,1\nb,1\nc,2\nd,2\n";
    const PAIRS: &str = "left,right,expected\na,b,same\na,c,different\n";
    const REPORT: &str = "article,story,title\na,a,x\nb,a,x\nc,a,x\nd,d,x\n";

    fn evaluate(gold: &str, flags: &[&str]) -> (Result<Exit, Failure>, String) {
        let folder = tempfile::tempdir().unwrap();
        let gold_file = folder.path().join("gold.csv");
        fs::write(&gold_file, gold).unwrap();
        fs::write(folder.path().join("articles.csv"), REPORT).unwrap();
        let mut line = vec!["evaluate".as_ref(), gold_file.as_os_str(), "--against".as_ref()];
        line.push(folder.path().as_os_str());
        line.extend(flags.iter().map(|flag| std::ffi::OsStr::new(*flag)));
        let args = Line::try_parse_from(line).unwrap().args;
        let mut out = Vec::new();
        let exit = run(&args, &mut out);
        (exit, String::from_utf8(out).unwrap())
    }

    #[test]
    fn floors_that_hold_pass_and_the_floor_itself_holds() {
        for (gold, floor) in [
            (GOLD, "bcubed_recall=0.75"),
            (GOLD, "BCubed-Recall=0.7"),
            (GOLD, "ari=-0.5"),
            (PAIRS, "accuracy=0.5"),
            (PAIRS, "recall=1"),
        ] {
            let (exit, _) = evaluate(gold, &["--floor", floor]);
            assert_eq!(exit, Ok(Exit::Done), "{floor}");
        }
    }

    #[test]
    fn a_figure_below_its_floor_fails_the_gate_after_the_report_is_written() {
        let flags =
            ["--floor", "bcubed_recall=0.76", "--floor", "ari=0.9", "--floor", "v_measure=0"];
        let (exit, out) = evaluate(GOLD, &flags);
        let failure = exit.unwrap_err();
        assert_eq!(failure.exit, Exit::GateFailed);
        assert_eq!(
            failure.message,
            "bcubed_recall is 0.7500, below its floor of 0.76\n\
             ari is 0.0000, below its floor of 0.9"
        );
        assert!(out.contains("bcubed_recall"), "{out}");
    }

    #[test]
    fn a_figure_that_rounds_up_to_its_floor_is_printed_in_full() {
        assert_eq!(beside(0.89999, 0.9), "0.89999");
        assert_eq!(beside(0.8971, 0.9), "0.8971");
    }

    #[test]
    fn every_floor_that_cannot_be_read_is_named_at_once() {
        for (gold, floors, message, hint) in [
            (
                GOLD,
                &["bcubed_f=0.9", "ari=2", "ari"][..],
                "--floor bcubed_f=0.9: no figure is called \"bcubed_f\"\n\
                 --floor ari=2: \"2\" is no value for a figure\n\
                 --floor ari: no value in it",
                "did you mean bcubed_f1?",
            ),
            (
                GOLD,
                &["loudness=1"][..],
                "--floor loudness=1: no figure is called \"loudness\"",
                "the figures are bcubed_precision",
            ),
            (GOLD, &["ari=NaN"][..], "--floor ari=NaN: \"NaN\" is no value for a figure", ""),
        ] {
            let flags: Vec<&str> = floors.iter().flat_map(|floor| ["--floor", floor]).collect();
            let failure = evaluate(gold, &flags).0.unwrap_err();
            assert_eq!(failure.exit, Exit::Usage);
            assert_eq!(failure.message, message);
            assert!(failure.hint.unwrap().starts_with(hint), "{floors:?}");
        }
    }

    #[test]
    fn a_floor_of_the_other_form_of_gold_is_a_mistake_in_the_command_line() {
        for (gold, floor, form) in [
            (GOLD, "accuracy=0.9", "holds the story of each article"),
            (PAIRS, "bcubed_f1=0.9", "holds pairs"),
        ] {
            let failure = evaluate(gold, &["--floor", floor]).0.unwrap_err();
            assert_eq!(failure.exit, Exit::Usage);
            assert!(failure.message.contains(form), "{}", failure.message);
        }
    }

    #[test]
    fn a_gold_file_that_cannot_be_used_says_why_and_what_to_do() {
        let failure = evaluate("key,label\na,1\n", &[]).0.unwrap_err();
        assert_eq!(failure.exit, Exit::CouldNot);
        assert!(failure.message.contains("gold.csv, row 1: the columns needed are"));
        assert_eq!(failure.hint.unwrap(), "the columns found are: key, label");
    }

    #[test]
    fn the_formats_are_text_csv_and_json() {
        for (format, beginning) in [
            ("text", "articles  "),
            ("csv", "figure,value\narticles,4\n"),
            ("json", "{\n  \"schema\": 1,\n  \"gold\": \"groups\""),
        ] {
            let out = evaluate(GOLD, &["--format", format]).1;
            assert!(out.starts_with(beginning), "{out}");
        }
    }
}
