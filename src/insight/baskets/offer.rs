//! What to offer a customer next, and why.

use super::rules::Rule;

/// A product that customers with the same purchases also bought.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Offer<'a> {
    pub item: u32,
    /// The rule that speaks most for it.
    pub because: &'a Rule,
}

/// Up to so many products that the customer does not have, the most confident first. `owned` need not be sorted.
pub fn offers<'a>(rules: &'a [Rule], owned: &[u32], most: usize) -> Vec<Offer<'a>> {
    let mut offers: Vec<Offer> = Vec::new();
    for rule in rules {
        let fits = !owned.contains(&rule.then) && rule.given.iter().all(|it| owned.contains(it));
        if !fits {
            continue;
        }
        match offers.iter_mut().find(|it| it.item == rule.then) {
            Some(known) if rule.confidence > known.because.confidence => known.because = rule,
            Some(_) => {}
            None => offers.push(Offer { item: rule.then, because: rule }),
        }
    }
    offers.sort_by(|a, b| b.because.confidence.total_cmp(&a.because.confidence));
    offers.truncate(most);
    offers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offers_what_is_missing_with_its_best_reason() {
        let rule = |given: &[u32], then, confidence| Rule {
            given: given.to_vec(),
            then,
            baskets: 10,
            support: 0.1,
            confidence,
            lift: 2.0,
            conviction: 2.0,
            leverage: 0.05,
            p_value: 0.01,
        };
        let rules = [rule(&[1], 2, 0.5), rule(&[1, 3], 2, 0.8), rule(&[1], 4, 0.6), rule(&[9], 5, 0.99)];
        let found = offers(&rules, &[3, 1], 5);
        assert_eq!(found.iter().map(|it| it.item).collect::<Vec<_>>(), [2, 4]);
        assert_eq!(found[0].because, &rules[1]);
        assert_eq!(offers(&rules, &[3, 1], 1).len(), 1);
        assert!(offers(&rules, &[], 5).is_empty());
    }
}
