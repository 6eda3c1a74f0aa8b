//! The stages in order. The only module that knows them all.

use std::collections::BTreeMap;
use std::path::PathBuf;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::article::{Article, ArticleIx, Articles, Precision, Published, Rejected};
use crate::candidates::{CandidatePair, Route, bands, same, terms};
use crate::extract::{self, standing};
use crate::input::{self, Options};
use crate::kernel::shingle::{ShingleSet, word_hashes};
use crate::kernel::sketch::Signature;
use crate::kernel::terms::{TermCounts, Vocabulary, Weighted};
use crate::link::copies::{self, Texts};
use crate::link::stories::{self, Affinity};
use crate::link::{Link, Measure, Relation};
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
    /// Scores between kept articles of origins that no template links.
    affinities: Vec<Affinity>,
    /// Buckets too crowded to compare all with all.
    crowds: usize,
}

fn compare(articles: &Articles, recipe: &Recipe) -> Compared {
    let texts = texts(articles, &recipe.copies);
    let leaders = same::leaders(&texts.keys);
    let proposed = same::same_text(&texts.keys)
        .union(same::same_url(articles))
        .union(bands::pairs(&signatures(&texts, &leaders)));
    let mut links = Vec::new();
    let verify = |links: &mut Vec<Link>, mut pairs: Vec<CandidatePair>| {
        let seen = ends(links);
        pairs.retain(|pair| !seen.contains(&(pair.left(), pair.right())));
        links.extend(copies::verify(&pairs, articles, &texts, &recipe.copies));
    };
    verify(&mut links, proposed.pairs);
    let alike = same::twins_of_linked(&links_of(&links), &leaders);
    verify(&mut links, alike);

    let (weighted, vocabulary) = weigh(articles, &recipe.stories);
    let (pairs, mut affinities) =
        affinities(articles, &origins(articles, &links), &weighted, &recipe.stories);
    // Bands cannot see a brief inside a long read, or a template that kept little: pairs that
    // speak of the same things are verified as well.
    verify(&mut links, pairs);
    // Of each copy it is known how it relates to the one that is kept.
    let to_kept = pairs_with_kept(&origins(articles, &links));
    verify(&mut links, to_kept);
    let origins = origins(articles, &links);
    settle(&mut affinities, &origins, &links);

    let told = affinities.iter().filter(|affinity| recipe.stories.link <= affinity.score);
    links.extend(told.map(|affinity| stories::link(affinity, &recipe.stories)));
    links.sort_by_key(|link| (link.left, link.right));
    let measure = Measure { articles, texts: &texts, weighted: &weighted, vocabulary: &vocabulary };
    let evidence = |link: &mut Link| link.evidence = measure.evidence(link.left, link.right);
    links.par_iter_mut().for_each(evidence);
    Compared { links, origins, weighted, affinities, crowds: proposed.crowds }
}

fn links_of(links: &[Link]) -> Vec<CandidatePair> {
    let pair = |link: &Link| CandidatePair::new(link.left, link.right, link.route);
    links.iter().filter_map(pair).collect()
}

/// Each copy with the article that is kept in its place.
fn pairs_with_kept(origins: &[Origin]) -> Vec<CandidatePair> {
    let copies = origins
        .iter()
        .flat_map(|origin| origin.copies.iter().map(|copy| (origin.kept, copy.article)));
    copies.filter_map(|(kept, copy)| CandidatePair::new(kept, copy, Route::Bands)).collect()
}

/// Moves scores to the articles that are kept in the end, the greatest of several, and drops
/// those between articles of one origin and of origins that a template links.
fn settle(affinities: &mut Vec<Affinity>, origins: &[Origin], links: &[Link]) {
    let kept: FxHashMap<ArticleIx, ArticleIx> = origins
        .iter()
        .flat_map(|origin| {
            let copies = origin.copies.iter().map(|copy| copy.article);
            copies.chain([origin.kept]).map(|article| (article, origin.kept))
        })
        .collect();
    let between = |left: ArticleIx, right: ArticleIx| {
        let (left, right) = (kept[&left], kept[&right]);
        (left != right).then(|| (left.min(right), left.max(right)))
    };
    let templates = links.iter().filter(|link| link.relation == Relation::Template);
    let apart: FxHashSet<_> = templates.filter_map(|link| between(link.left, link.right)).collect();
    let mut best: BTreeMap<(ArticleIx, ArticleIx), f64> = BTreeMap::new();
    for affinity in affinities.iter() {
        if let Some(ends) = between(affinity.left, affinity.right).filter(|e| !apart.contains(e)) {
            let score = best.entry(ends).or_insert(affinity.score);
            *score = score.max(affinity.score);
        }
    }
    let affinity = |((left, right), score)| Affinity { left, right, score };
    *affinities = best.into_iter().map(affinity).collect();
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

/// The signature of the first article of every text; its twins need none.
fn signatures(texts: &Texts, leaders: &[ArticleIx]) -> Vec<Option<Signature>> {
    let first = |(place, set): (usize, &Option<ShingleSet>)| {
        set.as_ref().filter(|_| leaders[place].at() == place).map(Signature::of)
    };
    texts.shingles.par_iter().enumerate().map(first).collect()
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

/// The time of publication, where at least its day is known.
fn seconds(article: &Article) -> Option<i64> {
    let published = article.published.as_ref();
    published.filter(|p| Precision::Day <= p.precision).map(Published::seconds)
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
        seconds: seconds(&articles[origin.kept]),
    };
    let voices: Vec<terms::Voice<'_>> = origins.iter().map(voice).collect();
    let bounds = terms::Bounds {
        probes: recipe.probes,
        postings: recipe.postings,
        nearest: recipe.nearest,
        window: i64::from(recipe.window_days) * 24 * 60 * 60,
    };
    let mut pairs = terms::pairs(&voices, bounds).pairs;
    let mut affinities = stories::affinities(&pairs, articles, weighted, recipe);
    // A story of hundreds has more pairs than the nearest of each: what two articles of it share
    // with a third brings them before one another.
    let strong = affinities.iter().filter(|affinity| recipe.link <= affinity.score);
    let strong: Vec<_> = strong.map(|affinity| (affinity.left, affinity.right)).collect();
    let friends = terms::friends_of_friends(&voices, &strong, &pairs, bounds);
    affinities.extend(stories::affinities(&friends, articles, weighted, recipe));
    pairs.extend(friends);
    (pairs, affinities)
}
