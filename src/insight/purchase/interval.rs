//! How far off the forecast of all purchases together may be.
//!
//! The textbook's interval knows only that customers buy by chance. It misses what it should cover, because
//! parameters are estimates and because years differ. Here the forecast is repeated from several earlier days,
//! and how far those were off sets the width, together with a modest expectation for when there are few.

use super::method::{Fitted, Method};
use super::{Histories, Snapshot};
use crate::insight::math::normal;

/// Forecasts repeated from this many earlier days at most.
const MOST_CUTS: u32 = 8;
/// Before anything is seen, totals are expected to be off by a tenth; that counts like two forecasts.
const PRIOR_MISS: f64 = 0.1;
const PRIOR_WEIGHT: f64 = 2.0;
/// As in `choice`: more customers do not say more about the season.
const MOST_TRIED: usize = 12_000;

/// A forecast of the past and what came.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Repeated {
    pub cut: i32,
    pub expected: f64,
    pub actual: f64,
}

impl Repeated {
    /// The logarithm of what came over what was expected.
    fn miss(&self) -> f64 {
        ((self.actual + 0.5) / (self.expected + 0.5)).ln()
    }
}

/// What repeated forecasts of one length taught about their misses.
#[derive(Clone, Debug)]
pub struct Misses {
    pub weeks: u32,
    /// Earliest first.
    pub repeated: Vec<Repeated>,
    /// How many stretches of this length fit into the time that was forecast: overlapping ones teach less.
    independent: f64,
    /// Variance a customer of purchases about their expectation, in a stretch of this length.
    variance: f64,
}

/// A total with the range in which it lies with the stated chance.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Interval {
    pub low: f64,
    pub expected: f64,
    pub high: f64,
}

impl Misses {
    /// Repeats a method's forecast over so many weeks (or half of what is known) from earlier days. Nothing when
    /// there is no room for one.
    pub fn learn(histories: &Histories, today: i32, weeks: u32, method: Method) -> Option<Misses> {
        let (first, _) = histories.span(today)?;
        let known = today.abs_diff(first) / 7;
        let length = weeks.min(known / 2).max(1);
        let step = (length / 4).max(1);
        let customers = histories.customers();
        let every = customers.div_ceil(MOST_TRIED).max(1);
        let mut repeated = Vec::new();
        let mut former: Option<Fitted> = None;
        let (mut squares, mut count) = (0.0, 0.0);
        for back in (0..MOST_CUTS).map(|at| length + at * step) {
            if back > known || known - back < (known / 4).max(4) {
                break;
            }
            let cut = today.saturating_sub_unsigned(7 * back);
            let snapshot = Snapshot::of(histories, cut, (0..customers as u32).step_by(every));
            let fitted = Fitted::new(method, &snapshot.rows, former.as_ref());
            let actual = snapshot.bought_after(histories, length);
            let mut total = 0.0;
            for (forecast, actual) in fitted.predict(histories, &snapshot, length).iter().zip(&actual) {
                total += forecast.expected;
                squares += (forecast.expected - f64::from(*actual)).powi(2);
                count += 1.0;
            }
            let came = f64::from(actual.iter().sum::<u32>());
            if total.is_finite() {
                repeated.push(Repeated { cut, expected: total, actual: came });
            }
            former = Some(fitted);
        }
        repeated.reverse();
        let spread = repeated.len().saturating_sub(1) as f64 * f64::from(step);
        (!repeated.is_empty()).then(|| Misses {
            weeks: length,
            independent: 1.0 + spread / f64::from(length),
            repeated,
            variance: squares / count,
        })
    }

    /// The range of a total, from its expectation over so many weeks, of so many customers, and the variance its
    /// parameters add. `level` is the chance with which it lies inside, such as 0.95.
    pub fn interval(
        &self,
        expected: f64,
        customers: usize,
        weeks: u32,
        of_parameters: f64,
        level: f64,
    ) -> Interval {
        self.range(&self.repeated, expected, customers, weeks, of_parameters, level)
    }

    /// Of the repeated forecasts, how many lay in the interval that the others give, and of how many.
    pub fn coverage(&self, customers: usize, level: f64) -> (usize, usize) {
        let inside = |left_out: usize| {
            let one = self.repeated[left_out];
            let others: Vec<Repeated> =
                self.repeated.iter().enumerate().filter(|it| it.0 != left_out).map(|it| *it.1).collect();
            let range = self.range(&others, one.expected, customers, self.weeks, 0.0, level);
            (range.low..=range.high).contains(&one.actual)
        };
        ((0..self.repeated.len()).filter(|at| inside(*at)).count(), self.repeated.len())
    }

    fn range(
        &self,
        repeated: &[Repeated],
        expected: f64,
        customers: usize,
        weeks: u32,
        of_parameters: f64,
        level: f64,
    ) -> Interval {
        let share = repeated.len() as f64 / self.repeated.len().max(1) as f64;
        let seen = share * self.independent;
        let mean_square =
            repeated.iter().map(|it| it.miss().powi(2)).sum::<f64>() / repeated.len().max(1) as f64;
        let freedom = PRIOR_WEIGHT + seen;
        let of_season = (PRIOR_WEIGHT * PRIOR_MISS * PRIOR_MISS + seen * mean_square) / freedom;
        // Chance and parameters, relative to the total.
        let longer = f64::from(weeks) / f64::from(self.weeks);
        let of_chance = customers as f64 * self.variance * longer;
        let relative = of_season + (of_chance + of_parameters) / (expected * expected).max(1.0);
        let reach = student(level, freedom) * relative.sqrt();
        Interval { low: expected * (-reach).exp(), expected, high: expected * reach.exp() }
    }
}

/// How many standard errors around the middle hold this share of Student's distribution (Cornish and Fisher's
/// expansion, Abramowitz and Stegun 26.7.5).
fn student(level: f64, freedom: f64) -> f64 {
    let z = normal::quantile(0.5 + 0.5 * level);
    let n = freedom.max(1.0);
    let (z3, z5, z7) = (z.powi(3), z.powi(5), z.powi(7));
    z + (z3 + z) / (4.0 * n)
        + (5.0 * z5 + 16.0 * z3 + 3.0 * z) / (96.0 * n * n)
        + (3.0 * z7 + 19.0 * z5 + 17.0 * z3 - 15.0 * z) / (384.0 * n.powi(3))
}

/// The purchases of one customer between which the true number lies with at least this chance: a chance to buy
/// nothing, else one and a number of further ones that is negative binomial.
///
/// `repeats` are those so far: they say how well the customer's rate is known.
pub fn purchase_range(expected: f64, p_buys: f64, repeats: u32, level: f64) -> (u32, u32) {
    if !(expected > 0.0 && p_buys > 0.0) {
        return (0, 0);
    }
    let tail = 0.5 * (1.0 - level);
    let shape = 1.0 + f64::from(repeats);
    let further = (expected / p_buys - 1.0).max(0.0);
    let success = further / (further + shape);
    let mut reached = 1.0 - p_buys;
    let mut term = p_buys * (1.0 - success).powf(shape);
    let (mut low, mut count) = (0, 0);
    while reached < 1.0 - tail && count < 10_000 {
        if reached < tail {
            low = count + 1;
        }
        reached += term;
        term *= success * (shape + f64::from(count)) / (f64::from(count) + 1.0);
        count += 1;
    }
    (low, count)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::insight::purchase::simulate::{Story, simulate};
    use crate::insight::purchase::summary::samples;
    use crate::insight::reference::close;

    #[test]
    fn students_quantiles() {
        close(student(0.95, 4.0), 2.776, 0.01);
        close(student(0.9, 10.0), 1.8125, 1e-3);
        close(student(0.95, 1e9), 1.959_964, 1e-5);
    }

    #[test]
    fn one_customers_range() {
        assert_eq!(purchase_range(0.0, 0.0, 0, 0.9), (0, 0));
        assert_eq!(purchase_range(0.02, 0.02, 0, 0.9), (0, 0));
        let (low, high) = purchase_range(10.0, 1.0, 50, 0.9);
        assert!((4..8).contains(&low) && (13..19).contains(&high), "{low} {high}");
        assert!(purchase_range(1e9, 1.0, 3, 0.9).1 <= 10_000);
    }

    #[test]
    fn cdnow_is_covered() {
        let Some(purchases) = samples::cdnow_purchases() else { return };
        let histories = Histories::new(2357, &purchases);
        let today = samples::day((1997, 9, 30));
        let now = Snapshot::new(&histories, today);
        let fitted = Fitted::new(Method::ParetoNbd, &now.rows, None);
        let forecasts = fitted.predict(&histories, &now, 39);
        let expected = forecasts.iter().map(|it| it.expected).sum();
        let misses = Misses::learn(&histories, today, 39, Method::ParetoNbd).unwrap();
        let of_parameters = fitted.variance_of_total(&now.rows, 39).unwrap();
        let total = misses.interval(expected, now.len(), 39, of_parameters, 0.95);
        assert!((total.low..=total.high).contains(&1882.0), "{total:?} {misses:?}");
        // The textbook's interval, of chance alone, does not hold it.
        assert!(expected + 1.96 * expected.sqrt() < 1882.0);
        // Nine of ten customers within their own range, and not all of them.
        let actual = now.bought_after(&histories, 39);
        let inside = forecasts.iter().zip(&now.summaries).zip(&actual).filter(|((it, summary), actual)| {
            let (low, high) = purchase_range(it.expected, it.p_buys, summary.repeats, 0.9);
            (low..=high).contains(actual)
        });
        let share = inside.count() as f64 / 2357.0;
        assert!((0.88..=0.97).contains(&share), "{share}");
    }

    #[test]
    fn intervals_hold_what_they_promise() {
        // Two years with a season that the model does not know; the half year after each of several days.
        let story = Story {
            customers: 600,
            days: 1100,
            joining_days: 700,
            shape: 0.7,
            per_week: 0.15,
            leaving: Some((0.8, 2.4)),
            season: 0.3,
        };
        let (mut inside, mut all) = (0, 0);
        for seed in 0..4 {
            let histories = Histories::new(600, &simulate(&story, seed));
            for today in [600, 700, 800, 900] {
                let now = Snapshot::new(&histories, today);
                let fitted = Fitted::new(Method::MbgNbd, &now.rows, None);
                let expected = fitted.predict(&histories, &now, 26).iter().map(|it| it.expected).sum();
                let misses = Misses::learn(&histories, today, 26, Method::MbgNbd).unwrap();
                let of_parameters = fitted.variance_of_total(&now.rows, 26).unwrap_or(0.0);
                let total = misses.interval(expected, now.len(), 26, of_parameters, 0.9);
                let actual = f64::from(now.bought_after(&histories, 26).iter().sum::<u32>());
                inside += usize::from((total.low..=total.high).contains(&actual));
                all += 1;
                assert!(total.high < 4.0 * total.low, "{total:?}");
                let (held, of) = misses.coverage(now.len(), 0.9);
                assert!(of >= 3 && held * 2 >= of);
            }
        }
        assert!(inside * 10 >= all * 8, "{inside} of {all}");
    }
}
