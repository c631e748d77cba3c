//! The minimum of a smooth function of few variables whose gradient is known.

use super::matrix::{Matrix, cholesky, dot, identity, inverse, solve, times};

/// What the search came to.
#[derive(Clone, Debug)]
pub struct Minimum<const N: usize> {
    pub at: [f64; N],
    pub value: f64,
    pub gradient: [f64; N],
    /// Second derivatives there, from differences of the gradient.
    pub curvature: Matrix<N>,
    pub evaluations: u32,
    /// A flat gradient where the function curves upward in every direction, inside the bounds.
    pub converged: bool,
}

/// How far the function could still fall, by its own quadratic, when the search ends: by itself, and relative to
/// its value, of which a sum over many customers has no more digits than that.
const ENOUGH: f64 = 1e-11;
const DIGITS: f64 = 1e-14;
const MOST_STEPS: u32 = 200;
/// No step changes a variable by more: the variables are logarithms.
const LONGEST_STEP: f64 = 2.0;

/// Minimises `f`, which writes its gradient into its second argument. The search ends when a variable leaves
/// `-bound..bound`: it then runs away to a limit, and the caller decides what that limit is.
///
/// BFGS (Nocedal and Wright, Numerical Optimization, chapter 6) with a backtracking line search, then
/// Newton steps on differences of the gradient, which also give the curvature.
/// `inverse_curvature` is the guess to begin with: a former fit's covariance makes a refit short.
pub fn minimise<const N: usize>(
    mut f: impl FnMut(&[f64; N], &mut [f64; N]) -> f64,
    start: [f64; N],
    inverse_curvature: Option<Matrix<N>>,
    bound: f64,
) -> Minimum<N> {
    let mut evaluations = 0;
    let mut at = start;
    let mut gradient = [0.0; N];
    let mut count = |at: &[f64; N], gradient: &mut [f64; N]| {
        evaluations += 1;
        let value = f(at, gradient);
        if value.is_finite() && gradient.iter().all(|it| it.is_finite()) { value } else { f64::INFINITY }
    };
    let mut value = count(&at, &mut gradient);
    let mut metric = inverse_curvature.unwrap_or_else(|| {
        // The first step then has length one half.
        let scale = 0.5 / dot(&gradient, &gradient).sqrt().max(0.5);
        identity().map(|row| row.map(|it| it * scale))
    });
    let mut is_first = inverse_curvature.is_none();
    let inside = |at: &[f64; N]| at.iter().all(|it| it.abs() < bound);

    for _ in 0..MOST_STEPS {
        let mut step = times(&metric, &gradient).map(|it| -it);
        let mut fall = -dot(&step, &gradient);
        if fall <= 0.0 || fall.is_nan() {
            metric = identity();
            step = gradient.map(|it| -it);
            fall = dot(&gradient, &gradient);
        }
        if fall < 1e-7 + DIGITS * value.abs() || !inside(&at) {
            break;
        }
        shorten(&mut step);
        let Some((next, next_value, next_gradient)) = descend(&mut count, &at, value, &gradient, &step)
        else {
            break;
        };
        let moved: [f64; N] = std::array::from_fn(|i| next[i] - at[i]);
        let turned: [f64; N] = std::array::from_fn(|i| next_gradient[i] - gradient[i]);
        (at, value, gradient) = (next, next_value, next_gradient);
        let curve = dot(&moved, &turned);
        if curve > 1e-12 * dot(&turned, &turned).sqrt() * dot(&moved, &moved).sqrt() {
            if is_first {
                let scale = curve / dot(&turned, &turned);
                metric = identity().map(|row| row.map(|it| it * scale));
                is_first = false;
            }
            update(&mut metric, &moved, &turned, curve);
        }
    }

    let mut converged = false;
    let mut curvature = differences(&mut count, &at);
    for _ in 0..6 {
        let Some(factor) = cholesky(&curvature) else { break };
        let mut step = solve(&factor, &gradient).map(|it| -it);
        converged = inside(&at) && -dot(&step, &gradient) < ENOUGH + DIGITS * value.abs();
        if converged || !inside(&at) {
            break;
        }
        shorten(&mut step);
        let Some(next) = descend(&mut count, &at, value, &gradient, &step) else {
            // What is left to gain drowns in rounding.
            converged = -dot(&step, &gradient) < 1e-9 * (1.0 + value.abs());
            break;
        };
        (at, value, gradient) = next;
        if step.iter().any(|it| it.abs() > 1e-3) {
            curvature = differences(&mut count, &at);
        }
    }
    Minimum { at, value, gradient, curvature, evaluations, converged }
}

fn shorten<const N: usize>(step: &mut [f64; N]) {
    let longest = step.iter().fold(0.0f64, |most, it| most.max(it.abs()));
    if longest > LONGEST_STEP {
        step.iter_mut().for_each(|it| *it *= LONGEST_STEP / longest);
    }
}

/// Goes along the step until the function has fallen by a share of what the slope promises.
fn descend<const N: usize>(
    f: &mut impl FnMut(&[f64; N], &mut [f64; N]) -> f64,
    at: &[f64; N],
    value: f64,
    gradient: &[f64; N],
    step: &[f64; N],
) -> Option<([f64; N], f64, [f64; N])> {
    let slope = dot(step, gradient);
    let mut share = 1.0;
    for _ in 0..30 {
        let next: [f64; N] = std::array::from_fn(|i| at[i] + share * step[i]);
        let mut next_gradient = [0.0; N];
        let next_value = f(&next, &mut next_gradient);
        if next_value <= value + 1e-4 * share * slope + DIGITS * value.abs() {
            return Some((next, next_value, next_gradient));
        }
        // The lowest point of the parabola through both values and the slope, kept within reason.
        let parabola = -slope * share / (2.0 * ((next_value - value) / share - slope));
        share = if parabola.is_finite() { parabola.clamp(0.1 * share, 0.5 * share) } else { 0.2 * share };
    }
    None
}

fn update<const N: usize>(metric: &mut Matrix<N>, moved: &[f64; N], turned: &[f64; N], curve: f64) {
    let reach = times(metric, turned);
    let scale = (1.0 + dot(turned, &reach) / curve) / curve;
    for i in 0..N {
        for j in 0..N {
            metric[i][j] += scale * moved[i] * moved[j] - (reach[i] * moved[j] + moved[i] * reach[j]) / curve;
        }
    }
}

fn differences<const N: usize>(
    f: &mut impl FnMut(&[f64; N], &mut [f64; N]) -> f64,
    at: &[f64; N],
) -> Matrix<N> {
    let step = 1e-4;
    let mut raw = [[0.0; N]; N];
    for i in 0..N {
        let (mut above, mut below) = ([0.0; N], [0.0; N]);
        let mut there = *at;
        there[i] = at[i] + step;
        f(&there, &mut above);
        there[i] = at[i] - step;
        f(&there, &mut below);
        raw[i] = std::array::from_fn(|j| (above[j] - below[j]) / (2.0 * step));
    }
    std::array::from_fn(|i| std::array::from_fn(|j| 0.5 * (raw[i][j] + raw[j][i])))
}

/// The covariance of maximum-likelihood estimates: the inverse of the curvature of the negative
/// log-likelihood, or nothing where it does not curve upward.
pub fn covariance<const N: usize>(minimum: &Minimum<N>) -> Option<Matrix<N>> {
    inverse(&minimum.curvature)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_bottom_of_a_bent_valley() {
        let rosenbrock = |x: &[f64; 2], g: &mut [f64; 2]| {
            let bend = x[1] - x[0] * x[0];
            *g = [-400.0 * x[0] * bend - 2.0 * (1.0 - x[0]), 200.0 * bend];
            100.0 * bend * bend + (1.0 - x[0]).powi(2)
        };
        let found = minimise(rosenbrock, [-1.2, 1.0], None, 20.0);
        assert!(found.converged);
        assert!(found.at.iter().all(|it| (it - 1.0).abs() < 1e-6), "{found:?}");
    }

    #[test]
    fn a_function_without_a_bottom_ends_at_the_bound() {
        let falls = |x: &[f64; 1], g: &mut [f64; 1]| {
            *g = [-(-x[0]).exp()];
            (-x[0]).exp()
        };
        let found = minimise(falls, [0.0], None, 8.0);
        assert!(found.at[0] > 4.0 && found.value < 1e-2, "{found:?}");
    }
}
