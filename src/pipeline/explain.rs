//! Two articles of an input → what speaks for and against their being copies or one story.
//!
//! What comes in: an input, and which two of its articles. What goes out: an [`Explanation`], for
//! any two, linked or not. Costs what `cluster` costs on the same input, timelines aside, since
//! how telling a word or a shingle is, and which story an article is in, depend on all of it.

use std::path::PathBuf;

use super::{Copies, Desk, Progress, compare, sketches_and_counts, weigh};
use crate::article::{Article, ArticleIx, Articles, Rejected};
use crate::candidates::Sketch;
use crate::extract::Purpose;
use crate::input::{Options, Problem};
use crate::kernel::shingle::{ShingleSet, word_hashes};
use crate::kernel::terms::TermCounts;
use crate::link::Measure;
use crate::link::routes::Sight;
use crate::recipe::Recipe;
use crate::report::Findings;
use crate::report::explain::{Explanation, Measured, Placed};
use crate::shelf::Lost;
use crate::story::Confidence;
use crate::verdict::Verdicts;

/// An input that has been read, in which two articles can be chosen.
pub struct Opened(Desk);

impl Opened {
    /// Reads the inputs.
    pub fn read(
        inputs: &[PathBuf],
        options: &Options,
        recipe: &Recipe,
        progress: &(dyn Fn(Progress) + Sync),
    ) -> Result<Opened, Lost> {
        Desk::read(inputs, options, Purpose::Stories, recipe, progress).map(Opened)
    }

    /// The articles, in the order of their names.
    pub fn articles(&self) -> &[Article] {
        &self.0.articles
    }

    /// What became no article.
    pub fn rejected(&self) -> &[Rejected] {
        &self.0.rejected
    }

    /// Every `--map` whose column an export does not have.
    pub fn unmapped(&self) -> &[Problem] {
        &self.0.unmapped
    }

    /// Measures two articles in every way, and says what became of them among the others.
    pub fn explain(
        self,
        ends: [ArticleIx; 2],
        recipe: &Recipe,
        verdicts: &Verdicts,
        progress: &(dyn Fn(Progress) + Sync),
    ) -> Result<Explanation, Lost> {
        let Desk { shelf, articles, notes, rejected, unmapped, remarks, .. } = self.0;
        let articles = Articles::new(articles);
        let rulings = verdicts.settle(&articles, &rejected);
        progress(Progress::Comparing);
        let (sketches, counts) = sketches_and_counts(notes);
        let copies = Copies::find(&articles, sketches, recipe, &rulings);
        let measured = measure(&articles, ends, (&copies, counts.clone()), recipe);
        let (mut told, origins) = compare(&articles, copies, counts, recipe, &rulings);
        progress(Progress::Grouping);
        let stories = told.group(&articles, origins, recipe, &rulings);
        Confidence::of(&stories, &told.weighted, &recipe.stories).settle(&mut told.links);
        let recipe = recipe.clone();
        let timelines = Vec::new();
        let findings = Findings {
            recipe,
            articles,
            links: told.links,
            stories,
            timelines,
            rulings,
            rejected,
            unmapped,
            remarks,
        };
        let placed = Placed::of(&findings, ends);
        let pair = ends.map(|ix| &findings.articles[ix]);
        let explanation = Explanation::of(pair, measured, &placed, &findings.recipe);
        shelf.lost().map_or(Ok(explanation), Err)
    }
}

fn measure(
    articles: &Articles,
    ends: [ArticleIx; 2],
    (copies, counts): (&Copies, Vec<TermCounts>),
    recipe: &Recipe,
) -> Measured {
    let pair = ends.map(|ix| &articles[ix]);
    let width = recipe.copies.width;
    let sketches = pair.map(|article| Sketch::of_text(&article.text.read(), width));
    let texts = copies.texts(articles, recipe);
    let shared = texts.over(&[ends], |ends| *ends, |_, evidence| evidence);
    let shared = shared.into_iter().next().unwrap_or_default();
    let (weighted, vocabulary) = weigh(articles, counts, &recipe.stories);
    let model = &recipe.stories.model;
    let measure = Measure { articles, weighted: &weighted, vocabulary: &vocabulary, model };
    let evidence = measure.evidence(ends[0], ends[1], shared);
    let views = ends.map(|ix| &weighted[ix.at()]);
    let [left, right] = &sketches;
    let sight = Sight::of(pair, [left, right], &copies.common, (&evidence, views), &recipe.stories);
    let all = |article: &Article| {
        let set = ShingleSet::of(&word_hashes(&article.text.read()), width);
        u32::try_from(set.map_or(0, |set| set.len())).unwrap_or(u32::MAX)
    };
    let discounted =
        [all(pair[0]).saturating_sub(evidence.left), all(pair[1]).saturating_sub(evidence.right)];
    Measured { evidence, sight, discounted }
}
