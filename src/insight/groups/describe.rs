//! What sets a group apart from all.

/// How one feature of a group differs.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Trait {
    /// The place of the feature.
    pub feature: usize,
    /// The middle customer's value in the group, and of all customers.
    pub median: f64,
    pub overall: f64,
    /// How likely a customer of the group exceeds one of all, 0.5 being no difference.
    pub exceeds: f64,
}

/// A group in figures that words can be made of.
#[derive(Clone, PartialEq, Debug)]
pub struct Description {
    pub customers: usize,
    pub share: f64,
    /// Features in which the group differs, the most telling first.
    pub traits: Vec<Trait>,
}

/// Features in which a group exceeds others less clearly than this say nothing about it.
const TELLING: f64 = 0.1;

/// Describes every group by the features as users know them, not standardised. Ranks are compared, so neither
/// skew nor units matter.
pub fn describe(features: &[Vec<f64>], group_of: &[u32], groups: usize) -> Vec<Description> {
    let all = group_of.len();
    let mut descriptions: Vec<Description> = (0..groups)
        .map(|group| {
            let customers = group_of.iter().filter(|it| **it as usize == group).count();
            Description { customers, share: customers as f64 / all.max(1) as f64, traits: Vec::new() }
        })
        .collect();
    for (feature, values) in features.iter().enumerate() {
        let known: Vec<usize> = (0..all.min(values.len())).filter(|at| !values[*at].is_nan()).collect();
        let ranks = crate::insight::math::ranks(known.iter().map(|at| values[*at]).collect());
        let overall = median(known.iter().map(|at| values[*at]).collect());
        for (group, description) in descriptions.iter_mut().enumerate() {
            let members: Vec<usize> =
                (0..known.len()).filter(|it| group_of[known[*it]] as usize == group).collect();
            let (Some(overall), Some(median)) =
                (overall, median(members.iter().map(|it| values[known[*it]]).collect()))
            else {
                continue;
            };
            let mean_rank = members.iter().map(|it| ranks[*it]).sum::<f64>() / members.len() as f64;
            let exceeds = (mean_rank - 0.5) / known.len() as f64;
            if (exceeds - 0.5).abs() > TELLING {
                description.traits.push(Trait { feature, median, overall, exceeds });
            }
        }
    }
    for description in &mut descriptions {
        description.traits.sort_by(|a, b| (b.exceeds - 0.5).abs().total_cmp(&(a.exceeds - 0.5).abs()));
    }
    descriptions
}

fn median(mut values: Vec<f64>) -> Option<f64> {
    let middle = values.len() / 2;
    if values.is_empty() {
        return None;
    }
    values.sort_unstable_by(f64::total_cmp);
    Some(if values.len() % 2 == 1 { values[middle] } else { 0.5 * (values[middle - 1] + values[middle]) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_telling_feature_comes_first() {
        let features = [
            vec![1.0, 2.0, 3.0, 10.0, 20.0, 30.0],
            vec![5.0, 5.0, 5.0, 5.0, 5.0, f64::NAN],
            vec![1.0, 9.0, 2.0, 3.0, 8.0, 10.0],
        ];
        let found = describe(&features, &[0, 0, 0, 1, 1, 1], 3);
        assert_eq!(found[1].traits[0].feature, 0);
        assert_eq!((found[1].traits[0].median, found[1].traits[0].overall), (20.0, 6.5));
        assert_eq!(found[1].traits[0].exceeds, 0.75);
        assert!(found.iter().all(|it| it.traits.iter().all(|it| it.feature != 1)));
        assert_eq!((found[2].customers, found[2].traits.len()), (0, 0));
        assert_eq!(found[0].share, 0.5);
    }
}
