//! Pareto/NBD: a customer may leave at any moment.
//!
//! Schmittlein, Morrison and Colombo, "Counting your customers: who are they and what will they do next?",
//! Management Science 33(1), 1987; Fader and Hardie, "A note on deriving the Pareto/NBD model and related
//! expressions", 2005.
//!
//! The textbook's likelihood takes the difference of two hypergeometric functions, which loses its digits when
//! a customer bought just now and overflows when one bought often. Here the integral they stand for is
//! computed itself: over the moment at which the customer may have left, of a smooth and positive function.

use super::fit::Estimate;
use super::nbd::gamma_part;
use super::{Forecast, Rows, Summary};
use crate::insight::math::gamma::ln_gamma;
use crate::insight::math::quadrature::GaussLegendre;
use std::sync::LazyLock;

static RULE: LazyLock<GaussLegendre> = LazyLock::new(GaussLegendre::new);

/// Purchase rates a week are gamma distributed (`r`, `alpha` in weeks), rates of leaving likewise (`s`, `beta`).
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct ParetoNbd {
    pub r: f64,
    pub alpha: f64,
    pub s: f64,
    pub beta: f64,
}

/// The integral over the moment of leaving, and means under it that its derivatives need.
struct Leaving {
    /// The logarithm of how much likelier it is that the customer left since the last purchase than not.
    ln_odds: f64,
    /// Means of `ln((alpha + age) / (alpha + τ))`, `1 / (alpha + τ)`, and the same of beta.
    ln_alpha: f64,
    per_alpha: f64,
    ln_beta: f64,
    per_beta: f64,
}

impl ParetoNbd {
    /// `s (α+T)^k (β+T)^s ∫ (α+τ)^-k (β+τ)^-(s+1) dτ` over the silence, `k` being `r` plus the repeats.
    ///
    /// Integrated over `v = ln((m + τ) / (m + t_x))` with `m` the smaller of alpha and beta, where the
    /// integrand falls like an exponential function.
    fn leaving(&self, customer: &Summary) -> Leaving {
        let ParetoNbd { r, alpha, s, beta } = *self;
        let shape = r + f64::from(customer.repeats);
        let silence = customer.age - customer.recency;
        let mut leaving = Leaving {
            ln_odds: f64::NEG_INFINITY,
            ln_alpha: 0.0,
            per_alpha: 0.0,
            ln_beta: 0.0,
            per_beta: 0.0,
        };
        if silence <= 0.0 {
            return leaving;
        }
        let (near, far) = if alpha < beta { (alpha, beta) } else { (beta, alpha) };
        let (near_power, far_power) = if alpha < beta { (shape, s + 1.0) } else { (s + 1.0, shape) };
        let (near_start, far_start) = (near + customer.recency, far + customer.recency);
        let whole = (silence / near_start).ln_1p();
        // The integrand falls at least this fast: what it has lost by e^-42 does not count.
        let slowest = near_power - 1.0 + far_power * near_start / far_start;
        let reach = if slowest * whole > 42.0 { 42.0 / slowest } else { whole };
        // And at most this fast: no panel may see it fall by more than e^-12.
        let fastest = near_power + far_power * (near + customer.age) / (far + customer.age);
        let panels = (reach * (0.5f64).max(fastest / 12.0)).ceil();
        let width = reach / panels;

        let (mut sum, mut by_near, mut by_far, mut per_near, mut per_far) = (0.0, 0.0, 0.0, 0.0, 0.0);
        for index in 0..panels as u32 {
            let from = width * f64::from(index);
            for (node, weight) in RULE.nodes.iter().zip(&RULE.weights) {
                let v = from + width * node;
                let grown = v.exp_m1() * near_start;
                let ln_far = (grown / far_start).ln_1p();
                let value = weight * ((1.0 - near_power) * v - far_power * ln_far).exp();
                sum += value;
                by_near += value * v;
                by_far += value * ln_far;
                per_near += value / (near_start + grown);
                per_far += value / (far_start + grown);
            }
        }
        // So far all is relative to the start of the silence; the odds are relative to its end.
        let far_whole = (silence / far_start).ln_1p();
        let beta_start = beta + customer.recency;
        let (alpha_whole, beta_whole) = if alpha < beta { (whole, far_whole) } else { (far_whole, whole) };
        leaving.ln_odds =
            (s * width * sum * near_start / beta_start).ln() + shape * alpha_whole + s * beta_whole;
        let mean = |total: f64| total / sum;
        let (near, far) =
            ((whole - mean(by_near), mean(per_near)), (far_whole - mean(by_far), mean(per_far)));
        let (of_alpha, of_beta) = if alpha < beta { (near, far) } else { (far, near) };
        (leaving.ln_alpha, leaving.per_alpha) = of_alpha;
        (leaving.ln_beta, leaving.per_beta) = of_beta;
        leaving
    }
}

impl ParetoNbd {
    /// What [`ParetoNbd::leaving`] says of the odds, several times faster where the textbook's two hypergeometric
    /// series are short and their difference keeps its digits.
    fn ln_odds_left(&self, customer: &Summary) -> f64 {
        let ParetoNbd { r, alpha, s, beta } = *self;
        let shape = r + f64::from(customer.repeats);
        let silence = customer.age - customer.recency;
        let (near, far) = if alpha < beta { (alpha, beta) } else { (beta, alpha) };
        let (near_power, far_power) = if alpha < beta { (shape, s + 1.0) } else { (s + 1.0, shape) };
        let (near_start, far_start) = (near + customer.recency, far + customer.recency);
        let (near_whole, far_whole) = ((silence / near_start).ln_1p(), (silence / far_start).ln_1p());
        let Some(integral) = short_integral((near_start, near_power), (far_start, far_power), silence) else {
            return self.leaving(customer).ln_odds;
        };
        let (alpha_whole, beta_whole) =
            if alpha < beta { (near_whole, far_whole) } else { (far_whole, near_whole) };
        (s * integral * near_start / (beta + customer.recency)).ln() + shape * alpha_whole + s * beta_whole
    }
}

/// `∫ (1 + u/near)^-p (1 + u/far)^-q du` over this length in units of `near`, from two hypergeometric series. Nothing
/// where those are long or their difference loses digits.
fn short_integral((near, p): (f64, f64), (far, q): (f64, f64), length: f64) -> Option<f64> {
    let (start, end) = ((far - near) / far, (far - near) / (far + length));
    let fallen = (-(p - 1.0) * (length / near).ln_1p() - q * (length / far).ln_1p()).exp();
    if start > 0.6 || fallen > 0.7 {
        return None;
    }
    // 2F1(q, 1; p + q; z).
    let series = |z: f64| {
        let (mut sum, mut term, mut n) = (1.0, 1.0, 0.0);
        while term > 1e-16 * sum {
            term *= (q + n) / (p + q + n) * z;
            sum += term;
            n += 1.0;
        }
        sum
    };
    Some((series(start) - fallen * series(end)) / (p + q - 1.0))
}

impl Forecast for ParetoNbd {
    fn ln_likelihood(&self, customer: &Summary) -> f64 {
        let ParetoNbd { r, alpha, s, beta } = *self;
        let shape = r + f64::from(customer.repeats);
        let odds = self.ln_odds_left(customer);
        ln_gamma(shape) - ln_gamma(r) + r * alpha.ln()
            - shape * (alpha + customer.age).ln()
            - s * (customer.age / beta).ln_1p()
            + odds.max(0.0)
            + (-odds.abs()).exp().ln_1p()
    }

    fn p_alive(&self, customer: &Summary) -> f64 {
        1.0 / (1.0 + self.ln_odds_left(customer).exp())
    }

    fn expected_if_alive(&self, repeats: u32, age: f64, weeks: f64) -> f64 {
        (self.r + f64::from(repeats)) / (self.alpha + age) * weeks_active(self.s, self.beta + age, weeks)
    }

    fn p_buys_if_alive(&self, repeats: u32, age: f64, weeks: f64) -> f64 {
        let (shape, alpha, beta) = (self.r + f64::from(repeats), self.alpha + age, self.beta + age);
        // The chance to buy before leaving, over the moment of the purchase.
        let (of_alpha, of_beta) = ((alpha, shape + 1.0), (beta, self.s));
        let (near, far) = if alpha < beta { (of_alpha, of_beta) } else { (of_beta, of_alpha) };
        if let Some(integral) = short_integral(near, far, weeks) {
            return shape * near.0 / alpha * integral;
        }
        // The same in logarithms of time.
        let whole = (weeks / alpha).ln_1p();
        let reach = whole.min(42.0 / shape);
        let end = alpha * reach.exp_m1();
        let fastest = shape + self.s * (alpha + end) / (beta + end);
        let panels = (reach * (0.5f64).max(fastest / 12.0)).ceil().max(1.0);
        let bought = RULE.integrate(0.0, reach, panels as u32, |v| {
            (-shape * v - self.s * (alpha * v.exp_m1() / beta).ln_1p()).exp()
        });
        shape * bought
    }

    fn expected_of_new(&self, weeks: f64) -> f64 {
        self.r / self.alpha * weeks_active(self.s, self.beta, weeks)
    }
}

/// The weeks out of these that an active customer is expected to stay active, without the gap at `s = 1`.
fn weeks_active(s: f64, beta: f64, weeks: f64) -> f64 {
    let grown = (weeks / beta).ln_1p();
    if (s - 1.0).abs() * grown < 1e-12 {
        return beta * grown;
    }
    -beta * ((1.0 - s) * grown).exp_m1() / (s - 1.0)
}

impl Estimate<4> for ParetoNbd {
    type Data = Rows;

    fn customers(rows: &Rows) -> usize {
        rows.customers()
    }

    fn part(rows: &Rows) -> Option<Rows> {
        rows.part()
    }

    fn parameters(&self) -> [f64; 4] {
        [self.r, self.alpha, self.s, self.beta]
    }

    fn from_parameters([r, alpha, s, beta]: [f64; 4]) -> Self {
        ParetoNbd { r, alpha, s, beta }
    }

    fn log_likelihood(&self, rows: &Rows) -> (f64, [f64; 4]) {
        let ParetoNbd { r, alpha, s, beta } = *self;
        let customers = rows.customers() as f64;
        let (mut value, mut by_r) = gamma_part(r, rows);
        value += customers * r * alpha.ln();
        by_r += customers * alpha.ln();
        let mut by_alpha = customers * r / alpha;
        let (mut by_s, mut by_beta) = (0.0, 0.0);
        for row in &rows.rows {
            let customer = rows.summary(row);
            let shape = r + f64::from(customer.repeats);
            let leaving = self.leaving(&customer);
            let small = (-leaving.ln_odds.abs()).exp();
            let left = if leaving.ln_odds > 0.0 { 1.0 / (1.0 + small) } else { small / (1.0 + small) };
            let (alpha_age, beta_age) = (alpha + customer.age, beta + customer.age);
            let ln_alpha_age = alpha_age.ln();
            let ln_beta_age = (customer.age / beta).ln_1p();
            let n = row.customers;
            value += n * (leaving.ln_odds.max(0.0) + small.ln_1p() - shape * ln_alpha_age - s * ln_beta_age);
            by_r += n * (left * leaving.ln_alpha - ln_alpha_age);
            by_alpha += n * shape * (left * (1.0 / alpha_age - leaving.per_alpha) - 1.0 / alpha_age);
            by_s += n * (left * (1.0 / s + leaving.ln_beta) - ln_beta_age);
            by_beta += n * (s / beta - s / beta_age + left * (s / beta_age - (s + 1.0) * leaving.per_beta));
        }
        (value, [by_r, by_alpha, by_s, by_beta])
    }

    fn starts(rows: &Rows) -> Vec<Self> {
        let (repeats, weeks) = rows.totals();
        let weeks_each = if repeats > 0.0 { weeks / repeats } else { 1e3 };
        let age = weeks / rows.customers().max(1) as f64;
        [(0.6, 0.6, 0.4), (1.5, 0.3, 1.0), (0.3, 2.0, 2.0)]
            .map(|(r, s, ages)| ParetoNbd {
                r,
                alpha: (r * weeks_each * 0.7).max(1e-3),
                s,
                beta: (ages * age).max(1e-3),
            })
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
        checks::derivatives(ParetoNbd { r: 0.55, alpha: 10.6, s: 0.61, beta: 11.7 }, &rows);
        checks::derivatives(ParetoNbd { r: 1.5, alpha: 20.6, s: 1.6, beta: 3.0 }, &rows);
    }

    #[test]
    fn the_sum_is_that_of_the_customers() {
        let model = ParetoNbd { r: 0.55, alpha: 10.6, s: 0.61, beta: 11.7 };
        let sum: f64 = samples::MIXED.iter().map(|it| model.ln_likelihood(it)).sum();
        close(model.log_likelihood(&Rows::new(&samples::MIXED)).0, sum, 1e-12);
    }

    #[test]
    fn customers_that_overflow_the_textbook() {
        let model = ParetoNbd { r: 10.465, alpha: 0.00798565181, s: 3.0516, beta: 2.82 };
        for (repeats, recency, age, ln_likelihood, p_alive) in [
            (400, 5.0, 6.0, 1323.18893096782, 5.13745811331938e-31),
            (500, 1.0, 37.0, 2594.40445462276, 0.0),
            (500, 4.0, 37.0, 1888.82124973894, 0.0),
            (40, 5.0, 6.0, -5.71902158522311, 0.00188512818736085),
            (50, 1.0, 37.0, 116.301264610116, 1.41714429128661e-96),
            (50, 4.0, 37.0, 31.8498279691078, 6.73297487179916e-60),
        ] {
            let customer = Summary { repeats, recency, age };
            relative(model.ln_likelihood(&customer), ln_likelihood, 1e-8);
            relative(model.p_alive(&customer), p_alive, 1e-8);
        }
        let model = ParetoNbd { r: 0.5143, alpha: 2.8845, s: 0.2856, beta: 14.1087 };
        let customer = Summary { repeats: 161, recency: 94.71429, age: 98.0 };
        relative(model.p_alive(&customer), 0.749487752258107, 1e-8);
        let model = ParetoNbd { r: 0.55, alpha: 10.58, s: 0.61, beta: 11.67 };
        let customer = Summary { repeats: 133, recency: 200.0, age: 200.0 };
        relative(model.expected(&customer, 10.0), 6.252872247574811, 1e-8);
    }

    #[test]
    fn all_reference_points_when_they_are_at_hand() {
        let Some(table) = Table::read("btyd_points.csv") else { return };
        for row in table.rows().filter(|row| row[0] == "paretonbd") {
            let f: Vec<f64> = row[1..].iter().map(|it| it.parse().unwrap()).collect();
            let model = ParetoNbd::from_parameters([f[0], f[1], f[2], f[3]]);
            let customer = Summary { repeats: f[4] as u32, recency: f[5], age: f[6] };
            relative(model.ln_likelihood(&customer), f[8], 1e-8);
            relative(model.p_alive(&customer), f[9], 1e-8);
            relative(model.expected(&customer, f[7]), f[10], 1e-8);
            relative(model.expected_of_new(f[7]), f[11], 1e-8);
        }
    }

    #[test]
    fn both_ways_to_the_odds_agree() {
        for (r, alpha, s, beta) in [(0.55, 10.6, 0.61, 11.7), (0.3, 30.0, 2.5, 20.0), (2.0, 5.0, 0.2, 9.0)] {
            let model = ParetoNbd { r, alpha, s, beta };
            for (repeats, recency, age) in [(0, 0.0, 30.0), (1, 3.0, 40.0), (4, 20.0, 26.0), (90, 40.0, 43.0)]
            {
                let customer = Summary { repeats, recency, age };
                close(model.ln_odds_left(&customer), model.leaving(&customer).ln_odds, 1e-12);
            }
        }
    }

    #[test]
    fn the_chance_to_buy_is_the_limit_of_the_expectation_in_a_short_time() {
        let model = ParetoNbd { r: 0.55, alpha: 10.58, s: 1.0, beta: 11.67 };
        let short = 1e-4;
        relative(model.p_buys_if_alive(3, 20.0, short), model.expected_if_alive(3, 20.0, short), 1e-3);
        // Where the two ways to the integral meet, nothing jumps.
        let mut before = 0.0;
        for tenths in 1..400 {
            let p_buys = model.p_buys_if_alive(3, 20.0, f64::from(tenths) / 10.0);
            assert!(p_buys > before && p_buys < before + 0.02);
            before = p_buys;
        }
        let slope = |weeks: f64| {
            let at = |weeks| model.p_buys_if_alive(3, 20.0, weeks);
            (at(weeks + 1e-4) - at(weeks - 1e-4)) / 2e-4
        };
        // Its slope is the density of the purchase times the chance to be there still.
        let density =
            |weeks: f64| 3.55 / 30.58 * (1.0 + weeks / 30.58f64).powf(-4.55) / (1.0 + weeks / 31.67);
        relative(slope(30.0), density(30.0), 1e-6);
        relative(slope(0.5), density(0.5), 1e-6);
        let long = model.p_buys_if_alive(3, 20.0, 1e9);
        assert!(long < 1.0 && long > model.p_buys_if_alive(3, 20.0, 52.0));
    }

    #[test]
    fn cdnow() {
        let Some(customers) = samples::cdnow() else { return };
        let fit = fit::<ParetoNbd, 4>(&Rows::new(&customers), None);
        checks::parameters(
            &fit,
            [0.5532755089470461, 10.57761224084474, 0.606213566342943, 11.667911159792977],
            [0.04762874597103044, 0.8427238968821942, 0.1872792662622368, 6.211019367419632],
            -9594.973929826863,
        );
    }
}
