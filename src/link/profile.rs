//! An article as grouping sees it: its three views as one vector, so that likeness is a product.
//!
//! The product of two profiles is the weighted mean of the cosines of the views that the articles
//! have, times the terseness of both: of a headline only a few of a story's words can be expected,
//! so each counts for more. Since it is a product, the mean likeness of all pairs between two
//! groups is the product of their sums: no pair need be looked at.

use rustc_hash::FxHashMap;

use crate::kernel::terms::{TermVector, Weighted};
use crate::recipe::model::LinkModel;

/// The weighted terms of an article and what each of its views counts for.
#[derive(Clone, Copy, Debug)]
pub struct Profile<'a> {
    weighted: &'a Weighted,
    scales: [f32; 3],
    length: f64,
}

/// Terms are told apart by view in the two highest bits of their number.
const VIEW: u32 = 30;

impl<'a> Profile<'a> {
    /// The profile of an article.
    pub fn of(weighted: &'a Weighted, model: &LinkModel) -> Profile<'a> {
        let views = views(weighted).into_iter().zip(model.views);
        let present: f64 = views.filter(|(view, _)| !view.is_empty()).map(|(_, part)| part).sum();
        let terseness = model.terseness(weighted.words);
        #[expect(clippy::cast_possible_truncation, reason = "between 0 and 4")]
        let scale = |part: f64| {
            if present == 0.0 { 0.0 } else { ((part / present).sqrt() * terseness) as f32 }
        };
        let length = if present == 0.0 { 0.0 } else { terseness };
        Profile { weighted, scales: model.views.map(scale), length }
    }

    /// Number and weight of each term of each view, ascending by number.
    pub fn terms(&self) -> impl Iterator<Item = (u32, f32)> {
        let views = (0u32..).zip(views(self.weighted)).zip(self.scales);
        views.flat_map(|((n, view), scale)| {
            view.terms().iter().map(move |(id, weight)| (n << VIEW | id, weight * scale))
        })
    }

    /// The words of headline and text, by number.
    pub fn words(&self) -> impl Iterator<Item = u32> {
        self.weighted.text.terms().iter().map(|(id, _)| *id)
    }

    /// The length, as if all of its words were kept: the terseness of the article.
    pub fn length(&self) -> f64 {
        self.length
    }

    fn product(&self, other: &Profile<'_>) -> f64 {
        let views = views(self.weighted).into_iter().zip(views(other.weighted));
        let scales = self.scales.iter().zip(&other.scales);
        let of = |((a, b), (x, y)): ((&TermVector, &TermVector), (&f32, &f32))| {
            a.cosine(b) * f64::from(*x) * f64::from(*y)
        };
        views.zip(scales).map(of).sum()
    }
}

/// How alike two articles are, 0 to 1.
pub fn likeness([left, right]: [Profile<'_>; 2]) -> f64 {
    left.product(&right).min(1.0)
}

/// Room to hold one article against many: the same likenesses as two by two, at half the price.
#[derive(Debug, Default)]
pub struct Against {
    /// The weights of the one in the view at hand, by number of the term; all zero between calls.
    weights: Vec<f32>,
    /// What terms that both have add.
    products: Vec<f64>,
}

impl Against {
    /// How alike one article is to each of others, in their order.
    pub fn likenesses(&mut self, one: &Profile<'_>, others: &[Profile<'_>]) -> Vec<f64> {
        let mut views_of = vec![[0.0; 3]; others.len()];
        for (view, terms) in views(one.weighted).into_iter().enumerate() {
            self.spread(terms);
            for (other, sums) in others.iter().zip(&mut views_of) {
                let cosine = self.cosine(views(other.weighted)[view]);
                sums[view] = cosine * f64::from(one.scales[view]) * f64::from(other.scales[view]);
            }
            terms.terms().iter().for_each(|(id, _)| self.weights[*id as usize] = 0.0);
        }
        views_of.iter().map(|sums| sums.iter().sum::<f64>().min(1.0)).collect()
    }

    fn spread(&mut self, view: &TermVector) {
        let needed = view.terms().last().map_or(0, |(id, _)| *id as usize + 1);
        self.weights.resize(needed.max(self.weights.len()), 0.0);
        view.terms().iter().for_each(|(id, weight)| self.weights[*id as usize] = *weight);
    }

    /// The cosine with the view that is spread out.
    fn cosine(&mut self, other: &TermVector) -> f64 {
        let terms = other.terms();
        self.products.resize(terms.len().max(self.products.len()), 0.0);
        let mut both = 0;
        // Each product is written, and kept where both have the term: no branch to guess.
        for (id, weight) in terms {
            let own = self.weights.get(*id as usize).copied().unwrap_or(0.0);
            self.products[both] = f64::from(own) * f64::from(*weight);
            both += usize::from(own != 0.0);
        }
        self.products[..both].iter().sum::<f64>().min(1.0)
    }
}

fn views(weighted: &Weighted) -> [&TermVector; 3] {
    [&weighted.text, &weighted.lead, &weighted.names]
}

/// A sum of profiles.
#[derive(Clone, Debug, Default)]
pub struct Sum(FxHashMap<u32, f32>);

impl Sum {
    /// The sum of one profile.
    pub fn of(profile: &Profile<'_>) -> Sum {
        Sum(profile.terms().collect())
    }

    /// Adds another sum.
    pub fn add(&mut self, mut other: Sum) {
        if self.0.len() < other.0.len() {
            std::mem::swap(&mut self.0, &mut other.0);
        }
        for (term, weight) in other.0 {
            *self.0.entry(term).or_default() += weight;
        }
    }

    /// Adds a profile.
    pub fn put(&mut self, profile: &Profile<'_>) {
        for (term, weight) in profile.terms() {
            *self.0.entry(term).or_default() += weight;
        }
    }

    /// The product with another sum: the sum of the products of all pairs.
    pub fn product(&self, other: &Sum) -> f64 {
        let (few, many) =
            if self.0.len() < other.0.len() { (&self.0, &other.0) } else { (&other.0, &self.0) };
        let both =
            few.iter().filter_map(|(term, a)| Some(f64::from(*a) * f64::from(*many.get(term)?)));
        both.sum()
    }

    /// The product with a profile.
    pub fn with(&self, profile: &Profile<'_>) -> f64 {
        let both = profile.terms();
        both.filter_map(|(term, a)| Some(f64::from(a) * f64::from(*self.0.get(&term)?))).sum()
    }

    /// The length.
    pub fn length(&self) -> f64 {
        self.0.values().map(|weight| f64::from(*weight).powi(2)).sum::<f64>().sqrt()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::terms::weigh;

    #[test]
    fn the_product_of_sums_is_the_sum_of_the_products() {
        let weighted = weigh(&[
            "The ferry Halvard sank off Norrby and the crew of 12 was saved by a trawler.",
            "Off Norrby the Halvard went down; the crew of the ferry is safe, rescuers said.",
            "Norrby mourns its ferry, and the council of the town meets on Friday.",
            "The council of the town was told on Friday that the crew is safe.",
        ]);
        let model = LinkModel::shipped();
        let profiles: Vec<_> = weighted.iter().map(|w| Profile::of(w, &model)).collect();
        let sums = [[0, 1], [2, 3]].map(|[a, b]: [usize; 2]| {
            let mut sum = Sum::of(&profiles[a]);
            sum.add(Sum::of(&profiles[b]));
            sum
        });
        let pairs = [(0, 2), (0, 3), (1, 2), (1, 3)];
        let each: f64 = pairs.iter().map(|(a, b)| profiles[*a].product(&profiles[*b])).sum();
        assert!((sums[0].product(&sums[1]) - each).abs() < 1e-5);
        assert!((sums[0].with(&profiles[2]) + sums[0].with(&profiles[3]) - each).abs() < 1e-5);
    }

    #[test]
    fn one_against_many_is_the_same_as_two_by_two() {
        let weighted = weigh(&[
            "The ferry Halvard sank off Norrby and the crew of 12 was saved by a trawler.",
            "",
            "Off Norrby the Halvard went down; the crew of the ferry is safe, rescuers said.",
            "Norrby mourns its ferry, and the council of the town meets on Friday.",
            "The council of the town was told on Friday that the crew is safe.",
        ]);
        let model = LinkModel::shipped();
        let profiles: Vec<_> = weighted.iter().map(|w| Profile::of(w, &model)).collect();
        let mut against = Against::default();
        for one in &profiles {
            let found = against.likenesses(one, &profiles);
            let expected: Vec<f64> =
                profiles.iter().map(|other| likeness([*one, *other])).collect();
            assert_eq!(found, expected);
        }
    }

    #[test]
    fn the_same_words_count_for_more_in_a_short_text() {
        let long = format!("Halvard sank off Norrby {}", "and the rest of it was told ".repeat(40));
        let weighted = weigh(&["Halvard sank off Norrby", "Halvard sank off Norrby", &long]);
        let model = LinkModel::shipped();
        let scale = |at: usize| Profile::of(&weighted[at], &model).scales[0];
        assert!(1.5 * scale(2) < scale(0));
        let alike = likeness([0, 1].map(|at| Profile::of(&weighted[at], &model)));
        assert!((alike - 1.0).abs() < 1e-6, "{alike}");
    }
}
