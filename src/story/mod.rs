//! Links → [`Story`]: articles that belong together, copies counted as one voice.

use std::collections::BTreeMap;

use petgraph::unionfind::UnionFind;
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::article::{ArticleIx, ArticleKey, Articles};
use crate::kernel::terms::Weighted;
use crate::link::profile::Profile;
use crate::link::stories::{Affinity, log_odds, probability};
use crate::link::{Link, Relation, Route};
use crate::recipe::StoryRecipe;
use crate::recipe::model::ConfidenceModel;

pub mod origins;
pub mod label;
pub mod agreement;
pub mod strays;
pub mod verdicts;
mod names;
pub mod parts;

use self::agreement::Scored;
use self::label::Label;
use self::parts::Halving;

/// Articles held together by links; every article is in exactly one.
#[derive(Clone, Debug)]
pub struct Story {
    /// The smallest key of its articles.
    pub key: ArticleKey,
    /// The article whose headline says most of it.
    pub lead: ArticleIx,
    /// Whom and where it tells of.
    pub label: Label,
    /// Its voices, by first publication, unknown times last, then by key.
    pub origins: Vec<Origin>,
    /// What an editor should look at.
    pub reviews: Vec<Review>,
    /// Other stories of the same subject, nearest first: to be seen also, never merged.
    pub related: Vec<Related>,
}

/// One text and its copies: one voice.
#[derive(Clone, Debug)]
pub struct Origin {
    /// The kept article, chosen as the recipe's [`Keep`](crate::recipe::Keep) says.
    pub kept: ArticleIx,
    /// Its copies, by publication.
    pub copies: Vec<Copy>,
}

impl Origin {
    /// The kept article, then its copies.
    pub fn articles(&self) -> impl Iterator<Item = ArticleIx> {
        std::iter::once(self.kept).chain(self.copies.iter().map(|copy| copy.article))
    }
}

/// An article that is a copy, and of what.
#[derive(Clone, Copy, Debug)]
pub struct Copy {
    /// The copy.
    pub article: ArticleIx,
    /// The article it is closest to in its origin: the kept one, if they are linked.
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

/// Another story of the same subject that tells of another event.
#[derive(Clone, Debug, PartialEq)]
pub struct Related {
    /// The other story.
    pub other: ArticleKey,
    /// The two articles that are most alike: this story's, the other's.
    pub between: (ArticleIx, ArticleIx),
    /// How sure it is that the two tell of one subject, 0 to 1.
    pub confidence: f64,
}

impl Story {
    /// One or more voices as a story, by first publication, with nothing to look at.
    pub fn of(articles: &Articles, mut origins: Vec<Origin>) -> Story {
        origins.sort_by_key(|origin| (origins::earliness(&articles[origin.kept]), origin.kept));
        let lead = origins.first().expect("a story has a voice").kept;
        let every = origins.iter().flat_map(Origin::articles);
        let smallest = every.min().expect("a story has articles");
        Story {
            key: articles[smallest].key.clone(),
            lead,
            label: Label::default(),
            origins,
            reviews: Vec::new(),
            related: Vec::new(),
        }
    }

    /// Every article of the story: each origin's kept one, then its copies.
    pub fn articles(&self) -> impl Iterator<Item = ArticleIx> {
        self.origins.iter().flat_map(Origin::articles)
    }

    /// How many outlets are known to tell it.
    pub fn outlets(&self, articles: &Articles) -> usize {
        let named = self.articles().filter_map(|ix| articles[ix].outlet.as_ref());
        named.collect::<std::collections::BTreeSet<_>>().len()
    }
}

/// Groups origins into stories, each of which names what an editor should look at.
///
/// `affinities` are log-odds between kept articles; negative infinity keeps two apart. Stories come
/// in the order of their keys.
pub fn assemble(
    articles: &Articles,
    origins: Vec<Origin>,
    weighted: &[Weighted],
    affinities: &[Affinity],
    recipe: &StoryRecipe,
) -> Vec<Story> {
    let scored = scored_places(&origins, affinities);
    let profiles: Vec<Profile<'_>> =
        origins.iter().map(|o| Profile::of(&weighted[o.kept.at()], &recipe.model)).collect();
    let groups = group(&scored, &profiles, recipe);
    let found = neighbours(&groups, &scored, &origins, recipe);
    let mut stories = stories(articles, origins, &groups);
    for Neighbour { here, there, between, score, nearness } in found {
        let other = stories[there as usize].key.clone();
        let confidence = probability(score);
        let story = &mut stories[here as usize];
        match nearness {
            Nearness::Doubtful => story.reviews.push(Review { other, between, confidence }),
            Nearness::Related if story.related.len() < MOST_RELATED => {
                story.related.push(Related { other, between, confidence });
            }
            Nearness::Related => {}
        }
    }
    stories.retain(|story| !story.origins.is_empty());
    stories.sort_by(|a, b| a.key.cmp(&b.key));
    stories
}

/// How sure it is that two articles tell one event, once it is known which are in one story.
pub struct Confidence<'a> {
    story_of: FxHashMap<ArticleIx, usize>,
    weighted: &'a [Weighted],
    recipe: &'a StoryRecipe,
}

impl Confidence<'_> {
    /// Looks up where every article came to lie.
    pub fn of<'a>(
        stories: &[Story],
        weighted: &'a [Weighted],
        recipe: &'a StoryRecipe,
    ) -> Confidence<'a> {
        let articles = stories.iter().enumerate();
        let story_of = articles.flat_map(|(n, story)| story.articles().map(move |ix| (ix, n)));
        Confidence { story_of: story_of.collect(), weighted, recipe }
    }

    /// The probability, for two articles that agree with such log-odds by themselves.
    pub fn in_pair(&self, [left, right]: [ArticleIx; 2], odds: f64) -> f64 {
        let model = &self.recipe.confidence;
        let together = self.story_of.get(&left) == self.story_of.get(&right);
        let damped =
            damped_odds([left, right].map(|ix| &self.weighted[ix.at()]), odds, self.recipe);
        let together = if together { model.together } else { 0.0 };
        probability(model.intercept + model.odds * damped + together)
    }

    /// Gives every link between reports of one event its confidence.
    pub fn settle(&self, links: &mut [Link]) {
        let told = links.iter_mut().filter(|link| link.route == Route::Terms);
        told.for_each(|link| {
            link.confidence = self.in_pair([link.left, link.right], log_odds(link.confidence));
        });
    }
}

/// The log-odds of a pair, as far as they are to be believed of texts of these lengths.
pub fn damped_odds(views: [&Weighted; 2], odds: f64, recipe: &StoryRecipe) -> f64 {
    let words = views.map(|view| view.words);
    ConfidenceModel::damped(odds, recipe.model.terseness(words[0].min(words[1])))
}

/// Says of the links between stories of one subject that they are no more than that.
pub fn relate(links: &mut [Link], stories: &[Story]) {
    let mut story_of: FxHashMap<ArticleIx, &ArticleKey> = FxHashMap::default();
    let mut related: FxHashSet<(&ArticleKey, &ArticleKey)> = FxHashSet::default();
    for story in stories {
        story_of.extend(story.articles().map(|ix| (ix, &story.key)));
        for other in story.related.iter().map(|related| &related.other) {
            related.extend([(&story.key, other), (other, &story.key)]);
        }
    }
    for link in links.iter_mut().filter(|link| link.relation == Relation::SameStory) {
        let ends = story_of.get(&link.left).zip(story_of.get(&link.right));
        if ends.is_some_and(|(left, right)| related.contains(&(*left, *right))) {
            link.relation = Relation::Related;
        }
    }
}

/// Makes each origin a story of its own: what is known when only copies were looked for.
pub fn one_each(articles: &Articles, mut origins: Vec<Origin>) -> Vec<Story> {
    // Stories come in the order of their keys: that of their smallest articles.
    origins.sort_by_cached_key(|origin| origin.articles().min());
    origins.into_iter().map(|origin| Story::of(articles, vec![origin])).collect()
}

/// Affinities between kept articles as scores between the places of their origins.
fn scored_places(origins: &[Origin], affinities: &[Affinity]) -> Vec<Scored> {
    let place_of: FxHashMap<ArticleIx, u32> =
        (0..).zip(origins).map(|(place, origin)| (origin.kept, place)).collect();
    let scored = affinities.iter().filter_map(|affinity| {
        let [left, right] = [affinity.left, affinity.right].map(|ix| place_of.get(&ix));
        let (left, right) = (*left?, *right?);
        Some(Scored { left, right, score: affinity.odds, priors: affinity.priors })
    });
    scored.collect()
}

/// Every halving of every group that agreement forms, and of their halves in turn: what the
/// parting model is fitted on. Members are places of origins.
pub fn halvings(
    origins: &[Origin],
    weighted: &[Weighted],
    affinities: &[Affinity],
    recipe: &StoryRecipe,
) -> Vec<Halving> {
    let scored = scored_places(origins, affinities);
    let profiles: Vec<Profile<'_>> =
        origins.iter().map(|o| Profile::of(&weighted[o.kept.at()], &recipe.model)).collect();
    let least = log_odds(recipe.merge);
    let mut found = Vec::new();
    for (members, inside) in components(&scored, profiles.len(), least) {
        let here: Vec<Profile<'_>> = members.iter().map(|at| profiles[*at as usize]).collect();
        let mut waiting = members_of(&agreement::agree(&here, &inside, &recipe.model, least));
        while let Some(halving) = waiting.pop().map(|group| parts::halving(&group, &here)) {
            let Some(mut halving) = halving else { continue };
            waiting.extend(halving.halves.clone());
            for half in &mut halving.halves {
                half.iter_mut().for_each(|at| *at = members[*at as usize]);
            }
            found.push(halving);
        }
    }
    found
}

/// The group of each origin, by its smallest place: components of the pairs that could marry two,
/// agreement on average inside them, parting of similar events, strays to the nearest centre.
fn group(scored: &[Scored], profiles: &[Profile<'_>], recipe: &StoryRecipe) -> Vec<u32> {
    let mut names: Vec<u32> = (0..).take(profiles.len()).collect();
    let least = log_odds(recipe.merge);
    let grouped: Vec<Vec<Vec<u32>>> = components(scored, profiles.len(), least)
        .into_par_iter()
        .map(|(members, inside)| group_component(&members, &inside, profiles, recipe))
        .collect();
    for part in grouped.iter().flatten() {
        part.iter().for_each(|place| names[*place as usize] = part[0]);
    }
    strays::attach(&mut names, scored, profiles, recipe);
    names
}

/// The groups of one component, each ascending.
fn group_component(
    members: &[u32],
    scored: &[Scored],
    profiles: &[Profile<'_>],
    recipe: &StoryRecipe,
) -> Vec<Vec<u32>> {
    let here: Vec<Profile<'_>> = members.iter().map(|place| profiles[*place as usize]).collect();
    let agreed = agreement::agree(&here, scored, &recipe.model, log_odds(recipe.merge));
    let groups = members_of(&agreed).into_iter();
    let parted = groups.flat_map(|group| parts::parts(&group, &here, recipe));
    let outside = |part: Vec<u32>| part.iter().map(|at| members[*at as usize]).collect();
    parted.map(outside).collect()
}

/// The components of two places or more in the graph of pairs that score `least` or more: their
/// members, ascending, and all pairs between these, by their places among them.
fn components(scored: &[Scored], count: usize, least: f64) -> Vec<(Vec<u32>, Vec<Scored>)> {
    let mut sets: UnionFind<u32> = UnionFind::new(count);
    for pair in scored.iter().filter(|pair| least <= pair.score) {
        sets.union(pair.left, pair.right);
    }
    let labels = sets.into_labeling();
    let mut sizes = vec![0u32; count];
    labels.iter().for_each(|label| sizes[*label as usize] += 1);
    let mut place_inside = vec![0; count];
    let mut found: BTreeMap<u32, (Vec<u32>, Vec<Scored>)> = BTreeMap::new();
    for (place, label) in (0u32..).zip(&labels).filter(|(_, label)| 2 <= sizes[**label as usize]) {
        let (members, _) = found.entry(*label).or_default();
        place_inside[place as usize] = u32::try_from(members.len()).unwrap_or(u32::MAX);
        members.push(place);
    }
    for pair in scored {
        let [a, b] = [pair.left, pair.right].map(|place| labels[place as usize]);
        if let Some((_, inside)) = found.get_mut(&a).filter(|_| a == b) {
            let [left, right] = [pair.left, pair.right].map(|place| place_inside[place as usize]);
            inside.push(Scored { left, right, ..*pair });
        }
    }
    found.into_values().collect()
}

/// The members of each group, ascending, in the order of the groups' names.
fn members_of(names: &[u32]) -> Vec<Vec<u32>> {
    let mut members: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for (place, name) in (0..).zip(names) {
        members.entry(*name).or_default().push(place);
    }
    members.into_values().collect()
}

/// Stories named beside one as of the same subject: more would be an index, not a hint.
const MOST_RELATED: usize = 5;

/// What lies between two groups that are not one.
#[derive(Clone, Copy, PartialEq)]
enum Nearness {
    /// Links hold them together and agreement nearly married them.
    Doubtful,
    /// They tell of one subject.
    Related,
}

/// A group, the group that it lies near, and the strongest link between them; how sure it is that
/// this is one event, or that the two are of one subject.
struct Neighbour {
    here: u32,
    there: u32,
    between: (ArticleIx, ArticleIx),
    score: f64,
    nearness: Nearness,
}

/// Every two stories between which a pair was worth a thought: the two articles that are most
/// alike, their log-odds and the mean of all: what the related model is fitted on.
pub fn subjects(
    origins: &[Origin],
    weighted: &[Weighted],
    affinities: &[Affinity],
    recipe: &StoryRecipe,
) -> Vec<([ArticleIx; 2], [f64; 2])> {
    let scored = scored_places(origins, affinities);
    let profiles: Vec<Profile<'_>> =
        origins.iter().map(|o| Profile::of(&weighted[o.kept.at()], &recipe.model)).collect();
    let names = group(&scored, &profiles, recipe);
    let found = contacts(&names, &scored, recipe).into_iter().map(|contact| {
        let places = [contact.nearest.left, contact.nearest.right];
        let ends = places.map(|place| origins[place as usize].kept);
        (ends, [contact.nearest.score, contact.agreement])
    });
    found.collect()
}

/// Two groups with a pair between them that was worth a thought.
struct Contact {
    /// Articles of the smaller group.
    smaller: u32,
    /// The pair of the greatest score.
    nearest: Scored,
    /// The mean over all pairs between the two.
    agreement: f64,
}

/// The contacts of groups, in the order of the groups' names.
fn contacts(names: &[u32], scored: &[Scored], recipe: &StoryRecipe) -> Vec<Contact> {
    let mut sizes: FxHashMap<u32, u32> = FxHashMap::default();
    names.iter().for_each(|name| *sizes.entry(*name).or_default() += 1);
    // A pair that was not kept counts as one that was just not worth it.
    let floor = log_odds(recipe.floor);
    let mut between: BTreeMap<(u32, u32), (f64, Scored)> = BTreeMap::new();
    for pair in scored {
        let (a, b) = (names[pair.left as usize], names[pair.right as usize]);
        if a != b && pair.score != f64::NEG_INFINITY {
            let (sum, best) = between.entry((a.min(b), a.max(b))).or_insert((0.0, *pair));
            *sum += pair.score - floor;
            if best.score < pair.score {
                *best = *pair;
            }
        }
    }
    let contact = |((a, b), (sum, nearest)): ((u32, u32), (f64, Scored))| {
        let sizes = [sizes[&a], sizes[&b]];
        let agreement = floor + sum / (f64::from(sizes[0]) * f64::from(sizes[1]));
        Contact { smaller: sizes[0].min(sizes[1]), nearest, agreement }
    };
    between.into_iter().map(contact).collect()
}

/// Pairs of groups that lie near each other, seen from both, the surest first.
fn neighbours(
    names: &[u32],
    scored: &[Scored],
    origins: &[Origin],
    recipe: &StoryRecipe,
) -> Vec<Neighbour> {
    let [link, doubt] = [recipe.link, recipe.doubt].map(log_odds);
    let near = contacts(names, scored, recipe).into_iter().filter_map(|contact| {
        let Contact { smaller, nearest, agreement } = contact;
        let doubtful = link <= nearest.score && 2 <= smaller && doubt <= agreement;
        let subject = recipe.related.log_odds(nearest.score, agreement);
        let told = if doubtful {
            Some((Nearness::Doubtful, nearest.score))
        } else {
            // A subject is told only where there is a link to show for it.
            let related = link <= nearest.score && 0.0 <= subject;
            related.then_some((Nearness::Related, subject))
        };
        told.map(|told| (nearest, told))
    });
    let both = near.flat_map(|(Scored { left, right, .. }, (nearness, score))| {
        [(left, right), (right, left)].map(|(here, there)| Neighbour {
            here: names[here as usize],
            there: names[there as usize],
            between: (origins[here as usize].kept, origins[there as usize].kept),
            score,
            nearness,
        })
    });
    let mut found: Vec<Neighbour> = both.collect();
    found.sort_by(|a, b| {
        b.score.total_cmp(&a.score).then((a.here, a.there).cmp(&(b.here, b.there)))
    });
    found
}

/// One story a group, at the place of its name; other places stay empty.
fn stories(articles: &Articles, origins: Vec<Origin>, names: &[u32]) -> Vec<Story> {
    let empty = |origin: &Origin| Story {
        key: articles[origin.kept].key.clone(),
        lead: origin.kept,
        label: Label::default(),
        origins: Vec::new(),
        reviews: Vec::new(),
        related: Vec::new(),
    };
    let mut stories: Vec<Story> = origins.iter().map(empty).collect();
    for (origin, name) in origins.into_iter().zip(names) {
        stories[*name as usize].origins.push(origin);
    }
    for story in stories.iter_mut().filter(|story| !story.origins.is_empty()) {
        story
            .origins
            .sort_by_key(|origin| (origins::earliness(&articles[origin.kept]), origin.kept));
        let smallest = story.articles().min().expect("a story has articles");
        story.key = articles[smallest].key.clone();
        story.lead = story.origins[0].kept;
    }
    stories
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Article;
    use crate::recipe::Recipe;

    /// Stories of articles `a`, `b`, … that score as given, each a voice of its own.
    fn assembled(count: u8, scores: &[(u32, u32, f64)]) -> Vec<Story> {
        let names = (b'a'..).take(usize::from(count)).map(char::from);
        let articles = Articles::new(names.map(|n| Article::of_text(&n.to_string(), "")).collect());
        let origins = articles.iter().map(|(kept, _)| Origin { kept, copies: Vec::new() });
        let affinities: Vec<Affinity> = scores
            .iter()
            .map(|(left, right, probability)| Affinity {
                left: ArticleIx(*left),
                right: ArticleIx(*right),
                odds: log_odds(*probability),
                priors: 0.0,
            })
            .collect();
        let weighted = vec![Weighted::default(); articles.len()];
        assemble(&articles, origins.collect(), &weighted, &affinities, &Recipe::news().stories)
    }

    fn members(stories: &[Story]) -> Vec<Vec<u32>> {
        stories.iter().map(|story| story.articles().map(|ix| ix.0).collect()).collect()
    }

    #[test]
    fn every_article_is_in_exactly_one_story() {
        let stories = assembled(5, &[(0, 1, 0.6), (3, 4, 0.6)]);
        assert_eq!(members(&stories), [vec![0, 1], vec![2], vec![3, 4]]);
        assert_eq!(stories[2].key.as_str(), "d");
        assert_eq!(members(&assembled(0, &[])), Vec::<Vec<u32>>::new());
    }

    #[test]
    fn one_weak_link_marries_no_two_stories_but_asks_for_a_look() {
        let two = [(0, 1, 0.6), (2, 3, 0.6)];
        let scores = |bridge: f64, rest: f64| {
            let between = [(1, 2, bridge), (0, 2, rest), (0, 3, rest), (1, 3, rest)];
            two.into_iter().chain(between).collect::<Vec<_>>()
        };
        // One link of .6 among others of .07: .14 by their mean log-odds, below what marries.
        let doubtful = assembled(4, &scores(0.6, 0.07));
        assert_eq!(members(&doubtful), [vec![0, 1], vec![2, 3]]);
        for (story, other) in [(0, "c"), (1, "a")] {
            assert_eq!(doubtful[story].reviews.len(), 1);
            assert_eq!(doubtful[story].reviews[0].other.as_str(), other);
        }
        assert_eq!(doubtful[0].reviews[0].between, (ArticleIx(1), ArticleIx(2)));
        // The same link alone says too little to ask: the two are of one subject.
        let related = assembled(4, &scores(0.6, 0.01));
        assert!(related.iter().all(|story| story.reviews.is_empty()));
        for (story, other) in [(0, "c"), (1, "a")] {
            assert_eq!(related[story].related.len(), 1);
            assert_eq!(related[story].related[0].other.as_str(), other);
        }
        // And when all agree, they are one.
        assert_eq!(members(&assembled(4, &scores(0.6, 0.6))), [vec![0, 1, 2, 3]]);
    }

    /// Components by walking from place to place.
    fn flooded(count: u32, scored: &[(u32, u32, f64)], least: f64) -> Vec<u32> {
        let mut names: Vec<Option<u32>> = vec![None; count as usize];
        for start in 0..count {
            let mut waiting = vec![start];
            while let Some(place) = waiting.pop() {
                if names[place as usize].is_none() {
                    names[place as usize] = Some(start);
                    let strong = scored.iter().filter(|(_, _, score)| least <= *score);
                    waiting.extend(strong.filter_map(|(a, b, _)| match place {
                        p if p == *a => Some(*b),
                        p if p == *b => Some(*a),
                        _ => None,
                    }));
                }
            }
        }
        names.into_iter().flatten().collect()
    }

    #[test]
    fn a_link_between_stories_of_one_subject_says_no_more_than_that() {
        let two = [(0, 1, 0.6), (2, 3, 0.6), (1, 2, 0.6), (0, 2, 0.01), (0, 3, 0.01), (1, 3, 0.01)];
        let stories = assembled(4, &two);
        assert!(!stories[0].related.is_empty(), "{stories:?}");
        let link = |(left, right, confidence): &(u32, u32, f64)| Link {
            left: ArticleIx(*left),
            right: ArticleIx(*right),
            relation: Relation::SameStory,
            confidence: *confidence,
            route: crate::link::Route::Terms,
            evidence: crate::link::Evidence::default(),
        };
        let mut links: Vec<Link> = two[..3].iter().map(link).collect();
        relate(&mut links, &stories);
        let relations: Vec<Relation> = links.iter().map(|link| link.relation).collect();
        assert_eq!(relations, [Relation::SameStory, Relation::SameStory, Relation::Related]);
    }

    proptest::proptest! {
        #[test]
        fn components_are_what_a_flood_reaches(
            pairs in proptest::collection::vec((0u32..20, 0u32..20, 0.0f64..1.0), 0..40),
        ) {
            let scored: Vec<Scored> = pairs
                .iter()
                .map(|(left, right, score)| Scored { left: *left, right: *right, score: *score, priors: 0.0 })
                .collect();
            let mut found: Vec<u32> = (0..20).collect();
            for (members, _) in components(&scored, 20, 0.5) {
                members.iter().for_each(|place| found[*place as usize] = members[0]);
            }
            let flooded = flooded(20, &pairs, 0.5);
            for a in 0..20 {
                for b in 0..20 {
                    proptest::prop_assert_eq!(found[a] == found[b], flooded[a] == flooded[b]);
                }
            }
        }
    }
}
