//! The words of a command line → what was typed, and every fault of them at once.
//!
//! The parser stops at the first fault it meets. Here the fault is noted, the words it lies in are
//! taken out, and the others are parsed again, until nothing is left to be said: whoever mistyped
//! two options learns of both.

use std::ffi::OsString;
use std::path::Path;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{ArgMatches, Command};

use super::settings::Problems;

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
        let help = words.get(1).map(|word| word.to_string_lossy().into_owned());
        let help = format!("`copytaster {} --help` lists the options", help.unwrap_or_default());
        match fault(&error, &mut words, help) {
            Some(fault) => problems.add_with(fault.message, fault.hint),
            None if problems.is_empty() => return Typed::Answer(error),
            None => {
                if error.use_stderr() {
                    problems.add(in_short(&error));
                }
                return Typed::Wrong(problems);
            }
        }
    }
}

/// The fault, once the words it lies in are taken out; none if it is no fault of single words.
fn fault(error: &clap::Error, words: &mut Vec<OsString>, help: String) -> Option<Fault> {
    let named = text(error, ContextKind::InvalidArg)?;
    let option = named.split(' ').next().unwrap_or_default();
    let value = text(error, ContextKind::InvalidValue).unwrap_or_default();
    match error.kind() {
        ErrorKind::UnknownArgument => {
            take_out_whole(words, option)?;
            let hint = text(error, ContextKind::SuggestedArg);
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
                take_out_whole(words, option)?;
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

/// As [`take_out`], with the word behind it if that was meant for its value: it is no file.
fn take_out_whole(words: &mut Vec<OsString>, option: &str) -> Option<()> {
    let is_whole = words.iter().any(|word| word == option);
    let at = take_out(words, option, None)?;
    let meant = words
        .get(at)
        .is_some_and(|next| !next.to_string_lossy().starts_with('-') && !Path::new(next).exists());
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
