//! Whatever forecasts purchases: the models, and the simple rules they have to beat.

use super::beta_geometric::{BgNbd, MbgNbd};
use super::fit::{Estimate, Fit, fit};
use super::forecast::{Forecast, Prediction, predict, weekly_totals};
use super::nbd::Nbd;
use super::pareto_nbd::ParetoNbd;
use super::{Histories, Rows, Snapshot, Summary};

/// Ways to forecast. Of two that are equally good the earlier one is preferred: Pareto/NBD and MBG/NBD say
/// something sensible of those who bought once, where BG/NBD calls them all active.
#[derive(Clone, Copy, PartialEq, Eq, Debug, PartialOrd, Ord)]
pub enum Method {
    ParetoNbd,
    MbgNbd,
    BgNbd,
    Nbd,
    /// Everyone goes on as so far.
    OwnRate,
    /// Everyone buys as often as in the period before.
    SamePeriod,
    /// Everyone buys like everyone.
    Mean,
}

impl Method {
    pub const ALL: [Method; 7] = [
        Method::ParetoNbd,
        Method::MbgNbd,
        Method::BgNbd,
        Method::Nbd,
        Method::OwnRate,
        Method::SamePeriod,
        Method::Mean,
    ];

    /// Whether it is a rule without parameters, one anybody could follow.
    pub fn is_rule(self) -> bool {
        matches!(self, Method::OwnRate | Method::SamePeriod | Method::Mean)
    }
}

/// A method made ready by what was known on a day.
#[derive(Clone, Debug)]
pub enum Fitted {
    ParetoNbd(Fit<ParetoNbd, 4>),
    MbgNbd(Fit<MbgNbd, 4>),
    BgNbd(Fit<BgNbd, 4>),
    Nbd(Fit<Nbd, 2>),
    OwnRate,
    SamePeriod,
    /// Repeat purchases a customer and week.
    Mean(f64),
}

/// Standard errors of the figures of a [`Prediction`].
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct StandardErrors {
    pub p_alive: f64,
    pub expected: f64,
    pub p_buys: f64,
}

impl Fitted {
    /// `former` speeds a refit, if it is of the same method.
    pub fn new(method: Method, rows: &Rows, former: Option<&Fitted>) -> Self {
        match method {
            Method::ParetoNbd => Fitted::ParetoNbd(fit(rows, former.and_then(Fitted::pareto_nbd))),
            Method::MbgNbd => Fitted::MbgNbd(fit(rows, former.and_then(Fitted::mbg_nbd))),
            Method::BgNbd => Fitted::BgNbd(fit(rows, former.and_then(Fitted::bg_nbd))),
            Method::Nbd => Fitted::Nbd(fit(rows, former.and_then(Fitted::nbd))),
            Method::OwnRate => Fitted::OwnRate,
            Method::SamePeriod => Fitted::SamePeriod,
            Method::Mean => {
                let (repeats, weeks) = rows.totals();
                Fitted::Mean(if weeks > 0.0 { repeats / weeks } else { 0.0 })
            }
        }
    }

    pub fn method(&self) -> Method {
        match self {
            Fitted::ParetoNbd(_) => Method::ParetoNbd,
            Fitted::MbgNbd(_) => Method::MbgNbd,
            Fitted::BgNbd(_) => Method::BgNbd,
            Fitted::Nbd(_) => Method::Nbd,
            Fitted::OwnRate => Method::OwnRate,
            Fitted::SamePeriod => Method::SamePeriod,
            Fitted::Mean(_) => Method::Mean,
        }
    }

    /// The model behind it; rules have none.
    pub fn model(&self) -> Option<&dyn Forecast> {
        Some(match self {
            Fitted::ParetoNbd(fit) => &fit.model,
            Fitted::MbgNbd(fit) => &fit.model,
            Fitted::BgNbd(fit) => &fit.model,
            Fitted::Nbd(fit) => &fit.model,
            Fitted::OwnRate | Fitted::SamePeriod | Fitted::Mean(_) => return None,
        })
    }

    pub fn log_likelihood(&self) -> Option<f64> {
        Some(match self {
            Fitted::ParetoNbd(fit) => fit.log_likelihood,
            Fitted::MbgNbd(fit) => fit.log_likelihood,
            Fitted::BgNbd(fit) => fit.log_likelihood,
            Fitted::Nbd(fit) => fit.log_likelihood,
            Fitted::OwnRate | Fitted::SamePeriod | Fitted::Mean(_) => return None,
        })
    }

    /// Forecasts for the customers of a snapshot over so many weeks, in their order.
    ///
    /// A rule knows no chance to be active. Its chance of a purchase is that of a Poisson variable.
    pub fn predict(&self, histories: &Histories, snapshot: &Snapshot, weeks: u32) -> Vec<Prediction> {
        let horizon = f64::from(weeks);
        if let Some(model) = self.model() {
            return predict(model, &snapshot.rows, horizon);
        }
        let rule = |expected: f64| Prediction { p_alive: f64::NAN, expected, p_buys: -(-expected).exp_m1() };
        match self {
            Fitted::SamePeriod => {
                let before = snapshot.repeats_before(histories, weeks);
                before.into_iter().map(|repeats| rule(repeats.into())).collect()
            }
            Fitted::Mean(rate) => vec![rule(rate * horizon); snapshot.len()],
            _ => {
                // Someone of today has no rate yet; a week is the least to judge by.
                let rate = |it: &Summary| f64::from(it.repeats) / it.age.max(1.0);
                snapshot.summaries.iter().map(|it| rule(rate(it) * horizon)).collect()
            }
        }
    }

    /// Purchases of all customers together in each of the coming weeks. Rules know no course: they spread evenly.
    pub fn weekly(&self, histories: &Histories, snapshot: &Snapshot, weeks: u32) -> Vec<f64> {
        if let Some(model) = self.model() {
            return weekly_totals(model, &snapshot.rows, weeks);
        }
        let total: f64 = self.predict(histories, snapshot, weeks).iter().map(|it| it.expected).sum();
        vec![total / f64::from(weeks.max(1)); weeks as usize]
    }

    /// The variance of all customers' expected purchases that comes from not knowing the parameters exactly.
    /// Nothing for rules, and where the data do not determine the parameters.
    pub fn variance_of_total(&self, rows: &Rows, weeks: u32) -> Option<f64> {
        fn of<M: Estimate<N> + Forecast, const N: usize>(
            fit: &Fit<M, N>,
            rows: &Rows,
            weeks: f64,
        ) -> Option<f64> {
            fit.variance_of(|model| predict(model, rows, weeks).iter().map(|it| it.expected).sum())
        }
        let weeks = f64::from(weeks);
        match self {
            Fitted::ParetoNbd(fit) => of(fit, rows, weeks),
            Fitted::MbgNbd(fit) => of(fit, rows, weeks),
            Fitted::BgNbd(fit) => of(fit, rows, weeks),
            Fitted::Nbd(fit) => of(fit, rows, weeks),
            Fitted::OwnRate | Fitted::SamePeriod | Fitted::Mean(_) => None,
        }
    }

    /// How uncertain one customer's forecast is because the parameters are estimates (delta method). Nothing for rules,
    /// and where the data do not determine the parameters.
    pub fn standard_errors_of(&self, customer: &Summary, weeks: f64) -> Option<StandardErrors> {
        fn of<M: Estimate<N> + Forecast, const N: usize>(
            fit: &Fit<M, N>,
            customer: &Summary,
            weeks: f64,
        ) -> Option<StandardErrors> {
            let error = |figure: &dyn Fn(&M) -> f64| fit.variance_of(figure).map(f64::sqrt);
            Some(StandardErrors {
                p_alive: error(&|model| model.p_alive(customer))?,
                expected: error(&|model| model.expected(customer, weeks))?,
                p_buys: error(&|model| model.p_buys(customer, weeks))?,
            })
        }
        match self {
            Fitted::ParetoNbd(fit) => of(fit, customer, weeks),
            Fitted::MbgNbd(fit) => of(fit, customer, weeks),
            Fitted::BgNbd(fit) => of(fit, customer, weeks),
            Fitted::Nbd(fit) => of(fit, customer, weeks),
            Fitted::OwnRate | Fitted::SamePeriod | Fitted::Mean(_) => None,
        }
    }

    fn pareto_nbd(&self) -> Option<&Fit<ParetoNbd, 4>> {
        if let Fitted::ParetoNbd(fit) = self { Some(fit) } else { None }
    }

    fn mbg_nbd(&self) -> Option<&Fit<MbgNbd, 4>> {
        if let Fitted::MbgNbd(fit) = self { Some(fit) } else { None }
    }

    fn bg_nbd(&self) -> Option<&Fit<BgNbd, 4>> {
        if let Fitted::BgNbd(fit) = self { Some(fit) } else { None }
    }

    fn nbd(&self) -> Option<&Fit<Nbd, 2>> {
        if let Fitted::Nbd(fit) = self { Some(fit) } else { None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::insight::purchase::Purchase;
    use crate::insight::reference::close;

    #[test]
    fn forecasts_are_as_uncertain_as_samples_make_them() {
        use crate::insight::purchase::simulate::{Story, simulate};
        // The same customers' forecast by models of forty other samples scatters as its standard error says.
        let story = Story {
            customers: 400,
            days: 400,
            joining_days: 150,
            shape: 0.7,
            per_week: 0.2,
            leaving: Some((0.8, 2.4)),
            season: 0.0,
        };
        let customer = Summary { repeats: 4, recency: 20.0, age: 40.0 };
        let (mut alive, mut errors) = (Vec::new(), Vec::new());
        for seed in 0..40 {
            let histories = Histories::new(400, &simulate(&story, seed));
            let fitted = Fitted::new(Method::MbgNbd, &Snapshot::new(&histories, 399).rows, None);
            alive.extend(fitted.model().map(|it| it.p_alive(&customer)));
            errors.extend(fitted.standard_errors_of(&customer, 26.0).map(|it| it.p_alive));
        }
        let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
        let middle = mean(&alive);
        let scatter = mean(&alive.iter().map(|it| (it - middle).powi(2)).collect::<Vec<_>>()).sqrt();
        let stated = mean(&errors);
        assert!(errors.len() >= 38 && (0.6..1.6).contains(&(stated / scatter)), "{stated} for {scatter}");
        let rule = Fitted::new(Method::OwnRate, &Rows::new(&[customer]), None);
        assert_eq!(rule.standard_errors_of(&customer, 26.0), None);
    }

    #[test]
    fn rules_are_what_they_say() {
        let bought = [(0, 0), (0, 7), (0, 27), (1, 14)];
        let purchases = bought.map(|(customer, day)| Purchase { customer, day, amount: 1 });
        let histories = Histories::new(2, &purchases);
        let snapshot = Snapshot::new(&histories, 28);
        let expected = |method| {
            let fitted = Fitted::new(method, &snapshot.rows, None);
            fitted.predict(&histories, &snapshot, 2).iter().map(|it| it.expected).collect::<Vec<_>>()
        };
        assert_eq!(expected(Method::OwnRate), [1.0, 0.0]);
        assert_eq!(expected(Method::SamePeriod), [1.0, 0.0]);
        // Two repeats in four and two weeks.
        let mean = expected(Method::Mean);
        close(mean[0], 2.0 / 3.0, 1e-15);
        assert_eq!(mean[0], mean[1]);
        let fitted = Fitted::new(Method::Mean, &snapshot.rows, None);
        close(fitted.weekly(&histories, &snapshot, 4).iter().sum(), 8.0 / 3.0, 1e-14);
    }
}
