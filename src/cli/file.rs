//! `copytaster.toml`: settings for every run, in the words of the command line.
//!
//! A key is a long option, for every command that has it; in a table called like a command, for
//! that command alone. What is typed beats it. Paths in it begin at its folder. Since a file may lie
//! in a folder that somebody else made, one that was not asked for starts no program (`via`).

use std::any::TypeId;
use std::borrow::Cow;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use clap::builder::PossibleValue;
use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches, Command};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::settings::{Problems, nearest};

/// What it is called where it is not named.
const NAME: &str = "copytaster.toml";
/// No settings are longer.
const LONGEST: u64 = 1 << 20;
/// Options that say which settings are read, and commands that need none.
const OF_NO_FILE: [&str; 4] = ["config", "no-config", "help", "version"];
const WITHOUT: [&str; 3] = ["completions", "help", "man"];
/// What to do about a key that stands twice.
const ONCE: &str = "keep one of the two; an option with several values takes a list, as in map = \
                    [\"text=body_copy\", \"outlet=paper\"]";
/// Options of which one takes the place of the other.
const INSTEAD: [(&str, &str); 2] = [("out", "format"), ("quiet", "verbose")];

/// What a settings file says for one command.
#[derive(Debug)]
pub(super) struct Settings {
    /// The file as a message names it.
    pub(super) shown: String,
    /// Each option that it sets and nothing typed does, with its values.
    set: Vec<Set>,
}

type Key<'a> = Spanned<Cow<'a, str>>;

#[derive(Debug)]
struct Set {
    option: String,
    id: String,
    /// Of a switch `true` or `false`.
    values: Vec<String>,
    is_path: bool,
}

impl Settings {
    /// The settings for what was typed, if there are any.
    pub(super) fn find(
        program: &Command,
        typed: &ArgMatches,
        problems: &mut Problems,
    ) -> Option<Settings> {
        let (command, typed) = typed.subcommand()?;
        if WITHOUT.contains(&command) || typed.get_flag("no_config") {
            return None;
        }
        let asked_for = typed.get_one::<PathBuf>("config");
        let path = asked_for.map_or(Path::new(NAME), PathBuf::as_path);
        let shown = path.display().to_string();
        let text = match read(path) {
            Ok(text) => text,
            Err(error) if asked_for.is_none() && error.kind() == io::ErrorKind::NotFound => {
                return None;
            }
            Err(error) => {
                problems.add_with(
                    format!("{shown}: could not be read: {error}"),
                    "--config names the settings file, --no-config does without".to_owned(),
                );
                return None;
            }
        };
        let mut reader = Reader { program, command, shown: &shown, text: &text, problems };
        let mut set = reader.settings()?;
        if asked_for.is_none() {
            set.retain(|one| reader.starts_nothing(one));
        }
        set.retain(|one| !is_typed(typed, program, command, &one.option));
        let folder = path.parent().unwrap_or(Path::new(""));
        set.iter_mut().filter(|one| one.is_path).for_each(|one| one.move_to(folder));
        Some(Settings { shown, set })
    }

    /// The program with these settings in place of its defaults.
    pub(super) fn applied(&self, program: Command, command: &str) -> Command {
        self.set.iter().fold(program, |program, one| {
            let values = one.values.clone();
            if program.get_arguments().any(|arg| *arg.get_id() == *one.id) {
                return program.mut_arg(&one.id, |arg| arg.default_values(values));
            }
            program
                .mut_subcommand(command, |it| it.mut_arg(&one.id, |arg| arg.default_values(values)))
        })
    }

    /// The options that it sets.
    pub(super) fn options(&self) -> Vec<String> {
        self.set.iter().map(|one| one.option.clone()).collect()
    }

    /// What it sets, as a message says it; nothing if that is nothing.
    pub(super) fn told(&self) -> Option<String> {
        let told = self.set.iter().filter(|one| one.values != ["false"]).map(|one| {
            match one.values.as_slice() {
                [yes] if yes == "true" => one.option.clone(),
                values => format!("{} = {}", one.option, values.join(", ")),
            }
        });
        let told: Vec<String> = told.collect();
        (!told.is_empty()).then(|| format!("settings of {}: {}", self.shown, told.join("; ")))
    }
}

impl Set {
    fn move_to(&mut self, folder: &Path) {
        for value in self.values.iter_mut().filter(|value| *value != "-") {
            *value = folder.join(&*value).display().to_string();
        }
    }
}

fn read(path: &Path) -> io::Result<String> {
    if !path.metadata()?.is_file() {
        return Err(io::Error::other("no file to be read"));
    }
    let mut text = String::new();
    File::open(path)?.take(LONGEST + 1).read_to_string(&mut text)?;
    if LONGEST < text.len() as u64 {
        return Err(io::Error::other("longer than 1 MiB, so no settings file"));
    }
    Ok(text)
}

/// Whether an option, or one that takes its place, was typed.
fn is_typed(typed: &ArgMatches, program: &Command, command: &str, option: &str) -> bool {
    let pair = INSTEAD.iter().find(|(one, other)| [*one, *other].contains(&option));
    let names = pair.map_or(vec![option], |(one, other)| vec![*one, *other]);
    names
        .into_iter()
        .filter_map(|name| found(program, command, name))
        .any(|arg| typed.value_source(arg.get_id().as_str()) == Some(ValueSource::CommandLine))
}

/// The options of a command that may stand in a file, those of the whole program among them.
fn options<'a>(program: &'a Command, command: &str) -> impl Iterator<Item = &'a Arg> {
    let own = program.find_subcommand(command).into_iter().flat_map(Command::get_arguments);
    let all = own.chain(program.get_arguments());
    all.filter(|arg| arg.get_long().is_some_and(|long| !OF_NO_FILE.contains(&long)))
}

fn found<'a>(program: &'a Command, command: &str, option: &str) -> Option<&'a Arg> {
    options(program, command).find(|arg| arg.get_long() == Some(option))
}

/// The commands that a table may be called like.
fn commands(program: &Command) -> impl Iterator<Item = &str> {
    let names = program.get_subcommands().map(Command::get_name);
    names.filter(|name| !WITHOUT.contains(name))
}

struct Reader<'a> {
    program: &'a Command,
    command: &'a str,
    shown: &'a str,
    text: &'a str,
    problems: &'a mut Problems,
}

impl Reader<'_> {
    /// What the file sets for the command; what stands in its table comes before what is for all.
    fn settings(&mut self) -> Option<Vec<Set>> {
        let table = match DeTable::parse(self.text) {
            Ok(table) => table.into_inner(),
            Err(error) => {
                let place = error.span().map_or(0, |span| span.start);
                let message = error.message().lines().next().unwrap_or_default();
                let key = error.span().and_then(|span| self.text.get(span)).unwrap_or_default();
                if message == "duplicate key" {
                    let said = format!("{key} is set a second time");
                    self.fault(place, &said, ONCE.to_owned());
                } else {
                    self.fault(place, message, "write it as in window = 3".to_owned());
                }
                return None;
            }
        };
        let (mut own, mut for_all) = (Vec::new(), Vec::new());
        for (key, value) in in_order(&table) {
            let name = key.get_ref().as_ref();
            match value.get_ref() {
                DeValue::Table(section) if commands(self.program).any(|it| it == name) => {
                    for (key, value) in in_order(section) {
                        let set = self.option(&[name], key, value);
                        own.extend(set.filter(|_| name == self.command));
                    }
                }
                _ => {
                    let all: Vec<&str> = commands(self.program).collect();
                    let set = self.option(&all, key, value);
                    for_all.extend(
                        set.filter(|set| found(self.program, self.command, &set.option).is_some()),
                    );
                }
            }
        }
        for_all.retain(|one: &Set| own.iter().all(|other: &Set| other.option != one.option));
        own.extend(for_all);
        own.sort_by(|a, b| a.option.cmp(&b.option));
        Some(own)
    }

    /// One key, an option of these commands; where the commands differ, what it is to the one that
    /// runs.
    fn option(
        &mut self,
        commands: &[&str],
        key: &Key<'_>,
        value: &Spanned<DeValue<'_>>,
    ) -> Option<Set> {
        let (name, place) = (key.get_ref().as_ref(), key.span().start);
        let program = self.program;
        let running = commands.iter().find(|it| **it == self.command);
        let mut all = running.into_iter().chain(commands);
        let Some(arg) = all.find_map(|command| found(program, command, name)) else {
            self.unknown(commands, name, place);
            return None;
        };
        let values = self.values(arg, name, value)?;
        let is_path = arg.get_value_parser().type_id() == TypeId::of::<PathBuf>();
        Some(Set { option: name.to_owned(), id: arg.get_id().to_string(), values, is_path })
    }

    fn unknown(&mut self, commands: &[&str], name: &str, place: usize) {
        let program = self.program;
        let longs = commands.iter().flat_map(|command| options(program, command));
        let longs = longs.filter_map(Arg::get_long);
        let what = match commands {
            [one] => format!("`copytaster {one}` has no option called"),
            _ => "no option is called".to_owned(),
        };
        let meant = nearest(name, longs.chain(self::commands(program)));
        let hint = meant.map_or_else(
            || "the keys are the long options of `copytaster help cluster`, without --".to_owned(),
            |meant| format!("did you mean {meant}?"),
        );
        self.fault(place, &format!("{what} \"{name}\""), hint);
    }

    /// The values as they would be typed, if they can be.
    fn values(
        &mut self,
        arg: &Arg,
        name: &str,
        value: &Spanned<DeValue<'_>>,
    ) -> Option<Vec<String>> {
        let place = value.span().start;
        let Some(values) = as_typed(arg, value.get_ref()) else {
            let kind = value.get_ref().type_str();
            self.fault(
                place,
                &format!("{name}: a value of this kind ({kind}) is none for it"),
                as_in(arg, name),
            );
            return None;
        };
        let choices = arg.get_possible_values();
        let names: Vec<&str> = choices.iter().map(PossibleValue::get_name).collect();
        if is_switch(arg) || names.is_empty() {
            return Some(values);
        }
        let wrong = values.iter().find(|value| !names.contains(&value.as_str()));
        let Some(wrong) = wrong else {
            return Some(values);
        };
        let hint = format!(
            "{name} of `copytaster {}` is one of {}; what is for another command alone stands in a \
             table called like it",
            self.command,
            names.join(", ")
        );
        self.fault(place, &format!("{name} = \"{wrong}\": not one of its values"), hint);
        None
    }

    /// Whether it may be obeyed though nobody asked for the file.
    fn starts_nothing(&mut self, one: &Set) -> bool {
        if one.option != "via" {
            return true;
        }
        let hint = format!("type --via, or --config {} if you know the file", self.shown);
        let message = "via: starts a program, which only a file that you name may do";
        self.problems.add_with(format!("{}: {message}", self.shown), hint);
        false
    }

    fn fault(&mut self, place: usize, what: &str, hint: String) {
        let line = self.text[..place.min(self.text.len())].matches('\n').count() + 1;
        self.problems.add_with(format!("{}, line {line}: {what}", self.shown), hint);
    }
}

/// What a table holds, in the order of its lines.
fn in_order<'a, 'b>(table: &'a DeTable<'b>) -> Vec<(&'a Key<'b>, &'a Spanned<DeValue<'b>>)> {
    let mut all: Vec<_> = table.iter().collect();
    all.sort_by_key(|(key, _)| key.span().start);
    all
}

fn is_switch(arg: &Arg) -> bool {
    matches!(arg.get_action(), ArgAction::SetTrue)
}

/// Whether its values are typed as `FIELD=COLUMN`.
fn is_pairs(arg: &Arg) -> bool {
    arg.get_value_names().is_some_and(|names| names.iter().any(|name| name.contains('=')))
}

/// How it is written in a file.
fn as_in(arg: &Arg, name: &str) -> String {
    match arg.get_action() {
        ArgAction::SetTrue => format!("write {name} = true"),
        ArgAction::Append if is_pairs(arg) => format!("write it as in {name} = [\"a=b\", \"c=d\"]"),
        ArgAction::Append => format!("write it as in {name} = [\"one\", \"other\"]"),
        _ => {
            let names = arg.get_value_names().unwrap_or_default();
            let value = names.first().map_or("VALUE", |name| name.as_str());
            format!("write one value: {name} = {value}")
        }
    }
}

/// What a file says of an option as it would be typed, if it can be.
fn as_typed(arg: &Arg, value: &DeValue<'_>) -> Option<Vec<String>> {
    let takes_several = matches!(arg.get_action(), ArgAction::Append);
    match value {
        DeValue::Boolean(yes) => is_switch(arg).then(|| vec![yes.to_string()]),
        _ if is_switch(arg) => None,
        DeValue::Array(several) if takes_several => {
            several.iter().map(|one| scalar(one.get_ref())).collect()
        }
        DeValue::Table(pairs) if takes_several && is_pairs(arg) => {
            let pair = |(key, value): (&Key<'_>, &Spanned<DeValue<'_>>)| {
                Some(format!("{}={}", key.get_ref(), scalar(value.get_ref())?))
            };
            pairs.iter().map(pair).collect()
        }
        one => Some(vec![scalar(one)?]),
    }
}

/// A value as it would be typed.
fn scalar(value: &DeValue<'_>) -> Option<String> {
    match value {
        DeValue::String(text) => Some(text.to_string()),
        DeValue::Integer(number) => {
            i64::from_str_radix(number.as_str(), number.radix()).ok().map(|it| it.to_string())
        }
        DeValue::Float(number) => Some(number.as_str().to_owned()),
        DeValue::Datetime(_) | DeValue::Boolean(_) | DeValue::Array(_) | DeValue::Table(_) => None,
    }
}
