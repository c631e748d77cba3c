//! Chances corrected by what came of earlier ones: when of those called "one in three" every second bought,
//! the next one in three is a half.

use super::forecast::Prediction;
use super::score::score;

/// A straight line between the logits of forecast and corrected chances (Platt 1999).
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Recalibration {
    pub intercept: f64,
    pub slope: f64,
}

/// Chances off by no more than this, on average, are left alone.
const GOOD_ENOUGH: f64 = 0.025;
/// A slope from here on is no correction of overconfidence.
const STEEP: f64 = 0.95;

impl Recalibration {
    pub const NONE: Recalibration = Recalibration { intercept: 0.0, slope: 1.0 };

    /// Learns from forecasts and what came of them, window by window, the latest last. Corrects only where chances
    /// were off, were too sure of themselves, and where what was learnt from the earlier windows improved the
    /// latest. Too sure is a property of a model and lasts; a mere shift up or down is the season's, and the next
    /// one is another.
    pub fn learn(windows: &[(&[Prediction], &[u32])]) -> Self {
        let Some((latest, earlier)) = windows.split_last() else { return Recalibration::NONE };
        let is_good = score(latest.0, latest.1).is_none_or(|it| it.calibration_error <= GOOD_ENOUGH);
        if earlier.is_empty() || is_good {
            return Recalibration::NONE;
        }
        let before = Recalibration::fit(earlier);
        if before.loss(&[*latest]) >= Recalibration::NONE.loss(&[*latest]) {
            return Recalibration::NONE;
        }
        let line = Recalibration::fit(windows);
        if line.slope < STEEP { line } else { Recalibration::NONE }
    }

    pub fn correct(&self, p: f64) -> f64 {
        if *self == Recalibration::NONE {
            return p;
        }
        1.0 / (1.0 + (-self.intercept - self.slope * logit(p)).exp())
    }

    /// Newton's method for the logistic likelihood, drawn a little towards no correction.
    fn fit(windows: &[(&[Prediction], &[u32])]) -> Self {
        const PRIOR: f64 = 10.0;
        let mut line = Recalibration::NONE;
        for _ in 0..30 {
            let (mut by_intercept, mut by_slope) = (-PRIOR * line.intercept, PRIOR * (1.0 - line.slope));
            let (mut ii, mut is, mut ss) = (PRIOR, 0.0, PRIOR);
            for (prediction, actual) in pairs(windows) {
                let x = logit(prediction.p_buys);
                let p = 1.0 / (1.0 + (-line.intercept - line.slope * x).exp());
                let (rest, weight) = (f64::from(u8::from(actual > 0)) - p, p * (1.0 - p));
                by_intercept += rest;
                by_slope += rest * x;
                ii += weight;
                is += weight * x;
                ss += weight * x * x;
            }
            let whole = ii * ss - is * is;
            let intercept = (ss * by_intercept - is * by_slope) / whole;
            let slope = (ii * by_slope - is * by_intercept) / whole;
            if !(intercept.is_finite() && slope.is_finite()) {
                return Recalibration::NONE;
            }
            line.intercept += intercept.clamp(-1.0, 1.0);
            line.slope += slope.clamp(-0.5, 0.5);
            if intercept.abs() + slope.abs() < 1e-10 {
                break;
            }
        }
        // A line that falls would call the likelier the less likely.
        line.slope = line.slope.max(0.1);
        line
    }

    fn loss(&self, windows: &[(&[Prediction], &[u32])]) -> f64 {
        let surprise = |(prediction, actual): (&Prediction, u32)| {
            let p = self.correct(prediction.p_buys).clamp(1e-6, 1.0 - 1e-6);
            if actual > 0 { -p.ln() } else { -(-p).ln_1p() }
        };
        pairs(windows).map(surprise).sum()
    }
}

fn pairs<'a>(windows: &'a [(&[Prediction], &[u32])]) -> impl Iterator<Item = (&'a Prediction, u32)> {
    windows.iter().flat_map(|(predictions, actual)| predictions.iter().zip(actual.iter().copied()))
}

fn logit(p: f64) -> f64 {
    let p = p.clamp(1e-6, 1.0 - 1e-6);
    (p / (1.0 - p)).ln()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::insight::math::random::Random;
    use crate::insight::reference::close;

    fn window(random: &mut Random, truth: impl Fn(f64) -> f64) -> (Vec<Prediction>, Vec<u32>) {
        (0..4000)
            .map(|_| {
                let p = random.unit();
                let bought = random.unit() < truth(p);
                (Prediction { p_alive: 1.0, expected: p, p_buys: p }, u32::from(bought))
            })
            .unzip()
    }

    #[test]
    fn learns_what_repeats_and_nothing_else() {
        let mut random = Random::new(3);
        let flat = |p: f64| 1.0 / (1.0 + (-0.3 - 0.6 * logit(p)).exp());
        let (one, two) = (window(&mut random, flat), window(&mut random, flat));
        let learnt = Recalibration::learn(&[(&one.0, &one.1), (&two.0, &two.1)]);
        close(learnt.correct(0.2), flat(0.2), 0.03);
        // Now flat and then steep, or only lower than forecast: no correction.
        let steep = |p: f64| 1.0 / (1.0 + (-1.6 * logit(p)).exp());
        let low = |p: f64| 1.0 / (1.0 + (0.6 - logit(p)).exp());
        let three = window(&mut random, steep);
        assert_eq!(Recalibration::learn(&[(&one.0, &one.1), (&three.0, &three.1)]), Recalibration::NONE);
        let (four, five) = (window(&mut random, low), window(&mut random, low));
        assert_eq!(Recalibration::learn(&[(&four.0, &four.1), (&five.0, &five.1)]), Recalibration::NONE);
        assert_eq!(Recalibration::learn(&[(&one.0, &one.1)]), Recalibration::NONE);
        assert_eq!(Recalibration::learn(&[]), Recalibration::NONE);
        assert_eq!(Recalibration::NONE.correct(0.0), 0.0);
    }
}
