//! Two extractors' opinions of every line → which lines are the article's.

use rustc_hash::FxHashSet;

use super::super::Role;
use super::super::furniture::{self, Kind};
use super::super::metadata::About;
use super::lines::{Part, Visible};
use super::opinion::{Opinion, words};

/// What becomes of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Choice {
    /// It belongs to the article.
    Sure,
    /// One extractor kept it.
    Fuller,
    /// Neither did.
    No,
    /// It was kept, but is something else.
    Role(Role),
}

/// Chooses among the lines of a page.
///
/// Lines that both extractors kept are sure. Prose that one kept is sure too if it stands between
/// sure lines: extractors lose paragraphs in the middle, they seldom invent them there. If the two
/// hardly overlap, one of them took something else for the article: the one that speaks more of what
/// the page's title and summary speak of is believed.
pub(super) fn choose(visible: &[Visible], opinions: &[Opinion; 2], about: &About) -> Vec<Choice> {
    let kept = |opinion: &Opinion| -> Vec<bool> {
        let keeps = |line: &Visible| 0 < opinion.words && opinion.keeps(&line.text);
        visible.iter().map(keeps).collect()
    };
    let [left, right] = [kept(&opinions[0]), kept(&opinions[1])];
    let count = |kept: &dyn Fn(usize) -> bool| -> usize {
        (0..visible.len()).filter(|at| kept(*at)).map(|at| visible[at].words).sum()
    };
    let both = count(&|at| left[at] && right[at]);
    let fewer = count(&|at| left[at]).min(count(&|at| right[at]));
    let mut choices: Vec<Choice> = if 3 * fewer <= 10 * both && 0 < both {
        let pairs = left.iter().zip(&right);
        pairs.map(|(left, right)| Choice::of(*left, *right)).collect()
    } else {
        let believed = match speaks_of(visible, &left, about) <= speaks_of(visible, &right, about) {
            true => &right,
            false => &left,
        };
        believed.iter().map(|kept| Choice::of(*kept, *kept)).collect()
    };
    fill_gaps(visible, &mut choices);
    drop_others(visible, &mut choices);
    choices
}

impl Choice {
    fn of(left: bool, right: bool) -> Choice {
        match (left, right) {
            (true, true) => Choice::Sure,
            (true, false) | (false, true) => Choice::Fuller,
            (false, false) => Choice::No,
        }
    }
}

/// How many of the words of the page's title and summary the kept lines hold, then how many words.
fn speaks_of(visible: &[Visible], kept: &[bool], about: &About) -> (usize, usize) {
    let known: FxHashSet<String> = [&about.title, &about.description]
        .into_iter()
        .flatten()
        .flat_map(|text| words(text))
        .filter(|word| 4 <= word.chars().count())
        .collect();
    let mut found: FxHashSet<String> = FxHashSet::default();
    let mut said = 0;
    for (line, _) in visible.iter().zip(kept).filter(|(_, kept)| **kept) {
        said += line.words;
        found.extend(words(&line.text).into_iter().filter(|word| known.contains(word)));
    }
    (found.len(), said)
}

/// Makes prose sure that one extractor kept between sure lines.
fn fill_gaps(visible: &[Visible], choices: &mut [Choice]) {
    let sure = |choice: &Choice| *choice == Choice::Sure;
    let Some(first) = choices.iter().position(sure) else {
        return;
    };
    let last = choices.iter().rposition(sure).unwrap_or(first);
    for (line, choice) in visible.iter().zip(choices.iter_mut()).take(last).skip(first) {
        if *choice == Choice::Fuller && line.is_prose() {
            *choice = Choice::Sure;
        }
    }
}

/// What a short line is that an advert's or another story's label opens.
fn furnishes(line: &Visible) -> Option<Role> {
    /// Longer ones are paragraphs that a picture's or advert's word happens to open.
    const MOST_WORDS: usize = 25;
    if MOST_WORDS < line.words {
        return None;
    }
    match furniture::hit(&line.text, line.is_prose())?.kind {
        Kind::Advert => Some(Role::Advert),
        Kind::Related if !line.is_prose() => Some(Role::RelatedHeadline),
        Kind::Prompt if !line.is_prose() => Some(Role::Prompt),
        _ => None,
    }
}

/// Drops captions, lines that are links to elsewhere, and what was said already.
fn drop_others(visible: &[Visible], choices: &mut [Choice]) {
    let mut said: FxHashSet<&str> = FxHashSet::default();
    for (line, choice) in visible.iter().zip(choices) {
        if !matches!(choice, Choice::Sure | Choice::Fuller) {
            continue;
        }
        if line.part == Part::Caption {
            *choice = Choice::Role(Role::Caption);
        } else if !said.insert(&line.text) {
            *choice = Choice::Role(Role::Repeated);
        } else if line.is_link() && !line.is_prose() {
            *choice = Choice::Role(Role::RelatedHeadline);
        } else if let Some(role) = furnishes(line) {
            *choice = Choice::Role(role);
        }
    }
}
