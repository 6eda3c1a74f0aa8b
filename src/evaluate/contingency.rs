//! Two groupings → how many articles each gold cluster shares with each predicted one.

use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::evaluate::{Counts, Grouping};

/// How many articles each gold cluster shares with each predicted one.
#[derive(Debug)]
pub struct Contingency<'a> {
    /// Every article of the gold, by name.
    pub articles: Vec<Labelled<'a>>,
    /// The gold clusters: name and size.
    pub gold: Vec<Cluster<'a>>,
    /// The predicted clusters that hold an article of the gold, and how many of those.
    pub predicted: Vec<Cluster<'a>>,
    /// Articles shared by a gold and a predicted cluster, where there are any.
    pub cells: BTreeMap<(usize, usize), u64>,
    missing: u64,
    mixed: u64,
}

/// An article and its place in both groupings.
#[derive(Clone, Copy, Debug)]
pub struct Labelled<'a> {
    /// Its name.
    pub id: &'a str,
    /// Its cluster in [`Contingency::gold`].
    pub gold: usize,
    /// Its cluster in [`Contingency::predicted`].
    pub predicted: usize,
}

/// A cluster of either grouping.
#[derive(Clone, Copy, Debug)]
pub struct Cluster<'a> {
    /// Its name; none for an article that the prediction does not know and that stands alone.
    pub name: Option<&'a str>,
    /// How many articles of the gold it holds.
    pub size: u64,
}

impl<'a> Contingency<'a> {
    /// Counts; an article that `predicted` does not know stands alone.
    pub fn of(gold: &'a Grouping, predicted: &'a Grouping) -> Contingency<'a> {
        let strangers = predicted.iter().filter(|(id, _)| gold.cluster(id).is_none());
        let with_strangers: FxHashSet<&str> = strangers.map(|(_, cluster)| cluster).collect();
        let mut table = Contingency {
            articles: Vec::new(),
            gold: Vec::new(),
            predicted: Vec::new(),
            cells: BTreeMap::new(),
            missing: 0,
            mixed: 0,
        };
        let (mut gold_places, mut predicted_places) = (Places::default(), Places::default());
        for (id, label) in gold.iter() {
            let guess = predicted.cluster(id);
            table.missing += u64::from(guess.is_none());
            table.mixed += u64::from(guess.is_some_and(|guess| with_strangers.contains(guess)));
            let alone = guess.is_none().then_some(id);
            let article = Labelled {
                id,
                gold: place(&mut table.gold, &mut gold_places, (Some(label), None)),
                predicted: place(&mut table.predicted, &mut predicted_places, (guess, alone)),
            };
            *table.cells.entry((article.gold, article.predicted)).or_default() += 1;
            table.articles.push(article);
        }
        table
    }

    /// What was counted.
    pub fn counts(&self) -> Counts {
        Counts {
            articles: self.articles.len() as u64,
            gold_clusters: self.gold.len() as u64,
            predicted_clusters: self.predicted.len() as u64,
            missing: self.missing,
            mixed: self.mixed,
        }
    }
}

/// A cluster's name, or the article that stands alone without one.
type Label<'a> = (Option<&'a str>, Option<&'a str>);

/// Where each cluster stands.
type Places<'a> = FxHashMap<Label<'a>, usize>;

/// Finds or makes a cluster and adds an article to it.
fn place<'a>(clusters: &mut Vec<Cluster<'a>>, places: &mut Places<'a>, label: Label<'a>) -> usize {
    let at = *places.entry(label).or_insert_with(|| {
        let name = label.0;
        clusters.push(Cluster { name, size: 0 });
        clusters.len() - 1
    });
    clusters[at].size += 1;
    at
}
