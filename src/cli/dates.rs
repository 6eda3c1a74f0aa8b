//! `dates`: every expression of time in each article, where it stands and what it says.

use std::borrow::Cow;
use std::io::Write;

use clap::ValueEnum;

use crate::article::{Article, Rejected};
use crate::extract::{Purpose, extract};
use crate::input::{self, Content};
use crate::report::csv::Sheet;
use crate::report::json;
use crate::report::table::Cell;
use crate::report::wording;
use crate::temporal::{Anchor, expressions};

use super::clean::{Written, each};
use super::failure::{Exit, Failure};
use super::settings::{CsvFlags, InputFlags, Problems};
use super::terminal::Terminal;
use super::unwritten;

/// Show every expression of time in each article, and what it says
///
/// Prints a row for each: where it stands (start and end, counted in Unicode code points, the end
/// excluded), its words, its type and its value as TIMEX3 has them: 2025-07-11, 2025-W28, P2D,
/// XXXX-WXX-1, `PRESENT_REF`. "Yesterday" and "on Saturday" are counted from the time of
/// publication, or from the day that the article was filed where it says so; without either, what
/// does not name its own year has X in place of it. Places count in the text as it stands in the
/// record of a JSON or CSV export; of a pasted page, a saved web page or a text marked up in HTML
/// in the cleaned one that `copytaster clean --format jsonl` prints. Headlines are not read.
/// Changes nothing in your files. Some four thousand articles of 3 kB a second on each processor.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  copytaster dates inputs
  copytaster dates export.jsonl --format jsonl > dates.jsonl

`copytaster cluster` reads the same inputs and merges the dates of each story into a timeline.")]
pub(crate) struct Args {
    #[command(flatten)]
    input: InputFlags,

    /// What to print: a table, or one JSON object a line
    #[arg(long, value_enum, default_value_t = Format::Csv)]
    format: Format,

    #[command(flatten)]
    csv: CsvFlags,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "lower")]
enum Format {
    Csv,
    Jsonl,
}

const COLUMNS: &[&str] = &["article", "start", "end", "text", "type", "value"];

/// The rows of one article, or why it is none.
type Dated = Result<Vec<Vec<Cell<'static>>>, Rejected>;

/// What became of the inputs, for the last line.
#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    articles: usize,
    rejected: usize,
    unread: usize,
    found: usize,
}

/// Reads every article and prints its expressions of time.
pub(super) fn run(
    args: &Args,
    mut problems: Problems,
    terminal: &Terminal,
    out: &mut dyn Write,
) -> Result<Exit, Failure> {
    let inputs = args.input.resolve(&mut problems);
    problems.settle()?;
    inputs.tell_mappings(terminal);
    let mut tally = Tally::default();
    let written = match args.format {
        Format::Jsonl => each(&inputs, terminal, dated, |found| {
            tally.add(found, terminal).into_iter().try_for_each(|row| {
                json::value(&json::object(COLUMNS, row), out)?;
                writeln!(out)
            })
        }),
        Format::Csv => {
            let style = args.csv.style(Some(terminal));
            let mut sheet = Sheet::begin(COLUMNS, style, out).map_err(|error| unwritten(&error))?;
            let written: Written = each(&inputs, terminal, dated, |found| {
                tally.add(found, terminal).iter().try_for_each(|row| sheet.row(row))
            });
            written.map(|written| written.and_then(|()| sheet.end()))
        }
    }?;
    written.and_then(|()| out.flush()).map_err(|error| unwritten(&error))?;
    terminal.note(&tally.to_string());
    Ok(args.input.reading.exit(0 < tally.unread))
}

impl Tally {
    /// Counts what was found, says of what was rejected why, and hands on the rows.
    fn add(&mut self, found: Dated, terminal: &Terminal) -> Vec<Vec<Cell<'static>>> {
        match found {
            Ok(rows) => {
                self.articles += 1;
                self.found += rows.len();
                rows
            }
            Err(rejected) => {
                self.rejected += 1;
                self.unread += usize::from(rejected.reason.is_failure_to_read());
                terminal.warn(&format!("{}: {}", rejected.source, rejected.reason));
                Vec::new()
            }
        }
    }
}

impl std::fmt::Display for Tally {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let found = wording::count(self.found, "expression", "expressions");
        let articles = wording::count(self.articles, "article", "articles");
        write!(out, "{found} of time in {articles}")?;
        match self.rejected {
            0 => write!(out, ", none rejected"),
            some => write!(out, ", {} rejected", wording::figure(some)),
        }
    }
}

fn dated(read: input::Read) -> Dated {
    let raw = read?;
    let recorded = match &raw.content {
        Content::Clean(text) | Content::Excerpt(text) => Some(text.clone()),
        Content::Pasted(_) | Content::Html(_) => None,
    };
    let article = extract(raw, Purpose::Stories)?;
    let text = match &recorded {
        Some(text) => Cow::Borrowed(text.as_str()),
        None => article.text.read(),
    };
    Ok(rows(&article, &text))
}

/// A row for each expression in `text`, in order.
fn rows(article: &Article, text: &str) -> Vec<Vec<Cell<'static>>> {
    let (mut at, mut place) = (0, 0);
    let found = expressions(text, Anchor::of_article(article));
    let rows = found.into_iter().map(|one| {
        let start = place + text[at..one.span.start].chars().count();
        let words = &text[one.span.clone()];
        let end = start + words.chars().count();
        (at, place) = (one.span.end, end);
        vec![
            Cell::text(article.key.to_string()),
            Cell::count(start),
            Cell::count(end),
            Cell::text(words.to_owned()),
            Cell::text(one.kind.timex3()),
            Cell::text(one.value),
        ]
    });
    rows.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<String> {
        let article = Article::of_text("post/1.txt", text);
        let cell = |cell: Cell<'_>| match cell {
            Cell::Text(words) | Cell::Figure(words) => words.into_owned(),
            Cell::Empty | Cell::List(_) => String::new(),
        };
        let line = |row: Vec<Cell<'_>>| row.into_iter().map(cell).collect::<Vec<_>>().join("|");
        rows(&article, text).into_iter().map(line).collect()
    }

    #[test]
    fn places_count_letters_and_not_bytes() {
        let found = shown("Łódź — “on 11 July 2025”, 🙂 and\n\n on 12 July 2025.");
        let expected = [
            "post/1.txt|11|23|11 July 2025|DATE|2025-07-11",
            "post/1.txt|37|49|12 July 2025|DATE|2025-07-12",
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn the_last_line_counts_what_was_found() {
        let tally = Tally { articles: 1, rejected: 2, unread: 0, found: 1_204 };
        assert_eq!(tally.to_string(), "1,204 expressions of time in 1 article, 2 rejected");
        let expected = "no expressions of time in no articles, none rejected";
        assert_eq!(Tally::default().to_string(), expected);
    }
}
