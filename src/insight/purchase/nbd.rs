//! NBD: customers buy at rates of their own and never leave (Ehrenberg 1959).
//!
//! The limit of the other models where nobody drops out, and what they fall back to there.

use super::fit::Estimate;
use super::{Forecast, Rows, Summary};
use crate::insight::math::gamma::{digamma, ln_gamma};

/// Purchase rates a week are gamma distributed with shape `r` and rate `alpha` (weeks).
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Nbd {
    pub r: f64,
    pub alpha: f64,
}

impl Forecast for Nbd {
    fn ln_likelihood(&self, customer: &Summary) -> f64 {
        let shape = self.r + f64::from(customer.repeats);
        ln_gamma(shape) - ln_gamma(self.r) + self.r * self.alpha.ln()
            - shape * (self.alpha + customer.age).ln()
    }

    fn p_alive(&self, _: &Summary) -> f64 {
        1.0
    }

    fn expected_if_alive(&self, repeats: u32, age: f64, weeks: f64) -> f64 {
        (self.r + f64::from(repeats)) / (self.alpha + age) * weeks
    }

    fn p_buys_if_alive(&self, repeats: u32, age: f64, weeks: f64) -> f64 {
        p_buys_without_leaving(self.r + f64::from(repeats), self.alpha + age, weeks)
    }

    fn expected_of_new(&self, weeks: f64) -> f64 {
        self.r / self.alpha * weeks
    }
}

/// The chance of a purchase within the horizon at a rate that is gamma distributed.
pub(super) fn p_buys_without_leaving(shape: f64, rate: f64, weeks: f64) -> f64 {
    -(-shape * (weeks / rate).ln_1p()).exp_m1()
}

/// The sum over customers of `ln Γ(r + x) - ln Γ(r)`, and its derivative by `r`.
pub(super) fn gamma_part(r: f64, rows: &Rows) -> (f64, f64) {
    let (ln_gamma_r, digamma_r) = (ln_gamma(r), digamma(r));
    rows.repeats.iter().filter(|(repeats, _)| *repeats > 0).fold((0.0, 0.0), |sum, (repeats, customers)| {
        let shape = r + f64::from(*repeats);
        (sum.0 + customers * (ln_gamma(shape) - ln_gamma_r), sum.1 + customers * (digamma(shape) - digamma_r))
    })
}

impl Estimate<2> for Nbd {
    type Data = Rows;

    fn customers(rows: &Rows) -> usize {
        rows.customers()
    }

    fn part(rows: &Rows) -> Option<Rows> {
        rows.part()
    }

    fn parameters(&self) -> [f64; 2] {
        [self.r, self.alpha]
    }

    fn from_parameters([r, alpha]: [f64; 2]) -> Self {
        Nbd { r, alpha }
    }

    fn log_likelihood(&self, rows: &Rows) -> (f64, [f64; 2]) {
        let Nbd { r, alpha } = *self;
        let customers = rows.customers() as f64;
        let (mut value, mut by_r) = gamma_part(r, rows);
        value += customers * r * alpha.ln();
        by_r += customers * alpha.ln();
        let mut by_alpha = customers * r / alpha;
        for row in &rows.rows {
            let reach = alpha + rows.weeks[row.age as usize];
            let shape = r + f64::from(rows.repeats[row.repeats as usize].0);
            value -= row.customers * shape * reach.ln();
            by_r -= row.customers * reach.ln();
            by_alpha -= row.customers * shape / reach;
        }
        (value, [by_r, by_alpha])
    }

    fn starts(rows: &Rows) -> Vec<Self> {
        let (repeats, weeks) = rows.totals();
        // The mean rate is the data's; a half is the shape of most customer bases.
        let weeks_each = if repeats > 0.0 { weeks / repeats } else { 1e3 };
        [0.5, 2.0].map(|r| Nbd { r, alpha: (r * weeks_each).max(1e-3) }).to_vec()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::insight::purchase::fit::{checks, fit};
    use crate::insight::purchase::summary::samples;
    use crate::insight::reference::close;

    #[test]
    fn derivatives_are_those_of_the_function() {
        checks::derivatives(Nbd { r: 0.4, alpha: 9.0 }, &Rows::new(&samples::MIXED));
    }

    #[test]
    fn the_sum_is_that_of_the_customers() {
        let model = Nbd { r: 0.4, alpha: 9.0 };
        let sum: f64 = samples::MIXED.iter().map(|it| model.ln_likelihood(it)).sum();
        close(model.log_likelihood(&Rows::new(&samples::MIXED)).0, sum, 1e-13);
    }

    #[test]
    fn cdnow() {
        let Some(customers) = samples::cdnow() else { return };
        let fit = fit(&Rows::new(&customers), None);
        let _: Nbd = fit.model;
        checks::parameters(
            &fit,
            [0.38476767403365986, 12.072084990204905],
            [0.020985487700256197, 0.8087273351361828],
            -9763.660222232773,
        );
    }
}
