//! Maximum likelihood, for every model the same way: a search over the logarithms of the parameters.

use crate::insight::math::descent::{covariance, minimise};
use crate::insight::math::matrix::Matrix;

/// Logarithms of parameters stay within this. Beyond it lies a limit of the model, not a finding: `e^14` weeks
/// are twenty-three thousand years.
const BOUND: f64 = 14.0;

/// A model with `N` positive parameters.
pub trait Estimate<const N: usize>: Copy {
    /// What the likelihood is computed from.
    type Data;

    /// How many customers the data are of.
    fn customers(data: &Self::Data) -> usize;

    fn parameters(&self) -> [f64; N];
    fn from_parameters(parameters: [f64; N]) -> Self;

    /// The log-likelihood of all customers, and its derivatives by the parameters.
    fn log_likelihood(&self, data: &Self::Data) -> (f64, [f64; N]);

    /// Where to begin, most promising first. Never empty.
    fn starts(data: &Self::Data) -> Vec<Self>;

    /// A part of very many customers, to find the neighbourhood of the maximum quickly.
    fn part(_: &Self::Data) -> Option<Self::Data> {
        None
    }
}

/// A model fitted to data.
#[derive(Clone, Debug)]
pub struct Fit<M, const N: usize> {
    pub model: M,
    pub log_likelihood: f64,
    /// The covariance of the parameters' logarithms, by the observed information. Nothing when the likelihood
    /// does not curve there in every direction: then the data do not determine the parameters.
    pub covariance: Option<Matrix<N>>,
    pub customers: usize,
    pub evaluations: u32,
    /// Whether the likelihood has its maximum here, inside the model's space.
    pub converged: bool,
}

/// Fits a model. `former` is a fit to begin at: after one more purchase it is a few evaluations away.
/// Without customers the first start is returned, not converged.
pub fn fit<M: Estimate<N>, const N: usize>(data: &M::Data, former: Option<&Fit<M, N>>) -> Fit<M, N> {
    let customers = M::customers(data) as f64;
    let near = former.filter(|it| it.converged).cloned().or_else(|| {
        let of_part = fit(&M::part(data)?, None);
        of_part.converged.then_some(of_part)
    });
    let begun = near.map(|it| {
        // What more customers know more of varies less.
        let share = it.customers as f64 / customers.max(1.0);
        (it.model, it.covariance.map(|rows| rows.map(|row| row.map(|it| it * share))))
    });
    let mut best: Option<Fit<M, N>> = None;
    let starts = begun.into_iter().chain(M::starts(data).into_iter().map(|it| (it, None)));
    for (start, metric) in starts {
        let found = search(data, start, metric);
        // Led to the same limit from elsewhere: it is the data's, not the start's.
        let is_same = best.as_ref().is_some_and(|it| (it.log_likelihood - found.log_likelihood).abs() < 1e-2);
        let is_better = best.as_ref().is_none_or(|best| {
            (found.converged && !best.converged && found.log_likelihood > best.log_likelihood - 1e-6)
                || found.log_likelihood > best.log_likelihood + 1e-6
        });
        if is_better {
            best = Some(found);
        }
        if is_same || best.as_ref().is_some_and(|best| best.converged) {
            break;
        }
    }
    best.unwrap_or_else(|| search(data, M::from_parameters([1.0; N]), None))
}

fn search<M: Estimate<N>, const N: usize>(data: &M::Data, start: M, metric: Option<Matrix<N>>) -> Fit<M, N> {
    let at_logs = |logs: &[f64; N]| M::from_parameters(logs.map(f64::exp));
    let falling = |logs: &[f64; N], slope: &mut [f64; N]| {
        let model = at_logs(logs);
        let (value, by_parameter) = model.log_likelihood(data);
        let parameters = model.parameters();
        *slope = std::array::from_fn(|i| -by_parameter[i] * parameters[i]);
        -value
    };
    let minimum = minimise(falling, start.parameters().map(f64::ln), metric, BOUND);
    Fit {
        model: at_logs(&minimum.at),
        log_likelihood: -minimum.value,
        covariance: covariance(&minimum),
        customers: M::customers(data),
        evaluations: minimum.evaluations,
        converged: minimum.converged && M::customers(data) > 0,
    }
}

impl<M: Estimate<N>, const N: usize> Fit<M, N> {
    /// Standard errors of the parameters, where the data determine them.
    pub fn standard_errors(&self) -> Option<[f64; N]> {
        let covariance = self.covariance.filter(|_| self.converged)?;
        let parameters = self.model.parameters();
        Some(std::array::from_fn(|i| parameters[i] * covariance[i][i].sqrt()))
    }

    /// The variance of a figure computed from the model, from that of its parameters (delta method).
    pub fn variance_of(&self, figure: impl Fn(&M) -> f64) -> Option<f64> {
        let covariance = self.covariance.filter(|_| self.converged)?;
        let parameters = self.model.parameters();
        let slope: [f64; N] = std::array::from_fn(|i| {
            let shifted = |by: f64| {
                let mut moved = parameters;
                moved[i] *= f64::exp(by);
                figure(&M::from_parameters(moved))
            };
            (shifted(1e-3) - shifted(-1e-3)) / 2e-3
        });
        let variance = (0..N).flat_map(|i| (0..N).map(move |j| (i, j)));
        Some(variance.map(|(i, j)| slope[i] * covariance[i][j] * slope[j]).sum::<f64>().max(0.0))
    }
}

#[cfg(test)]
pub(super) mod checks {
    use super::*;
    use crate::insight::reference::relative;

    /// The analytic derivatives are those of the function.
    pub fn derivatives<M: Estimate<N>, const N: usize>(model: M, data: &M::Data) {
        let (_, slope) = model.log_likelihood(data);
        for i in 0..N {
            let value = |by: f64| {
                let mut moved = model.parameters();
                moved[i] *= 1.0 + by;
                M::from_parameters(moved).log_likelihood(data).0
            };
            // Richardson's extrapolation of central differences.
            let central = |h: f64| (value(h) - value(-h)) / (2.0 * h * model.parameters()[i]);
            let numeric = (4.0 * central(5e-4) - central(1e-3)) / 3.0;
            let tolerance = 1e-7 * slope[i].abs().max(1.0);
            assert!((numeric - slope[i]).abs() < tolerance, "parameter {i}: {} for {numeric}", slope[i]);
        }
    }

    pub fn parameters<M: Estimate<N>, const N: usize>(
        fit: &Fit<M, N>,
        parameters: [f64; N],
        errors: [f64; N],
        log_likelihood: f64,
    ) {
        assert!(fit.converged);
        assert!((fit.log_likelihood - log_likelihood).abs() < 1e-3, "{}", fit.log_likelihood);
        for i in 0..N {
            relative(fit.model.parameters()[i], parameters[i], 1e-3);
            relative(fit.standard_errors().map_or(f64::NAN, |it| it[i]), errors[i], 1e-3);
        }
    }
}
