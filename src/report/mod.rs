//! Findings → rows of strings → files. The writers decide nothing.

use crate::article::{Articles, Rejected};
use crate::link::Link;
use crate::recipe::Recipe;
use crate::story::Story;
use crate::timeline::Timeline;

/// Everything one run found: what a report is made of.
#[derive(Debug)]
pub struct Findings {
    /// The choices it was found with.
    pub recipe: Recipe,
    /// The articles.
    pub articles: Articles,
    /// The verified links, by left, then right.
    pub links: Vec<Link>,
    /// The stories, by key.
    pub stories: Vec<Story>,
    /// One timeline for each story, in the same order.
    pub timelines: Vec<Timeline>,
    /// What became no article, by source.
    pub rejected: Vec<Rejected>,
    /// Remarks on the run as a whole: crowded buckets, ids that were claimed twice.
    pub remarks: Vec<String>,
}
