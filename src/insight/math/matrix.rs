//! Small symmetric matrices, as arrays.

pub type Matrix<const N: usize> = [[f64; N]; N];

/// The lower Cholesky factor, or nothing when the matrix is not positive definite.
pub fn cholesky<const N: usize>(m: &Matrix<N>) -> Option<Matrix<N>> {
    let mut factor = [[0.0; N]; N];
    for i in 0..N {
        for j in 0..=i {
            let rest: f64 = (0..j).map(|k| factor[i][k] * factor[j][k]).sum();
            let value = m[i][j] - rest;
            if i == j {
                // A pivot that is only rounding is no pivot.
                if value <= 1e-13 * m[i][i].abs() || value.is_nan() {
                    return None;
                }
                factor[i][i] = value.sqrt();
            } else {
                factor[i][j] = value / factor[j][j];
            }
        }
    }
    Some(factor)
}

/// Solves `m x = y`, given the lower Cholesky factor of `m`.
pub fn solve<const N: usize>(factor: &Matrix<N>, y: &[f64; N]) -> [f64; N] {
    let mut x = *y;
    for i in 0..N {
        let known: f64 = (0..i).map(|k| factor[i][k] * x[k]).sum();
        x[i] = (x[i] - known) / factor[i][i];
    }
    for i in (0..N).rev() {
        let known: f64 = (i + 1..N).map(|k| factor[k][i] * x[k]).sum();
        x[i] = (x[i] - known) / factor[i][i];
    }
    x
}

/// The inverse, or nothing when the matrix is not positive definite.
pub fn inverse<const N: usize>(m: &Matrix<N>) -> Option<Matrix<N>> {
    let factor = cholesky(m)?;
    let mut inverse = [[0.0; N]; N];
    for j in 0..N {
        let mut unit = [0.0; N];
        unit[j] = 1.0;
        let column = solve(&factor, &unit);
        for i in 0..N {
            inverse[i][j] = column[i];
        }
    }
    Some(inverse)
}

pub fn times<const N: usize>(m: &Matrix<N>, v: &[f64; N]) -> [f64; N] {
    std::array::from_fn(|i| dot(&m[i], v))
}

pub fn dot<const N: usize>(a: &[f64; N], b: &[f64; N]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

pub fn identity<const N: usize>() -> Matrix<N> {
    std::array::from_fn(|i| std::array::from_fn(|j| f64::from(u8::from(i == j))))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn inverts_and_refuses() {
        let m = [[4.0, 1.0, 0.5], [1.0, 3.0, 0.2], [0.5, 0.2, 2.0]];
        let inverse = inverse(&m).unwrap();
        for (row, unit) in inverse.iter().zip(identity::<3>()) {
            for (got, want) in times(&m, row).iter().zip(unit) {
                assert!((got - want).abs() < 1e-14);
            }
        }
        assert!(cholesky(&[[1.0, 2.0], [2.0, 1.0]]).is_none());
        assert!(cholesky(&[[f64::NAN, 0.0], [0.0, 1.0]]).is_none());
    }
}
