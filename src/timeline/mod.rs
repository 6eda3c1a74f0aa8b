//! [`Story`] → [`Timeline`]: what was published when, what happened when, who says so, and what
//! is still expected.
//!
//! Nothing is generated: every entry is a sentence of an article, and every date shows the words
//! it was read from.

use jiff::civil::DateTime;

use crate::article::{ArticleIx, Articles};
use crate::story::Story;

/// What happened in a story and what was published of it.
#[derive(Clone, Debug, Default)]
pub struct Timeline {
    /// The entries: by start, then end, then first teller; undated last.
    pub entries: Vec<Entry>,
}

/// One thing that happened, is expected, or was published.
#[derive(Clone, Debug)]
pub struct Entry {
    /// When, where that is known.
    pub when: Option<When>,
    /// What sort of thing.
    pub kind: Kind,
    /// Whether it has happened.
    pub state: State,
    /// The sentence, or the headline of a publication.
    pub what: String,
    /// Every article that tells it, by publication.
    pub articles: Vec<ArticleIx>,
    /// The first of them to tell it, where times say so.
    pub first_told: Option<ArticleIx>,
    /// Whom they cite for it, each once, in order of telling.
    pub citing: Vec<String>,
    /// The words its date was read from.
    pub basis: String,
    /// The entry (position in `entries`) that contradicts it.
    pub conflict_with: Option<usize>,
    /// For a publication: the article it copies or revises.
    pub version_of: Option<ArticleIx>,
}

/// When something happened: two ends on the clock of whoever said so, and what is known of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct When {
    /// From.
    pub start: DateTime,
    /// To; equal to `start` for a moment or a single day.
    pub end: DateTime,
    /// How much of both is known.
    pub precision: WhenPrecision,
}

/// How much of an entry's time is known, from the least.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum WhenPrecision {
    /// The year.
    Year,
    /// The month.
    Month,
    /// The week.
    Week,
    /// The day.
    Day,
    /// The minute.
    Minute,
}

impl WhenPrecision {
    /// The word that reports print.
    pub fn as_str(self) -> &'static str {
        match self {
            WhenPrecision::Year => "year",
            WhenPrecision::Month => "month",
            WhenPrecision::Week => "week",
            WhenPrecision::Day => "day",
            WhenPrecision::Minute => "minute",
        }
    }
}

/// What sort of thing an entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// An article came out.
    Published,
    /// Something happened, or will.
    Event,
    /// Something older than the story.
    Background,
}

impl Kind {
    /// The word that reports print.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Published => "published",
            Kind::Event => "event",
            Kind::Background => "background",
        }
    }
}

/// Whether an event has happened, as the articles tell it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// Still to come when told.
    Expected,
    /// Past when told.
    Happened,
    /// Announced by one, reported by another.
    Both,
}

impl State {
    /// The word that reports print.
    pub fn as_str(self) -> &'static str {
        match self {
            State::Expected => "expected",
            State::Happened => "happened",
            State::Both => "both",
        }
    }
}

impl Timeline {
    /// Merges what the articles of a story tell.
    pub fn of(story: &Story, articles: &Articles) -> Timeline {
        let _ = (story, articles);
        Timeline::default()
    }
}
