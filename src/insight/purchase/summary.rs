//! From purchases to what the models know of a customer.
//!
//! What counts, decided here once:
//! - All of a customer's invoices of one day are one purchase. Days are those of the seller's calendar; whoever
//!   passes them in has settled the time zone.
//! - The first purchase day is no repeat, and its amount is not in the mean spend.
//! - A day that ends at zero because of a cancellation is no purchase. A day on which something was had for
//!   nothing is one, but has no part in the mean spend.
//! - A return on a later day takes from the spend of the latest days before it, never from their number:
//!   whoever returns something had come.
//! - What lies after the day of the forecast is not known yet.

/// Something sold (above zero), given (zero) or taken back (below zero), in the smallest unit of one currency.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Purchase {
    /// The customer's place among all.
    pub customer: u32,
    /// Days since any fixed day.
    pub day: i32,
    pub amount: i64,
}

/// Purchase and return days of every customer, in order.
#[derive(Clone, Debug, Default)]
pub struct Histories {
    days: Vec<Day>,
    /// Where each customer's days begin, and where the last one's end.
    starts: Vec<u32>,
}

/// What a customer did on a day.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Day {
    pub day: i32,
    /// Net of what was taken back the same day; below zero when more came back than went out.
    pub amount: i64,
    /// Whether it counts as a purchase.
    pub bought: bool,
}

/// What customers spent at their repeat purchases, as Gamma-Gamma sees it.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Spend {
    /// Repeat purchase days that brought something in the end.
    pub purchases: u32,
    /// The mean of those days, in the unit of the amounts; zero when there are none.
    pub mean: f64,
}

impl Histories {
    /// Sorts purchases into the histories of so many customers; those of customers beyond are left out.
    pub fn new(customers: usize, purchases: &[Purchase]) -> Self {
        let mut sorted: Vec<&Purchase> =
            purchases.iter().filter(|it| (it.customer as usize) < customers).collect();
        sorted.sort_unstable_by_key(|it| (it.customer, it.day));
        let mut histories = Histories { days: Vec::new(), starts: vec![0; customers + 1] };
        for same_day in sorted.chunk_by(|a, b| (a.customer, a.day) == (b.customer, b.day)) {
            let amount = same_day.iter().fold(0i64, |sum, it| sum.saturating_add(it.amount));
            let took_back = same_day.iter().any(|it| it.amount < 0);
            let bought = amount > 0 || (amount == 0 && !took_back);
            histories.days.push(Day { day: same_day[0].day, amount, bought });
            histories.starts[same_day[0].customer as usize + 1] += 1;
        }
        for at in 0..customers {
            histories.starts[at + 1] += histories.starts[at];
        }
        histories
    }

    pub fn customers(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// All days of a customer, earliest first.
    pub fn of(&self, customer: usize) -> &[Day] {
        &self.days[self.starts[customer] as usize..self.starts[customer + 1] as usize]
    }

    /// The purchase days of a customer up to and with a day, earliest first.
    pub fn purchase_days(&self, customer: usize, until: i32) -> impl Iterator<Item = &Day> {
        self.of(customer).iter().take_while(move |it| it.day <= until).filter(|it| it.bought)
    }

    /// The earliest and the latest purchase day up to and with a day.
    pub fn span(&self, until: i32) -> Option<(i32, i32)> {
        let bought = self.days.iter().filter(|it| it.bought && it.day <= until).map(|it| it.day);
        bought.fold(None, |span: Option<(i32, i32)>, day| {
            Some(span.map_or((day, day), |(first, last)| (first.min(day), last.max(day))))
        })
    }

    /// What is known at the end of this day; nothing of somebody who has not bought by then.
    pub fn summary(&self, customer: usize, today: i32) -> Option<Summary> {
        let mut days = self.purchase_days(customer, today).map(|it| it.day);
        let first = days.next()?;
        let (repeats, last) = days.fold((0, first), |(repeats, _), day| (repeats + 1, day));
        Some(Summary { repeats, recency: weeks(first, last), age: weeks(first, today) })
    }

    /// Spend at repeat purchases by the end of this day, returns deducted.
    pub fn spend(&self, customer: usize, today: i32) -> Spend {
        let mut kept: Vec<i64> = Vec::new();
        for day in self.of(customer).iter().take_while(|it| it.day <= today) {
            if day.bought {
                kept.push(day.amount);
                continue;
            }
            let mut back = day.amount.saturating_neg();
            for amount in kept.iter_mut().rev() {
                let taken = back.min(*amount);
                *amount -= taken;
                back -= taken;
            }
        }
        let repeats = kept.iter().skip(1).filter(|amount| **amount > 0);
        let (purchases, sum) =
            repeats.fold((0, 0.0), |(purchases, sum), amount| (purchases + 1, sum + *amount as f64));
        Spend { purchases, mean: if purchases > 0 { sum / f64::from(purchases) } else { 0.0 } }
    }

    /// Purchase days after one day, up to and with another.
    pub fn bought_between(&self, customer: usize, after: i32, until: i32) -> u32 {
        let days = self.purchase_days(customer, until);
        days.filter(|it| it.day > after).count() as u32
    }

    /// What a customer brought after one day, up to and with another, returns deducted.
    pub fn value_between(&self, customer: usize, after: i32, until: i32) -> i64 {
        let days = self.of(customer).iter().filter(|it| it.day > after && it.day <= until);
        days.fold(0i64, |sum, it| sum.saturating_add(it.amount))
    }
}

fn weeks(from: i32, to: i32) -> f64 {
    // Longer than any calendar is no number of days; widened, nothing overflows.
    (i64::from(to) - i64::from(from)) as f64 / 7.0
}

/// What the purchase models know of a customer.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Summary {
    /// Purchase days after the first: `x` in the literature.
    pub repeats: u32,
    /// Weeks from the first purchase to the last, zero without a repeat: `t_x`.
    pub recency: f64,
    /// Weeks from the first purchase to the day of the forecast: `T`.
    pub age: f64,
}

#[cfg(test)]
pub(crate) mod samples {
    use super::Summary;
    use crate::insight::reference::Table;

    const fn one(repeats: u32, recency: f64, age: f64) -> Summary {
        Summary { repeats, recency, age }
    }

    pub const MIXED: [Summary; 9] = [
        one(0, 0.0, 38.86),
        one(2, 30.43, 38.86),
        one(26, 30.86, 31.0),
        one(1, 1.71, 38.86),
        one(0, 0.0, 0.0),
        one(3, 9.0, 9.0),
        one(150, 60.0, 100.0),
        one(0, 0.0, 38.86),
        one(7, 2.0, 55.0),
    ];

    /// The 2,357 customers of CDNOW over 39 weeks, when the reference data are at hand.
    pub fn cdnow() -> Option<Vec<Summary>> {
        let table = Table::read("cdnow-summary.csv")?;
        let number = |text: &str| text.parse().unwrap_or(f64::NAN);
        Some(table.rows().map(|row| one(number(row[1]) as u32, number(row[2]), number(row[3]))).collect())
    }

    /// All purchases of CDNOW's sample over 78 weeks, dollars as cents, when the reference data are at hand.
    pub fn cdnow_purchases() -> Option<Vec<super::Purchase>> {
        let table = Table::read("cdnow-sample-transactions.txt")?;
        let purchase = |line: &str| {
            let words: Vec<&str> = line.split_whitespace().collect();
            let number = |at: usize, from: usize, to: usize| words[at][from..to].parse().unwrap_or(0);
            let date: (i32, i32, i32) = (number(2, 0, 4), number(2, 4, 6), number(2, 6, 8));
            let dollars: f64 = words[4].parse().unwrap_or(f64::NAN);
            super::Purchase {
                customer: words[1].parse::<u32>().unwrap_or(0) - 1,
                day: day(date),
                amount: (dollars * 100.0).round() as i64,
            }
        };
        Some(table.lines().map(purchase).collect())
    }

    /// Days since 1 January 1997 within that year and the next.
    pub fn day((year, month, day): (i32, i32, i32)) -> i32 {
        const BEFORE: [i32; 12] = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
        (year - 1997) * 365 + BEFORE[month as usize - 1] + day - 1
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::insight::reference::Table;

    fn histories(days: &[(i32, i64)]) -> Histories {
        let purchases: Vec<Purchase> =
            days.iter().map(|&(day, amount)| Purchase { customer: 0, day, amount }).collect();
        Histories::new(1, &purchases)
    }

    #[test]
    fn days_count_not_invoices() {
        let it = histories(&[(14, 5), (0, 10), (0, 20), (14, 7), (7, 4)]);
        assert_eq!(it.summary(0, 21), Some(Summary { repeats: 2, recency: 2.0, age: 3.0 }));
        assert_eq!(it.spend(0, 21), Spend { purchases: 2, mean: 8.0 });
    }

    #[test]
    fn what_lies_after_today_is_unknown() {
        let it = histories(&[(0, 10), (7, 10), (30, 99)]);
        assert_eq!(it.summary(0, 14), Some(Summary { repeats: 1, recency: 1.0, age: 2.0 }));
        assert_eq!(it.spend(0, 14).mean, 10.0);
        assert_eq!(it.bought_between(0, 7, 30), 1);
        assert_eq!(it.summary(0, -1), None);
        assert_eq!(it.span(14), Some((0, 7)));
    }

    #[test]
    fn cancelled_and_free_days() {
        let cancelled = histories(&[(0, 10), (7, 10), (7, -10)]);
        assert_eq!(cancelled.summary(0, 7).map(|it| it.repeats), Some(0));
        let free = histories(&[(0, 10), (7, 0)]);
        assert_eq!(free.summary(0, 7).map(|it| it.repeats), Some(1));
        assert_eq!(free.spend(0, 7), Spend::default());
        let only_returns = histories(&[(3, -10)]);
        assert_eq!(only_returns.summary(0, 7), None);
        assert_eq!(only_returns.spend(0, 7), Spend::default());
    }

    #[test]
    fn returns_take_from_the_latest_spend_and_from_no_count() {
        let it = histories(&[(0, 100), (7, 30), (14, 20), (15, -40)]);
        assert_eq!(it.summary(0, 21).map(|it| it.repeats), Some(2));
        assert_eq!(it.spend(0, 21), Spend { purchases: 1, mean: 10.0 });
        assert_eq!(it.spend(0, 14), Spend { purchases: 2, mean: 25.0 });
        assert_eq!(it.value_between(0, 0, 21), 10);
    }

    #[test]
    fn nobody_one_customer_one_day_and_the_ends_of_time() {
        assert_eq!(Histories::new(0, &[]).customers(), 0);
        assert_eq!(Histories::new(1, &[]).summary(0, 5), None);
        let one_day = histories(&[(5, 1), (5, 2)]);
        assert_eq!(one_day.summary(0, 5), Some(Summary { repeats: 0, recency: 0.0, age: 0.0 }));
        let ends = histories(&[(i32::MIN, i64::MAX), (i32::MAX, i64::MAX)]);
        assert_eq!(ends.summary(0, i32::MAX).map(|it| it.repeats), Some(1));
        assert_eq!(ends.value_between(0, i32::MIN, i32::MAX), i64::MAX);
        // A customer that the caller does not have.
        assert_eq!(Histories::new(0, &[Purchase { customer: 3, day: 0, amount: 1 }]).span(9), None);
    }

    #[test]
    fn cdnow_transactions_give_its_summary() {
        let (Some(purchases), Some(table)) = (samples::cdnow_purchases(), Table::read("cdnow-summary.csv"))
        else {
            return;
        };
        let histories = Histories::new(2357, &purchases);
        let today = samples::day((1997, 9, 30));
        for (at, row) in table.rows().enumerate() {
            let [x, t_x, t, zbar] = [1, 2, 3, 4].map(|at| row[at].parse::<f64>().unwrap());
            let summary = histories.summary(at, today).unwrap();
            assert_eq!(f64::from(summary.repeats), x, "customer {at}");
            assert!((summary.recency - t_x).abs() < 0.0051 && (summary.age - t).abs() < 0.0051);
            let spend = histories.spend(at, today);
            if spend.purchases == summary.repeats {
                assert!((spend.mean / 100.0 - zbar).abs() < 0.0051);
            }
        }
        let next: u32 = (0..2357).map(|at| histories.bought_between(at, today, today + 273)).sum();
        assert_eq!(next, 1882);
    }
}
