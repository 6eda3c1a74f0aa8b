//! The clusters that cost most pairs, with the articles to look at.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::evaluate::contingency::{Cluster, Contingency, Labelled};
use crate::evaluate::pairwise::pairs;

/// Parts of a cluster that are listed, largest first: what follows is dust.
const PARTS: usize = 6;
/// Articles of a part that are named.
const EXAMPLES: usize = 3;

/// Clusters that are wrong, worst first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Mistakes {
    /// How many there are in all.
    pub clusters: u64,
    /// The pairs of articles they get wrong in all.
    pub wrong_pairs: u64,
    /// The worst of them: by pairs wrong, then by name.
    pub worst: Vec<Mistake>,
}

/// A cluster of one grouping that is several of the other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Mistake {
    /// Its name.
    pub cluster: String,
    /// Articles of the gold in it.
    pub articles: u64,
    /// Pairs of them that it gets wrong.
    pub wrong_pairs: u64,
    /// How many clusters of the other grouping it is.
    pub clusters: u64,
    /// The largest of those.
    pub parts: Vec<Part>,
}

/// What a wrong cluster shares with one of the other grouping.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Part {
    /// The other cluster; none for an article that was not predicted and stands alone.
    pub cluster: Option<String>,
    /// Articles in both.
    pub articles: u64,
    /// The first of them by name.
    pub examples: Vec<String>,
}

/// Predicted clusters that mix gold ones.
pub fn merges(table: &Contingency<'_>, worst: usize) -> Mistakes {
    let cells = table.cells.iter().map(|((gold, predicted), shared)| (*predicted, *gold, *shared));
    let view = View {
        clusters: &table.predicted,
        others: &table.gold,
        cells: cells.collect(),
        sides: |article| (article.predicted, article.gold),
    };
    view.mistakes(&table.articles, worst)
}

/// Gold clusters that are spread over predicted ones.
pub fn splits(table: &Contingency<'_>, worst: usize) -> Mistakes {
    let cells = table.cells.iter().map(|((gold, predicted), shared)| (*gold, *predicted, *shared));
    let view = View {
        clusters: &table.gold,
        others: &table.predicted,
        cells: cells.collect(),
        sides: |article| (article.gold, article.predicted),
    };
    view.mistakes(&table.articles, worst)
}

/// The table seen from one side.
struct View<'t, 'a> {
    clusters: &'t [Cluster<'a>],
    others: &'t [Cluster<'a>],
    /// Cluster, other cluster, articles in both.
    cells: Vec<(usize, usize, u64)>,
    sides: fn(&Labelled<'_>) -> (usize, usize),
}

impl View<'_, '_> {
    fn mistakes(mut self, articles: &[Labelled<'_>], worst: usize) -> Mistakes {
        let mut wrong: Vec<u128> = self.clusters.iter().map(|known| pairs(known.size)).collect();
        for (cluster, _, shared) in &self.cells {
            wrong[*cluster] -= pairs(*shared);
        }
        let mut ranked: Vec<usize> = (0..wrong.len()).filter(|at| 0 < wrong[*at]).collect();
        ranked.sort_by_key(|at| (u128::MAX - wrong[*at], self.clusters[*at].name));
        let total: u128 = wrong.iter().sum();
        let all = ranked.len() as u64;
        ranked.truncate(worst);
        let mut listed = vec![false; wrong.len()];
        for at in &ranked {
            listed[*at] = true;
        }
        self.cells.retain(|(cluster, ..)| listed[*cluster]);
        let mut parts = self.parts(articles);
        let worst = ranked.into_iter().map(|at| {
            let parts = parts.remove(&at).unwrap_or_default();
            self.mistake(at, wrong[at], parts)
        });
        Mistakes { clusters: all, wrong_pairs: saturated(total), worst: worst.collect() }
    }

    /// The parts of the clusters whose cells are left, with examples.
    fn parts(&self, articles: &[Labelled<'_>]) -> BTreeMap<usize, Vec<Part>> {
        let mut cells: BTreeMap<(usize, usize), Part> = BTreeMap::new();
        for (cluster, other, shared) in &self.cells {
            let part = Part {
                cluster: self.others[*other].name.map(str::to_owned),
                articles: *shared,
                examples: Vec::new(),
            };
            cells.insert((*cluster, *other), part);
        }
        for article in articles {
            let Some(part) = cells.get_mut(&(self.sides)(article)) else {
                continue;
            };
            if part.examples.len() < EXAMPLES {
                part.examples.push(article.id.to_owned());
            }
        }
        let mut parts: BTreeMap<usize, Vec<Part>> = BTreeMap::new();
        for ((cluster, _), part) in cells {
            parts.entry(cluster).or_default().push(part);
        }
        parts
    }

    fn mistake(&self, at: usize, wrong: u128, mut parts: Vec<Part>) -> Mistake {
        parts.sort_by(|a, b| (b.articles, &a.examples).cmp(&(a.articles, &b.examples)));
        let clusters = parts.len() as u64;
        parts.truncate(PARTS);
        Mistake {
            cluster: self.clusters[at].name.unwrap_or_default().to_owned(),
            articles: self.clusters[at].size,
            wrong_pairs: saturated(wrong),
            clusters,
            parts,
        }
    }
}

fn saturated(count: u128) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::Grouping;

    fn grouping(rows: &[(&str, &str)]) -> Grouping {
        let rows = rows.iter().map(|(id, label)| ((*id).to_owned(), (*label).to_owned()));
        Grouping::new(rows.collect()).unwrap()
    }

    #[test]
    fn the_cluster_with_most_wrong_pairs_comes_first_and_names_articles_of_each_part() {
        let gold = grouping(&[
            ("a", "flood"),
            ("b", "flood"),
            ("c", "flood"),
            ("d", "fire"),
            ("e", "fire"),
            ("f", "vote"),
            ("g", "strike"),
        ]);
        let predicted = grouping(&[
            ("a", "s1"),
            ("b", "s1"),
            ("c", "s2"),
            ("d", "s1"),
            ("e", "s1"),
            ("f", "s2"),
        ]);
        let table = Contingency::of(&gold, &predicted);

        let merges = merges(&table, 1);
        assert_eq!((merges.clusters, merges.wrong_pairs), (2, 5));
        let worst = &merges.worst[..];
        assert_eq!(worst.len(), 1);
        assert_eq!((worst[0].cluster.as_str(), worst[0].wrong_pairs), ("s1", 4));
        assert_eq!(worst[0].parts[0].examples, ["a", "b"]);
        assert_eq!(worst[0].parts[1].cluster.as_deref(), Some("fire"));

        let splits = splits(&table, 10);
        assert_eq!((splits.clusters, splits.wrong_pairs), (1, 2));
        assert_eq!(splits.worst[0].cluster, "flood");
        assert_eq!(splits.worst[0].parts[1].examples, ["c"]);
    }

    #[test]
    fn parts_and_examples_are_bounded_and_the_rest_is_counted() {
        let ids: Vec<String> = (0..100).map(|number| format!("{number:03}")).collect();
        let gold: Vec<(&str, &str)> = ids.iter().map(|id| (id.as_str(), &id[1..2])).collect();
        let predicted: Vec<(&str, &str)> = ids.iter().map(|id| (id.as_str(), "one")).collect();
        let (gold, predicted) = (grouping(&gold), grouping(&predicted));
        let merges = merges(&Contingency::of(&gold, &predicted), 10);
        let worst = &merges.worst[0];
        assert_eq!((worst.clusters, worst.parts.len()), (10, PARTS));
        assert_eq!(worst.parts[0].examples.len(), EXAMPLES);
        assert_eq!(worst.wrong_pairs, 4950 - 10 * 45);
    }

    #[test]
    fn an_article_that_was_not_predicted_is_a_part_without_a_name() {
        let gold = grouping(&[("a", "flood"), ("b", "flood")]);
        let predicted = grouping(&[("a", "s1")]);
        let splits = splits(&Contingency::of(&gold, &predicted), 10);
        let names: Vec<_> = splits.worst[0].parts.iter().map(|part| &part.cluster).collect();
        assert_eq!(names, [&Some("s1".to_owned()), &None]);
    }
}
