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
use crate::kernel::terms::{TermVector, Weighted};

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
/// input; `nearest` pairs of 12 bytes each, and on each core 4 bytes a voice.
pub fn pairs(voices: &[Voice<'_>], bounds: Bounds) -> Proposed {
    let probes: Vec<Vec<(u32, f32)>> =
        voices.par_iter().map(|voice| heaviest(voice.weighted, bounds.probes)).collect();
    let mut postings: FxHashMap<u32, Vec<Posting>> = FxHashMap::default();
    for (place, terms) in (0u32..).zip(&probes) {
        for (term, weight) in terms {
            postings.entry(*term).or_default().push(Posting { voice: place, weight: *weight });
        }
    }
    postings.par_iter_mut().for_each(|(_, list)| {
        // Undated articles first: they are within everyone's reach.
        list.sort_unstable_by_key(|posting| (posting.seconds(voices), posting.voice));
    });
    let index = Index { voices, postings, bounds };
    let found: Vec<Vec<CandidatePair>> = (0..voices.len())
        .into_par_iter()
        .map_init(
            || Scores::of(voices.len()),
            |scores, place| index.nearest(place, &probes[place], scores),
        )
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
    voice: u32,
    weight: f32,
}

impl Posting {
    fn seconds(&self, voices: &[Voice<'_>]) -> Option<i64> {
        voices[self.voice as usize].seconds
    }
}

/// Room for the score of every voice; zero between one article and the next.
struct Scores {
    of: Vec<f32>,
    /// The voices that have one.
    touched: Vec<u32>,
}

impl Scores {
    fn of(voices: usize) -> Scores {
        Scores { of: vec![0.0; voices], touched: Vec::new() }
    }

    fn add(&mut self, voice: u32, score: f32) {
        let known = &mut self.of[voice as usize];
        if *known == 0.0 {
            self.touched.push(voice);
        }
        *known += score;
    }

    /// The greatest scores, of equal ones that of the smaller voice first; forgets all.
    fn greatest(&mut self, most: usize) -> Vec<(u32, f32)> {
        let touched = self.touched.drain(..);
        let ranked = touched.map(|voice| (voice, std::mem::take(&mut self.of[voice as usize])));
        // What weighs nothing is met again and again.
        let mut ranked: Vec<(u32, f32)> = ranked.filter(|(_, score)| *score != 0.0).collect();
        keep_heaviest(&mut ranked, most);
        ranked
    }
}

/// Keeps the heaviest, in order; of equal ones the smaller number first.
fn keep_heaviest(all: &mut Vec<(u32, f32)>, most: usize) {
    let heavier = |a: &(u32, f32), b: &(u32, f32)| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0));
    if most < all.len() {
        all.select_nth_unstable_by(most, heavier);
        all.truncate(most);
    }
    all.sort_unstable_by(heavier);
}

/// The heaviest terms of an article over its three views together.
fn heaviest(weighted: &Weighted, most: usize) -> Vec<(u32, f32)> {
    let mut views = [&weighted.text, &weighted.lead, &weighted.names].map(TermVector::terms);
    let mut sums = Vec::with_capacity(views[0].len());
    while let Some(term) = views.iter().filter_map(|view| Some(view.first()?.0)).min() {
        let mut sum = 0.0;
        for view in &mut views {
            if let Some(((_, weight), rest)) = view.split_first().filter(|(of, _)| of.0 == term) {
                sum += weight;
                *view = rest;
            }
        }
        sums.push((term, sum));
    }
    keep_heaviest(&mut sums, most);
    sums
}

/// The articles that hold each term, undated ones first, then by time.
struct Index<'a> {
    voices: &'a [Voice<'a>],
    postings: FxHashMap<u32, Vec<Posting>>,
    bounds: Bounds,
}

impl Index<'_> {
    fn nearest(
        &self,
        place: usize,
        probes: &[(u32, f32)],
        scores: &mut Scores,
    ) -> Vec<CandidatePair> {
        let Index { voices, postings, bounds } = self;
        for (term, weight) in probes {
            let Some(list) = postings.get(term) else {
                continue;
            };
            for part in self.within(list, voices[place].seconds) {
                // The heaviest terms come first, so what a cap passes over weighs least.
                if bounds.postings < part.len() {
                    continue;
                }
                for posting in part {
                    scores.add(posting.voice, weight * posting.weight);
                }
            }
        }
        scores.of[place] = 0.0;
        let pair = |(other, _): (u32, f32)| {
            let [one, other] = [place, other as usize].map(|voice| voices[voice].article);
            CandidatePair::new(one, other, Route::Terms)
        };
        scores.greatest(bounds.nearest).into_iter().filter_map(pair).collect()
    }

    /// The stretches of a list that lie within reach of a time.
    fn within<'a>(&self, list: &'a [Posting], seconds: Option<i64>) -> [&'a [Posting]; 2] {
        let Some(seconds) = seconds else {
            return [list, &[]];
        };
        let before = |time: Option<i64>| {
            list.partition_point(|one| {
                let seconds = one.seconds(self.voices);
                seconds.is_none_or(|seconds| time.is_some_and(|time| seconds < time))
            })
        };
        let window = self.bounds.window;
        let [dated, from, to] = [
            before(None),
            before(Some(seconds.saturating_sub(window))),
            before(Some(seconds.saturating_add(window).saturating_add(1))),
        ];
        [&list[..dated], &list[from..to]]
    }
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
