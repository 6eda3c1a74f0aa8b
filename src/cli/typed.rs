//! The words of a command line → what was typed, and every fault of them at once.
//!
//! The parser stops at the first fault it meets. Here the fault is noted, the words it lies in are
//! taken out, and the others are parsed again, until nothing is left to be said: whoever mistyped
//! two options learns of both.

use std::ffi::OsString;
use std::path::Path;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgMatches, Command};
use strsim::{damerau_levenshtein, normalized_damerau_levenshtein};

use super::settings::{Problems, nearest};

/// What came of the words.
pub(super) enum Typed {
    /// They can be gone on with, but for these problems.
    Said(ArgMatches, Vec<OsString>, Problems),
    /// They cannot.
    Wrong(Problems),
    /// Help that was asked for, or a fault of which the parser itself says most.
    Answer(clap::Error),
}

/// What is wrong, and what to do about it.
struct Fault {
    message: String,
    hint: String,
}

/// Parses words until no fault is left in them.
pub(super) fn typed(command: &Command, words: impl IntoIterator<Item = OsString>) -> Typed {
    let mut words: Vec<OsString> = words.into_iter().collect();
    let mut problems = Problems::default();
    loop {
        let error = match command.clone().try_get_matches_from(&words) {
            Ok(matches) => return Typed::Said(matches, words, problems),
            Err(error) => error,
        };
        if error.kind() == ErrorKind::InvalidSubcommand {
            let wrong = text(&error, ContextKind::InvalidSubcommand).unwrap_or_default();
            let meant = nearest(&wrong, command.get_subcommands().map(Command::get_name));
            let hint = meant.map_or_else(
                || "`copytaster --help` lists the commands".to_owned(),
                |meant| format!("did you mean {meant}?"),
            );
            problems.add_with(format!("{wrong}: no such command"), hint);
            let at = position(&words, command, |word| *word == *wrong);
            let (Some(meant), Some(at)) = (meant, at) else { return Typed::Wrong(problems) };
            // What is wrong behind it is told as of the command that is meant.
            words[at] = meant.into();
            continue;
        }
        match fault(&error, &mut words, command) {
            Some(fault) => problems.add_with(fault.message, fault.hint),
            None if problems.is_empty() => return Typed::Answer(error),
            None => {
                if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
                    let hint = "`copytaster --help` lists the commands".to_owned();
                    problems.add_with("no command is named".to_owned(), hint);
                } else if error.use_stderr() {
                    problems.add(in_short(&error));
                }
                return Typed::Wrong(problems);
            }
        }
    }
}

/// The fault, once the words it lies in are taken out; none if it is no fault of single words.
fn fault(error: &clap::Error, words: &mut Vec<OsString>, program: &Command) -> Option<Fault> {
    let command = command_of(words, program);
    let help = match command {
        Some(command) => format!("`copytaster {} --help` lists the options", command.get_name()),
        None => "`copytaster --help` lists the options".to_owned(),
    };
    let named = text(error, ContextKind::InvalidArg)?;
    let option = named.split(' ').next().unwrap_or_default();
    let value = text(error, ContextKind::InvalidValue).unwrap_or_default();
    match error.kind() {
        ErrorKind::UnknownArgument => {
            let hint = meant(option, &[Some(program), command], error);
            if let Some(command) = command
                && hint.as_deref() == Some(option)
            {
                return misplaced(words, option, program, command);
            }
            take_out_whole(words, option, program)?;
            let hint = hint.map_or(help, |meant| format!("did you mean {meant}?"));
            let what = if option.starts_with('-') { "no such option" } else { "one word too many" };
            Some(Fault { message: format!("{named}: {what}"), hint })
        }
        ErrorKind::MissingRequiredArgument if named.starts_with("<INPUT>") => {
            // Standard input is always there, so that the other words can be looked at.
            words.push("-".into());
            Some(Fault {
                message: "no INPUT: there is nothing to read".to_owned(),
                hint: "name files or folders, or - for standard input".to_owned(),
            })
        }
        ErrorKind::InvalidValue if value.is_empty() => {
            take_out(words, option, None)?;
            let message = format!("{option}: its value is missing");
            Some(Fault { message, hint: format!("write it as {named}") })
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            take_out(words, option, Some(&value))?;
            let hint = choices(error, option).unwrap_or(help);
            Some(Fault { message: format!("{option} {value}: not one of its values"), hint })
        }
        ErrorKind::TooManyValues => {
            take_out(words, option, Some(&value))?;
            let message = format!("{option}={value}: it takes no value");
            Some(Fault { message, hint: format!("write {option}") })
        }
        ErrorKind::ArgumentConflict => {
            let other = text(error, ContextKind::PriorArg)?;
            if named.contains('<') {
                take_out_whole(words, option, program)?;
            } else {
                take_out(words, option, None)?;
            }
            let message = if other == named {
                format!("{option}: given more than once")
            } else {
                format!("{option}: cannot be used with {other}")
            };
            Some(Fault { message, hint: "leave one of them out".to_owned() })
        }
        _ => None,
    }
}

/// The fault that an option of a command stands before it; takes it out, with the word behind it if
/// that is its value.
fn misplaced(
    words: &mut Vec<OsString>,
    option: &str,
    program: &Command,
    command: &Command,
) -> Option<Fault> {
    let is_whole = words.iter().any(|word| word == option);
    let at = take_out(words, option, None)?;
    let is_value = |word: &OsString| program.find_subcommand(word).is_none();
    if is_whole && takes_value(option, command) && words.get(at).is_some_and(is_value) {
        words.remove(at);
    }
    let place = format!("copytaster {} {option}", command.get_name());
    Some(Fault {
        message: format!("{option}: no option before the command"),
        hint: format!("write it behind the command, as in {place}"),
    })
}

/// The command that the words name.
fn command_of<'a>(words: &[OsString], program: &'a Command) -> Option<&'a Command> {
    let at = position(words, program, |word| program.find_subcommand(word).is_some())?;
    program.find_subcommand(&words[at])
}

/// Where the first such word stands, the values of options that hold for every command apart: a file
/// may be called as a command is.
fn position(
    words: &[OsString],
    program: &Command,
    is: impl Fn(&OsString) -> bool,
) -> Option<usize> {
    let is_value = |at: usize| takes_value(&words[at - 1].to_string_lossy(), program);
    (1..words.len()).find(|&at| !is_value(at) && is(&words[at]))
}

/// Whether the word behind an option is its value.
fn takes_value(option: &str, command: &Command) -> bool {
    let is =
        |arg: &&Arg| option.strip_prefix("--").is_some_and(|name| arg.get_long() == Some(name));
    command.get_arguments().find(is).is_some_and(|arg| arg.get_action().takes_values())
}

/// The option that may be meant by one that there is not: one that is a slip of a finger away, else
/// the one that the parser proposes, else the one most like it.
fn meant(typed: &str, commands: &[Option<&Command>], error: &clap::Error) -> Option<String> {
    /// Two letters of five may be wrong, as in `ouput` for `out`; what is less alike is a guess.
    const LIKE: f64 = 0.6;
    let name = typed.strip_prefix("--")?.split('=').next()?;
    let options = commands.iter().flatten().flat_map(|command| command.get_arguments());
    let mut options: Vec<&str> = options.filter_map(Arg::get_long).collect();
    let likeness = |option: &str| normalized_damerau_levenshtein(name, option);
    options.sort_by(|a, b| likeness(b).total_cmp(&likeness(a)));
    let slip = options.iter().find(|option| damerau_levenshtein(name, option) == 1).copied();
    let likest = options.first().copied().filter(|option| LIKE <= likeness(option));
    let long = |name: &str| format!("--{name}");
    slip.map(long).or_else(|| text(error, ContextKind::SuggestedArg)).or_else(|| likest.map(long))
}

/// The values that there are, if they can be listed.
fn choices(error: &clap::Error, option: &str) -> Option<String> {
    match error.get(ContextKind::ValidValue)? {
        ContextValue::Strings(values) if !values.is_empty() => {
            Some(format!("{option} is one of {}", values.join(", ")))
        }
        _ => None,
    }
}

/// Takes an option out of the words, with this value of it if one is named; says where it was.
fn take_out(words: &mut Vec<OsString>, option: &str, value: Option<&str>) -> Option<usize> {
    let end = words.iter().position(|word| word == "--").unwrap_or(words.len());
    let is = |word: &OsString| {
        let word = word.to_string_lossy();
        match (word.split_once('='), value) {
            (Some((name, given)), Some(value)) => name == option && given == value,
            (Some((name, _)), None) => name == option,
            (None, None) => word == option,
            (None, Some(_)) => false,
        }
    };
    let apart = |pair: &[OsString]| pair[0] == option && value.is_some_and(|it| pair[1] == it);
    if let Some(at) = words[..end].windows(2).position(apart) {
        words.drain(at..at + 2);
        return Some(at);
    }
    let at = words[..end].iter().position(is)?;
    words.remove(at);
    Some(at)
}

/// As [`take_out`], with the word behind it if that was meant for its value: it is no file, and no
/// command.
fn take_out_whole(words: &mut Vec<OsString>, option: &str, program: &Command) -> Option<()> {
    let is_whole = words.iter().any(|word| word == option);
    let at = take_out(words, option, None)?;
    let is_value = |word: &OsString| {
        let is_option = word.to_string_lossy().starts_with('-');
        !is_option && !Path::new(word).exists() && program.find_subcommand(word).is_none()
    };
    let meant = words.get(at).is_some_and(is_value);
    if is_whole && meant && option.starts_with("--") {
        words.remove(at);
    }
    Some(())
}

fn text(error: &clap::Error, kind: ContextKind) -> Option<String> {
    match error.get(kind)? {
        ContextValue::String(text) => Some(text.clone()),
        ContextValue::Strings(texts) => texts.first().cloned(),
        _ => None,
    }
}

/// What the parser says, in one line.
fn in_short(error: &clap::Error) -> String {
    if let Some(ContextValue::Strings(missing)) = error.get(ContextKind::InvalidArg)
        && error.kind() == ErrorKind::MissingRequiredArgument
    {
        return format!("missing: {}", missing.join(", "));
    }
    let said = error.to_string();
    let line = said.lines().next().unwrap_or_default();
    line.strip_prefix("error: ").unwrap_or(line).to_owned()
}
