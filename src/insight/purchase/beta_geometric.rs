//! BG/NBD and MBG/NBD: a customer may leave only right after a purchase.
//!
//! Fader, Hardie and Lee, "Counting your customers the easy way", Marketing Science 24(2), 2005; Batislam,
//! Denizel and Filiztekin, "Empirical validation and comparison of models for customer base analysis",
//! International Journal of Research in Marketing 24, 2007.

use super::fit::Estimate;
use super::nbd::{gamma_part, p_buys_without_leaving};
use super::{Forecast, Rows, Summary};
use crate::insight::math::gamma::{digamma, ln_gamma};
use crate::insight::math::hypergeometric::ln_hyp2f1;

/// Purchase rates are gamma distributed (`r`, `alpha` in weeks), the chances to leave after a purchase beta
/// distributed (`a`, `b`).
///
/// `FIRST` says whether a customer may leave after the first purchase already: `false` is BG/NBD, where
/// someone who never came back counts as active for certain; `true` is MBG/NBD, which does not say so.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct BetaGeometric<const FIRST: bool> {
    pub r: f64,
    pub alpha: f64,
    pub a: f64,
    pub b: f64,
}

pub type BgNbd = BetaGeometric<false>;
pub type MbgNbd = BetaGeometric<true>;

impl<const FIRST: bool> BetaGeometric<FIRST> {
    /// How often the customer could have left and did not, if still active.
    fn stays(repeats: u32) -> f64 {
        f64::from(repeats) + f64::from(u8::from(FIRST))
    }

    /// The logarithm of how much likelier it is that the customer left at the last purchase than not.
    fn ln_odds_left(&self, customer: &Summary) -> f64 {
        let stays = Self::stays(customer.repeats);
        if stays == 0.0 {
            return f64::NEG_INFINITY;
        }
        let silence = ((customer.age - customer.recency) / (self.alpha + customer.recency)).ln_1p();
        (self.a / (self.b + stays - 1.0)).ln() + (self.r + f64::from(customer.repeats)) * silence
    }
}

impl<const FIRST: bool> Forecast for BetaGeometric<FIRST> {
    fn ln_likelihood(&self, customer: &Summary) -> f64 {
        let BetaGeometric { r, alpha, a, b } = *self;
        let shape = r + f64::from(customer.repeats);
        let stays = Self::stays(customer.repeats);
        let odds = self.ln_odds_left(customer);
        ln_gamma(shape) - ln_gamma(r) + r * alpha.ln() + ln_gamma(b + stays) - ln_gamma(b) + ln_gamma(a + b)
            - ln_gamma(a + b + stays)
            - shape * (alpha + customer.age).ln()
            + softplus(odds).0
    }

    fn p_alive(&self, customer: &Summary) -> f64 {
        1.0 / (1.0 + self.ln_odds_left(customer).exp())
    }

    fn expected_if_alive(&self, repeats: u32, age: f64, weeks: f64) -> f64 {
        let shape = self.r + f64::from(repeats);
        purchases_until_leaving(shape, self.a, self.b + Self::stays(repeats), weeks / (self.alpha + age))
    }

    fn p_buys_if_alive(&self, repeats: u32, age: f64, weeks: f64) -> f64 {
        p_buys_without_leaving(self.r + f64::from(repeats), self.alpha + age, weeks)
    }

    fn expected_of_new(&self, weeks: f64) -> f64 {
        let first = f64::from(u8::from(FIRST));
        let stayed = if FIRST { self.b / (self.a + self.b) } else { 1.0 };
        stayed * purchases_until_leaving(self.r, self.a, self.b + first, weeks / self.alpha)
    }
}

/// `ln(1 + e^x)` and its derivative.
fn softplus(x: f64) -> (f64, f64) {
    let small = (-x.abs()).exp();
    let rest = small.ln_1p();
    if x > 0.0 { (x + rest, 1.0 / (1.0 + small)) } else { (rest, small / (1.0 + small)) }
}

/// The expectation of `(1 - (1 + w p)^-shape) / p` over `p` beta distributed with `a` and `b`: purchases of an
/// active customer whose gamma rate has this shape, over `w` times its scale in weeks.
///
/// Equation 9 of Fader, Hardie and Lee. It has gaps that are none of the expectation's: at `a = 1`, closed by
/// interpolation, and at `a + b <= 1`, avoided by a contiguous relation of the hypergeometric function.
fn purchases_until_leaving(shape: f64, a: f64, b: f64, w: f64) -> f64 {
    if w <= 0.0 {
        return 0.0;
    }
    const NEAR: f64 = 2e-3;
    if (a - 1.0).abs() < NEAR {
        // The cubic through four points around the gap.
        let at = |steps: f64| away_from_gap(shape, 1.0 + NEAR * steps, b, w);
        let x = (a - 1.0) / NEAR;
        let points = [-2.0, -1.0, 1.0, 2.0];
        return points
            .iter()
            .map(|node| {
                let others = points.iter().filter(|other| *other != node);
                at(*node) * others.map(|other| (x - other) / (node - other)).product::<f64>()
            })
            .sum();
    }
    away_from_gap(shape, a, b, w)
}

fn away_from_gap(shape: f64, a: f64, b: f64, w: f64) -> f64 {
    let z = w / (1.0 + w);
    // 2F1(shape, lower; c; -w), by Pfaff's transformation.
    let pfaff = |upper: f64, c: f64| (-shape * w.ln_1p() + ln_hyp2f1(shape, upper, c, z)).exp_m1();
    let c = a + b - 1.0;
    if c > 0.01 {
        return -c / (a - 1.0) * pfaff(b, c);
    }
    -b / (a - 1.0) * pfaff(b + 1.0, a + b) - pfaff(b, a + b)
}

impl<const FIRST: bool> Estimate<4> for BetaGeometric<FIRST> {
    type Data = Rows;

    fn customers(rows: &Rows) -> usize {
        rows.customers()
    }

    fn part(rows: &Rows) -> Option<Rows> {
        rows.part()
    }

    fn parameters(&self) -> [f64; 4] {
        [self.r, self.alpha, self.a, self.b]
    }

    fn from_parameters([r, alpha, a, b]: [f64; 4]) -> Self {
        BetaGeometric { r, alpha, a, b }
    }

    fn log_likelihood(&self, rows: &Rows) -> (f64, [f64; 4]) {
        let BetaGeometric { r, alpha, a, b } = *self;
        let customers = rows.customers() as f64;
        let (mut value, mut by_r) = gamma_part(r, rows);
        value += customers * r * alpha.ln();
        by_r += customers * alpha.ln();
        let mut by_alpha = customers * r / alpha;
        let (mut by_a, mut by_b) = (0.0, 0.0);

        // The chance not to have left so far; and for each number of repeats the odds of having left now.
        let whole = (ln_gamma(a + b), digamma(a + b));
        let part = (ln_gamma(b), digamma(b));
        let leaving: Vec<(f64, f64, f64)> = rows
            .repeats
            .iter()
            .map(|(repeats, customers)| {
                let stays = Self::stays(*repeats);
                if stays == 0.0 {
                    return (r, f64::NEG_INFINITY, 0.0);
                }
                let digamma_all = digamma(a + b + stays);
                value += customers * (ln_gamma(b + stays) - part.0 + whole.0 - ln_gamma(a + b + stays));
                by_a += customers * (whole.1 - digamma_all);
                by_b += customers * (digamma(b + stays) - part.1 + whole.1 - digamma_all);
                let left = b + stays - 1.0;
                (r + f64::from(*repeats), (a / left).ln(), 1.0 / left)
            })
            .collect();

        // Logarithms and inverses once for every time that occurs, not for every row.
        let reach: Vec<(f64, f64)> = rows
            .weeks
            .iter()
            .map(|weeks| {
                let reach = alpha + weeks;
                (reach.ln(), 1.0 / reach)
            })
            .collect();
        for row in &rows.rows {
            let (shape, ln_odds, per_left) = leaving[row.repeats as usize];
            let (ln_age, per_age) = reach[row.age as usize];
            let (ln_recency, per_recency) = reach[row.recency as usize];
            let silence = ln_age - ln_recency;
            let (ln_either, left) =
                if ln_odds == f64::NEG_INFINITY { (0.0, 0.0) } else { softplus(ln_odds + shape * silence) };
            value += row.customers * (ln_either - shape * ln_age);
            by_r += row.customers * (left * silence - ln_age);
            by_alpha += row.customers * shape * (left * (per_age - per_recency) - per_age);
            by_a += row.customers * left / a;
            by_b -= row.customers * left * per_left;
        }
        (value, [by_r, by_alpha, by_a, by_b])
    }

    fn starts(rows: &Rows) -> Vec<Self> {
        let (repeats, weeks) = rows.totals();
        let weeks_each = if repeats > 0.0 { weeks / repeats } else { 1e3 };
        // Few leave and many leave; buying alike and buying differently.
        [(0.4, 0.8, 2.5), (1.0, 0.2, 2.0), (3.0, 2.0, 2.0)]
            .map(|(r, a, b)| BetaGeometric { r, alpha: (r * weeks_each * b / (a + b)).max(1e-3), a, b })
            .to_vec()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::insight::purchase::fit::{checks, fit};
    use crate::insight::purchase::summary::samples;
    use crate::insight::reference::{Table, close, relative};

    #[test]
    fn derivatives_are_those_of_the_function() {
        let rows = Rows::new(&samples::MIXED);
        checks::derivatives(BgNbd { r: 0.24, alpha: 4.4, a: 0.8, b: 2.4 }, &rows);
        checks::derivatives(MbgNbd { r: 2.4, alpha: 14.0, a: 0.2, b: 0.7 }, &rows);
    }

    #[test]
    fn the_sum_is_that_of_the_customers() {
        let model = BgNbd { r: 0.24, alpha: 4.4, a: 0.8, b: 2.4 };
        let sum: f64 = samples::MIXED.iter().map(|it| model.ln_likelihood(it)).sum();
        close(model.log_likelihood(&Rows::new(&samples::MIXED)).0, sum, 1e-13);
    }

    #[test]
    fn reference_points() {
        let bg = BgNbd { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };
        let customer = Summary { repeats: 26, recency: 30.86, age: 31.0 };
        relative(bg.ln_likelihood(&customer), -37.726_579_473_394_44, 1e-8);
        relative(bg.p_alive(&customer), 0.968_915_649_717_525_1, 1e-8);
        relative(bg.expected(&customer, 52.0), 25.758195936483514, 1e-8);
        relative(bg.expected_of_new(52.0), 1.4460505953964038, 1e-8);
        let mbg = MbgNbd { r: 0.525, alpha: 6.183, a: 0.891, b: 1.614 };
        let gone = Summary { repeats: 1000, recency: 10.0, age: 100.0 };
        relative(mbg.ln_likelihood(&gone), 3_111.072_733_371_094, 1e-8);
        assert_eq!(mbg.p_alive(&gone), 0.0);
        relative(mbg.expected_of_new(52.0), 1.4197237577127462, 1e-8);
        // The more often someone bought, the more a silence says.
        for (repeats, p_alive) in [(5, 0.705626847158), (12, 0.496212484387), (20, 0.196820444467)] {
            relative(bg.p_alive(&Summary { repeats, recency: 30.0, age: 39.0 }), p_alive, 1e-8);
        }
    }

    #[test]
    fn all_reference_points_when_they_are_at_hand() {
        fn check<const FIRST: bool>(model: BetaGeometric<FIRST>, f: &[f64]) {
            let customer = Summary { repeats: f[4] as u32, recency: f[5], age: f[6] };
            relative(model.ln_likelihood(&customer), f[8], 1e-8);
            relative(model.p_alive(&customer), f[9], 1e-8);
            relative(model.expected(&customer, f[7]), f[10], 1e-8);
            relative(model.expected_of_new(f[7]), f[11], 1e-8);
        }
        let Some(table) = Table::read("btyd_points.csv") else { return };
        for row in table.rows() {
            let f: Vec<f64> = row[1..].iter().map(|it| it.parse().unwrap()).collect();
            let parameters = [f[0], f[1], f[2], f[3]];
            match row[0] {
                "bgnbd" => check(BgNbd::from_parameters(parameters), &f),
                "mbgnbd" => check(MbgNbd::from_parameters(parameters), &f),
                _ => {}
            }
        }
    }

    #[test]
    fn gaps_of_the_formula_are_closed() {
        // The expectation by quadrature over p, where it is smooth.
        let rule = crate::insight::math::quadrature::GaussLegendre::new();
        for (shape, a, b, w) in [(3.4, 1.0, 2.0, 0.7), (0.6, 1.0005, 4.0, 30.0), (12.0, 0.9999, 1.5, 0.01)] {
            let ln_beta = crate::insight::math::gamma::ln_beta(a, b);
            let want = rule.integrate(0.0, 1.0, 4000, |p| {
                let bought = -(-shape * (w * p).ln_1p()).exp_m1() / p;
                bought * ((a - 1.0) * p.ln() + (b - 1.0) * (-p).ln_1p() - ln_beta).exp()
            });
            relative(purchases_until_leaving(shape, a, b, w), want, 1e-6);
        }
        // Across a + b = 1 nothing jumps.
        let at = |b: f64| purchases_until_leaving(0.7, 0.4, b, 2.0);
        relative(at(0.6 + 1e-7), at(0.6 - 1e-7), 1e-6);
        relative(at(0.61 + 1e-9), at(0.61 - 1e-9), 1e-8);
        assert!(at(0.1) > 0.0 && at(0.1) < at(0.6));
    }

    #[test]
    fn cdnow() {
        let Some(customers) = samples::cdnow() else { return };
        let rows = Rows::new(&customers);
        let bg = fit::<BgNbd, 4>(&rows, None);
        checks::parameters(
            &bg,
            [0.24259290720473325, 4.413531561254751, 0.7928861484291725, 2.4257534379671197],
            [0.012557319516356495, 0.378221411284997, 0.18571895005372505, 0.7053450011234024],
            -9582.42556056736,
        );
        let mbg = fit::<MbgNbd, 4>(&rows, None);
        checks::parameters(
            &mbg,
            [0.5248379843048103, 6.182992024149344, 0.8913561542324935, 1.6139993302812774],
            [0.0832640309605409, 0.6955977677575538, 0.15478523037382094, 0.5374720180604571],
            -9582.132684899903,
        );
        let again = fit(&rows, Some(&bg));
        assert!(again.converged && again.evaluations < 12, "{}", again.evaluations);
    }
}
