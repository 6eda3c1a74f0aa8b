//! The choices that a user or a measurement may want to change; what is built into the kernel (slots,
//! bands, words of a lead) is fixed with the program's version.
//!
//! A stage takes the recipe and nothing else: no environment, no defaults of its own. Its
//! fingerprint stands in every report, so that two reports can be told apart by more than luck.

use serde::Serialize;
use xxhash_rust::xxh3::xxh3_64_with_seed;

pub mod model;

use self::model::{ConfidenceModel, LinkModel, PartingModel, RelatedModel, threshold};

/// Raised whenever words, shingles, sketches or routes come out differently: equal choices do not
/// make equal reports then.
const KERNEL: u64 = 4;

/// The choices, one group a channel.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Recipe {
    /// How copies are found and judged.
    pub copies: CopyRecipe,
    /// How reports of one event are found, judged and grouped.
    pub stories: StoryRecipe,
}

/// How copies are found and judged.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CopyRecipe {
    /// Words in a shingle.
    pub width: usize,
    /// Jaccard from which a pair is a near duplicate.
    pub near: f64,
    /// Containment of the shorter from which a pair is an excerpt.
    pub contained: f64,
    /// Shingles the shorter must have for its containment to mean something.
    pub least_shingles: usize,
    /// Jaccard from which, and below which, one outlet's articles of two days may be one template:
    /// with more in common the later one is the earlier one, changed.
    pub template: [f64; 2],
    /// Share of names and figures among the differing words that makes a template.
    pub template_figures: f64,
    /// Likeness of headlines from which other figures below them make a template.
    pub template_headline: f64,
    /// Which article of a set of copies is kept.
    pub keep: Keep,
}

/// Which article of a set of copies is kept: the one that the others are copies of.
///
/// It is always one of the largest set of like texts, so that no brief stands for a long read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Keep {
    /// The one published first; of those published at once, or never known when, the longest;
    /// then the one with the smaller name.
    Earliest,
    /// The one with the most words; of those the one published first; then the one with the
    /// smaller name.
    Longest,
}

/// How reports of one event are found, judged and grouped.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct StoryRecipe {
    /// Days between two publications beyond which they are not compared.
    pub window_days: i32,
    /// Articles of the input that the shipped table of word frequencies counts for.
    pub background: f64,
    /// Heaviest terms of an article by which others are looked up.
    pub probes: usize,
    /// Articles within the window that a term may stand in before it is passed over.
    pub postings: usize,
    /// Nearest articles that an article is compared with.
    pub nearest: usize,
    /// What the evidence on a pair weighs.
    pub model: LinkModel,
    /// Probability below which a pair is not kept for grouping.
    pub floor: f64,
    /// Probability from which two articles are linked.
    pub link: f64,
    /// Probability, by the mean log-odds between them, from which two groups become one.
    pub merge: f64,
    /// How sure a link is, once stories are known.
    pub confidence: ConfidenceModel,
    /// When two stories are of one subject.
    pub related: RelatedModel,
    /// When the halves of a group tell two events.
    pub parting: PartingModel,
    /// Probability that they do from which they part.
    pub part: f64,
    /// Probability, by the mean log-odds between two groups, from which an editor is asked whether
    /// they are one.
    pub doubt: f64,
    /// Similarity to a group's centre from which a stray joins it.
    pub stray: f64,
    /// How much nearer that centre must be than the next.
    pub clearly: f64,
}

impl Recipe {
    /// For news: articles of some hundred words, from many outlets, within weeks.
    ///
    /// Near and contained are what the field calls a near duplicate and an excerpt. `merge`, `part`,
    /// `stray` and `clearly` are the best of a coarse grid on two labelled sets together (772 and
    /// 1,683 articles); with `merge` anywhere from .10 to .18 BCubed F1 stays within .01. Groups form
    /// at loose odds, since what holds two events is parted after. Bounds are wide enough to change
    /// little there. What those sets cannot tell, having neither dates nor outlets, is a stated prior
    /// of the model or one of the template's bounds.
    pub fn news() -> Recipe {
        Recipe {
            copies: CopyRecipe {
                width: 5,
                near: 0.5,
                contained: 0.7,
                least_shingles: 20,
                template: [0.1, 0.8],
                template_figures: 0.5,
                template_headline: 0.6,
                keep: Keep::Earliest,
            },
            stories: StoryRecipe {
                window_days: 7,
                background: 10_000.0,
                probes: 30,
                postings: 1_500,
                nearest: 60,
                model: LinkModel::shipped(),
                confidence: ConfidenceModel::shipped(),
                related: RelatedModel::shipped(),
                floor: 0.01,
                link: 0.5,
                merge: threshold("merge"),
                parting: PartingModel::shipped(),
                part: threshold("part"),
                doubt: 0.12,
                stray: threshold("stray"),
                clearly: threshold("clearly"),
            },
        }
    }

    /// Sixteen hexadecimal digits that differ when any choice differs.
    pub fn fingerprint(&self) -> String {
        let written = serde_json::to_string(self).expect("a recipe is plain data");
        format!("{:016x}", xxh3_64_with_seed(written.as_bytes(), KERNEL))
    }
}
