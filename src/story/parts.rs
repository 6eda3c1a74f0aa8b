//! Parting a group that holds two similar events, and finding a group for a stray.
//!
//! What all articles of a group share says nothing about which of its events one tells. So inside
//! a group terms are weighed anew by how few of *its* articles hold them, the group is halved, and
//! the halves part if they are much less alike than each is within.

use rustc_hash::FxHashMap;

/// Rounds after which halving stops even if articles still change sides.
const ROUNDS: usize = 12;

/// Articles that a half must have to be a story of its own.
const LEAST_HALF: usize = 3;

/// A sparse vector of terms, ascending.
pub type Profile = Vec<(u32, f32)>;

/// Splits the members of a group into the events it holds: one part if it is one event.
///
/// `part` is the similarity between halves by that within, below which they part.
/// Cost: some ten passes over the terms of the members for every halving.
pub fn parts(members: &[u32], profiles: &[Profile], part: f64) -> Vec<Vec<u32>> {
    if members.len() < 2 * LEAST_HALF {
        return vec![members.to_vec()];
    }
    let weighed = weigh_inside(members, profiles);
    let sides = halve(&weighed);
    let halves = [true, false].map(|side| {
        let on_side = sides.iter().zip(members).filter(|(s, _)| **s == side);
        on_side.map(|(_, member)| *member).collect::<Vec<u32>>()
    });
    let small = halves.iter().any(|half| half.len() < LEAST_HALF);
    if small || part * within(&weighed, &sides) <= between(&weighed, &sides) {
        return vec![members.to_vec()];
    }
    halves
        .iter()
        .flat_map(|half| parts(half, profiles, part))
        .collect()
}

/// Unit vectors with each term weighed by how few members hold it.
fn weigh_inside(members: &[u32], profiles: &[Profile]) -> Vec<Profile> {
    let mut holders: FxHashMap<u32, u32> = FxHashMap::default();
    for (term, _) in members
        .iter()
        .flat_map(|member| &profiles[*member as usize])
    {
        *holders.entry(*term).or_default() += 1;
    }
    #[expect(clippy::cast_precision_loss, reason = "members of a group")]
    let all = members.len() as f32;
    #[expect(clippy::cast_precision_loss, reason = "members of a group")]
    let rarity = |term: &u32| (all / holders[term] as f32).ln();
    let weigh = |member: &u32| {
        let weights = profiles[*member as usize]
            .iter()
            .map(|(term, w)| (*term, w * rarity(term)));
        unit(weights.filter(|(_, w)| 0.0 < *w).collect())
    };
    members.iter().map(weigh).collect()
}

fn unit(mut profile: Profile) -> Profile {
    let length = profile
        .iter()
        .map(|(_, w)| f64::from(*w).powi(2))
        .sum::<f64>()
        .sqrt();
    if 0.0 < length {
        #[expect(clippy::cast_possible_truncation, reason = "a weight between 0 and 1")]
        profile
            .iter_mut()
            .for_each(|(_, w)| *w = (f64::from(*w) / length) as f32);
    }
    profile
}

/// Two-means on unit vectors, from the two that are far apart: the one least like the centre, and
/// the one least like that one.
fn halve(vectors: &[Profile]) -> Vec<bool> {
    let centre = sum(vectors.iter());
    let least_like = |to: &FxHashMap<u32, f64>| {
        let nearness = |vector: &Profile| dot(vector, to);
        let ranked = vectors
            .iter()
            .enumerate()
            .min_by(|a, b| nearness(a.1).total_cmp(&nearness(b.1)));
        ranked.map_or(0, |(place, _)| place)
    };
    let first = least_like(&centre);
    let second = least_like(&sum([&vectors[first]].into_iter()));
    let mut centres = [
        sum([&vectors[first]].into_iter()),
        sum([&vectors[second]].into_iter()),
    ];
    let mut sides: Vec<bool> = Vec::new();
    for _ in 0..ROUNDS {
        let side = |vector: &Profile| dot(vector, &centres[1]) <= dot(vector, &centres[0]);
        let now: Vec<bool> = vectors.iter().map(side).collect();
        if now == sides {
            break;
        }
        sides = now;
        centres = [true, false].map(|side| {
            let half = vectors.iter().zip(&sides).filter(|(_, s)| **s == side);
            scaled(sum(half.map(|(vector, _)| vector)))
        });
    }
    sides
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

/// The mean cosine over all pairs on the same side.
fn within(vectors: &[Profile], sides: &[bool]) -> f64 {
    let (mut total, mut pairs) = (0.0, 0.0);
    for side in [true, false] {
        let half: Vec<&Profile> = vectors
            .iter()
            .zip(sides)
            .filter(|(_, s)| **s == side)
            .map(|(v, _)| v)
            .collect();
        let sum = sum(half.iter().copied());
        let own: f64 = half.iter().map(|vector| dot(vector, &sum)).sum();
        let selves: f64 = half
            .iter()
            .map(|v| v.iter().map(|(_, w)| f64::from(w * w)).sum::<f64>())
            .sum();
        #[expect(clippy::cast_precision_loss, reason = "members of a group")]
        let n = half.len() as f64;
        total += own - selves;
        pairs += n * (n - 1.0);
    }
    if pairs == 0.0 { 0.0 } else { total / pairs }
}

/// The mean cosine over all pairs across the sides.
fn between(vectors: &[Profile], sides: &[bool]) -> f64 {
    let on = |side: bool| {
        vectors
            .iter()
            .zip(sides)
            .filter(move |(_, s)| **s == side)
            .map(|(v, _)| v)
    };
    let one = sum(on(true));
    let total: f64 = on(false).map(|vector| dot(vector, &one)).sum();
    #[expect(clippy::cast_precision_loss, reason = "members of a group")]
    let pairs = on(true).count() as f64 * on(false).count() as f64;
    if pairs == 0.0 { 0.0 } else { total / pairs }
}

/// How like a vector is to the centre of a group.
pub fn nearness(stray: &Profile, group: &[u32], profiles: &[Profile]) -> f64 {
    let centre = scaled(sum(group.iter().map(|member| &profiles[*member as usize])));
    dot(stray, &centre)
}
