//! [`Timeline`] → what contradicts itself in it, side by side: of each event the versions that
//! cannot all be true, each with who says so. Nothing is averaged and nobody is believed more.

use std::collections::BTreeSet;

use crate::timeline::{Entry, Timeline};

use super::{List, Report, bounded, dated, rest};

/// Conflicts named in one story.
const CONFLICTS: usize = 10;
/// Versions named in one conflict.
const SIDES: usize = 6;

/// One event that is told in ways that contradict each other.
#[derive(Debug)]
pub struct Conflict {
    /// The versions, in the order of the timeline.
    pub sides: Vec<Side>,
}

/// One version of it.
#[derive(Debug)]
pub struct Side {
    /// When, and the words this was read from.
    pub when: String,
    /// What.
    pub what: String,
    /// The language of that, where all who tell it have one.
    pub language: Option<String>,
    /// The outlets that say so.
    pub who: String,
    /// Whom they cite.
    pub citing: String,
}

impl Report<'_> {
    /// The events of a timeline that are told in several ways.
    pub(super) fn conflicts(&self, timeline: &Timeline) -> List<Conflict> {
        let rings = rings(timeline);
        let left = rings.len().saturating_sub(CONFLICTS);
        let shown = rings.iter().take(CONFLICTS).map(|ring| Conflict {
            sides: ring.iter().take(SIDES).map(|entry| self.side(entry)).collect(),
        });
        List { shown: shown.collect(), rest: rest(left, "timeline.csv", "contradictions") }
    }

    fn side(&self, entry: &Entry) -> Side {
        Side {
            when: dated(entry),
            what: bounded(&entry.what),
            language: self.language(&entry.articles),
            who: self.who(entry),
            citing: bounded(&entry.citing.join(", ")),
        }
    }
}

/// The entries that contradict each other, each set once.
fn rings(timeline: &Timeline) -> Vec<Vec<&Entry>> {
    let mut seen = BTreeSet::new();
    let mut rings = Vec::new();
    for at in 0..timeline.entries.len() {
        let mut ring = BTreeSet::new();
        let mut next = Some(at);
        while let Some(at) = next.filter(|at| *at < timeline.entries.len() && seen.insert(*at)) {
            ring.insert(at);
            next = timeline.entries[at].conflict_with;
            // An entry may point at others that do not point back.
            ring.extend(next.filter(|next| *next < timeline.entries.len()));
        }
        if 1 < ring.len() {
            rings.push(ring.iter().map(|at| &timeline.entries[*at]).collect());
        }
    }
    rings
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    type Rings = &'static [&'static [&'static str]];

    #[test]
    fn what_contradicts_itself_stands_side_by_side_once() {
        let cases: [(&[Option<usize>], Rings); 6] = [
            (&[None, None], &[]),
            (&[Some(1), Some(0)], &[&["0", "1"]]),
            (&[Some(2), None, Some(4), None, Some(0)], &[&["0", "2", "4"]]),
            (&[Some(1), None], &[&["0", "1"]]),
            (&[Some(9), None], &[]),
            (&[Some(0)], &[]),
        ];
        for (against, expected) in cases {
            let numbered = against.iter().enumerate();
            let entries = numbered.map(|(at, against)| {
                let entry = sample::event(&at.to_string(), None, &[0]);
                Entry { conflict_with: *against, ..entry }
            });
            let timeline = Timeline { entries: entries.collect(), ..Timeline::default() };
            let found: Vec<Vec<&str>> = rings(&timeline)
                .iter()
                .map(|ring| ring.iter().map(|entry| entry.what.as_str()).collect())
                .collect();
            assert_eq!(found, expected, "{against:?}");
        }
    }
}
