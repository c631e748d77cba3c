//! What a fitted model says of a customer, and of all of them quickly.
//!
//! In every model here a forecast is the chance that the customer is still active times what an active one
//! does, and what an active one does depends on repeats and age alone. So a hundred thousand customers need
//! only a few thousand expensive evaluations.

use super::{Rows, Summary};

/// Beyond this nobody plans: a next purchase later than in ten years is none.
const LONGEST_WAIT_WEEKS: f64 = 521.0;

/// A model with its parameters. Horizons are weeks from the day the summary was taken.
pub trait Forecast {
    /// The log-likelihood of one customer's purchases at the times they were made.
    fn ln_likelihood(&self, customer: &Summary) -> f64;

    /// The chance that the customer is still active.
    fn p_alive(&self, customer: &Summary) -> f64;

    /// Purchases expected of a customer who is still active.
    fn expected_if_alive(&self, repeats: u32, age: f64, weeks: f64) -> f64;

    /// The chance of at least one purchase by a customer who is still active.
    fn p_buys_if_alive(&self, repeats: u32, age: f64, weeks: f64) -> f64;

    /// Repeat purchases expected of a customer in this many weeks after the first purchase.
    fn expected_of_new(&self, weeks: f64) -> f64;

    /// Purchases expected over the horizon.
    fn expected(&self, customer: &Summary, weeks: f64) -> f64 {
        self.p_alive(customer) * self.expected_if_alive(customer.repeats, customer.age, weeks)
    }

    /// The chance of at least one purchase within the horizon.
    fn p_buys(&self, customer: &Summary, weeks: f64) -> f64 {
        self.p_alive(customer) * self.p_buys_if_alive(customer.repeats, customer.age, weeks)
    }

    /// The weeks within which the customer has bought again with this chance; nothing when that is not to be
    /// expected in ten years. With one half: the date by which the next purchase is as likely made as not.
    fn weeks_until_next(&self, customer: &Summary, chance: f64) -> Option<f64> {
        if self.p_buys(customer, LONGEST_WAIT_WEEKS) < chance {
            return None;
        }
        let (mut early, mut late) = (0.0, LONGEST_WAIT_WEEKS);
        while late - early > 1e-4 {
            let middle = 0.5 * (early + late);
            if self.p_buys(customer, middle) < chance { early = middle } else { late = middle }
        }
        Some(late)
    }
}

/// One customer's forecast over a horizon.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Prediction {
    /// The chance that the customer is still active.
    pub p_alive: f64,
    /// Purchases expected within the horizon.
    pub expected: f64,
    /// The chance of at least one purchase within the horizon.
    pub p_buys: f64,
}

/// Forecasts for all customers, in their order.
pub fn predict<F: Forecast + ?Sized>(model: &F, rows: &Rows, weeks: f64) -> Vec<Prediction> {
    let mut last = None;
    let mut active = (0.0, 0.0);
    let of_row: Vec<Prediction> = rows
        .rows
        .iter()
        .map(|row| {
            let customer = rows.summary(row);
            // Rows are sorted, so the same repeats and age follow each other.
            if last != Some((row.repeats, row.age)) {
                last = Some((row.repeats, row.age));
                active = (
                    model.expected_if_alive(customer.repeats, customer.age, weeks),
                    model.p_buys_if_alive(customer.repeats, customer.age, weeks),
                );
            }
            let p_alive = model.p_alive(&customer);
            Prediction { p_alive, expected: p_alive * active.0, p_buys: p_alive * active.1 }
        })
        .collect();
    rows.spread(&of_row)
}

/// Purchases expected of all customers together in each of the coming weeks.
pub fn weekly_totals<F: Forecast + ?Sized>(model: &F, rows: &Rows, weeks: u32) -> Vec<f64> {
    let mut until = vec![0.0; weeks as usize + 1];
    let mut start = 0;
    while start < rows.rows.len() {
        let first = rows.rows[start];
        let same =
            rows.rows[start..].iter().take_while(|it| (it.repeats, it.age) == (first.repeats, first.age));
        let (mut active, mut count) = (0.0, 0);
        for row in same {
            active += row.customers * model.p_alive(&rows.summary(row));
            count += 1;
        }
        let customer = rows.summary(&first);
        for (week, total) in until.iter_mut().enumerate().skip(1) {
            *total += active * model.expected_if_alive(customer.repeats, customer.age, week as f64);
        }
        start += count;
    }
    until.windows(2).map(|pair| pair[1] - pair[0]).collect()
}

/// Repeat purchases expected in each week since the first customer came, of customers who first bought in
/// these weeks (as fractions). What lies before the cut date shows how the model fits, what lies after it
/// what it says of them as a group, without looking at what they did.
pub fn weekly_totals_since_first<F: Forecast + ?Sized>(
    model: &F,
    first_weeks: &[f64],
    weeks: u32,
) -> Vec<f64> {
    let mut firsts: Vec<f64> = first_weeks.to_vec();
    firsts.sort_by(f64::total_cmp);
    let mut until = vec![0.0; weeks as usize + 1];
    for group in firsts.chunk_by(|a, b| a == b) {
        for (week, total) in until.iter_mut().enumerate() {
            let since = week as f64 - group[0];
            if since > 0.0 {
                *total += group.len() as f64 * model.expected_of_new(since);
            }
        }
    }
    until.windows(2).map(|pair| pair[1] - pair[0]).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::insight::purchase::beta_geometric::BgNbd;
    use crate::insight::purchase::pareto_nbd::ParetoNbd;
    use crate::insight::purchase::summary::samples;
    use crate::insight::reference::{close, relative};

    const BG: BgNbd = BgNbd { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };
    const PARETO: ParetoNbd = ParetoNbd { r: 0.5534, alpha: 10.5802, s: 0.6061, beta: 11.6562 };

    #[test]
    fn all_at_once_is_one_by_one() {
        let rows = Rows::new(&samples::MIXED);
        for model in [&BG as &dyn Forecast, &PARETO] {
            for (customer, it) in samples::MIXED.iter().zip(predict(model, &rows, 26.0)) {
                relative(it.p_alive, model.p_alive(customer), 1e-14);
                relative(it.expected, model.expected(customer, 26.0), 1e-14);
                relative(it.p_buys, model.p_buys(customer, 26.0), 1e-14);
                assert!(it.p_buys <= it.expected + 1e-12);
            }
            let total: f64 = predict(model, &rows, 26.0).iter().map(|it| it.expected).sum();
            let weekly = weekly_totals(model, &rows, 26);
            close(weekly.iter().sum(), total, 1e-12);
            // Whoever may leave buys less and less.
            assert!(weekly.windows(2).all(|pair| pair[1] <= pair[0] + 1e-12));
        }
    }

    #[test]
    fn a_new_customers_purchases_as_published() {
        for (weeks, want) in [(0.1429, 0.007828347516), (1.0, 0.05326789117), (78.0, 1.860519058)] {
            relative(BG.expected_of_new(weeks), want, 1e-9);
        }
        for (weeks, want) in [(1.0, 0.05077821), (5.0, 0.23247466), (9.0, 0.38909211)] {
            // Published for a slightly different fit.
            relative(PARETO.expected_of_new(weeks), want, 1e-2);
        }
        let totals = weekly_totals_since_first(&BG, &[0.0, 1.0, 1.0], 4);
        close(totals[0], BG.expected_of_new(1.0), 1e-12);
        let all = BG.expected_of_new(4.0) + 2.0 * BG.expected_of_new(3.0);
        close(totals.iter().sum(), all, 1e-12);
    }

    #[test]
    fn the_next_purchase_is_made_by_then_with_that_chance() {
        for customer in &samples::MIXED {
            for model in [&BG as &dyn Forecast, &PARETO] {
                match model.weeks_until_next(customer, 0.5) {
                    Some(weeks) => close(model.p_buys(customer, weeks), 0.5, 1e-3),
                    None => assert!(model.p_buys(customer, LONGEST_WAIT_WEEKS) < 0.5),
                }
            }
        }
    }
}
