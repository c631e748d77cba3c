//! k-means: groups around centres, each customer in that of the nearest.
//!
//! Seeded by k-means++ (Arthur and Vassilvitskii 2007), then Lloyd's steps with Hamerly's bounds ("Making k-means even
//! faster", SDM 2010), which spare most customers the comparison with every centre and change no result.

use super::points::{Points, sample};
use crate::insight::math::random::Random;

/// Customers in groups.
#[derive(Clone, PartialEq, Debug)]
pub struct Grouping {
    pub centres: Points,
    /// The group of each customer.
    pub group_of: Vec<u32>,
    /// The sum of squared distances to the centres.
    pub spread: f64,
}

const MOST_STEPS: u32 = 300;
/// The steps end when all centres together move by less than this share of a standardised feature's variance,
/// squared: what peers do, and far below what anybody could see.
const ENOUGH: f64 = 1e-4;

/// Beyond this many points the search begins on a part of them: the whole then needs few steps.
const MANY: usize = 20_000;
const PART: usize = 5_000;

/// The best of so many starts (at least one). Fewer groups come out when there are fewer different points.
pub fn k_means(points: &Points, groups: usize, starts: u32, random: &mut Random) -> Grouping {
    if points.len() > MANY {
        let part = points.of(&sample(points.len(), PART, random));
        return from_seeds(points, k_means(&part, groups, starts, random).centres);
    }
    let mut best = from_seeds(points, seeds(points, groups, random));
    for _ in 1..starts {
        let other = from_seeds(points, seeds(points, groups, random));
        if other.spread < best.spread {
            best = other;
        }
    }
    best
}

/// Each next centre is a point, the likelier the further it is from all so far.
fn seeds(points: &Points, groups: usize, random: &mut Random) -> Points {
    let mut centres = Points { values: Vec::new(), dimensions: points.dimensions };
    if points.is_empty() {
        return centres;
    }
    centres.values.extend(points.at(random.below(points.len())));
    let mut distances = vec![f64::INFINITY; points.len()];
    for group in 1..groups {
        let last = centres.at(group - 1);
        let mut sum = 0.0;
        for (point, distance) in points.iter().zip(&mut distances) {
            *distance = distance.min(squared(point, last));
            sum += *distance;
        }
        if sum <= 0.0 {
            break;
        }
        let mut left = random.unit() * sum;
        let hit = distances.iter().position(|distance| {
            left -= distance;
            left < 0.0
        });
        // Rounding may leave a trifle behind the last.
        let next = hit.or_else(|| distances.iter().rposition(|it| *it > 0.0)).unwrap_or(0);
        centres.values.extend(points.at(next));
    }
    centres
}

fn from_seeds(points: &Points, centres: Points) -> Grouping {
    // The common numbers of features get loops that the compiler unrolls.
    match points.dimensions {
        1 => lloyd::<1>(points, centres),
        2 => lloyd::<2>(points, centres),
        3 => lloyd::<3>(points, centres),
        4 => lloyd::<4>(points, centres),
        5 => lloyd::<5>(points, centres),
        6 => lloyd::<6>(points, centres),
        _ => lloyd::<0>(points, centres),
    }
}

/// `D` is the number of dimensions, or zero when it is known only at run time.
fn lloyd<const D: usize>(points: &Points, mut centres: Points) -> Grouping {
    let dimensions = if D > 0 { D } else { points.dimensions };
    let groups = centres.len();
    let mut group_of = vec![0u32; points.len()];
    if groups == 0 {
        return Grouping { centres, group_of, spread: 0.0 };
    }
    // Of each point: at most so far from its centre, and at least so far from every other.
    let mut bounds = vec![(0.0f64, 0.0f64); points.len()];
    let mut sums = vec![0.0; groups * dimensions];
    let mut sizes = vec![0.0; groups];
    for ((point, group), bound) in points.iter().zip(&mut group_of).zip(&mut bounds) {
        let (nearest, first, second) = two_nearest::<D>(point, &centres);
        *group = nearest as u32;
        *bound = (first.sqrt(), second.sqrt());
        add::<D>(&mut sums, &mut sizes, nearest, point, 1.0);
    }
    for _ in 0..MOST_STEPS {
        let moved = move_centres(points, &mut centres, &mut sums, &mut sizes, &mut group_of, &mut bounds);
        let furthest = moved.iter().copied().fold(0.0, f64::max);
        // Half the way from each centre to the nearest other: nobody closer changes.
        let safe: Vec<f64> = (0..groups)
            .map(|one| {
                let others = (0..groups).filter(|other| *other != one);
                let nearest = others.map(|other| squared(centres.at(one), centres.at(other)));
                0.5 * nearest.fold(f64::INFINITY, f64::min).sqrt()
            })
            .collect();
        for ((point, group), bound) in points.iter().zip(&mut group_of).zip(&mut bounds) {
            let own = *group as usize;
            bound.0 += moved[own];
            bound.1 -= furthest;
            let enough = safe[own].max(bound.1);
            if bound.0 <= enough {
                continue;
            }
            bound.0 = distance::<D>(point, centres.at(own)).sqrt();
            if bound.0 <= enough {
                continue;
            }
            let (nearest, first, second) = two_nearest::<D>(point, &centres);
            *bound = (first.sqrt(), second.sqrt());
            if nearest != own {
                add::<D>(&mut sums, &mut sizes, own, point, -1.0);
                add::<D>(&mut sums, &mut sizes, nearest, point, 1.0);
                *group = nearest as u32;
            }
        }
        if moved.iter().map(|it| it * it).sum::<f64>() <= ENOUGH {
            break;
        }
    }
    let spread =
        points.iter().zip(&group_of).map(|(point, group)| squared(point, centres.at(*group as usize))).sum();
    Grouping { centres, group_of, spread }
}

/// Puts centres in the middle of their points and says how far each moved. One without points takes the point
/// that is furthest from its own.
fn move_centres(
    points: &Points,
    centres: &mut Points,
    sums: &mut [f64],
    sizes: &mut [f64],
    group_of: &mut [u32],
    bounds: &mut [(f64, f64)],
) -> Vec<f64> {
    let dimensions = centres.dimensions;
    for group in 0..sizes.len() {
        if sizes[group] > 0.5 {
            continue;
        }
        let lonely = (0..points.len())
            .filter(|at| sizes[group_of[*at] as usize] > 1.5)
            .max_by(|a, b| bounds[*a].0.total_cmp(&bounds[*b].0));
        if let Some(lonely) = lonely {
            add::<0>(sums, sizes, group_of[lonely] as usize, points.at(lonely), -1.0);
            add::<0>(sums, sizes, group, points.at(lonely), 1.0);
            group_of[lonely] = group as u32;
            bounds[lonely] = (0.0, 0.0);
        }
    }
    (0..sizes.len())
        .map(|group| {
            if sizes[group] < 0.5 {
                return 0.0;
            }
            let places = group * dimensions..(group + 1) * dimensions;
            let centre = &mut centres.values[places.clone()];
            let mut moved = 0.0;
            for (coordinate, sum) in centre.iter_mut().zip(&sums[places]) {
                let next = sum / sizes[group];
                moved += (next - *coordinate).powi(2);
                *coordinate = next;
            }
            moved.sqrt()
        })
        .collect()
}

fn add<const D: usize>(sums: &mut [f64], sizes: &mut [f64], group: usize, point: &[f64], sign: f64) {
    let dimensions = if D > 0 { D } else { point.len() };
    sizes[group] += sign;
    let sum = &mut sums[group * dimensions..(group + 1) * dimensions];
    sum.iter_mut().zip(point).for_each(|(sum, coordinate)| *sum += sign * coordinate);
}

/// The nearest centre, and the squared distances to it and to the second nearest.
fn two_nearest<const D: usize>(point: &[f64], centres: &Points) -> (usize, f64, f64) {
    let (mut nearest, mut first, mut second) = (0, f64::INFINITY, f64::INFINITY);
    for (at, centre) in centres.iter().enumerate() {
        let distance = distance::<D>(point, centre);
        if distance < first {
            second = first;
            (nearest, first) = (at, distance);
        } else if distance < second {
            second = distance;
        }
    }
    (nearest, first, second)
}

#[inline(always)]
fn distance<const D: usize>(a: &[f64], b: &[f64]) -> f64 {
    if D == 0 {
        return squared(a, b);
    }
    let mut sum = 0.0;
    for (a, b) in a[..D].iter().zip(&b[..D]) {
        sum += (a - b) * (a - b);
    }
    sum
}

pub(super) fn squared(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum()
}

/// The group of any point: that of the nearest centre.
pub fn nearest(point: &[f64], centres: &Points) -> u32 {
    two_nearest::<0>(point, centres).0 as u32
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// So many points around each centre, in turn.
    pub fn clouds(centres: &[&[f64]], each: usize, deviation: f64, seed: u64) -> Points {
        let mut random = Random::new(seed);
        let values = (0..each * centres.len())
            .flat_map(|at| centres[at % centres.len()])
            .map(|centre| centre + deviation * random.normal())
            .collect();
        Points { values, dimensions: centres[0].len() }
    }

    const CORNERS: [&[f64]; 4] = [&[0.0, 0.0], &[10.0, 0.0], &[0.0, 10.0], &[10.0, 10.0]];

    #[test]
    fn finds_clouds() {
        let points = clouds(&CORNERS, 100, 1.0, 1);
        let grouping = k_means(&points, 4, 3, &mut Random::new(2));
        // Points of a cloud share a group, those of two do not.
        assert!((0..400).all(|at| grouping.group_of[at] == grouping.group_of[at % 4]));
        assert!((1..4).all(|at| grouping.group_of[at] != grouping.group_of[0]));
        assert!(grouping.spread < 400.0 * 2.0 * 1.2);
    }

    #[test]
    fn bounds_change_no_result() {
        // Everyone is with the nearest centre, and each centre nearly in the middle.
        let points = clouds(&[&[0.0, 0.0, 0.0], &[1.0, 2.0, 0.5]], 700, 1.0, 5);
        let grouping = k_means(&points, 6, 1, &mut Random::new(9));
        for (point, group) in points.iter().zip(&grouping.group_of) {
            let own = squared(point, grouping.centres.at(*group as usize));
            assert!(grouping.centres.iter().all(|other| own <= squared(point, other) + 1e-9));
        }
        for group in 0..6 {
            let members: Vec<usize> = (0..1400).filter(|at| grouping.group_of[*at] == group).collect();
            for dimension in 0..3 {
                let mean =
                    members.iter().map(|at| points.at(*at)[dimension]).sum::<f64>() / members.len() as f64;
                assert!((mean - grouping.centres.at(group as usize)[dimension]).abs() < 0.02);
            }
        }
    }

    #[test]
    fn few_points_and_none() {
        let none = Points { values: vec![], dimensions: 2 };
        assert!(k_means(&none, 3, 2, &mut Random::new(1)).group_of.is_empty());
        let alike = Points { values: vec![1.0; 20], dimensions: 2 };
        let grouping = k_means(&alike, 3, 1, &mut Random::new(1));
        assert_eq!((grouping.centres.len(), grouping.spread), (1, 0.0));
        let many = clouds(&[&[0.0; 8], &[9.0; 8]], 30, 1.0, 3);
        let grouping = k_means(&many, 2, 1, &mut Random::new(1));
        assert!((0..60).all(|at| grouping.group_of[at] == grouping.group_of[at % 2]));
        assert_eq!(nearest(&[8.0; 8], &grouping.centres), grouping.group_of[1]);
    }
}
