//! Scores the reading of saved pages against labelled ones: `cargo run --release --example pages`.
//!
//! In: a folder of private news (`../shared/data`, or COPYTASTER_DATA) with `pages/outlets` (pages
//! as HTML and as pasted text, each with its body written out by hand) and `pages/readability`
//! (pages with title, writers and day as another tool reads them: a guide, not the truth). Out: one
//! table. Where the folder is missing, one line says so.
//!
//! The score of a page is counted over 4-word shingles (lower-cased `\w+` words) of headline and
//! text together, each as often as it stands there; precision and recall are means over the pages,
//! F1 is of the two means. A page that gives no article has none of either. The first line of a body
//! counts as its headline if it has at most 25 words and does not end as a sentence does.
//!
//! Cost: a minute with optimisations, most of it reading HTML.

use std::collections::BTreeMap;
use std::env;
use std::error::Error;
use std::fmt;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use copytaster::article::{Article, ArticleKey, Source};
use copytaster::extract::{Purpose, extract};
use copytaster::input::{Content, Fields, RawDocument};
use flate2::read::GzDecoder;
use serde_json::{Value, json};

const USAGE: &str = "\
Scores the reading of saved pages against labelled ones.

Usage: pages [--worst N] [--dump FILE] [--only html|pasted|readability]

  --worst N    also name the N pages of each kind that are read worst
  --dump FILE  also write what was read of every page, one JSON object a line
  --only KIND  score one kind alone

Example: cargo run --release --example pages -- --worst 10
";

type Outcome<T> = Result<T, Box<dyn Error>>;

#[derive(Debug, Default)]
struct Wishes {
    worst: usize,
    dump: Option<PathBuf>,
    only: Option<String>,
}

fn main() -> ExitCode {
    let done = wishes().and_then(|wishes| score(&wishes, &mut io::stdout().lock()));
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "{error}\n\n{USAGE}");
            ExitCode::FAILURE
        }
    }
}

fn wishes() -> Outcome<Wishes> {
    let mut wishes = Wishes::default();
    let mut words = env::args().skip(1);
    while let Some(word) = words.next() {
        let mut value = || words.next().ok_or_else(|| format!("{word} needs a value"));
        match word.as_str() {
            "--worst" => wishes.worst = value()?.parse()?,
            "--dump" => wishes.dump = Some(value()?.into()),
            "--only" => wishes.only = Some(value()?),
            _ => return Err(format!("what is `{word}`?").into()),
        }
    }
    Ok(wishes)
}

fn score(wishes: &Wishes, out: &mut dyn Write) -> Outcome<()> {
    let data = env::var_os("COPYTASTER_DATA").map_or("../shared/data".into(), PathBuf::from);
    let pages = data.join("pages");
    if !pages.is_dir() {
        writeln!(out, "skipped: no labelled pages in {}", data.display())?;
        return Ok(());
    }
    let mut dump = wishes.dump.as_deref().map(File::create).transpose()?;
    let wanted = |kind: &str| wishes.only.as_deref().is_none_or(|only| only == kind);
    writeln!(out, "kind    pages  articles  precision  recall     F1  headlines  pages a second")?;
    for kind in ["html", "pasted"].into_iter().filter(|kind| wanted(kind)) {
        let scores = outlets(&pages, kind, dump.as_mut())?;
        writeln!(out, "{kind:<6}  {scores}")?;
        for page in scores.worst(wishes.worst) {
            writeln!(out, "    {page}")?;
        }
    }
    if wanted("readability") {
        readability(&pages, wishes.worst, out)?;
    }
    Ok(())
}

/// What was read of one page beside what stands on it.
struct Score {
    id: String,
    precision: f64,
    recall: f64,
    is_article: bool,
    /// Whether the headline was found, where the page has one.
    headline: Option<bool>,
}

impl fmt::Display for Score {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Score { id, precision, recall, .. } = self;
        write!(out, "{:.3} = {precision:.3} × {recall:.3}  {id}", f1(*precision, *recall))?;
        if self.headline == Some(false) {
            out.write_str("  (headline missed)")?;
        }
        Ok(())
    }
}

#[derive(Default)]
struct Scores {
    pages: Vec<Score>,
    time: Duration,
}

impl Scores {
    fn worst(&self, n: usize) -> impl Iterator<Item = &Score> {
        let mut pages: Vec<&Score> = self.pages.iter().collect();
        let of = |page: &Score| f1(page.precision, page.recall);
        pages.sort_by(|a, b| of(a).total_cmp(&of(b)));
        pages.into_iter().take(n)
    }
}

impl fmt::Display for Scores {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let pages = self.pages.len();
        let mean = |of: fn(&Score) -> f64| self.pages.iter().map(of).sum::<f64>() / pages as f64;
        let (precision, recall) = (mean(|page| page.precision), mean(|page| page.recall));
        let articles = self.pages.iter().filter(|page| page.is_article).count();
        let headed = self.pages.iter().filter_map(|page| page.headline);
        let found = headed.clone().filter(|found| *found).count();
        let speed = pages as f64 / self.time.as_secs_f64();
        write!(
            out,
            "{pages:>5}  {articles:>8}  {precision:>9.4}  {recall:>6.4}  {:>6.4}  {found:>4}/{}  {speed:>14.0}",
            f1(precision, recall),
            headed.count(),
        )
    }
}

fn f1(precision: f64, recall: f64) -> f64 {
    match precision + recall {
        0.0 => 0.0,
        sum => 2.0 * precision * recall / sum,
    }
}

fn outlets(pages: &Path, kind: &str, mut dump: Option<&mut File>) -> Outcome<Scores> {
    let file = File::open(pages.join("outlets/pages.jsonl.gz"))?;
    let mut scores = Scores::default();
    for line in BufReader::new(GzDecoder::new(file)).lines() {
        let page: Value = serde_json::from_str(&line?)?;
        let text = |key: &str| page[key].as_str().unwrap_or_default().to_owned();
        let content = match kind {
            "html" => Content::Html(text("html")),
            _ => Content::Pasted(text("pasted")),
        };
        let start = Instant::now();
        let article = article(content);
        scores.time += start.elapsed();
        let score = compared(text("id"), article.as_ref(), &text("body"));
        if let Some(dump) = dump.as_mut() {
            let read = json!({
                "id": score.id, "kind": kind, "precision": score.precision, "recall": score.recall,
                "title": article.as_ref().and_then(|article| article.title.clone()),
                "published": article.as_ref().and_then(|it| it.published.as_ref()).map(|it| it.to_string()),
                "byline": article.as_ref().and_then(|article| article.byline.clone()),
                "outlet": article.as_ref().and_then(|it| it.outlet.as_ref()).map(|it| it.to_string()),
                "text": article.as_ref().map(|article| article.text.read().into_owned()),
            });
            writeln!(dump, "{read}")?;
        }
        scores.pages.push(score);
    }
    Ok(scores)
}

fn article(content: Content) -> Option<Article> {
    let raw = RawDocument {
        key: ArticleKey::new("page"),
        source: Source { path: "page".into(), record: None },
        folder: None,
        content,
        fields: Fields::default(),
        record: None,
    };
    extract(raw, Purpose::Stories).ok()
}

fn compared(id: String, article: Option<&Article>, body: &str) -> Score {
    let title = article.and_then(|article| article.title.clone()).unwrap_or_default();
    let text = article.map(|article| article.text.read().into_owned()).unwrap_or_default();
    let (read, gold) = (shingles(&format!("{title}\n{text}")), shingles(body));
    let shared: usize =
        read.iter().map(|(shingle, n)| gold.get(shingle).map_or(0, |there| *there.min(n))).sum();
    let share = |all: usize| if all == 0 { 0.0 } else { shared as f64 / all as f64 };
    let first = body.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    let few = words(first).len() <= 25 && !first.ends_with(['.', '!', '?', '"', '”', ':']);
    Score {
        id,
        precision: share(read.values().sum()),
        recall: share(gold.values().sum()),
        is_article: article.is_some(),
        headline: few.then(|| words(first) == words(&title)),
    }
}

fn words(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphanumeric() && c != '_');
    words.filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
}

/// The 4-word shingles of a text and how often each stands there; a shorter text is one shingle.
fn shingles(text: &str) -> BTreeMap<String, usize> {
    let words = words(text);
    let mut shingles = BTreeMap::new();
    for shingle in words.windows(4.min(words.len().max(1))) {
        *shingles.entry(shingle.join(" ")).or_default() += 1;
    }
    shingles
}

/// Compares days and writers with another tool's, and names each difference if asked to.
fn readability(pages: &Path, worst: usize, out: &mut dyn Write) -> Outcome<()> {
    let html = unpacked(&pages.join("readability/html.tar.gz"))?;
    let gold = std::fs::read_to_string(pages.join("readability/gold.jsonl"))?;
    let [mut days, mut right, mut bylines, mut same] = [0; 4];
    for line in gold.lines() {
        let gold: Value = serde_json::from_str(line)?;
        let id = gold["id"].as_str().unwrap_or_default();
        let Some(page) = html.get(id) else { continue };
        let found = article(Content::Html(page.clone()));
        if let Some(day) = gold["published"].as_str().and_then(|day| day.get(..10)) {
            let read = found.as_ref().and_then(|it| it.published.as_ref());
            let read = read.map(|it| it.date().to_string());
            days += 1;
            right += usize::from(read.as_deref() == Some(day));
            if 0 < worst && read.as_deref() != Some(day) {
                writeln!(out, "    day     {id}: {read:?}, not {day}")?;
            }
        }
        let byline = found.as_ref().and_then(|article| article.byline.clone());
        let theirs = gold["byline"].as_str();
        bylines += usize::from(theirs.is_some());
        let alike = normal(byline.as_deref()) == normal(theirs);
        same += usize::from(theirs.is_some() && alike);
        if 0 < worst && !alike {
            writeln!(out, "    byline  {id}: {byline:?}, not {theirs:?}")?;
        }
    }
    writeln!(out, "readability: day of publication right on {right} of {days} pages")?;
    writeln!(out, "readability: writers as the other tool has them on {same} of {bylines} pages")?;
    Ok(())
}

/// Names without `By`, blanks and case.
fn normal(byline: Option<&str>) -> Vec<String> {
    let mut words = words(byline.unwrap_or_default());
    let by = ["by", "par", "von"];
    if words.first().is_some_and(|first| by.contains(&first.as_str())) {
        words.remove(0);
    }
    words
}

/// The files of a compressed tape archive by their names without folder and ending.
fn unpacked(path: &Path) -> Outcome<BTreeMap<String, String>> {
    const BLOCK: usize = 512;
    let mut tape = Vec::new();
    GzDecoder::new(File::open(path)?).read_to_end(&mut tape)?;
    let (mut files, mut at) = (BTreeMap::new(), 0);
    while let Some(head) = tape.get(at..at + BLOCK) {
        let text = |range: std::ops::Range<usize>| {
            let bytes = head[range].split(|byte| *byte == 0).next().unwrap_or_default();
            String::from_utf8_lossy(bytes).trim().to_owned()
        };
        let Ok(size) = usize::from_str_radix(&text(124..136), 8) else {
            break;
        };
        at += BLOCK;
        let name = text(0..100);
        let name = Path::new(&name).file_name().unwrap_or_default().to_string_lossy().into_owned();
        if let (Some(name), Some(page)) = (name.strip_suffix(".html"), tape.get(at..at + size)) {
            files.insert(name.to_owned(), String::from_utf8_lossy(page).into_owned());
        }
        at += size.next_multiple_of(BLOCK);
    }
    Ok(files)
}
