//! Logistic regression by Newton's method, in as few lines as it takes.

/// What is added to the diagonal, so that few examples do not make great weights.
const RIDGE: f64 = 1.0;

/// What was measured once, whether it is so, and how much that matters.
pub(crate) struct Example {
    pub(crate) signs: Vec<f64>,
    pub(crate) yes: bool,
    pub(crate) weight: f64,
}

/// Fits the intercept, then a weight for each sign.
pub(crate) fn fit(examples: &[Example]) -> Vec<f64> {
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

fn spread(examples: &[Example], width: usize) -> (Vec<f64>, Vec<f64>) {
    let all: f64 = examples.iter().map(|example| example.weight).sum();
    let mean =
        |of: &dyn Fn(&Example) -> f64| examples.iter().map(|e| e.weight * of(e)).sum::<f64>() / all;
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

/// How far weights are from what is so.
#[derive(Default)]
pub(crate) struct Errors {
    all: f64,
    squares: f64,
    /// Of what is called more likely than not, how much is so and is not; and what else is so.
    right: f64,
    wrong: f64,
    missed: f64,
}

impl Errors {
    pub(crate) fn add(&mut self, weights: &[f64], examples: &[Example]) {
        for example in examples {
            let signs: Vec<f64> =
                std::iter::once(1.0).chain(example.signs.iter().copied()).collect();
            let p = probability(weights, &signs);
            let truth = f64::from(u8::from(example.yes));
            self.all += example.weight;
            self.squares += example.weight * (p - truth).powi(2);
            match (0.5 <= p, example.yes) {
                (true, true) => self.right += example.weight,
                (true, false) => self.wrong += example.weight,
                (false, true) => self.missed += example.weight,
                (false, false) => {}
            }
        }
    }

    pub(crate) fn told(&self) -> String {
        if self.all == 0.0 {
            return "not known".to_owned();
        }
        let precision = self.right / (self.right + self.wrong);
        let recall = self.right / (self.right + self.missed);
        let brier = self.squares / self.all;
        format!("Brier {brier:.3}, precision {precision:.3}, recall {recall:.3}")
    }
}
