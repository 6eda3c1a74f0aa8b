//! Finding a story for a stray: an article or two that agreement left alone though a story's
//! centre is near.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;

use crate::recipe::StoryRecipe;
use crate::story::agreement::Scored;
use crate::story::members_of;

/// A sparse unit vector of terms, ascending.
pub type Profile = Vec<(u32, f32)>;

/// Articles of a group up to which it counts as strays.
const STRAY_GROUP: usize = 2;

/// Moves groups of one or two to the group whose centre is near enough, clearly nearer than the
/// next; one of two only if it is nearer there than to the other.
pub fn attach(names: &mut [u32], scored: &[Scored], profiles: &[Profile], recipe: &StoryRecipe) {
    let groups: BTreeMap<u32, Vec<u32>> = members_of(names)
        .into_iter()
        .map(|members| (names[members[0] as usize], members))
        .collect();
    let is_stray = |name: &u32| groups[name].len() <= STRAY_GROUP;
    let mut near: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
    let mut bond: BTreeMap<u32, f64> = BTreeMap::new();
    for (left, right, score) in scored {
        let ends = [*left, *right].map(|place| names[place as usize]);
        if ends[0] == ends[1] && is_stray(&ends[0]) {
            bond.insert(ends[0], *score);
        }
        for [here, there] in [ends, [ends[1], ends[0]]] {
            if is_stray(&here) && !is_stray(&there) {
                near.entry(here).or_default().insert(there);
            }
        }
    }
    // A term's weight in the centre of every group that a stray may join.
    let centres: BTreeMap<u32, FxHashMap<u32, f64>> = near
        .values()
        .flatten()
        .collect::<BTreeSet<_>>()
        .into_iter()
        .map(|group| (*group, centre(&groups[group], profiles)))
        .collect();
    let mut moves = Vec::new();
    for (stray, candidates) in &near {
        let bond = bond.get(stray).copied().unwrap_or_default();
        for place in &groups[stray] {
            let nearness = |group: &u32| dot(&profiles[*place as usize], &centres[group]);
            let mut ranked: Vec<(f64, u32)> =
                candidates.iter().map(|group| (nearness(group), *group)).collect();
            ranked.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
            let (first, group) = ranked[0];
            let next = ranked.get(1).map_or(0.0, |(nearness, _)| *nearness);
            if recipe.stray.max(bond) <= first && recipe.clearly * next <= first {
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

/// The unit vector in the middle of a group.
fn centre(group: &[u32], profiles: &[Profile]) -> FxHashMap<u32, f64> {
    scaled(sum(group.iter().map(|member| &profiles[*member as usize])))
}

fn sum<'a>(vectors: impl Iterator<Item = &'a Profile>) -> FxHashMap<u32, f64> {
    let mut sum: FxHashMap<u32, f64> = FxHashMap::default();
    for (term, weight) in vectors.flatten() {
        *sum.entry(*term).or_default() += f64::from(*weight);
    }
    sum
}

fn scaled(mut sum: FxHashMap<u32, f64>) -> FxHashMap<u32, f64> {
    let length = sum.values().map(|w| w * w).sum::<f64>().sqrt();
    if 0.0 < length {
        sum.values_mut().for_each(|w| *w /= length);
    }
    sum
}

fn dot(vector: &Profile, other: &FxHashMap<u32, f64>) -> f64 {
    vector.iter().filter_map(|(term, w)| Some(f64::from(*w) * other.get(term)?)).sum()
}
