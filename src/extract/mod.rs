//! [`RawDocument`] → [`Article`] or [`Rejected`]: what of a page is the article, and what it says
//! of itself.
//!
//! Deliberately absent: any comparison of one article with another.

use crate::article::{Article, Reason, Rejected};
use crate::input::RawDocument;

pub mod metadata;
pub mod page;
pub mod published;
pub mod furniture;
pub mod credits;
pub mod pasted;

/// What was made of a document, line by line.
#[derive(Clone, Debug)]
pub struct Extraction {
    /// The article, or why there is none.
    pub article: Result<Article, Rejected>,
    /// Every line of the page in order, with what became of it.
    pub lines: Vec<Line>,
}

/// A line of a page and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The line.
    pub text: String,
    /// What it was taken for.
    pub role: Role,
}

/// What a line of a page was taken for: kept roles first, then the reasons to drop it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// A paragraph of the article.
    Body,
    /// The headline.
    Headline,
    /// The summary below the headline.
    Standfirst,
    /// Who wrote it.
    Byline,
    /// When it was published or changed.
    Time,
    /// Whom it credits.
    Credit,
    /// Nothing stands on it.
    Blank,
    /// Menus, section names, language choices.
    Navigation,
    /// An advert or its marker.
    Advert,
    /// Share, subscribe, support us.
    Prompt,
    /// A caption or picture credit.
    Caption,
    /// A headline of another story among the paragraphs.
    RelatedHeadline,
    /// A list of other stories.
    OtherStories,
    /// Tags, copyright, footers.
    Footer,
    /// Kept by one of two extractors: part of the fuller text, not of the surer one.
    Disputed,
    /// Said once already.
    Repeated,
    /// Outside the best run of paragraphs.
    Outside,
}

/// Extracts the article of a document.
pub fn extract(raw: RawDocument) -> Result<Article, Rejected> {
    extract_lines(raw).article
}

/// Extracts the article of a document and says what became of every line.
pub fn extract_lines(raw: RawDocument) -> Extraction {
    let rejected = Rejected {
        source: raw.source,
        reason: Reason::Empty,
    };
    Extraction {
        article: Err(rejected),
        lines: Vec::new(),
    }
}
