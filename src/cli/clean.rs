//! `clean`: what of each page is the article, and what became of every other line.

use std::borrow::Cow;
use std::io::{self, Write};

use clap::ValueEnum;
use rayon::prelude::*;

use crate::article::{Article, Body, Rejected};
use crate::extract::{Extraction, Line, Role, extract_lines, order};
use crate::input::{self, DateOrder};
use crate::report::csv::{Sheet, Style};
use crate::report::table::Cell;
use crate::report::{json, plain, wording};

use super::failure::{Exit, Failure};
use super::settings::{CsvFlags, InputFlags, Inputs, Problems};
use super::terminal::Terminal;
use super::{tell_unmapped, unwritten};

/// Show what was kept and dropped of each page, and why
///
/// Prints every line of every page with what it was taken for in the margin: + before what was
/// kept, - before what was dropped. With --format jsonl or csv it prints the cleaned articles
/// instead: text is what surely belongs to the article and is used for matching, text_full the
/// fuller text for reading. Changes nothing in your files. Each page is shown by itself: names
/// that several records claim, and lines that an outlet prints with everything, are settled in
/// `copytaster cluster` only. On two processors about eighty saved
/// web pages a second, and ten times as many pasted ones.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  copytaster clean inputs
  copytaster clean page.html --format jsonl > articles.jsonl

`copytaster cluster` reads the same inputs and groups them into stories.")]
pub(crate) struct Args {
    #[command(flatten)]
    input: InputFlags,

    /// What to print: text with every line of the page, jsonl or csv with the articles alone
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,

    #[command(flatten)]
    csv: CsvFlags,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "lower")]
enum Format {
    Text,
    Jsonl,
    Csv,
}

/// What became of the inputs, for the last line.
#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    articles: usize,
    rejected: usize,
    unread: usize,
}

/// Extracts every page and prints what was made of it.
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
    let style = args.csv.style(Some(terminal));
    let written = match args.format {
        Format::Text => pages(&inputs, &mut tally, terminal, out),
        Format::Jsonl => lines(&inputs, &mut tally, terminal, out),
        Format::Csv => sheet(&inputs, style, (&mut tally, terminal), out),
    }?;
    written.and_then(|()| out.flush()).map_err(|error| unwritten(&error))?;
    let rejected = super::rejected(tally.rejected);
    terminal
        .note(&format!("{}, {rejected}", wording::count(tally.articles, "article", "articles")));
    Ok(args.input.reading.exit(0 < tally.unread))
}

/// Whether the inputs could be worked on, and whether what came of them could be written.
pub(super) type Written = Result<io::Result<()>, Failure>;

/// Makes something of every record, in batches on all cores, and hands it on in the order of the
/// inputs, until that fails.
pub(super) fn each<T: Send>(
    inputs: &Inputs,
    terminal: &Terminal,
    make: impl Fn(input::Read) -> T + Sync,
    mut take: impl FnMut(T) -> io::Result<()>,
) -> Written {
    // A batch is as many pages as keep every processor busy, and no more megabytes than a few.
    let mut batches = input::Batches::open(&inputs.paths, &inputs.options);
    for batch in batches.by_ref() {
        let made: Vec<T> = inputs.on_threads(|| batch.into_par_iter().map(&make).collect())?;
        for one in made {
            if let Err(error) = take(one) {
                return Ok(Err(error));
            }
        }
    }
    tell_unmapped(batches.unmapped(), terminal);
    Ok(Ok(()))
}

/// Extracts records with the order of day and month that was asked for.
fn extracted(inputs: &Inputs) -> impl Fn(input::Read) -> Extraction + Sync + use<> {
    let date_order = inputs.options.date_order;
    move |read| extraction(read, date_order)
}

fn extraction(read: input::Read, date_order: Option<DateOrder>) -> Extraction {
    match read {
        Ok(raw) => {
            let mut extraction = extract_lines(raw);
            if let (Ok(article), Some(_)) = (&mut extraction.article, date_order) {
                order::settle(std::slice::from_mut(article), date_order);
            }
            extraction
        }
        Err(rejected) => {
            Extraction { remarks: Vec::new(), article: Err(rejected), lines: Vec::new() }
        }
    }
}

impl Tally {
    fn add(&mut self, article: &Result<Article, Rejected>) {
        match article {
            Ok(_) => self.articles += 1,
            Err(rejected) => {
                self.rejected += 1;
                self.unread += usize::from(rejected.reason.is_failure_to_read());
            }
        }
    }
}

fn lines(inputs: &Inputs, tally: &mut Tally, terminal: &Terminal, out: &mut dyn Write) -> Written {
    each(inputs, terminal, extracted(inputs), |extraction| {
        tally.add(&extraction.article);
        match &extraction.article {
            Ok(article) => {
                json::value(&object(article), out)?;
                writeln!(out)
            }
            Err(rejected) => {
                refuse(rejected, terminal);
                Ok(())
            }
        }
    })
}

fn sheet(
    inputs: &Inputs,
    style: Style,
    (tally, terminal): (&mut Tally, &Terminal),
    out: &mut dyn Write,
) -> Written {
    let mut sheet = match Sheet::begin(COLUMNS, style, out) {
        Ok(sheet) => sheet,
        Err(error) => return Ok(Err(error)),
    };
    let written = each(inputs, terminal, extracted(inputs), |extraction| {
        tally.add(&extraction.article);
        match &extraction.article {
            Ok(article) => sheet.row(&cells(article)),
            Err(rejected) => {
                refuse(rejected, terminal);
                Ok(())
            }
        }
    })?;
    Ok(written.and_then(|()| sheet.end()))
}

fn refuse(rejected: &Rejected, terminal: &Terminal) {
    terminal.warn(&format!("{}: {}", rejected.source, rejected.reason));
}

const COLUMNS: &[&str] = &[
    "id",
    "title",
    "text",
    "text_full",
    "published",
    "modified",
    "seen",
    "outlet",
    "byline",
    "language",
    "dateline",
    "credits",
    "body",
    "url",
    "source",
];

fn cells(article: &Article) -> Vec<Cell<'_>> {
    let text = article.text.read();
    let credits = article.credits.iter().map(|credit| credit.name.clone());
    vec![
        Cell::text(article.key.as_str()),
        Cell::known(article.title.as_deref()),
        Cell::text(text.clone()),
        Cell::text(article.text_full.as_deref().map_or(text, Cow::Borrowed)),
        Cell::shown(article.published.as_ref()),
        Cell::shown(article.modified.as_deref()),
        Cell::shown(article.seen.as_deref()),
        Cell::shown(article.outlet.as_ref()),
        Cell::known(article.byline.as_deref()),
        Cell::known(article.language.as_deref()),
        Cell::known(article.dateline.as_deref()),
        Cell::List(credits.collect()),
        Cell::text(match article.body {
            Body::Full => "full",
            Body::Excerpt => "excerpt",
            Body::HeadlineOnly => "headline_only",
        }),
        Cell::known(article.url.as_deref()),
        Cell::text(article.source.to_string()),
    ]
}

pub(super) fn object(article: &Article) -> serde_json::Value {
    json::object(COLUMNS, cells(article)).into()
}

fn pages(inputs: &Inputs, tally: &mut Tally, terminal: &Terminal, out: &mut dyn Write) -> Written {
    each(inputs, terminal, extracted(inputs), |extraction| {
        if let Err(rejected) = &extraction.article
            && rejected.reason.is_failure_to_read()
        {
            refuse(rejected, terminal);
        }
        if 0 < tally.articles + tally.rejected {
            writeln!(out)?;
        }
        tally.add(&extraction.article);
        page(&extraction, out)
    })
}

fn page(extraction: &Extraction, out: &mut dyn Write) -> io::Result<()> {
    match &extraction.article {
        Ok(article) => known(article, out)?,
        Err(rejected) => {
            let source = plain::one_line(&rejected.source.to_string());
            let reason = plain::one_line(&rejected.reason.to_string());
            writeln!(out, "{source}\n  not an article: {reason}")?;
        }
    }
    for remark in &extraction.remarks {
        writeln!(out, "  {:<10} {}", "note", plain::one_line(remark))?;
    }
    if extraction.lines.is_empty() {
        return Ok(());
    }
    let kept = extraction.lines.iter().filter(|line| margin(line.role).0 == '+').count();
    let lines = extraction.lines.iter().filter(|line| line.role != Role::Blank).count();
    let lines = wording::count(lines, "line", "lines");
    writeln!(out, "  kept       {} of {lines}\n", wording::figure(kept))?;
    extraction.lines.iter().try_for_each(|line| marked(line, out))
}

fn known(article: &Article, out: &mut dyn Write) -> io::Result<()> {
    let credits: Vec<String> = article.credits.iter().map(|credit| credit.words.clone()).collect();
    let published = |time: Option<&crate::article::Published>| time.map(wording::published);
    let body = match article.body {
        Body::Full => None,
        Body::Excerpt => Some("a teaser only".to_owned()),
        Body::HeadlineOnly => Some("none: only a headline".to_owned()),
    };
    let facts = [
        ("headline", article.title.clone()),
        ("outlet", article.outlet.as_ref().map(ToString::to_string)),
        ("byline", article.byline.clone()),
        ("published", published(article.published.as_ref())),
        ("modified", published(article.modified.as_deref())),
        ("seen", published(article.seen.as_deref())),
        ("dateline", article.dateline.clone()),
        ("credits", (!credits.is_empty()).then(|| credits.join("; "))),
        ("language", article.language.clone()),
        ("address", article.url.clone()),
        ("text", body),
    ];
    writeln!(out, "{}", plain::one_line(article.key.as_str()))?;
    for (name, fact) in facts {
        if let Some(fact) = fact {
            writeln!(out, "  {name:<10} {}", plain::one_line(&fact))?;
        }
    }
    Ok(())
}

fn marked(line: &Line, out: &mut dyn Write) -> io::Result<()> {
    let (sign, word) = margin(line.role);
    let text = plain::one_line(&line.text);
    writeln!(out, "{}", format!("{sign} {word:<16}| {text}").trim_end())
}

/// How a line's role stands in the margin: whether it was kept, and as what.
fn margin(role: Role) -> (char, &'static str) {
    match role {
        Role::Body => ('+', "text"),
        Role::Headline => ('+', "headline"),
        Role::Standfirst => ('+', "summary"),
        Role::Byline => ('+', "byline"),
        Role::Time => ('+', "time"),
        Role::Credit => ('+', "credit"),
        Role::Blank => (' ', ""),
        Role::Navigation => ('-', "menu"),
        Role::Advert => ('-', "advert"),
        Role::Prompt => ('-', "prompt"),
        Role::Caption => ('-', "caption"),
        Role::RelatedHeadline => ('-', "related story"),
        Role::OtherStories => ('-', "other stories"),
        Role::Footer => ('-', "footer"),
        Role::Repeated => ('-', "said before"),
        Role::Outside => ('-', "outside"),
        Role::Disputed => ('-', "in doubt"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{Outlet, Reason, Source};

    fn article() -> Article {
        Article {
            outlet: Outlet::new("Harbour Post"),
            title: Some("Ferry aground\u{1b}[2J".to_owned()),
            ..Article::of_text("post/1.txt", "The ferry ran aground.\nNobody was hurt.")
        }
    }

    fn shown(article: Result<Article, Rejected>, lines: &[(Role, &str)]) -> String {
        let lines = lines.iter().map(|(role, text)| Line { text: (*text).to_owned(), role: *role });
        let extraction = Extraction { remarks: Vec::new(), article, lines: lines.collect() };
        let mut out = Vec::new();
        page(&extraction, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_page_shows_what_became_of_each_line() {
        let lines = [
            (Role::Navigation, "Home | News"),
            (Role::Headline, "Ferry aground"),
            (Role::Blank, ""),
            (Role::Body, "The ferry ran aground.\u{202e}"),
            (Role::Advert, "Advertisement"),
        ];
        let expected = "\
post/1.txt
  headline   Ferry aground[2J
  outlet     Harbour Post
  kept       2 of 4 lines

- menu            | Home | News
+ headline        | Ferry aground
                  |
+ text            | The ferry ran aground.
- advert          | Advertisement
";
        assert_eq!(shown(Ok(article()), &lines), expected);
    }

    #[test]
    fn what_could_not_be_believed_is_noted() {
        let extraction = Extraction {
            article: Ok(article()),
            lines: Vec::new(),
            remarks: vec!["the date `3/4/2026` is ambiguous".to_owned()],
        };
        let mut out = Vec::new();
        page(&extraction, &mut out).unwrap();
        let shown = String::from_utf8(out).unwrap();
        assert!(shown.ends_with("\n  note       the date `3/4/2026` is ambiguous\n"), "{shown}");
    }

    #[test]
    fn a_page_without_an_article_says_why() {
        let rejected = Rejected {
            source: Source { path: "links.txt".into(), record: Some(2) },
            reason: Reason::NoArticle("a page of links".to_owned()),
        };
        let expected = "links.txt#2\n  not an article: no article in it: a page of links\n";
        assert_eq!(shown(Err(rejected), &[]), expected);
    }

    #[test]
    fn a_record_has_the_full_text_even_where_it_is_no_fuller() {
        let record = object(&article());
        assert_eq!(record.get("text_full"), record.get("text"));
        assert_eq!(record.as_object().map(serde_json::Map::len), Some(COLUMNS.len()));
    }
}
