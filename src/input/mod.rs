//! Bytes → [`RawDocument`]: one file a format; [`open`] and [`open_all`] choose.
//!
//! In: files, folders, `-`. Out: every record, named and decoded, or a [`Rejected`] that says why
//! it is none; nothing is passed over in silence but what a folder holds beside its articles
//! (`README*`, names that begin with a dot, the folder a report goes to, and `PAGE_files` beside
//! a saved `PAGE.html`).
//!
//! Knows formats, not news: what a page's text is, or when it was published, is asked in
//! `extract`. Deliberately absent: the network, and any file loaded whole that holds more than
//! one page: exports are read record by record.

use std::iter;
use std::path::{Path, PathBuf};

use crate::article::{ArticleKey, Reason, Rejected, Source};

mod walk;
mod stream;
mod decode;
mod sniff;
mod mapping;
mod html;
mod pasted;
mod table;
mod json;
mod names;

pub use mapping::Problem;
pub use names::settle;

use mapping::Plan;
use names::{Found, Named, Numbering};
use sniff::Kind;
use walk::Place;

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
}

/// How input is to be read where it does not say so itself.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// `--map field=column`: canonical field → the column or key it stands in.
    pub map: Vec<(String, String)>,
    /// Folders (or files) that are left out wherever a walk through a folder meets them.
    pub skip: Vec<PathBuf>,
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
pub fn open(path: &Path, options: &Options) -> Box<dyn Iterator<Item = Read> + Send> {
    open_all(&[path.to_path_buf()], options)
}

/// Opens several inputs; a file that is reached twice is read once.
///
/// Files come in the order of their paths, whatever the order of the inputs; records in the
/// order of their file.
pub fn open_all(paths: &[PathBuf], options: &Options) -> Box<dyn Iterator<Item = Read> + Send> {
    let places = walk::places(paths, &options.skip);
    let options = options.clone();
    Box::new(places.into_iter().flat_map(move |place| match place {
        Ok(place) => read(place, &options),
        Err(rejected) => Box::new(iter::once(Err(rejected))),
    }))
}

/// Says of every export among the inputs which of its columns are read as what.
///
/// Reads the head of each file; standard input is left alone, since it can be read only once.
pub fn mappings(paths: &[PathBuf], options: &Options) -> Vec<Mapping> {
    let files: Vec<PathBuf> = paths.iter().filter(|path| !walk::is_stdin(path)).cloned().collect();
    walk::places(&files, &options.skip)
        .into_iter()
        .filter_map(Result::ok)
        .filter_map(|place| {
            let plan = plan(&place, options)?;
            Some(Mapping { source: place.shown, columns: plan.columns() })
        })
        .collect()
}

/// A format's reader over one file.
type Records = Box<dyn Iterator<Item = Found> + Send>;

fn read(place: Place, options: &Options) -> Box<dyn Iterator<Item = Read> + Send> {
    match records(&place, options) {
        Ok((numbering, records)) => Box::new(Named::new(place, numbering, records)),
        Err(reason) => {
            let source = Source { path: place.shown, record: None };
            Box::new(iter::once(Err(Rejected { source, reason })))
        }
    }
}

fn records(place: &Place, options: &Options) -> Result<(Numbering, Records), Reason> {
    let stream = stream::open(&place.file)?;
    let kind = sniff::kind(&place.file, &stream)?;
    let records: Records = match kind {
        Kind::Pasted | Kind::Markdown => {
            let bytes = stream::whole(stream.bytes, stream::PAGE_CAP)?;
            Box::new(pasted::articles(&decode::text(&bytes, None), kind).into_iter())
        }
        Kind::Html => {
            let bytes = stream::whole(stream.bytes, stream::PAGE_CAP)?;
            Box::new(iter::once(html::page(&bytes)))
        }
        Kind::JsonLines => Box::new(json::Mapped::new(json::lines(stream), options)),
        Kind::Json => Box::new(json::Mapped::new(json::values(stream), options)),
        Kind::Table => table::records(stream, options)?,
    };
    let several = matches!(kind, Kind::JsonLines | Kind::Table) || walk::is_stdin(&place.file);
    let numbering = if several { Numbering::Always } else { Numbering::IfSeveral };
    Ok((numbering, records))
}

fn plan(place: &Place, options: &Options) -> Option<Plan> {
    let stream = stream::open(&place.file).ok()?;
    match sniff::kind(&place.file, &stream).ok()? {
        Kind::Pasted | Kind::Markdown | Kind::Html => None,
        Kind::Table => table::plan(stream, options).ok(),
        Kind::JsonLines => json::plan(json::lines(stream), options),
        Kind::Json => json::plan(json::values(stream), options),
    }
}

#[cfg(test)]
mod tests;
