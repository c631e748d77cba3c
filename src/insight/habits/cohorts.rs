//! Cohorts: customers who came in the same period, and how many of them, and how much of their money, came back in
//! each period after.

use crate::insight::purchase::Histories;

/// The customers who first bought in one period.
#[derive(Clone, PartialEq, Debug)]
pub struct Cohort {
    /// The place of the period.
    pub period: usize,
    pub customers: u32,
    /// Customers who bought in that period and in each one after it, up to the last that is over.
    pub bought: Vec<u32>,
    /// What they brought in each, returns deducted.
    pub revenue: Vec<i64>,
}

impl Cohort {
    /// The share of the cohort that bought so many periods after it came; one at zero.
    pub fn retention(&self, after: usize) -> Option<f64> {
        let bought = self.bought.get(after)?;
        (self.customers > 0).then(|| f64::from(*bought) / f64::from(self.customers))
    }
}

/// One cohort for each period, whose starts are ascending; the last entry is the end of the last period. Customers
/// from before the first period belong to none.
pub fn cohorts(histories: &Histories, starts: &[i32]) -> Vec<Cohort> {
    let periods = starts.len().saturating_sub(1);
    let mut cohorts: Vec<Cohort> = (0..periods)
        .map(|period| Cohort {
            period,
            customers: 0,
            bought: vec![0; periods - period],
            revenue: vec![0; periods - period],
        })
        .collect();
    let period_of = |day: i32| {
        let at = starts.partition_point(|start| *start <= day);
        (at > 0 && at <= periods).then(|| at - 1)
    };
    for customer in 0..histories.customers() {
        let Some(first) = histories.of(customer).iter().find(|it| it.bought) else { continue };
        let Some(came) = period_of(first.day) else { continue };
        let cohort = &mut cohorts[came];
        cohort.customers += 1;
        let mut last = None;
        for day in histories.of(customer) {
            let Some(period) = period_of(day.day).filter(|it| *it >= came) else { continue };
            let revenue = &mut cohort.revenue[period - came];
            *revenue = revenue.saturating_add(day.amount);
            if day.bought && last != Some(period) {
                cohort.bought[period - came] += 1;
                last = Some(period);
            }
        }
    }
    cohorts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::insight::purchase::Purchase;

    #[test]
    fn who_came_together_and_came_back() {
        let bought = [
            (0, 1, 10),
            (0, 2, 5),
            (0, 11, 20),
            (1, 5, 7),
            (1, 25, 9),
            (1, 26, -4),
            (2, 15, 100),
            (3, -5, 1),
        ];
        let purchases = bought.map(|(customer, day, amount)| Purchase { customer, day, amount });
        let cohorts = cohorts(&Histories::new(4, &purchases), &[0, 10, 20, 30]);
        assert_eq!(cohorts[0].customers, 2);
        assert_eq!(cohorts[0].bought, [2, 1, 1]);
        assert_eq!(cohorts[0].revenue, [22, 20, 5]);
        assert_eq!((cohorts[0].retention(1), cohorts[0].retention(3)), (Some(0.5), None));
        assert_eq!((cohorts[1].customers, cohorts[1].bought.as_slice()), (1, [1, 0].as_slice()));
        assert_eq!(cohorts[2].retention(0), None);
        assert_eq!(cohorts[0].retention(0), Some(1.0));
    }
}
