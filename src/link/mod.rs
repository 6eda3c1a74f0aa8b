//! Candidate pairs → [`Link`]s: evidence is measured, then judged.

use crate::article::{ArticleIx, Articles};
pub use crate::candidates::Route;
use crate::extract::credits::without_signatures;
use crate::kernel::marks::SharedMarks;
use crate::kernel::terms::{Vocabulary, Weighted};
use crate::link::telling::{Printed, Telling};
use crate::recipe::model::LinkModel;

pub mod template;
pub mod copies;
pub mod headlines;
pub mod profile;
pub mod stories;
pub mod telling;
pub mod passages;
pub mod routes;

/// Two articles that belong together, and why.
#[derive(Clone, Debug)]
pub struct Link {
    /// The one with the smaller key.
    pub left: ArticleIx,
    /// The one with the greater key.
    pub right: ArticleIx,
    /// What the evidence amounts to.
    pub relation: Relation,
    /// How sure that is, 0 to 1.
    pub confidence: f64,
    /// How the pair was found.
    pub route: Route,
    /// What was measured.
    pub evidence: Evidence,
}

/// What the evidence on a pair amounts to, from the closest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Relation {
    /// The same words.
    Identical,
    /// The same outlet's or address's text, changed.
    Revision,
    /// Most of the same words.
    NearDuplicate,
    /// One lies within the other.
    Excerpt,
    /// Yesterday's wording, telling another event: shown, never merged.
    Template,
    /// The same event in other words.
    SameStory,
    /// Two events, as an editor decided: shown, never merged.
    Different,
    /// The same subject, another event: shown, never merged.
    Related,
}

impl Relation {
    /// The word that reports print.
    pub fn as_str(self) -> &'static str {
        match self {
            Relation::Identical => "identical",
            Relation::Revision => "revision",
            Relation::NearDuplicate => "near_duplicate",
            Relation::Excerpt => "excerpt",
            Relation::Template => "template",
            Relation::SameStory => "same_story",
            Relation::Different => "different",
            Relation::Related => "related",
        }
    }

    /// Whether it says that one text was taken from the other.
    pub fn is_copy(self) -> bool {
        match self {
            Relation::Identical
            | Relation::Revision
            | Relation::NearDuplicate
            | Relation::Excerpt => true,
            Relation::Template | Relation::SameStory | Relation::Different | Relation::Related => {
                false
            }
        }
    }

    /// Whether it says that two texts are mostly the same.
    pub fn is_alike(self) -> bool {
        match self {
            Relation::Identical | Relation::Revision | Relation::NearDuplicate => true,
            Relation::Excerpt
            | Relation::Template
            | Relation::SameStory
            | Relation::Different
            | Relation::Related => false,
        }
    }
}

/// Everything that can be measured on a pair.
#[derive(Clone, Copy, Debug)]
pub struct Measure<'a> {
    /// The articles.
    pub articles: &'a Articles,
    /// Their terms.
    pub weighted: &'a [Weighted],
    /// The words that the terms stand for.
    pub vocabulary: &'a Vocabulary,
    /// What evidence weighs.
    pub model: &'a LinkModel,
}

impl Measure<'_> {
    /// Measures two articles, linked or not, in every way, their shingles having been counted:
    /// about 75 µs.
    pub fn evidence(&self, left: ArticleIx, right: ArticleIx, shingles: Evidence) -> Evidence {
        let article = &self.articles[left];
        let text = article.text.read();
        let printed = Printed::of(article, without_signatures(&text), self.vocabulary);
        let telling = self.telling(&printed, [left, right]);
        Evidence { telling, ..self.figures(left, right, shingles) }
    }

    /// The same without what is told of it, which [`Measure::telling`] finds: about 2 µs.
    pub fn figures(&self, left: ArticleIx, right: ArticleIx, shingles: Evidence) -> Evidence {
        Evidence {
            shared: shingles.shared,
            left: shingles.left,
            right: shingles.right,
            ..stories::measure([left, right], self.articles, self.weighted, self.model)
        }
    }

    /// What of it is worth telling an editor, as `printed` in the left one: about 10 µs.
    pub fn telling(&self, printed: &Printed<'_>, ends: [ArticleIx; 2]) -> Telling {
        let views = ends.map(|ix| &self.weighted[ix.at()]);
        Telling::of(printed, &self.articles[ends[1]], views)
    }
}

/// What was measured on a pair.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Evidence {
    /// Distinct shingles in both.
    pub shared: u32,
    /// Distinct shingles of the left.
    pub left: u32,
    /// Distinct shingles of the right.
    pub right: u32,
    /// Cosine of weighted terms over the whole text, 0 to 1.
    pub text: f64,
    /// The same over the lead.
    pub lead: f64,
    /// The same over names and numbers, where both have some.
    pub names: Option<f64>,
    /// The views together, weighed by the model, 0 to 1: a short text's counts for more.
    pub likeness: f64,
    /// Likeness of the headlines, where both have one.
    pub headline: Option<f64>,
    /// Hours between the publications, where both are known.
    pub hours_apart: Option<f64>,
    /// Quotations, amounts, figures and days that both have.
    pub marks: SharedMarks,
    /// What of all that is worth telling an editor, as printed.
    pub telling: Telling,
}

impl Evidence {
    /// Shared shingles by all shingles; nothing comes of nothing.
    pub fn jaccard(&self) -> f64 {
        let union = self.left + self.right - self.shared;
        if union == 0 { 0.0 } else { f64::from(self.shared) / f64::from(union) }
    }

    /// Shared shingles by those of the left.
    pub fn left_contained(&self) -> f64 {
        if self.left == 0 { 0.0 } else { f64::from(self.shared) / f64::from(self.left) }
    }

    /// Shared shingles by those of the shorter.
    pub fn containment(&self) -> f64 {
        self.left_contained().max(self.right_contained())
    }

    /// Shared shingles by those of the right.
    pub fn right_contained(&self) -> f64 {
        if self.right == 0 { 0.0 } else { f64::from(self.shared) / f64::from(self.right) }
    }
}
