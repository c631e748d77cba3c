//! Numerical ground of the models: functions of one value, quadrature, minimisation. Knows no customer.
//!
//! The logarithm of the gamma function and the error function come from `libm`, which is exact to the last
//! digits, is kept by the Rust project and is in every wasm binary anyway. The published crates of special
//! functions lack trigamma and a hypergeometric function that neither overflows nor stalls near one.

pub mod descent;
pub mod fisher;
pub mod gamma;
pub mod hypergeometric;
pub mod matrix;
pub mod normal;
pub mod quadrature;
pub mod random;

/// Ranks from one, ties sharing the mean of theirs.
pub fn ranks(values: Vec<f64>) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_unstable_by(|a, b| values[*a].total_cmp(&values[*b]));
    let mut ranks = vec![0.0; values.len()];
    let mut before = 0;
    for ties in order.chunk_by(|a, b| values[*a] == values[*b]) {
        let rank = before as f64 + 0.5 * (ties.len() as f64 + 1.0);
        ties.iter().for_each(|at| ranks[*at] = rank);
        before += ties.len();
    }
    ranks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ties_share_their_rank() {
        assert_eq!(ranks(vec![5.0, 1.0, 5.0, 2.0]), [3.5, 1.0, 3.5, 2.0]);
        assert!(ranks(vec![]).is_empty());
    }
}
