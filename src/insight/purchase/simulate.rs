//! Customers made up by the models' own stories, seeded: what a fit must find again, and data of kinds that no
//! file at hand has.

use super::Purchase;
use crate::insight::math::random::Random;

/// How a customer base behaves.
#[derive(Clone, Copy, Debug)]
pub struct Story {
    pub customers: u32,
    pub days: i32,
    /// First purchases fall evenly into this first part of the days.
    pub joining_days: i32,
    /// Purchase rates a week: gamma distributed with this shape and mean.
    pub shape: f64,
    pub per_week: f64,
    /// The chance to leave after each purchase: beta distributed.
    pub leaving: Option<(f64, f64)>,
    /// How much more (as a factor's exponent) is bought at the height of the year than on average.
    pub season: f64,
}

/// Everything they buy; amounts differ between customers and scatter by a third.
pub fn simulate(story: &Story, seed: u64) -> Vec<Purchase> {
    let mut random = Random::new(seed);
    let mut purchases = Vec::new();
    for customer in 0..story.customers {
        let per_day = random.gamma(story.shape) / story.shape * story.per_week / 7.0;
        let leaving = story.leaving.map_or(0.0, |(a, b)| random.beta(a, b));
        let usual = 2000.0 + 1000.0 * random.gamma(2.0);
        let mut at = random.unit() * f64::from(story.joining_days);
        while at < f64::from(story.days) {
            let amount = (usual * (0.3 * random.normal()).exp()) as i64;
            purchases.push(Purchase { customer, day: at as i32, amount });
            if random.unit() < leaving {
                break;
            }
            // Thinning: steps at the height's rate, each kept as often as its day deserves (Lewis and Shedler).
            loop {
                at += random.exponential() / (per_day * story.season.exp()).max(1e-9);
                let height = (story.season * ((at / 365.0 * std::f64::consts::TAU).cos() - 1.0)).exp();
                if at >= f64::from(story.days) || random.unit() < height {
                    break;
                }
            }
        }
    }
    purchases
}
