//! Customers who are new, who came back, and who fell silent, period by period.

use crate::insight::purchase::Histories;

/// Customers of one period.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Turnover {
    /// First purchase in the period.
    pub new: u32,
    /// Bought before, not in silence.
    pub returning: u32,
    /// Bought again after a silence that had counted as leaving.
    pub won_back: u32,
    /// Whose silence reached the limit in the period.
    pub churned: u32,
    /// Known and not silent for too long at the end of the period.
    pub active: u32,
}

/// Counts customers in periods that begin on `starts` (ascending; the last entry is the end of the last period).
/// Who has not bought for `silent_days` has churned.
pub fn turnover(histories: &Histories, starts: &[i32], silent_days: u32) -> Vec<Turnover> {
    let mut periods = vec![Turnover::default(); starts.len().saturating_sub(1)];
    let period_of = |day: i32| {
        let at = starts.partition_point(|start| *start <= day);
        (at > 0 && at < starts.len()).then(|| at - 1)
    };
    let Some(end) = starts.last().copied() else { return periods };
    for customer in 0..histories.customers() {
        let days: Vec<i32> =
            histories.purchase_days(customer, end.saturating_sub(1)).map(|it| it.day).collect();
        // Of several purchases in a period the first decides what the customer is in it.
        let mut last_period = None;
        for (at, day) in days.iter().enumerate() {
            let before = at.checked_sub(1).map(|before| days[before]);
            let period = period_of(*day);
            if let Some(period) = period.filter(|_| period != last_period) {
                let counts = &mut periods[period];
                match before {
                    None => counts.new += 1,
                    Some(before) if day.abs_diff(before) > silent_days => counts.won_back += 1,
                    Some(_) => counts.returning += 1,
                }
            }
            last_period = period;
            let silent_from = day.saturating_add_unsigned(silent_days.saturating_add(1));
            let next = days.get(at + 1).copied().unwrap_or(end);
            if silent_from <= next
                && silent_from < end
                && let Some(period) = period_of(silent_from)
            {
                periods[period].churned += 1;
            }
            // Active at the ends of periods that lie within the silence still allowed.
            for (period, pair) in starts.windows(2).enumerate() {
                let last_day = pair[1].saturating_sub(1);
                let is_latest = days.get(at + 1).is_none_or(|next| *next > last_day);
                if *day <= last_day && is_latest && last_day < silent_from {
                    periods[period].active += 1;
                }
            }
        }
    }
    periods
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::insight::purchase::Purchase;

    #[test]
    fn one_customer_through_five_periods() {
        // Buys on days 2, 5, 12 and 48; ten-day periods; silent for more than fifteen days is gone.
        let purchases = [2, 5, 12, 48].map(|day| Purchase { customer: 0, day, amount: 1 });
        let counts = turnover(&Histories::new(1, &purchases), &[0, 10, 20, 30, 40, 50], 15);
        assert_eq!(counts.iter().map(|it| it.new).collect::<Vec<_>>(), [1, 0, 0, 0, 0]);
        assert_eq!(counts.iter().map(|it| it.returning).collect::<Vec<_>>(), [0, 1, 0, 0, 0]);
        assert_eq!(counts.iter().map(|it| it.churned).collect::<Vec<_>>(), [0, 0, 1, 0, 0]);
        assert_eq!(counts.iter().map(|it| it.won_back).collect::<Vec<_>>(), [0, 0, 0, 0, 1]);
        assert_eq!(counts.iter().map(|it| it.active).collect::<Vec<_>>(), [1, 1, 0, 0, 1]);
        assert!(turnover(&Histories::new(1, &purchases), &[], 15).is_empty());
    }

    #[test]
    fn active_is_carried_from_period_to_period() {
        let bought = [(0, 1), (0, 14), (1, 3), (2, 12), (2, 28), (3, 35)];
        let purchases = bought.map(|(customer, day)| Purchase { customer, day, amount: 1 });
        let counts = turnover(&Histories::new(4, &purchases), &[0, 10, 20, 30, 40], 12);
        let mut active = 0;
        for period in counts {
            active = active + period.new + period.won_back - period.churned;
            assert_eq!(period.active, active);
        }
    }
}
