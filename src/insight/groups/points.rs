//! Features made comparable: each with mean zero and deviation one, so that euros do not outvote visits.

use crate::insight::math::random::Random;

/// Customers as points, one after the other, each with the same number of coordinates.
#[derive(Clone, PartialEq, Debug)]
pub struct Points {
    pub values: Vec<f64>,
    pub dimensions: usize,
}

impl Points {
    pub fn len(&self) -> usize {
        self.values.len() / self.dimensions.max(1)
    }

    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    pub fn iter(&self) -> impl ExactSizeIterator<Item = &[f64]> {
        self.values.chunks_exact(self.dimensions.max(1))
    }

    pub fn at(&self, point: usize) -> &[f64] {
        &self.values[point * self.dimensions..(point + 1) * self.dimensions]
    }

    pub fn of(&self, chosen: &[usize]) -> Points {
        let values = chosen.iter().flat_map(|it| self.at(*it)).copied().collect();
        Points { values, dimensions: self.dimensions }
    }
}

/// How a feature became a coordinate: `(transformed - mean) / deviation`.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Scale {
    /// Whether the logarithm of one more was taken: amounts and counts are so skewed that a few customers would
    /// make up the groups.
    pub is_log: bool,
    pub mean: f64,
    pub deviation: f64,
}

impl Scale {
    /// From all values of a feature. Takes logarithms when nothing is negative and the skewness exceeds two.
    pub fn new(values: &[f64]) -> Self {
        let plain = Scale::of(values.iter().copied(), false);
        let cubes = values.iter().filter(|it| it.is_finite()).map(|it| plain.apply(*it).powi(3));
        let count = values.iter().filter(|it| it.is_finite()).count().max(1);
        let skewness = cubes.sum::<f64>() / count as f64;
        if skewness > 2.0 && values.iter().all(|it| it.is_nan() || *it >= 0.0) {
            Scale::of(values.iter().map(|it| it.ln_1p()), true)
        } else {
            plain
        }
    }

    fn of(values: impl Iterator<Item = f64> + Clone, is_log: bool) -> Self {
        let finite = values.filter(|it| it.is_finite());
        let n = finite.clone().count().max(1) as f64;
        let mean = finite.clone().sum::<f64>() / n;
        let variance = finite.map(|it| (it - mean).powi(2)).sum::<f64>() / n;
        // A feature in which all are alike moves nobody.
        Scale { is_log, mean, deviation: if variance > 0.0 { variance.sqrt() } else { f64::INFINITY } }
    }

    /// What is unknown is put in the middle.
    pub fn apply(&self, value: f64) -> f64 {
        let value = if self.is_log { value.ln_1p() } else { value };
        if value.is_finite() { (value - self.mean) / self.deviation } else { 0.0 }
    }
}

/// Makes points of features, each given for all customers in the same order.
pub fn standardise(features: &[Vec<f64>]) -> (Points, Vec<Scale>) {
    let scales: Vec<Scale> = features.iter().map(|values| Scale::new(values)).collect();
    let customers = features.iter().map(Vec::len).min().unwrap_or(0);
    let values = (0..customers)
        .flat_map(|at| features.iter().zip(&scales).map(move |(values, scale)| scale.apply(values[at])))
        .collect();
    (Points { values, dimensions: features.len() }, scales)
}

/// So many different places out of `0..len`, in no order; all of them when there are no more.
pub fn sample(len: usize, size: usize, random: &mut Random) -> Vec<usize> {
    let mut places: Vec<usize> = (0..len).collect();
    let size = size.min(len);
    for at in 0..size {
        places.swap(at, at + random.below(len - at));
    }
    places.truncate(size);
    places
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::insight::reference::close;

    #[test]
    fn features_become_comparable() {
        let even = vec![1.0, 2.0, 3.0, 4.0];
        let skewed: Vec<f64> = vec![1.0, 1.0, 1.0, 1.0];
        let (points, scales) = standardise(&[even, skewed]);
        assert_eq!((points.len(), points.dimensions), (4, 2));
        close(points.at(0)[0], -1.5 / 1.25f64.sqrt(), 1e-12);
        assert_eq!(points.at(3)[1], 0.0);
        assert!(!scales[0].is_log);
        let mut amounts = vec![1.0; 50];
        amounts.push(1e6);
        amounts.push(f64::NAN);
        let scale = Scale::new(&amounts);
        assert!(scale.is_log);
        assert_eq!(scale.apply(f64::NAN), 0.0);
        assert!(standardise(&[]).0.is_empty());
    }

    #[test]
    fn samples_are_different_places() {
        let mut random = Random::new(1);
        let mut places = sample(10, 6, &mut random);
        places.sort_unstable();
        places.dedup();
        assert_eq!(places.len(), 6);
        assert_eq!(sample(3, 9, &mut random).len(), 3);
    }
}
