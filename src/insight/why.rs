//! What one customer's forecast says and rests on, in figures of which one sentence is made. Each can be recomputed
//! from what is shown.

use super::habits::rhythm::rhythm;
use super::purchase::choice::{Choice, Skill};
use super::purchase::interval::purchase_range;
use super::purchase::method::{Method, StandardErrors};
use super::purchase::{Histories, Snapshot};

/// "Bought 7 times, usually every 4 weeks, silent for 9: 62% still active."
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Why {
    /// Purchase days, the first and the last of them.
    pub purchases: u32,
    pub first_day: i32,
    pub last_day: i32,
    /// The middle one of the times between them; nothing before the second.
    pub usual_days: Option<f64>,
    pub silent_days: u32,
    /// The chance to be still active. Nothing where a simple rule forecasts, or nothing is known to leave.
    pub p_alive: Option<f64>,
    /// Standard errors from the parameters' uncertainty, where it is known.
    pub errors: Option<StandardErrors>,
    /// The chance of a purchase within the horizon.
    pub p_buys: f64,
    /// Purchases expected within the horizon, and between which numbers they lie in nine cases of ten.
    pub expected: f64,
    pub range: (u32, u32),
    pub weeks: u32,
    /// By when the next purchase is made with a chance of one, two and three quarters; nothing where that chance is
    /// not reached in ten years, or a simple rule forecasts.
    pub next_days: [Option<i32>; 3],
    pub next_step: Step,
    /// What forecasts, from the data of which day and of how many customers.
    pub method: Method,
    pub today: i32,
    pub customers: usize,
    /// Whether forecasts of these data have been worth anything.
    pub skill: Skill,
}

/// What to do next, proposed by rules that anyone can check.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Step {
    /// Bought once: the second purchase decides.
    WinSecondPurchase,
    /// Silent for longer than usual, and perhaps still there.
    CheckIn,
    /// Bought often, and has most likely left.
    WinBack,
    /// Most likely left after little: nothing special.
    LetGo,
    /// Buys as usual: thank, offer something new.
    Nurture,
}

/// Longer than the usual time by this factor is a silence.
const UNUSUAL: f64 = 1.5;

/// Of one customer on the day of the choice; nothing of somebody who has not bought.
pub fn why(histories: &Histories, choice: &Choice, customer: u32, weeks: u32) -> Option<Why> {
    let today = choice.today;
    let alone = Snapshot::of(histories, today, std::iter::once(customer));
    let summary = *alone.summaries.first()?;
    let forecast = *choice.predict(histories, &alone, weeks).first()?;
    let mut days = histories.purchase_days(customer as usize, today).map(|it| it.day);
    let first_day = days.next()?;
    let last_day = days.last().unwrap_or(first_day);
    let model = choice.fitted.model();
    let leaves = !matches!(choice.fitted.method(), Method::Nbd) && model.is_some();
    let usual_days = rhythm(histories, customer as usize, today).map(|it| it.median_days);
    let silent_days = today.abs_diff(last_day);
    let p_alive = leaves.then_some(forecast.p_alive);
    Some(Why {
        purchases: summary.repeats + 1,
        first_day,
        last_day,
        usual_days,
        silent_days,
        p_alive,
        errors: choice.fitted.standard_errors_of(&summary, f64::from(weeks)),
        p_buys: forecast.p_buys,
        expected: forecast.expected,
        range: purchase_range(forecast.expected, forecast.p_buys, summary.repeats, 0.9),
        weeks,
        next_days: [0.25, 0.5, 0.75].map(|chance| {
            let weeks = model?.weeks_until_next(&summary, chance)?;
            Some(today.saturating_add((weeks * 7.0).ceil() as i32))
        }),
        next_step: next_step(summary.repeats + 1, usual_days, silent_days, p_alive),
        method: choice.fitted.method(),
        today,
        customers: choice.customers,
        skill: choice.skill,
    })
}

fn next_step(purchases: u32, usual_days: Option<f64>, silent_days: u32, p_alive: Option<f64>) -> Step {
    let is_silent = usual_days.is_some_and(|usual| f64::from(silent_days) > UNUSUAL * usual.max(1.0));
    let has_left = p_alive.is_some_and(|it| it < 0.3);
    match (purchases, has_left, is_silent) {
        (3.., true, _) => Step::WinBack,
        (_, true, _) => Step::LetGo,
        (1, ..) => Step::WinSecondPurchase,
        (_, _, true) => Step::CheckIn,
        _ => Step::Nurture,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::insight::purchase::Purchase;
    use crate::insight::purchase::choice::choose;
    use crate::insight::purchase::simulate::{Story, simulate};
    use crate::insight::reference::close;

    #[test]
    fn figures_can_be_recomputed() {
        let story = Story {
            customers: 500,
            days: 700,
            joining_days: 300,
            shape: 0.8,
            per_week: 0.2,
            leaving: Some((0.8, 2.4)),
            season: 0.0,
        };
        let mut purchases = simulate(&story, 8);
        purchases.extend([0, 28, 55, 84, 112, 140, 168].map(|day| Purchase {
            customer: 500,
            day: day + 400,
            amount: 1000,
        }));
        let histories = Histories::new(502, &purchases);
        let choice = choose(&histories, 631, 26, None).unwrap();
        let it = why(&histories, &choice, 500, 26).unwrap();
        assert_eq!((it.purchases, it.usual_days, it.silent_days), (7, Some(28.0), 63));
        assert_eq!((it.first_day, it.last_day, it.next_step), (400, 568, Step::CheckIn));
        let p_alive = it.p_alive.unwrap();
        assert!((0.05..0.95).contains(&p_alive), "{it:?}");
        let summary = histories.summary(500, 631).unwrap();
        close(p_alive, choice.fitted.model().unwrap().p_alive(&summary), 1e-12);
        assert!(it.range.0 <= it.expected.ceil() as u32 && it.expected <= f64::from(it.range.1));
        let errors = it.errors.unwrap();
        assert!(errors.p_alive > 0.0 && errors.p_alive < 0.3 && errors.expected > 0.0);
        assert!(
            it.next_days[0].unwrap() > 631
                && it.next_days[1].is_none_or(|day| day > it.next_days[0].unwrap())
        );
        assert_eq!(why(&histories, &choice, 501, 26), None);
    }

    #[test]
    fn steps_follow_from_the_figures() {
        assert_eq!(next_step(1, None, 10, Some(0.6)), Step::WinSecondPurchase);
        assert_eq!(next_step(9, Some(20.0), 90, Some(0.1)), Step::WinBack);
        assert_eq!(next_step(1, None, 500, Some(0.1)), Step::LetGo);
        assert_eq!(next_step(9, Some(20.0), 90, Some(0.7)), Step::CheckIn);
        assert_eq!(next_step(9, Some(20.0), 12, None), Step::Nurture);
    }
}
