//! Candidate pairs → links between copies, each verified exactly on its shingles.

use std::collections::BTreeMap;

use rayon::prelude::*;
use xxhash_rust::xxh3::xxh3_64;

use crate::article::{Article, ArticleIx, Articles};
use crate::candidates::{CandidatePair, same};
use crate::kernel::shingle::ShingleSet;
use crate::kernel::words::for_each_word;
use crate::link::{Evidence, Link, Relation};
use crate::recipe::CopyRecipe;

/// What is known of the words of every article, by index.
#[derive(Debug)]
pub struct Texts {
    /// The distinct shingles, where a text is long enough to have one.
    pub shingles: Vec<Option<ShingleSet>>,
    /// Equal for equal words; nothing for no words.
    pub keys: Vec<Option<u128>>,
}

/// Verifies pairs and keeps those that are copies or templates, in the order of the pairs.
///
/// Cost: one pass over both shingle sets, about 4 µs a pair.
pub fn verify(
    pairs: &[CandidatePair],
    articles: &Articles,
    texts: &Texts,
    recipe: &CopyRecipe,
) -> Vec<Link> {
    let link = |pair: &CandidatePair| {
        let (left, right) = (pair.left(), pair.right());
        let evidence = measure(pair, texts);
        let key = |ix: ArticleIx| texts.keys[ix.at()];
        let same_words = key(left).is_some() && key(left) == key(right);
        let relation = judge(
            &evidence,
            same_words,
            [&articles[left], &articles[right]],
            recipe,
        )?;
        let confidence = if same_words {
            1.0
        } else {
            containment(&evidence)
        };
        Some(Link {
            left,
            right,
            relation,
            confidence,
            route: pair.route(),
            evidence,
        })
    };
    pairs.par_iter().filter_map(link).collect()
}

/// Counts what the two texts share.
fn measure(pair: &CandidatePair, texts: &Texts) -> Evidence {
    let size = |set: &Option<ShingleSet>| set.as_ref().map_or(0, ShingleSet::len);
    let (left, right) = (
        &texts.shingles[pair.left().at()],
        &texts.shingles[pair.right().at()],
    );
    let shared = match (left, right) {
        (Some(left), Some(right)) => left.shared(right),
        _ => 0,
    };
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    Evidence {
        shared: count(shared),
        left: count(size(left)),
        right: count(size(right)),
        ..Evidence::default()
    }
}

/// What share of the shorter lies in the longer.
pub fn containment(evidence: &Evidence) -> f64 {
    evidence.left_contained().max(evidence.right_contained())
}

/// Whether and how the evidence makes one text a copy of the other.
fn judge(
    evidence: &Evidence,
    same_words: bool,
    articles: [&Article; 2],
    recipe: &CopyRecipe,
) -> Option<Relation> {
    if same_words {
        return Some(Relation::Identical);
    }
    let shorter = evidence.left.min(evidence.right) as usize;
    let near = recipe.near <= evidence.jaccard();
    let within = recipe.contained <= containment(evidence) && recipe.least_shingles <= shorter;
    if recipe.template_from <= evidence.jaccard() && is_template(articles, recipe) {
        return Some(Relation::Template);
    }
    if !near && !within {
        return None;
    }
    Some(match one_source(articles) {
        true => Relation::Revision,
        false if near => Relation::NearDuplicate,
        false => Relation::Excerpt,
    })
}

/// Whether two articles are versions of one: the same address, or the same outlet.
fn one_source([left, right]: [&Article; 2]) -> bool {
    same_address(left, right) || left.outlet.is_some() && left.outlet == right.outlet
}

fn same_address(left: &Article, right: &Article) -> bool {
    match (&left.url, &right.url) {
        (Some(left), Some(right)) => same::address(left) == same::address(right),
        _ => false,
    }
}

/// Whether one outlet used yesterday's wording for another day's event: published on two days at
/// two addresses, and what differs is mostly figures and names.
fn is_template([left, right]: [&Article; 2], recipe: &CopyRecipe) -> bool {
    let (Some(a), Some(b)) = (&left.published, &right.published) else {
        return false;
    };
    left.outlet.is_some()
        && left.outlet == right.outlet
        && a.date() != b.date()
        && !same_address(left, right)
        && recipe.template_figures <= figures_among_differences(&left.text, &right.text)
}

/// What share of the words that only one of two texts holds are names or hold digits.
fn figures_among_differences(left: &str, right: &str) -> f64 {
    let mut balance: BTreeMap<u64, (i64, bool)> = BTreeMap::new();
    for (text, sign) in [(left, 1), (right, -1)] {
        for_each_word(text, |word| {
            let entry = balance.entry(xxh3_64(word.text.as_bytes())).or_default();
            entry.0 += sign;
            entry.1 |= word.digit || word.capital && !word.opens;
        });
    }
    let mut counts = [0i64; 2];
    for (surplus, figure) in balance.values() {
        counts[usize::from(*figure)] += surplus.abs();
    }
    let [prose, figures] = counts;
    #[expect(clippy::cast_precision_loss, reason = "words of an article")]
    let share = figures as f64 / (prose + figures).max(1) as f64;
    share
}
