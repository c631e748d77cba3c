//! Forecasts held against what came.

use super::forecast::Prediction;

/// How well forecasts did.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Score {
    pub customers: usize,
    /// Mean absolute error of purchases a customer.
    pub mae: f64,
    /// Root of the mean squared error of purchases a customer.
    pub rmse: f64,
    pub expected_total: f64,
    pub actual_total: f64,
    /// The chance that of two customers, of whom one bought again, the forecast names that one. Nothing when
    /// all did or none.
    pub auc: Option<f64>,
    /// The share of all purchases that the fifth with the highest forecasts made; nothing without purchases.
    pub top_fifth: Option<f64>,
    /// How far, on average, chances of a purchase lie from how often it happened (expected calibration error
    /// over ten groups of equally many customers).
    pub calibration_error: f64,
}

/// Scores forecasts against purchases that came; both of the same customers in the same order. Nothing without
/// customers.
pub fn score(predictions: &[Prediction], actual: &[u32]) -> Option<Score> {
    let customers = predictions.len().min(actual.len());
    if customers == 0 {
        return None;
    }
    let n = customers as f64;
    let pairs =
        || predictions.iter().zip(actual).map(|(prediction, actual)| (prediction, f64::from(*actual)));
    let expected: Vec<f64> = predictions.iter().map(|it| it.expected).collect();
    let amounts: Vec<f64> = actual.iter().map(|it| f64::from(*it)).collect();
    Some(Score {
        customers,
        mae: pairs().map(|(it, actual)| (it.expected - actual).abs()).sum::<f64>() / n,
        rmse: (pairs().map(|(it, actual)| (it.expected - actual).powi(2)).sum::<f64>() / n).sqrt(),
        expected_total: expected.iter().sum(),
        actual_total: amounts.iter().sum(),
        auc: auc(&predictions.iter().map(|it| it.p_buys).collect::<Vec<_>>(), |at| actual[at] > 0),
        top_fifth: top_share(&expected, &amounts, 0.2),
        calibration_error: calibration(predictions, actual, 10)
            .iter()
            .map(|group| group.customers as f64 * (group.p_buys - group.bought).abs() / n)
            .sum(),
    })
}

/// A group of customers with similar forecasts.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Calibration {
    pub customers: usize,
    /// The mean chance of a purchase, and the share of those who made one.
    pub p_buys: f64,
    pub bought: f64,
    /// Mean purchases, expected and actual.
    pub expected: f64,
    pub actual: f64,
}

/// So many groups of nearly equally many customers, from the lowest chance of a purchase to the highest. Equal
/// forecasts stay together, so there can be fewer.
pub fn calibration(predictions: &[Prediction], actual: &[u32], groups: usize) -> Vec<Calibration> {
    let mut order: Vec<(f64, usize)> =
        predictions.iter().zip(0..actual.len()).map(|(it, at)| (it.p_buys, at)).collect();
    order.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
    let mut table = Vec::new();
    let mut start = 0;
    while start < order.len() {
        let left = groups.saturating_sub(table.len()).max(1);
        let mut end = start + (order.len() - start).div_ceil(left);
        while end < order.len() && order[end].0 == order[end - 1].0 {
            end += 1;
        }
        let group = &order[start..end];
        let mean =
            |of: &dyn Fn(usize) -> f64| group.iter().map(|it| of(it.1)).sum::<f64>() / group.len() as f64;
        table.push(Calibration {
            customers: group.len(),
            p_buys: mean(&|at| predictions[at].p_buys),
            bought: mean(&|at| f64::from(u8::from(actual[at] > 0))),
            expected: mean(&|at| predictions[at].expected),
            actual: mean(&|at| f64::from(actual[at])),
        });
        start = end;
    }
    table
}

/// The area under the receiver operating characteristic, ties counting half (Mann and Whitney 1947).
pub fn auc(scores: &[f64], is_positive: impl Fn(usize) -> bool) -> Option<f64> {
    let ranks = crate::insight::math::ranks(scores.to_vec());
    let (mut positives, mut sum) = (0.0, 0.0);
    for (at, rank) in ranks.iter().enumerate() {
        if is_positive(at) {
            positives += 1.0;
            sum += rank;
        }
    }
    let negatives = scores.len() as f64 - positives;
    (positives > 0.0 && negatives > 0.0)
        .then(|| (sum - 0.5 * positives * (positives + 1.0)) / (positives * negatives))
}

/// The share of everything that those with the highest forecasts brought, `top` being their share of all.
/// Where equal forecasts straddle the line they count in part.
pub fn top_share(forecasts: &[f64], amounts: &[f64], top: f64) -> Option<f64> {
    let all: f64 = amounts.iter().sum();
    if all <= 0.0 {
        return None;
    }
    let mut order: Vec<usize> = (0..forecasts.len()).collect();
    order.sort_unstable_by(|a, b| forecasts[*b].total_cmp(&forecasts[*a]));
    let mut room = top * forecasts.len() as f64;
    let mut found = 0.0;
    for ties in order.chunk_by(|a, b| forecasts[*a] == forecasts[*b]) {
        let share = (room / ties.len() as f64).min(1.0);
        found += share * ties.iter().map(|at| amounts[*at]).sum::<f64>();
        room -= ties.len() as f64;
        if room <= 0.0 {
            break;
        }
    }
    Some(found / all)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::insight::reference::close;

    fn forecasts(expected: &[f64]) -> Vec<Prediction> {
        let one =
            |expected: &f64| Prediction { p_alive: 1.0, expected: *expected, p_buys: expected.min(1.0) };
        expected.iter().map(one).collect()
    }

    #[test]
    fn figures_by_hand() {
        let score = score(&forecasts(&[0.0, 1.0, 0.5, 2.0, 0.5]), &[0, 1, 0, 4, 1]).unwrap();
        close(score.mae, 3.0 / 5.0, 1e-15);
        close(score.rmse, (4.5f64 / 5.0).sqrt(), 1e-15);
        assert_eq!((score.expected_total, score.actual_total), (4.0, 6.0));
        close(score.top_fifth.unwrap(), 4.0 / 6.0, 1e-15);
        // Of six pairs five are in order and one is even.
        close(score.auc.unwrap(), 5.5 / 6.0, 1e-15);
        assert!(super::score(&[], &[]).is_none());
        assert!(super::score(&forecasts(&[1.0]), &[0]).unwrap().auc.is_none());
    }

    #[test]
    fn equal_forecasts_stay_in_one_group() {
        let table = calibration(&forecasts(&[0.2; 50]), &[[0; 40].as_slice(), &[2; 10]].concat(), 10);
        assert_eq!(table.len(), 1);
        close(table[0].bought, 0.2, 1e-15);
        close(table[0].actual, 0.4, 1e-15);
        let even: Vec<f64> = (0..100).map(|at| f64::from(at) / 100.0).collect();
        let table = calibration(&forecasts(&even), &[0; 100], 10);
        assert_eq!(table.iter().map(|it| it.customers).collect::<Vec<_>>(), [10; 10]);
    }

    #[test]
    fn ties_at_the_top_count_in_part() {
        close(top_share(&[1.0; 10], &[3.0; 10], 0.2).unwrap(), 0.2, 1e-15);
        assert_eq!(top_share(&[1.0, 2.0], &[0.0, 0.0], 0.2), None);
    }
}
