//! The normal distribution.

/// The share of a standard normal variable below `z`.
pub fn cdf(z: f64) -> f64 {
    0.5 * libm::erfc(-z * std::f64::consts::FRAC_1_SQRT_2)
}

/// The chance of a standard normal variable as far from zero as `z`, on either side.
pub fn two_sided(z: f64) -> f64 {
    libm::erfc(z.abs() * std::f64::consts::FRAC_1_SQRT_2)
}

/// The value below which the share `p` of a standard normal variable lies; infinite at 0 and 1.
///
/// A rational start (Abramowitz and Stegun 26.2.23, good to 4.5e-4), then Newton's step on the logarithm of
/// the tail, which converges from every start.
pub fn quantile(p: f64) -> f64 {
    if p <= 0.0 {
        return f64::NEG_INFINITY;
    }
    if p >= 1.0 {
        return f64::INFINITY;
    }
    let tail = p.min(1.0 - p);
    let t = (-2.0 * tail.ln()).sqrt();
    let mut z = t
        - (2.515517 + t * (0.802853 + t * 0.010328)) / (1.0 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
    for _ in 0..4 {
        let above = cdf(-z);
        let density = (-0.5 * z * z).exp() / (2.0 * std::f64::consts::PI).sqrt();
        z += above / density * (above / tail).ln();
    }
    if p < 0.5 { -z } else { z }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_values() {
        assert!((cdf(1.959_963_984_540_054) - 0.975).abs() < 1e-15);
        assert!((two_sided(1.959_963_984_540_054) - 0.05).abs() < 1e-15);
        for (p, z) in [(0.975, 1.959_963_984_540_054), (0.5, 0.0), (1e-10, -6.361_340_902_404_056)] {
            assert!((quantile(p) - z).abs() < 1e-9, "{} for {z}", quantile(p));
        }
        assert_eq!(quantile(0.0), f64::NEG_INFINITY);
        assert_eq!(quantile(1.0), f64::INFINITY);
    }
}
