//! Integrals of smooth functions.

/// Nodes of the rule: enough for 1e-12 on a panel over which the integrand is analytic and falls by e^12.
pub const NODES: usize = 16;

/// The Gauss-Legendre rule on `[0, 1]`: nodes and their weights, which sum to one.
pub struct GaussLegendre {
    pub nodes: [f64; NODES],
    pub weights: [f64; NODES],
}

impl GaussLegendre {
    /// Roots of the Legendre polynomial by Newton's method from Chebyshev's guesses.
    pub fn new() -> Self {
        let mut rule = GaussLegendre { nodes: [0.0; NODES], weights: [0.0; NODES] };
        let n = NODES as f64;
        for i in 0..NODES {
            let mut x = (std::f64::consts::PI * (i as f64 + 0.75) / (n + 0.5)).cos();
            let mut slope = 1.0;
            for _ in 0..8 {
                let (mut before, mut value) = (1.0, x);
                for k in 2..=NODES {
                    let k = k as f64;
                    (before, value) = (value, ((2.0 * k - 1.0) * x * value - (k - 1.0) * before) / k);
                }
                slope = n * (x * value - before) / (x * x - 1.0);
                x -= value / slope;
            }
            rule.nodes[i] = 0.5 * (1.0 - x);
            rule.weights[i] = 1.0 / ((1.0 - x * x) * slope * slope);
        }
        rule
    }

    /// `∫ f` from `from` to `to` in so many equal panels.
    pub fn integrate(&self, from: f64, to: f64, panels: u32, mut f: impl FnMut(f64) -> f64) -> f64 {
        let width = (to - from) / f64::from(panels);
        let mut sum = 0.0;
        for panel in 0..panels {
            let start = from + width * f64::from(panel);
            for (node, weight) in self.nodes.iter().zip(&self.weights) {
                sum += weight * f(start + width * node);
            }
        }
        sum * width
    }
}

impl Default for GaussLegendre {
    fn default() -> Self {
        GaussLegendre::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integrates_polynomials_and_decay() {
        let rule = GaussLegendre::new();
        assert!((rule.weights.iter().sum::<f64>() - 1.0).abs() < 1e-14);
        assert!((rule.integrate(0.0, 2.0, 1, |x| x.powi(31)) / (2f64.powi(32) / 32.0) - 1.0).abs() < 1e-13);
        assert!((rule.integrate(0.0, 12.0, 1, |x| (-x).exp()) - 1.0 + (-12f64).exp()).abs() < 1e-12);
    }
}
