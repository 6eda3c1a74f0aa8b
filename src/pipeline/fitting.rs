//! A labelled input → what the models of [`crate::recipe::model`] are fitted on.
//!
//! What comes in: an input and a recipe. What goes out: the likeness of every pair that was
//! compared, and every halving of every group, by the names of the articles. What is deliberately
//! absent: the gold, and the fitting, which is the affair of `tests/fit`.

use std::path::PathBuf;

use super::{Copies, Desk, compare};
use crate::article::Articles;
use crate::candidates::Sketch;
use crate::extract::Purpose;
use crate::input::Options;
use crate::kernel::terms::TermCounts;
use crate::recipe::Recipe;
use crate::shelf::Lost;
use crate::story::parts::Signs;
use crate::story::{Origin, halvings};
use crate::verdict::Rulings;

/// What was measured.
#[derive(Clone, Debug)]
pub struct Material {
    /// The names of two articles and their likeness.
    pub pairs: Vec<([String; 2], f64)>,
    /// The names of the articles of two halves, and what speaks for their being two events.
    pub halvings: Vec<([Vec<String>; 2], Signs)>,
}

impl Material {
    /// Reads the input and measures it.
    pub fn of(inputs: &[PathBuf], recipe: &Recipe) -> Result<Material, Lost> {
        let options = Options::default();
        let desk = Desk::read(inputs, &options, Purpose::Stories, recipe, &|_| {})?;
        let articles = Articles::new(desk.articles);
        let rulings = Rulings::default();
        let (sketches, counts): (Vec<Sketch>, Vec<TermCounts>) =
            desk.notes.into_iter().map(|notes| (notes.sketch, notes.terms)).unzip();
        let copies = Copies::find(&articles, sketches, recipe, &rulings);
        let told = compare(&articles, copies, counts, recipe, &rulings);
        let model = &recipe.stories.model;
        let name = |ix| articles[ix].key.to_string();
        let weighed = told.affinities.iter().filter(|affinity| affinity.odds.is_finite());
        let pairs = weighed.map(|affinity| {
            let told = affinity.odds - affinity.priors - model.intercept;
            ([affinity.left, affinity.right].map(name), told / model.likeness)
        });
        let members = |half: &Vec<u32>| {
            let origins = half.iter().map(|place| &told.origins[*place as usize]);
            let articles = |origin: &Origin| {
                let copies = origin.copies.iter().map(|copy| copy.article);
                copies.chain([origin.kept]).map(name).collect::<Vec<_>>()
            };
            origins.flat_map(articles).collect()
        };
        let halved = halvings(&told.origins, &told.weighted, &told.affinities, &recipe.stories);
        let halvings =
            halved.iter().map(|halving| (halving.halves.each_ref().map(members), halving.signs));
        let found = Material { pairs: pairs.collect(), halvings: halvings.collect() };
        desk.shelf.lost().map_or(Ok(found), Err)
    }
}
