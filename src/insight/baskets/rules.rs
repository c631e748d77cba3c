//! Rules: who buys this also buys that, with how sure that is.
//!
//! Agrawal, Imielinski and Swami, SIGMOD 1993; conviction by Brin, Motwani, Ullman and Tsur, SIGMOD 1997; leverage by
//! Piatetsky-Shapiro, 1991.

use super::fp_growth::Itemset;
use crate::insight::math::fisher;
use rustc_hash::FxHashMap;

/// Who buys all of `given` also buys `then`.
#[derive(Clone, PartialEq, Debug)]
pub struct Rule {
    /// Ascending.
    pub given: Vec<u32>,
    pub then: u32,
    /// Baskets with all of them.
    pub baskets: u32,
    /// The share of all baskets with all of them.
    pub support: f64,
    /// Of the baskets with what is given, the share that has the other too.
    pub confidence: f64,
    /// Confidence relative to how frequent the other is anyway: one is no connection.
    pub lift: f64,
    /// How much likelier the rule would fail if there were no connection; infinite when it never fails.
    pub conviction: f64,
    /// The share of all baskets that has all, beyond what would be without a connection.
    pub leverage: f64,
    /// The chance of so many by accident (Fisher's exact test, one-sided), corrected for the number of rules by
    /// Benjamini and Hochberg (1995): of the rules with at most 0.05 one in twenty is expected to be none.
    pub p_value: f64,
}

/// Rules with one consequence from frequent itemsets out of so many baskets, those with lift above one, the most
/// confident first. Keeps rules with at most this corrected chance.
///
/// Sets must be all frequent ones, or at least hold the subsets of each: what lacks them makes no rule.
pub fn rules(itemsets: &[Itemset], baskets: u32, most_chance: f64) -> Vec<Rule> {
    let count_of: FxHashMap<&[u32], u32> =
        itemsets.iter().map(|it| (it.items.as_slice(), it.baskets)).collect();
    let all = f64::from(baskets);
    let mut tested = Vec::new();
    let mut given = Vec::new();
    for set in itemsets.iter().filter(|it| it.items.len() > 1) {
        for then in &set.items {
            given.clear();
            given.extend(set.items.iter().filter(|it| *it != then));
            let (Some(of_given), Some(of_then)) =
                (count_of.get(given.as_slice()), count_of.get([*then].as_slice()))
            else {
                continue;
            };
            let confidence = f64::from(set.baskets) / f64::from(*of_given);
            let (support, share) = (f64::from(set.baskets) / all, f64::from(*of_then) / all);
            tested.push(Rule {
                given: given.clone(),
                then: *then,
                baskets: set.baskets,
                support,
                confidence,
                lift: confidence / share,
                conviction: (1.0 - share) / (1.0 - confidence),
                leverage: support - f64::from(*of_given) / all * share,
                p_value: fisher::at_least(set.baskets, *of_given, *of_then, baskets),
            });
        }
    }
    let mut chances: Vec<f64> = tested.iter().map(|it| it.p_value).collect();
    benjamini_hochberg(&mut chances);
    tested.iter_mut().zip(chances).for_each(|(rule, chance)| rule.p_value = chance);
    tested.retain(|it| it.lift > 1.0 && it.p_value <= most_chance);
    tested.sort_by(|a, b| b.confidence.total_cmp(&a.confidence).then(b.baskets.cmp(&a.baskets)));
    tested
}

/// Corrects chances such that among those below a level that share is expected to be false.
pub fn benjamini_hochberg(p_values: &mut [f64]) {
    let mut order: Vec<usize> = (0..p_values.len()).collect();
    order.sort_unstable_by(|a, b| p_values[*b].total_cmp(&p_values[*a]));
    let all = p_values.len() as f64;
    let mut least = 1.0f64;
    for (above, at) in order.into_iter().enumerate() {
        least = least.min(p_values[at] * all / (all - above as f64));
        p_values[at] = least;
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::insight::baskets::fp_growth::{Limits, frequent_itemsets};
    use crate::insight::reference::close;

    #[test]
    fn figures_by_hand() {
        // Of 100 baskets 40 have bread, 30 butter, 25 both.
        let mut baskets = vec![vec![0, 1]; 25];
        baskets.extend(vec![vec![0]; 15]);
        baskets.extend(vec![vec![1]; 5]);
        baskets.extend(vec![vec![2]; 55]);
        let limits = Limits { least_baskets: 5, most_items: 4, most_sets: 1000 };
        let (sets, _) = frequent_itemsets(&baskets, limits);
        let found = rules(&sets, 100, 0.05);
        assert_eq!(found.len(), 2);
        let butter_to_bread = &found[0];
        assert_eq!((butter_to_bread.given.as_slice(), butter_to_bread.then), ([1].as_slice(), 0));
        close(butter_to_bread.confidence, 25.0 / 30.0, 1e-12);
        close(butter_to_bread.lift, 25.0 / 30.0 / 0.4, 1e-12);
        close(butter_to_bread.conviction, 0.6 / (5.0 / 30.0), 1e-12);
        close(butter_to_bread.leverage, 0.25 - 0.12, 1e-12);
        assert!(butter_to_bread.p_value < 1e-6);
    }

    #[test]
    fn what_chance_explains_is_no_rule() {
        let mut random = crate::insight::math::random::Random::new(2);
        let baskets: Vec<Vec<u32>> =
            (0..2000).map(|_| (0..20).filter(|_| random.unit() < 0.2).collect()).collect();
        let limits = Limits { least_baskets: 20, most_items: 2, most_sets: 10_000 };
        let (sets, _) = frequent_itemsets(&baskets, limits);
        assert!(rules(&sets, 2000, 0.05).len() <= 4);
    }

    #[test]
    fn the_correction() {
        let mut p_values = [0.01, 0.04, 0.03, 0.005];
        benjamini_hochberg(&mut p_values);
        for (got, want) in p_values.iter().zip([0.02, 0.04, 0.04, 0.02]) {
            close(*got, want, 1e-12);
        }
    }
}
