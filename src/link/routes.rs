//! Two articles → which routes would bring them together, asked of the pair itself.
//!
//! What comes in: two articles, their shingles and their weighted terms. What goes out: what each
//! route of [`crate::candidates`] goes by. Deliberately absent: the crowd around the pair. A
//! crowded bucket, or sixty nearer articles, may keep a pair from being proposed in spite of it.

use rustc_hash::FxHashSet;

use crate::article::{Article, Precision};
use crate::candidates::Sketch;
use crate::candidates::bands::met_by_chance;
use crate::candidates::sample::enough;
use crate::candidates::terms::common_probes;
use crate::kernel::sketch::candidate_probability;
use crate::kernel::terms::Weighted;
use crate::link::Evidence;
use crate::link::template::{one_outlet, same_address};
use crate::recipe::StoryRecipe;

/// What the routes go by.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Sight {
    /// Whether the words are the same.
    pub same_words: bool,
    /// Whether they were published at one address.
    pub same_address: bool,
    /// Bands of their signatures that agree, not by chance; nothing where a text is too short for a
    /// shingle.
    pub bands: Option<usize>,
    /// How probable it is that a pair of their Jaccard agrees in a band.
    pub probability: f64,
    /// Sampled shingles of both, those that tell nothing aside.
    pub sampled: u32,
    /// Those of the smaller sample.
    pub sample: u32,
    /// How many of them two articles must share to be proposed.
    pub enough: u32,
    /// Heaviest terms that both are looked up by.
    pub probes: usize,
    /// Whether they were published within the window, or one has no date.
    pub within_window: bool,
}

impl Sight {
    /// Looks at a pair as the routes do; `common` are the sampled shingles that tell nothing.
    pub fn of(
        [left, right]: [&Article; 2],
        sketches: [&Sketch; 2],
        common: &FxHashSet<u32>,
        (evidence, weighted): (&Evidence, [&Weighted; 2]),
        recipe: &StoryRecipe,
    ) -> Sight {
        let bands = sketches[0].bands.as_deref().zip(sketches[1].bands.as_deref());
        let bands = bands.map(|(left, right)| {
            left.iter().zip(right).filter(|(left, right)| left == right).count()
        });
        let bands = if met_by_chance(sketches) { bands.map(|_| 0) } else { bands };
        let telling = sketches.map(|sketch| {
            let telling = sketch.sample.iter().filter(|shingle| !common.contains(shingle));
            telling.copied().collect::<FxHashSet<u32>>()
        });
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let sample = count(telling[0].len().min(telling[1].len()));
        Sight {
            same_words: sketches[0].key.is_some() && sketches[0].key == sketches[1].key,
            same_address: same_address(left, right),
            bands,
            probability: candidate_probability(evidence.jaccard()),
            sampled: count(telling[0].intersection(&telling[1]).count()),
            sample,
            enough: enough(sample, one_outlet(left, right)),
            probes: common_probes(weighted, recipe.probes),
            within_window: within_window(left, right, recipe),
        }
    }
}

fn within_window(left: &Article, right: &Article, recipe: &StoryRecipe) -> bool {
    let seconds = |article: &Article| {
        let published = article.published.as_ref();
        published.filter(|p| Precision::Day <= p.precision).map(|p| p.seconds())
    };
    let window = u64::from(recipe.window_days.unsigned_abs()) * 24 * 60 * 60;
    match (seconds(left), seconds(right)) {
        (Some(left), Some(right)) => left.abs_diff(right) <= window,
        _ => true,
    }
}
