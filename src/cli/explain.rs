//! `explain`: why two articles are linked, or are not.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::ValueEnum;

use crate::article::{Article, ArticleIx, Source};
use crate::input;
use crate::pipeline::explain::Opened;
use crate::verdict::nearest;

use super::cluster::lost_failure;
use super::failure::{Exit, Failure};
use super::settings::{Inputs, Problems, ReadingFlags, RecipeFlags, VerdictFlags};
use super::terminal::Terminal;
use super::{tell_unmapped, unread, unwritten};

/// Say why two articles are copies, tell one event, or do neither
///
/// Names every piece of evidence with its value and what it is held against, the passages that
/// both hold, how such a pair is found, what became of the two among the others, and what would
/// have to change for the verdict to be another. The two articles are A and B in what is said.
///
/// Name two articles as articles.csv does, or by their addresses, and behind them with --in what
/// they are in; or name two files with an article each, which are then all there is. How telling a
/// word is depends on the whole input, so the whole input is read and grouped: it takes as long as
/// `copytaster cluster` takes on it.
#[derive(Debug, clap::Args)]
#[command(override_usage = "copytaster explain [OPTIONS] <A> <B> [--in <INPUT>...]")]
#[command(after_help = "\
Examples:
  copytaster explain post/ferry.txt mail/ferry.txt --in my-desk
  copytaster explain page.html reprint.txt
  copytaster explain 4711 4712 --in export.jsonl --format json

`copytaster cluster` finds all the links of an input and writes them to links.csv; give it and this
command the same --window, --keep and --verdicts.")]
pub(crate) struct Args {
    /// The name or the address of an article, or without --in a file
    #[arg(value_name = "A")]
    a: PathBuf,

    /// The name of another, or another file
    #[arg(value_name = "B")]
    b: PathBuf,

    /// The files and folders that the two are in, or - for standard input
    #[arg(long = "in", value_name = "INPUT", num_args = 1..)]
    inputs: Vec<PathBuf>,

    #[command(flatten)]
    reading: ReadingFlags,

    #[command(flatten)]
    recipe: RecipeFlags,

    #[command(flatten)]
    verdicts: VerdictFlags,

    /// What to print
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "lower")]
enum Format {
    Text,
    Json,
}

/// Reads the input, explains the two articles, and prints the explanation.
pub(super) fn run(
    args: &Args,
    mut problems: Problems,
    terminal: &Terminal,
    out: &mut dyn Write,
) -> Result<Exit, Failure> {
    let files = [args.a.clone(), args.b.clone()];
    let read = if args.inputs.is_empty() { &files[..] } else { &args.inputs };
    let mut inputs = args.reading.resolve(read, &mut problems);
    inputs.options.skip.extend(args.verdicts.file().cloned());
    let recipe = args.recipe.resolve(&mut problems);
    let verdicts = args.verdicts.resolve(&mut problems);
    if args.a == args.b {
        problems.add_with(
            format!("{}: named twice; two articles are explained", args.a.display()),
            "name another one beside it".to_owned(),
        );
    }
    if args.inputs.is_empty() && files.iter().any(|file| !file.exists()) {
        problems
            .advise("without --in two files are explained; --in names what two articles are in");
    }
    problems.settle()?;

    let bar = terminal.bar();
    let (explained, rejected) = inputs.on_threads(|| {
        let progress = |progress| bar.show(progress);
        let opened = Opened::read(&inputs.paths, &inputs.options, &recipe, &progress);
        let opened = opened.map_err(|lost| lost_failure(&lost))?;
        let ends = if args.inputs.is_empty() {
            two_files(&files, &opened)
        } else {
            among(&files, &inputs, &opened)
        }?;
        let rejected = opened.rejected().to_vec();
        tell_unmapped(opened.unmapped(), terminal);
        let explained = opened.explain(ends, &recipe, &verdicts, &progress);
        Ok::<_, Failure>((explained.map_err(|lost| lost_failure(&lost))?, rejected))
    })??;
    drop(bar);
    let written = match args.format {
        Format::Text => explained.write(out),
        Format::Json => explained.write_json(out),
    };
    written.and_then(|()| out.flush()).map_err(|error| unwritten(&error))?;
    let unread = unread(&rejected, terminal);
    Ok(args.reading.exit(unread))
}

/// Two articles of an input by their names.
fn among(
    names: &[PathBuf; 2],
    inputs: &Inputs,
    opened: &Opened,
) -> Result<[ArticleIx; 2], Failure> {
    let mut problems = Problems::default();
    let ends = names.each_ref().map(|name| {
        let name = name.display().to_string();
        let found = named(&name, opened.articles());
        if found.is_none() {
            missing(&name, opened, (inputs, &mut problems));
        }
        found
    });
    problems.settle()?;
    match ends {
        [Some(a), Some(b)] if a != b => Ok([a, b]),
        _ => Err(Failure::usage("both names are of one article; two articles are explained")),
    }
}

/// The article of this name, else the only one that was read at this place or has this address.
fn named(name: &str, articles: &[Article]) -> Option<ArticleIx> {
    let numbered = || (0..).map(ArticleIx).zip(articles);
    let by_key = numbered().find(|(_, article)| article.key.as_str() == name);
    let elsewhere = || {
        let place = input::shown(Path::new(name));
        let is_it =
            |it: &Article| it.source.to_string() == place || it.url.as_deref() == Some(name);
        let mut found = numbered().filter(|(_, article)| is_it(article));
        found.next().filter(|_| found.next().is_none())
    };
    by_key.or_else(elsewhere).map(|(ix, _)| ix)
}

fn missing(name: &str, opened: &Opened, (inputs, problems): (&Inputs, &mut Problems)) {
    let is_it = |source: &str| {
        source.strip_suffix(name).is_some_and(|above| above.is_empty() || above.ends_with('/'))
    };
    if let Some(rejected) = opened.rejected().iter().find(|it| is_it(&it.source.to_string())) {
        problems.add(format!("{name}: became no article: {}", rejected.reason));
        return;
    }
    let message = format!("{name}: no article of that name in {}", inputs.named());
    let hint = match nearest(name, opened.articles()) {
        Some(meant) => format!("did you mean {meant}?"),
        None if opened.articles().is_empty() => {
            format!("there is no article in {}", inputs.named())
        }
        None => "the names are those in the first column of articles.csv".to_owned(),
    };
    problems.add_with(message, hint);
}

/// The only articles of two files.
fn two_files(files: &[PathBuf; 2], opened: &Opened) -> Result<[ArticleIx; 2], Failure> {
    let [a, b] = [only(&files[0], opened)?, only(&files[1], opened)?];
    if a == b {
        return Err(Failure::usage("both names are of one file; two files are explained"));
    }
    Ok([a, b])
}

fn only(file: &Path, opened: &Opened) -> Result<ArticleIx, Failure> {
    let shown = input::shown(file);
    let is_of = |source: &Source| *source.path == *shown;
    let found = (0..).map(ArticleIx).zip(opened.articles());
    let found: Vec<ArticleIx> =
        found.filter(|(_, article)| is_of(&article.source)).map(|(ix, _)| ix).collect();
    match found.as_slice() {
        [only] => Ok(*only),
        [] => {
            let rejected = opened.rejected().iter().find(|rejected| is_of(&rejected.source));
            let why =
                rejected.map_or_else(|| "no article in it".into(), |it| it.reason.to_string());
            Err(Failure::could_not(format!("{shown}: {why}"))
                .hint("`copytaster clean` shows what was dropped of each page, and why"))
        }
        several => {
            let several = several.len();
            Err(Failure::usage(format!("{shown}: holds {several} articles, not one")).hint(format!(
                "name two of them, and the file with --in {shown}: `copytaster cluster` lists them"
            )))
        }
    }
}
