//! What several commands ask for in the same words, and every problem with it at once.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{Args, ValueEnum};

use crate::input::{self, DateOrder, Filter, Format, Limits, Mapping, Options};
use crate::recipe::{Keep, Recipe};
use crate::report::csv::{Cells, Ends, Style};
use crate::report::{plain, wording};
use crate::verdict::Verdicts;

use super::failure::{Exit, Failure};
use super::limits::LimitFlags;
use super::terminal::{Loudness, Terminal};
use super::via::Via;

/// What is read, and how, as typed.
#[derive(Debug, Args)]
pub(super) struct InputFlags {
    /// Files, folders, or - for standard input
    #[arg(value_name = "INPUT", required = true)]
    pub(super) inputs: Vec<PathBuf>,

    #[command(flatten)]
    pub(super) reading: ReadingFlags,
}

/// How it is read, as typed.
#[derive(Debug, Args)]
pub(super) struct ReadingFlags {
    /// Read a field of an export from this column, as in text=body_copy; may be repeated
    #[arg(long = "map", value_name = "FIELD=COLUMN")]
    map: Vec<String>,

    /// Read every file as this format, whatever it is called: txt, md, html, mhtml, eml, feed
    /// (RSS, Atom), newsml, nitf, warc, jsonl, json (lists, answers, JSON Feed, ninjs) or csv
    #[arg(long, value_name = "FORMAT")]
    format_in: Option<String>,

    /// Make text of PDF, Word and other files that are not read otherwise with this command: it
    /// gets the file on its standard input and writes the text to its standard output, as in
    /// --via "pdftotext -layout - -"; no shell runs it, and it may take a minute for a file
    #[arg(long, value_name = "COMMAND")]
    via: Option<String>,

    /// Read dates in figures such as 07/12/2025 with the day or the month first, where neither the
    /// article nor its outlet shows which: without it such a date is unknown, and said to be
    #[arg(long, value_enum, value_name = "day|month", hide_possible_values = true)]
    date_order: Option<DateOrderFlag>,

    /// Work on this many processors at once
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    threads: Option<String>,

    /// End with 0 even if some input could not be read
    #[arg(long)]
    pub(super) lenient: bool,

    #[command(flatten)]
    limits: LimitFlags,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "lower")]
enum DateOrderFlag {
    Day,
    Month,
}

/// The choices that change what is found, as typed.
#[derive(Debug, Args)]
pub(super) struct RecipeFlags {
    /// Look for reports of one event only among articles published at most this many days apart
    /// [default: 7]; copies and articles without a date are compared with all
    #[arg(long, value_name = "DAYS", allow_negative_numbers = true)]
    window: Option<String>,

    /// Which article of a set of copies the others are copies of: the one surely published
    /// first (times without a zone may be a day off; of those that may have been first, the longest), or the one with the most words
    /// (of several the earliest); then the one with the smaller name
    #[arg(long, value_enum, default_value_t = KeepFlag::Earliest, hide_possible_values = true)]
    #[arg(value_name = "earliest|longest")]
    keep: KeepFlag,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "lower")]
enum KeepFlag {
    Earliest,
    Longest,
}

impl RecipeFlags {
    pub(super) fn resolve(&self, problems: &mut Problems) -> Recipe {
        let mut recipe = Recipe::news();
        recipe.copies.keep = match self.keep {
            KeepFlag::Earliest => Keep::Earliest,
            KeepFlag::Longest => Keep::Longest,
        };
        if let Some(typed) = &self.window {
            match typed.parse::<i32>() {
                Ok(days) if 1 <= days => recipe.stories.window_days = days,
                _ => problems.add_with(
                    format!("--window {typed}: not a number of days"),
                    "give a whole number from 1, as in --window 3".to_owned(),
                ),
            }
        }
        recipe
    }
}

/// What editors have decided already, as typed.
#[derive(Debug, Args)]
pub(super) struct VerdictFlags {
    /// Obey what editors decided of pairs of articles: a CSV file with the columns
    /// left,right,verdict,because, where verdict is same or different and the articles are named
    /// as in articles.csv; where two rows contradict each other the later one holds, and the
    /// report says so
    #[arg(long, value_name = "FILE")]
    verdicts: Option<PathBuf>,
}

impl VerdictFlags {
    /// The verdicts, none where no file is named; every fault of the file at once.
    pub(super) fn resolve(&self, problems: &mut Problems) -> Verdicts {
        let Some(path) = &self.verdicts else {
            return Verdicts::default();
        };
        let shown = path.display();
        let faults = match std::fs::read(path) {
            Ok(bytes) => match Verdicts::read(&shown.to_string(), &bytes) {
                Ok(verdicts) => return verdicts,
                Err(faults) => faults,
            },
            Err(error) => {
                problems.add_with(
                    format!("--verdicts {shown}: could not be read: {error}"),
                    "name a CSV file with the columns left,right,verdict,because".to_owned(),
                );
                return Verdicts::default();
            }
        };
        for fault in faults {
            problems.add_with(fault.message, fault.hint);
        }
        Verdicts::default()
    }

    /// The file, which is no article wherever it lies.
    pub(super) fn file(&self) -> Option<&PathBuf> {
        self.verdicts.as_ref()
    }
}

/// How CSV is written, as typed.
#[derive(Debug, Args)]
pub(super) struct CsvFlags {
    /// Write CSV cells exactly as they came, formulas and control characters included: for
    /// programs, not for spreadsheets (on a terminal they are always made harmless)
    #[arg(long)]
    raw: bool,

    /// Begin CSV with a byte order mark and end its lines as Windows does, as Excel expects
    #[arg(long)]
    excel: bool,
}

impl CsvFlags {
    pub(super) fn style(&self, terminal: Option<&Terminal>) -> Style {
        let seen = terminal.is_some_and(|terminal| terminal.goes_to_terminal);
        Style {
            cells: if self.raw && !seen { Cells::Raw } else { Cells::Harmless },
            ends: if self.excel { Ends::Excel } else { Ends::Plain },
        }
    }
}

/// What is wrong with a command line, gathered so that it can be put right in one go.
#[derive(Debug, Default)]
pub(super) struct Problems {
    /// A line each.
    messages: Vec<String>,
    /// What to do about which of them.
    hints: Vec<(usize, String)>,
    /// The settings file, and the options that it sets.
    from: Option<(String, Vec<String>)>,
}

impl Problems {
    pub(super) fn add(&mut self, message: String) {
        self.messages.push(plain::one_line(&message));
    }

    /// Of problems that follow each other and have one hint, the last has it.
    pub(super) fn add_with(&mut self, message: String, hint: String) {
        let number = self.messages.len();
        self.hints.pop_if(|(of, last)| *last == hint && *of + 1 == number);
        self.add(message);
        self.hints.push((number, hint));
    }

    /// Says more of what to do about the last of them.
    pub(super) fn advise(&mut self, hint: &str) {
        self.hints.push((self.messages.len().saturating_sub(1), hint.to_owned()));
    }

    pub(super) fn is_empty(&self) -> bool {
        self.messages.is_empty()
    }

    /// From now on, problems with these options are told as the file's.
    pub(super) fn lie_in(&mut self, file: &str, options: Vec<String>) {
        self.from = Some((file.to_owned(), options));
    }

    /// A message with the file in front if it is about an option that the file sets.
    fn placed(&self, message: &str) -> String {
        let option = message.strip_prefix("--").unwrap_or_default();
        let option = option.split([' ', ':', '=']).next().unwrap_or_default();
        match &self.from {
            Some((file, options)) if options.iter().any(|it| it == option) => {
                format!("{file}: {message}")
            }
            Some(_) | None => message.to_owned(),
        }
    }

    /// Nothing if there is none.
    pub(super) fn settle(self) -> Result<(), Failure> {
        if self.is_empty() { Ok(()) } else { Err(self.failure()) }
    }

    /// All of them, as one.
    pub(super) fn failure(self) -> Failure {
        let messages: Vec<String> = self.messages.iter().map(|it| self.placed(it)).collect();
        Failure { hints: self.hints, ..Failure::usage(messages.join("\n")) }
    }
}

/// What is read, and how.
#[derive(Debug)]
pub(super) struct Inputs {
    pub(super) paths: Vec<PathBuf>,
    pub(super) options: Options,
    pub(super) threads: Option<usize>,
}

impl InputFlags {
    pub(super) fn resolve(&self, problems: &mut Problems) -> Inputs {
        self.reading.resolve(&self.inputs, problems)
    }
}

impl ReadingFlags {
    /// How a command ends that has done what it could, some input unread or none.
    pub(super) fn exit(&self, unread: bool) -> Exit {
        if unread && !self.lenient { Exit::SomeUnread } else { Exit::Done }
    }

    /// The settings for reading these inputs.
    pub(super) fn resolve(&self, inputs: &[PathBuf], problems: &mut Problems) -> Inputs {
        for input in inputs.iter().filter(|input| !is_stdin(input) && !input.exists()) {
            problems.add_with(
                format!("{}: no such file or folder", input.display()),
                beside(input).map_or_else(
                    || "name files and folders that are there, or - for standard input".to_owned(),
                    |meant| format!("did you mean {meant}?"),
                ),
            );
        }
        let date_order = self.date_order.map(|order| match order {
            DateOrderFlag::Day => DateOrder::Day,
            DateOrderFlag::Month => DateOrder::Month,
        });
        let limits = self.limits.resolve(problems);
        let options = Options {
            map: self.mapping(problems),
            format: self.format(problems),
            filter: self.filter(&limits, problems),
            date_order,
            limits,
            ..Options::default()
        };
        for problem in options.check() {
            problems.add_with(problem.message, problem.hint);
        }
        Inputs { paths: inputs.to_vec(), options, threads: self.threads(problems) }
    }

    fn format(&self, problems: &mut Problems) -> Option<Format> {
        match Format::named(self.format_in.as_ref()?) {
            Ok(format) => Some(format),
            Err(problem) => {
                problems.add_with(problem.message, problem.hint);
                None
            }
        }
    }

    fn filter(&self, limits: &Limits, problems: &mut Problems) -> Option<Arc<dyn Filter>> {
        let typed = self.via.as_ref()?;
        match Via::new(typed, limits) {
            Ok(via) => Some(Arc::new(via)),
            Err(problem) => {
                problems.add_with(problem.message, problem.hint);
                None
            }
        }
    }

    fn mapping(&self, problems: &mut Problems) -> Vec<(String, String)> {
        let mut map = Vec::new();
        for typed in &self.map {
            let parts = typed.split_once('=').map(|(field, column)| (field.trim(), column.trim()));
            match parts {
                Some((field, column)) if !field.is_empty() && !column.is_empty() => {
                    map.push((field.to_owned(), column.to_owned()));
                }
                Some(_) | None => problems.add_with(
                    format!("--map {typed}: not a field and a column"),
                    "write it as in --map text=body_copy".to_owned(),
                ),
            }
        }
        map
    }

    fn threads(&self, problems: &mut Problems) -> Option<usize> {
        let typed = self.threads.as_ref()?;
        match typed.parse() {
            Ok(threads) if (1..=MOST_THREADS).contains(&threads) => Some(threads),
            _ => {
                let range = format!("give a whole number from 1 to {MOST_THREADS}");
                problems.add_with(format!("--threads {typed}: not a number of threads"), range);
                None
            }
        }
    }
}

/// Far above any machine; a typing error must not ask for a million threads.
const MOST_THREADS: usize = 1024;

fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// The name most like a wrong one, if it is so like it that it may be meant.
pub(super) fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    // Half of the letters right is where help ends and guessing begins; a shared beginning, as
    // in `bcubed` for `bcubed_f1`, counts for more (Jaro-Winkler).
    let likeness = |known: &&str| strsim::jaro_winkler(name, known);
    let nearest = known.max_by(|a, b| likeness(a).total_cmp(&likeness(b)))?;
    (0.8 <= likeness(&nearest)).then_some(nearest)
}

/// What lies where nothing of this name does, and is called much alike.
fn beside(path: &Path) -> Option<String> {
    let name = path.file_name()?.to_str()?;
    let folder = path.parent()?;
    let here = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let entries = std::fs::read_dir(here).ok()?.filter_map(Result::ok);
    let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
    let mut names: Vec<String> = names.filter(|name| !name.starts_with('.')).collect();
    names.sort();
    let meant = nearest(name, names.iter().map(String::as_str))?;
    Some(folder.join(meant).display().to_string())
}

impl Inputs {
    /// Does the work on the threads that were asked for.
    pub(super) fn on_threads<T: Send>(
        &self,
        work: impl FnOnce() -> T + Send,
    ) -> Result<T, Failure> {
        let Some(threads) = self.threads else {
            return Ok(work());
        };
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        match pool {
            Ok(pool) => Ok(pool.install(work)),
            Err(error) => Err(Failure::could_not(format!("--threads {threads}: {error}"))
                .hint("try fewer, or leave it out")),
        }
    }

    /// Says once of all exports that look alike which of their columns are read as what.
    pub(super) fn tell_mappings(&self, terminal: &Terminal) {
        if terminal.loudness != Loudness::Verbose {
            return;
        }
        let mut alike: Vec<(Mapping, usize)> = Vec::new();
        for mapping in input::mappings(&self.paths, &self.options) {
            match alike.iter_mut().find(|(first, _)| first.columns == mapping.columns) {
                Some((_, more)) => *more += 1,
                None => alike.push((mapping, 0)),
            }
        }
        for (mapping, more) in alike {
            let columns = mapping.columns.iter().map(|(field, column)| format!("{field}={column}"));
            let columns = columns.collect::<Vec<_>>().join(", ");
            let more = match more {
                0 => String::new(),
                more => format!(" and {}", wording::count(more, "file like it", "files like it")),
            };
            terminal.detail(&format!("{}{more}: read as {columns}", mapping.source));
        }
    }

    /// The inputs as a message names them.
    pub(super) fn named(&self) -> String {
        let names: Vec<String> =
            self.paths.iter().take(3).map(|path| path.display().to_string()).collect();
        match self.paths.len().saturating_sub(3) {
            0 => names.join(", "),
            more => format!("{} and {more} more", names.join(", ")),
        }
    }
}
