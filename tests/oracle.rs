//! Two ways to one answer: each shortcut, switched off, gives the same links or loses a stated share.

use std::collections::BTreeSet;
use std::path::PathBuf;

use copytaster::article::{Article, ArticleIx, Articles};
use copytaster::candidates::{CandidatePair, Proposed, Route, Sketch, bands, same};
use copytaster::input::Options;
use copytaster::kernel::sketch::candidate_probability;
use copytaster::link::Link;
use copytaster::link::copies::{self, Texts};
use copytaster::pipeline;
use copytaster::recipe::Recipe;
use copytaster::report::Findings;
use rustc_hash::FxHashSet;

/// Families of one text each and five versions of it, with more and more words replaced.
fn families(count: u32) -> Articles {
    let version = |family: u32, every: u32| {
        let word = |n: u32| match every {
            0 => format!("f{family}w{n} "),
            _ if n % every == every / 2 => format!("f{family}v{every}w{n} "),
            _ => format!("f{family}w{n} "),
        };
        let text: String = (0..200).map(word).collect();
        Article::of_text(&format!("{family:03}-{every:02}"), &text)
    };
    let versions = [0, 60, 40, 25, 16, 12];
    let all = (0..count).flat_map(|family| versions.map(|every| version(family, every)));
    Articles::new(all.collect())
}

fn all_pairs(count: u32) -> Vec<CandidatePair> {
    let pairs = (0..count).flat_map(|a| (0..a).map(move |b| (ArticleIx(b), ArticleIx(a))));
    pairs.filter_map(|(a, b)| CandidatePair::new(a, b, Route::Bands)).collect()
}

fn ends(links: &[Link], least: f64) -> BTreeSet<(ArticleIx, ArticleIx)> {
    let near = links.iter().filter(|link| least <= link.evidence.jaccard());
    near.map(|link| (link.left, link.right)).collect()
}

#[test]
fn bands_find_what_comparing_all_with_all_finds_but_for_the_stated_share() {
    let articles = families(40);
    let recipe = Recipe::news().copies;
    let sketch = |(_, article): (_, &Article)| Sketch::of_text(&article.text.read(), recipe.width);
    let sketches: Vec<Sketch> = articles.iter().map(sketch).collect();
    let texts = Texts {
        articles: &articles,
        sketches: &sketches,
        leaders: &same::leaders(&sketches),
        common: &FxHashSet::default(),
        discounted: &vec![0; sketches.len()],
        width: recipe.width,
    };
    let count = u32::try_from(articles.len()).unwrap();
    let proposed = bands::pairs(|ix| sketches[ix].bands.as_deref(), count);
    let found = copies::verify(&proposed.proposed.pairs, &texts, &recipe);
    let every = copies::verify(&all_pairs(count), &texts, &recipe);
    assert_eq!(ends(&found, 0.8), ends(&every, 0.8), "none of Jaccard .8 is missed");
    let (found, every) = (ends(&found, 0.5), ends(&every, 0.5));
    assert!(found.is_subset(&every));
    assert!(200 <= every.len(), "{} pairs to find", every.len());
    // No pair is less alike than one half, so at most that share of them is lost.
    let kept = candidate_probability(0.5) * every.len() as f64;
    assert!(kept <= found.len() as f64, "{} of {}", found.len(), every.len());
}

#[test]
fn what_samples_say_of_long_texts_drops_no_copy() {
    let sketch = |changed: usize| {
        let word = |at: usize| {
            let old = at % 16 != changed;
            if old { format!("old{at} ") } else { format!("new{changed}x{at} ") }
        };
        Sketch::of_text(&(0..600).map(word).collect::<String>(), Recipe::news().copies.width)
    };
    // The first as it was; the others with every sixteenth word another: Jaccard .52 with it.
    let sketches: Vec<Sketch> = (0..16).rev().chain([99]).rev().map(sketch).collect();
    assert!(sketches.iter().all(|sketch| 30 <= sketch.sample.len()));
    let pairs =
        (1..17).filter_map(|ix| CandidatePair::new(ArticleIx(0), ArticleIx(ix), Route::Bands));
    let pairs: Vec<CandidatePair> = pairs.collect();
    let proposed = Proposed { pairs: pairs.clone(), crowds: 0 };
    let mut banded = bands::Banded { proposed, likely: Vec::new() };
    banded.drop_chance(&sketches);
    assert_eq!(banded.proposed.pairs, pairs);
}

#[test]
fn the_terms_route_without_its_bounds_groups_the_desk_the_same() {
    let stories = |recipe: &Recipe| {
        let found: Findings =
            pipeline::cluster(&[PathBuf::from("inputs")], &Options::default(), recipe, &|_| {})
                .unwrap();
        let members = |story: &copytaster::story::Story| story.articles().collect::<BTreeSet<_>>();
        found.stories.iter().map(members).collect::<Vec<_>>()
    };
    let bounded = Recipe::news();
    let mut unbounded = Recipe::news();
    unbounded.stories.probes = usize::MAX;
    unbounded.stories.postings = usize::MAX;
    unbounded.stories.nearest = usize::MAX;
    assert_eq!(stories(&bounded), stories(&unbounded));
}

#[test]
fn a_story_that_hundreds_tell_is_one_story() {
    // Each draws thirty of the event's forty words and has one of its own.
    let mut state = 7u64;
    let mut next = |below: u64| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let article = |n: u32, next: &mut dyn FnMut(u64) -> u64| {
        let event: String = (0..30).map(|_| format!("event{} ", next(40))).collect();
        Article::of_text(&format!("{n:03}"), &format!("{event}word{n}"))
    };
    let articles: Vec<Article> = (0..300).map(|n| article(n, &mut next)).collect();
    let found = pipeline::cluster_articles(articles, &Recipe::news());
    let largest = found.stories.iter().map(|story| story.articles().count()).max();
    assert!(Some(290) <= largest, "the largest story has {largest:?} of 300");
}
