//! `timeline`: the dates on which a whole input turned.

use std::io::{self, Write};

use clap::ValueEnum;

use crate::pipeline::telling::{Told, telling};
use crate::recipe::Recipe;
use crate::report::csv::{Sheet, Style};
use crate::report::table::Cell;
use crate::report::{json, wording};

use super::cluster::lost_failure;
use super::failure::{Exit, Failure};
use super::settings::{CsvFlags, InputFlags, Problems};
use super::terminal::Terminal;
use super::{rejected, tell_nothing, tell_rejected, tell_unmapped, unread, unwritten};

/// Print the most telling dates of everything you give it, as one story
///
/// Takes the whole input for one story, however long, and prints the dates on which it turned, each
/// with a sentence from an article that tells of it and the articles that name it. A date counts
/// for more the more of them name it, in figures rather than as `yesterday`, in sentences with the
/// names that the input is about, and still weeks later; copies of a text count once. The score
/// compares dates of one input and nothing else. Every date is one that an article names, or on which
/// one came out, so there may be fewer than you ask for.
///
/// It takes somewhat longer than `copytaster cluster --level copies`, mostly to read the dates.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  copytaster timeline inputs --dates 20
  copytaster timeline crisis.jsonl --format json

`copytaster cluster` parts an input into stories and writes a timeline of each, with everything that
happened and who says so.")]
pub(crate) struct Args {
    #[command(flatten)]
    input: InputFlags,

    /// Print so many dates, if there are as many
    #[arg(long, value_name = "N", default_value = "10", allow_negative_numbers = true)]
    dates: String,

    /// What to print
    #[arg(long, value_enum, default_value_t = Format::Csv)]
    format: Format,

    #[command(flatten)]
    csv: CsvFlags,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "lower")]
enum Format {
    Csv,
    Json,
}

/// The columns that other programs may rely on.
const COLUMNS: &[&str] = &["date", "score", "what", "articles"];

/// The version of the JSON layout: raised when a name or a meaning changes.
const SCHEMA: u32 = 1;

/// Reads the input as one story and prints its dates, in order.
pub(super) fn run(
    args: &Args,
    mut problems: Problems,
    terminal: &Terminal,
    out: &mut dyn Write,
) -> Result<Exit, Failure> {
    let inputs = args.input.resolve(&mut problems);
    let most = args.most(&mut problems);
    problems.settle()?;
    inputs.tell_mappings(terminal);

    let told = {
        let bar = terminal.bar();
        let show = |progress| bar.show(progress);
        let recipe = Recipe::news();
        inputs.on_threads(|| telling(&inputs.paths, &inputs.options, &recipe, most, &show))?
    };
    let told = told.map_err(|lost| lost_failure(&lost))?;
    let written = match args.format {
        Format::Csv => sheet(&told, args.csv.style(Some(terminal)), out),
        Format::Json => object(&told, out),
    };
    written.and_then(|()| out.flush()).map_err(|error| unwritten(&error))?;
    tell_rejected(&told.rejected, terminal);
    if told.articles.is_empty() {
        tell_nothing(&inputs.named(), &told.rejected, terminal);
    }
    tell_unmapped(&told.unmapped, terminal);
    let unread = unread(&told.rejected, terminal);
    terminal.note(&format!(
        "{} of {}, {}",
        wording::count(told.dates.len(), "date", "dates"),
        wording::count(told.articles.len(), "article", "articles"),
        rejected(told.rejected.len())
    ));
    Ok(args.input.reading.exit(unread))
}

impl Args {
    fn most(&self, problems: &mut Problems) -> usize {
        let typed = &self.dates;
        match typed.parse() {
            Ok(most) if 1 <= most => most,
            _ => {
                problems.add_with(
                    format!("--dates {typed}: not a number of dates"),
                    "give a whole number from 1, as in --dates 20".to_owned(),
                );
                0
            }
        }
    }
}

fn rows(told: &Told) -> impl Iterator<Item = Vec<Cell<'_>>> {
    told.dates.iter().map(|one| {
        let names = one.articles.iter().map(|ix| told.articles[*ix].key.to_string());
        vec![
            Cell::Figure(one.date.to_string().into()),
            Cell::measured(one.score, 3),
            Cell::text(one.what.as_str()),
            Cell::List(names.collect()),
        ]
    })
}

fn sheet(told: &Told, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let mut sheet = Sheet::begin(COLUMNS, style, out)?;
    rows(told).try_for_each(|row| sheet.row(&row))?;
    sheet.end()
}

/// `{"schema":1,"dates":[…]}`, a date with the columns of the table as members.
fn object(told: &Told, out: &mut dyn Write) -> io::Result<()> {
    let dates: Vec<_> = rows(told).map(|row| json::object(COLUMNS, row)).collect();
    json::value(&serde_json::json!({ "schema": SCHEMA, "dates": dates }), out)?;
    writeln!(out)
}
