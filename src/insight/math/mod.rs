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

/// `ln(exp(a) + exp(b))` without overflow.
pub fn ln_add_exp(a: f64, b: f64) -> f64 {
    let (low, high) = if a < b { (a, b) } else { (b, a) };
    if high == f64::NEG_INFINITY { high } else { high + (low - high).exp().ln_1p() }
}
