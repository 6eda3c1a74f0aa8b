//! `cluster`: the main job.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use clap::ValueEnum;
use clap::builder::PossibleValue;

use crate::pipeline;
use crate::recipe::Recipe;
use crate::report::clock::Clock;
use crate::report::desk::Desk;
use crate::report::folder::{self, State};
use crate::report::{Counts, Findings, Report, csv, html, json, markdown, wording};
use crate::shelf::{Lost, Shelf};
use crate::verdict::{Rulings, Verdicts, Why};

use super::clean;
use super::failure::{Exit, Failure};
use super::settings::{CsvFlags, InputFlags, Inputs, Problems, RecipeFlags, VerdictFlags};
use super::terminal::Terminal;
use super::{NAMED, rejected, tell_nothing, tell_rejected, tell_unmapped, unread, unwritten};

/// Group articles into stories, and say what happened when
///
/// Reads pasted pages (.txt, .md), saved web pages (.html, .mhtml), messages and newsletters (.eml),
/// feeds (RSS, Atom, JSON Feed), agency files (NewsML-G2, NITF, ninjs), web archives (.warc) and
/// exports (.json, .jsonl, .csv, .tsv), each also as .gz or .zst or in a .zip; what a file is, is
/// seen from how it begins, and the columns of an export are recognised by their names. Marks the
/// copies of one text, puts the reports of one event into one story, and merges what they tell
/// into a timeline. Every article stays: it is in exactly one story, and what could not be used is
/// listed with the reason.
///
/// On two processors a thousand articles take about a second, twenty thousand about ten seconds
/// and a third of a gigabyte of memory. Equal input gives an equal report.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  copytaster cluster inputs --out reports
  copytaster cluster desk.csv --map text=body_copy --map outlet=paper --format csv
  copytaster cluster inputs --verdicts verdicts.csv --out reports
  copytaster cluster inputs --tz Europe/Kyiv --format html > report.html
  copytaster cluster archive.jsonl --level copies --unique --format jsonl > unique.jsonl
  cat export.jsonl | copytaster cluster - --window 3 --format json

The first writes reports/report.md and reports/report.html for editors, one to be read as text and
one in a browser, and stories.csv, articles.csv, links.csv, timeline.csv and rejected.csv for
everything else. In stories.csv needs_review is `yes` where an
editor should decide whether two stories are one, and empty elsewhere.

`copytaster clean` shows what was kept and dropped of each page, and why; `copytaster explain` says
why two articles are linked, or are not; `copytaster evaluate` scores a report against stories you
know.")]
pub(crate) struct Args {
    #[command(flatten)]
    input: InputFlags,

    /// Write the report into this folder: a new one, or one from an earlier run, whose files are
    /// replaced; with --level copies it is articles.csv, links.csv and rejected.csv
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,

    /// Write one format to standard output instead: markdown and html are the report, csv is
    /// articles.csv, json is everything [default: markdown]
    #[arg(long, value_enum)]
    format: Option<Format>,

    /// Show times of publication in this zone where their own is known, in the report, not in the
    /// tables: a name, as in Europe/Kyiv, or hours from UTC, as in +03:00 [default: as printed]
    #[arg(long, value_name = "ZONE", allow_hyphen_values = true)]
    tz: Option<String>,

    #[command(flatten)]
    recipe: RecipeFlags,

    #[command(flatten)]
    verdicts: VerdictFlags,

    #[command(flatten)]
    csv: CsvFlags,

    /// How far to go: stories, or no further than copies, which is many times faster
    #[arg(long, value_enum, default_value_t = Level::Stories)]
    level: Level,

    /// With --level copies and --format jsonl: leave out the copies, and write the articles that
    /// are kept as they came, line by line
    #[arg(long)]
    unique: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "lower")]
enum Format {
    Markdown,
    Html,
    Csv,
    Json,
    Jsonl,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "lower")]
enum Level {
    /// Copies, reports of one event, and timelines
    Stories,
    /// Copies alone
    Copies,
}

/// Where the results go.
#[derive(Debug)]
enum Destination {
    Folder(PathBuf),
    Output(Format),
}

#[derive(Debug)]
struct Settings {
    inputs: Inputs,
    recipe: Recipe,
    verdicts: Verdicts,
    level: Level,
    clock: Clock,
    destination: Destination,
}

/// Groups the articles, writes the report, and ends with a line on what was found.
pub(super) fn run(
    args: &Args,
    problems: Problems,
    terminal: &Terminal,
    out: &mut dyn Write,
) -> Result<Exit, Failure> {
    let settings = args.resolve(problems)?;
    let started = Instant::now();
    let (findings, shelf) = {
        let bar = terminal.bar();
        let Settings { inputs: Inputs { paths, options, .. }, recipe, verdicts, level, .. } =
            &settings;
        let show = |progress| bar.show(progress);
        let found = settings.inputs.on_threads(|| match level {
            Level::Stories => pipeline::cluster_ruled(paths, options, recipe, verdicts, &show)
                .map(|findings| (findings, None)),
            Level::Copies => pipeline::copies_ruled(paths, options, recipe, verdicts, &show)
                .map(|(findings, shelf)| (findings, Some(shelf))),
        })?;
        found.map_err(|lost| lost_failure(&lost))?
    };
    let report = Report::of(&findings).on(settings.clock.clone());
    let place = match &settings.destination {
        Destination::Folder(folder) => {
            let style = args.csv.style(None);
            let written = match settings.level {
                Level::Stories => folder::write(&report, folder, style),
                Level::Copies => folder::write_copies(&report, folder, style),
            };
            Some(written.map_err(|error| folder_failure(folder, &error))?)
        }
        Destination::Output(format) => {
            let style = args.csv.style(Some(terminal));
            let written = match format {
                Format::Markdown => markdown::write(&Desk::of(&report), out),
                Format::Html => html::write(&Desk::of(&report), out),
                Format::Csv => csv::write(report.articles(), style, out),
                Format::Json => json::write(&report, out),
                Format::Jsonl => unique(&findings, shelf.as_deref(), out),
            };
            written.and_then(|()| out.flush()).map_err(|error| unwritten(&error))?;
            shelf.and_then(|shelf| shelf.lost()).map_or(Ok(()), |lost| Err(lost_failure(&lost)))?;
            None
        }
    };
    tell(&findings, &settings, terminal);
    let unread = unread(&findings.rejected, terminal);
    terminal.note(&last_line(report.counts(), settings.level, started.elapsed(), place.as_deref()));
    // The process ends here: taking a million articles down one by one would only take time.
    std::mem::forget(findings);
    Ok(args.input.reading.exit(unread))
}

/// Writes every article that is no copy, in the order of their names: the line it was read from,
/// or, where it did not come on a line of its own, the record that `clean` makes of it, but for its
/// language and whom it credits, which finding copies does not take.
fn unique(findings: &Findings, shelf: Option<&Shelf>, out: &mut dyn Write) -> io::Result<()> {
    let origins = findings.stories.iter().flat_map(|story| &story.origins);
    let mut kept: Vec<_> = origins.map(|origin| origin.kept).collect();
    kept.sort_unstable();
    for article in kept.into_iter().map(|ix| &findings.articles[ix]) {
        match shelf.and_then(|shelf| shelf.line(article)) {
            // It is lost, which is told when all is written; what is behind it would be no use.
            Some(line) if line.is_empty() => break,
            Some(line) => out.write_all(&line)?,
            None => json::value(&clean::object(article), out)?,
        }
        writeln!(out)?;
    }
    Ok(())
}

/// Why a text that was read once cannot be read again.
pub(super) fn lost_failure(lost: &Lost) -> Failure {
    let failure = Failure::could_not(lost.to_string());
    match lost {
        Lost::Changed(_) => failure.hint("run again when nothing writes to it"),
        Lost::Unreadable(..) => failure,
        Lost::NotKept(_) => {
            failure.hint("set TMPDIR to a folder with as much room as the texts of the input need")
        }
    }
}

impl Args {
    fn resolve(&self, mut problems: Problems) -> Result<Settings, Failure> {
        let mut inputs = self.input.resolve(&mut problems);
        // A report is no article, wherever it lies.
        inputs.options.skip.extend(self.out.clone());
        inputs.options.skip.extend(self.verdicts.file().cloned());
        let recipe = self.recipe.resolve(&mut problems);
        let verdicts = self.verdicts.resolve(&mut problems);
        let clock = self.clock(&mut problems);
        let destination = self.destination(&mut problems);
        self.check_level(&destination, &mut problems);
        problems.settle()?;
        Ok(Settings { inputs, recipe, verdicts, level: self.level, clock, destination })
    }

    fn clock(&self, problems: &mut Problems) -> Clock {
        let Some(typed) = &self.tz else {
            return Clock::Pages;
        };
        Clock::of_zone(typed).unwrap_or_else(|| {
            problems.add_with(
                format!("--tz {typed}: not a known zone"),
                "give a name, as in --tz Europe/Kyiv, or hours from UTC, as in --tz +03:00"
                    .to_owned(),
            );
            Clock::Pages
        })
    }

    /// What only makes sense with copies alone, and what does not with them.
    fn check_level(&self, destination: &Destination, problems: &mut Problems) {
        let copies = self.level == Level::Copies;
        let unique = "write it as in --level copies --unique --format jsonl".to_owned();
        match destination {
            Destination::Output(Format::Jsonl) if copies && self.unique => {}
            Destination::Output(Format::Jsonl) => {
                problems.add_with(
                    "--format jsonl: needs --level copies and --unique".to_owned(),
                    unique,
                );
            }
            Destination::Output(format @ (Format::Markdown | Format::Html | Format::Json))
                if copies =>
            {
                let name = format.to_possible_value();
                let name = name.as_ref().map_or("markdown", PossibleValue::get_name);
                problems.add_with(
                    format!("--format {name}: copies alone make no report"),
                    "--level copies writes --format csv, --format jsonl with --unique, or --out"
                        .to_owned(),
                );
            }
            Destination::Output(_) | Destination::Folder(_) if self.unique => {
                problems.add_with(
                    "--unique: needs --level copies and --format jsonl".to_owned(),
                    unique,
                );
            }
            Destination::Output(_) | Destination::Folder(_) => {}
        }
    }

    fn destination(&self, problems: &mut Problems) -> Destination {
        let Some(folder) = &self.out else {
            let usual = match self.level {
                Level::Stories => Format::Markdown,
                Level::Copies => Format::Csv,
            };
            return Destination::Output(self.format.unwrap_or(usual));
        };
        if self.format.is_some() {
            problems.add_with(
                "--out and --format: the results can go to one place only".to_owned(),
                "--out writes the whole set of files, --format one of them to standard output"
                    .to_owned(),
            );
        }
        let shown = folder.display();
        match folder::state(folder) {
            Ok(State::Free | State::Earlier) => {}
            Ok(State::NoFolder) => problems.add_with(
                format!("--out {shown}: a file, not a folder"),
                "name a new folder; it is created".to_owned(),
            ),
            Ok(State::Foreign) => problems.add_with(
                format!("--out {shown}: holds files that are not from an earlier report"),
                "name a new folder; it is created".to_owned(),
            ),
            Err(error) => problems.add_with(
                format!("--out {shown}: {error}"),
                "name a folder that you may read and write".to_owned(),
            ),
        }
        Destination::Folder(folder.clone())
    }
}

fn folder_failure(folder: &Path, error: &io::Error) -> Failure {
    let failure = Failure::could_not(format!("{}: {error}", folder.display()));
    match error.kind() {
        io::ErrorKind::PermissionDenied => failure.hint("name a folder you may write to"),
        io::ErrorKind::StorageFull => failure.hint("make room, or name a folder on another disk"),
        _ => failure,
    }
}

/// Says what a person should know before the last line.
fn tell(findings: &Findings, settings: &Settings, terminal: &Terminal) {
    settings.inputs.tell_mappings(terminal);
    tell_unmapped(&findings.unmapped, terminal);
    tell_unheeded(&findings.rulings, terminal);
    for remark in &findings.remarks {
        terminal.detail(remark);
    }
    tell_rejected(&findings.rejected, terminal);
    if !findings.articles.is_empty() {
        return;
    }
    tell_nothing(&settings.inputs.named(), &findings.rejected, terminal);
    if matches!(settings.destination, Destination::Folder(_)) {
        terminal.advise("what --out names is skipped too");
    }
}

/// Says which verdicts are not obeyed: an editor's word is never passed over in silence.
fn tell_unheeded(rulings: &Rulings, terminal: &Terminal) {
    let mut told = 0;
    for unheeded in &rulings.unheeded {
        let said = wording::unheeded(&rulings.file, unheeded);
        if matches!(unheeded.why, Why::Repeated(_)) || NAMED <= told {
            terminal.detail(&said);
        } else {
            terminal.warn(&said);
        }
        told += usize::from(!matches!(unheeded.why, Why::Repeated(_)));
    }
    if NAMED < told {
        let more = wording::count(told - NAMED, "more verdict is", "more verdicts are");
        terminal.warn(&format!("{more} not obeyed: see the remarks of the report"));
    }
}

fn last_line(counts: Counts, level: Level, took: Duration, place: Option<&Path>) -> String {
    let rejected = rejected(counts.rejected);
    let place = place.map(|path| format!(": {}", path.display())).unwrap_or_default();
    format!(
        "{}, {}, {}, {rejected}, {:.1} s{place}",
        wording::count(counts.articles, "article", "articles"),
        match level {
            Level::Stories => wording::count(counts.stories, "story", "stories"),
            Level::Copies => wording::count(counts.stories, "text of its own", "different texts"),
        },
        wording::count(counts.copies, "copy", "copies"),
        took.as_secs_f64(),
    )
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::input;
    use crate::recipe::Keep;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        args: Args,
    }

    fn resolved(words: &[&str]) -> Result<Settings, Failure> {
        let words = std::iter::once("cluster").chain(words.iter().copied());
        Line::try_parse_from(words).unwrap().args.resolve(Problems::default())
    }

    #[test]
    fn every_problem_of_a_command_line_is_told_at_once() {
        let words = [
            "no-such-input",
            "--map",
            "colour=hue",
            "--map",
            "text",
            "--window",
            "soon",
            "--threads",
            "0",
            "--tz",
            "Europe/Atlantis",
            "--out",
            "no-such-folder",
            "--format",
            "csv",
        ];
        let failure = resolved(&words).unwrap_err();
        assert_eq!(failure.exit, Exit::Usage);
        let expected = [
            "no-such-input",
            "--map colour=hue",
            "--map text",
            "--window soon",
            "--threads 0",
            "--tz Europe/Atlantis",
            "--out and --format",
        ];
        let told: Vec<&str> = failure.message.lines().collect();
        assert_eq!(told.len(), expected.len(), "{told:?}");
        for part in expected {
            assert!(told.iter().any(|line| line.starts_with(part)), "{part} in {told:?}");
        }
    }

    #[test]
    fn a_window_is_a_number_of_days_from_one() {
        let cases =
            [("1", Some(1)), ("0", None), ("3", Some(3)), ("-1", None), ("2.5", None), ("", None)];
        for (typed, expected) in cases {
            let window = format!("--window={typed}");
            let days = resolved(&["-", &window]).ok();
            let days = days.map(|settings| settings.recipe.stories.window_days);
            assert_eq!(days, expected, "{typed:?}");
        }
    }

    #[test]
    fn which_copy_is_kept_can_be_chosen() {
        let cases = [(None, Keep::Earliest), (Some("longest"), Keep::Longest)];
        for (typed, expected) in cases {
            let keep = typed.map(|typed| ["--keep", typed]);
            let words = ["-"].into_iter().chain(keep.into_iter().flatten()).collect::<Vec<_>>();
            assert_eq!(resolved(&words).unwrap().recipe.copies.keep, expected);
        }
    }

    #[test]
    fn a_folder_with_the_files_of_others_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("report.md"), "mine").unwrap();
        let path = folder.path().display().to_string();
        let failure = resolved(&["-", "--out", &path]).unwrap_err();
        assert_eq!(failure.exit, Exit::Usage);
        assert!(failure.message.contains("not from an earlier report"), "{}", failure.message);
    }

    #[test]
    fn the_last_line_counts_and_says_where() {
        let counts = Counts { articles: 1200, stories: 1, copies: 0, rejected: 3, to_review: 0 };
        let cases = [
            (None, "1,200 articles, 1 story, no copies, 3 rejected, 1.5 s"),
            (
                Some("reports/report.md"),
                "1,200 articles, 1 story, no copies, 3 rejected, 1.5 s: reports/report.md",
            ),
        ];
        for (place, expected) in cases {
            let line = last_line(
                counts,
                Level::Stories,
                Duration::from_millis(1500),
                place.map(Path::new),
            );
            assert_eq!(line, expected);
        }
    }

    #[test]
    fn nothing_is_written_behind_a_line_that_is_lost() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("desk.jsonl");
        let line = |id: &str| format!("{{\"id\":\"{id}\",\"title\":\"{id} {id}\"}}\n");
        std::fs::write(&path, ["a", "b", "c"].map(line).concat()).unwrap();
        let inputs = [path.clone()];
        let options = input::Options::default();
        let found = pipeline::copies(&inputs, &options, &Recipe::news(), &|_| {});
        let (findings, shelf) = found.unwrap();
        std::fs::write(&path, ["a", "x", "c"].map(line).concat()).unwrap();
        let mut out = Vec::new();
        unique(&findings, Some(&shelf), &mut out).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), line("a"));
        let failure = lost_failure(&shelf.lost().unwrap());
        assert_eq!(failure.exit, Exit::CouldNot);
        assert!(failure.message.ends_with("it was changed while it was being read"));
    }
}
