//! When customers buy: the time between purchases, and the share of months, weekdays and hours.

use crate::insight::purchase::Histories;

/// Quartiles of the time between purchases.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Rhythm {
    pub lower_days: f64,
    pub median_days: f64,
    pub upper_days: f64,
    /// Times between purchases that this rests on.
    pub intervals: usize,
}

/// The rhythm of one customer up to a day; nothing before the second purchase.
pub fn rhythm(histories: &Histories, customer: usize, until: i32) -> Option<Rhythm> {
    quartiles(intervals(histories, customer, until))
}

/// The rhythm of all of these customers together, where each counts as often as it came back.
pub fn rhythm_of(
    histories: &Histories,
    customers: impl Iterator<Item = usize>,
    until: i32,
) -> Option<Rhythm> {
    quartiles(customers.flat_map(|it| intervals(histories, it, until)).collect())
}

fn intervals(histories: &Histories, customer: usize, until: i32) -> Vec<f64> {
    let days: Vec<i32> = histories.purchase_days(customer, until).map(|it| it.day).collect();
    days.windows(2).map(|pair| f64::from(pair[1].abs_diff(pair[0]))).collect()
}

fn quartiles(mut days: Vec<f64>) -> Option<Rhythm> {
    if days.is_empty() {
        return None;
    }
    days.sort_unstable_by(f64::total_cmp);
    let quantile = |share: f64| {
        let at = share * (days.len() - 1) as f64;
        let (below, above) = (days[at as usize], days[at.ceil() as usize]);
        below + (at - at.floor()) * (above - below)
    };
    Some(Rhythm {
        lower_days: quantile(0.25),
        median_days: quantile(0.5),
        upper_days: quantile(0.75),
        intervals: days.len(),
    })
}

/// How much one slot of a cycle (a month, a weekday, an hour) stands out.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Season {
    pub events: f64,
    /// Events relative to an even share of the time observed: 1.2 is a fifth more than usual.
    pub index: f64,
    /// Where the index lies with 95%, taking events as independent (Poisson).
    pub interval: (f64, f64),
}

/// The profile of a cycle: events in each slot, and how long each slot was observed in any one unit (eleven
/// months of data observe December less than once). An index is NaN where nothing was observed.
pub fn season(events: &[f64], observed: &[f64]) -> Vec<Season> {
    let rate = events.iter().sum::<f64>() / observed.iter().sum::<f64>();
    events
        .iter()
        .zip(observed)
        .map(|(events, observed)| {
            let expected = rate * observed;
            // Poisson's limits by the square root, which steadies the variance (Anscombe 1948).
            let root = (events + 0.375).sqrt();
            let limit = |z: f64| ((root + 0.5 * z).max(0.0).powi(2) - 0.375).max(0.0) / expected;
            Season { events: *events, index: events / expected, interval: (limit(-1.96), limit(1.96)) }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::insight::purchase::Purchase;
    use crate::insight::reference::close;

    #[test]
    fn quartiles_of_times_between() {
        let days = [0, 7, 21, 28, 42];
        let purchases = days.map(|day| Purchase { customer: 0, day, amount: 1 });
        let histories = Histories::new(2, &purchases);
        let rhythm_now = rhythm(&histories, 0, 100).unwrap();
        assert_eq!((rhythm_now.median_days, rhythm_now.intervals), (10.5, 4));
        assert_eq!((rhythm_now.lower_days, rhythm_now.upper_days), (7.0, 14.0));
        assert_eq!(rhythm(&histories, 0, 6), None);
        assert_eq!(rhythm(&histories, 1, 100), None);
        assert_eq!(rhythm_of(&histories, 0..2, 100), Some(rhythm_now));
    }

    #[test]
    fn a_slot_seen_half_as_long_is_not_weak() {
        let profile = season(&[20.0, 10.0, 30.0], &[2.0, 1.0, 1.0]);
        close(profile[0].index, profile[1].index, 1e-12);
        close(profile[2].index, 2.0, 1e-12);
        assert!(profile[2].interval.0 > 1.2 && profile[2].interval.1 < 3.0);
        assert!(season(&[0.0], &[0.0])[0].index.is_nan());
    }
}
