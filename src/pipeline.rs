//! The stages in order. The only module that knows them all.

use std::path::PathBuf;

use rayon::prelude::*;
use rustc_hash::FxHashSet;

use crate::article::{Article, ArticleIx, Articles, Published, Rejected};
use crate::candidates::{CandidatePair, bands, same, terms};
use crate::extract::{self, standing};
use crate::input::{self, Options};
use crate::kernel::shingle::{ShingleSet, word_hashes};
use crate::kernel::sketch::Signature;
use crate::kernel::terms::{TermCounts, Vocabulary, Weighted};
use crate::link::copies::{self, Texts};
use crate::link::stories::{self, Affinity};
use crate::link::{Link, Measure};
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

/// Records that are extracted at a time, in parallel: a bound on raw pages held in memory.
const BATCH: usize = 512;

/// Reads every record, extracts the articles, and settles which of them bears a name that
/// several claim. The order of the input does not matter: articles come in that of their names.
pub fn read(
    inputs: &[PathBuf],
    options: &Options,
    progress: &(dyn Fn(Progress) + Sync),
) -> (Articles, Vec<Rejected>, Vec<String>) {
    let mut records = input::open_all(inputs, options);
    let (mut articles, mut rejected) = (Vec::new(), Vec::new());
    loop {
        let batch: Vec<input::Read> = records.by_ref().take(BATCH).collect();
        if batch.is_empty() {
            break;
        }
        let extracted: Vec<Result<Article, Rejected>> =
            batch.into_par_iter().map(|record| record.and_then(extract::extract)).collect();
        for outcome in extracted {
            match outcome {
                Ok(article) => articles.push(article),
                Err(reason) => rejected.push(reason),
            }
        }
        progress(Progress::Read(articles.len() + rejected.len()));
    }
    rejected.sort();
    articles.sort_by(|a, b| a.source.cmp(&b.source));
    let mut names: Vec<_> =
        articles.iter_mut().map(|article| (&mut article.key, &article.source)).collect();
    let mut remarks = input::settle(&mut names);
    remarks.extend(standing::drop_standing_lines(&mut articles));
    (Articles::new(articles), rejected, remarks)
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
    let compared = compare(&articles, recipe);
    if 0 < compared.crowds {
        remarks.push(wording_crowds(compared.crowds));
    }
    progress(Progress::Grouping);
    let Compared { links, origins, weighted, affinities, .. } = compared;
    let stories = story::assemble(&articles, origins, &weighted, &affinities, &recipe.stories);
    let timelines = stories.par_iter().map(|story| Timeline::of(story, &articles)).collect();
    Findings { recipe: recipe.clone(), articles, links, stories, timelines, rejected, remarks }
}

fn wording_crowds(crowds: usize) -> String {
    match crowds {
        1 => "1 bucket of like texts was too crowded to compare all with all".to_owned(),
        n => format!("{n} buckets of like texts were too crowded to compare all with all"),
    }
}

/// What comparing articles brought.
struct Compared {
    /// Links of both channels, by left, then right, with all their evidence.
    links: Vec<Link>,
    /// Articles and their copies.
    origins: Vec<Origin>,
    weighted: Vec<Weighted>,
    /// Scores between kept articles that are neither copies nor templates of one another.
    affinities: Vec<Affinity>,
    /// Buckets too crowded to compare all with all.
    crowds: usize,
}

fn compare(articles: &Articles, recipe: &Recipe) -> Compared {
    let texts = texts(articles, &recipe.copies);
    let proposed = same::same_text(&texts.keys)
        .union(same::same_url(articles))
        .union(bands::pairs(&signatures(&texts)));
    let verify = |pairs: &[CandidatePair]| copies::verify(pairs, articles, &texts, &recipe.copies);
    let mut links = verify(&proposed.pairs);

    let (weighted, vocabulary) = weigh(articles, &recipe.stories);
    let (pairs, mut affinities) =
        affinities(articles, &origins(articles, &links), &weighted, &recipe.stories);
    // Bands cannot see a brief inside a long read, or a template that kept little: pairs that
    // speak of the same things are verified as well.
    let seen = ends(&links);
    let fresh = pairs.into_iter().filter(|pair| !seen.contains(&(pair.left(), pair.right())));
    links.extend(verify(&fresh.collect::<Vec<_>>()));
    let settled = ends(&links);
    affinities.retain(|affinity| !settled.contains(&(affinity.left, affinity.right)));
    let origins = origins(articles, &links);

    let told = affinities.iter().filter(|affinity| recipe.stories.link <= affinity.score);
    links.extend(told.map(|affinity| stories::link(affinity, &recipe.stories)));
    links.sort_by_key(|link| (link.left, link.right));
    let measure = Measure { articles, texts: &texts, weighted: &weighted, vocabulary: &vocabulary };
    let evidence = |link: &mut Link| link.evidence = measure.evidence(link.left, link.right);
    links.par_iter_mut().for_each(evidence);
    Compared { links, origins, weighted, affinities, crowds: proposed.crowds }
}

fn ends(links: &[Link]) -> FxHashSet<(ArticleIx, ArticleIx)> {
    links.iter().map(|link| (link.left, link.right)).collect()
}

/// The words and shingles of every article.
fn texts(articles: &Articles, recipe: &CopyRecipe) -> Texts {
    let of = |article: &Article| {
        let hashes = word_hashes(&article.text);
        (ShingleSet::of(&hashes, recipe.width), same::text_key(&hashes))
    };
    let (shingles, keys) = articles.as_slice().par_iter().map(of).unzip();
    Texts { shingles, keys }
}

fn signatures(texts: &Texts) -> Vec<Option<Signature>> {
    texts.shingles.par_iter().map(|set| set.as_ref().map(Signature::of)).collect()
}

/// The weighted terms of every article.
fn weigh(articles: &Articles, recipe: &StoryRecipe) -> (Vec<Weighted>, Vocabulary) {
    let count = |article: &Article| {
        TermCounts::of(
            article.title.as_deref().unwrap_or_default(),
            &article.text,
            article.language.as_deref(),
        )
    };
    let counts: Vec<TermCounts> = articles.as_slice().par_iter().map(count).collect();
    let vocabulary = Vocabulary::of(&counts, recipe.background);
    let weigh = |(article, counts): (&Article, &TermCounts)| {
        Weighted::of(counts, &vocabulary, article.language.as_deref())
    };
    let weighted = articles.as_slice().par_iter().zip(&counts).map(weigh).collect();
    (weighted, vocabulary)
}

/// Pairs of voices, the kept articles of the origins, that share telling terms, and their scores.
fn affinities(
    articles: &Articles,
    origins: &[Origin],
    weighted: &[Weighted],
    recipe: &StoryRecipe,
) -> (Vec<CandidatePair>, Vec<Affinity>) {
    let voice = |origin: &Origin| terms::Voice {
        article: origin.kept,
        weighted: &weighted[origin.kept.at()],
        seconds: articles[origin.kept].published.as_ref().map(Published::seconds),
    };
    let voices: Vec<terms::Voice<'_>> = origins.iter().map(voice).collect();
    let bounds = terms::Bounds {
        probes: recipe.probes,
        postings: recipe.postings,
        nearest: recipe.nearest,
        window: i64::from(recipe.window_days) * 24 * 60 * 60,
    };
    let pairs = terms::pairs(&voices, bounds).pairs;
    let affinities = stories::affinities(&pairs, articles, weighted, recipe);
    (pairs, affinities)
}
