//! Fisher's exact test (1922): whether two things go together more often than chance lets them.

use super::gamma::ln_gamma;

/// The chance that at least `both` of `all` have both of two properties which `one` and `other` of them have,
/// if the two had nothing to do with each other.
pub fn at_least(both: u32, one: u32, other: u32, all: u32) -> f64 {
    let most = one.min(other);
    let least = (u64::from(one) + u64::from(other)).saturating_sub(all.into()) as u32;
    if both <= least {
        return 1.0;
    }
    if both > most {
        return 0.0;
    }
    let ln_choose = |n: u32, k: u32| {
        ln_gamma(f64::from(n) + 1.0) - ln_gamma(f64::from(k) + 1.0) - ln_gamma(f64::from(n - k) + 1.0)
    };
    let mut term = 1.0;
    let mut sum = 0.0;
    for k in both..=most {
        sum += term;
        let next = f64::from(one - k) * f64::from(other - k);
        // In this order nothing is below zero: all of the rest lack both.
        let rest = f64::from(all - one) - f64::from(other) + f64::from(k) + 1.0;
        term *= next / ((f64::from(k) + 1.0) * rest);
        if term < 1e-17 * sum {
            break;
        }
    }
    let ln_first = ln_choose(one, both) + ln_choose(all - one, other - both) - ln_choose(all, other);
    (ln_first.exp() * sum).min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::insight::reference::close;

    #[test]
    fn known_values() {
        // The lady tasting tea.
        close(at_least(4, 4, 4, 8), 1.0 / 70.0, 1e-12);
        close(at_least(3, 4, 4, 8), 17.0 / 70.0, 1e-12);
        assert_eq!(at_least(0, 4, 4, 8), 1.0);
        assert_eq!(at_least(4, 6, 6, 8), 1.0);
        assert_eq!(at_least(5, 4, 4, 8), 0.0);
        assert_eq!(at_least(0, 0, 0, 0), 1.0);
        // Far from chance and large.
        let tiny = at_least(900, 1000, 1000, 100_000);
        assert!(tiny > 0.0 && tiny < 1e-300 || tiny == 0.0);
    }
}
