//! RFM: recency, frequency and monetary value, each scored by quantiles (Hughes, Strategic Database Marketing,
//! 1994), their grid, and names for its regions.

/// What is scored of a customer.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Activity {
    /// Days since the last purchase.
    pub days_silent: f64,
    /// Purchase days.
    pub purchases: f64,
    /// What they brought, in any one unit.
    pub value: f64,
}

/// Scores from 1, the worst, to the number of groups, the best.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Scores {
    pub recency: u8,
    pub frequency: u8,
    pub monetary: u8,
}

/// Into how many groups each of the three is cut, 2 to 10.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Groups {
    pub recency: u8,
    pub frequency: u8,
    pub monetary: u8,
}

impl Default for Groups {
    fn default() -> Self {
        Groups { recency: 5, frequency: 5, monetary: 5 }
    }
}

/// The values at which scores change, so that they can be shown and made conditions.
#[derive(Clone, PartialEq, Debug)]
pub struct Scale {
    groups: Groups,
    /// Ascending: a value belongs to the first group whose bound it does not exceed, else to the last.
    pub days_silent: Vec<f64>,
    pub purchases: Vec<f64>,
    pub value: Vec<f64>,
}

impl Scale {
    /// Bounds such that groups are as even as ties allow: equal customers get equal scores.
    pub fn new(customers: &[Activity], groups: Groups) -> Self {
        let groups = Groups {
            recency: groups.recency.clamp(2, 10),
            frequency: groups.frequency.clamp(2, 10),
            monetary: groups.monetary.clamp(2, 10),
        };
        Scale {
            groups,
            days_silent: bounds(customers.iter().map(|it| it.days_silent), groups.recency),
            purchases: bounds(customers.iter().map(|it| it.purchases), groups.frequency),
            value: bounds(customers.iter().map(|it| it.value), groups.monetary),
        }
    }

    pub fn scores(&self, customer: &Activity) -> Scores {
        let group = |bounds: &[f64], value: f64| bounds.partition_point(|bound| *bound < value) as u8;
        Scores {
            recency: self.groups.recency - group(&self.days_silent, customer.days_silent),
            frequency: 1 + group(&self.purchases, customer.purchases),
            monetary: 1 + group(&self.value, customer.value),
        }
    }

    /// The named region of a customer.
    pub fn cell(&self, scores: Scores) -> Cell {
        // Where the middle of a score's group lies in its range, whatever the number of groups.
        let middle = |score: u8, of: u8| (f64::from(score) - 0.5) / f64::from(of);
        let third = |middle: f64| (3.0 * middle) as u8;
        let recency = third(middle(scores.recency, self.groups.recency));
        let worth =
            middle(scores.frequency, self.groups.frequency) + middle(scores.monetary, self.groups.monetary);
        match (recency, third(0.5 * worth)) {
            (2, 2) => Cell::Champions,
            (2, 1) => Cell::Promising,
            (2, _) => Cell::New,
            (1, 2) => Cell::Loyal,
            (1, 1) => Cell::NeedAttention,
            (1, _) => Cell::AboutToSleep,
            (_, 2) => Cell::CannotLose,
            (_, 1) => Cell::AtRisk,
            _ => Cell::Lost,
        }
    }
}

/// Quantiles as group bounds, without the last. Where one value makes up several groups they have one bound.
fn bounds(values: impl Iterator<Item = f64>, groups: u8) -> Vec<f64> {
    let mut sorted: Vec<f64> = values.filter(|it| !it.is_nan()).collect();
    sorted.sort_unstable_by(f64::total_cmp);
    if sorted.is_empty() {
        return vec![0.0; usize::from(groups) - 1];
    }
    let at = |group: u8| (sorted.len() * usize::from(group)).div_ceil(usize::from(groups)).max(1) - 1;
    (1..groups).map(|group| sorted[at(group)]).collect()
}

/// Regions of the grid: recency in thirds by worth (frequency and monetary value together) in thirds.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub enum Cell {
    Champions,
    Loyal,
    Promising,
    New,
    NeedAttention,
    AboutToSleep,
    CannotLose,
    AtRisk,
    Lost,
}

/// Customers of one place of the grid of recency and frequency.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Place {
    pub customers: u32,
    pub value: f64,
}

/// The grid of recency (rows, best first) and frequency (columns, best last).
pub fn grid(scale: &Scale, customers: &[Activity]) -> Vec<Vec<Place>> {
    let mut grid = vec![vec![Place::default(); scale.groups.frequency.into()]; scale.groups.recency.into()];
    for customer in customers {
        let scores = scale.scores(customer);
        let row = usize::from(scale.groups.recency - scores.recency);
        let place = &mut grid[row][usize::from(scores.frequency) - 1];
        place.customers += 1;
        place.value += customer.value;
    }
    grid
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(days_silent: f64, purchases: f64, value: f64) -> Activity {
        Activity { days_silent, purchases, value }
    }

    #[test]
    fn groups_are_even_and_the_best_score_highest() {
        let customers: Vec<Activity> =
            (1..=10).map(|n| one(f64::from(n), f64::from(n), f64::from(n * n))).collect();
        let scale = Scale::new(&customers, Groups::default());
        let scores: Vec<Scores> = customers.iter().map(|it| scale.scores(it)).collect();
        assert_eq!(scores.iter().map(|it| it.recency).collect::<Vec<_>>(), [5, 5, 4, 4, 3, 3, 2, 2, 1, 1]);
        assert_eq!(scores.iter().map(|it| it.monetary).collect::<Vec<_>>(), [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]);
        let grid = grid(&scale, &customers);
        assert_eq!(grid[0][0], Place { customers: 2, value: 5.0 });
        assert_eq!(grid.iter().flatten().map(|it| it.customers).sum::<u32>(), 10);
    }

    #[test]
    fn equal_customers_score_equally() {
        let mut customers = vec![one(3.0, 1.0, 10.0); 90];
        customers.extend([one(1.0, 9.0, 500.0); 10]);
        let scale = Scale::new(&customers, Groups { recency: 4, frequency: 4, monetary: 3 });
        assert_eq!(scale.scores(&customers[0]), Scores { recency: 4, frequency: 1, monetary: 1 });
        assert_eq!(scale.scores(&customers[99]), Scores { recency: 4, frequency: 4, monetary: 3 });
        assert_eq!(Scale::new(&[], Groups::default()).scores(&customers[0]).frequency, 5);
    }

    #[test]
    fn cells_have_names_for_any_number_of_groups() {
        let scale = Scale::new(&[], Groups::default());
        let cell = |recency, frequency, monetary| scale.cell(Scores { recency, frequency, monetary });
        assert_eq!(cell(5, 5, 5), Cell::Champions);
        assert_eq!(cell(5, 1, 1), Cell::New);
        assert_eq!(cell(5, 3, 3), Cell::Promising);
        assert_eq!(cell(3, 5, 5), Cell::Loyal);
        assert_eq!(cell(1, 5, 5), Cell::CannotLose);
        assert_eq!(cell(1, 3, 3), Cell::AtRisk);
        assert_eq!(cell(1, 1, 1), Cell::Lost);
        let halves = Scale::new(&[], Groups { recency: 2, frequency: 2, monetary: 2 });
        assert_eq!(halves.cell(Scores { recency: 2, frequency: 2, monetary: 2 }), Cell::Champions);
        assert_eq!(halves.cell(Scores { recency: 1, frequency: 1, monetary: 1 }), Cell::Lost);
    }
}
