//! Parting a group that holds two similar events.
//!
//! What all articles of a group share says nothing about which of its events one tells. So inside
//! a group terms are weighed anew by how few of *its* articles hold them, and the group is grown
//! again from its articles until two halves are left. Whether these tell two events is judged by a
//! model of three signs: how many articles the smaller half has (any nine articles fall into
//! halves of four and five; twelve against twelve do so for a reason), how alike the halves are by
//! those weights, and how far each has words of its own that the other lacks.

use std::cmp::Reverse;

use rustc_hash::FxHashMap;

use crate::kernel::terms::for_each_shared;
use crate::link::profile::Profile;
use crate::link::stories::log_odds;
use crate::recipe::StoryRecipe;
use crate::recipe::model::PartingModel;
use crate::story::agreement::{Scored, average_linkage_to};
use crate::story::members_of;

/// Articles that a half must have to be a story of its own.
const LEAST_HALF: usize = 3;

/// Groups that are looked at before a group counts as one: the halves and a few odd articles.
const MOST_GROUPS: usize = 7;

/// Articles of a group above which it is left as it is, since all of its pairs are compared.
const MOST_MEMBERS: usize = 500;

/// Distinct words that the articles of a group must have on average for its halves to tell anything:
/// two headlines of one event share a word or two, and no words of their own.
const LEAST_WORDS: usize = 20;

/// The least that halves must have of words of their own, [`Signs::own`]: two words in ten. One word
/// is no event, however little else the halves share.
const LEAST_OWN: f64 = 0.2;

/// Articles of the smaller half that speak for two events: more say no more.
const MOST_TELLING: f64 = 12.0;

/// A half's own terms that are looked at.
const OWN_TERMS: usize = 10;

/// A sparse vector of terms, ascending.
type Vector = Vec<(u32, f32)>;

/// Splits the members of a group into the events it holds: one part if it is one event.
///
/// Cost: all pairs of the group, at most 125,000, for every halving.
pub(super) fn parts(
    members: &[u32],
    profiles: &[Profile<'_>],
    recipe: &StoryRecipe,
) -> Vec<Vec<u32>> {
    let Some(halving) = halving(members, profiles) else { return vec![members.to_vec()] };
    let signs = &halving.signs;
    if signs.own < LEAST_OWN || signs.log_odds(&recipe.parting) < log_odds(recipe.part) {
        return vec![members.to_vec()];
    }
    halving.halves.map(|half| parts(&half, profiles, recipe)).concat()
}

/// The halves that a group falls into.
#[derive(Clone, Debug)]
pub struct Halving {
    /// The members of each.
    pub halves: [Vec<u32>; 2],
    /// What speaks for their being two events.
    pub signs: Signs,
}

/// Halves a group, whatever its halves tell; nothing of a group too small or too great.
pub(super) fn halving(members: &[u32], profiles: &[Profile<'_>]) -> Option<Halving> {
    if members.len() < 2 * LEAST_HALF || MOST_MEMBERS < members.len() {
        return None;
    }
    let words: usize = members.iter().map(|at| profiles[*at as usize].words().count()).sum();
    if words < LEAST_WORDS * members.len() {
        return None;
    }
    let scored = scores_inside(members, profiles);
    let sides = halves(members.len(), &scored)?;
    let signs = Signs::of(members, &sides, &scored, profiles);
    let half = |side: bool| {
        let on_side = sides.iter().zip(members).filter(|(s, _)| **s == side);
        on_side.map(|(_, member)| *member).collect()
    };
    Some(Halving { halves: [half(true), half(false)], signs })
}

/// What speaks for two halves of a group being two events.
#[derive(Clone, Copy, Debug)]
pub struct Signs {
    /// Articles of the smaller half.
    pub smaller: f64,
    /// Mean likeness between the halves, by terms weighed inside the group.
    pub between: f64,
    /// By how much more of a half than of the other its own terms stand in, of the half of which
    /// that is less: the mean over its ten most telling ones.
    pub own: f64,
}

impl Signs {
    fn of(members: &[u32], sides: &[bool], scored: &[Scored], profiles: &[Profile<'_>]) -> Signs {
        let counts = [true, false].map(|side| sides.iter().filter(|here| **here == side).count());
        #[expect(clippy::cast_precision_loss, reason = "members of a group")]
        let sizes = counts.map(|count| count as f64);
        let mut holders: FxHashMap<u32, [f64; 2]> = FxHashMap::default();
        for (member, side) in members.iter().zip(sides) {
            for word in profiles[*member as usize].words() {
                holders.entry(word).or_default()[usize::from(!side)] += 1.0;
            }
        }
        let mut excess: Vec<f64> =
            holders.values().map(|[a, b]| a / sizes[0] - b / sizes[1]).collect();
        excess.sort_unstable_by(f64::total_cmp);
        #[expect(clippy::cast_precision_loss, reason = "ten")]
        let mean = |sum: f64| sum / OWN_TERMS as f64;
        let first = mean(excess.iter().rev().take(OWN_TERMS).sum());
        let second = -mean(excess.iter().take(OWN_TERMS).sum());
        let own = f64::min(first, second);
        Signs { smaller: sizes[0].min(sizes[1]), between: mean_between(scored, sides), own }
    }

    /// The signs as the model weighs them: smaller half, between, own.
    pub fn weighable(&self) -> [f64; 3] {
        // A likeness of nothing has no logarithm.
        [self.smaller.min(MOST_TELLING).ln(), (self.between + 0.01).ln(), self.own]
    }

    fn log_odds(&self, model: &PartingModel) -> f64 {
        let [smaller, between, own] = self.weighable();
        model.intercept + model.smaller * smaller + model.between * between + model.own * own
    }
}

/// The scores of all pairs of a group, its terms weighed by how few of its members hold them.
fn scores_inside(members: &[u32], profiles: &[Profile<'_>]) -> Vec<Scored> {
    let weighed = weigh_inside(members, profiles);
    let mut scored = Vec::with_capacity(members.len() * members.len() / 2);
    for (right, b) in (0u32..).zip(&weighed) {
        for (left, a) in (0..right).zip(&weighed) {
            let mut score = 0.0;
            for_each_shared(a, b, |_, x, y| score += f64::from(x) * f64::from(y));
            scored.push(Scored { left, right, score, priors: 0.0 });
        }
    }
    scored
}

/// The two greatest groups at the last stage at which both are great enough to be stories, every
/// other article with the one it is nearer to.
fn halves(count: usize, scored: &[Scored]) -> Option<Vec<bool>> {
    let two = (2..=MOST_GROUPS).find_map(|groups| {
        let mut ranked = members_of(&average_linkage_to(groups, count, scored));
        ranked.sort_by_key(|group| Reverse(group.len()));
        ranked.truncate(2);
        (ranked.len() == 2 && LEAST_HALF <= ranked[1].len()).then_some(ranked)
    })?;
    let mut side: Vec<Option<bool>> = vec![None; count];
    for (group, here) in two.iter().zip([true, false]) {
        group.iter().for_each(|place| side[*place as usize] = Some(here));
    }
    let nearer = |place: u32| {
        let [first, second] = [true, false].map(|here| mean_to(place, here, &side, scored));
        second <= first
    };
    Some((0u32..).zip(&side).map(|(place, side)| side.unwrap_or_else(|| nearer(place))).collect())
}

/// The mean score of a place with all that are surely on a side.
fn mean_to(place: u32, here: bool, side: &[Option<bool>], scored: &[Scored]) -> f64 {
    let scores = scored.iter().filter_map(|pair| {
        let other = if pair.left == place { pair.right } else { pair.left };
        let ends = pair.left == place || pair.right == place;
        (ends && side[other as usize] == Some(here)).then_some(pair.score)
    });
    let (sum, count) = scores.fold((0.0, 0.0), |(sum, n), score| (sum + score, n + 1.0));
    if count == 0.0 { 0.0 } else { sum / count }
}

/// The mean score between the sides.
fn mean_between(scored: &[Scored], sides: &[bool]) -> f64 {
    let across =
        scored.iter().filter(|pair| sides[pair.left as usize] != sides[pair.right as usize]);
    let (sum, pairs) = across.fold((0.0, 0.0), |(sum, n), pair| (sum + pair.score, n + 1.0));
    if pairs == 0.0 { 0.0 } else { sum / pairs }
}

/// Unit vectors with each term weighed by how few members hold it; one of a single member is
/// shared by no pair and left out.
fn weigh_inside(members: &[u32], profiles: &[Profile<'_>]) -> Vec<Vector> {
    let mut holders: FxHashMap<u32, u32> = FxHashMap::default();
    for (term, _) in members.iter().flat_map(|member| profiles[*member as usize].terms()) {
        *holders.entry(term).or_default() += 1;
    }
    #[expect(clippy::cast_precision_loss, reason = "members of a group")]
    let rarity = |holders: u32| (members.len() as f32 / holders as f32).ln();
    let weigh = |member: &u32| {
        let terms = profiles[*member as usize].terms().map(|(term, w)| (term, w, holders[&term]));
        let shared = terms.filter(|(_, _, n)| 1 < *n).map(|(term, w, n)| (term, w * rarity(n)));
        unit(shared.filter(|(_, w)| 0.0 < *w).collect())
    };
    members.iter().map(weigh).collect()
}

fn unit(mut profile: Vector) -> Vector {
    let length = profile.iter().map(|(_, w)| f64::from(*w).powi(2)).sum::<f64>().sqrt();
    if 0.0 < length {
        #[expect(clippy::cast_possible_truncation, reason = "a weight between 0 and 1")]
        profile.iter_mut().for_each(|(_, w)| *w = (f64::from(*w) / length) as f32);
    }
    profile
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::terms::{TermCounts, Vocabulary, Weighted};
    use crate::recipe::Recipe;

    /// Texts that share `common` words with all and `own` words with their half.
    fn desk(sizes: [u32; 2], common: u32, own: u32) -> Vec<Weighted> {
        let text = |half: usize| {
            let shared = (0..common).map(|n| format!("shared{n} "));
            shared.chain((0..own).map(|n| format!("half{half}x{n} "))).collect::<String>()
        };
        let halves = [0, 1].map(|half| (0..sizes[half]).map(move |_| text(half)));
        let counts = halves.into_iter().flatten().map(|text| TermCounts::of("", &text, None));
        let counts: Vec<TermCounts> = counts.collect();
        let vocabulary = Vocabulary::of(&counts, 1_000.0);
        counts.iter().map(|counts| Weighted::of(counts, &vocabulary, None)).collect()
    }

    fn parted(sizes: [u32; 2], common: u32, own: u32) -> Vec<Vec<u32>> {
        let recipe = Recipe::news().stories;
        let weighted = desk(sizes, common, own);
        let profiles: Vec<_> = weighted.iter().map(|w| Profile::of(w, &recipe.model)).collect();
        let members: Vec<u32> = (0..).take(profiles.len()).collect();
        parts(&members, &profiles, &recipe)
    }

    #[test]
    fn two_events_part_though_they_share_most_of_their_words() {
        assert_eq!(parted([4, 5], 50, 20), [vec![4, 5, 6, 7, 8], vec![0, 1, 2, 3]]);
        assert_eq!(parted([4, 5], 50, 1).len(), 1, "one word is no event");
    }

    #[test]
    fn one_event_stays_and_so_do_two_articles_of_another() {
        assert_eq!(parted([9, 0], 50, 20).len(), 1);
        assert_eq!(parted([7, 2], 50, 20).len(), 1);
    }
}
