//! Stories as agreement made them → stories as editors ruled: the last word on who is with whom.
//!
//! What comes in: stories, the scores between their voices, and [`Rulings`] that do not contradict
//! each other. What goes out: every two articles ruled to be one story are in one, every two ruled
//! to be two are in two. Stories that nothing was ruled on stay as they are. Deliberately absent:
//! any look at a text. Near-linear in the voices and scores of the stories that are touched.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;

use crate::article::{ArticleIx, Articles};
use crate::link::stories::{Affinity, probability};
use crate::link::{Evidence, Link, Relation, Route};
use crate::story::{Origin, Related, Review, Story};
use crate::verdict::apart::Apart;
use crate::verdict::{Ruling, Rulings};

/// Links with those that rulings make or change, in the order of their articles.
///
/// A ruling leaves a copy what it is if the two are one story; otherwise it says how they relate.
/// What a new link's articles have in common is still to be measured.
pub fn ruled(mut links: Vec<Link>, rulings: &Rulings) -> Vec<Link> {
    if rulings.is_empty() {
        return links;
    }
    let mut open: BTreeMap<(ArticleIx, ArticleIx), Ruling> =
        rulings.iter().map(|(ends, verdict)| (ends, verdict.ruling)).collect();
    for link in &mut links {
        if let Some(ruling) = open.remove(&(link.left, link.right)) {
            link.relation = match ruling {
                Ruling::Same if link.relation.is_copy() => link.relation,
                Ruling::Same => Relation::SameStory,
                Ruling::Different => Relation::Different,
            };
            link.confidence = 1.0;
            link.route = Route::Verdict;
        }
    }
    links.extend(open.into_iter().map(|((left, right), ruling)| Link {
        left,
        right,
        relation: match ruling {
            Ruling::Same => Relation::SameStory,
            Ruling::Different => Relation::Different,
        },
        confidence: 1.0,
        route: Route::Verdict,
        evidence: Evidence::default(),
    }));
    links.sort_by_key(|link| (link.left, link.right));
    links
}

/// Puts together what is ruled to be one story, and parts what is ruled to be two.
///
/// Two stories of which articles are ruled to be one become one whole. A story that holds what
/// must be apart is parted along agreement: each of its voices goes with the side that it agrees
/// with most on average, not only the two that were named. Reviews that a ruling settles go.
pub fn obey(
    stories: Vec<Story>,
    articles: &Articles,
    affinities: &[Affinity],
    rulings: &Rulings,
) -> Vec<Story> {
    if rulings.is_empty() {
        return stories;
    }
    let mut desk = Desk::of(&stories, affinities, rulings);
    let before = desk.groups.clone();
    desk.bring_together(rulings);
    desk.part(rulings);
    regrouped(stories, articles, (&before, &desk), rulings)
}

/// The voices of all stories, numbered through, and the group of each.
struct Desk {
    place_of: FxHashMap<ArticleIx, u32>,
    groups: Vec<u32>,
    scored: Vec<(u32, u32, f64)>,
    /// Voices that a ruling joins or keeps apart.
    ruled: Apart,
    named: BTreeSet<u32>,
}

impl Desk {
    fn of(stories: &[Story], affinities: &[Affinity], rulings: &Rulings) -> Desk {
        let (mut place_of, mut groups) = (FxHashMap::default(), Vec::new());
        for (group, story) in (0..).zip(stories) {
            for origin in &story.origins {
                let place = u32::try_from(groups.len()).unwrap_or(u32::MAX);
                place_of.extend(origin.articles().map(|article| (article, place)));
                groups.push(group);
            }
        }
        let places = |(a, b): (ArticleIx, ArticleIx)| (place_of[&a], place_of[&b]);
        let mut ruled = Apart::new(groups.len());
        rulings.pairs(Ruling::Same).map(places).for_each(|(a, b)| _ = ruled.join(a, b));
        rulings.pairs(Ruling::Different).map(places).for_each(|(a, b)| _ = ruled.part(a, b));
        let named = rulings.iter().map(|(ends, _)| places(ends)).flat_map(|(a, b)| [a, b]);
        let named = named.collect();
        let scored = affinities.iter().filter(|it| it.odds != f64::NEG_INFINITY);
        let scored =
            scored.map(|it| (place_of[&it.left], place_of[&it.right], probability(it.odds)));
        let scored = scored.collect();
        Desk { place_of, groups, scored, ruled, named }
    }

    /// Makes one group of those that must be one story.
    fn bring_together(&mut self, rulings: &Rulings) {
        let count = self.groups.iter().max().map_or(0, |most| *most as usize + 1);
        let mut sets = Apart::new(count);
        for (a, b) in rulings.pairs(Ruling::Same) {
            let [a, b] = [a, b].map(|ix| self.groups[self.place_of[&ix] as usize]);
            sets.join(a, b);
        }
        let labels = sets.labels();
        self.groups.iter_mut().for_each(|group| *group = labels[*group as usize]);
    }

    /// Parts each group that holds two that must be apart.
    ///
    /// The likest join first, as far as they may (Kruskal 1956); then whoever was not named goes
    /// with the side of the greatest mean score.
    fn part(&mut self, rulings: &Rulings) {
        let ends = |(a, b): (ArticleIx, ArticleIx)| [a, b].map(|ix| self.place_of[&ix]);
        let groups = rulings.pairs(Ruling::Different).map(|pair| {
            let [a, b] = ends(pair).map(|place| self.groups[place as usize]);
            (a == b).then_some(a)
        });
        let torn: BTreeSet<u32> = groups.flatten().collect();
        let group = |place: u32| self.groups[place as usize];
        let inside = |pair: &&(u32, u32, f64)| {
            group(pair.0) == group(pair.1) && torn.contains(&group(pair.0))
        };
        let mut scored: Vec<_> = self.scored.iter().filter(inside).copied().collect();
        scored.sort_by(|a, b| b.2.total_cmp(&a.2).then((a.0, a.1).cmp(&(b.0, b.1))));
        let mut sets = self.ruled.clone();
        scored.iter().for_each(|(a, b, _)| _ = sets.join(*a, *b));
        let labels = sets.labels();
        let mut side_of: BTreeMap<u32, u32> = BTreeMap::new();
        let mut members: BTreeMap<u32, BTreeMap<u32, Vec<u32>>> = BTreeMap::new();
        for place in (0..).take(self.groups.len()).filter(|place| torn.contains(&group(*place))) {
            let side = labels[place as usize];
            side_of.insert(place, side);
            members.entry(group(place)).or_default().entry(side).or_default().push(place);
        }
        // Who agrees with nobody stays with the greatest side: nothing was ruled on it.
        for sides in members.values() {
            let (bound, loose): (Vec<_>, Vec<_>) =
                sides.iter().partition(|(_, places)| sets.is_parted(places[0]));
            let greatest = bound.iter().max_by_key(|(side, all)| (all.len(), Reverse(**side)));
            let Some((greatest, _)) = greatest else { continue };
            loose.iter().flat_map(|(_, places)| places.iter()).for_each(|place| {
                side_of.insert(*place, **greatest);
            });
        }
        self.settle(&mut side_of, &scored);
        let fresh = self.groups.iter().max().map_or(0, |most| most + 1);
        side_of.into_iter().for_each(|(place, side)| self.groups[place as usize] = fresh + side);
    }

    /// Moves whoever was not named to the side that it agrees with most, until nobody moves or a
    /// few rounds are over.
    fn settle(&self, side_of: &mut BTreeMap<u32, u32>, scored: &[(u32, u32, f64)]) {
        let mut beside: BTreeMap<u32, Vec<(u32, f64)>> = BTreeMap::new();
        for (a, b, score) in scored {
            beside.entry(*a).or_default().push((*b, *score));
            beside.entry(*b).or_default().push((*a, *score));
        }
        let mut sizes: BTreeMap<u32, u32> = BTreeMap::new();
        side_of.values().for_each(|side| *sizes.entry(*side).or_default() += 1);
        let free: Vec<u32> =
            beside.keys().copied().filter(|place| !self.named.contains(place)).collect();
        for _ in 0..ROUNDS {
            let mut moved = false;
            for place in &free {
                let here = side_of[place];
                // The best first, as `scored` has them.
                let mut sums: BTreeMap<u32, (u32, f64)> = BTreeMap::new();
                for (other, score) in &beside[place] {
                    let (asked, sum) = sums.entry(side_of[other]).or_default();
                    if *asked < ASKED {
                        *asked += 1;
                        *sum += score;
                    }
                }
                let mean = |side: u32| {
                    let others = sizes[&side] - u32::from(side == here);
                    let sum = sums.get(&side).map_or(0.0, |(_, sum)| *sum);
                    sum / f64::from(others.clamp(1, ASKED))
                };
                let best = sums.keys().copied().max_by(|a, b| {
                    mean(*a).total_cmp(&mean(*b)).then((*a == here).cmp(&(*b == here)))
                });
                if let Some(best) = best.filter(|best| mean(here) < mean(*best)) {
                    *sizes.entry(here).or_default() -= 1;
                    *sizes.entry(best).or_default() += 1;
                    side_of.insert(*place, best);
                    moved = true;
                }
            }
            if !moved {
                return;
            }
        }
    }
}

/// Voices of a side that are asked: of a story of hundreds nobody is compared with all, and the
/// mean over all would favour a side of one.
const ASKED: u32 = 5;

/// Rounds in which voices may go to another side: in practice the second changes nothing.
const ROUNDS: usize = 10;

/// The stories of the new groups; those whose voices are the same as before are left as they are.
fn regrouped(
    stories: Vec<Story>,
    articles: &Articles,
    (before, desk): (&[u32], &Desk),
    rulings: &Rulings,
) -> Vec<Story> {
    let mut old_of: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
    let mut new_of: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
    for (old, new) in before.iter().zip(&desk.groups) {
        old_of.entry(*new).or_default().insert(*old);
        new_of.entry(*old).or_default().insert(*new);
    }
    let changed = |old: u32| {
        let new = &new_of[&old];
        1 < new.len() || new.iter().any(|new| 1 < old_of[new].len())
    };
    let (mut kept, mut near) = (Vec::with_capacity(stories.len()), Vec::new());
    let mut made: BTreeMap<u32, Vec<Origin>> = BTreeMap::new();
    for (old, mut story) in (0..).zip(stories) {
        if !changed(old) {
            kept.push(story);
            continue;
        }
        near.append(&mut beside(&mut story));
        for origin in story.origins {
            let place = desk.place_of[&origin.kept];
            made.entry(desk.groups[place as usize]).or_default().push(origin);
        }
    }
    kept.extend(made.into_values().map(|origins| Story::of(articles, origins)));
    kept.sort_by(|a, b| a.key.cmp(&b.key));
    rehome(&mut kept, near, desk, rulings);
    kept
}

/// What lies near a story: whether it is to be looked at, and the link between the two.
type Near = (Nearness, (ArticleIx, ArticleIx), f64);

#[derive(Clone, Copy, PartialEq)]
enum Nearness {
    Review,
    Related,
}

/// Takes what lies near a story from it.
fn beside(story: &mut Story) -> Vec<Near> {
    let reviews = std::mem::take(&mut story.reviews).into_iter();
    let reviews = reviews.map(|it| (Nearness::Review, it.between, it.confidence));
    let related = std::mem::take(&mut story.related).into_iter();
    reviews.chain(related.map(|it| (Nearness::Related, it.between, it.confidence))).collect()
}

/// Puts what lies near stories where its articles are now. What a merger settled is dropped; two
/// that an editor parted need no look any more, and are of one subject still.
fn rehome(stories: &mut [Story], moved: Vec<Near>, desk: &Desk, rulings: &Rulings) {
    let group = |ix: ArticleIx| desk.groups[desk.place_of[&ix] as usize];
    let at: BTreeMap<u32, usize> =
        stories.iter().enumerate().map(|(at, story)| (group(story.lead), at)).collect();
    let apart: BTreeSet<(u32, u32)> = rulings
        .pairs(Ruling::Different)
        .flat_map(|(a, b)| [(group(a), group(b)), (group(b), group(a))])
        .collect();
    let stayed: Vec<Near> = stories.iter_mut().flat_map(beside).collect();
    for (nearness, between, confidence) in stayed.into_iter().chain(moved) {
        let ends = (group(between.0), group(between.1));
        if ends.0 == ends.1 {
            continue;
        }
        let other = stories[at[&ends.1]].key.clone();
        let story = &mut stories[at[&ends.0]];
        let known = story.reviews.iter().map(|it| &it.other);
        if known.chain(story.related.iter().map(|it| &it.other)).any(|known| *known == other) {
            continue;
        }
        match nearness {
            Nearness::Review if !apart.contains(&ends) => {
                story.reviews.push(Review { other, between, confidence });
            }
            Nearness::Review | Nearness::Related => {
                story.related.push(Related { other, between, confidence });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Article;
    use crate::link::stories::log_odds;
    use crate::recipe::Keep;
    use crate::story::one_each;
    use crate::story::origins::origins;
    use crate::verdict::Verdicts;

    fn desk(count: u8) -> Articles {
        let names = (b'a'..).take(usize::from(count)).map(char::from);
        Articles::new(names.map(|name| Article::of_text(&name.to_string(), "")).collect())
    }

    fn rulings(articles: &Articles, rows: &str) -> Rulings {
        let text = format!("left,right,verdict\n{}\n", rows.replace(' ', "\n"));
        Verdicts::read("v.csv", text.as_bytes()).unwrap().settle(articles, &[])
    }

    fn affinity((left, right, score): &(u32, u32, f64)) -> Affinity {
        let (left, right) = (ArticleIx(*left), ArticleIx(*right));
        Affinity { left, right, odds: log_odds(*score), priors: 0.0 }
    }

    /// Stories of single voices, as agreement left them.
    fn stories(articles: &Articles, groups: &[&[u32]]) -> Vec<Story> {
        let voice = |ix: &u32| Origin { kept: ArticleIx(*ix), copies: Vec::new() };
        let story = |group: &&[u32]| Story::of(articles, group.iter().map(voice).collect());
        groups.iter().map(story).collect()
    }

    fn shape(stories: &[Story]) -> Vec<Vec<u32>> {
        let members = |story: &Story| {
            let mut members: Vec<u32> = story.articles().map(|ix| ix.0).collect();
            members.sort_unstable();
            members
        };
        stories.iter().map(members).collect()
    }

    #[track_caller]
    fn check(groups: &[&[u32]], scores: &[(u32, u32, f64)], rows: &str, expected: &[&[u32]]) {
        let articles = desk(8);
        let affinities: Vec<Affinity> = scores.iter().map(affinity).collect();
        let rulings = rulings(&articles, rows);
        let found = obey(stories(&articles, groups), &articles, &affinities, &rulings);
        assert_eq!(shape(&found), expected, "{rows}");
        for story in &found {
            let first = story.articles().min().unwrap();
            assert_eq!(story.key, articles[first].key);
        }
    }

    #[test]
    fn two_stories_of_which_articles_are_one_story_become_one() {
        let groups: [&[u32]; 4] = [&[0, 1], &[2], &[3, 4], &[5]];
        check(&groups, &[], "b,d,same", &[&[0, 1, 3, 4], &[2], &[5]]);
        check(&groups, &[], "b,d,same d,f,same", &[&[0, 1, 3, 4, 5], &[2]]);
        check(&groups, &[], "a,b,same", &groups);
    }

    #[test]
    fn a_story_is_parted_along_agreement_and_not_only_at_the_two_that_are_named() {
        let scores = [
            (0, 1, 0.9),
            (0, 2, 0.7),
            (1, 2, 0.8), // one event
            (3, 4, 0.9),
            (3, 5, 0.7),
            (4, 5, 0.6),  // another
            (2, 3, 0.75), // a bridge
            (6, 7, 0.5),
        ];
        let groups: [&[u32]; 2] = [&[0, 1, 2, 3, 4, 5], &[6, 7]];
        check(&groups, &scores, "a,f,different", &[&[0, 1, 2], &[3, 4, 5], &[6, 7]]);
        check(&groups, &scores, "c,d,different", &[&[0, 1, 2], &[3, 4, 5], &[6, 7]]);
        // Whom nobody scored stays with the greater side.
        let groups: [&[u32]; 1] = [&[0, 1, 2, 3, 4, 5, 6]];
        let scores = &scores[..7];
        check(&groups, scores, "b,d,different", &[&[0, 1, 2, 6], &[3, 4, 5]]);
    }

    #[test]
    fn whoever_was_drawn_over_by_one_strong_link_goes_back_to_whom_it_agrees_with() {
        // The bridge is the strongest of all, so its two ends join first.
        let scores = [
            (0, 1, 0.8),
            (0, 2, 0.8),
            (1, 2, 0.8),
            (3, 4, 0.8),
            (3, 5, 0.8),
            (4, 5, 0.8),
            (2, 3, 0.95),
        ];
        let groups: [&[u32]; 1] = [&[0, 1, 2, 3, 4, 5]];
        check(&groups, &scores, "a,e,different", &[&[0, 1, 2], &[3, 4, 5]]);
    }

    #[test]
    fn what_is_one_and_what_is_two_hold_at_once() {
        let scores = [(0, 1, 0.9), (0, 2, 0.9), (1, 2, 0.9), (1, 3, 0.2), (2, 3, 0.3)];
        let groups: [&[u32]; 2] = [&[0, 1, 2, 3], &[4, 5]];
        // What the sixth brings with it stays, and the two that must not be with it go.
        check(&groups, &scores, "a,f,same d,f,different", &[&[0, 1, 2, 4, 5], &[3]]);
        check(&groups, &scores, "a,d,same b,c,different", &[&[0, 1, 3], &[2], &[4, 5]]);
        check(
            &groups,
            &scores,
            "a,b,different b,c,different c,d,different a,c,different \
            a,d,different b,d,different",
            &[&[0], &[1], &[2], &[3], &[4, 5]],
        );
    }

    #[test]
    fn a_review_that_a_ruling_settles_goes_and_the_others_find_their_stories() {
        let articles = desk(6);
        let groups: [&[u32]; 3] = [&[0, 1], &[2, 3], &[4, 5]];
        let look = |other: &str, here, there| Review {
            other: crate::article::ArticleKey::new(other),
            between: (ArticleIx(here), ArticleIx(there)),
            confidence: 0.5,
        };
        let reviewed = |rows: &str| {
            let mut stories = stories(&articles, &groups);
            stories[0].reviews = vec![look("c", 1, 2), look("e", 0, 4)];
            stories[1].reviews = vec![look("a", 2, 1)];
            stories[2].reviews = vec![look("a", 4, 0)];
            let found = obey(stories, &articles, &[], &rulings(&articles, rows));
            let others = |story: &Story| {
                let others = story.reviews.iter().map(|review| review.other.to_string());
                others.collect::<Vec<String>>()
            };
            found.iter().map(others).collect::<Vec<_>>()
        };
        assert_eq!(reviewed("a,d,different"), [vec!["e".to_owned()], vec![], vec!["a".to_owned()]]);
        assert_eq!(reviewed("a,d,same"), [["e"], ["a"]]);
        assert_eq!(reviewed("c,e,same"), [["c"], ["a"]]);
    }

    #[test]
    fn two_that_an_editor_parted_are_of_one_subject_still() {
        let articles = desk(4);
        let mut stories = stories(&articles, &[&[0, 1], &[2, 3]]);
        let (other, between) = (stories[1].key.clone(), (ArticleIx(1), ArticleIx(2)));
        stories[0].reviews = vec![Review { other, between, confidence: 0.5 }];
        let found = obey(stories, &articles, &[], &rulings(&articles, "a,c,different"));
        assert!(found[0].reviews.is_empty());
        assert_eq!(found[0].related[0].between, between);
        assert_eq!(found[0].related[0].other, found[1].key);
    }

    #[test]
    fn a_ruling_parts_the_copies_of_one_text() {
        let articles = desk(4);
        let near = |left, right, shared| Link {
            left: ArticleIx(left),
            right: ArticleIx(right),
            relation: Relation::NearDuplicate,
            confidence: 1.0,
            route: Route::Bands,
            evidence: Evidence { shared, left: 90, right: 90, ..Evidence::default() },
        };
        let found = vec![near(0, 1, 90), near(0, 2, 80), near(1, 2, 85)];
        let shaped = |rows: &str| {
            let rulings = rulings(&articles, rows);
            let links = ruled(found.clone(), &rulings);
            let voices = origins(&articles, &links, Keep::Earliest, &rulings);
            shape(&obey(one_each(&articles, voices), &articles, &[], &rulings))
        };
        assert_eq!(shaped("a,d,same"), [vec![0, 1, 2, 3]]);
        assert_eq!(shaped("a,b,different"), [vec![0], vec![1, 2], vec![3]]);
        // The text of the first two is one story with the fourth, and the third is not.
        assert_eq!(shaped("a,d,same d,c,different"), [vec![0, 1, 3], vec![2]]);
        assert_eq!(shaped("b,d,same d,a,different d,c,different"), [vec![0, 2], vec![1, 3]]);
    }

    #[test]
    fn a_ruling_is_a_link_that_says_so() {
        let articles = desk(4);
        let link = |right, relation| Link {
            left: ArticleIx(0),
            right: ArticleIx(right),
            relation,
            confidence: 0.4,
            route: Route::Bands,
            evidence: Evidence::default(),
        };
        let found = vec![link(1, Relation::Identical), link(2, Relation::Template)];
        let said = |rows: &str| {
            let links = ruled(found.clone(), &rulings(&articles, rows));
            let said = links.iter().map(|link| (link.right.0, link.relation, link.route));
            said.collect::<Vec<_>>()
        };
        use Relation::{Different, Identical, SameStory, Template};
        let (bands, verdict) = (Route::Bands, Route::Verdict);
        assert_eq!(said(""), [(1, Identical, bands), (2, Template, bands)]);
        assert_eq!(
            said("b,a,same a,c,same a,d,same"),
            [(1, Identical, verdict), (2, SameStory, verdict), (3, SameStory, verdict)]
        );
        assert_eq!(
            said("a,b,different a,d,different"),
            [(1, Different, verdict), (2, Template, bands), (3, Different, verdict)]
        );
    }

    proptest::proptest! {
        #[test]
        fn whatever_is_ruled_every_ruling_holds_and_every_article_is_in_one_story(
            rows in proptest::collection::vec((0u8..8, 0u8..8, proptest::bool::ANY), 0..12),
            links in proptest::collection::btree_map((0u32..8, 0u32..8), 20u32..90, 0..12),
            scores in proptest::collection::btree_map((0u32..8, 0u32..8), 0.0f64..1.0, 0..20),
            groups in proptest::collection::vec(0usize..3, 8),
        ) {
            let articles = desk(8);
            let name = |n: u8| char::from(b'a' + n);
            let row = |(a, b, same): &(u8, u8, bool)| {
                format!("{},{},{}", name(*a), name(*b), if *same { "same" } else { "different" })
            };
            let rows: Vec<String> = rows.iter().filter(|(a, b, _)| a != b).map(row).collect();
            let rulings = rulings(&articles, &rows.join(" "));
            let near = |((left, right), shared): (&(u32, u32), &u32)| Link {
                left: ArticleIx(*left),
                right: ArticleIx(*right),
                relation: Relation::NearDuplicate,
                confidence: 1.0,
                route: Route::Bands,
                evidence: Evidence { shared: *shared, left: 90, right: 90, ..Evidence::default() },
            };
            let links = links.iter().filter(|((a, b), _)| a < b).map(near).collect();
            let links = ruled(links, &rulings);
            let mut kinds: BTreeMap<usize, Vec<Origin>> = BTreeMap::new();
            let mut kept = BTreeSet::new();
            for origin in origins(&articles, &links, Keep::Earliest, &rulings) {
                kept.insert(origin.kept.0);
                kinds.entry(groups[origin.kept.at()]).or_default().push(origin);
            }
            let mut stories: Vec<Story> =
                kinds.into_values().map(|origins| Story::of(&articles, origins)).collect();
            stories.sort_by(|a, b| a.key.cmp(&b.key));
            let affinities: Vec<Affinity> = scores
                .iter()
                .filter(|((a, b), _)| a < b && kept.contains(a) && kept.contains(b))
                .map(|((a, b), score)| affinity(&(*a, *b, *score)))
                .collect();
            let found = obey(stories, &articles, &affinities, &rulings);
            let mut story_of = [None; 8];
            for (at, story) in found.iter().enumerate() {
                for ix in story.articles() {
                    proptest::prop_assert_eq!(story_of[ix.at()].replace(at), None);
                }
            }
            proptest::prop_assert!(story_of.iter().all(Option::is_some));
            for ((a, b), verdict) in rulings.iter() {
                let together = story_of[a.at()] == story_of[b.at()];
                proptest::prop_assert_eq!(together, verdict.ruling == Ruling::Same);
            }
        }
    }
}
