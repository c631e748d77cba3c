//! Gaussian mixtures: groups that overlap and differ in shape, each customer in all of them with a chance.
//!
//! Fitted by expectation and maximisation (Dempster, Laird and Rubin 1977) with full covariances.

use super::k_means::{k_means, squared};
use super::points::Points;
use crate::insight::math::random::Random;

/// A mixture fitted to points.
#[derive(Clone, PartialEq, Debug)]
pub struct Mixture {
    pub parts: Vec<Part>,
    pub log_likelihood: f64,
    /// Bayes' information criterion (Schwarz 1978); the smallest of several mixtures is preferred.
    pub bic: f64,
}

/// One group.
#[derive(Clone, PartialEq, Debug)]
pub struct Part {
    /// Its share of all customers.
    pub share: f64,
    pub mean: Vec<f64>,
    /// The lower Cholesky factor of its covariance, row by row.
    factor: Vec<f64>,
}

const MOST_STEPS: u32 = 200;
/// More features than these make covariances that no customer base determines.
const MOST_FEATURES: usize = 16;
/// Added to every variance (of standardised features): a group of equal customers has none.
const LEAST_VARIANCE: f64 = 1e-3;

/// The best of several starts. Nothing when there are not more points than a group's mean and covariance need,
/// times groups, and for no features or more than sixteen.
pub fn mixture(points: &Points, groups: usize, random: &mut Random) -> Option<Mixture> {
    let (n, d) = (points.len(), points.dimensions);
    if groups == 0 || !(1..=MOST_FEATURES).contains(&d) || n <= groups * (d + 1) {
        return None;
    }
    // k-means cannot begin with a narrow group inside a wide one; neighbourhoods can.
    let mut starts = vec![around_means(points, groups, random)];
    if groups > 1 {
        starts.extend((0..2).map(|_| around_points(points, groups, random)));
    }
    let found = starts.into_iter().filter_map(|chances| from_chances(points, chances, groups));
    found.max_by(|a, b| a.log_likelihood.total_cmp(&b.log_likelihood))
}

/// Everyone in one group of k-means.
fn around_means(points: &Points, groups: usize, random: &mut Random) -> Vec<f64> {
    let mut chances = vec![0.0; points.len() * groups];
    for (at, group) in k_means(points, groups, 2, random).group_of.iter().enumerate() {
        chances[at * groups + *group as usize] = 1.0;
    }
    chances
}

/// The nearest neighbours of a random point in each group, the rest evenly in all.
fn around_points(points: &Points, groups: usize, random: &mut Random) -> Vec<f64> {
    let n = points.len();
    let mut chances = vec![1.0 / groups as f64; n * groups];
    let near = (n / (4 * groups)).max(points.dimensions + 1).min(n);
    for group in 0..groups {
        let centre = points.at(random.below(n));
        let mut order: Vec<(f64, usize)> =
            points.iter().enumerate().map(|(at, point)| (squared(point, centre), at)).collect();
        order.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
        for (_, at) in &order[..near] {
            let of_point = &mut chances[at * groups..(at + 1) * groups];
            of_point.fill(0.0);
            of_point[group] = 1.0;
        }
    }
    chances
}

fn from_chances(points: &Points, mut chances: Vec<f64>, groups: usize) -> Option<Mixture> {
    let (n, d) = (points.len(), points.dimensions);
    let mut parts = parts_of(points, &chances, groups)?;
    let mut log_likelihood = f64::NEG_INFINITY;
    for _ in 0..MOST_STEPS {
        let next = expect(points, &parts, &mut chances);
        if !next.is_finite() {
            return None;
        }
        let gained = next - log_likelihood;
        log_likelihood = next;
        if gained < 1e-5 * n as f64 {
            break;
        }
        parts = parts_of(points, &chances, groups)?;
    }
    let free = (groups * (1 + d + d * (d + 1) / 2) - 1) as f64;
    Some(Mixture { parts, log_likelihood, bic: free * (n as f64).ln() - 2.0 * log_likelihood })
}

impl Mixture {
    /// The chance of each group for a point; they sum to one.
    pub fn chances(&self, point: &[f64]) -> Vec<f64> {
        let mut chances: Vec<f64> = self.parts.iter().map(|it| it.ln_density(point)).collect();
        normalise(&mut chances);
        chances
    }

    /// The likeliest group of every point.
    pub fn group_of(&self, points: &Points) -> Vec<u32> {
        let likeliest = |point| {
            let densities = self.parts.iter().map(|it| it.ln_density(point)).enumerate();
            densities.max_by(|a, b| a.1.total_cmp(&b.1)).map_or(0, |it| it.0 as u32)
        };
        points.iter().map(likeliest).collect()
    }
}

impl Part {
    /// The logarithm of its share times its density at a point.
    fn ln_density(&self, point: &[f64]) -> f64 {
        let d = self.mean.len();
        let mut ln = self.share.ln() - 0.5 * d as f64 * std::f64::consts::TAU.ln();
        let mut solved = [0.0; MOST_FEATURES];
        for row in 0..d {
            let of_row = &self.factor[row * d..row * d + row + 1];
            let known: f64 = of_row.iter().zip(&solved[..row]).map(|(a, b)| a * b).sum();
            solved[row] = (point[row] - self.mean[row] - known) / of_row[row];
            ln -= of_row[row].ln() + 0.5 * solved[row] * solved[row];
        }
        ln
    }
}

/// Chances from logarithms of densities, and the logarithm of their sum.
fn normalise(lns: &mut [f64]) -> f64 {
    let most = lns.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let sum: f64 = lns.iter().map(|it| (it - most).exp()).sum();
    lns.iter_mut().for_each(|it| *it = (*it - most).exp() / sum);
    most + sum.ln()
}

fn expect(points: &Points, parts: &[Part], chances: &mut [f64]) -> f64 {
    let each = points.iter().zip(chances.chunks_exact_mut(parts.len()));
    each.map(|(point, chances)| {
        chances.iter_mut().zip(parts).for_each(|(chance, part)| *chance = part.ln_density(point));
        normalise(chances)
    })
    .sum()
}

fn parts_of(points: &Points, chances: &[f64], groups: usize) -> Option<Vec<Part>> {
    (0..groups).map(|group| part_of(points, chances, groups, group)).collect()
}

fn part_of(points: &Points, chances: &[f64], groups: usize, group: usize) -> Option<Part> {
    let d = points.dimensions;
    let weights = || chances.iter().skip(group).step_by(groups);
    // An abandoned group keeps a breath of weight instead of dividing by none.
    let weight = weights().sum::<f64>() + 1e-9;
    let mut mean = vec![0.0; d];
    for (point, weight) in points.iter().zip(weights()) {
        mean.iter_mut().zip(point).for_each(|(mean, x)| *mean += weight * x);
    }
    mean.iter_mut().for_each(|it| *it /= weight);
    let mut covariance = vec![0.0; d * d];
    for (point, weight) in points.iter().zip(weights()).filter(|it| *it.1 > 1e-12) {
        for row in 0..d {
            let scaled = weight * (point[row] - mean[row]);
            for column in 0..=row {
                covariance[row * d + column] += scaled * (point[column] - mean[column]);
            }
        }
    }
    for row in 0..d {
        for column in 0..=row {
            let at = row * d + column;
            covariance[at] /= weight;
            if row == column {
                covariance[at] += LEAST_VARIANCE;
            }
        }
    }
    cholesky(&mut covariance, d)?;
    Some(Part { share: weight / points.len() as f64, mean, factor: covariance })
}

/// In place, of the lower triangle.
fn cholesky(m: &mut [f64], d: usize) -> Option<()> {
    for row in 0..d {
        for column in 0..=row {
            let known: f64 = (0..column).map(|k| m[row * d + k] * m[column * d + k]).sum();
            let value = m[row * d + column] - known;
            m[row * d + column] = if row > column {
                value / m[column * d + column]
            } else if value > 0.0 {
                value.sqrt()
            } else {
                return None;
            };
        }
    }
    Some(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::k_means::tests::clouds;
    use super::*;
    use crate::insight::reference::close;

    #[test]
    fn one_part_is_the_normal_distribution() {
        let points = clouds(&[&[3.0, -1.0]], 4000, 2.0, 1);
        let found = mixture(&points, 1, &mut Random::new(1)).unwrap();
        close(found.parts[0].mean[0], 3.0, 0.1);
        close(found.parts[0].factor[0], 2.0, 0.1);
        close(found.parts[0].factor[3], 2.0, 0.1);
        // The entropy of the normal distribution in two dimensions.
        let entropy = (std::f64::consts::TAU * std::f64::consts::E * 4.0).ln();
        close(-found.log_likelihood / 4000.0, entropy, 0.02);
    }

    #[test]
    fn tells_a_narrow_group_inside_a_wide_one() {
        let mut values = clouds(&[&[0.0]], 1000, 5.0, 2).values;
        values.extend(clouds(&[&[1.0]], 1000, 0.2, 3).values);
        let points = Points { values, dimensions: 1 };
        let found = mixture(&points, 2, &mut Random::new(4)).unwrap();
        let mut deviations = found.parts.iter().map(|it| it.factor[0]).collect::<Vec<_>>();
        deviations.sort_by(f64::total_cmp);
        close(deviations[0], 0.2, 0.05);
        close(deviations[1], 5.0, 0.1);
        let chances = found.chances(&[1.0]);
        close(chances.iter().sum(), 1.0, 1e-12);
        assert!(chances.iter().any(|it| *it > 0.9));
        let groups = found.group_of(&points);
        assert_ne!(groups[1500], groups[points.iter().position(|it| it[0] < -4.0).unwrap()]);
    }

    #[test]
    fn equal_customers_and_too_few_do_no_harm() {
        let alike = Points { values: vec![1.0; 60], dimensions: 2 };
        assert!(mixture(&alike, 2, &mut Random::new(1)).is_none_or(|it| it.bic.is_finite()));
        assert!(mixture(&Points { values: vec![1.0; 6], dimensions: 2 }, 2, &mut Random::new(1)).is_none());
        assert!(mixture(&Points { values: vec![], dimensions: 0 }, 2, &mut Random::new(1)).is_none());
    }
}
