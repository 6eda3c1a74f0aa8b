//! Fits the two models of `src/recipe/model.csv` on labelled news, and says how they fare on
//! topics that they were not fitted on: `cargo run --release --example fit -- FOLDER…`.
//!
//! What comes in: folders of `articles.jsonl` and `gold_clusters.csv`, with `gold_topics.csv`
//! where stories share topics. What goes out: the fitted rows, and their errors by cross-validation
//! over topics: no pair is judged by a model that saw its topic. Every folder weighs the same in
//! the link model; in the parting model sets of headlines weigh a tenth, their gold being coarse.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use copytaster::pipeline::fitting::Material;
use copytaster::recipe::Recipe;

/// Parts that the topics are dealt into.
const FOLDS: usize = 5;

/// What is added to the diagonal, so that few examples do not make great weights.
const RIDGE: f64 = 1.0;

/// Words of the median article below which a set is one of headlines.
const HEADLINES: usize = 20;

/// What was measured once, whether it is of one event (or parts two), and how much that matters.
struct Example {
    signs: Vec<f64>,
    yes: bool,
    weight: f64,
    fold: usize,
}

#[expect(clippy::print_stdout, reason = "the fitted rows are what this is run for")]
fn main() -> Result<(), Box<dyn Error>> {
    let folders: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let recipe = Recipe::news();
    let (mut pairs, mut halvings) = (Vec::new(), Vec::new());
    for folder in &folders {
        let gold = Gold::read(folder)?;
        let material = Material::of(&[folder.join("articles.jsonl")], &recipe)?;
        pairs.extend(gold.pairs(&material));
        halvings.extend(gold.halvings(&material));
    }
    for (kind, names, examples) in [
        ("link", &["likeness"][..], &pairs),
        ("parting", &["smaller", "between", "own"][..], &halvings),
    ] {
        let fitted = fit(examples.iter().collect::<Vec<_>>().as_slice());
        for (name, value) in std::iter::once("intercept").chain(names.iter().copied()).zip(&fitted)
        {
            println!("{kind},{name},{value:.2},fitted");
        }
        println!(
            "# {kind}: {} examples; {}",
            examples.len(),
            errors("seen", examples, |_| fitted.clone())
        );
        let held_out: Vec<Vec<f64>> = (0..FOLDS)
            .map(|fold| {
                let others = examples.iter().filter(|example| example.fold != fold);
                fit(others.collect::<Vec<_>>().as_slice())
            })
            .collect();
        println!("# {}", errors("other topics", examples, |fold| held_out[fold].clone()));
    }
    Ok(())
}

/// Which story and topic each article is in.
struct Gold {
    stories: BTreeMap<String, String>,
    sizes: BTreeMap<String, f64>,
    folds: BTreeMap<String, usize>,
    headlines: bool,
}

impl Gold {
    fn read(folder: &Path) -> Result<Gold, Box<dyn Error>> {
        let stories = table(&folder.join("gold_clusters.csv"))?;
        let topics = match folder.join("gold_topics.csv") {
            path if path.is_file() => table(&path)?,
            _ => stories.clone(),
        };
        let mut sizes: BTreeMap<String, f64> = BTreeMap::new();
        stories.values().for_each(|story| *sizes.entry(story.clone()).or_default() += 1.0);
        let names: BTreeSet<&String> = topics.values().collect();
        let dealt: BTreeMap<&String, usize> =
            names.into_iter().enumerate().map(|(n, topic)| (topic, n % FOLDS)).collect();
        let folds = topics.iter().map(|(id, topic)| (id.clone(), dealt[topic])).collect();
        let articles = fs::read_to_string(folder.join("articles.jsonl"))?;
        let mut words: Vec<usize> = articles
            .lines()
            .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok())
            .map(|article| article["text"].as_str().unwrap_or_default().split(' ').count())
            .collect();
        words.sort_unstable();
        let headlines = words.get(words.len() / 2).is_some_and(|median| *median < HEADLINES);
        Ok(Gold { stories, sizes, folds, headlines })
    }

    /// Pairs whose likeness says whether they are of one story; sets of headlines are left out,
    /// since their gold holds subjects rather than events.
    fn pairs(&self, material: &Material) -> Vec<Example> {
        if self.headlines {
            return Vec::new();
        }
        let known = material.pairs.iter().filter_map(|([left, right], likeness)| {
            let yes = self.stories.get(left)? == self.stories.get(right)?;
            Some(Example { signs: vec![*likeness], yes, weight: 1.0, fold: self.folds[left] })
        });
        let mut examples: Vec<Example> = known.collect();
        let weight = 50_000.0 / count(examples.len().max(1));
        examples.iter_mut().for_each(|example| example.weight = weight);
        examples
    }

    /// Halvings, each with how much would be won or lost by it.
    fn halvings(&self, material: &Material) -> Vec<Example> {
        let share = if self.headlines { 0.1 } else { 1.0 };
        let of = |(halves, signs): &([Vec<String>; 2], copytaster::story::parts::Signs)| {
            let whole: Vec<&String> = halves.iter().flatten().collect();
            let parted: f64 =
                halves.iter().map(|half| self.worth(&half.iter().collect::<Vec<_>>())).sum();
            let gain = parted - self.worth(&whole);
            Example {
                signs: signs.weighable().to_vec(),
                yes: 0.0 < gain,
                weight: share * (gain.abs() + 0.1),
                fold: self.folds[whole[0]],
            }
        };
        material.halvings.iter().map(of).collect()
    }

    /// The BCubed precision and recall of a group's articles, summed.
    fn worth(&self, group: &[&String]) -> f64 {
        let mut counts: BTreeMap<&String, f64> = BTreeMap::new();
        for story in group.iter().filter_map(|id| self.stories.get(*id)) {
            *counts.entry(story).or_default() += 1.0;
        }
        let size = count(group.len());
        counts.iter().map(|(story, n)| n * n / size + n * n / self.sizes[*story]).sum()
    }
}

fn table(path: &Path) -> Result<BTreeMap<String, String>, Box<dyn Error>> {
    let mut reader = csv::Reader::from_path(path)?;
    reader.deserialize::<(String, String)>().map(|row| row.map_err(Into::into)).collect()
}

/// Logistic regression by Newton's method: the intercept, then a weight for each sign.
fn fit(examples: &[&Example]) -> Vec<f64> {
    let width = examples.first().map_or(0, |example| example.signs.len()) + 1;
    let (mean, deviation) = spread(examples, width - 1);
    let scaled = |example: &Example| {
        let signs = example.signs.iter().zip(mean.iter().zip(&deviation));
        std::iter::once(1.0).chain(signs.map(|(x, (m, d))| (x - m) / d)).collect::<Vec<f64>>()
    };
    let mut weights = vec![0.0; width];
    for _ in 0..50 {
        let mut gradient = vec![0.0; width];
        let mut hessian = vec![vec![0.0; width]; width];
        for (i, row) in hessian.iter_mut().enumerate().skip(1) {
            gradient[i] = -RIDGE * weights[i];
            row[i] = RIDGE;
        }
        for example in examples {
            let signs = scaled(example);
            let p = probability(&weights, &signs);
            let error = f64::from(u8::from(example.yes)) - p;
            for i in 0..width {
                gradient[i] += example.weight * error * signs[i];
                for j in 0..width {
                    hessian[i][j] += example.weight * p * (1.0 - p) * signs[i] * signs[j];
                }
            }
        }
        let step = solve(hessian, gradient);
        weights.iter_mut().zip(&step).for_each(|(weight, step)| *weight += step);
    }
    // Back to the signs as they are measured.
    for i in 1..width {
        weights[i] /= deviation[i - 1];
        weights[0] -= weights[i] * mean[i - 1];
    }
    weights
}

fn spread(examples: &[&Example], width: usize) -> (Vec<f64>, Vec<f64>) {
    let all = count(examples.len().max(1));
    let mean = |of: &dyn Fn(&Example) -> f64| examples.iter().map(|e| of(e)).sum::<f64>() / all;
    let means: Vec<f64> = (0..width).map(|i| mean(&|e| e.signs[i])).collect();
    let deviations =
        (0..width).map(|i| mean(&|e| (e.signs[i] - means[i]).powi(2)).sqrt().max(1e-9)).collect();
    (means, deviations)
}

/// Solves a small system by elimination with pivots.
fn solve(mut matrix: Vec<Vec<f64>>, mut right: Vec<f64>) -> Vec<f64> {
    let width = right.len();
    for i in 0..width {
        let pivot = (i..width).max_by(|a, b| matrix[*a][i].abs().total_cmp(&matrix[*b][i].abs()));
        let pivot = pivot.unwrap_or(i);
        matrix.swap(i, pivot);
        right.swap(i, pivot);
        for row in i + 1..width {
            let factor = matrix[row][i] / matrix[i][i];
            let above = matrix[i].clone();
            matrix[row].iter_mut().zip(above).for_each(|(cell, above)| *cell -= factor * above);
            right[row] -= factor * right[i];
        }
    }
    for i in (0..width).rev() {
        let known: f64 = (i + 1..width).map(|j| matrix[i][j] * right[j]).sum();
        right[i] = (right[i] - known) / matrix[i][i];
    }
    right
}

fn probability(weights: &[f64], signs: &[f64]) -> f64 {
    let sum: f64 = weights.iter().zip(signs).map(|(weight, sign)| weight * sign).sum();
    1.0 / (1.0 + (-sum).exp())
}

/// How far a model is from the truth: mean loss in nats, and the weight of what is won of all
/// that could be.
fn errors(name: &str, examples: &[Example], model: impl Fn(usize) -> Vec<f64>) -> String {
    let (mut loss, mut all, mut won, mut most) = (0.0, 0.0, 0.0, 0.0);
    for example in examples {
        let signs: Vec<f64> = std::iter::once(1.0).chain(example.signs.iter().copied()).collect();
        let p = probability(&model(example.fold), &signs);
        let truth = if example.yes { p } else { 1.0 - p };
        loss -= example.weight * truth.max(1e-9).ln();
        all += example.weight;
        let sign = if example.yes { 1.0 } else { -1.0 };
        won += if 0.5 <= p { sign * example.weight } else { 0.0 };
        most += if example.yes { example.weight } else { 0.0 };
    }
    format!("{name}: loss {:.4}, won {won:.0} of {most:.0}", loss / all)
}

#[expect(clippy::cast_precision_loss, reason = "articles and examples are few")]
fn count(n: usize) -> f64 {
    n as f64
}
