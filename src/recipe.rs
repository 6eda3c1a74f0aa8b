//! Every choice that changes a result.
//!
//! A stage takes the recipe and nothing else: no environment, no defaults of its own. Its
//! fingerprint stands in every report, so that two reports can be told apart by more than luck.

use serde::Serialize;
use xxhash_rust::xxh3::xxh3_64;

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
}

/// How reports of one event are found, judged and grouped.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct StoryRecipe {
    /// Days between two publications beyond which they are not compared.
    pub window_days: i32,
}

impl Recipe {
    /// For news: articles of some hundred words, from many outlets, within weeks.
    pub fn news() -> Recipe {
        Recipe {
            copies: CopyRecipe {
                width: 5,
                near: 0.5,
                contained: 0.7,
                least_shingles: 20,
            },
            stories: StoryRecipe { window_days: 7 },
        }
    }

    /// Sixteen hexadecimal digits that differ when any choice differs.
    pub fn fingerprint(&self) -> String {
        let written = serde_json::to_string(self).expect("a recipe is plain data");
        format!("{:016x}", xxh3_64(written.as_bytes()))
    }
}
