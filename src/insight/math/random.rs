//! Chance, seeded by the caller: the same seed gives the same numbers on every machine.

/// xoshiro256++ (Blackman and Vigna, "Scrambled linear pseudorandom number generators", 2021).
#[derive(Clone, Debug)]
pub struct Random([u64; 4]);

impl Random {
    /// The state is filled by SplitMix64, as its authors advise.
    pub fn new(seed: u64) -> Self {
        let mut at = seed;
        Random([(); 4].map(|()| {
            at = at.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let z = (at ^ (at >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            z ^ (z >> 31)
        }))
    }

    fn next(&mut self) -> u64 {
        let s = &mut self.0;
        let out = s[0].wrapping_add(s[3]).rotate_left(23).wrapping_add(s[0]);
        let t = s[1] << 17;
        s[2] ^= s[0];
        s[3] ^= s[1];
        s[1] ^= s[2];
        s[0] ^= s[3];
        s[2] ^= t;
        s[3] = s[3].rotate_left(45);
        out
    }

    /// From 0 up to, not including, 1.
    pub fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// One of `0..len`; 0 when there is nothing to choose from.
    pub fn below(&mut self, len: usize) -> usize {
        (self.unit() * len as f64) as usize
    }

    /// A standard normal variable (Box and Muller 1958).
    pub fn normal(&mut self) -> f64 {
        let radius = (-2.0 * (1.0 - self.unit()).ln()).sqrt();
        radius * (2.0 * std::f64::consts::PI * self.unit()).cos()
    }

    /// An exponential variable of mean one.
    pub fn exponential(&mut self) -> f64 {
        -(1.0 - self.unit()).ln()
    }

    /// A gamma variable of this shape and scale one (Marsaglia and Tsang 2000).
    pub fn gamma(&mut self, shape: f64) -> f64 {
        if shape < 1.0 {
            // The boost for small shapes, in logarithms: a tiny shape must not give zero too early.
            let boost = (1.0 - self.unit()).ln() / shape;
            return (self.gamma(shape + 1.0).ln() + boost).exp();
        }
        let d = shape - 1.0 / 3.0;
        let c = 1.0 / (9.0 * d).sqrt();
        loop {
            let x = self.normal();
            let v = (1.0 + c * x).powi(3);
            if v > 0.0 && (1.0 - self.unit()).ln() < 0.5 * x * x + d - d * v + d * v.ln() {
                return d * v;
            }
        }
    }

    /// A beta variable.
    pub fn beta(&mut self, a: f64, b: f64) -> f64 {
        let (x, y) = (self.gamma(a), self.gamma(b));
        if x + y > 0.0 { x / (x + y) } else { a / (a + b) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mean(n: u32, mut draw: impl FnMut() -> f64) -> f64 {
        (0..n).map(|_| draw()).sum::<f64>() / f64::from(n)
    }

    #[test]
    fn means_are_right_and_seeds_repeat() {
        let mut random = Random::new(1);
        assert!((mean(100_000, || random.unit()) - 0.5).abs() < 0.005);
        assert!(mean(100_000, || random.normal()).abs() < 0.015);
        assert!((mean(100_000, || random.exponential()) - 1.0).abs() < 0.02);
        assert!((mean(100_000, || random.gamma(0.3)) - 0.3).abs() < 0.01);
        assert!((mean(100_000, || random.gamma(4.0)) - 4.0).abs() < 0.03);
        assert!((mean(100_000, || random.beta(2.0, 6.0)) - 0.25).abs() < 0.005);
        let (mut one, mut two) = (Random::new(7), Random::new(7));
        assert!((0..100).all(|_| one.below(10) == two.below(10)));
    }
}
