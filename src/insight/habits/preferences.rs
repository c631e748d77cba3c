//! What a group chooses more often than the rest: products, categories, channels, hours.

use crate::insight::math::normal;

/// How often one of the choices was made.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Preference {
    /// The place of the choice in what was counted.
    pub choice: usize,
    pub count: f64,
    /// Its share of the group's choices, and of the rest's.
    pub share: f64,
    pub rest: f64,
    /// `share / rest`, drawn towards one where little was counted.
    pub lift: f64,
    /// The chance of a difference this large if there were none, corrected for all choices (Holm 1979).
    pub p_value: f64,
}

/// Compares a group's counts with the rest's, choice by choice, the most preferred first. Choices that nobody made
/// are left out.
pub fn preferences(group: &[f64], rest: &[f64]) -> Vec<Preference> {
    let (of_group, of_rest): (f64, f64) = (group.iter().sum(), rest.iter().sum());
    let mut found: Vec<Preference> = group
        .iter()
        .zip(rest)
        .enumerate()
        .filter(|(_, (count, other))| **count + **other > 0.0)
        .map(|(choice, (count, other))| {
            let all = (count + other) / (of_group + of_rest);
            // Each side gets one more choice of everybody's kind.
            let smooth = |count: f64, of: f64| (count + all) / (of + 1.0);
            let (share, rest) = (count / of_group, other / of_rest);
            let error = (all * (1.0 - all) * (1.0 / of_group + 1.0 / of_rest)).sqrt();
            let z = (share - rest) / error;
            let p_value = if z.is_finite() { normal::two_sided(z) } else { 1.0 };
            let lift = smooth(*count, of_group) / smooth(*other, of_rest);
            Preference { choice, count: *count, share, rest, lift, p_value }
        })
        .collect();
    let mut p_values: Vec<f64> = found.iter().map(|it| it.p_value).collect();
    holm(&mut p_values);
    found.iter_mut().zip(p_values).for_each(|(it, p_value)| it.p_value = p_value);
    found.sort_by(|a, b| b.lift.total_cmp(&a.lift));
    found
}

/// Corrects chances for how many were looked at, so that one below 0.05 anywhere is one in twenty (Holm 1979).
pub fn holm(p_values: &mut [f64]) {
    let mut order: Vec<usize> = (0..p_values.len()).collect();
    order.sort_unstable_by(|a, b| p_values[*a].total_cmp(&p_values[*b]));
    let mut least = 0.0f64;
    for (before, at) in order.into_iter().enumerate() {
        let left = (p_values.len() - before) as f64;
        least = least.max((p_values[at] * left).min(1.0));
        p_values[at] = least;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::insight::reference::close;

    #[test]
    fn what_stands_out_comes_first() {
        let found = preferences(&[80.0, 15.0, 5.0, 0.0], &[400.0, 400.0, 200.0, 0.0]);
        assert_eq!(found.iter().map(|it| it.choice).collect::<Vec<_>>(), [0, 1, 2]);
        close(found[0].share, 0.8, 1e-12);
        assert!(found[0].lift > 1.9 && found[0].lift < 2.0 && found[0].p_value < 1e-6);
        // One choice of one is no preference.
        let single = preferences(&[1.0, 0.0], &[50.0, 50.0]);
        assert!(single[0].lift < 1.6 && single[0].p_value > 0.1);
        assert!(preferences(&[], &[]).is_empty());
    }

    #[test]
    fn holms_correction() {
        let mut p_values = [0.01, 0.04, 0.03, 0.005];
        holm(&mut p_values);
        for (got, want) in p_values.iter().zip([0.03, 0.06, 0.06, 0.02]) {
            close(*got, want, 1e-12);
        }
    }
}
