//! Which method forecasts this workspace: the one that did so best on its own recent past.
//!
//! Every method is made ready with what was known on earlier days and scored on the weeks that followed them.
//! The simple rules compete on equal terms. Never judged by how well a method describes the data it was
//! fitted to.

use super::fit::Estimate;
use super::forecast::Prediction;
use super::method::{Fitted, Method};
use super::recalibration::Recalibration;
use super::score::{Score, score};
use super::{Histories, Snapshot};

/// Beyond this many customers the trials are made with a part of them: a few thousand tell the methods apart.
const MOST_TRIED: usize = 12_000;
/// Root mean squared errors this near to the best cannot be told from it by one workspace's past.
const TIE: f64 = 1.015;
/// Nor can those whose lead is within its standard error, unless they are further behind than this.
const WIDEST_TIE: f64 = 1.08;
/// A dropout process has to improve the log-likelihood by its two parameters' worth (Akaike 1974).
const DROPOUT_EVIDENCE: f64 = 2.0;

/// A stretch of the past that was forecast from the day before it began.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Window {
    /// The last day that was known.
    pub cut: i32,
    pub weeks: u32,
}

/// How a method did in the trials.
#[derive(Clone, Debug)]
pub struct Trial {
    pub method: Method,
    /// One for each window.
    pub scores: Vec<Score>,
    /// Means over the windows.
    pub rmse: f64,
    pub mae: f64,
}

/// What the choice rests on and how far it can be trusted.
#[derive(Clone, Debug)]
pub struct Choice {
    /// The chosen method, made ready with all that is known today.
    pub fitted: Fitted,
    pub today: i32,
    /// Customers who had bought by then.
    pub customers: usize,
    /// What the trials were held on, latest first.
    pub windows: Vec<Window>,
    /// All methods, best first.
    pub trials: Vec<Trial>,
    pub skill: Skill,
    pub notes: Vec<Note>,
    /// How chances of a purchase are corrected by what came of earlier ones.
    pub recalibration: Recalibration,
}

/// Whether forecasts tell customers apart better than "everyone buys like everyone".
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Skill {
    Proven,
    /// No predictive skill: the past of these data does not tell who buys again.
    None,
}

/// What a user should be told about the choice.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Note {
    /// A simple rule did best, and is used.
    RuleWon(Method),
    /// The data show nobody leaving: this model ran to its limit without dropout, NBD stands in for it.
    NoDropout(Method),
    /// This model promised more than anybody could buy and was set aside.
    Implausible(Method),
    /// The likelihood does not determine the parameters; forecasts stand, their standard errors are unknown.
    Undetermined(Method),
    /// History is short: tried over so many weeks, fewer than are forecast.
    ShorterTrial(u32),
}

/// Why nothing is forecast yet: what there is, and what is needed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TooLittle {
    /// Customers who bought.
    Customers { have: u32, need: u32 },
    /// Customers who bought more than once.
    Repeaters { have: u32, need: u32 },
    /// Weeks between the first purchase and today.
    Weeks { have: u32, need: u32 },
    /// Purchases in the part of the past that is held out for trials.
    RecentPurchases { have: u32, need: u32 },
}

const CUSTOMERS_NEEDED: u32 = 30;
const REPEATERS_NEEDED: u32 = 10;
const WEEKS_NEEDED: u32 = 8;
const RECENT_NEEDED: u32 = 10;

/// Chooses a method for forecasts over so many weeks (at least one). `former` is the last choice for these
/// data: its fit makes the new one quick.
pub fn choose(
    histories: &Histories,
    today: i32,
    weeks: u32,
    former: Option<&Choice>,
) -> Result<Choice, TooLittle> {
    let now = Snapshot::new(histories, today);
    enough(histories, &now)?;
    let windows = windows(histories, today, weeks.max(1));
    let step = now.len().div_ceil(MOST_TRIED).max(1);
    let tried: Vec<Tried> = windows
        .iter()
        .map(|window| {
            let customers = (0..histories.customers() as u32).step_by(step);
            Tried::new(histories, Snapshot::of(histories, window.cut, customers), window.weeks)
        })
        .collect();
    let held_out: u32 = tried.first().map_or(0, |it| it.actual.iter().sum());
    if held_out < RECENT_NEEDED {
        return Err(TooLittle::RecentPurchases { have: held_out, need: RECENT_NEEDED });
    }

    let trials = ranked(&tried);
    let mut notes = Vec::new();
    let mut fitted = None;
    let nbd = Fitted::new(Method::Nbd, &now.rows, None);
    for trial in &trials {
        let candidate = Fitted::new(trial.method, &now.rows, former.map(|it| &it.fitted));
        if let Some(doubt) = doubt(&candidate, &nbd, histories, &now, weeks.max(1)) {
            notes.push(doubt);
            continue;
        }
        fitted = Some(candidate);
        break;
    }
    let fitted = fitted.unwrap_or_else(|| Fitted::new(Method::Mean, &now.rows, None));
    let method = fitted.method();
    if method.is_rule() {
        notes.push(Note::RuleWon(method));
    } else if !fitted.is_determined() {
        notes.push(Note::Undetermined(method));
    }
    let tried_weeks = windows.first().map_or(0, |it| it.weeks);
    if tried_weeks < weeks {
        notes.push(Note::ShorterTrial(tried_weeks));
    }
    let forecasts: Vec<(&[Prediction], &[u32])> =
        tried.iter().rev().map(|it| (it.of(method), it.actual.as_slice())).collect();
    Ok(Choice {
        skill: skill(&tried, method),
        recalibration: Recalibration::learn(&forecasts),
        fitted,
        today,
        customers: now.len(),
        windows,
        trials,
        notes,
    })
}

fn enough(histories: &Histories, now: &Snapshot) -> Result<(), TooLittle> {
    let customers = now.len() as u32;
    if customers < CUSTOMERS_NEEDED {
        return Err(TooLittle::Customers { have: customers, need: CUSTOMERS_NEEDED });
    }
    let repeaters = now.summaries.iter().filter(|it| it.repeats > 0).count() as u32;
    if repeaters < REPEATERS_NEEDED {
        return Err(TooLittle::Repeaters { have: repeaters, need: REPEATERS_NEEDED });
    }
    let weeks = weeks_known(histories, now.day);
    if weeks < WEEKS_NEEDED {
        return Err(TooLittle::Weeks { have: weeks, need: WEEKS_NEEDED });
    }
    Ok(())
}

fn weeks_known(histories: &Histories, today: i32) -> u32 {
    histories.span(today).map_or(0, |(first, _)| today.abs_diff(first) / 7)
}

/// The last weeks, as many as are to be forecast but at most half of what is known, and the same stretch a third
/// earlier.
fn windows(histories: &Histories, today: i32, weeks: u32) -> Vec<Window> {
    let known = weeks_known(histories, today);
    let length = weeks.min(known / 2).max(1);
    [length, length + length.div_ceil(3)]
        .into_iter()
        .filter(|back| known - back >= (known / 4).max(WEEKS_NEEDED / 2))
        .map(|back| Window { cut: today.saturating_sub_unsigned(7 * back), weeks: length })
        .collect()
}

/// All methods' forecasts for a window, and what came.
struct Tried {
    actual: Vec<u32>,
    forecasts: Vec<(Method, Vec<Prediction>)>,
}

impl Tried {
    fn new(histories: &Histories, snapshot: Snapshot, weeks: u32) -> Self {
        let forecast = |method| {
            let fitted = Fitted::new(method, &snapshot.rows, None);
            (method, fitted.predict(histories, &snapshot, weeks))
        };
        Tried {
            forecasts: Method::ALL.map(forecast).to_vec(),
            actual: snapshot.bought_after(histories, weeks),
        }
    }

    fn of(&self, method: Method) -> &[Prediction] {
        let found = self.forecasts.iter().find(|it| it.0 == method);
        found.map_or(&[], |it| &it.1)
    }
}

/// By root mean squared error; among those that it cannot tell from the best, by that times the mean absolute
/// error.
fn ranked(tried: &[Tried]) -> Vec<Trial> {
    let mut trials: Vec<Trial> = Method::ALL
        .iter()
        .map(|method| {
            let scores: Vec<Score> =
                tried.iter().filter_map(|it| score(it.of(*method), &it.actual)).collect();
            let n = scores.len().max(1) as f64;
            let mean = |of: fn(&Score) -> f64| scores.iter().map(of).sum::<f64>() / n;
            let (rmse, mae) = (mean(|it| it.rmse), mean(|it| it.mae));
            let worst = |error: f64| if error.is_finite() { error } else { f64::INFINITY };
            Trial { method: *method, rmse: worst(rmse), mae: worst(mae), scores }
        })
        .collect();
    trials.sort_by(|a, b| a.rmse.total_cmp(&b.rmse).then(a.method.cmp(&b.method)));
    let (best, least) = (trials[0].method, trials[0].rmse);
    let ties = trials.partition_point(|it| it.rmse <= least * WIDEST_TIE);
    let (mut near, far): (Vec<Trial>, Vec<Trial>) = trials.drain(..ties).partition(|it| {
        // A rule is used where it wins, not where chance may have kept it from losing.
        let may_be_best = || gain(tried, best, it.method).is_some_and(|gain| gain.0 < gain.1);
        it.rmse <= least * TIE || (!it.method.is_rule() && may_be_best())
    });
    near.sort_by(|a, b| (a.rmse * a.mae).total_cmp(&(b.rmse * b.mae)).then(a.method.cmp(&b.method)));
    near.into_iter().chain(far).chain(trials).collect()
}

/// By how much the squared errors of one method are smaller than another's, a customer, and the standard error of
/// that. Windows overlap: there are as many independent gains as one of them has.
fn gain(tried: &[Tried], of: Method, over: Method) -> Option<(f64, f64)> {
    let (mut n, mut sum, mut squares) = (0.0, 0.0, 0.0);
    for window in tried {
        let pairs = window.of(of).iter().zip(window.of(over));
        for ((one, other), actual) in pairs.zip(&window.actual) {
            let actual = f64::from(*actual);
            let gain = (other.expected - actual).powi(2) - (one.expected - actual).powi(2);
            n += 1.0;
            sum += gain;
            squares += gain * gain;
        }
    }
    let mean: f64 = sum / n;
    let error = ((squares / n - mean * mean).max(0.0) * tried.len() as f64 / n).sqrt();
    (mean.is_finite() && error.is_finite()).then_some((mean, error))
}

/// What speaks against using a method in spite of its trials.
fn doubt(
    candidate: &Fitted,
    nbd: &Fitted,
    histories: &Histories,
    now: &Snapshot,
    weeks: u32,
) -> Option<Note> {
    let method = candidate.method();
    if method.is_rule() {
        return None;
    }
    let forecasts = candidate.predict(histories, now, weeks);
    let total: f64 = forecasts.iter().map(|it| it.expected).sum();
    let own: f64 =
        now.summaries.iter().map(|it| f64::from(it.repeats) / it.age.max(1.0) * f64::from(weeks)).sum();
    let before = now.repeats_before(histories, weeks).iter().sum::<u32>();
    // Nobody buys on more days than there are, and all together not several times as much as ever.
    let every_day = f64::from(weeks) * 7.0;
    let is_sane = |it: &Prediction| {
        (0.0..=every_day).contains(&it.expected)
            && (0.0..=1.0).contains(&it.p_buys)
            && (0.0..=1.0).contains(&it.p_alive)
    };
    if !forecasts.iter().all(is_sane) || total > 4.0 * own.max(before.into()).max(10.0) {
        return Some(Note::Implausible(method));
    }
    if method == Method::Nbd {
        return None;
    }
    let gain = candidate.log_likelihood()? - nbd.log_likelihood()?;
    (gain.is_nan() || gain < DROPOUT_EVIDENCE).then_some(Note::NoDropout(method))
}

/// Proven when the method's squared errors are smaller than those of everyone's mean, and those who bought
/// rank above those who did not, both beyond two standard errors.
fn skill(tried: &[Tried], method: Method) -> Skill {
    let mut ranks_better = false;
    for window in tried {
        let buyers = window.actual.iter().filter(|it| **it > 0).count() as f64;
        let others = window.actual.len() as f64 - buyers;
        if let Some(auc) = score(window.of(method), &window.actual).and_then(|it| it.auc) {
            // The standard error where nothing is told apart (Mann and Whitney 1947).
            let error = ((buyers + others + 1.0) / (12.0 * buyers * others)).sqrt();
            ranks_better |= auc > 0.5 + 2.0 * error;
        }
    }
    let is_closer = gain(tried, method, Method::Mean).is_some_and(|(mean, error)| mean > 2.0 * error);
    if ranks_better && is_closer { Skill::Proven } else { Skill::None }
}

impl Fitted {
    /// Whether the data determine the parameters. Rules have none.
    pub fn is_determined(&self) -> bool {
        fn of<M: Estimate<N>, const N: usize>(fit: &super::Fit<M, N>) -> bool {
            fit.standard_errors().is_some()
        }
        match self {
            Fitted::ParetoNbd(fit) => of(fit),
            Fitted::MbgNbd(fit) => of(fit),
            Fitted::BgNbd(fit) => of(fit),
            Fitted::Nbd(fit) => of(fit),
            Fitted::OwnRate | Fitted::SamePeriod | Fitted::Mean(_) => true,
        }
    }
}

impl Choice {
    /// The same method for data that changed a little: a few evaluations instead of new trials. To be chosen anew
    /// when a week has passed, or the data have changed much.
    pub fn refit(&self, histories: &Histories, today: i32) -> Choice {
        let now = Snapshot::new(histories, today);
        let fitted = Fitted::new(self.fitted.method(), &now.rows, Some(&self.fitted));
        Choice { fitted, today, customers: now.len(), ..self.clone() }
    }

    /// Forecasts for the customers of a snapshot, the chances corrected by what came of earlier ones.
    pub fn predict(&self, histories: &Histories, snapshot: &Snapshot, weeks: u32) -> Vec<Prediction> {
        let mut forecasts = self.fitted.predict(histories, snapshot, weeks);
        forecasts.iter_mut().for_each(|it| it.p_buys = self.recalibration.correct(it.p_buys));
        forecasts
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::insight::purchase::Purchase;
    use crate::insight::purchase::simulate::{Story, simulate};
    use crate::insight::purchase::summary::samples;

    const STORY: Story = Story {
        customers: 800,
        days: 730,
        joining_days: 500,
        shape: 0.6,
        per_week: 0.15,
        leaving: Some((0.8, 2.4)),
        season: 0.0,
    };

    fn chosen(story: &Story, seed: u64, today: i32, weeks: u32) -> (Histories, Choice) {
        let histories = Histories::new(story.customers as usize, &simulate(story, seed));
        let choice = choose(&histories, today, weeks, None).unwrap();
        (histories, choice)
    }

    /// The root mean squared error of what was chosen, and of what would have been best, over the weeks after.
    fn hindsight(histories: &Histories, choice: &Choice, weeks: u32) -> (f64, f64) {
        let now = Snapshot::new(histories, choice.today);
        let actual = now.bought_after(histories, weeks);
        let rmse = |fitted: &Fitted| {
            let forecasts = fitted.predict(histories, &now, weeks);
            assert!(forecasts.iter().all(|it| it.expected.is_finite() && it.p_buys.is_finite()));
            score(&forecasts, &actual).unwrap().rmse
        };
        let all = Method::ALL.map(|method| rmse(&Fitted::new(method, &now.rows, None)));
        (rmse(&choice.fitted), all.into_iter().fold(f64::INFINITY, f64::min))
    }

    #[test]
    fn cdnow_the_next_39_weeks() {
        let Some(purchases) = samples::cdnow_purchases() else { return };
        let histories = Histories::new(2357, &purchases);
        let today = samples::day((1997, 9, 30));
        let choice = choose(&histories, today, 39, None).unwrap();
        let now = Snapshot::new(&histories, today);
        let score = score(&choice.predict(&histories, &now, 39), &now.bought_after(&histories, 39)).unwrap();
        assert!(score.mae <= 0.755 && score.rmse <= 1.603, "{score:?}");
        assert!(score.calibration_error <= 0.03, "{score:?}");
        assert_eq!(score.actual_total, 1882.0);
        assert_eq!((choice.skill, choice.fitted.method()), (Skill::Proven, Method::ParetoNbd));
        assert_eq!(choice.notes, [Note::ShorterTrial(19)]);
    }

    #[test]
    fn choosing_costs_little_against_hindsight() {
        let stories = [
            STORY,
            Story { shape: 4.0, leaving: None, ..STORY },
            Story { leaving: Some((3.0, 3.0)), per_week: 0.5, ..STORY },
            Story { season: 0.3, ..STORY },
            Story { joining_days: 80, days: 550, ..STORY },
            Story { customers: 150, ..STORY },
            Story { per_week: 1.5, leaving: Some((0.3, 6.0)), ..STORY },
        ];
        let mut costs = 0.0;
        for (story, seed) in stories.iter().zip(1..) {
            let (histories, choice) = chosen(story, seed, story.days - 183, 26);
            let (ours, best) = hindsight(&histories, &choice, 26);
            assert!(ours <= best * 1.05, "{story:?}: {ours} against {best}, {:?}", choice.fitted.method());
            costs += (ours / best - 1.0) / stories.len() as f64;
        }
        assert!(costs <= 0.025, "{costs}");
    }

    #[test]
    fn where_nobody_leaves_no_dropout_is_claimed() {
        let story = Story { leaving: None, ..STORY };
        let (_, choice) = chosen(&story, 21, 700, 26);
        assert!(
            matches!(choice.fitted.method(), Method::Nbd | Method::Mean | Method::OwnRate),
            "{:?} {:?}",
            choice.fitted,
            choice.notes
        );
    }

    #[test]
    fn data_without_signal_have_no_skill() {
        // Everyone buys at the same rate for ever: nothing tells one from another.
        let story = Story { shape: 1e6, leaving: None, per_week: 0.2, ..STORY };
        for seed in 31..34 {
            let (_, choice) = chosen(&story, seed, 700, 20);
            assert_eq!(choice.skill, Skill::None, "{seed} {:?}", choice.fitted.method());
        }
    }

    #[test]
    fn too_little_says_what_is_missing() {
        let one = |customer, day| Purchase { customer, day, amount: 100 };
        let none = choose(&Histories::new(0, &[]), 0, 26, None).unwrap_err();
        assert_eq!(none, TooLittle::Customers { have: 0, need: 30 });
        let never_again: Vec<Purchase> = (0..60).map(|at| one(at, at as i32)).collect();
        let error = choose(&Histories::new(60, &never_again), 400, 26, None).unwrap_err();
        assert_eq!(error, TooLittle::Repeaters { have: 0, need: 10 });
        let twice_at_once: Vec<Purchase> = (0..60).flat_map(|at| [one(at, 3), one(at, 4)]).collect();
        let error = choose(&Histories::new(60, &twice_at_once), 5, 26, None).unwrap_err();
        assert_eq!(error, TooLittle::Weeks { have: 0, need: 8 });
        let error = choose(&Histories::new(60, &twice_at_once), 300, 10, None).unwrap_err();
        assert_eq!(error, TooLittle::RecentPurchases { have: 0, need: 10 });
    }

    #[test]
    fn strange_data_stay_finite() {
        let one = |customer, day| Purchase { customer, day, amount: 100 };
        // Like clockwork; all in one burst; one customer who buys daily among many who never do.
        let clockwork: Vec<Purchase> = (0..50).flat_map(|c| (0..40).map(move |w| one(c, w * 7))).collect();
        let burst: Vec<Purchase> = (0..50).flat_map(|c| (0..30).map(move |d| one(c, d + c as i32))).collect();
        let mut daily: Vec<Purchase> = (0..400).map(|day| one(0, day)).collect();
        daily.extend((1..200).flat_map(|c| [one(c, c as i32), one(c, c as i32 + 150)]));
        for (purchases, today) in [(clockwork, 279), (burst, 120), (daily, 399)] {
            let histories = Histories::new(200, &purchases);
            let Ok(choice) = choose(&histories, today, 26, None) else { continue };
            let now = Snapshot::new(&histories, today);
            for it in choice.predict(&histories, &now, 26) {
                assert!((0.0..=182.0).contains(&it.expected) && (0.0..=1.0).contains(&it.p_buys), "{it:?}");
            }
        }
    }

    #[test]
    fn a_refit_after_one_purchase_is_short() {
        let mut purchases = simulate(&STORY, 5);
        let before = choose(&Histories::new(800, &purchases), 700, 26, None).unwrap();
        purchases.push(Purchase { customer: 3, day: 700, amount: 500 });
        let histories = Histories::new(800, &purchases);
        let again = before.refit(&histories, 700).fitted;
        let afresh = Fitted::new(again.method(), &Snapshot::new(&histories, 700).rows, None);
        let difference = again.log_likelihood().unwrap() - afresh.log_likelihood().unwrap();
        assert!(difference.abs() < 1e-6);
    }
}
