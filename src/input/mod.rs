//! Bytes → [`RawDocument`]: one file a format; [`open`] chooses.
//!
//! Knows formats, not news: what a page's text is, or when it was published, is asked in
//! `extract`. Deliberately absent: the network.

use std::path::Path;

use crate::article::{ArticleKey, Rejected, Source};

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
#[derive(Clone, Debug)]
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
}

/// How input is to be read where it does not say so itself.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// `--map field=column`: canonical field → the column or key it stands in.
    pub map: Vec<(String, String)>,
}

/// What a reader yields for each record, in the order of the file.
pub type Read = Result<RawDocument, Rejected>;

/// Opens a file, a folder, or `-` for standard input, and yields its records one by one.
pub fn open(path: &Path, options: &Options) -> Box<dyn Iterator<Item = Read> + Send> {
    let _ = (path, options);
    Box::new(std::iter::empty())
}
