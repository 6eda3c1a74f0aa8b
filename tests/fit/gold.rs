//! What is right about a labelled folder, and how well stories agree with it.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::path::Path;

use copytaster::pipeline::fitting::Bench;

/// Parts that the topics are dealt into.
pub(crate) const FOLDS: usize = 5;

/// Words of the median article below which a set is one of headlines.
const HEADLINES: u32 = 20;

/// Which story, which topic where that is known, and which part each article is in, by its number.
pub(crate) struct Gold {
    pub(crate) stories: Vec<usize>,
    pub(crate) topics: Option<Vec<usize>>,
    pub(crate) parts: Vec<usize>,
    /// Whether it is a set of headlines: its gold holds subjects rather than events.
    pub(crate) headlines: bool,
    sizes: Vec<f64>,
}

impl Gold {
    pub(crate) fn read(folder: &Path, bench: &Bench) -> Result<Gold, Box<dyn Error>> {
        let stories = table(&folder.join("gold_clusters.csv"))?;
        let topics = Some(folder.join("gold_topics.csv")).filter(|path| path.is_file());
        let topics = topics.map(|path| table(&path)).transpose()?;
        let number = |table: &BTreeMap<String, String>| {
            let names: BTreeSet<&String> = table.values().collect();
            let numbers: BTreeMap<&String, usize> =
                names.into_iter().enumerate().map(|(n, name)| (name, n)).collect();
            let of = |id: &str| table.get(id).map(|name| numbers[name]);
            bench
                .articles()
                .iter()
                .map(|article| of(article.key.as_str()))
                .collect::<Option<Vec<usize>>>()
        };
        let nameless = || format!("{}: an article has no gold", folder.display());
        let stories = number(&stories).ok_or_else(nameless)?;
        let topics = topics.map(|table| number(&table).ok_or_else(nameless)).transpose()?;
        let mut sizes = vec![0.0; stories.len()];
        stories.iter().for_each(|story| sizes[*story] += 1.0);
        let parts = topics.as_ref().unwrap_or(&stories).iter().map(|it| it % FOLDS).collect();
        let mut words: Vec<u32> = bench.articles().iter().map(|article| article.words).collect();
        words.sort_unstable();
        let headlines = words.get(words.len() / 2).is_some_and(|median| *median < HEADLINES);
        Ok(Gold { stories, topics, parts, headlines, sizes })
    }

    /// The BCubed precision and recall of a group's articles that `counts` lets count, summed, and
    /// how many these are.
    pub(crate) fn worth(&self, group: &[usize], counts: &dyn Fn(usize) -> bool) -> [f64; 3] {
        let mut found: BTreeMap<usize, f64> = BTreeMap::new();
        group.iter().for_each(|at| *found.entry(self.stories[*at]).or_default() += 1.0);
        let size: f64 = found.values().sum();
        let mut sum = [0.0; 3];
        for at in group.iter().filter(|at| counts(**at)) {
            let shared = found[&self.stories[*at]];
            sum[0] += shared / size;
            sum[1] += shared / self.sizes[self.stories[*at]];
            sum[2] += 1.0;
        }
        sum
    }
}

fn table(path: &Path) -> Result<BTreeMap<String, String>, Box<dyn Error>> {
    let mut reader = csv::Reader::from_path(path)?;
    reader.deserialize::<(String, String)>().map(|row| row.map_err(Into::into)).collect()
}

/// BCubed, summed over articles.
#[derive(Clone, Copy, Default)]
pub(crate) struct Sums([f64; 3]);

impl Sums {
    pub(crate) fn add(&mut self, sums: [f64; 3]) {
        self.0.iter_mut().zip(sums).for_each(|(all, one)| *all += one);
    }

    pub(crate) fn precision(self) -> f64 {
        self.0[0] / self.0[2]
    }

    pub(crate) fn recall(self) -> f64 {
        self.0[1] / self.0[2]
    }

    pub(crate) fn f1(self) -> f64 {
        let (precision, recall) = (self.precision(), self.recall());
        2.0 * precision * recall / (precision + recall)
    }
}
