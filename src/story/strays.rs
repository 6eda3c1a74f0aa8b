//! Finding a story for a stray: an article or two that agreement left alone though a story's
//! centre is near.

use rustc_hash::FxHashMap;

use crate::recipe::StoryRecipe;
use crate::story::agreement::Scored;
use crate::story::members_of;

/// A sparse unit vector of terms, ascending.
pub type Profile = Vec<(u32, f32)>;

/// Articles of a group up to which it counts as strays.
const STRAY_GROUP: usize = 2;

/// Moves groups of one or two to the group whose centre is near enough, and clearly nearer than
/// the next.
pub fn attach(names: &mut [u32], scored: &[Scored], profiles: &[Profile], recipe: &StoryRecipe) {
    let groups: FxHashMap<u32, Vec<u32>> = members_of(names)
        .into_iter()
        .map(|members| (names[members[0] as usize], members))
        .collect();
    let mut neighbours: Vec<Vec<u32>> = vec![Vec::new(); names.len()];
    for (left, right, _) in scored {
        neighbours[*left as usize].push(names[*right as usize]);
        neighbours[*right as usize].push(names[*left as usize]);
    }
    let mut moves = Vec::new();
    for place in 0..names.len() {
        let own = names[place];
        if STRAY_GROUP < groups[&own].len() {
            continue;
        }
        let near = &mut neighbours[place];
        near.sort_unstable();
        near.dedup();
        let mut ranked: Vec<(f64, u32)> = near
            .iter()
            .filter(|name| **name != own && STRAY_GROUP < groups[*name].len())
            .map(|name| (nearness(&profiles[place], &groups[name], profiles), *name))
            .collect();
        ranked.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let Some((first, name)) = ranked.first() else {
            continue;
        };
        let next = ranked.get(1).map_or(0.0, |(nearness, _)| *nearness);
        if recipe.stray <= *first && recipe.clearly * next <= *first {
            moves.push((place, *name));
        }
    }
    for (place, name) in moves {
        names[place] = name;
    }
    // A group is named by its smallest member, wherever its strays came from.
    for members in members_of(names) {
        members
            .iter()
            .for_each(|place| names[*place as usize] = members[0]);
    }
}

/// How like a vector is to the centre of a group.
fn nearness(stray: &Profile, group: &[u32], profiles: &[Profile]) -> f64 {
    let centre = scaled(sum(group.iter().map(|member| &profiles[*member as usize])));
    dot(stray, &centre)
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
    vector
        .iter()
        .filter_map(|(term, w)| Some(f64::from(*w) * other.get(term)?))
        .sum()
}
