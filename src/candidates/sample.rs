//! Articles that share sampled shingles.
//!
//! In: the sample of every article, and which articles are known to be one text. Out: pairs that
//! share a good part of the smaller sample, and the sampled shingles that stand in so many unlike
//! articles that they tell nothing. Bands cannot see a brief inside a long read; here it shares all
//! of its own sample. Storms of near-identical copies, which this route alone would have to cut
//! short, come as one text.

use std::ops::{Deref, RangeInclusive};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::article::ArticleIx;
use crate::candidates::radix::sorted_by_upper_half;
use crate::candidates::{CandidatePair, PREDECESSORS, Route, Sketch};

/// Otherwise unlike articles up to which a shingle tells something of those that share it.
pub const MOST_TEXTS: usize = 20;

/// The smaller sample's part, as one in so many, that two articles must share to be proposed.
///
/// Copies share two thirds of it and more (Jaccard one half: 2 J / (1 + J)), so a quarter leaves
/// room for the luck of the draw: of samples of 34 one pair in 10⁵ is missed at Jaccard one half.
const PART: u32 = 4;

/// The same for articles of one outlet, of which one may be the other's template: a frame of a
/// tenth of the words, figures all new.
const PART_OF_OUTLET: u32 = 12;

/// Entries of a partition of the postings that is sorted at a time.
const PARTITION: usize = 1 << 24;

/// The sampled shingles of an article, ascending, distinct.
///
/// Those of articles that were read together lie side by side ([`side_by_side`]): looking through
/// all is then as fast as memory is read, and an article takes 24 bytes beside its shingles.
#[derive(Clone, Debug, Default)]
pub struct Sample {
    all: Arc<[u32]>,
    from: u32,
    to: u32,
}

impl Deref for Sample {
    type Target = [u32];

    fn deref(&self) -> &[u32] {
        &self.all[self.from as usize..self.to as usize]
    }
}

impl From<Vec<u32>> for Sample {
    fn from(shingles: Vec<u32>) -> Sample {
        debug_assert!(shingles.is_sorted_by(|a, b| a < b), "ascending and distinct");
        let to = u32::try_from(shingles.len()).expect("a text has fewer words than that");
        Sample { all: shingles.into(), from: 0, to }
    }
}

/// Puts samples into one piece of memory, which is let go with the last of them.
pub fn side_by_side(samples: &mut [&mut Sample]) {
    let all: usize = samples.iter().map(|sample| sample.len()).sum();
    if u32::try_from(all).is_err() {
        return;
    }
    let mut room = Vec::with_capacity(all);
    samples.iter().for_each(|sample| room.extend_from_slice(sample));
    let all: Arc<[u32]> = room.into();
    let mut from = 0;
    for sample in samples {
        let to = from + (sample.to - sample.from);
        **sample = Sample { all: Arc::clone(&all), from, to };
        from = to;
    }
}

/// What the sampled shingles brought.
#[derive(Debug, Default)]
pub struct Sampled {
    /// The pairs, each once, ascending.
    pub pairs: Vec<CandidatePair>,
    /// Sampled shingles of more than [`MOST_TEXTS`] unlike articles.
    pub common: FxHashSet<u32>,
    /// For each article how many of its sampled shingles those are.
    pub discounted: Vec<u32>,
}

/// Proposes articles by the sampled shingles they share.
///
/// Articles of one text that more than 20 print are not proposed with each other: the bands have
/// proposed enough of them. Cost: one sort of all samples, in
/// partitions of 128 MiB, for each of which all sketches are looked through twice; of a list at most
/// 20 texts are compared, of each text 3 articles.
pub fn pairs(samples: &Samples<'_>) -> Sampled {
    let discounted: Vec<AtomicU32> = samples.sketches.iter().map(|_| AtomicU32::new(0)).collect();
    let join = |part| join(samples, &part, &discounted);
    let joined: Vec<Lists> = samples.partitions().map(join).collect();
    let discounted: Vec<u32> = discounted.into_iter().map(AtomicU32::into_inner).collect();
    let common: FxHashSet<u32> =
        joined.iter().flat_map(|lists| lists.common.iter().copied()).collect();
    let postings = Postings::of(joined);
    let held: Vec<&[(u32, u32)]> = postings.held.chunk_by(|a, b| a.0 == b.0).collect();
    let telling = |ix: u32| {
        let sample = &samples.sketches[ix as usize].sample;
        u32::try_from(sample.len()).unwrap_or(u32::MAX) - discounted[ix as usize]
    };
    let proposed = |counts: &mut FxHashMap<u32, u32>, held: &&[(u32, u32)]| {
        let article = held[0].0;
        let crowd = Some(samples.text(article)).filter(|text| samples.is_crowd(*text));
        let are_of_one_crowd = |other: u32| crowd.is_some_and(|text| samples.text(other) == text);
        counts.clear();
        for (_, list) in *held {
            for other in postings.list(*list) {
                if *other < article && !are_of_one_crowd(*other) {
                    *counts.entry(*other).or_default() += 1;
                }
            }
        }
        let own = telling(article);
        let near = counts.iter().filter(|(other, count)| {
            let smaller = own.min(telling(**other));
            enough(smaller, samples.same_outlet(**other, article)) <= **count
        });
        let pair = |(other, _): (&u32, &u32)| {
            CandidatePair::new(ArticleIx(*other), ArticleIx(article), Route::Sample)
        };
        near.filter_map(pair).collect::<Vec<_>>()
    };
    let found = held.par_iter().map_init(FxHashMap::default, proposed);
    let mut pairs: Vec<CandidatePair> = found.flatten_iter().collect();
    pairs.par_sort_unstable();
    Sampled { pairs, common, discounted }
}

/// How many of the smaller sample two articles must share, of one outlet or not, to be proposed.
pub fn enough(smaller: u32, same_outlet: bool) -> u32 {
    (smaller / if same_outlet { PART_OF_OUTLET } else { PART }).max(1)
}

/// The samples of all articles, and what else decides on their pairs. All but `sizes` have an
/// entry for each article.
#[derive(Clone, Copy, Debug)]
pub struct Samples<'a> {
    /// The sketches, by article.
    pub sketches: &'a [Sketch],
    /// For each article the number of the text it is likely to be a copy of: that of one article.
    pub texts: &'a [u32],
    /// By the number of a text, how many articles are likely to be copies of it.
    pub sizes: &'a [u32],
    /// For each article the number of its outlet; zero where that is not known.
    pub outlets: &'a [u32],
}

impl Samples<'_> {
    fn text(&self, ix: u32) -> u32 {
        self.texts[ix as usize]
    }

    fn is_crowd(&self, text: u32) -> bool {
        MOST_TEXTS < self.sizes[text as usize] as usize
    }

    fn same_outlet(&self, one: u32, other: u32) -> bool {
        let [one, other] = [one, other].map(|ix| self.outlets[ix as usize]);
        one != 0 && one == other
    }

    /// Cuts the range of shingles so that each part can be sorted on its own.
    fn partitions(&self) -> impl ParallelIterator<Item = RangeInclusive<u32>> + use<> {
        let entries: usize = self.sketches.par_iter().map(|sketch| sketch.sample.len()).sum();
        let bits = (entries / PARTITION + 1).next_power_of_two().trailing_zeros().min(16);
        let width = u32::MAX.checked_shr(bits).unwrap_or(0);
        let first = move |part: u32| part.checked_shl(32 - bits).unwrap_or(0);
        (0..1u32 << bits).into_par_iter().map(move |part| first(part)..=first(part) | width)
    }
}

/// Lists of articles that share a sampled shingle, of two texts or more.
#[derive(Default)]
struct Lists {
    members: Vec<u32>,
    ends: Vec<usize>,
    common: Vec<u32>,
}

/// Joins the articles that share a shingle of this part of the range, and counts for each those
/// that tell nothing.
fn join(samples: &Samples<'_>, part: &RangeInclusive<u32>, discounted: &[AtomicU32]) -> Lists {
    let entries = || {
        (0u64..).zip(samples.sketches).flat_map(|(ix, sketch)| {
            let from = first_from(&sketch.sample, *part.start());
            let within = sketch.sample[from..].iter().take_while(|shingle| part.contains(shingle));
            within.map(move |shingle| u64::from(*shingle) << 32 | ix)
        })
    };
    let fixed = (part.start() ^ part.end()).leading_zeros();
    let keyed = sorted_by_upper_half(entries, fixed);
    let mut lists = Lists::default();
    let mut members: Vec<(u32, u32)> = Vec::new();
    for list in keyed.chunk_by(|a, b| a >> 32 == b >> 32).filter(|list| 1 < list.len()) {
        members.clear();
        members.extend(list.iter().map(|entry| (samples.text(lower(*entry)), lower(*entry))));
        members.sort_unstable();
        let texts = members.chunk_by(|a, b| a.0 == b.0);
        match texts.clone().count() {
            0 | 1 if samples.is_crowd(members[0].0) => {}
            0..=MOST_TEXTS => {
                let few = texts.flat_map(|text| text.iter().take(PREDECESSORS));
                lists.members.extend(few.map(|(_, ix)| *ix));
                lists.ends.push(lists.members.len());
            }
            _ => {
                lists.common.push(lower(list[0] >> 32));
                for entry in list {
                    discounted[lower(*entry) as usize].fetch_add(1, Ordering::Relaxed);
                }
            }
        }
    }
    lists
}

/// How many of an ascending list are less than this. Of a short one all are compared, which takes
/// no guesses as a search does.
fn first_from(sample: &[u32], least: u32) -> usize {
    if MOST_COMPARED < sample.len() {
        return sample.partition_point(|shingle| *shingle < least);
    }
    sample.iter().map(|shingle| usize::from(*shingle < least)).sum()
}

/// Shingles of a sample up to which all are compared.
const MOST_COMPARED: usize = 128;

#[expect(clippy::cast_possible_truncation, reason = "the lower half is asked for")]
fn lower(entry: u64) -> u32 {
    entry as u32
}

/// The lists, and by article those it stands in.
struct Postings {
    /// Of each list how many members it has, then these: what is asked of a list lies side by side.
    lists: Vec<u32>,
    /// Article and where in `lists` its list begins, ascending.
    held: Vec<(u32, u32)>,
}

impl Postings {
    fn of(joined: Vec<Lists>) -> Postings {
        let count = |n: usize| u32::try_from(n).expect("fewer entries than four thousand million");
        let entries = joined.iter().map(|lists| lists.members.len() + lists.ends.len()).sum();
        let mut postings = Postings { lists: Vec::with_capacity(entries), held: Vec::new() };
        for joined in joined {
            let mut from = 0;
            for end in joined.ends {
                let members = &joined.members[from..end];
                let list = count(postings.lists.len());
                postings.held.extend(members.iter().map(|article| (*article, list)));
                postings.lists.push(count(members.len()));
                postings.lists.extend_from_slice(members);
                from = end;
            }
        }
        postings.held.par_sort_unstable();
        postings
    }

    fn list(&self, from: u32) -> &[u32] {
        let from = from as usize;
        &self.lists[from + 1..][..self.lists[from] as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn those_below_a_bound_are_counted_in_short_and_long_lists() {
        for length in [0, 1, 127, 128, 129, 1000] {
            let sample: Vec<u32> = (0..length).map(|n| 2 * n).collect();
            for least in [0, 1, length, 2 * length, u32::MAX] {
                let below = sample.iter().filter(|shingle| **shingle < least).count();
                assert_eq!(first_from(&sample, least), below, "{length} {least}");
            }
        }
    }

    fn check(samples: &[&[u32]], texts: &[u32], expected: &[(u32, u32)], common: &[u32]) {
        let sketches: Vec<Sketch> = samples
            .iter()
            .map(|sample| Sketch { sample: sample.to_vec().into(), ..Sketch::default() })
            .collect();
        let outlets = vec![0; samples.len()];
        let mut sizes = vec![0; samples.len()];
        texts.iter().for_each(|text| sizes[*text as usize] += 1);
        let found =
            pairs(&Samples { sketches: &sketches, texts, sizes: &sizes, outlets: &outlets });
        let pairs: Vec<_> = found.pairs.iter().map(|p| (p.left().0, p.right().0)).collect();
        assert_eq!(pairs, expected);
        let mut all: Vec<u32> = found.common.into_iter().collect();
        all.sort_unstable();
        assert_eq!(all, common);
        let counted = |sample: &&[u32]| sample.iter().filter(|it| common.contains(it)).count();
        let counted = samples.iter().map(counted).map(|count| u32::try_from(count).unwrap());
        assert_eq!(found.discounted, counted.collect::<Vec<_>>());
    }

    #[test]
    fn samples_side_by_side_are_what_they_were() {
        let lists: [&[u32]; 4] = [&[3, 5, 9], &[], &[1], &[2, 4]];
        let mut samples = lists.map(|list| Sample::from(list.to_vec()));
        // Some of them lay side by side before.
        side_by_side(&mut samples.iter_mut().take(2).collect::<Vec<_>>());
        side_by_side(&mut samples.iter_mut().skip(1).collect::<Vec<_>>());
        assert_eq!(samples.each_ref().map(|sample| &**sample), lists);
    }

    #[test]
    fn articles_that_share_a_part_of_the_smaller_sample_are_proposed() {
        let long: Vec<u32> = (0..40).collect();
        let other: Vec<u32> = (30..70).collect();
        check(&[&long, &[1, 2, 99], &other], &[0, 1, 2], &[(0, 1), (0, 2)], &[]);
        // Nine of forty are too few, ten are enough.
        let fewer: Vec<u32> = (31..71).collect();
        check(&[&long, &fewer], &[0, 1], &[], &[]);
    }

    #[test]
    fn articles_of_a_crowd_of_copies_are_not_proposed_with_each_other_and_of_a_few_they_are() {
        check(&[&[1, 2], &[1, 2], &[2, 3]], &[0, 0, 2], &[(0, 1), (0, 2), (1, 2)], &[]);
        let crowd: Vec<&[u32]> = vec![&[1, 2]; 22];
        check(&crowd, &[0; 22], &[], &[]);
    }

    #[test]
    fn what_stands_in_many_unlike_articles_tells_nothing_and_what_copies_repeat_does() {
        let own: Vec<[u32; 2]> = (0..23).map(|n| [7, 100 + n]).collect();
        let samples: Vec<&[u32]> = own.iter().map(|sample| &sample[..]).collect();
        let unlike: Vec<u32> = (0..23).collect();
        check(&samples, &unlike, &[], &[7]);
        let copies: Vec<u32> = (0..23).map(|n| if n < 22 { 0 } else { 22 }).collect();
        let expected: Vec<(u32, u32)> = (0..3).map(|n| (n, 22)).collect();
        check(&samples, &copies, &expected, &[]);
    }
}
