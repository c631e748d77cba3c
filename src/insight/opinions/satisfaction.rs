//! Shares, Net Promoter Score and mean satisfaction, each with the range in which the true figure lies.

use crate::insight::math::normal;
use crate::insight::math::random::Random;

/// A figure with the range in which the true one lies with the level asked for.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Estimate {
    pub low: f64,
    pub value: f64,
    pub high: f64,
    /// Answers it rests on.
    pub answers: u32,
}

/// How many standard errors the level (such as 0.95) reaches to each side.
fn reach(level: f64) -> f64 {
    normal::quantile(0.5 + 0.5 * level)
}

/// The share of `count` in `answers` with Wilson's interval (1927), which is right for few answers and shares near
/// 0 and 1 too. Nothing without answers.
pub fn share(count: u32, answers: u32, level: f64) -> Option<Estimate> {
    if answers == 0 {
        return None;
    }
    let (z, n) = (reach(level), f64::from(answers));
    let value = f64::from(count) / n;
    let middle = (value + 0.5 * z * z / n) / (1.0 + z * z / n);
    let half = z / (1.0 + z * z / n) * (value * (1.0 - value) / n + 0.25 * z * z / (n * n)).sqrt();
    Some(Estimate { low: (middle - half).max(0.0), value, high: (middle + half).min(1.0), answers })
}

/// Answers to "how likely are you to recommend us", from 0 to 10.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Recommendations {
    /// 9 and 10.
    pub promoters: u32,
    /// 7 and 8.
    pub passives: u32,
    /// 0 to 6.
    pub detractors: u32,
}

impl Recommendations {
    /// Answers beyond ten are left out.
    pub fn count(answers: impl Iterator<Item = u8>) -> Self {
        answers.fold(Recommendations::default(), |mut counts, answer| {
            match answer {
                9..=10 => counts.promoters += 1,
                7..=8 => counts.passives += 1,
                0..=6 => counts.detractors += 1,
                _ => {}
            }
            counts
        })
    }

    pub fn answers(&self) -> u32 {
        self.promoters + self.passives + self.detractors
    }

    /// The Net Promoter Score from -100 to 100 (Reichheld 2003). Its interval is the adjusted Wald one, with three
    /// quarters of an answer added to promoters and detractors each, and one and a half to passives, which holds
    /// its level from a dozen answers on (Rocks, "Interval estimation for the net promoter score", 2016).
    pub fn score(&self, level: f64) -> Option<Estimate> {
        let answers = self.answers();
        if answers == 0 {
            return None;
        }
        let value = (f64::from(self.promoters) - f64::from(self.detractors)) / f64::from(answers);
        let (middle, variance) = self.steadied();
        let half = reach(level) * variance.sqrt();
        let percent = |share: f64| 100.0 * share.clamp(-1.0, 1.0);
        Some(Estimate {
            low: percent(middle - half),
            value: 100.0 * value,
            high: percent(middle + half),
            answers,
        })
    }

    /// Score and its variance as shares, with three added answers.
    fn steadied(&self) -> (f64, f64) {
        let n = f64::from(self.answers()) + 3.0;
        let (up, down) = ((f64::from(self.promoters) + 0.75) / n, (f64::from(self.detractors) + 0.75) / n);
        (up - down, (up + down - (up - down).powi(2)) / n)
    }

    /// The change of the score from these answers to later ones, and the chance of one this large if nothing had
    /// changed. Nothing when either has no answers.
    pub fn change_to(&self, later: &Recommendations, level: f64) -> Option<(Estimate, f64)> {
        let (before, after) = (self.score(level)?, later.score(level)?);
        let ((one, of_one), (other, of_other)) = (self.steadied(), later.steadied());
        let error = (of_one + of_other).sqrt();
        let half = 100.0 * reach(level) * error;
        let middle = 100.0 * (other - one);
        let change = Estimate {
            low: middle - half,
            value: after.value - before.value,
            high: middle + half,
            answers: before.answers + after.answers,
        };
        Some((change, normal::two_sided((other - one) / error)))
    }
}

/// Mean satisfaction on any scale, with the percentile interval of so many resamples (Efron 1979; a thousand will
/// do), which knows nothing of the answers' distribution. With fewer than five answers there is no interval that
/// deserves the name, and nothing is returned.
pub fn mean(answers: &[f64], level: f64, resamples: u32, random: &mut Random) -> Option<Estimate> {
    if answers.len() < 5 {
        return None;
    }
    let n = answers.len() as f64;
    let mut means: Vec<f64> = (0..resamples.max(1))
        .map(|_| (0..answers.len()).map(|_| answers[random.below(answers.len())]).sum::<f64>() / n)
        .collect();
    means.sort_unstable_by(f64::total_cmp);
    let quantile = |share: f64| means[((means.len() - 1) as f64 * share).round() as usize];
    Some(Estimate {
        low: quantile(0.5 - 0.5 * level),
        value: answers.iter().sum::<f64>() / n,
        high: quantile(0.5 + 0.5 * level),
        answers: answers.len() as u32,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::insight::reference::close;

    #[test]
    fn wilsons_interval() {
        let it = share(8, 10, 0.95).unwrap();
        close(it.low, 0.4902, 1e-4);
        close(it.high, 0.9433, 1e-4);
        let never = share(0, 20, 0.95).unwrap();
        close(never.low, 0.0, 1e-12);
        close(never.high, 0.1611, 1e-4);
        assert_eq!(share(0, 0, 0.95), None);
    }

    #[test]
    fn the_score_and_its_change() {
        let counts = Recommendations::count([10, 9, 9, 8, 7, 6, 0, 10, 11].into_iter());
        assert_eq!(counts, Recommendations { promoters: 4, passives: 2, detractors: 2 });
        let score = counts.score(0.95).unwrap();
        close(score.value, 25.0, 1e-12);
        assert!(score.low < -25.0 && score.high > 60.0);
        let many = Recommendations { promoters: 400, passives: 200, detractors: 200 };
        let narrow = many.score(0.95).unwrap();
        assert!(narrow.low > 18.0 && narrow.high < 32.0);
        let worse = Recommendations { promoters: 300, passives: 200, detractors: 300 };
        let (change, chance) = many.change_to(&worse, 0.95).unwrap();
        assert!(change.high < 0.0 && chance < 1e-6);
        close(change.value, -25.0, 1e-12);
        assert!(counts.change_to(&counts, 0.95).unwrap().1 > 0.99);
        assert_eq!(Recommendations::default().score(0.95), None);
    }

    #[test]
    fn intervals_of_the_score_hold_their_level() {
        let mut random = Random::new(1);
        let mut inside = 0;
        for _ in 0..2000 {
            let answers = (0..25).map(|_| {
                let it = random.unit();
                if it < 0.5 {
                    10
                } else if it < 0.8 {
                    7
                } else {
                    2
                }
            });
            let score = Recommendations::count(answers).score(0.9).unwrap();
            inside += u32::from((score.low..=score.high).contains(&30.0));
        }
        assert!((1750..1880).contains(&inside), "{inside}");
    }

    #[test]
    fn mean_satisfaction() {
        let answers: Vec<f64> = (0..200).map(|at| f64::from(at % 5 + 1)).collect();
        let it = mean(&answers, 0.95, 1000, &mut Random::new(1)).unwrap();
        close(it.value, 3.0, 1e-12);
        // Normal theory: 1.96 times the deviation, the root of 2, over the root of 200.
        close(it.high - it.low, 2.0 * 1.96 * 0.1, 0.05);
        assert_eq!(mean(&answers[..4], 0.95, 1000, &mut Random::new(1)), None);
    }
}
