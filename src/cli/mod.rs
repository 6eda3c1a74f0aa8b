//! Flags (as typed, else as in the settings file) → settings (resolved, every problem at once) →
//! the library.
//!
//! Results go to standard output or into a folder; what a person should know meanwhile goes to
//! standard error: first of all, what a settings file sets. Deliberately absent: settings from the
//! environment, and files that nobody sees lying there.

use std::ffi::OsString;
use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::parser::ValueSource;
use clap::{CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};

use crate::article::{Reason, Rejected};
use crate::input::Problem;
use crate::report::wording;

use failure::{Exit, Failure};
use file::Settings;
use settings::Problems;
use terminal::{Loudness, Pipe, Terminal};
use typed::Typed;

pub mod failure;
mod terminal;
mod via;
mod settings;
mod limits;
mod typed;
mod file;
mod completions;
mod cluster;
mod clean;
mod dates;
mod explain;
mod timeline;
pub(crate) mod evaluate;

/// Tell which articles on your desk are the same story
///
/// Reads articles from many outlets: pages pasted into text files, saved web pages, feeds,
/// newsletters, agency files, exports in JSON or CSV, web archives. Finds the copies of one text, groups the reports of one event into stories, and
/// merges for each story what happened when, who says so, and what is still expected. Works
/// offline and changes nothing in your files.
#[derive(Debug, Parser)]
#[command(
    name = "copytaster",
    version,
    after_help = "\
Example:
  copytaster cluster inputs --out reports

reads every article in the folder inputs and writes reports/report.md and reports/report.html, to be
read, and CSV files beside them, to be sorted or processed further. `copytaster cluster --help` says more.

Exit codes: 0 done; 1 could not be done; 2 the command line asks for something impossible; 3 done,
but some input could not be read; 4 a floor of `evaluate` was missed."
)]
struct Flags {
    #[command(subcommand)]
    command: Command,

    /// Say nothing but what went wrong
    #[arg(long, short, global = true, display_order = 900)]
    quiet: bool,

    /// Say more: what was read as what, and why something was rejected
    #[arg(long, short, global = true, display_order = 901, conflicts_with = "quiet")]
    verbose: bool,

    /// Whether messages are coloured
    #[arg(long, global = true, display_order = 902, value_name = "WHEN")]
    #[arg(value_enum, default_value_t = Color::Auto)]
    color: Color,

    /// Take settings from this file [default: copytaster.toml, if it lies in the folder where you
    /// are]: its keys are long options, as in window = 3, for every command or, below [cluster],
    /// for one; what is typed beats them
    #[arg(long, global = true, display_order = 903, value_name = "FILE")]
    config: Option<PathBuf>,

    /// Take no settings from a file
    #[arg(long, global = true, display_order = 904, conflicts_with = "config")]
    no_config: bool,
}

#[derive(Debug, Subcommand)]
enum Command {
    Cluster(cluster::Args),
    Clean(clean::Args),
    Dates(dates::Args),
    Explain(explain::Args),
    Timeline(timeline::Args),
    Evaluate(evaluate::Args),
    Completions(completions::CompletionsArgs),
    Man(completions::ManArgs),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Color {
    /// On a terminal that can
    Auto,
    /// In any case
    Always,
    /// In no case
    Never,
}

/// Runs the program on the command line it was started with.
pub fn main() -> ExitCode {
    let stdout = io::stdout();
    let goes_to_terminal = stdout.is_terminal();
    let mut out = Pipe::new(stdout.lock());
    ExitCode::from(run(std::env::args_os(), goes_to_terminal, &mut out).code())
}

fn run<W: Write>(
    words: impl IntoIterator<Item = OsString>,
    goes_to_terminal: bool,
    out: &mut Pipe<W>,
) -> Exit {
    let (flags, problems) = match Flags::said(words) {
        Ok(said) => said,
        Err(Unsaid::Answer(answer)) => {
            // Help that nobody reads any more is no failure.
            _ = answer.print();
            return if answer.use_stderr() { Exit::Usage } else { Exit::Done };
        }
        Err(Unsaid::Failure(failure)) => return Terminal::plain().fail(&failure),
    };
    let terminal = flags.terminal(goes_to_terminal);
    let ended = match &flags.command {
        Command::Cluster(args) => cluster::run(args, problems, &terminal, out),
        Command::Clean(args) => clean::run(args, problems, &terminal, out),
        Command::Dates(args) => dates::run(args, problems, &terminal, out),
        Command::Explain(args) => explain::run(args, problems, &terminal, out),
        Command::Timeline(args) => timeline::run(args, problems, &terminal, out),
        Command::Evaluate(args) => evaluate::run(args, problems, &terminal, out),
        Command::Completions(args) => {
            problems.settle().and_then(|()| completions::completions(args, Flags::command(), out))
        }
        Command::Man(args) => {
            problems.settle().and_then(|()| completions::man(args, Flags::command(), out))
        }
    };
    let flushed = out.flush();
    match (ended, flushed) {
        (Ok(exit), Ok(())) => exit,
        // Whoever stopped reading does not thereby pass the gate.
        (Err(failure), _) if failure.exit == Exit::GateFailed => terminal.fail(&failure),
        // Whoever reads the output has read enough.
        (Err(_), _) | (_, Err(_)) if out.is_broken() => Exit::Done,
        (Err(failure), _) => terminal.fail(&failure),
        (Ok(_), Err(error)) => terminal.fail(&unwritten(&error)),
    }
}

/// Standard output took no more, for a reason other than that its reader left.
fn unwritten(error: &io::Error) -> Failure {
    Failure::could_not(format!("standard output: {error}"))
}

/// How many inputs that could not be read are named; the others are in the report.
const NAMED: usize = 5;

/// Whether some input could not be read; says which.
fn unread(rejected: &[Rejected], terminal: &Terminal) -> bool {
    let failed = || rejected.iter().filter(|input| input.reason.is_failure_to_read());
    for input in failed().take(NAMED) {
        terminal.warn(&format!("{}: {}", input.source, input.reason));
    }
    let more = failed().count().saturating_sub(NAMED);
    if 0 < more {
        let more = wording::count(more, "more input", "more inputs");
        terminal.warn(&format!("{more} could not be read"));
    }
    failed().next().is_some()
}

/// How many inputs became no article, as the last line of a command says it.
fn rejected(inputs: usize) -> String {
    match inputs {
        0 => "none rejected".to_owned(),
        some => format!("{} rejected", wording::figure(some)),
    }
}

/// Says how it was with what could be read and became no article: [`unread`] names the others.
fn tell_rejected(rejected: &[Rejected], terminal: &Terminal) {
    for rejected in rejected.iter().filter(|input| !input.reason.is_failure_to_read()) {
        terminal.detail(&format!("{}: {}", rejected.source, rejected.reason));
    }
}

/// Says why there is no article in the inputs, and what to do about it.
fn tell_nothing(inputs: &str, rejected: &[Rejected], terminal: &Terminal) {
    let all = |is: fn(&Reason) -> bool| rejected.iter().all(|input| is(&input.reason));
    let (why, hint) = if all(|reason| matches!(reason, Reason::NoFile)) {
        (
            "there is no file in it to read".to_owned(),
            Some("README files and files whose name begins with a dot are skipped"),
        )
    } else if all(|reason| matches!(reason, Reason::UnknownKind(_))) {
        let why = "file is of a kind that is not read";
        (
            wording::count(rejected.len(), why, "files are of kinds that are not read"),
            Some("-v names each, with what it is; PDF and Word files can be read with --via"),
        )
    } else if let Some(why) = one_reason(rejected) {
        (why, None)
    } else {
        (
            wording::count(rejected.len(), "input was rejected", "inputs were rejected"),
            Some("`copytaster clean` shows of each page what was dropped, and why"),
        )
    };
    terminal.warn(&format!("no article in {inputs}: {why}"));
    if let Some(hint) = hint {
        terminal.advise(hint);
    }
}

/// Why all of them were rejected, if for one reason that is not what a page looks like: of a page it
/// may have been dropped that it is an article.
fn one_reason(rejected: &[Rejected]) -> Option<String> {
    let (first, others) = rejected.split_first()?;
    let is_of_a_page = matches!(first.reason, Reason::NoArticle(_));
    if is_of_a_page || others.iter().any(|other| other.reason != first.reason) {
        return None;
    }
    Some(match others.len() + 1 {
        1 => first.reason.to_string(),
        n => format!("{} inputs were rejected: {}", wording::figure(n), first.reason),
    })
}

/// Says which columns that were asked for are not there; records were read as without them.
fn tell_unmapped(unmapped: &[Problem], terminal: &Terminal) {
    for problem in unmapped.iter().take(NAMED) {
        terminal.warn(&problem.message);
        terminal.advise(&problem.hint);
    }
    let more = unmapped.len().saturating_sub(NAMED);
    if 0 < more {
        let more = wording::count(more, "more column", "more columns");
        terminal.warn(&format!("--map: {more} not there"));
    }
}

/// Why there are no flags to obey.
enum Unsaid {
    Answer(clap::Error),
    Failure(Failure),
}

impl Flags {
    /// What was typed, with what a settings file says of the rest, and what is wrong with either.
    fn said(words: impl IntoIterator<Item = OsString>) -> Result<(Flags, Problems), Unsaid> {
        let program = Flags::command();
        let (matches, words, mut problems) = match typed::typed(&program, words) {
            Typed::Said(matches, words, problems) => (matches, words, problems),
            Typed::Wrong(problems) => return Err(Unsaid::Failure(problems.failure())),
            Typed::Answer(answer) => return Err(Unsaid::Answer(answer)),
        };
        let settings = Settings::find(&program, &matches, &mut problems);
        let (matches, told) = match (settings, matches.subcommand_name()) {
            (Some(settings), Some(command)) => {
                problems.lie_in(&settings.shown, settings.options());
                let program = settings.applied(program, command);
                let matches = program.try_get_matches_from(words).map_err(Unsaid::Answer)?;
                (matches, settings.told())
            }
            _ => (matches, None),
        };
        let flags = Flags::from_arg_matches(&matches).map_err(Unsaid::Answer)?;
        if let Some(told) = told {
            // Settings that nobody typed are told even where the file asks for silence.
            let is_typed = matches.value_source("quiet") == Some(ValueSource::CommandLine);
            if !is_typed {
                Terminal { loudness: Loudness::Usual, ..flags.terminal(false) }.note(&told);
            }
        }
        Ok((flags, problems))
    }

    fn terminal(&self, goes_to_terminal: bool) -> Terminal {
        let loudness = match (self.quiet, self.verbose) {
            (true, _) => Loudness::Quiet,
            (false, true) => Loudness::Verbose,
            (false, false) => Loudness::Usual,
        };
        let color = match self.color {
            Color::Auto => anstream::ColorChoice::Auto,
            Color::Always => anstream::ColorChoice::Always,
            Color::Never => anstream::ColorChoice::Never,
        };
        Terminal { loudness, color, goes_to_terminal }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_flags_agree_with_each_other() {
        Flags::command().debug_assert();
    }

    #[test]
    fn every_command_shows_an_example_and_its_neighbour() {
        for command in Flags::command().get_subcommands_mut() {
            let name = command.get_name().to_owned();
            if name == "help" {
                continue;
            }
            let help = command.render_long_help().to_string();
            assert!(help.contains(&format!("  copytaster {name} ")), "{name}: no example");
            assert!(help.contains("`copytaster "), "{name}: no neighbour");
        }
    }

    #[test]
    fn every_command_that_help_names_is_there() {
        let mut program = Flags::command();
        let mut helps = vec![program.render_long_help().to_string()];
        for command in program.get_subcommands_mut() {
            helps.push(command.render_long_help().to_string());
        }
        let mut named = 0;
        for help in &helps {
            let marks = |letter: char| !letter.is_alphanumeric();
            let words: Vec<&str> =
                help.split_whitespace().map(|it| it.trim_matches(marks)).collect();
            for pair in words.windows(2).filter(|pair| pair[0] == "copytaster") {
                let word = pair[1];
                if !word.starts_with(char::is_lowercase) {
                    continue;
                }
                let answer = Flags::try_parse_from(["copytaster", word, "--help"]).unwrap_err();
                assert_eq!(answer.kind(), clap::error::ErrorKind::DisplayHelp, "copytaster {word}");
                named += 1;
            }
        }
        assert!(8 < named, "only {named} commands are named");
    }
}
