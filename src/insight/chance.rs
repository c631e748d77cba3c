//! The chance of something that happened to some customers and not to others, with reasons: who leaves, which lead
//! buys. Logistic regression with a ridge, fitted by Newton's method and judged on customers it has not seen.

use super::purchase::score::auc;

/// Events, and non-events, needed for each feature; below that coefficients are accidents.
const NEEDED_A_FEATURE: usize = 5;
const NEEDED: usize = 20;
/// Drawn towards no effect like this many customers with both outcomes.
const RIDGE: f64 = 2.0;
const FOLDS: usize = 5;

/// A model of the chance.
#[derive(Clone, PartialEq, Debug)]
pub struct Chance {
    /// Log-odds of a customer with average features.
    pub intercept: f64,
    pub effects: Vec<Effect>,
    /// The chance that of two customers, to one of whom it happened, the model names that one; on customers left
    /// out of the fit (five folds).
    pub auc: f64,
    pub customers: usize,
    pub events: usize,
}

/// What one feature does.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Effect {
    pub mean: f64,
    pub deviation: f64,
    /// The change of the log-odds for one deviation more.
    pub weight: f64,
    pub standard_error: f64,
}

/// Why there is no model yet.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TooFew {
    /// Customers to whom it happened.
    Events { have: usize, need: usize },
    /// Customers to whom it did not.
    Others { have: usize, need: usize },
}

/// One feature's part in a customer's chance.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Reason {
    pub feature: usize,
    /// By how much it raises (or lowers) the log-odds against an average customer.
    pub effect: f64,
}

impl Chance {
    /// Learns from features, each given for all customers in the same order, and whether it happened. A value that
    /// is unknown (NaN) counts as average.
    pub fn learn(features: &[Vec<f64>], happened: &[bool]) -> Result<Chance, TooFew> {
        let events = happened.iter().filter(|it| **it).count();
        let need = NEEDED.max(NEEDED_A_FEATURE * features.len());
        if events < need {
            return Err(TooFew::Events { have: events, need });
        }
        if happened.len() - events < need {
            return Err(TooFew::Others { have: happened.len() - events, need });
        }
        let scales: Vec<(f64, f64)> = features.iter().map(|values| scale(values)).collect();
        let rows: Vec<Vec<f64>> = (0..happened.len())
            .map(|at| {
                let standard = features.iter().zip(&scales).map(|(values, scale)| apply(*scale, values[at]));
                std::iter::once(1.0).chain(standard).collect()
            })
            .collect();

        let mut judged = vec![0.0; rows.len()];
        for fold in 0..FOLDS {
            let (weights, _) = fit(&rows, happened, |at| at % FOLDS != fold);
            for at in (fold..rows.len()).step_by(FOLDS) {
                judged[at] = dot(&weights, &rows[at]);
            }
        }
        let (weights, variances) = fit(&rows, happened, |_| true);
        let effects = scales.iter().zip(&weights[1..]).zip(&variances[1..]);
        Ok(Chance {
            intercept: weights[0],
            effects: effects
                .map(|((scale, weight), variance)| Effect {
                    mean: scale.0,
                    deviation: scale.1,
                    weight: *weight,
                    standard_error: variance.sqrt(),
                })
                .collect(),
            auc: auc(&judged, |at| happened[at]).unwrap_or(0.5),
            customers: rows.len(),
            events,
        })
    }

    /// The chance for a customer with these features.
    pub fn of(&self, features: &[f64]) -> f64 {
        let log_odds = self.intercept + self.reasons(features).iter().map(|it| it.effect).sum::<f64>();
        1.0 / (1.0 + (-log_odds).exp())
    }

    /// What each feature does to a customer's chance, the strongest first; with the intercept they sum to its
    /// log-odds.
    pub fn reasons(&self, features: &[f64]) -> Vec<Reason> {
        let effects = self.effects.iter().zip(features).enumerate();
        let mut reasons: Vec<Reason> = effects
            .map(|(feature, (effect, value))| Reason {
                feature,
                effect: effect.weight * apply((effect.mean, effect.deviation), *value),
            })
            .collect();
        reasons.sort_by(|a, b| b.effect.abs().total_cmp(&a.effect.abs()));
        reasons
    }
}

fn scale(values: &[f64]) -> (f64, f64) {
    let known = || values.iter().filter(|it| it.is_finite());
    let n = known().count().max(1) as f64;
    let mean = known().sum::<f64>() / n;
    let deviation = (known().map(|it| (it - mean).powi(2)).sum::<f64>() / n).sqrt();
    (mean, deviation)
}

fn apply((mean, deviation): (f64, f64), value: f64) -> f64 {
    // Far beyond what was seen a straight line is no knowledge any more.
    if deviation > 0.0 && value.is_finite() { ((value - mean) / deviation).clamp(-5.0, 5.0) } else { 0.0 }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// Weights (the intercept first) and their variances, from the rows that are in.
fn fit(rows: &[Vec<f64>], happened: &[bool], is_in: impl Fn(usize) -> bool) -> (Vec<f64>, Vec<f64>) {
    let d = rows.first().map_or(1, Vec::len);
    let mut weights = vec![0.0; d];
    let mut curvature = vec![vec![0.0; d]; d];
    for _ in 0..50 {
        let mut slope: Vec<f64> = weights.iter().map(|it| -RIDGE * 0.5 * it).collect();
        slope[0] = 0.0;
        for (at, row) in curvature.iter_mut().enumerate() {
            row.fill(0.0);
            row[at] = if at == 0 { 1e-9 } else { RIDGE * 0.5 };
        }
        for (at, row) in rows.iter().enumerate().filter(|it| is_in(it.0)) {
            let p = 1.0 / (1.0 + (-dot(&weights, row)).exp());
            let rest = f64::from(u8::from(happened[at])) - p;
            let weight = p * (1.0 - p);
            for i in 0..d {
                slope[i] += rest * row[i];
                let scaled = weight * row[i];
                curvature[i].iter_mut().zip(row).for_each(|(sum, x)| *sum += scaled * x);
            }
        }
        let step = solve(&curvature, slope);
        let longest = step.iter().fold(0.0f64, |most, it| most.max(it.abs()));
        let share = if longest > 2.0 { 2.0 / longest } else { 1.0 };
        weights.iter_mut().zip(&step).for_each(|(weight, step)| *weight += share * step);
        if longest < 1e-9 {
            break;
        }
    }
    let variance = |at: usize| {
        let mut unit = vec![0.0; d];
        unit[at] = 1.0;
        solve(&curvature, unit)[at].max(0.0)
    };
    (weights, (0..d).map(variance).collect())
}

/// Gauss's elimination; the ridge keeps the matrix positive definite.
fn solve(matrix: &[Vec<f64>], mut right: Vec<f64>) -> Vec<f64> {
    let mut rows = matrix.to_vec();
    let d = right.len();
    for pivot in 0..d {
        let of_pivot = rows[pivot].clone();
        for row in pivot + 1..d {
            let factor = rows[row][pivot] / of_pivot[pivot];
            rows[row].iter_mut().zip(&of_pivot).for_each(|(x, y)| *x -= factor * y);
            right[row] -= factor * right[pivot];
        }
    }
    for row in (0..d).rev() {
        let known = dot(&rows[row][row + 1..], &right[row + 1..]);
        right[row] = (right[row] - known) / rows[row][row];
    }
    right
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::insight::math::random::Random;
    use crate::insight::reference::close;

    fn made(customers: usize, seed: u64) -> (Vec<Vec<f64>>, Vec<bool>) {
        let mut random = Random::new(seed);
        let silence: Vec<f64> = (0..customers).map(|_| 30.0 + 10.0 * random.normal()).collect();
        let complaints: Vec<f64> = (0..customers).map(|_| random.below(4) as f64).collect();
        let noise: Vec<f64> = (0..customers).map(|_| random.normal()).collect();
        let happened = silence.iter().zip(&complaints).map(|(silence, complaints)| {
            let log_odds = -1.0 + 0.12 * (silence - 30.0) + 0.8 * (complaints - 1.5);
            random.unit() < 1.0 / (1.0 + (-log_odds).exp())
        });
        let happened = happened.collect();
        (vec![silence, complaints, noise], happened)
    }

    #[test]
    fn finds_what_matters() {
        let (features, happened) = made(3000, 1);
        let model = Chance::learn(&features, &happened).unwrap();
        close(model.effects[0].weight / model.effects[0].deviation, 0.12, 0.02);
        close(model.effects[1].weight / model.effects[1].deviation, 0.8, 0.1);
        assert!(model.effects[2].weight.abs() < 3.0 * model.effects[2].standard_error);
        assert!(model.auc > 0.75 && model.auc < 0.9, "{}", model.auc);
        // Chances are calibrated in the mean, and reasons say where they come from.
        let mean =
            (0..3000).map(|at| model.of(&[features[0][at], features[1][at], features[2][at]])).sum::<f64>();
        close(mean, model.events as f64, 1e-3);
        let reasons = model.reasons(&[60.0, 1.5, f64::NAN]);
        assert_eq!((reasons[0].feature, reasons[2].effect), (0, 0.0));
        assert!(model.of(&[60.0, 3.0, 0.0]) > 0.9);
    }

    #[test]
    fn noise_does_not_predict() {
        let (features, _) = made(400, 2);
        let mut random = Random::new(9);
        let happened: Vec<bool> = (0..400).map(|_| random.unit() < 0.3).collect();
        let model = Chance::learn(&features, &happened).unwrap();
        assert!((model.auc - 0.5).abs() < 0.1, "{}", model.auc);
    }

    #[test]
    fn too_few_and_a_perfect_separation() {
        let (features, happened) = made(40, 3);
        assert!(matches!(Chance::learn(&features, &happened), Err(TooFew::Events { need: 20, .. })));
        assert_eq!(Chance::learn(&[], &[true; 30]), Err(TooFew::Others { have: 0, need: 20 }));
        let split: Vec<f64> = (0..100).map(f64::from).collect();
        let happened: Vec<bool> = (0..100).map(|at| at >= 50).collect();
        let model = Chance::learn(&[split, vec![3.0; 100]], &happened).unwrap();
        assert!(model.effects.iter().all(|it| it.weight.is_finite() && it.standard_error.is_finite()));
        assert!(model.auc > 0.99 && model.of(&[99.0, 3.0]) > 0.9);
    }
}
