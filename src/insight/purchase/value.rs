//! What customers are worth: purchases to come times what is spent at one, sooner counting more than later.

use super::fit::Fit;
use super::forecast::Forecast;
use super::spend::{GammaGamma, Spenders};
use super::{Rows, Spend};

/// How spend at a purchase is expected from that at earlier ones.
#[derive(Clone, Debug)]
pub enum SpendModel {
    GammaGamma(Fit<GammaGamma, 3>),
    /// Gamma-Gamma did not fit, or says that spend has no mean: everyone's mean is then drawn upon like
    /// `weight` purchases of the customer's own.
    Shrunk {
        mean: f64,
        weight: f64,
        reason: Shrunk,
    },
}

/// Why Gamma-Gamma is not used.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Shrunk {
    /// Fewer than thirty customers with a repeat purchase.
    TooFew,
    /// Its likelihood has no maximum.
    NoMaximum,
    /// `q <= 1`: a few customers spend so much more that a mean of all does not exist.
    NoMean,
}

const SPENDERS_NEEDED: usize = 30;

impl SpendModel {
    pub fn new(spends: &[Spend], former: Option<&SpendModel>) -> Self {
        let spenders = Spenders::new(spends);
        let former = former.and_then(|it| match it {
            SpendModel::GammaGamma(fit) => Some(fit),
            SpendModel::Shrunk { .. } => None,
        });
        let shrunk = |reason| SpendModel::Shrunk { mean: spenders.mean(), weight: 2.0, reason };
        if spenders.customers() < SPENDERS_NEEDED {
            return shrunk(Shrunk::TooFew);
        }
        let fit = super::fit(&spenders, former);
        if !fit.converged {
            return shrunk(Shrunk::NoMaximum);
        }
        if fit.model.q <= 1.0 {
            return shrunk(Shrunk::NoMean);
        }
        SpendModel::GammaGamma(fit)
    }

    /// What a purchase of this customer is expected to bring, in the unit of the amounts; never negative.
    pub fn expected(&self, spend: &Spend) -> f64 {
        match self {
            SpendModel::GammaGamma(fit) => fit.model.expected(spend).unwrap_or(spend.mean),
            SpendModel::Shrunk { mean, weight, .. } => {
                let purchases = f64::from(spend.purchases);
                (weight * mean + purchases * spend.mean) / (weight + purchases)
            }
        }
    }
}

/// A rate of discount as one a week, from one a year (`0.1` for ten percent).
pub fn weekly_discount(yearly: f64) -> f64 {
    (yearly.max(-0.99).ln_1p() / (365.25 / 7.0)).exp_m1()
}

/// Purchases to come within the horizon, each counted less the later it is: what a purchase of the value one,
/// repeated so, is worth today. In the order of the customers.
///
/// In steps of four weeks, each discounted from its middle (Fader, Hardie and Lee, "RFM and CLV", Journal of
/// Marketing Research 42, 2005, in discrete time).
pub fn discounted_purchases<F: Forecast + ?Sized>(
    model: &F,
    rows: &Rows,
    weeks: f64,
    yearly_discount: f64,
) -> Vec<f64> {
    let weekly = weekly_discount(yearly_discount);
    let steps = (weeks / 4.0).ceil().max(0.0) as u32;
    let mut last = None;
    let mut if_alive = 0.0;
    let of_row: Vec<f64> = rows
        .rows
        .iter()
        .map(|row| {
            let customer = rows.summary(row);
            if last != Some((row.repeats, row.age)) {
                last = Some((row.repeats, row.age));
                let (mut before, mut from) = (0.0, 0.0);
                if_alive = 0.0;
                for step in 1..=steps {
                    let until = (4.0 * f64::from(step)).min(weeks);
                    let bought = model.expected_if_alive(customer.repeats, customer.age, until);
                    if_alive += (bought - before) * (-0.5 * (from + until) * weekly.ln_1p()).exp();
                    (before, from) = (bought, until);
                }
            }
            model.p_alive(&customer) * if_alive
        })
        .collect();
    rows.spread(&of_row)
}

/// How much of everything how few bring.
#[derive(Clone, PartialEq, Debug)]
pub struct Concentration {
    pub total: f64,
    /// Customers with any value.
    pub customers: usize,
    /// The fewest customers who together bring this share (such as 0.8).
    pub bring_share: usize,
    /// 0 when all bring the same, towards 1 when one brings everything.
    pub gini: f64,
    /// The share of all value that the first 0, 5, 10, ... 100 percent of the customers bring, richest first.
    pub curve: Vec<f64>,
}

/// Negative values count as none. Nothing when no value is left.
pub fn concentration(values: &[f64], share: f64) -> Option<Concentration> {
    let mut sorted: Vec<f64> = values.iter().copied().filter(|it| *it > 0.0 && it.is_finite()).collect();
    let total: f64 = sorted.iter().sum();
    if total <= 0.0 {
        return None;
    }
    sorted.sort_unstable_by(|a, b| b.total_cmp(a));
    let customers = sorted.len();
    let mut until = Vec::with_capacity(customers + 1);
    until.push(0.0);
    let mut sum = 0.0;
    for value in &sorted {
        sum += value;
        until.push(sum);
    }
    let bring_share = until.iter().position(|it| *it >= share * total * (1.0 - 1e-12)).unwrap_or(customers);
    let n = customers as f64;
    let ranked: f64 = sorted.iter().enumerate().map(|(at, value)| (n - at as f64) * value).sum();
    let at_share = |percent: usize| {
        let exact = n * percent as f64 / 100.0;
        let below = exact as usize;
        let next = until.get(below + 1).copied().unwrap_or(total);
        (until[below] + (exact - below as f64) * (next - until[below])) / total
    };
    Some(Concentration {
        total,
        customers,
        bring_share,
        gini: (2.0 * ranked / total - n - 1.0) / n,
        curve: (0..=20).map(|step| at_share(5 * step)).collect(),
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::insight::purchase::nbd::Nbd;
    use crate::insight::purchase::pareto_nbd::ParetoNbd;
    use crate::insight::purchase::summary::samples;
    use crate::insight::reference::{close, relative};

    #[test]
    fn without_discount_it_is_the_expectation_and_with_it_less() {
        let model = ParetoNbd { r: 0.55, alpha: 10.6, s: 0.61, beta: 11.7 };
        let rows = Rows::new(&samples::MIXED);
        let plain = discounted_purchases(&model, &rows, 51.0, 0.0);
        let less = discounted_purchases(&model, &rows, 51.0, 0.15);
        for ((customer, plain), less) in samples::MIXED.iter().zip(plain).zip(less) {
            relative(plain, model.expected(customer, 51.0), 1e-12);
            assert!(less < plain && less > plain / 1.15);
        }
        // Even purchases for ever, discounted by the year.
        let model = Nbd { r: 1.0, alpha: 1.0 };
        let ever = discounted_purchases(&model, &rows, 52.0 * 200.0, 0.1)[4];
        relative(ever, 1.0 / weekly_discount(0.1).ln_1p(), 1e-3);
    }

    #[test]
    fn spend_falls_back_where_gamma_gamma_has_no_answer() {
        let few = [Spend { purchases: 2, mean: 50.0 }; 5];
        let model = SpendModel::new(&few, None);
        assert!(matches!(model, SpendModel::Shrunk { reason: Shrunk::TooFew, .. }));
        assert_eq!(model.expected(&Spend::default()), 50.0);
        assert_eq!(model.expected(&Spend { purchases: 2, mean: 100.0 }), 75.0);
        assert_eq!(SpendModel::new(&[], None).expected(&Spend::default()), 0.0);
        // All alike: the likelihood grows without end.
        let alike = [Spend { purchases: 2, mean: 50.0 }; 60];
        assert!(matches!(
            SpendModel::new(&alike, None),
            SpendModel::Shrunk { reason: Shrunk::NoMaximum, .. }
        ));
        // A tail so long that it has no mean.
        let mut random = crate::insight::math::random::Random::new(4);
        let mut spend = || Spend { purchases: 3, mean: 900.0 * random.gamma(12.0) / random.gamma(0.7) };
        let tail: Vec<Spend> = (0..400).map(|_| spend()).collect();
        let model = SpendModel::new(&tail, None);
        assert!(matches!(model, SpendModel::Shrunk { reason: Shrunk::NoMean, .. }), "{model:?}");
        assert!(model.expected(&tail[0]) > 0.0);
    }

    #[test]
    fn who_brings_how_much() {
        let few = concentration(&[80.0, 5.0, 5.0, 5.0, 5.0, -3.0, 0.0], 0.8).unwrap();
        assert_eq!((few.total, few.customers, few.bring_share), (100.0, 5, 1));
        close(few.gini, 0.6, 1e-12);
        close(few.curve[4], 0.8, 1e-12);
        let even = concentration(&[2.0; 10], 0.8).unwrap();
        assert_eq!(even.bring_share, 8);
        close(even.gini, 0.0, 1e-12);
        close(even.curve[10], 0.5, 1e-12);
        assert_eq!(even.curve.last(), Some(&1.0));
        assert_eq!(concentration(&[], 0.8), None);
    }
}
