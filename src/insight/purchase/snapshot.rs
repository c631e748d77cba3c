//! All customers as they were known at the end of a day: what a forecast is made from, today's or one of the
//! past that is held against what came.

use super::{Histories, Rows, Summary};

#[derive(Clone, Debug)]
pub struct Snapshot {
    pub day: i32,
    /// The places of those who had bought by then.
    pub customers: Vec<u32>,
    /// What was known of each of them, in the same order.
    pub summaries: Vec<Summary>,
    pub rows: Rows,
}

impl Snapshot {
    pub fn new(histories: &Histories, day: i32) -> Self {
        Snapshot::of(histories, day, 0..histories.customers() as u32)
    }

    /// Of these customers only.
    pub fn of(histories: &Histories, day: i32, customers: impl Iterator<Item = u32>) -> Self {
        let known: Vec<(u32, Summary)> = customers
            .filter_map(|customer| Some((customer, histories.summary(customer as usize, day)?)))
            .collect();
        let summaries: Vec<Summary> = known.iter().map(|it| it.1).collect();
        let rows = Rows::new(&summaries);
        Snapshot { day, customers: known.iter().map(|it| it.0).collect(), summaries, rows }
    }

    pub fn len(&self) -> usize {
        self.customers.len()
    }

    pub fn is_empty(&self) -> bool {
        self.customers.is_empty()
    }

    /// Purchase days of each customer in the weeks that followed.
    pub fn bought_after(&self, histories: &Histories, weeks: u32) -> Vec<u32> {
        let until = self.day_in(weeks);
        self.customers.iter().map(|it| histories.bought_between(*it as usize, self.day, until)).collect()
    }

    /// Repeat purchase days of each customer in the weeks before.
    pub fn repeats_before(&self, histories: &Histories, weeks: u32) -> Vec<u32> {
        let after = self.day.saturating_sub_unsigned(weeks.saturating_mul(7));
        let repeats = |(customer, summary): (&u32, &Summary)| {
            histories.bought_between(*customer as usize, after, self.day).min(summary.repeats)
        };
        self.customers.iter().zip(&self.summaries).map(repeats).collect()
    }

    /// Purchase days of all customers in each of the weeks that followed.
    pub fn weekly_after(&self, histories: &Histories, weeks: u32) -> Vec<f64> {
        let mut totals = vec![0.0; weeks as usize];
        let until = self.day_in(weeks);
        for customer in &self.customers {
            let days = histories.purchase_days(*customer as usize, until).filter(|it| it.day > self.day);
            days.for_each(|it| totals[(it.day.abs_diff(self.day) as usize - 1) / 7] += 1.0);
        }
        totals
    }

    fn day_in(&self, weeks: u32) -> i32 {
        self.day.saturating_add_unsigned(weeks.saturating_mul(7))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::insight::purchase::Purchase;

    #[test]
    fn past_and_future_of_a_day() {
        let bought = [(0, 0), (0, 5), (0, 8), (0, 15), (1, 7), (1, 14), (2, 9)];
        let purchases = bought.map(|(customer, day)| Purchase { customer, day, amount: 1 });
        let histories = Histories::new(3, &purchases);
        let snapshot = Snapshot::new(&histories, 7);
        assert_eq!(snapshot.customers, [0, 1]);
        assert_eq!(snapshot.bought_after(&histories, 1), [1, 1]);
        assert_eq!(snapshot.bought_after(&histories, 2), [2, 1]);
        assert_eq!(snapshot.repeats_before(&histories, 1), [1, 0]);
        assert_eq!(snapshot.repeats_before(&histories, 9), [1, 0]);
        assert_eq!(snapshot.weekly_after(&histories, 2), [2.0, 1.0]);
    }
}
