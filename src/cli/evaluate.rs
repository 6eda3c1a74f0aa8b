//! `evaluate`: how well a report, or what the program makes of labelled folders, agrees with what
//! an editor knows.

use std::fs;
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use crate::cli::failure::{Exit, Failure};
use crate::evaluate::suite::SetScores;
use crate::evaluate::write::Scores;
use crate::evaluate::{BadGold, Gold, GroupScores, Grouping, PairScores};

use super::settings::Problems;
use super::terminal::Terminal;
use floors::{Floor, Measured};

mod floors;
mod labelled;
mod suite;

/// Score a report, or the program itself, against stories you know
///
/// Says how well stories agree with a list made by hand, and where they differ most. There are two
/// ways. With --against, the stories are those of a report that `cluster` wrote, and GOLD is a CSV
/// file, either with the story of each article (columns `article,story`, or `id,cluster`) or with
/// pairs of articles (columns `left,right,verdict`, where verdict is `same` or `different`, or a
/// relation such as `excerpt`; `expected` does for the name of that column, and the file that
/// `cluster --verdicts` obeys is one of these). Further columns do no harm. Name the articles as
/// `articles.csv` does.
///
/// Without it, each GOLD is a labelled folder: articles (`articles.jsonl`, `articles.csv` or the like,
/// a folder `articles`, or whatever lies there) beside `gold_clusters.csv` with the columns
/// `id,cluster`. The program groups the articles of each and prints a table with a row for each.
///
/// An article of your list that the report does not have counts as a story of its own; articles
/// that only the report has count for nothing. Scoring a million articles takes a few seconds;
/// grouping a folder takes what `cluster` takes.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  copytaster cluster inputs --out reports
  copytaster evaluate tests/cases/stories.csv --against reports/articles.csv
  copytaster evaluate stories.csv --against reports --floor bcubed_f1=0.9 --floor ari=0.85
  copytaster evaluate --suite tests/cases/sets --floors tests/cases/floors.csv
  copytaster evaluate --suite tests/cases/sets --reliability

With --floor or --floors, the exit code is 4 if a figure lies below its floor, so that a script can
stop there. `copytaster cluster` writes the report that is scored here.")]
pub(crate) struct Args {
    /// What is right: with --against a CSV file, otherwise labelled folders
    #[arg(value_name = "GOLD")]
    gold: Vec<PathBuf>,

    /// The report to score: its articles.csv, or the folder that holds it
    #[arg(long, value_name = "REPORT", conflicts_with_all = ["suite", "reliability", "among"])]
    #[arg(conflicts_with = "floors_file")]
    against: Option<PathBuf>,

    /// Every labelled folder in this one, up to three levels deep; may be repeated
    #[arg(long, value_name = "DIR")]
    suite: Vec<PathBuf>,

    /// Group the articles of each folder among these others, which have no place in its stories;
    /// may be repeated
    #[arg(long, value_name = "INPUT")]
    among: Vec<PathBuf>,

    /// Fail with exit code 4 if a figure is below this, as in bcubed_f1=0.9; holds for every
    /// folder; may be repeated
    #[arg(long = "floor", value_name = "FIGURE=VALUE")]
    floors: Vec<String>,

    /// Fail with exit code 4 if a folder is below its floors in this CSV file, which has the
    /// columns set,measure,floor; a column gold, where there is one, must name the digest of the
    /// folder's gold, as --format csv prints it
    #[arg(long = "floors", value_name = "FILE")]
    floors_file: Option<PathBuf>,

    /// Print how far confidences can be believed instead: of the pairs that are .8 to .9 sure,
    /// how many are one story?
    #[arg(long)]
    reliability: bool,

    /// How many mistakes of each kind to list, worst first [default: 10 of a report, none of
    /// folders]
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    worst: Option<String>,

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

/// What is printed of labelled folders.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shown {
    /// How well the stories agree, and this many mistakes of each kind.
    Scores { worst: usize },
    /// How far confidences can be believed.
    Reliability,
}

/// Mistakes of each kind that are listed of a report.
const WORST: usize = 10;

/// Scores a report or labelled folders, and writes the result to `out`.
pub(super) fn run(
    args: &Args,
    mut problems: Problems,
    terminal: &Terminal,
    out: &mut dyn Write,
) -> Result<Exit, Failure> {
    let floors = floors::typed(&args.floors, &mut problems);
    args.check(&mut problems);
    problems.settle()?;
    match &args.against {
        Some(report) => run_report(args, report, &floors, out),
        None => run_folders(args, floors, terminal, out),
    }
}

impl Args {
    /// What of the words cannot be, whatever the files say.
    fn check(&self, problems: &mut Problems) {
        let add = |problems: &mut Problems, message: String, hint: &str| {
            problems.add_with(message, hint.to_owned());
        };
        if self.gold.is_empty() && self.suite.is_empty() {
            let hint = "name labelled folders, or a file of labels and the report with --against";
            add(problems, "no GOLD: there is nothing to score by".to_owned(), hint);
        }
        if self.against.is_some() && 1 < self.gold.len() {
            let message = format!("--against: one GOLD is scored, not {}", self.gold.len());
            let hint = "leave --against out to group and score several labelled folders";
            add(problems, message, hint);
        }
        for file in self.gold.iter().filter(|gold| self.against.is_none() && gold.is_file()) {
            let hint = "with a file of labels, --against says which report is scored";
            add(problems, format!("{}: is no folder", shown(file)), hint);
        }
        for given in self.among.iter().filter(|given| !given.exists()) {
            let hint = "name files and folders that are there";
            add(problems, format!("--among {}: no such file or folder", shown(given)), hint);
        }
        if self.worst.is_some() && self.worst().is_none() {
            let message = format!("--worst {}: not a number", self.worst.as_deref().unwrap_or(""));
            add(problems, message, "give a whole number from 0, as in --worst 20");
        }
    }

    fn worst(&self) -> Option<usize> {
        self.worst.as_ref()?.parse().ok()
    }
}

fn run_report(
    args: &Args,
    report: &Path,
    floors: &[Floor],
    out: &mut dyn Write,
) -> Result<Exit, Failure> {
    // A settings file can name labelled folders where a report is typed.
    let [gold_path] = args.gold.as_slice() else {
        return Err(Failure::usage("--against holds a report against one table of what is right")
            .hint("evaluate GOLD --against REPORT"));
    };
    let gold = Gold::read(&shown(gold_path), &read(gold_path)?).map_err(bad_gold)?;
    let (given, what) = match gold {
        Gold::Groups(_) => (&GroupScores::NAMES[..], "the story of each article"),
        Gold::Pairs(_) => (&PairScores::NAMES[..], "pairs"),
    };
    floors::check_kind(floors, given, (&shown(gold_path), what))?;

    let report = if report.is_dir() { report.join("articles.csv") } else { report.to_owned() };
    let predicted = Grouping::read(&shown(&report), &read(&report)?).map_err(bad_gold)?;
    let worst = args.worst().unwrap_or(WORST);
    let scores = match &gold {
        Gold::Groups(gold) => Scores::Groups(GroupScores::of(gold, &predicted, worst)),
        Gold::Pairs(pairs) => Scores::Pairs(PairScores::of(pairs, &predicted)),
    };
    finished(match args.format {
        Format::Text => scores.write_text(worst, out),
        Format::Csv => scores.write_csv(out),
        Format::Json => scores.write_json(worst, out),
    })?;
    floors::hold(floors, &[Measured { set: None, gold: None, figures: scores.figures() }])?;
    Ok(Exit::Done)
}

fn run_folders(
    args: &Args,
    mut floors: Vec<Floor>,
    terminal: &Terminal,
    out: &mut dyn Write,
) -> Result<Exit, Failure> {
    if let Some(path) = &args.floors_file {
        floors.extend(floors::listed(path, &read(path)?)?);
    }
    let given = [&GroupScores::NAMES[..], &[SetScores::REACH]].concat();
    floors::check_kind(&floors, &given, ("a labelled folder", "the story of each article"))?;
    let shown = if args.reliability {
        Shown::Reliability
    } else {
        Shown::Scores { worst: args.worst().unwrap_or(0) }
    };

    let sets = labelled::find(&args.gold, &args.suite)?;
    let worst = args.worst().unwrap_or(if args.format == Format::Json { WORST } else { 0 });
    let measured = suite::measure(&sets, &args.among, worst, terminal)?;
    finished(suite::write(&measured.sets, args.format, shown, out))?;
    let figures = measured.sets.iter().map(|set| Measured {
        set: Some(&set.set),
        gold: Some(&set.gold),
        figures: set.figures(),
    });
    floors::hold(&floors, &figures.collect::<Vec<_>>())?;
    Ok(if measured.unread { Exit::SomeUnread } else { Exit::Done })
}

/// Whoever stopped reading does not thereby pass the gate.
fn finished(written: io::Result<()>) -> Result<(), Failure> {
    match written {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(Failure::could_not(format!("could not write the result: {error}")))
        }
        Ok(()) | Err(_) => Ok(()),
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

    fn terminal() -> Terminal {
        Terminal {
            loudness: crate::cli::terminal::Loudness::Quiet,
            color: anstream::ColorChoice::Never,
            goes_to_terminal: false,
        }
    }

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
        let exit = run(&args, Problems::default(), &terminal(), &mut out);
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
            assert!(failure.advice().starts_with(hint), "{floors:?}");
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
        assert_eq!(failure.advice(), "the columns found are: key, label");
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
