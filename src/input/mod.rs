//! Bytes → [`RawDocument`]: one file a format; [`Batches`] chooses.
//!
//! In: files, folders, `-`. Out: every record, named and decoded, or a [`Rejected`] that says why
//! it is none; nothing is passed over in silence but what a folder holds beside its articles
//! (`README*`, names that begin with a dot, the folder a report goes to, and `PAGE_files` beside
//! a saved `PAGE.html`).
//!
//! Knows formats, not news: what a page's text is, or when it was published, is asked in
//! `extract`. Deliberately absent: the network, and any file loaded whole that holds more than
//! one page: exports are read record by record.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use crate::article::{self, ArticleKey, Reason, Rejected, Source};

mod limits;
mod walk;
mod zstd;
mod stream;
mod decode;
mod sniff;
mod mapping;
mod html;
mod pasted;
mod table;
mod json;
mod lines;
mod names;
mod archive;
mod files;
mod markup;
mod xml;
mod feed;
mod newsml;
mod nitf;
mod digest;
mod mail;
mod warc;

pub use limits::{Limits, raised_by};
pub use lines::Again;
pub use mapping::Problem;
pub use names::settle;
pub use sniff::Kind as Format;

use files::{File as Opened, Files};
use lines::LineFile;
use mapping::Plan;
use names::{Found, Namer, Numbering};
use sniff::Kind;
use stream::Stream;

/// A document as it was found, named and decoded, not yet understood.
#[derive(Clone, Debug)]
pub struct RawDocument {
    /// The article's stable name.
    pub key: ArticleKey,
    /// Where it was read.
    pub source: Source,
    /// The folder it lies in below the input, which may be named after its outlet.
    pub folder: Option<String>,
    /// What is to be understood.
    pub content: Content,
    /// What the record or its front matter says of it.
    pub fields: Fields,
    /// The line of JSON it was read from, where its text is nothing but what stands there.
    pub record: Option<Record>,
}

/// A line of a JSON Lines file that holds one record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Record {
    /// Where it stands in a file that can be read again: one of [`Batches::files`].
    Place(article::Place),
    /// The line itself, where it cannot be read again: standard input, packed files.
    Line(Box<[u8]>),
}

/// What a document consists of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// A page as a person pasted it: article, menus and adverts, line by line.
    Pasted(String),
    /// A saved web page.
    Html(String),
    /// The article's own text, cleaned by whoever exported it; may be empty.
    Clean(String),
    /// A summary or teaser that an export gave in place of the text.
    Excerpt(String),
}

/// What a record says of an article, in the record's own words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fields {
    /// Headline.
    pub title: Option<String>,
    /// Address.
    pub url: Option<String>,
    /// Time of publication.
    pub published: Option<String>,
    /// Time of the last change.
    pub modified: Option<String>,
    /// Time at which a crawler found it.
    pub seen: Option<String>,
    /// Publisher.
    pub outlet: Option<String>,
    /// Language.
    pub language: Option<String>,
    /// Authors.
    pub byline: Option<String>,
    /// Credit line.
    pub credit: Option<String>,
    /// Place it was filed from.
    pub dateline: Option<String>,
    /// A fuller text for reading, where the record gives one beside its text.
    pub text_full: Option<String>,
    /// What its reader was not sure of, as sentences.
    pub remarks: Vec<String>,
}

/// A path as the sources of its records name it: `./a//b` is `a/b`.
pub fn shown(path: &Path) -> String {
    walk::shown(path)
}

/// How input is to be read where it does not say so itself.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// `--map field=column`: canonical field → the column or key it stands in.
    pub map: Vec<(String, String)>,
    /// Folders (or files) that are left out wherever a walk through a folder meets them.
    pub skip: Vec<PathBuf>,
    /// How much of anything is read.
    pub limits: Limits,
    /// The format that every file is read as, whatever it is called and however it begins.
    pub format: Option<Format>,
    /// What makes text of files that are not read otherwise.
    pub filter: Option<Arc<dyn Filter>>,
    /// `--date-order`: which of two figures is the day where nothing else says it.
    pub date_order: Option<DateOrder>,
}

/// Something that makes text of a file of a kind that is not read here.
pub trait Filter: std::fmt::Debug + Send + Sync {
    /// The text that is in these bytes, or why there is none, on one line.
    fn text(&self, bytes: &mut dyn std::io::Read) -> Result<Vec<u8>, String>;
}

/// Which of the first two figures of a date comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DateOrder {
    /// The day, as most of the world writes.
    Day,
    /// The month, as the United States write.
    Month,
}

impl Options {
    /// Every `--map` that names a field there is none of, with the field that may be meant.
    pub fn check(&self) -> Vec<Problem> {
        mapping::unknown_fields(&self.map)
    }
}

/// What a reader yields for each record, in the order of the file.
pub type Read = Result<RawDocument, Rejected>;

/// Which column of a file was taken for which field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mapping {
    /// The file.
    pub source: String,
    /// Field and column, in the order of the fields.
    pub columns: Vec<(&'static str, String)>,
}

/// Opens a file, a folder, or `-` for standard input, and yields its records one by one.
pub fn open(path: &Path, options: &Options) -> impl Iterator<Item = Read> + Send + use<> {
    Batches::open(&[path.to_path_buf()], options).flatten()
}

/// The records of several inputs, some at a time: 1 MiB of an export for each core, or so many files
/// of one page each.
///
/// A file that is reached twice is read once. Files come in the order of their paths, whatever
/// the order of the inputs; records in the order of their file.
pub struct Batches {
    input: Files,
    options: Arc<Options>,
    reader: Option<(Namer, Reader)>,
    files: Vec<(Arc<str>, Arc<File>)>,
    unmapped: Vec<Problem>,
}

/// A file that is being read.
enum Reader {
    Lines(Box<LineFile>),
    Records(Records),
}

/// Documents in a batch that come from files of one page each, or one by one.
const DOCUMENTS: usize = 512;
/// Bytes of such documents after which a batch is full.
const BYTES: usize = 8 << 20;
/// Files that are held open to be read again.
const FILES: usize = 128;

impl Batches {
    /// Finds the files of the inputs; nothing is opened yet.
    pub fn open(paths: &[PathBuf], options: &Options) -> Batches {
        let options = Arc::new(options.clone());
        let input = Files::of(paths, &options);
        Batches { input, options, reader: None, files: Vec::new(), unmapped: Vec::new() }
    }

    /// The files whose lines can be read again, with their names, by the number that their places
    /// bear.
    pub fn files(&self) -> &[(Arc<str>, Arc<File>)] {
        &self.files
    }

    /// About how many records of the file that is being read are still to come; zero if nobody
    /// knows.
    pub fn to_come(&self) -> usize {
        match &self.reader {
            Some((namer, Reader::Lines(lines))) => lines.to_come(namer.count()),
            Some((_, Reader::Records(_))) | None => 0,
        }
    }

    /// Every `--map` whose column an export read so far does not have: its records were read as
    /// without it.
    pub fn unmapped(&self) -> &[Problem] {
        &self.unmapped
    }

    /// The next records, each handed to `work` on whatever core is free, with what `init` makes for
    /// some of them; what comes of them, in the order of the records. Nothing behind the last.
    ///
    /// A record may be handed over twice, the first time under a wrong number: `work` must do
    /// nothing but make its result, and the last is what counts.
    pub fn next_with<R, T: Send>(
        &mut self,
        init: impl Fn() -> R + Send + Sync,
        work: impl Fn(&mut R, Read) -> T + Send + Sync,
    ) -> Option<Vec<T>> {
        let mut batch = Vec::new();
        let mut bytes = 0;
        while batch.len() < DOCUMENTS && bytes < BYTES {
            let Some((namer, reader)) = &mut self.reader else {
                match self.next_file() {
                    Some(opened) => batch.extend(opened.err().map(Err)),
                    None => break,
                }
                continue;
            };
            if self.options.limits.records < namer.count() {
                batch.extend(self.leave(false));
                continue;
            }
            match reader {
                Reader::Lines(_) if !batch.is_empty() => break,
                Reader::Lines(lines) => match lines.next_with(namer, &init, &work) {
                    Some(done) => return Some(done),
                    None => batch.extend(self.leave(true)),
                },
                Reader::Records(records) => match namer.next(records) {
                    Some(_) if self.options.limits.records < namer.count() => {
                        batch.extend(self.leave(false));
                    }
                    Some(read) => {
                        bytes += read.as_ref().map_or(0, RawDocument::bytes);
                        batch.push(read);
                    }
                    None => batch.extend(self.leave(true)),
                },
            }
        }
        let over = batch.is_empty() && self.reader.is_none() && self.input.is_over();
        (!over).then(|| batch.into_par_iter().map_init(init, work).collect())
    }

    /// Opens the next file; what cannot be opened is a batch of its own.
    fn next_file(&mut self) -> Option<Result<(), Rejected>> {
        let file = match self.input.next()? {
            Ok(file) => file,
            Err(rejected) => return Some(Err(rejected)),
        };
        let place = file.place.clone();
        Some(match self.reader(file) {
            Ok((numbering, reader)) => {
                let lines = self.options.limits.lines;
                self.reader = Some((Namer::new(place, numbering, lines), reader));
                Ok(())
            }
            Err(reason) => {
                Err(Rejected { source: Source { path: place.shown, record: None }, reason })
            }
        })
    }

    fn reader(&mut self, file: Opened) -> Result<(Numbering, Reader), Reason> {
        let Opened { place, stream, kind } = file;
        if kind != Kind::JsonLines {
            let several = match kind {
                Kind::Table | Kind::Feed | Kind::Warc => true,
                _ => walk::is_stdin(&place.file),
            };
            let numbering = if several { Numbering::Always } else { Numbering::IfSeveral };
            return Ok((numbering, Reader::Records(records(kind, stream, &self.options)?)));
        }
        let again = stream.file.clone().filter(|_| self.files.len() < FILES);
        let number = again.map(|file| {
            self.files.push((Arc::clone(&place.shown), file));
            u32::try_from(self.files.len() - 1).expect("so many files are not held open")
        });
        let lines = LineFile::new(stream, number, &self.options);
        Ok((Numbering::Always, Reader::Lines(Box::new(lines))))
    }

    /// Leaves a file that is read, and says why if it is not at its end, or had nothing in it.
    fn leave(&mut self, ended: bool) -> Option<Read> {
        let (mut namer, _) = self.reader.take()?;
        self.unmapped.extend(namer.unmapped());
        let most = self.options.limits.records;
        let reason = match (ended, namer.found()) {
            (true, 0) => Reason::Empty,
            (true, _) => return None,
            (false, _) => Reason::Unreadable(format!(
                "more than {}: what is behind was not read ({})",
                limits::counted(most, "record", "records"),
                raised_by::RECORDS
            )),
        };
        Some(Err(namer.rejected(reason)))
    }
}

impl Iterator for Batches {
    type Item = Vec<Read>;

    fn next(&mut self) -> Option<Vec<Read>> {
        self.next_with(|| (), |(), read| read)
    }
}

impl RawDocument {
    fn bytes(&self) -> usize {
        match &self.content {
            Content::Pasted(text)
            | Content::Html(text)
            | Content::Clean(text)
            | Content::Excerpt(text) => text.len(),
        }
    }
}

/// Says of every export among the inputs which of its columns are read as what.
///
/// Reads the head of each file; standard input is left alone, since it can be read only once.
pub fn mappings(paths: &[PathBuf], options: &Options) -> Vec<Mapping> {
    let options = &Arc::new(options.clone());
    let files: Vec<PathBuf> = paths.iter().filter(|path| !walk::is_stdin(path)).cloned().collect();
    Files::of(&files, options)
        .filter_map(Result::ok)
        .filter_map(|file| {
            let source = file.place.shown.to_string();
            let plan = plan(file, options)?;
            Some(Mapping { source, columns: plan.columns() })
        })
        .collect()
}

/// A format's reader over one file.
type Records = Box<dyn Iterator<Item = Found> + Send>;

fn records(kind: Kind, stream: Stream, options: &Arc<Options>) -> Result<Records, Reason> {
    let whole = |stream: Stream| stream::whole(stream.bytes, options.limits.page);
    Ok(match kind {
        Kind::Pasted | Kind::Markdown => {
            let text = decode::text(&whole(stream)?, None);
            limits::refuse_lines(&text, options.limits.lines)?;
            Box::new(pasted::articles(&text, kind).into_iter())
        }
        Kind::Html => Box::new(std::iter::once(html::page(&whole(stream)?))),
        Kind::Mhtml => Box::new(std::iter::once(mail::page(&whole(stream)?, &options.limits))),
        Kind::Mail => Box::new(mail::articles(&whole(stream)?, &options.limits).into_iter()),
        Kind::Feed => Box::new(feed::records(stream)),
        Kind::NewsMl => Box::new(newsml::records(stream)),
        Kind::Nitf => Box::new(nitf::records(stream)),
        Kind::Warc => Box::new(warc::records(stream)),
        Kind::Json | Kind::JsonLines => Box::new(json::records(stream, options)),
        Kind::Table => table::records(stream, options)?,
    })
}

fn plan(file: Opened, options: &Arc<Options>) -> Option<Plan> {
    match file.kind {
        Kind::Table => table::plan(file.stream, options).ok(),
        Kind::JsonLines => LineFile::new(file.stream, None, options).plan(),
        Kind::Json => json::plan(file.stream, options),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
