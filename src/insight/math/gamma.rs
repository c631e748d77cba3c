//! The gamma function's logarithm and its derivatives, for positive arguments.

/// Below this the asymptotic series is reached by recurrence.
const ASYMPTOTIC_FROM: f64 = 10.0;

/// `ln Γ(x)` for `x > 0`.
pub fn ln_gamma(x: f64) -> f64 {
    libm::lgamma(x)
}

/// `ln B(a, b)` for positive arguments.
pub fn ln_beta(a: f64, b: f64) -> f64 {
    ln_gamma(a) + ln_gamma(b) - ln_gamma(a + b)
}

/// `ψ(x)`, the derivative of `ln Γ`, for `x > 0`; relative error about 1e-15 away from its zero at 1.46.
/// Abramowitz and Stegun 6.3.5 and 6.3.18.
pub fn digamma(mut x: f64) -> f64 {
    let mut shift = 0.0;
    while x < ASYMPTOTIC_FROM {
        shift += 1.0 / x;
        x += 1.0;
    }
    let y = 1.0 / (x * x);
    let tail = y
        * (1.0 / 12.0
            - y * (1.0 / 120.0
                - y * (1.0 / 252.0
                    - y * (1.0 / 240.0 - y * (1.0 / 132.0 - y * (691.0 / 32760.0 - y / 12.0))))));
    x.ln() - 0.5 / x - tail - shift
}

/// `ψ'(x)` for `x > 0`. Abramowitz and Stegun 6.4.6 and 6.4.12.
pub fn trigamma(mut x: f64) -> f64 {
    let mut shift = 0.0;
    while x < ASYMPTOTIC_FROM {
        shift += 1.0 / (x * x);
        x += 1.0;
    }
    let y = 1.0 / (x * x);
    let tail = y
        * (1.0 / 6.0
            - y * (1.0 / 30.0
                - y * (1.0 / 42.0
                    - y * (1.0 / 30.0 - y * (5.0 / 66.0 - y * (691.0 / 2730.0 - y * (7.0 / 6.0)))))));
    shift + (1.0 + 0.5 / x + tail) / x
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const EULER: f64 = 0.577_215_664_901_532_9;

    #[test]
    fn known_values() {
        let near = |got: f64, want: f64| {
            assert!((got - want).abs() < 1e-14 * want.abs().max(1.0), "{got} for {want}");
        };
        near(ln_gamma(0.5), 0.572_364_942_924_700_1);
        near(ln_gamma(101.0), 363.739_375_555_563_5);
        near(ln_beta(2.0, 3.0), (1.0f64 / 12.0).ln());
        near(digamma(1.0), -EULER);
        near(digamma(0.5), -EULER - 2.0 * 2f64.ln());
        near(digamma(100.0), 4.600_161_852_738_087);
        near(trigamma(1.0), std::f64::consts::PI.powi(2) / 6.0);
        near(trigamma(0.5), std::f64::consts::PI.powi(2) / 2.0);
        near(trigamma(100.0), 0.010_050_166_663_333_571);
    }

    #[test]
    fn each_is_the_derivative_of_the_one_before() {
        for x in [0.01, 0.3, 1.0, 2.7, 9.9, 10.1, 250.0] {
            let h = 1e-5 * x;
            let slope = (ln_gamma(x + h) - ln_gamma(x - h)) / (2.0 * h);
            assert!((slope - digamma(x)).abs() < 1e-7 * digamma(x).abs().max(1.0), "at {x}");
            let slope = (digamma(x + h) - digamma(x - h)) / (2.0 * h);
            assert!((slope - trigamma(x)).abs() < 1e-7 * trigamma(x), "at {x}");
        }
    }
}
