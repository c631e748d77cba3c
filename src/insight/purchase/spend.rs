//! Gamma-Gamma: what a customer spends at a purchase, learnt from few of them.
//!
//! Fader and Hardie, "The Gamma-Gamma model of monetary value", note 025, 2013 (first in Colombo and Jiang
//! 1999). It assumes that how much someone spends has nothing to do with how often; [`independence`] looks.

use super::Spend;
use super::fit::Estimate;
use crate::insight::math::gamma::{digamma, ln_gamma};
use crate::insight::math::{normal, ranks};

/// A purchase's amount is gamma distributed with shape `p` and a rate that differs between customers, itself
/// gamma distributed with shape `q` and rate `v` (in the unit of the amounts).
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct GammaGamma {
    pub p: f64,
    pub q: f64,
    pub v: f64,
}

/// Customers with repeat purchases, by the number of these.
#[derive(Clone, Debug, Default)]
pub struct Spenders {
    groups: Vec<(f64, Vec<f64>)>,
    customers: usize,
}

impl Spenders {
    /// Leaves out who has no repeat purchase, or none that brought anything.
    pub fn new(spends: &[Spend]) -> Self {
        let mut counted: Vec<&Spend> = spends.iter().filter(|it| it.purchases > 0 && it.mean > 0.0).collect();
        counted.sort_unstable_by_key(|it| it.purchases);
        let groups = counted
            .chunk_by(|a, b| a.purchases == b.purchases)
            .map(|group| (f64::from(group[0].purchases), group.iter().map(|it| it.mean).collect()));
        Spenders { groups: groups.collect(), customers: counted.len() }
    }

    pub fn customers(&self) -> usize {
        self.customers
    }

    /// The mean over customers of their mean spend; zero without any.
    pub fn mean(&self) -> f64 {
        let sum: f64 = self.groups.iter().flat_map(|group| &group.1).sum();
        sum / (self.customers.max(1) as f64)
    }
}

impl GammaGamma {
    /// The log-likelihood of one customer's mean spend; zero without a repeat purchase that brought anything.
    pub fn ln_likelihood(&self, spend: &Spend) -> f64 {
        let spenders = Spenders::new(&[*spend]);
        if spenders.customers == 0 { 0.0 } else { self.log_likelihood(&spenders).0 }
    }

    /// The mean spend expected at this customer's purchases: between the own mean and everyone's. Nothing where
    /// the distribution is so wide that it has no mean (`p x + q <= 1`); the textbook's formula is negative there.
    pub fn expected(&self, spend: &Spend) -> Option<f64> {
        let purchases = f64::from(spend.purchases);
        let left = self.p * purchases + self.q - 1.0;
        (left > 0.0).then(|| self.p * (self.v + purchases * spend.mean) / left)
    }
}

impl Estimate<3> for GammaGamma {
    type Data = Spenders;

    fn customers(spenders: &Spenders) -> usize {
        spenders.customers
    }

    fn parameters(&self) -> [f64; 3] {
        [self.p, self.q, self.v]
    }

    fn from_parameters([p, q, v]: [f64; 3]) -> Self {
        GammaGamma { p, q, v }
    }

    fn log_likelihood(&self, spenders: &Spenders) -> (f64, [f64; 3]) {
        let GammaGamma { p, q, v } = *self;
        let (ln_gamma_q, digamma_q, ln_v) = (ln_gamma(q), digamma(q), v.ln());
        let (mut value, mut by_p, mut by_q, mut by_v) = (0.0, 0.0, 0.0, 0.0);
        for (purchases, means) in &spenders.groups {
            let (shape, all) = (p * purchases, p * purchases + q);
            let n = means.len() as f64;
            let (mut ln_means, mut ln_sums, mut per_sums) = (0.0, 0.0, 0.0);
            for mean in means {
                let sum = v + purchases * mean;
                ln_means += mean.ln();
                ln_sums += sum.ln();
                per_sums += 1.0 / sum;
            }
            let digamma_all = digamma(all);
            value += n * (ln_gamma(all) - ln_gamma(shape) - ln_gamma_q + q * ln_v + shape * purchases.ln())
                + (shape - 1.0) * ln_means
                - all * ln_sums;
            by_p += purchases * (n * (digamma_all - digamma(shape) + purchases.ln()) + ln_means - ln_sums);
            by_q += n * (digamma_all - digamma_q + ln_v) - ln_sums;
            by_v += n * q / v - all * per_sums;
        }
        (value, [by_p, by_q, by_v])
    }

    fn starts(spenders: &Spenders) -> Vec<Self> {
        let mean = spenders.mean().max(f64::MIN_POSITIVE);
        [(2.0, 3.0), (8.0, 2.0), (1.0, 8.0)]
            .map(|(p, q)| GammaGamma { p, q, v: mean * (q - 1.0) / p })
            .to_vec()
    }
}

/// Whether how much customers spend hangs together with how often they buy.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Independence {
    /// Spearman's rank correlation of repeat purchases and mean spend: amounts are too skewed for Pearson's.
    pub correlation: f64,
    /// Where it lies with 95%, by Fisher's transformation.
    pub interval: (f64, f64),
    /// The chance of one this large if there were none.
    pub p_value: f64,
    pub customers: usize,
}

impl Independence {
    /// Whether spend per purchase may be taken for independent of frequency: what dependence there is, is either
    /// within chance or weak (below 0.3; it is 0.21 in CDNOW, where the model's authors take it for granted).
    pub fn holds(&self) -> bool {
        self.p_value > 0.05 || self.correlation.abs() < 0.3
    }
}

/// Looks at customers with repeat purchases; nothing for fewer than ten, or when all are alike in one of the two.
pub fn independence(spends: &[Spend]) -> Option<Independence> {
    let counted: Vec<&Spend> = spends.iter().filter(|it| it.purchases > 0 && it.mean > 0.0).collect();
    let customers = counted.len();
    if customers < 10 {
        return None;
    }
    let often = ranks(counted.iter().map(|it| f64::from(it.purchases)).collect());
    let much = ranks(counted.iter().map(|it| it.mean).collect());
    let correlation = correlation(&often, &much)?;
    // Bonett and Wright's (2000) variance for ranks.
    let error = ((1.0 + 0.5 * correlation * correlation) / (customers as f64 - 3.0)).sqrt();
    let z = correlation.clamp(-1.0 + 1e-12, 1.0 - 1e-12).atanh();
    Some(Independence {
        correlation,
        interval: ((z - 1.96 * error).tanh(), (z + 1.96 * error).tanh()),
        p_value: normal::two_sided(z * (customers as f64 - 3.0).sqrt()),
        customers,
    })
}

fn correlation(a: &[f64], b: &[f64]) -> Option<f64> {
    let n = a.len() as f64;
    let (mean_a, mean_b) = (a.iter().sum::<f64>() / n, b.iter().sum::<f64>() / n);
    let (mut ab, mut aa, mut bb) = (0.0, 0.0, 0.0);
    for (a, b) in a.iter().zip(b) {
        let (a, b) = (a - mean_a, b - mean_b);
        ab += a * b;
        aa += a * a;
        bb += b * b;
    }
    (aa > 0.0 && bb > 0.0).then(|| ab / (aa * bb).sqrt())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::insight::purchase::fit::{checks, fit};
    use crate::insight::reference::{Table, relative};

    fn cdnow() -> Option<Vec<Spend>> {
        let table = Table::read("cdnow-summary.csv")?;
        let spend =
            |row: Vec<&str>| Spend { purchases: row[1].parse().unwrap(), mean: row[4].parse().unwrap() };
        Some(table.rows().map(spend).collect())
    }

    #[test]
    fn reference_points() {
        let model = GammaGamma { p: 17.747597057205773, q: 3.5748577863374797, v: 4.4939526096415445 };
        let spend = Spend { purchases: 3, mean: 1935.97 };
        relative(model.ln_likelihood(&spend), -20.213542871064335, 1e-8);
        relative(model.expected(&spend).unwrap(), 1848.0929456976864, 1e-8);
    }

    #[test]
    fn all_reference_points_when_they_are_at_hand() {
        let Some(table) = Table::read("gamma_gamma_points.csv") else { return };
        for row in table.rows() {
            let f: Vec<f64> = row.iter().map(|it| it.parse().unwrap_or(f64::NAN)).collect();
            let model = GammaGamma { p: f[0], q: f[1], v: f[2] };
            let spend = Spend { purchases: f[3] as u32, mean: f[4] };
            if !f[5].is_nan() {
                relative(model.ln_likelihood(&spend), f[5], 1e-8);
            }
            relative(model.expected(&spend).unwrap(), f[6], 1e-8);
        }
    }

    #[test]
    fn derivatives_are_those_of_the_function() {
        let spends = [(1, 3.0), (1, 80.0), (4, 20.0), (60, 12.5), (0, 0.0)];
        let spenders = Spenders::new(&spends.map(|(purchases, mean)| Spend { purchases, mean }));
        checks::derivatives(GammaGamma { p: 6.2, q: 3.7, v: 15.0 }, &spenders);
    }

    #[test]
    fn without_a_mean_nothing_is_expected() {
        let model = GammaGamma { p: 1.5, q: 0.8, v: 9.0 };
        assert_eq!(model.expected(&Spend::default()), None);
        assert!(model.expected(&Spend { purchases: 2, mean: 4.0 }).unwrap() > 0.0);
    }

    #[test]
    fn cdnow_as_published() {
        let Some(spends) = cdnow() else { return };
        let spenders = Spenders::new(&spends);
        assert_eq!(spenders.customers(), 946);
        let fit = fit::<GammaGamma, 3>(&spenders, None);
        checks::parameters(
            &fit,
            [6.248802491774503, 3.7445884528306834, 15.447748001939946],
            [1.1896860171218147, 0.2901654439316646, 4.159990170584074],
            -4055.9232435028616,
        );
        // The unit of the amounts changes nothing but v.
        let cents: Vec<Spend> = spends.iter().map(|it| Spend { mean: it.mean * 100.0, ..*it }).collect();
        let in_cents = super::super::fit::<GammaGamma, 3>(&Spenders::new(&cents), None);
        relative(in_cents.model.v, 1544.7748, 1e-4);
        let look = independence(&spends).unwrap();
        assert!(look.holds() && look.correlation > 0.0, "{look:?}");
    }

    #[test]
    fn dependence_is_seen() {
        let together: Vec<Spend> = (1..200).map(|at| Spend { purchases: at, mean: f64::from(at) }).collect();
        assert!(!independence(&together).unwrap().holds());
        assert_eq!(independence(&together[..5]), None);
        assert_eq!(independence(&[Spend { purchases: 2, mean: 5.0 }; 50]), None);
    }
}
