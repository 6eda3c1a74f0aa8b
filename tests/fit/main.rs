//! Fits the models of `src/recipe/model.csv` on labelled news, chooses the thresholds of grouping,
//! and says how the stories fare whose topics had no part in it:
//! `cargo run --release --example fit -- FOLDER…`.
//!
//! What comes in: folders of `articles.jsonl` and `gold_clusters.csv`, with `gold_topics.csv`
//! where stories share topics. What goes out: the rows that ship, and how good they are, by
//! cross-validation over topics: topics are dealt into five parts, and the articles of each are
//! grouped among all others, and scored, by models and thresholds that come from the other four.

mod gold;
mod regression;

use std::error::Error;
use std::path::PathBuf;

use copytaster::kernel::marks::SharedMarks;
use copytaster::link::stories::{MOST_AMOUNTS, MOST_QUOTES, USUAL_SHARE, figures};
use copytaster::pipeline::fitting::{Bench, Compared, Pair};
use copytaster::recipe::{Recipe, StoryRecipe};

use gold::{FOLDS, Gold, Sums};
use regression::{Errors, Example, fit};

/// What a halving of headlines weighs beside one of texts: their gold holds subjects rather than
/// events, but without them groups of few words are parted for having few words in common.
const HEADLINES: f64 = 0.1;

/// Thresholds at which the groups are formed whose halvings the parting model is fitted on: those
/// of one threshold would tell of too few.
const MERGES: [f64; 4] = [0.05, 0.1, 0.18, 0.3];

/// What is tried of the threshold `part`. What becomes one group and what a stray joins are priors:
/// sets without articles that stand alone would let a stray join anything.
const PARTS: [f64; 5] = [0.2, 0.3, 0.4, 0.5, 0.6];

/// Examples that a set counts for, however many it has.
const SHARE: f64 = 50_000.0;

struct Set {
    name: String,
    bench: Bench,
    gold: Gold,
}

/// Which articles count, by the part that they are in.
#[derive(Clone, Copy)]
enum Counts {
    All,
    Without(usize),
    Only(usize),
}

impl Counts {
    fn counts(self, gold: &Gold, at: usize) -> bool {
        match self {
            Counts::All => true,
            Counts::Without(part) => gold.parts[at] != part,
            Counts::Only(part) => gold.parts[at] == part,
        }
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let folders: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let recipe = Recipe::news();
    let mut sets = Vec::new();
    for folder in &folders {
        let bench = Bench::read(&[folder.join("articles.jsonl")], &recipe)?;
        let gold = Gold::read(folder, &bench)?;
        let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        sets.push(Set { name, bench, gold });
    }
    let all = fitted(&sets, &recipe.stories, Counts::All);
    rows(&all).iter().for_each(|row| say(row));
    let mut seen: Vec<Score> = sets.iter().map(|_| Score::default()).collect();
    score(&sets, &all, Counts::All, &mut seen);
    for (set, seen) in sets.iter().zip(&seen) {
        say(&format!("# {}, seen: {}", set.name, seen.told()));
    }
    let mut unseen: Vec<Score> = sets.iter().map(|_| Score::default()).collect();
    for part in 0..FOLDS {
        let other = fitted(&sets, &recipe.stories, Counts::Without(part));
        score(&sets, &other, Counts::Only(part), &mut unseen);
    }
    for (set, unseen) in sets.iter().zip(&unseen) {
        say(&format!("# {}, unseen: {}", set.name, unseen.told()));
    }
    Ok(())
}

#[expect(clippy::print_stdout, reason = "the fitted rows are what this is run for")]
fn say(line: &str) {
    println!("{line}");
}

/// The models and thresholds that are best for the articles that count.
fn fitted(sets: &[Set], recipe: &StoryRecipe, counts: Counts) -> StoryRecipe {
    let mut recipe = recipe.clone();
    let merge = recipe.merge;
    // Everything is worth a thought.
    (recipe.model.intercept, recipe.model.likeness) = (0.0, 1.0);
    let texts: Vec<&Set> = sets.iter().filter(|set| !set.gold.headlines).collect();
    let pairs = texts.iter().flat_map(|set| pairs(set, &recipe, counts)).collect::<Vec<_>>();
    let weights = fit(&pairs);
    let model = &mut recipe.model;
    [model.intercept, model.likeness, model.quotes, model.amounts, model.figures] =
        [0, 1, 2, 3, 4].map(|at| rounded(weights[at]));
    let compared: Vec<Compared<'_>> = sets.iter().map(|set| set.bench.compared(&recipe)).collect();
    let mut halved = Vec::new();
    for merge in MERGES {
        recipe.merge = merge;
        let of = sets.iter().zip(&compared);
        halved
            .extend(of.flat_map(|(set, compared)| halvings(&set.gold, compared, &recipe, counts)));
    }
    let weights = fit(&halved);
    let parting = &mut recipe.parting;
    [parting.intercept, parting.smaller, parting.between, parting.own] =
        [0, 1, 2, 3].map(|at| rounded(weights[at]));
    recipe.merge = merge;
    recipe = grid(sets, &compared, &recipe, counts);
    drop(compared);

    let told = sets.iter().map(|set| (set, set.bench.compared(&recipe)));
    let told: Vec<(&Set, Compared<'_>)> = told.collect();
    let links = told.iter().flat_map(|(set, told)| confidences(&set.gold, told, &recipe, counts));
    let weights = fit(&links.collect::<Vec<_>>());
    let subjects = told.iter().flat_map(|(set, told)| subjects(&set.gold, told, &recipe, counts));
    let subjects: Vec<Example> = subjects.collect();
    drop(told);
    let confidence = &mut recipe.confidence;
    [confidence.intercept, confidence.odds, confidence.together] =
        [0, 1, 2].map(|at| rounded(weights[at]));
    if !subjects.is_empty() {
        let weights = fit(&subjects);
        let related = &mut recipe.related;
        [related.intercept, related.nearest, related.agreement] =
            [0, 1, 2].map(|at| rounded(weights[at]));
    }
    recipe
}

/// The thresholds with the greatest mean F1 over the sets of texts.
fn grid(
    sets: &[Set],
    compared: &[Compared<'_>],
    recipe: &StoryRecipe,
    counts: Counts,
) -> StoryRecipe {
    let mut best = (0.0, recipe.clone());
    for part in PARTS {
        let tried = StoryRecipe { part, ..recipe.clone() };
        let texts = sets.iter().zip(compared).filter(|(set, _)| !set.gold.headlines);
        let f1 = texts.map(|(set, compared)| {
            let mut sums = Sums::default();
            bcubed(&set.gold, compared, &tried, counts, &mut sums);
            sums.f1()
        });
        let (sum, all) = f1.fold((0.0, 0.0), |(sum, all), f1| (sum + f1, all + 1.0));
        let mean = sum / f64::max(all, 1.0);
        if best.0 < mean {
            best = (mean, tried);
        }
    }
    best.1
}

/// How good models are on one set.
#[derive(Default)]
struct Score {
    bcubed: Sums,
    confidence: Errors,
    related: Errors,
}

impl Score {
    fn told(&self) -> String {
        let bcubed = format!(
            "BCubed precision {:.4}, recall {:.4}, F1 {:.4}",
            self.bcubed.precision(),
            self.bcubed.recall(),
            self.bcubed.f1()
        );
        let confidence = format!("confidence {}", self.confidence.told());
        format!("{bcubed}; {confidence}; related {}", self.related.told())
    }
}

fn score(sets: &[Set], recipe: &StoryRecipe, counts: Counts, scores: &mut [Score]) {
    let confidence = &recipe.confidence;
    let confidence = [confidence.intercept, confidence.odds, confidence.together];
    let related = &recipe.related;
    let related = [related.intercept, related.nearest, related.agreement];
    for (set, score) in sets.iter().zip(scores) {
        let compared = set.bench.compared(recipe);
        bcubed(&set.gold, &compared, recipe, counts, &mut score.bcubed);
        score.confidence.add(&confidence, &confidences(&set.gold, &compared, recipe, counts));
        score.related.add(&related, &subjects(&set.gold, &compared, recipe, counts));
    }
}

fn bcubed(
    gold: &Gold,
    compared: &Compared<'_>,
    recipe: &StoryRecipe,
    counts: Counts,
    sums: &mut Sums,
) {
    for story in compared.stories(recipe) {
        sums.add(gold.worth(&story, &|at| counts.counts(gold, at)));
    }
}

/// Pairs with what their log-odds are a sum of.
fn pairs(set: &Set, recipe: &StoryRecipe, counts: Counts) -> Vec<Example> {
    let signs = |pair: &Pair| {
        let SharedMarks { quotes, amounts, .. } = pair.marks;
        vec![
            pair.likeness,
            f64::from(quotes.min(MOST_QUOTES)),
            f64::from(amounts.min(MOST_AMOUNTS)),
            figures(&pair.marks).map_or(0.0, |share| share - USUAL_SHARE),
        ]
    };
    examples(&set.gold, &set.bench.compared(recipe), recipe, counts, signs)
}

/// Pairs with what their confidence is a sum of, once stories are known.
fn confidences(
    gold: &Gold,
    compared: &Compared<'_>,
    recipe: &StoryRecipe,
    counts: Counts,
) -> Vec<Example> {
    let mut story_of = vec![0; gold.stories.len()];
    for (n, story) in compared.stories(recipe).iter().enumerate() {
        story.iter().for_each(|at| story_of[*at] = n);
    }
    let signs = |pair: &Pair| {
        let [left, right] = pair.ends.map(|at| story_of[at]);
        vec![pair.damped, f64::from(u8::from(left == right))]
    };
    examples(gold, compared, recipe, counts, signs)
}

fn examples(
    gold: &Gold,
    compared: &Compared<'_>,
    recipe: &StoryRecipe,
    counts: Counts,
    signs: impl Fn(&Pair) -> Vec<f64>,
) -> Vec<Example> {
    let known = compared.pairs(recipe);
    let known = known.filter(|pair| pair.ends.iter().all(|at| counts.counts(gold, *at)));
    let example = |pair: Pair| {
        let [left, right] = pair.ends.map(|at| gold.stories[at]);
        Example { signs: signs(&pair), yes: left == right, weight: 1.0 }
    };
    let mut examples: Vec<Example> = known.map(example).collect();
    let weight = SHARE / count(examples.len().max(1));
    examples.iter_mut().for_each(|example| example.weight = weight);
    examples
}

/// Halvings, each with how much would be won or lost by it.
fn halvings(
    gold: &Gold,
    compared: &Compared<'_>,
    recipe: &StoryRecipe,
    counts: Counts,
) -> Vec<Example> {
    let share = if gold.headlines { HEADLINES } else { 1.0 };
    let halved = compared.halvings(recipe).into_iter();
    let known =
        halved.filter(|(halves, _)| halves.iter().flatten().all(|at| counts.counts(gold, *at)));
    let worth = |group: &[usize]| {
        let [precision, recall, _] = gold.worth(group, &|_| true);
        precision + recall
    };
    let example = |(halves, signs): ([Vec<usize>; 2], copytaster::story::parts::Signs)| {
        let gain = worth(&halves[0]) + worth(&halves[1]) - worth(&halves.concat());
        Example {
            signs: signs.weighable().to_vec(),
            yes: 0.0 < gain,
            weight: share * (gain.abs() + 0.1),
        }
    };
    known.map(example).collect()
}

/// Pairs of stories, where it is known which are of one subject.
fn subjects(
    gold: &Gold,
    compared: &Compared<'_>,
    recipe: &StoryRecipe,
    counts: Counts,
) -> Vec<Example> {
    let Some(topics) = &gold.topics else { return Vec::new() };
    let found = compared.subjects(recipe).into_iter();
    let known = found.filter(|(ends, _)| ends.iter().all(|at| counts.counts(gold, *at)));
    let example = |(ends, signs): ([usize; 2], [f64; 2])| {
        let [left, right] = ends.map(|at| topics[at]);
        Example { signs: signs.to_vec(), yes: left == right, weight: 1.0 }
    };
    known.map(example).collect()
}

/// The rows of the table that come from here.
fn rows(recipe: &StoryRecipe) -> Vec<String> {
    let StoryRecipe { model, confidence, related, parting, .. } = recipe;
    let rows = [
        ("link", "intercept", model.intercept, "fitted"),
        ("link", "likeness", model.likeness, "fitted"),
        ("link", "quotes", model.quotes, "fitted"),
        ("link", "amounts", model.amounts, "fitted"),
        ("link", "figures", model.figures, "fitted"),
        ("parting", "intercept", parting.intercept, "fitted"),
        ("parting", "smaller", parting.smaller, "fitted"),
        ("parting", "between", parting.between, "fitted"),
        ("parting", "own", parting.own, "fitted"),
        ("grouping", "part", recipe.part, "grid"),
        ("confidence", "intercept", confidence.intercept, "fitted"),
        ("confidence", "odds", confidence.odds, "fitted"),
        ("confidence", "together", confidence.together, "fitted"),
        ("related", "intercept", related.intercept, "fitted"),
        ("related", "nearest", related.nearest, "fitted"),
        ("related", "agreement", related.agreement, "fitted"),
    ];
    rows.map(|(kind, name, value, how)| format!("{kind},{name},{value:.2},{how}")).to_vec()
}

fn rounded(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

#[expect(clippy::cast_precision_loss, reason = "articles and examples are few")]
fn count(n: usize) -> f64 {
    n as f64
}
