//! Links → [`Story`]: articles that belong together, copies counted as one voice.

use crate::article::{ArticleIx, ArticleKey, Articles};
use crate::link::Relation;

/// Articles held together by links; every article is in exactly one.
#[derive(Clone, Debug)]
pub struct Story {
    /// The smallest key of its articles.
    pub key: ArticleKey,
    /// The article whose headline speaks for it.
    pub lead: ArticleIx,
    /// Its voices, by first publication, unknown times last, then by key.
    pub origins: Vec<Origin>,
    /// What an editor should look at.
    pub reviews: Vec<Review>,
}

/// One text and its copies: one voice.
#[derive(Clone, Debug)]
pub struct Origin {
    /// The kept article: the earliest, else the longest.
    pub kept: ArticleIx,
    /// Its copies, by publication.
    pub copies: Vec<Copy>,
}

/// An article that is a copy, and of what.
#[derive(Clone, Copy, Debug)]
pub struct Copy {
    /// The copy.
    pub article: ArticleIx,
    /// The article it is closest to in its origin.
    pub of: ArticleIx,
    /// How the two relate.
    pub relation: Relation,
}

/// Something about a story that agreement alone did not settle.
#[derive(Clone, Debug, PartialEq)]
pub struct Review {
    /// The other story it may belong with.
    pub other: ArticleKey,
    /// The link between the two: this story's article, the other's.
    pub between: (ArticleIx, ArticleIx),
    /// That link's confidence.
    pub confidence: f64,
}

impl Story {
    /// Every article of the story: each origin's kept one, then its copies.
    pub fn articles(&self) -> impl Iterator<Item = ArticleIx> {
        self.origins.iter().flat_map(|origin| {
            std::iter::once(origin.kept).chain(origin.copies.iter().map(|copy| copy.article))
        })
    }

    /// How many outlets are known to tell it.
    pub fn outlets(&self, articles: &Articles) -> usize {
        let named = self
            .articles()
            .filter_map(|ix| articles[ix].outlet.as_ref());
        named.collect::<std::collections::BTreeSet<_>>().len()
    }
}
