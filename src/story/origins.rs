//! Copies → origins: which articles are one voice, and which of them is kept.

use petgraph::unionfind::UnionFind;
use rustc_hash::FxHashMap;

use crate::article::{Article, ArticleIx, Articles, Precision, Published};
use crate::link::{Link, Relation};
use crate::story::{Copy, Origin};

/// Groups articles into origins, every article in exactly one, in the order of the kept ones.
///
/// Texts that are mostly the same are one origin. An excerpt joins the origin of the one article
/// that holds most of it, and never makes two articles that hold it copies of each other.
pub fn origins(articles: &Articles, links: &[Link]) -> Vec<Origin> {
    let mut sets: UnionFind<u32> = UnionFind::new(articles.len());
    for link in links {
        match link.relation {
            Relation::Identical | Relation::Revision | Relation::NearDuplicate => {
                sets.union(link.left.0, link.right.0);
            }
            Relation::Excerpt | Relation::Template | Relation::SameStory => {}
        }
    }
    // The label of a set as it was before excerpts: only those in it may be kept.
    let core = sets.clone().into_labeling();
    for link in best_containers(links) {
        sets.union(link.left.0, link.right.0);
    }
    let mut members: FxHashMap<u32, Vec<ArticleIx>> = FxHashMap::default();
    for (ix, _) in articles.iter() {
        members.entry(sets.find(ix.0)).or_default().push(ix);
    }
    let between = by_ends(links);
    let mut origins: Vec<Origin> =
        members.into_values().map(|members| origin(&members, &core, articles, &between)).collect();
    origins.sort_unstable_by_key(|origin| origin.kept);
    origins
}

type ByEnds<'a> = FxHashMap<(ArticleIx, ArticleIx), &'a Link>;

fn by_ends(links: &[Link]) -> ByEnds<'_> {
    let copies = links.iter().filter(|link| link.relation.is_copy());
    copies.map(|link| ((link.left, link.right), link)).collect()
}

/// For each article that lies within others, the link to the one that holds most of it.
fn best_containers(links: &[Link]) -> Vec<&Link> {
    let mut best: FxHashMap<ArticleIx, &Link> = FxHashMap::default();
    for link in links.iter().filter(|link| link.relation == Relation::Excerpt) {
        let part = if link.evidence.left <= link.evidence.right { link.left } else { link.right };
        let entry = best.entry(part).or_insert(link);
        if entry.evidence.containment() < link.evidence.containment() {
            *entry = link;
        }
    }
    let mut best: Vec<&Link> = best.into_values().collect();
    best.sort_unstable_by_key(|link| (link.left, link.right));
    best
}

fn origin(
    members: &[ArticleIx],
    core: &[u32],
    articles: &Articles,
    between: &ByEnds<'_>,
) -> Origin {
    let kept = kept(members, core, articles);
    let mut copies: Vec<Copy> = Vec::with_capacity(members.len() - 1);
    for article in members.iter().copied().filter(|ix| *ix != kept) {
        let link = |of: ArticleIx| between.get(&(article.min(of), article.max(of))).copied();
        // The kept article if the two are linked, else the closest of the others that is.
        let of = link(kept).map(|link| (kept, link)).or_else(|| {
            let linked = members.iter().filter_map(|of| Some((*of, link(*of)?)));
            linked.max_by(|a, b| {
                a.1.evidence.jaccard().total_cmp(&b.1.evidence.jaccard()).then(b.0.cmp(&a.0))
            })
        });
        if let Some((of, link)) = of {
            copies.push(Copy { article, of, relation: link.relation });
        }
    }
    copies.sort_by_key(|copy| (earliness(&articles[copy.article]), copy.article));
    Origin { kept, copies }
}

/// The article kept of an origin: the earliest, else the longest, ties by key. It is taken from
/// the largest set of like texts, so that an early brief does not stand for the long read.
fn kept(members: &[ArticleIx], core: &[u32], articles: &Articles) -> ArticleIx {
    let mut sizes: FxHashMap<u32, (usize, usize)> = FxHashMap::default();
    for ix in members {
        let size = sizes.entry(core[ix.at()]).or_default();
        size.0 = size.0.max(articles[*ix].words as usize);
        size.1 += 1;
    }
    let largest = sizes.iter().map(|(label, size)| (*size, *label)).max();
    let eligible =
        members.iter().filter(|ix| Some(core[ix.at()]) == largest.map(|(_, label)| label));
    let rank = |ix: &&ArticleIx| {
        let article = &articles[**ix];
        (earliness(article), std::cmp::Reverse(article.words), **ix)
    };
    *eligible.min_by_key(rank).expect("an origin has members")
}

/// What articles are put in order of publication by: known times first; of one day, those whose
/// minute is known before the one whose minute is not.
pub fn earliness(article: &Article) -> (bool, i64) {
    const DAY: i64 = 24 * 60 * 60;
    let latest = |published: &Published| match published.precision {
        Precision::Minute => published.seconds(),
        Precision::Day => published.seconds() + DAY - 1,
        Precision::Month => published.seconds() + 31 * DAY,
    };
    (article.published.is_none(), article.published.as_ref().map_or(0, latest))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::candidates::Route;
    use crate::link::Evidence;

    fn link(left: u32, right: u32, relation: Relation, [a, b, shared]: [u32; 3]) -> Link {
        Link {
            left: ArticleIx(left),
            right: ArticleIx(right),
            relation,
            confidence: 1.0,
            route: Route::Bands,
            evidence: Evidence { shared, left: a, right: b, ..Evidence::default() },
        }
    }

    fn desk(lengths: &[usize], days: &[Option<i8>]) -> Articles {
        let names = ["a", "b", "c", "d", "e"];
        let article = |((name, length), day): ((&str, &usize), &Option<i8>)| Article {
            published: day.map(|day| Published {
                at: date(2031, 5, day).at(9, 0, 0, 0),
                precision: Precision::Minute,
                offset: None,
                words: String::new(),
            }),
            ..Article::of_text(name, &"x ".repeat(*length))
        };
        Articles::new(names.into_iter().zip(lengths).zip(days).map(article).collect())
    }

    fn shape(origins: &[Origin]) -> Vec<(u32, Vec<(u32, u32)>)> {
        let copies = |o: &Origin| o.copies.iter().map(|c| (c.article.0, c.of.0)).collect();
        origins.iter().map(|origin| (origin.kept.0, copies(origin))).collect()
    }

    #[test]
    fn the_earliest_is_kept_else_the_longest() {
        let near = [link(0, 1, Relation::NearDuplicate, [90, 90, 80])];
        let kept = |lengths, days| origins(&desk(lengths, days), &near)[0].kept.0;
        assert_eq!(kept(&[9, 5], &[Some(4), Some(3)]), 1);
        assert_eq!(kept(&[5, 9], &[None, None]), 1);
        assert_eq!(kept(&[5, 9], &[Some(4), None]), 0);
        assert_eq!(kept(&[5, 5], &[Some(4), Some(4)]), 0);
    }

    #[test]
    fn a_brief_within_two_long_reads_does_not_make_them_copies() {
        let articles = desk(&[900, 90, 800], &[None, None, None]);
        let links = [
            link(0, 1, Relation::Excerpt, [900, 90, 80]),
            link(1, 2, Relation::Excerpt, [90, 800, 85]),
        ];
        assert_eq!(shape(&origins(&articles, &links)), [(0, vec![]), (2, vec![(1, 2)])]);
    }

    #[test]
    fn an_early_brief_does_not_stand_for_the_long_read_that_holds_it() {
        let articles = desk(&[900, 90], &[Some(4), Some(3)]);
        let links = [link(0, 1, Relation::Excerpt, [900, 90, 90])];
        assert_eq!(shape(&origins(&articles, &links)), [(0, vec![(1, 0)])]);
    }

    #[test]
    fn templates_and_stories_make_no_copies() {
        let articles = desk(&[9, 9, 9], &[None, None, None]);
        let links = [
            link(0, 1, Relation::Template, [90, 90, 60]),
            link(1, 2, Relation::SameStory, [90, 90, 2]),
        ];
        assert_eq!(origins(&articles, &links).len(), 3);
    }

    #[test]
    fn a_time_unknown_comes_after_every_time_known() {
        let articles = desk(&[1, 1], &[None, Some(28)]);
        let [unknown, known] = [0, 1].map(|ix| earliness(&articles[ArticleIx(ix)]));
        assert!(known < unknown);
    }
}
