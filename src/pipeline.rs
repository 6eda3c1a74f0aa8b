//! The stages in order. The only module that knows them all.

use std::path::PathBuf;

use crate::article::{Articles, Rejected};
use crate::input::Options;
use crate::recipe::Recipe;
use crate::report::Findings;

/// What the pipeline tells whoever waits for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// So many records have been read and extracted.
    Read(usize),
    /// All are read; pairs are being compared.
    Comparing,
    /// Groups are being formed and timelines merged.
    Grouping,
}

/// Reads the inputs and finds copies, stories and timelines in them.
pub fn cluster(
    inputs: &[PathBuf],
    options: &Options,
    recipe: &Recipe,
    progress: &(dyn Fn(Progress) + Sync),
) -> Findings {
    let (articles, rejected, remarks) = read(inputs, options, progress);
    cluster_articles(articles, rejected, remarks, recipe, progress)
}

fn read(
    _inputs: &[PathBuf],
    _options: &Options,
    _progress: &(dyn Fn(Progress) + Sync),
) -> (Articles, Vec<Rejected>, Vec<String>) {
    (Articles::default(), Vec::new(), Vec::new())
}

fn cluster_articles(
    articles: Articles,
    rejected: Vec<Rejected>,
    remarks: Vec<String>,
    recipe: &Recipe,
    _progress: &(dyn Fn(Progress) + Sync),
) -> Findings {
    Findings {
        recipe: recipe.clone(),
        articles,
        links: Vec::new(),
        stories: Vec::new(),
        timelines: Vec::new(),
        rejected,
        remarks,
    }
}
