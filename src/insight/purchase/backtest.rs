//! A forecast made as if it were an earlier day, with all that came of it, for every method side by side.

use super::choice::Choice;
use super::method::{Fitted, Method};
use super::score::{Calibration, Score, calibration, score, top_share};
use super::{Histories, Snapshot};

/// What one method forecast on the earlier day, and how it did.
#[derive(Clone, Debug)]
pub struct Outcome {
    pub method: Method,
    pub score: Score,
    /// Groups of customers from the least likely to buy to the likeliest.
    pub calibration: Vec<Calibration>,
    /// Purchases of all customers expected in each week.
    pub weekly: Vec<f64>,
    /// The share of all that was spent that came from the fifth with the highest forecasts; nothing when
    /// nothing was spent.
    pub top_fifth_value: Option<f64>,
}

/// A back-test over the weeks after a day.
#[derive(Clone, Debug)]
pub struct Backtest {
    pub cut: i32,
    pub weeks: u32,
    pub customers: usize,
    /// Purchases of all customers in each week, as they came.
    pub weekly: Vec<f64>,
    /// In the order of [`Method::ALL`].
    pub outcomes: Vec<Outcome>,
}

/// Makes every method ready with what was known at the end of a day and holds it against the weeks after it.
/// Nothing when nobody had bought by then.
pub fn backtest(histories: &Histories, cut: i32, weeks: u32) -> Option<Backtest> {
    let snapshot = Snapshot::new(histories, cut);
    let actual = snapshot.bought_after(histories, weeks);
    let until = cut.saturating_add_unsigned(weeks.saturating_mul(7));
    let value = |customer: &u32| histories.value_between(*customer as usize, cut, until).max(0) as f64;
    let values: Vec<f64> = snapshot.customers.iter().map(value).collect();
    let outcomes = Method::ALL
        .iter()
        .filter_map(|method| {
            let fitted = Fitted::new(*method, &snapshot.rows, None);
            let forecasts = fitted.predict(histories, &snapshot, weeks);
            let expected: Vec<f64> = forecasts.iter().map(|it| it.expected).collect();
            Some(Outcome {
                method: *method,
                score: score(&forecasts, &actual)?,
                calibration: calibration(&forecasts, &actual, 10),
                weekly: fitted.weekly(histories, &snapshot, weeks),
                top_fifth_value: top_share(&expected, &values, 0.2),
            })
        })
        .collect();
    (!snapshot.is_empty()).then(|| Backtest {
        cut,
        weeks,
        customers: snapshot.len(),
        weekly: snapshot.weekly_after(histories, weeks),
        outcomes,
    })
}

/// What a forecast earned in its trials, for the badge on it.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Badge {
    pub method: Method,
    pub cut: i32,
    pub weeks: u32,
    pub score: Score,
    /// Root mean squared error relative to that of the best simple rule: below one is better than it.
    pub against_best_rule: f64,
}

impl Choice {
    /// From the latest trial. Nothing when there was none.
    pub fn badge(&self) -> Option<Badge> {
        let window = self.windows.first()?;
        let of = |method: Method| self.trials.iter().find(|it| it.method == method)?.scores.first();
        let method = self.fitted.method();
        let score = *of(method)?;
        let rules = Method::ALL.into_iter().filter(|it| it.is_rule()).filter_map(of);
        let best = rules.map(|it| it.rmse).fold(f64::INFINITY, f64::min);
        let against_best_rule = if best > 0.0 { score.rmse / best } else { 1.0 };
        Some(Badge { method, cut: window.cut, weeks: window.weeks, score, against_best_rule })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::insight::purchase::choice::choose;
    use crate::insight::purchase::summary::samples;
    use crate::insight::reference::close;

    #[test]
    fn cdnow_beside_the_rules() {
        let Some(purchases) = samples::cdnow_purchases() else { return };
        let histories = Histories::new(2357, &purchases);
        let today = samples::day((1997, 9, 30));
        let test = backtest(&histories, today, 39).unwrap();
        assert_eq!(test.weekly.iter().sum::<f64>(), 1882.0);
        let of = |method: Method| test.outcomes.iter().find(|it| it.method == method).unwrap();
        close(of(Method::OwnRate).score.mae, 1.024, 1e-3);
        close(of(Method::OwnRate).score.rmse, 2.212, 1e-3);
        let pareto = of(Method::ParetoNbd);
        close(pareto.weekly.iter().sum(), pareto.score.expected_total, 1e-9);
        assert_eq!(pareto.calibration.iter().map(|it| it.customers).sum::<usize>(), 2357);
        assert!(pareto.top_fifth_value.unwrap() > 0.5 && pareto.score.auc.unwrap() > 0.75);
        let badge = choose(&histories, today, 39, None).unwrap().badge().unwrap();
        assert!(badge.against_best_rule < 0.9, "{badge:?}");
    }

    #[test]
    fn before_anybody_came_there_is_nothing_to_test() {
        assert!(backtest(&Histories::new(0, &[]), 0, 4).is_none());
    }
}
