//! The Gauss hypergeometric function, in logarithms: purchase models ask for values far beyond 1e308, and for
//! arguments so near to one that its series would need millions of terms.

/// From here on the function is continued in steps instead of summed at once.
const CONTINUE_FROM: f64 = 0.9;
/// A sum is carried in a smaller unit beyond this.
const LARGE: f64 = 1e250;

/// `ln 2F1(a, b; c; z)` for `a, b, c > 0` and `0 <= z < 1`, where the function is at least one; NaN elsewhere.
///
/// Sums the series after Euler's transformation (Abramowitz and Stegun 15.3.3) where that has the quicker
/// terms. Near one it goes there by Taylor series of the differential equation (15.5.1), each step halving the
/// distance to one: all terms are positive, so nothing cancels, whatever `c - a - b` is.
pub fn ln_hyp2f1(a: f64, b: f64, c: f64, z: f64) -> f64 {
    if !(a > 0.0 && b > 0.0 && c > 0.0 && (0.0..1.0).contains(&z)) {
        return f64::NAN;
    }
    // The series ends early at one, too, where its terms fall like a high power of their number.
    if c - a - b > 5.0 {
        return ln_sum(a, b, c, z);
    }
    // While c outweighs the rest, the equation's other solution would outgrow this one in the steps.
    let from = CONTINUE_FROM.max((c - 6.0) / (a + b + 1.0));
    if z <= from { ln_sum(a, b, c, z) } else { ln_continued(a, b, c, z, from) }
}

fn ln_sum(a: f64, b: f64, c: f64, z: f64) -> f64 {
    // Euler's form has terms of one sign after the first when neither parameter is below -1.
    let excess = a + b - c;
    if excess > 0.0 && c - a > -1.0 && c - b > -1.0 {
        let (rest, scale) = series(c - a, c - b, c, z);
        // Of one sign, but perhaps the opposite one: then most digits must not be lost.
        if scale > 0.0 || rest > -0.9 {
            return -excess * (-z).ln_1p() + ln_of(rest, scale);
        }
    }
    let (rest, scale) = series(a, b, c, z);
    ln_of(rest, scale)
}

/// `ln(exp(scale) (1 + rest))`, where the one counts only as long as nothing was scaled.
fn ln_of(rest: f64, scale: f64) -> f64 {
    if scale == 0.0 { rest.ln_1p() } else { rest.ln() + scale }
}

/// The series without its first term, one, and the logarithm of the unit it is in.
fn series(a: f64, b: f64, c: f64, z: f64) -> (f64, f64) {
    let (mut term, mut sum, mut scale) = (1.0, 0.0, 0.0);
    let mut n = 0.0;
    // Terms grow for a while when the parameters are large, then fall at least like a geometric series.
    let enough = 1e-17 * (1.0 - z);
    loop {
        term *= (a + n) * (b + n) / ((c + n) * (n + 1.0)) * z;
        sum += term;
        n += 1.0;
        if term.abs() <= enough * (1.0 + sum).abs() {
            return (sum, scale);
        }
        if sum.abs() > LARGE {
            if scale == 0.0 {
                sum += 1.0;
            }
            term /= LARGE;
            sum /= LARGE;
            scale += LARGE.ln();
        }
    }
}

fn ln_continued(a: f64, b: f64, c: f64, z: f64, from: f64) -> f64 {
    let mut at = from;
    // What is left to one is carried by itself: taken from one, it would lose the digits that matter.
    let mut left = 1.0 - at;
    let mut value = ln_sum(a, b, c, at);
    // The derivative divided by the value.
    let mut slope = a * b / c * (ln_sum(a + 1.0, b + 1.0, c + 1.0, at) - value).exp();
    // No step may raise the function by more than the range of a number.
    let share = 0.5f64.min(400.0 / (a + b - c).abs().max(1.0));
    while left > 1.0 - z {
        let step = (share * left).min(left - (1.0 - z));
        let (mut sum, mut rise) = (1.0, 0.0);
        let (mut before, mut term) = (1.0, slope * step);
        let scale = at * left / step;
        let mut n = 0.0;
        loop {
            sum += term;
            rise += (n + 1.0) * term;
            if term.abs() * (n + 1.0) < 1e-17 * (sum + rise).abs() && n > 2.0 {
                break;
            }
            let next = ((n + 1.0) * ((2.0 * at - 1.0) * n + (a + b + 1.0) * at - c) * term
                + (n + a) * (n + b) * step * before)
                / (scale * (n + 2.0) * (n + 1.0));
            (before, term) = (term, next);
            n += 1.0;
        }
        value += sum.ln();
        slope = rise / step / sum;
        left -= step;
        at = 1.0 - left;
    }
    value
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::insight::reference::{Table, close};

    #[test]
    fn closed_forms() {
        for z in [1e-9, 0.1, 0.5, 0.89, 0.91, 0.999, 1.0 - 1e-6] {
            let z: f64 = z;
            close(ln_hyp2f1(1.0, 1.0, 2.0, z), (-(-z).ln_1p() / z).ln(), 1e-12);
            close(ln_hyp2f1(3.5, 2.0, 2.0, z), -3.5 * (-z).ln_1p(), 1e-12);
            let root = z.sqrt();
            close(ln_hyp2f1(0.5, 1.0, 1.5, z), (root.atanh() / root).ln(), 1e-10);
        }
    }

    #[test]
    fn reference_points_of_large_values_and_near_one() {
        // Computed to 25 digits; a, b, c, z and the logarithm.
        for (a, b, c, z, want) in [
            (60.80757581626233, 61.6243818963701, 61.583331183396595, 0.9906087125892946, 284.03921958063916),
            (
                60.066325564396436,
                60.416924988996314,
                65.98628491916344,
                0.9998399549272234,
                476.859_106_961_756_3,
            ),
            (
                5.691366531257175,
                1.4665425975665733,
                1.7483301760842904,
                0.9999923305905638,
                63.295378999754133,
            ),
            (
                102.62077677310205,
                102.3257932754817,
                103.62077677310205,
                0.9546017380178766,
                313.339_985_526_413_7,
            ),
            (
                25.100971336100354,
                4.082260165380172,
                26.100971336100354,
                0.022879414357651326,
                0.090_831_916_735_444_34,
            ),
        ] {
            close(ln_hyp2f1(a, b, c, z), want, 1e-12);
        }
    }

    #[test]
    fn all_reference_points_when_they_are_at_hand() {
        let Some(table) = Table::read("hyp2f1_points.csv") else { return };
        for row in table.rows() {
            let [a, b, c, z, _, want] = [0, 1, 2, 3, 4, 5].map(|at| row[at].parse().unwrap_or(f64::NAN));
            close(ln_hyp2f1(a, b, c, z), want, 1e-12);
        }
    }

    #[test]
    fn finite_everywhere_in_its_domain() {
        let sizes = [1e-6, 0.01, 0.5, 1.0, 7.0, 300.0, 5000.0];
        for a in sizes {
            for b in sizes {
                for c in sizes {
                    for z in [0.0, 1e-12, 0.5, 0.9, 0.99, 1.0 - 1e-12] {
                        let value = ln_hyp2f1(a, b, c, z);
                        assert!(value.is_finite() && value >= 0.0, "{a} {b} {c} {z}: {value}");
                    }
                }
            }
        }
        assert!(ln_hyp2f1(1.0, 1.0, 1.0, 1.0).is_nan());
        assert!(ln_hyp2f1(-1.0, 1.0, 1.0, 0.5).is_nan());
    }
}
