//! Finding a story for a stray: an article or two that agreement left alone though a story's
//! centre is near.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;

use crate::link::profile::{Profile, Sum};
use crate::recipe::StoryRecipe;
use crate::story::agreement::Scored;
use crate::story::members_of;

/// Articles of a group up to which it counts as strays.
const STRAY_GROUP: usize = 2;

/// Log-odds that a stray's nearest article must reach among a thousand.
const LEAST_ODDS: f64 = -3.0;

/// Moves groups of one or two to the group whose centre is near enough, clearly nearer than the
/// next, and which holds the one article that is nearest of all outside; one of two only if it is
/// nearer there than to the other. None is moved to a group that it must be apart from.
///
/// In a large collection some centre is near to every article. So the more articles there are, the
/// greater the odds must be: in proportion to their number.
pub fn attach(
    names: &mut [u32],
    scored: &[Scored],
    profiles: &[Profile<'_>],
    recipe: &StoryRecipe,
) {
    let groups: BTreeMap<u32, Vec<u32>> = members_of(names)
        .into_iter()
        .map(|members| (names[members[0] as usize], members))
        .collect();
    let mut near = neighbours(names, scored, &groups);
    let nearest = nearest_groups(names, scored);
    #[expect(clippy::cast_precision_loss, reason = "articles are counted in millions at most")]
    let least = LEAST_ODDS + (profiles.len() as f64 / 1_000.0).ln();
    let is_near = |place: &u32| nearest.get(place).is_some_and(|(odds, _)| least <= *odds);
    near.retain(|stray, _| groups[stray].iter().any(is_near));
    // The centre of every group that a stray may join.
    let joined: BTreeSet<u32> = near.values().flat_map(|near| &near.groups).copied().collect();
    let centres: BTreeMap<u32, (Sum, f64)> =
        joined.into_iter().map(|group| (group, centre(&groups[&group], profiles))).collect();
    let nearness = |place: u32, (centre, length): &(Sum, f64)| {
        let profile = &profiles[place as usize];
        let lengths = profile.length() * length;
        if lengths == 0.0 { 0.0 } else { centre.with(profile) / lengths }
    };
    let mut moves = Vec::new();
    for (stray, near) in &near {
        let other = groups[stray].iter().find(|place| *place != stray);
        let bond = other.map_or(0.0, |other| nearness(*stray, &centre(&[*other], profiles)));
        for place in groups[stray].iter().filter(|place| is_near(place)) {
            let mut ranked: Vec<(f64, u32)> = near
                .groups
                .iter()
                .map(|group| (nearness(*place, &centres[group]), *group))
                .collect();
            ranked.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
            let Some((first, group)) = ranked.first().copied() else { continue };
            let next = ranked.get(1).map_or(0.0, |(nearness, _)| *nearness);
            let barred = near.apart.contains(&(*place, group)) || nearest[place].1 != group;
            if !barred && recipe.stray.max(bond) <= first && recipe.clearly * next <= first {
                moves.push((*place, group));
            }
        }
    }
    for (place, group) in moves {
        names[place as usize] = group;
    }
    // A group is named by its smallest member, wherever its strays came from.
    for members in members_of(names) {
        members.iter().for_each(|place| names[*place as usize] = members[0]);
    }
}

/// The groups that a stray may join, and which of its members must not join which.
#[derive(Default)]
struct Near {
    groups: BTreeSet<u32>,
    apart: BTreeSet<(u32, u32)>,
}

fn neighbours(
    names: &[u32],
    scored: &[Scored],
    groups: &BTreeMap<u32, Vec<u32>>,
) -> BTreeMap<u32, Near> {
    let is_stray = |name: &u32| groups[name].len() <= STRAY_GROUP;
    let mut near: BTreeMap<u32, Near> = BTreeMap::new();
    for pair in scored {
        let places = [pair.left, pair.right];
        let ends = places.map(|place| names[place as usize]);
        for (place, [here, there]) in places.into_iter().zip([ends, [ends[1], ends[0]]]) {
            if is_stray(&here) && !is_stray(&there) {
                let near = near.entry(here).or_default();
                if pair.score == f64::NEG_INFINITY {
                    near.apart.insert((place, there));
                } else {
                    near.groups.insert(there);
                }
            }
        }
    }
    near
}

/// The score and group of the article that each place agrees with most, its own group aside.
fn nearest_groups(names: &[u32], scored: &[Scored]) -> FxHashMap<u32, (f64, u32)> {
    let mut best: FxHashMap<u32, (f64, u32)> = FxHashMap::default();
    for pair in scored {
        for (here, there) in [(pair.left, pair.right), (pair.right, pair.left)] {
            let group = names[there as usize];
            if names[here as usize] != group {
                let known = best.entry(here).or_insert((pair.score, group));
                if known.0 < pair.score {
                    *known = (pair.score, group);
                }
            }
        }
    }
    best
}

/// The sum in the middle of a group, and its length.
fn centre(group: &[u32], profiles: &[Profile<'_>]) -> (Sum, f64) {
    let mut sum = Sum::default();
    group.iter().for_each(|member| sum.put(&profiles[*member as usize]));
    let length = sum.length();
    (sum, length)
}
