//! Articles that share telling terms, within a window of days where days are known.
//!
//! In: weighted terms. Out: each article with the few that share most of its heaviest terms.
//! Deliberately absent: articles of one story that share none of these, or are not among the
//! nearest of either; grouping asks for what all of them share when it comes to it. `evaluate --suite`
//! prints the share of gold pairs that this brings together (`candidate_recall`).

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::article::ArticleIx;
use crate::candidates::{CandidatePair, Proposed, Route, distinct};
use crate::kernel::terms::Weighted;

/// An article as this route sees it: one voice, however many copies it has.
#[derive(Debug)]
pub struct Voice<'a> {
    /// The article.
    pub article: ArticleIx,
    /// Its terms.
    pub weighted: &'a Weighted,
    /// Its time of publication in seconds since 1970, where that is known.
    pub seconds: Option<i64>,
}

/// Bounds of the route, so that its price stays near-linear.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// Heaviest terms of an article that are looked up.
    pub probes: usize,
    /// Articles a term may stand in within reach before it is passed over.
    pub postings: usize,
    /// Nearest articles that an article is proposed with.
    pub nearest: usize,
    /// Seconds between two publications beyond which they are not compared.
    pub window: i64,
}

/// Proposes each voice with those that share the most weight of its heaviest terms.
///
/// Cost: `probes × postings` additions for each article, in parallel, whatever the size of the
/// input; `nearest` pairs of 12 bytes each.
pub fn pairs(voices: &[Voice<'_>], bounds: Bounds) -> Proposed {
    let probes: Vec<Vec<(u32, f32)>> =
        voices.par_iter().map(|voice| heaviest(voice.weighted, bounds.probes)).collect();
    let mut postings: FxHashMap<u32, Vec<Posting>> = FxHashMap::default();
    for (place, (voice, terms)) in voices.iter().zip(&probes).enumerate() {
        for (term, weight) in terms {
            let posting = Posting { voice: place, weight: *weight, seconds: voice.seconds };
            postings.entry(*term).or_default().push(posting);
        }
    }
    postings.par_iter_mut().for_each(|(_, list)| {
        // Undated articles first: they are within everyone's reach.
        list.sort_unstable_by_key(|posting| (posting.seconds, posting.voice));
    });
    let found: Vec<Vec<CandidatePair>> = (0..voices.len())
        .into_par_iter()
        .map(|place| nearest(place, voices, &probes[place], &postings, bounds))
        .collect();
    let mut pairs: Vec<CandidatePair> = found.into_iter().flatten().collect();
    distinct(&mut pairs);
    Proposed { pairs, crowds: 0 }
}

/// How many of the heaviest terms of two articles, by which they are looked up, are the same.
pub fn common_probes(weighted: [&Weighted; 2], probes: usize) -> usize {
    let terms = |weighted| heaviest(weighted, probes).into_iter().map(|(term, _)| term);
    let [left, right] = weighted.map(|weighted| terms(weighted).collect::<FxHashSet<u32>>());
    left.intersection(&right).count()
}

struct Posting {
    voice: usize,
    weight: f32,
    seconds: Option<i64>,
}

/// The heaviest terms of an article over its three views together.
fn heaviest(weighted: &Weighted, most: usize) -> Vec<(u32, f32)> {
    let mut sum: FxHashMap<u32, f32> = FxHashMap::default();
    for view in [&weighted.text, &weighted.lead, &weighted.names] {
        for (term, weight) in view.terms() {
            *sum.entry(*term).or_default() += weight;
        }
    }
    let mut terms: Vec<(u32, f32)> = sum.into_iter().collect();
    terms.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    terms.truncate(most);
    terms
}

fn nearest(
    place: usize,
    voices: &[Voice<'_>],
    probes: &[(u32, f32)],
    postings: &FxHashMap<u32, Vec<Posting>>,
    bounds: Bounds,
) -> Vec<CandidatePair> {
    let mut scores: FxHashMap<usize, f32> = FxHashMap::default();
    for (term, weight) in probes {
        let Some(list) = postings.get(term) else {
            continue;
        };
        for part in within(list, voices[place].seconds, bounds.window) {
            // The heaviest terms come first, so what a cap passes over weighs least.
            if bounds.postings < part.len() {
                continue;
            }
            for posting in part {
                *scores.entry(posting.voice).or_default() += weight * posting.weight;
            }
        }
    }
    scores.remove(&place);
    let mut ranked: Vec<(usize, f32)> = scores.into_iter().collect();
    ranked.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    ranked.truncate(bounds.nearest);
    let pair = |(other, _): &(usize, f32)| {
        CandidatePair::new(voices[place].article, voices[*other].article, Route::Terms)
    };
    ranked.iter().filter_map(pair).collect()
}

/// The stretches of a list (undated first, then by time) that lie within reach of a time.
fn within(list: &[Posting], seconds: Option<i64>, window: i64) -> [&[Posting]; 2] {
    let Some(seconds) = seconds else {
        return [list, &[]];
    };
    let dated = list.partition_point(|posting| posting.seconds.is_none());
    let from =
        list.partition_point(|p| p.seconds.is_none_or(|s| s < seconds.saturating_sub(window)));
    let to =
        list.partition_point(|p| p.seconds.is_none_or(|s| s <= seconds.saturating_add(window)));
    [&list[..dated], &list[from..to]]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::terms::{TermCounts, Vocabulary};

    fn proposed(articles: &[(&str, Option<i64>)], window: i64) -> Vec<(u32, u32)> {
        let counts: Vec<_> =
            articles.iter().map(|(text, _)| TermCounts::of("", text, None)).collect();
        let vocabulary = Vocabulary::of(&counts, 1_000.0);
        let weighted: Vec<_> =
            counts.iter().map(|counts| Weighted::of(counts, &vocabulary, None)).collect();
        let voices: Vec<_> = (0..)
            .map(ArticleIx)
            .zip(articles.iter().zip(&weighted))
            .map(|(article, ((_, seconds), weighted))| Voice {
                article,
                weighted,
                seconds: *seconds,
            })
            .collect();
        let bounds = Bounds { probes: 10, postings: 100, nearest: 5, window };
        let pairs = pairs(&voices, bounds).pairs;
        pairs.iter().map(|pair| (pair.left().0, pair.right().0)).collect()
    }

    #[test]
    fn articles_that_share_names_are_proposed_within_the_window() {
        let articles = [
            ("Halvard sank off Norrby", Some(0)),
            ("Off Norrby the Halvard went down", Some(50)),
            ("Norrby mourns the Halvard", Some(200)),
            ("Norrby mourns the Halvard still", None),
        ];
        assert_eq!(proposed(&articles, 100), [(0, 1), (0, 3), (1, 3), (2, 3)]);
        assert_eq!(proposed(&articles, 1_000).len(), 6);
    }

    #[test]
    fn nothing_is_proposed_for_an_empty_text() {
        assert_eq!(proposed(&[("", None), ("", None)], 100), []);
    }
}
