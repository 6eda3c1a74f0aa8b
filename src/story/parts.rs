//! Parting a group that holds two similar events.
//!
//! What all articles of a group share says nothing about which of its events one tells. So inside
//! a group terms are weighed anew by how few of *its* articles hold them, the group is grown again
//! from its articles until two halves are left, and the halves part if they are much less alike
//! than each is within.

use std::cmp::Reverse;

use rustc_hash::FxHashMap;

use crate::kernel::terms::for_each_shared;
use crate::story::agreement::{Scored, average_linkage_to};
use crate::story::members_of;
use crate::story::strays::Profile;

/// Articles that a half must have to be a story of its own.
const LEAST_HALF: usize = 3;

/// Groups that are looked at before a group counts as one: the halves and a few odd articles.
const MOST_GROUPS: usize = 7;

/// Articles of a group above which it is left as it is, since all of its pairs are compared.
const MOST_MEMBERS: usize = 500;

/// Splits the members of a group into the events it holds: one part if it is one event.
///
/// `part` is the similarity between halves by that within, below which they part.
/// Cost: all pairs of the group, at most 125,000, for every halving.
pub(super) fn parts(members: &[u32], profiles: &[Profile], part: f64) -> Vec<Vec<u32>> {
    let whole = || vec![members.to_vec()];
    if members.len() < 2 * LEAST_HALF || MOST_MEMBERS < members.len() {
        return whole();
    }
    let scored = scores_inside(members, profiles);
    let Some(sides) = halves(members.len(), &scored) else { return whole() };
    let [within, between] = means(&scored, &sides);
    if part * within <= between {
        return whole();
    }
    let half = |side: bool| {
        let on_side = sides.iter().zip(members).filter(|(s, _)| **s == side);
        parts(&on_side.map(|(_, member)| *member).collect::<Vec<u32>>(), profiles, part)
    };
    [half(true), half(false)].concat()
}

/// The scores of all pairs of a group, its terms weighed by how few of its members hold them.
fn scores_inside(members: &[u32], profiles: &[Profile]) -> Vec<Scored> {
    let weighed = weigh_inside(members, profiles);
    let mut scored = Vec::with_capacity(members.len() * members.len() / 2);
    for (right, b) in (0u32..).zip(&weighed) {
        for (left, a) in (0..right).zip(&weighed) {
            let mut score = 0.0;
            for_each_shared(a, b, |_, x, y| score += f64::from(x) * f64::from(y));
            scored.push((left, right, score));
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
    let scores = scored.iter().filter_map(|(left, right, score)| {
        let other = if *left == place { *right } else { *left };
        let ends = *left == place || *right == place;
        (ends && side[other as usize] == Some(here)).then_some(*score)
    });
    let (sum, count) = scores.fold((0.0, 0.0), |(sum, n), score| (sum + score, n + 1.0));
    if count == 0.0 { 0.0 } else { sum / count }
}

/// The mean score within the sides and between them.
fn means(scored: &[Scored], sides: &[bool]) -> [f64; 2] {
    let mut sums = [(0.0, 0.0); 2];
    for (left, right, score) in scored {
        let across = usize::from(sides[*left as usize] != sides[*right as usize]);
        sums[across].0 += score;
        sums[across].1 += 1.0;
    }
    sums.map(|(sum, pairs)| if pairs == 0.0 { 0.0 } else { sum / pairs })
}

/// Unit vectors with each term weighed by how few members hold it; one of a single member is
/// shared by no pair and left out.
fn weigh_inside(members: &[u32], profiles: &[Profile]) -> Vec<Profile> {
    let mut holders: FxHashMap<u32, u32> = FxHashMap::default();
    for (term, _) in members.iter().flat_map(|member| &profiles[*member as usize]) {
        *holders.entry(*term).or_default() += 1;
    }
    #[expect(clippy::cast_precision_loss, reason = "members of a group")]
    let rarity = |holders: u32| (members.len() as f32 / holders as f32).ln();
    let weigh = |member: &u32| {
        let terms = profiles[*member as usize].iter().map(|(term, w)| (*term, *w, holders[term]));
        let shared = terms.filter(|(_, _, n)| 1 < *n).map(|(term, w, n)| (term, w * rarity(n)));
        unit(shared.filter(|(_, w)| 0.0 < *w).collect())
    };
    members.iter().map(weigh).collect()
}

fn unit(mut profile: Profile) -> Profile {
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

    /// Members that share `common` terms with all and `own` terms with their half.
    fn desk(sizes: [u32; 2], common: u32, own: u32) -> (Vec<u32>, Vec<Profile>) {
        let of = |half: u32| {
            let shared = (0..common).map(|term| (term, 1.0));
            unit(shared.chain((0..own).map(|n| (1_000 * (half + 1) + n, 0.4))).collect())
        };
        let profiles: Vec<Profile> =
            (0u32..).zip(sizes).flat_map(|(half, n)| (0..n).map(move |_| of(half))).collect();
        ((0..).take(profiles.len()).collect(), profiles)
    }

    #[test]
    fn two_events_part_though_they_share_most_of_their_words() {
        let (members, profiles) = desk([4, 5], 50, 10);
        let parted = parts(&members, &profiles, 0.3);
        assert_eq!(parted, [vec![4, 5, 6, 7, 8], vec![0, 1, 2, 3]]);
        assert_eq!(parts(&members, &profiles, 0.0).len(), 1, "nothing is less alike than nothing");
    }

    #[test]
    fn one_event_stays_and_so_do_two_articles_of_another() {
        let (members, profiles) = desk([9, 0], 50, 10);
        assert_eq!(parts(&members, &profiles, 0.3), [members]);
        let (members, profiles) = desk([7, 2], 50, 10);
        assert_eq!(parts(&members, &profiles, 0.3), [members]);
    }
}
