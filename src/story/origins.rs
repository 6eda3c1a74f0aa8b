//! Copies → origins: which articles are one voice, and which of them is kept.
//!
//! What comes in: the links between copies, and the articles without their texts. What goes out:
//! every article in exactly one origin, whatever the order of articles and links. Near-linear in
//! the links: about 1 µs and 100 bytes a link.

use std::cmp::Reverse;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::article::{Article, ArticleIx, Articles, Outlet, Precision, Published};
use crate::link::{Link, Relation};
use crate::recipe::Keep;
use crate::story::{Copy, Origin};
use crate::verdict::Rulings;
use crate::verdict::apart::Apart;

/// Groups articles into origins, every article in exactly one, in the order of the kept ones.
///
/// Texts that are mostly the same are one origin. A set of them that lies within others joins the
/// origin of the one that holds most of it, and never makes two that hold it copies of each other.
/// Two articles on one template are never of one origin: who is a copy of both goes with the one
/// it is more like, and a set that lies within both with the one that holds more of it. So it is
/// with two that rulings say are two stories, whatever they have in common.
pub fn origins(articles: &Articles, links: &[Link], keep: Keep, rulings: &Rulings) -> Vec<Origin> {
    let mut sets = Sets::new(articles.len(), links, rulings);
    for (left, right) in alike(links) {
        sets.join(left, right);
    }
    // The label of a set as it was before excerpts: only those in it may be kept.
    let core = sets.voices.labels();
    let mut within: FxHashSet<u32> = FxHashSet::default();
    for (part, whole) in excerpts(links) {
        let label = core[part.at()];
        if !sets.are_joined(part, whole) && !within.contains(&label) && sets.join(part, whole) {
            within.insert(label);
        }
    }
    let labels = sets.voices.labels();
    let mut sizes = vec![0u32; labels.len()];
    labels.iter().for_each(|label| sizes[*label as usize] += 1);
    let is_alone = |ix: ArticleIx| sizes[labels[ix.at()] as usize] == 1;
    let alone = articles.iter().map(|(ix, _)| ix).filter(|ix| is_alone(*ix));
    let alone = alone.map(|kept| Origin { kept, copies: Vec::new() });
    let together = articles.iter().map(|(ix, _)| ix).filter(|ix| !is_alone(*ix));
    let mut together: Vec<(u32, ArticleIx)> = together.map(|ix| (labels[ix.at()], ix)).collect();
    together.sort_unstable();
    let beside = Beside::of(links, articles.len());
    let choice = Choice { articles, core: &core, keep };
    let origin = |members: &[(u32, ArticleIx)]| {
        let members: Vec<ArticleIx> = members.iter().map(|(_, ix)| *ix).collect();
        let kept = choice.kept(&members);
        origin(kept, &members, (articles, &beside), |ix| labels[ix.at()])
    };
    let together = together.chunk_by(|a, b| a.0 == b.0).map(origin);
    let mut origins: Vec<Origin> = together.chain(alone).collect();
    // Those alone are in order already, which this way of sorting takes as it is.
    origins.sort_by_key(|origin| origin.kept);
    origins
}

/// The ends of links between texts that are mostly the same, the likest first.
fn alike(links: &[Link]) -> impl Iterator<Item = (ArticleIx, ArticleIx)> {
    let rank = |link: &Link| {
        let unlike = link.relation != Relation::Identical;
        (unlike, Reverse(ordered(link.evidence.jaccard())), link.left, link.right)
    };
    let alike = links.iter().filter(|link| link.relation.is_alike());
    let mut alike: Vec<_> = alike.map(rank).collect();
    alike.sort_unstable();
    alike.into_iter().map(|(.., left, right)| (left, right))
}

/// A share, so that it can be sorted by: of numbers from zero on, the greater has the greater bits.
fn ordered(share: f64) -> u64 {
    share.to_bits()
}

/// Which article lies within which, the ones of which most does first.
fn excerpts(links: &[Link]) -> impl Iterator<Item = (ArticleIx, ArticleIx)> {
    let rank = |link: &Link| {
        let [held, likeness] = [link.evidence.containment(), link.evidence.jaccard()].map(ordered);
        let left_is_part = link.evidence.left <= link.evidence.right;
        (Reverse(held), Reverse(likeness), link.left, link.right, left_is_part)
    };
    let excerpts = links.iter().filter(|link| link.relation == Relation::Excerpt);
    let mut excerpts: Vec<_> = excerpts.map(rank).collect();
    excerpts.sort_unstable();
    excerpts.into_iter().map(
        |(.., left, right, left_is_part)| {
            if left_is_part { (left, right) } else { (right, left) }
        },
    )
}

/// Sets of articles that are one voice.
struct Sets {
    /// The voices; those on one template stay apart.
    voices: Apart,
    /// The stories that voices and rulings make, where there are rulings: what an editor parted
    /// must not come together in one voice, whatever else an editor joined either with.
    stories: Option<Apart>,
}

impl Sets {
    /// Every article for itself.
    fn new(articles: usize, links: &[Link], rulings: &Rulings) -> Sets {
        let mut voices = Apart::new(articles);
        for link in links.iter().filter(|link| link.relation == Relation::Template) {
            voices.part(link.left.0, link.right.0);
        }
        let stories = (!rulings.is_empty()).then(|| rulings.sets(articles));
        Sets { voices, stories }
    }

    fn are_joined(&self, a: ArticleIx, b: ArticleIx) -> bool {
        self.voices.are_joined(a.0, b.0)
    }

    /// Makes the sets of two articles one, unless they must stay apart; says whether they are one.
    fn join(&mut self, a: ArticleIx, b: ArticleIx) -> bool {
        if self.stories.as_ref().is_some_and(|stories| stories.are_parted(a.0, b.0)) {
            return false;
        }
        let joined = self.voices.join(a.0, b.0);
        if let Some(stories) = self.stories.as_mut().filter(|_| joined) {
            stories.join(a.0, b.0);
        }
        joined
    }
}

/// The copies that articles are linked to.
struct Beside<'a> {
    /// Article, other, and the link, ascending.
    all: Vec<(ArticleIx, ArticleIx, &'a Link)>,
    /// By article, where its own begin; behind the last article, where they end.
    starts: Vec<usize>,
}

impl Beside<'_> {
    fn of(links: &[Link], articles: usize) -> Beside<'_> {
        let copies = links.iter().filter(|link| link.relation.is_copy());
        let mut beside: Vec<_> = copies
            .flat_map(|link| [(link.left, link.right, link), (link.right, link.left, link)])
            .collect();
        beside.sort_unstable_by_key(|(article, other, _)| (*article, *other));
        let mut starts = Vec::with_capacity(articles + 1);
        for (at, (article, ..)) in beside.iter().enumerate() {
            starts.resize(starts.len().max(article.at() + 1), at);
        }
        starts.resize(articles + 1, beside.len());
        Beside { all: beside, starts }
    }

    /// Those that one article is linked to.
    fn article(&self, ix: ArticleIx) -> &[(ArticleIx, ArticleIx, &Link)] {
        &self.all[self.starts[ix.at()]..self.starts[ix.at() + 1]]
    }
}

fn origin(
    kept: ArticleIx,
    members: &[ArticleIx],
    (articles, beside): (&Articles, &Beside<'_>),
    set: impl Fn(ArticleIx) -> u32,
) -> Origin {
    let mut copies: Vec<Copy> = Vec::with_capacity(members.len() - 1);
    for article in members.iter().copied().filter(|ix| *ix != kept) {
        // The kept article if the two are linked, else the closest of the others that is.
        let linked = beside.article(article).iter();
        let linked = linked.filter(|(_, there, _)| set(*there) == set(kept));
        let closest = linked.max_by_key(|(_, there, link)| {
            (*there == kept, ordered(link.evidence.jaccard()), Reverse(*there))
        });
        if let Some((_, of, link)) = closest {
            copies.push(Copy { article, of: *of, relation: link.relation });
        }
    }
    copies.sort_by_key(|copy| (earliness(&articles[copy.article]), copy.article));
    Origin { kept, copies }
}

/// What the article kept of an origin is chosen by.
#[derive(Clone, Copy)]
struct Choice<'a> {
    articles: &'a Articles,
    core: &'a [u32],
    keep: Keep,
}

impl Choice<'_> {
    /// The article kept of an origin, as [`Keep`] says. It is taken from the largest set of like
    /// texts, so that an early brief does not stand for the long read.
    fn kept(self, members: &[ArticleIx]) -> ArticleIx {
        let eligible = self.largest(members);
        let first = self.not_surely_later(&eligible);
        let words = |ix: &ArticleIx| Reverse(self.articles[*ix].words);
        let kept = match self.keep {
            Keep::Earliest => first.iter().min_by_key(|ix| (words(ix), **ix)),
            Keep::Longest => {
                let rank = |ix: &&ArticleIx| (words(ix), !first.contains(*ix), **ix);
                eligible.iter().min_by_key(rank)
            }
        };
        *kept.expect("an origin has members")
    }

    /// The set of like texts with the longest of them; of several the one of most.
    fn largest(self, members: &[ArticleIx]) -> Vec<ArticleIx> {
        let core = |ix: &ArticleIx| (self.core[ix.at()], *ix);
        let mut members: Vec<(u32, ArticleIx)> = members.iter().map(core).collect();
        members.sort_unstable();
        let size = |core: &&[(u32, ArticleIx)]| {
            let longest = core.iter().map(|(_, ix)| self.articles[*ix].words).max();
            (longest, core.len(), Reverse(core[0].1))
        };
        let largest = members.chunk_by(|a, b| a.0 == b.0).max_by_key(size);
        largest.unwrap_or_default().iter().map(|(_, ix)| *ix).collect()
    }

    /// Those of which no other was surely published before; without a time of publication only
    /// where nobody has one. Never empty.
    fn not_surely_later(self, members: &[ArticleIx]) -> FxHashSet<ArticleIx> {
        // Whoever is surely later than any other is later than the one whose latest reading is
        // the earliest, or than that one of the same outlet.
        let mut first: Option<(i64, ArticleIx)> = None;
        let mut of_outlet: FxHashMap<&Outlet, (i64, ArticleIx)> = FxHashMap::default();
        for ix in members {
            let article = &self.articles[*ix];
            let Some(latest) = article.latest() else { continue };
            let here = (latest, *ix);
            first = Some(first.map_or(here, |first| first.min(here)));
            let zoned = article.published.as_ref().is_some_and(Published::zone_known);
            if let Some(outlet) = article.outlet.as_ref().filter(|_| !zoned) {
                let entry = of_outlet.entry(outlet).or_insert(here);
                *entry = here.min(*entry);
            }
        }
        let Some((_, first)) = first else {
            return members.iter().copied().collect();
        };
        let later = |ix: &ArticleIx| {
            let article = &self.articles[*ix];
            let outlet = article.outlet.as_ref().and_then(|outlet| of_outlet.get(outlet));
            let rivals = outlet.map(|(_, ix)| *ix).into_iter().chain([first]);
            rivals.into_iter().any(|rival| self.articles[rival].surely_before(article))
        };
        let dated = members.iter().filter(|ix| self.articles[**ix].published.is_some());
        dated.filter(|ix| !later(ix)).copied().collect()
    }
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
    use jiff::tz::Offset;

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

    const OUTLETS: [&str; 5] = ["Post", "Mail", "Quay", "Ledger", "Gazette"];

    /// Articles of five outlets, each published on a day of May at nine, if it is known when.
    fn desk(days: &[Option<i8>], words: &[u32]) -> Articles {
        let names = ["a", "b", "c", "d", "e"].into_iter().zip(words);
        let article =
            |(((name, words), day), outlet): (((&str, &u32), &Option<i8>), &str)| Article {
                outlet: Outlet::new(outlet),
                published: day.map(|day| at(day, 9, None)),
                words: *words,
                ..Article::of_text(name, "")
            };
        Articles::new(names.zip(days).zip(OUTLETS).map(article).collect())
    }

    fn at(day: i8, hour: i8, zone: Option<Offset>) -> Published {
        Published {
            at: date(2031, 5, day).at(hour, 0, 0, 0),
            precision: Precision::Minute,
            offset: zone,
            words: String::new(),
        }
    }

    /// Kept articles, each with its copies and what they are closest to.
    type Shape = Vec<(u32, Vec<(u32, u32)>)>;

    fn shape(origins: &[Origin]) -> Shape {
        let copies = |o: &Origin| o.copies.iter().map(|c| (c.article.0, c.of.0)).collect();
        origins.iter().map(|origin| (origin.kept.0, copies(origin))).collect()
    }

    /// The origins of undated articles of these lengths.
    fn check(words: &[u32], links: &[Link], expected: &[(u32, &[(u32, u32)])]) {
        let articles = desk(&vec![None; words.len()], words);
        let expected: Shape = expected.iter().map(|(kept, of)| (*kept, of.to_vec())).collect();
        for links in [links.to_vec(), links.iter().rev().cloned().collect()] {
            assert_eq!(
                shape(&origins(&articles, &links, Keep::Earliest, &Rulings::default())),
                expected
            );
        }
    }

    #[test]
    fn the_surely_earliest_or_the_longest_is_kept() {
        let utc = Some(Offset::UTC);
        let cases = [
            // Surely earlier, and shorter.
            ([Some(at(4, 9, utc)), Some(at(3, 9, utc))], [9, 5], 1, 0),
            // Hours apart, but nobody knows in which zones.
            ([Some(at(4, 9, None)), Some(at(4, 15, None))], [5, 9], 1, 1),
            ([Some(at(4, 9, None)), Some(at(7, 9, None))], [5, 9], 0, 1),
            ([None, None], [5, 9], 1, 1),
            ([None, None], [5, 5], 0, 0),
            ([Some(at(4, 9, utc)), None], [5, 9], 0, 1),
            ([Some(at(4, 9, utc)), Some(at(4, 9, utc))], [5, 5], 0, 0),
            // Of the same length the surely earlier is kept in either case.
            ([Some(at(4, 9, utc)), Some(at(3, 9, utc))], [5, 5], 1, 1),
        ];
        let near = [link(0, 1, Relation::NearDuplicate, [90, 90, 80])];
        for (times, words, earliest, longest) in cases {
            let article = |at: usize| Article {
                outlet: Outlet::new(OUTLETS[at]),
                published: times[at].clone(),
                words: words[at],
                ..Article::of_text(["a", "b"][at], "")
            };
            let articles = Articles::new(vec![article(0), article(1)]);
            for (keep, expected) in [(Keep::Earliest, earliest), (Keep::Longest, longest)] {
                let kept = origins(&articles, &near, keep, &Rulings::default())[0].kept.0;
                assert_eq!(kept, expected, "{keep:?} of {times:?} with {words:?} words");
            }
        }
    }

    #[test]
    fn times_without_a_zone_stand_on_one_clock_within_an_outlet() {
        let article = |name: &str, outlet: &str, hour| Article {
            outlet: Outlet::new(outlet),
            published: Some(at(4, hour, None)),
            ..Article::of_text(name, "")
        };
        // The first of all by what is known, and yet not surely before any other.
        let quay =
            Article { published: Some(at(4, 0, Some(Offset::UTC))), ..article("d", "Quay", 0) };
        let desk =
            [article("a", "Post", 7), article("b", "Post", 9), article("c", "Mail", 12), quay];
        let near = |a, b| link(a, b, Relation::NearDuplicate, [90, 90, 80]);
        let links = [near(0, 1), near(1, 2), near(2, 3)];
        let kept = |words: [u32; 4]| {
            let long = |(article, words): (&Article, u32)| Article { words, ..article.clone() };
            let articles = Articles::new(desk.iter().zip(words).map(long).collect());
            origins(&articles, &links, Keep::Earliest, &Rulings::default())[0].kept.0
        };
        // The Post's second is surely later than its first, the Mail's perhaps not.
        assert_eq!(kept([5, 9, 5, 4]), 0);
        assert_eq!(kept([5, 9, 7, 4]), 2);
    }

    #[test]
    fn a_brief_within_two_long_reads_does_not_make_them_copies() {
        let links = [
            link(0, 1, Relation::Excerpt, [900, 90, 80]),
            link(1, 2, Relation::Excerpt, [90, 800, 85]),
        ];
        check(&[900, 90, 800], &links, &[(0, &[]), (2, &[(1, 2)])]);
        // Nor do two printings of the brief, each within one of them.
        let links = [
            link(0, 1, Relation::Excerpt, [900, 90, 80]),
            link(1, 3, Relation::NearDuplicate, [90, 90, 88]),
            link(2, 3, Relation::Excerpt, [800, 90, 85]),
        ];
        check(&[900, 90, 800, 90], &links, &[(0, &[]), (2, &[(1, 3), (3, 2)])]);
    }

    #[test]
    fn a_brief_in_a_report_in_a_long_read_is_one_origin() {
        let links = [
            link(0, 1, Relation::Excerpt, [30, 200, 30]),
            link(1, 2, Relation::Excerpt, [200, 900, 150]),
        ];
        check(&[34, 204, 904], &links, &[(2, &[(0, 1), (1, 2)])]);
    }

    #[test]
    fn an_early_brief_does_not_stand_for_the_long_read_that_holds_it() {
        let articles = desk(&[Some(7), Some(3)], &[900, 90]);
        let links = [link(0, 1, Relation::Excerpt, [900, 90, 90])];
        let origins = origins(&articles, &links, Keep::Earliest, &Rulings::default());
        assert_eq!(shape(&origins), [(0, vec![(1, 0)])]);
    }

    #[test]
    fn templates_and_stories_make_no_copies() {
        let links = [
            link(0, 1, Relation::Template, [90, 90, 60]),
            link(1, 2, Relation::SameStory, [90, 90, 2]),
        ];
        check(&[9, 9, 9], &links, &[(0, &[]), (1, &[]), (2, &[])]);
    }

    #[test]
    fn who_is_a_copy_of_two_on_one_template_goes_with_the_likelier() {
        let near = |a, b, shared| link(a, b, Relation::NearDuplicate, [90, 90, shared]);
        let template = link(0, 1, Relation::Template, [90, 90, 65]);
        let links = [template.clone(), near(0, 2, 70), near(1, 2, 80)];
        check(&[9, 9, 9], &links, &[(0, &[]), (1, &[(2, 1)])]);
        // Equal words are likelier than any, and equally likely goes by the smaller name.
        let twin = Link { relation: Relation::Identical, ..near(0, 2, 70) };
        check(&[9, 9, 9], &[template.clone(), twin, near(1, 2, 80)], &[(0, &[(2, 0)]), (1, &[])]);
        let links = [template.clone(), near(0, 2, 80), near(1, 2, 80)];
        check(&[9, 9, 9], &links, &[(0, &[(2, 0)]), (1, &[])]);
        // Through two others as well as through one.
        let links = [template.clone(), near(0, 2, 80), near(2, 3, 75), near(1, 3, 85)];
        check(&[9, 9, 9, 9], &links, &[(0, &[(2, 0)]), (1, &[(3, 1)])]);
        // And a brief that is within both.
        let excerpt = |a, b, shared| link(a, b, Relation::Excerpt, [90, 30, shared]);
        let links =
            [template, excerpt(0, 2, 28), excerpt(1, 2, 25), excerpt(1, 3, 30), near(2, 3, 60)];
        check(&[99, 99, 30, 30], &links, &[(0, &[]), (1, &[(2, 1), (3, 1)])]);
    }

    proptest::proptest! {
        #[test]
        fn whatever_the_links_every_article_has_one_origin_and_no_template_is_within_one(
            made in proptest::collection::btree_map((0u32..9, 0u32..9), (0u8..5, 20u32..90), 0..30),
            words in proptest::collection::vec(1u32..99, 9),
        ) {
            let article = |n: usize| Article {
                words: words[n],
                ..Article::of_text(&n.to_string(), "")
            };
            let articles = Articles::new((0..9).map(article).collect());
            let relations = [
                Relation::Template,
                Relation::Template,
                Relation::NearDuplicate,
                Relation::Revision,
                Relation::Excerpt,
            ];
            let links: Vec<Link> = made
                .iter()
                .filter(|((left, right), _)| left < right)
                .map(|((a, b), (relation, shared))| {
                    link(*a, *b, relations[usize::from(*relation)], [90, 90 + a + b, *shared])
                })
                .collect();
            let found = origins(&articles, &links, Keep::Earliest, &Rulings::default());
            let mut set = [None; 9];
            for (place, origin) in found.iter().enumerate() {
                let copies = origin.copies.iter().map(|copy| copy.article);
                for ix in copies.chain([origin.kept]) {
                    proptest::prop_assert_eq!(set[ix.at()].replace(place), None);
                }
            }
            proptest::prop_assert!(set.iter().all(Option::is_some));
            for link in links.iter().filter(|link| link.relation == Relation::Template) {
                proptest::prop_assert_ne!(set[link.left.at()], set[link.right.at()]);
            }
            let reversed: Vec<Link> = links.into_iter().rev().collect();
            let again = origins(&articles, &reversed, Keep::Earliest, &Rulings::default());
            proptest::prop_assert_eq!(shape(&found), shape(&again));
        }
    }

    #[test]
    fn a_time_unknown_comes_after_every_time_known() {
        let articles = desk(&[None, Some(28)], &[1, 1]);
        let [unknown, known] = [0, 1].map(|ix| earliness(&articles[ArticleIx(ix)]));
        assert!(known < unknown);
    }
}
