//! Customers with the same summary, counted once: what a likelihood sees is a few thousand different rows
//! even of a hundred thousand customers, because purchases are days.

use super::Summary;
use rustc_hash::FxHashMap;

/// The different summaries of a set of customers, sorted by repeats, age and recency.
#[derive(Clone, Debug)]
pub struct Rows {
    pub(super) rows: Vec<Row>,
    /// Every recency and age that occurs, in weeks.
    pub(super) weeks: Vec<f64>,
    /// The numbers of repeats that occur, ascending, with how many customers have them.
    pub(super) repeats: Vec<(u32, f64)>,
    /// Where in `rows` each customer is.
    row_of: Vec<u32>,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Row {
    /// Places in [`Rows::repeats`] and [`Rows::weeks`].
    pub repeats: u32,
    pub recency: u32,
    pub age: u32,
    pub customers: f64,
}

impl Rows {
    pub fn new(customers: &[Summary]) -> Self {
        let mut place = FxHashMap::default();
        let mut weeks: Vec<f64> = Vec::new();
        let mut place_of = |time: f64| {
            *place.entry(time.to_bits()).or_insert_with(|| {
                weeks.push(time);
                weeks.len() as u32 - 1
            })
        };
        // Sorting one wide key is faster than hashing or comparing three.
        let mut keys: Vec<u128> = customers
            .iter()
            .enumerate()
            .map(|(at, one)| {
                let (age, recency) = (place_of(one.age), place_of(one.recency));
                u128::from(one.repeats) << 96 | u128::from(age) << 64 | u128::from(recency) << 32 | at as u128
            })
            .collect();
        keys.sort_unstable();

        let mut all = Rows { rows: Vec::new(), weeks, repeats: Vec::new(), row_of: vec![0; customers.len()] };
        let mut last = None;
        for key in keys {
            let repeats = (key >> 96) as u32;
            if all.repeats.last().is_none_or(|it| it.0 != repeats) {
                all.repeats.push((repeats, 0.0));
            }
            if last != Some(key >> 32) {
                last = Some(key >> 32);
                all.rows.push(Row {
                    repeats: all.repeats.len() as u32 - 1,
                    age: (key >> 64) as u32,
                    recency: (key >> 32) as u32,
                    customers: 0.0,
                });
            }
            let at = all.rows.len() - 1;
            all.rows[at].customers += 1.0;
            if let Some(group) = all.repeats.last_mut() {
                group.1 += 1.0;
            }
            all.row_of[key as u32 as usize] = at as u32;
        }
        all
    }

    pub fn customers(&self) -> usize {
        self.row_of.len()
    }

    /// Different rows.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// A tenth of the rows of very many; nothing when there are not that many.
    pub(super) fn part(&self) -> Option<Rows> {
        const MANY: usize = 10_000;
        if self.rows.len() < MANY {
            return None;
        }
        let mut part = Rows { rows: Vec::new(), row_of: Vec::new(), ..self.clone() };
        part.repeats.iter_mut().for_each(|it| it.1 = 0.0);
        let mut customers = 0.0;
        for row in self.rows.iter().step_by(10) {
            part.rows.push(*row);
            part.repeats[row.repeats as usize].1 += row.customers;
            customers += row.customers;
        }
        part.row_of.resize(customers as usize, 0);
        Some(part)
    }

    /// Spreads what was computed a row to the customers, in their order.
    pub(super) fn spread<T: Copy>(&self, of_row: &[T]) -> Vec<T> {
        self.row_of.iter().map(|row| of_row[*row as usize]).collect()
    }

    pub(super) fn summary(&self, row: &Row) -> Summary {
        Summary {
            repeats: self.repeats[row.repeats as usize].0,
            recency: self.weeks[row.recency as usize],
            age: self.weeks[row.age as usize],
        }
    }

    /// Repeat purchases and weeks observed, of all customers together.
    pub(super) fn totals(&self) -> (f64, f64) {
        let repeats = self.repeats.iter().map(|(repeats, customers)| f64::from(*repeats) * customers).sum();
        let weeks = self.rows.iter().map(|row| self.weeks[row.age as usize] * row.customers).sum();
        (repeats, weeks)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_customers_share_a_row() {
        let one = Summary { repeats: 1, recency: 2.0, age: 9.0 };
        let none = Summary { repeats: 0, recency: 0.0, age: 9.0 };
        let rows = Rows::new(&[one, none, one]);
        assert_eq!((rows.customers(), rows.len()), (3, 2));
        assert_eq!(rows.summary(&rows.rows[1]), one);
        assert_eq!(rows.spread(&[10, 20]), [20, 10, 20]);
        assert_eq!(rows.totals(), (2.0, 27.0));
        assert_eq!(rows.repeats, [(0, 1.0), (1, 2.0)]);
    }
}
