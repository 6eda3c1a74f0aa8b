//! [`Story`] → what an outlet has corrected in its own text, and whose copies still have the words
//! it took back.
//!
//! In: a story with its copies. Out: for each text that its outlet has changed since, the words
//! that differ and the copies of other outlets in which the old ones stand. Deliberately absent:
//! what was only added or rearranged, and, unless the text itself says that it was corrected,
//! rewording without a figure, a name or a denial in it and changes that no copy lacks. Which version came later is known from
//! times of change or of publication; where they do not tell, nothing is said.
//! Cost: linear in the words of the versions and copies.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use unicode_segmentation::UnicodeSegmentation;

use crate::article::{Article, ArticleIx, Articles, Published};
use crate::story::{Origin, Story};

use super::conflicts::is_figure;
use super::kinds::Kinds;

static WORDS: LazyLock<Kinds> = LazyLock::new(|| Kinds::of(include_str!("words/corrections.csv")));

/// A text that its outlet has changed since it first came out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correction {
    /// The version that was changed.
    pub was: ArticleIx,
    /// The version that stands.
    pub now: ArticleIx,
    /// What differs, in the order of the text; never empty.
    pub changes: Vec<Change>,
    /// Other outlets' copies in which old words stand, by publication.
    pub uncorrected: Vec<Uncorrected>,
}

/// Words that were replaced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// As they were.
    pub was: String,
    /// As they are now.
    pub now: String,
}

/// A copy that was not corrected, or not wholly.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Uncorrected {
    /// The copy.
    pub article: ArticleIx,
    /// Which of the changes it lacks, by position.
    pub lacks: Vec<usize>,
}

/// Corrections looked at in one story, and changes told of one: more is a live page.
const MOST_CORRECTIONS: usize = 16;
const MOST_CHANGES: usize = 12;

/// Words of a text that are compared.
const MOST_WORDS: usize = 6000;

/// Words that one change replaces: more is a new passage.
const LONGEST: usize = 8;

/// Words looked ahead for where two versions agree again, and how many must.
const AHEAD: usize = 24;
const AGREE: usize = 3;

/// The corrections of a story; `superseded` names each version that was changed and the one that
/// stands in its place.
pub(super) fn corrections(
    story: &Story,
    superseded: &BTreeMap<ArticleIx, ArticleIx>,
    articles: &Articles,
) -> Vec<Correction> {
    let found = superseded.iter().take(MOST_CORRECTIONS).filter_map(|(was, now)| {
        let origin = story.origins.iter().find(|origin| members(origin).any(|ix| ix == *was))?;
        let [old, new] = [*was, *now].map(|ix| Text::of(&articles[ix]));
        let noted = new.is_noted() && !old.is_noted();
        let mut places = places(&old, &new);
        let told = |place: &Place| {
            let was = old.shown(place.was.0, place.was.1);
            (was, new.shown(place.now.0, place.now.1))
        };
        places.retain(|place| noted || place.is_telling(&old, &new));
        places.truncate(MOST_CHANGES);
        let others = members(origin).filter(|ix| {
            let outlet = |ix: ArticleIx| articles[ix].outlet.as_ref();
            outlet(*ix).is_some() && outlet(*ix) != outlet(*was)
        });
        let uncorrected = others.filter_map(|article| {
            let copy = Text::of(&articles[article]);
            let lacks: Vec<usize> =
                (0..places.len()).filter(|at| places[*at].stands_in(&copy, &old, &new)).collect();
            (!lacks.is_empty()).then_some(Uncorrected { article, lacks })
        });
        let mut uncorrected: Vec<Uncorrected> = uncorrected.collect();
        uncorrected.sort_by_key(|one| {
            (articles[one.article].published.as_ref().map(Published::seconds), one.article)
        });
        // What was changed in several places is told once.
        let mut changes: Vec<Change> = Vec::new();
        let numbers: Vec<usize> = places
            .iter()
            .map(|place| {
                let (was, now) = told(place);
                let change = Change { was, now };
                changes.iter().position(|known| *known == change).unwrap_or_else(|| {
                    changes.push(change);
                    changes.len() - 1
                })
            })
            .collect();
        for copy in &mut uncorrected {
            copy.lacks = copy.lacks.iter().map(|at| numbers[*at]).collect();
            copy.lacks.sort_unstable();
            copy.lacks.dedup();
        }
        // What nobody took over and nobody calls a correction is an update.
        let told = !changes.is_empty() && (noted || !uncorrected.is_empty());
        told.then_some(Correction { was: *was, now: *now, changes, uncorrected })
    });
    found.collect()
}

fn members(origin: &Origin) -> impl Iterator<Item = ArticleIx> {
    origin.copies.iter().map(|copy| copy.article).chain([origin.kept])
}

/// The words of a text.
struct Text {
    shown: Vec<String>,
    lower: Vec<String>,
}

impl Text {
    fn of(article: &Article) -> Text {
        let text = article.text.read();
        let title = article.title.as_deref().unwrap_or("");
        let words = title.unicode_words().chain(text.unicode_words());
        let shown: Vec<String> = words.take(MOST_WORDS).map(str::to_owned).collect();
        let lower = shown.iter().map(|word| word.to_lowercase()).collect();
        Text { shown, lower }
    }

    fn shown(&self, from: usize, to: usize) -> String {
        self.shown[from..to].join(" ")
    }

    /// Whether it says of itself that it was corrected.
    fn is_noted(&self) -> bool {
        let noted = |word: &String| WORDS.is("note", word);
        self.lower.iter().any(noted)
            || self.lower.windows(2).any(|two| WORDS.is("phrase", &two.join(" ")))
    }
}

/// Where words were replaced: from and to in either version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Place {
    was: (usize, usize),
    now: (usize, usize),
}

impl Place {
    /// Whether a figure or a name was replaced by another, or a denial came or went.
    fn is_telling(&self, old: &Text, new: &Text) -> bool {
        let [was, now] = [(old, self.was), (new, self.now)].map(|(text, (from, to))| {
            let words = text.shown[from..to].iter().zip(&text.lower[from..to]);
            words.collect::<Vec<_>>()
        });
        let figures = |words: &[(&String, &String)]| -> Vec<String> {
            let figures = words.iter().filter(|(_, lower)| is_figure(lower));
            figures.map(|(_, lower)| (*lower).clone()).collect()
        };
        let denials = |words: &[(&String, &String)]| {
            words.iter().filter(|(_, word)| WORDS.is("telling", word)).count()
        };
        let name = |words: &[(&String, &String)]| {
            words.iter().all(|(shown, lower)| {
                let capital = shown.starts_with(char::is_uppercase);
                capital && shown.contains(char::is_lowercase) && !WORDS.is("pronoun", lower)
            })
        };
        let (before, after) = (figures(&was), figures(&now));
        let figure = !before.is_empty() && !after.is_empty() && before != after;
        let apart = !was.iter().any(|(_, word)| now.iter().any(|(_, other)| word == other));
        figure || denials(&was) != denials(&now) || name(&was) && name(&now) && apart
    }

    /// Whether a copy has the old words where the new ones should be.
    fn stands_in(&self, copy: &Text, old: &Text, new: &Text) -> bool {
        let found = |text: &Text, (from, to): (usize, usize)| {
            let words = &text.lower[from..to];
            let before = &text.lower[from.saturating_sub(2)..from];
            let behind = &text.lower[to..text.lower.len().min(to + 2)];
            let all = copy.lower.windows(words.len()).enumerate();
            all.filter(|(_, window)| *window == words).any(|(at, _)| {
                let end = at + words.len();
                let after = 2 == before.len() && copy.lower[..at].ends_with(before);
                after || 2 == behind.len() && copy.lower[end..].starts_with(behind)
            })
        };
        found(old, self.was) && !found(new, self.now)
    }
}

/// Where few words of one version stand for few of the other.
fn places(old: &Text, new: &Text) -> Vec<Place> {
    let (mut at, mut to) = (0, 0);
    let mut found = Vec::new();
    while at < old.lower.len() && to < new.lower.len() {
        if old.lower[at] == new.lower[to] {
            at += 1;
            to += 1;
            continue;
        }
        let Some((gone, come)) = agreement(&old.lower[at..], &new.lower[to..]) else {
            // A longer passage is new: look for where it ends, else for where the old one does.
            let Some((gone, on)) = resume(&old.lower[at..], &new.lower[to..]) else {
                at += 1;
                continue;
            };
            let same = |by: usize| old.lower[at + by] == new.lower[to + on - gone + by];
            let same = (0..gone).take_while(|by| same(*by)).count();
            if same < gone {
                let now = (to + on - gone + same, to + on);
                found.push(Place { was: (at + same, at + gone), now });
            }
            at += gone;
            to += on;
            continue;
        };
        if (1..=LONGEST).contains(&gone) && (1..=LONGEST).contains(&come) {
            found.push(Place { was: (at, at + gone), now: (to, to + come) });
        }
        at += gone;
        to += come;
    }
    found
}

/// After how few words of either the two agree again.
fn agreement(old: &[String], new: &[String]) -> Option<(usize, usize)> {
    (1..=AHEAD).find_map(|sum| {
        (0..=sum).map(|gone| (gone, sum - gone)).find(|&(gone, come)| agrees(old, new, gone, come))
    })
}

/// Whether both go on with the same words, or both end.
fn agrees(old: &[String], new: &[String], gone: usize, come: usize) -> bool {
    let (Some(old), Some(new)) = (old.get(gone..), new.get(come..)) else { return false };
    let [old, new] = [old, new].map(|words| &words[..words.len().min(AGREE)]);
    old == new
}

/// Words of the new version that are looked through for where the old one goes on: a correction
/// puts in a paragraph, and no more.
const FARTHEST: usize = 400;

/// How far to go past a passage that only the new version has, where the old one goes on behind
/// it: words of the old one that differ there, and of the new one up to where they agree.
fn resume(old: &[String], new: &[String]) -> Option<(usize, usize)> {
    (0..=LONGEST).find_map(|gone| {
        let on = old.get(gone..gone + AGREE)?;
        let at = new.windows(AGREE).take(FARTHEST).position(|window| window == on)?;
        (gone <= at).then_some((gone, at))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(words: &str) -> Text {
        let shown: Vec<String> = words.unicode_words().map(str::to_owned).collect();
        let lower = shown.iter().map(|word| word.to_lowercase()).collect();
        Text { shown, lower }
    }

    #[test]
    fn replaced_words_are_found_and_added_passages_are_not() {
        let was = "The slide above Port Sel took 214 lives, Orla Pike said on Friday at noon.";
        for (now, expected) in [
            (
                "The slide above Port Sel took 124 lives, Orla Pike said on Friday at noon.",
                "214>124",
            ),
            (
                "The slide above Port Sel took 214 lives, Ann Pike said on Friday at noon.",
                "Orla>Ann",
            ),
            (
                "A correction was made. The slide above Port Sel took 124 lives, Orla Pike said on Friday at noon.",
                "214>124",
            ),
            (
                "The slide above Port Sel took 214 lives, and the road to Tarn is shut for a week, Orla Pike said on Friday at noon.",
                "",
            ),
            (was, ""),
        ] {
            let (old, new) = (text(was), text(now));
            let places = places(&old, &new);
            let shown: Vec<String> = places
                .iter()
                .filter(|place| place.is_telling(&old, &new))
                .map(|place| {
                    let was = old.shown(place.was.0, place.was.1);
                    format!("{was}>{}", new.shown(place.now.0, place.now.1))
                })
                .collect();
            assert_eq!(shown.join(" "), expected, "{now}");
        }
    }

    #[test]
    fn a_copy_lacks_a_correction_where_the_old_words_stand_in_their_place() {
        let old = text("The slide above Port Sel took 214 lives on Friday.");
        let new = text("The slide above Port Sel took 124 lives on Friday.");
        let place = places(&old, &new)[0];
        for (copy, expected) in [
            ("A slide above Port Sel took 214 lives on Friday.", true),
            ("A slide above Port Sel took 124 lives on Friday.", false),
            ("Flat 214 burned. A slide killed many.", false),
            ("Sel took 214 lives on Friday. It was said to have cost 124.", true),
        ] {
            assert_eq!(place.stands_in(&text(copy), &old, &new), expected, "{copy}");
        }
    }
}
