//! A whole input as one story → its most telling dates.
//!
//! Costs what finding copies in the input costs, and the reading of its dates; which articles tell
//! one event is not asked.

use std::path::PathBuf;

use super::{Copies, Desk, Progress};
use crate::article::{Articles, Rejected};
use crate::extract::Purpose;
use crate::input::{Options, Problem};
use crate::recipe::Recipe;
use crate::shelf::Lost;
use crate::story::origins::origins;
use crate::timeline::salience::{TellingDate, telling_dates};
use crate::verdict::Verdicts;

/// The dates of an input, and what it was read as.
#[derive(Debug)]
pub struct Told {
    /// The articles, in the order of their names.
    pub articles: Articles,
    /// The dates, in order.
    pub dates: Vec<TellingDate>,
    /// What became no article.
    pub rejected: Vec<Rejected>,
    /// Every `--map` whose column an export does not have.
    pub unmapped: Vec<Problem>,
}

/// Reads the inputs as one story and finds at most so many dates on which it turned.
///
/// Fails if a text cannot be read a second time as it was, or there is no room to keep it.
pub fn telling(
    inputs: &[PathBuf],
    options: &Options,
    recipe: &Recipe,
    most: usize,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<Told, Lost> {
    let desk = Desk::read(inputs, options, Purpose::Stories, recipe, progress)?;
    let Desk { shelf, articles, notes, rejected, unmapped, .. } = desk;
    let articles = Articles::new(articles);
    let rulings = Verdicts::default().settle(&articles, &rejected);
    progress(Progress::Comparing);
    let sketches = notes.into_iter().map(|notes| notes.sketch).collect();
    let copies = Copies::find(&articles, sketches, recipe, &rulings);
    let voices = origins(&articles, &copies.links, recipe.copies.keep, &rulings);
    progress(Progress::Grouping);
    let dates = telling_dates(&voices, &articles, most);
    shelf.lost().map_or(Ok(Told { articles, dates, rejected, unmapped }), Err)
}
