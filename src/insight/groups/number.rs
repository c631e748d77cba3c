//! How many groups there are, and whether they would be found again.

use super::k_means::{Grouping, k_means, nearest, squared};
use super::mixture::{Mixture, mixture};
use super::points::{Points, sample};
use crate::insight::math::random::Random;

/// Silhouettes compare everyone with everyone: so many are enough to tell numbers of groups apart.
const SILHOUETTE_SAMPLE: usize = 1200;
/// Mixtures are compared on so many.
const MIXTURE_SAMPLE: usize = 2000;
/// Resamples for the stability.
const RESAMPLES: u32 = 10;

/// A number of groups and how well it fits.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Candidate {
    pub groups: usize,
    /// The mean silhouette (higher is better), or BIC (lower is better).
    pub criterion: f64,
}

/// k-means for 2 up to `most` groups; the number with the highest mean silhouette (Rousseeuw 1987) comes with its
/// grouping. Nothing when no two points differ.
pub fn by_silhouette(
    points: &Points,
    most: usize,
    random: &mut Random,
) -> Option<(Grouping, Vec<Candidate>)> {
    let looked_at = points.of(&sample(points.len(), SILHOUETTE_SAMPLE, random));
    let mut candidates = Vec::new();
    let mut best: Option<(f64, usize)> = None;
    for groups in 2..=most {
        let grouping = k_means(&looked_at, groups, 4, random);
        if grouping.centres.len() < groups {
            break;
        }
        let criterion = silhouette(&looked_at, &grouping.group_of, groups);
        candidates.push(Candidate { groups, criterion });
        if best.is_none_or(|best| criterion > best.0) {
            best = Some((criterion, groups));
        }
    }
    best.map(|(_, groups)| (k_means(points, groups, 3, random), candidates))
}

/// Mixtures of 1 up to `most` groups; the number with the lowest BIC comes with its mixture.
pub fn by_bic(points: &Points, most: usize, random: &mut Random) -> Option<(Mixture, Vec<Candidate>)> {
    let looked_at = points.of(&sample(points.len(), MIXTURE_SAMPLE, random));
    let mut candidates = Vec::new();
    let mut best: Option<Mixture> = None;
    for groups in 1..=most {
        let Some(found) = mixture(&looked_at, groups, random) else { break };
        candidates.push(Candidate { groups, criterion: found.bic });
        if best.as_ref().is_none_or(|best| found.bic < best.bic) {
            best = Some(found);
        } else if candidates.len() > 2 && best.as_ref().is_some_and(|best| groups > best.parts.len() + 1) {
            // It has risen twice.
            break;
        }
    }
    best.map(|best| (best, candidates))
}

/// The mean over points of how much nearer they are to their own group than to the next, from -1 to 1.
pub fn silhouette(points: &Points, group_of: &[u32], groups: usize) -> f64 {
    let mut sizes = vec![0.0; groups];
    group_of.iter().for_each(|it| sizes[*it as usize] += 1.0);
    let mut sums = vec![0.0; groups];
    let mut total = 0.0;
    for (point, own) in points.iter().zip(group_of) {
        sums.fill(0.0);
        for (other, group) in points.iter().zip(group_of) {
            sums[*group as usize] += squared(point, other).sqrt();
        }
        let own = *own as usize;
        if sizes[own] < 1.5 {
            continue;
        }
        let within = sums[own] / (sizes[own] - 1.0);
        let means = (0..groups).filter(|it| *it != own && sizes[*it] > 0.0).map(|it| sums[it] / sizes[it]);
        let next = means.fold(f64::INFINITY, f64::min);
        if next.is_finite() && within.max(next) > 0.0 {
            total += (next - within) / within.max(next);
        }
    }
    total / (points.len().max(1) as f64)
}

/// Whether a k-means grouping is found again in other samples of the same customers: the mean adjusted Rand index
/// against groupings of random halves. 1 is the same groups, 0 what chance gives; below 0.6 they are not to be
/// relied on.
pub fn stability(points: &Points, grouping: &Grouping, random: &mut Random) -> f64 {
    let groups = grouping.centres.len();
    let judged = sample(points.len(), MIXTURE_SAMPLE, random);
    let ours: Vec<u32> = judged.iter().map(|it| grouping.group_of[*it]).collect();
    let mut sum = 0.0;
    for _ in 0..RESAMPLES {
        let half = points.of(&sample(points.len(), (points.len() / 2).min(MIXTURE_SAMPLE), random));
        let other = k_means(&half, groups, 2, random);
        let theirs: Vec<u32> = judged.iter().map(|it| nearest(points.at(*it), &other.centres)).collect();
        sum += adjusted_rand(&ours, &theirs);
    }
    sum / f64::from(RESAMPLES)
}

/// How alike two groupings of the same customers are: 1 for the same, 0 for what chance gives (Hubert and Arabie
/// 1985).
pub fn adjusted_rand(one: &[u32], other: &[u32]) -> f64 {
    let size = |groups: &[u32]| groups.iter().max().map_or(0, |most| *most as usize + 1);
    let (rows, columns) = (size(one), size(other));
    let mut table = vec![0.0; rows * columns];
    let (mut of_rows, mut of_columns) = (vec![0.0; rows], vec![0.0; columns]);
    for (a, b) in one.iter().zip(other) {
        table[*a as usize * columns + *b as usize] += 1.0;
        of_rows[*a as usize] += 1.0;
        of_columns[*b as usize] += 1.0;
    }
    let pairs = |counts: &[f64]| counts.iter().map(|n| 0.5 * n * (n - 1.0)).sum::<f64>();
    let n = one.len().min(other.len()) as f64;
    let all = 0.5 * n * (n - 1.0);
    let (together, in_one, in_other) = (pairs(&table), pairs(&of_rows), pairs(&of_columns));
    let expected = in_one * in_other / all;
    let most = 0.5 * (in_one + in_other);
    // Both all in one group, or all alone: the same, though nothing could be told apart.
    if all <= 0.0 || most == expected { 1.0 } else { (together - expected) / (most - expected) }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::k_means::tests::clouds;
    use super::*;
    use crate::insight::reference::close;

    const THREE: [&[f64]; 3] = [&[0.0, 0.0], &[8.0, 0.0], &[0.0, 8.0]];

    #[test]
    fn three_clouds_are_three_groups_and_stable() {
        let points = clouds(&THREE, 100, 1.0, 1);
        let mut random = Random::new(1);
        let (grouping, candidates) = by_silhouette(&points, 6, &mut random).unwrap();
        assert_eq!((grouping.centres.len(), candidates.len()), (3, 5));
        assert!(candidates[1].criterion > 0.7);
        assert!(stability(&points, &grouping, &mut random) > 0.95);
        let (mixture, _) = by_bic(&points, 5, &mut random).unwrap();
        assert_eq!(mixture.parts.len(), 3);
    }

    #[test]
    fn one_cloud_has_no_stable_groups() {
        let points = clouds(&[&[0.0, 0.0]], 300, 1.0, 2);
        let mut random = Random::new(3);
        let grouping = k_means(&points, 5, 3, &mut random);
        assert!(stability(&points, &grouping, &mut random) < 0.75);
        let (mixture, _) = by_bic(&points, 4, &mut random).unwrap();
        assert_eq!(mixture.parts.len(), 1);
        assert!(by_silhouette(&Points { values: vec![2.0; 40], dimensions: 2 }, 5, &mut random).is_none());
    }

    #[test]
    fn the_index_by_hand() {
        // Hubert and Arabie's kind of table: 2+1 against 1+2 of six.
        close(adjusted_rand(&[0, 0, 0, 1, 1, 1], &[0, 0, 1, 1, 2, 2]), 0.242_424_242_424, 1e-9);
        assert_eq!(adjusted_rand(&[0, 0, 1, 1], &[1, 1, 0, 0]), 1.0);
        assert_eq!(adjusted_rand(&[], &[]), 1.0);
    }
}
