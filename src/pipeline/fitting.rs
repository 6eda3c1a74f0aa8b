//! A labelled input → what the models of [`crate::recipe::model`] are fitted on, and the stories
//! that any recipe makes of it.
//!
//! What comes in: an input, read once, and recipes that differ in how stories are told. What goes
//! out: the likeness of every pair that was compared, every halving of every group, and groups, by
//! the numbers of the articles. What is deliberately absent: the gold, and the fitting, which is the
//! affair of `tests/fit`.

use std::path::PathBuf;

use super::{Copies, Desk, settle, sketches_and_counts, weigh};
use crate::article::{Article, ArticleIx, Articles};
use crate::extract::Purpose;
use crate::input::Options;
use crate::kernel::marks::SharedMarks;
use crate::kernel::terms::Weighted;
use crate::link::stories::Affinity;
use crate::link::{Link, Relation};
use crate::recipe::{Recipe, StoryRecipe};
use crate::shelf::Lost;
use crate::story::origins::origins;
use crate::story::parts::Signs;
use crate::story::{Origin, assemble, damped_odds, halvings, subjects};
use crate::verdict::Rulings;

/// An input whose copies are known and whose stories can be told by one recipe after another.
pub struct Bench {
    articles: Articles,
    weighted: Vec<Weighted>,
    links: Vec<Link>,
    voices: Vec<Origin>,
    origins: Vec<Origin>,
}

/// What a link model makes of the pairs of an input that are compared.
pub struct Compared<'a> {
    bench: &'a Bench,
    affinities: Vec<Affinity>,
}

/// Two articles that were compared.
#[derive(Clone, Copy, Debug)]
pub struct Pair {
    /// Their numbers.
    pub ends: [usize; 2],
    /// How alike their texts are.
    pub likeness: f64,
    /// Marks that they share.
    pub marks: SharedMarks,
    /// How likely it is that they are one story, as log-odds, as far as these are believed.
    pub damped: f64,
}

impl Bench {
    /// Reads the input, finds its copies and weighs its terms.
    pub fn read(inputs: &[PathBuf], recipe: &Recipe) -> Result<Bench, Lost> {
        let options = Options::default();
        let desk = Desk::read(inputs, &options, Purpose::Stories, recipe, &|_| {})?;
        let articles = Articles::new(desk.articles);
        let rulings = Rulings::default();
        let (sketches, counts) = sketches_and_counts(desk.notes);
        let links = Copies::find(&articles, sketches, recipe, &rulings).links;
        let (weighted, _) = weigh(&articles, counts, &recipe.stories);
        let whole: Vec<Link> =
            links.iter().filter(|link| link.relation != Relation::Excerpt).cloned().collect();
        let keep = recipe.copies.keep;
        let voices = origins(&articles, &whole, keep, &rulings);
        let origins = origins(&articles, &links, keep, &rulings);
        let bench = Bench { articles, weighted, links, voices, origins };
        desk.shelf.lost().map_or(Ok(bench), Err)
    }

    /// The articles, by their numbers.
    pub fn articles(&self) -> &[Article] {
        self.articles.as_slice()
    }

    /// Compares what a recipe compares.
    pub fn compared(&self, recipe: &StoryRecipe) -> Compared<'_> {
        let mut affinities =
            super::affinities(&self.articles, &self.voices, &self.weighted, recipe);
        settle(&mut affinities, &self.origins, &self.links);
        Compared { bench: self, affinities }
    }
}

impl Compared<'_> {
    /// Every pair that the model thought worth a thought.
    pub fn pairs<'a>(&'a self, recipe: &'a StoryRecipe) -> impl Iterator<Item = Pair> + 'a {
        let model = recipe.model.clone();
        let view = |left: ArticleIx, right: ArticleIx| {
            [left, right].map(|ix| &self.bench.weighted[ix.at()])
        };
        let marks = |ix: ArticleIx| &self.bench.weighted[ix.at()].marks;
        let weighed = self.affinities.iter().filter(|affinity| affinity.odds.is_finite());
        weighed.map(move |affinity| Pair {
            ends: [affinity.left.at(), affinity.right.at()],
            likeness: (affinity.odds - affinity.priors - model.intercept) / model.likeness,
            marks: marks(affinity.left).shared(marks(affinity.right)),
            damped: damped_odds(view(affinity.left, affinity.right), affinity.odds, recipe),
        })
    }

    /// Every halving of every group that a recipe forms, and of their halves in turn: the articles
    /// of the halves, and what speaks for their being two events.
    pub fn halvings(&self, recipe: &StoryRecipe) -> Vec<([Vec<usize>; 2], Signs)> {
        let Bench { origins, weighted, .. } = self.bench;
        let members = |half: &Vec<u32>| {
            half.iter().flat_map(|place| articles(&origins[*place as usize])).collect()
        };
        let halved = halvings(origins, weighted, &self.affinities, recipe);
        halved.iter().map(|it| (it.halves.each_ref().map(members), it.signs)).collect()
    }

    /// Every two stories that a recipe makes between which a pair was worth a thought: two
    /// articles, and the log-odds of the most alike and the mean of all.
    pub fn subjects(&self, recipe: &StoryRecipe) -> Vec<([usize; 2], [f64; 2])> {
        let Bench { origins, weighted, .. } = self.bench;
        let found = subjects(origins, weighted, &self.affinities, recipe).into_iter();
        found.map(|(ends, signs)| (ends.map(ArticleIx::at), signs)).collect()
    }

    /// The stories that a recipe makes.
    pub fn stories(&self, recipe: &StoryRecipe) -> Vec<Vec<usize>> {
        let Bench { articles, origins, weighted, .. } = self.bench;
        let stories = assemble(articles, origins.clone(), weighted, &self.affinities, recipe);
        stories.iter().map(|story| story.articles().map(ArticleIx::at).collect()).collect()
    }
}

fn articles(origin: &Origin) -> impl Iterator<Item = usize> {
    let copies = origin.copies.iter().map(|copy| copy.article.at());
    copies.chain([origin.kept.at()])
}
