//! The stages in order. The only module that knows them all.

use std::path::PathBuf;

use rayon::prelude::*;
use rustc_hash::FxHashSet;

use crate::article::{Article, Articles, Published, Rejected};
use crate::candidates::{bands, same, terms};
use crate::input::Options;
use crate::kernel::shingle::{ShingleSet, word_hashes};
use crate::kernel::sketch::Signature;
use crate::kernel::terms::{TermCounts, Vocabulary, Weighted};
use crate::link::Link;
use crate::link::copies::{self, Texts};
use crate::link::stories::{self, Affinity};
use crate::recipe::{CopyRecipe, Recipe, StoryRecipe};
use crate::report::Findings;
use crate::story::origins::origins;
use crate::story::{self, Origin};
use crate::timeline::Timeline;

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

/// Finds copies, stories and timelines among articles that are at hand already.
pub fn cluster_articles(
    articles: Articles,
    rejected: Vec<Rejected>,
    mut remarks: Vec<String>,
    recipe: &Recipe,
    progress: &(dyn Fn(Progress) + Sync),
) -> Findings {
    progress(Progress::Comparing);
    let texts = texts(&articles, &recipe.copies);
    let proposed = same::same_text(&texts.keys)
        .union(same::same_url(&articles))
        .union(bands::pairs(&signatures(&texts)));
    if 0 < proposed.crowds {
        remarks.push(wording_crowds(proposed.crowds));
    }
    let mut links = copies::verify(&proposed.pairs, &articles, &texts, &recipe.copies);
    drop(texts);
    let origins = origins(&articles, &links);

    let (weighted, vocabulary) = weigh(&articles, &recipe.stories);
    let affinities = affinities(&articles, &origins, &weighted, &links, &recipe.stories);
    progress(Progress::Grouping);
    let told = affinities
        .iter()
        .filter(|affinity| recipe.stories.link <= affinity.score);
    let told: Vec<_> = told.collect();
    links.par_extend(told.par_iter().map(|affinity| {
        stories::link(affinity, &articles, &weighted, &vocabulary, &recipe.stories)
    }));
    links.sort_by_key(|link| (link.left, link.right));
    let stories = story::assemble(&articles, origins, &weighted, &affinities, &recipe.stories);
    let timelines = stories
        .par_iter()
        .map(|story| Timeline::of(story, &articles))
        .collect();
    Findings {
        recipe: recipe.clone(),
        articles,
        links,
        stories,
        timelines,
        rejected,
        remarks,
    }
}

fn wording_crowds(crowds: usize) -> String {
    format!("{crowds} buckets of like texts were too crowded to compare all with all")
}

/// The words and shingles of every article.
fn texts(articles: &Articles, recipe: &CopyRecipe) -> Texts {
    let of = |article: &Article| {
        let hashes = word_hashes(&article.text);
        (
            ShingleSet::of(&hashes, recipe.width),
            same::text_key(&hashes),
        )
    };
    let (shingles, keys) = articles.as_slice().par_iter().map(of).unzip();
    Texts { shingles, keys }
}

fn signatures(texts: &Texts) -> Vec<Option<Signature>> {
    texts
        .shingles
        .par_iter()
        .map(|set| set.as_ref().map(Signature::of))
        .collect()
}

/// The weighted terms of every article.
fn weigh(articles: &Articles, recipe: &StoryRecipe) -> (Vec<Weighted>, Vocabulary) {
    let count = |article: &Article| {
        TermCounts::of(article.title.as_deref().unwrap_or_default(), &article.text)
    };
    let counts: Vec<TermCounts> = articles.as_slice().par_iter().map(count).collect();
    let vocabulary = Vocabulary::of(&counts, recipe.background);
    let weigh = |(article, counts): (&Article, &TermCounts)| {
        Weighted::of(counts, &vocabulary, article.language.as_deref())
    };
    let weighted = articles
        .as_slice()
        .par_iter()
        .zip(&counts)
        .map(weigh)
        .collect();
    (weighted, vocabulary)
}

/// Scores between voices: the kept articles of the origins.
fn affinities(
    articles: &Articles,
    origins: &[Origin],
    weighted: &[Weighted],
    links: &[Link],
    recipe: &StoryRecipe,
) -> Vec<Affinity> {
    let voice = |origin: &Origin| terms::Voice {
        article: origin.kept,
        weighted: &weighted[origin.kept.at()],
        seconds: articles[origin.kept]
            .published
            .as_ref()
            .map(Published::seconds),
    };
    let voices: Vec<terms::Voice<'_>> = origins.iter().map(voice).collect();
    let bounds = terms::Bounds {
        probes: recipe.probes,
        postings: recipe.postings,
        nearest: recipe.nearest,
        window: i64::from(recipe.window_days) * 24 * 60 * 60,
    };
    let proposed = terms::pairs(&voices, bounds);
    let linked: FxHashSet<_> = links.iter().map(|link| (link.left, link.right)).collect();
    let fresh = proposed
        .pairs
        .into_iter()
        .filter(|pair| !linked.contains(&(pair.left(), pair.right())));
    stories::affinities(&fresh.collect::<Vec<_>>(), articles, weighted, recipe)
}
