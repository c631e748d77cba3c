//! A set of rows.

/// Bits over `len` rows. Bits past the end are always zero.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Bitmap {
    words: Vec<u64>,
    len: u32,
}

impl Bitmap {
    pub fn none(len: u32) -> Self {
        Bitmap { words: vec![0; len.div_ceil(64) as usize], len }
    }

    pub fn all(len: u32) -> Self {
        Bitmap::none(len).complement()
    }

    pub fn from_fn(len: u32, mut holds: impl FnMut(u32) -> bool) -> Self {
        let mut rows = Bitmap::none(len);
        for (word, from) in rows.words.iter_mut().zip((0..).step_by(64)) {
            for row in from..len.min(from + 64) {
                *word |= u64::from(holds(row)) << (row - from);
            }
        }
        rows
    }

    pub fn len(&self) -> u32 {
        self.len
    }

    pub fn is_empty(&self) -> bool {
        self.words.iter().all(|word| *word == 0)
    }

    pub fn contains(&self, row: u32) -> bool {
        row < self.len && self.words[(row / 64) as usize] >> (row % 64) & 1 == 1
    }

    /// Adds or removes a row; rows past the end are appended.
    pub fn set(&mut self, row: u32, holds: bool) {
        if row >= self.len {
            self.len = row + 1;
            self.words.resize(self.len.div_ceil(64) as usize, 0);
        }
        let (word, bit) = (&mut self.words[(row / 64) as usize], 1 << (row % 64));
        if holds { *word |= bit } else { *word &= !bit }
    }

    pub fn count(&self) -> u32 {
        self.words.iter().map(|word| word.count_ones()).sum()
    }

    pub fn and(mut self, other: &Bitmap) -> Self {
        for (at, word) in self.words.iter_mut().enumerate() {
            *word &= other.words.get(at).copied().unwrap_or(0);
        }
        self
    }

    pub fn or(mut self, other: &Bitmap) -> Self {
        for (word, other) in self.words.iter_mut().zip(&other.words) {
            *word |= other;
        }
        self
    }

    pub fn and_not(mut self, other: &Bitmap) -> Self {
        for (word, other) in self.words.iter_mut().zip(&other.words) {
            *word &= !other;
        }
        self
    }

    pub fn complement(mut self) -> Self {
        self.words.iter_mut().for_each(|word| *word = !*word);
        if let (Some(last), used @ 1..) = (self.words.last_mut(), self.len % 64) {
            *last &= (1 << used) - 1;
        }
        self
    }

    pub fn iter(&self) -> impl Iterator<Item = u32> {
        self.words.iter().zip(0u32..).flat_map(|(word, at)| {
            let mut rest = *word;
            std::iter::from_fn(move || {
                let bit = rest.trailing_zeros();
                (bit < 64).then(|| {
                    rest &= rest - 1;
                    at * 64 + bit
                })
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_behave_like_sets() {
        let even = Bitmap::from_fn(130, |row| row % 2 == 0);
        let third = Bitmap::from_fn(130, |row| row % 3 == 0);
        assert_eq!(
            even.clone().and(&third).iter().collect::<Vec<_>>(),
            (0..130).step_by(6).collect::<Vec<_>>()
        );
        assert_eq!(even.clone().or(&even.clone().complement()), Bitmap::all(130));
        assert_eq!(Bitmap::all(130).count(), 130);
        assert_eq!(third.clone().and_not(&even).iter().next(), Some(3));
        assert!(Bitmap::none(64).complement().contains(63) && !Bitmap::all(64).contains(64));
    }

    #[test]
    fn it_grows() {
        let mut rows = Bitmap::none(0);
        rows.set(70, true);
        assert_eq!((rows.len(), rows.count(), rows.contains(70)), (71, 1, true));
        rows.set(70, false);
        assert!(rows.is_empty());
    }
}
