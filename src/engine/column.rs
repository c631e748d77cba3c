//! Columns: what is filtered and sorted, without unpacking records.
//!
//! A word is kept once, so that a test is asked once of each different word.

use rustc_hash::FxHashMap;

use super::bitmap::Bitmap;
use super::test::{Cell, Test};
use super::words::Words;
use crate::model::{Date, FieldKind, Id, Money};

const NONE: u32 = u32::MAX;
/// No day: far outside the calendar.
const NO_DAY: i32 = i32::MIN;

/// A column is as long as the last row that has a value; rows past its end are empty.
pub enum Column {
    Words { words: Words, codes: Vec<u32> },
    Sets { words: Words, codes: Vec<Box<[u32]>> },
    Refs { ids: Vec<Id>, index: FxHashMap<Id, u32>, codes: Vec<u32> },
    Numbers(Vec<f64>),
    Days(Vec<i32>),
    Instants { ms: Vec<i64>, days: Vec<i32> },
    Bools(Vec<Option<bool>>),
    Money(Vec<Option<Money>>),
}

/// For each word whether the test is met.
fn met(words: &Words, test: &Test) -> Vec<bool> {
    (0..words.len()).map(|code| test.met_by(Cell::Text(words.folded(code)))).collect()
}

impl Column {
    /// `None` for kinds whose values stay packed: long texts and structures.
    pub fn new(kind: FieldKind) -> Option<Self> {
        use FieldKind as K;
        Some(match kind {
            K::Text | K::Link | K::Language | K::Choice(_) => {
                Column::Words { words: Words::default(), codes: Vec::new() }
            }
            K::Tags | K::Emails | K::Phones | K::Addresses | K::Consents => {
                Column::Sets { words: Words::default(), codes: Vec::new() }
            }
            K::Ref(_) => Column::Refs { ids: Vec::new(), index: FxHashMap::default(), codes: Vec::new() },
            K::Int | K::Number => Column::Numbers(Vec::new()),
            K::Date => Column::Days(Vec::new()),
            K::Moment => Column::Instants { ms: Vec::new(), days: Vec::new() },
            K::Bool => Column::Bools(Vec::new()),
            K::Money => Column::Money(Vec::new()),
            K::LongText | K::Picks(_) | K::Json => return None,
        })
    }

    /// Writes the cells of a row, which may be the next one.
    pub fn set<'a>(&mut self, row: u32, kind: FieldKind, mut cells: impl Iterator<Item = Cell<'a>>) {
        fn put<T: Clone + PartialEq>(column: &mut Vec<T>, row: u32, none: T, value: T) {
            if column.len() <= row as usize {
                if value == none {
                    return;
                }
                column.resize(row as usize + 1, none);
            }
            column[row as usize] = value;
        }
        // The keys of choices and consents are compared to the letter.
        let exact = matches!(kind, FieldKind::Choice(_) | FieldKind::Consents);
        match self {
            Column::Words { words, codes } => {
                let code = match cells.next() {
                    Some(Cell::Text(word)) => words.code(word, exact),
                    _ => NONE,
                };
                put(codes, row, NONE, code);
            }
            Column::Sets { words, codes } => {
                let set = cells.filter_map(|cell| match cell {
                    Cell::Text(word) => Some(words.code(word, exact)),
                    _ => None,
                });
                let set = set.collect();
                put(codes, row, Box::default(), set);
            }
            Column::Refs { ids, index, codes } => {
                let code = match cells.next() {
                    Some(Cell::Ref(id)) => *index.entry(id).or_insert_with(|| {
                        ids.push(id);
                        ids.len() as u32 - 1
                    }),
                    _ => NONE,
                };
                put(codes, row, NONE, code);
            }
            Column::Numbers(numbers) => {
                match cells.next() {
                    Some(Cell::Number(number)) => put(numbers, row, f64::NAN, number),
                    // Not a number differs from itself, too.
                    _ if (row as usize) < numbers.len() => numbers[row as usize] = f64::NAN,
                    _ => {}
                }
            }
            Column::Days(days) => {
                let day = if let Some(Cell::Day(day)) = cells.next() { day.days() } else { NO_DAY };
                put(days, row, NO_DAY, day);
            }
            Column::Instants { ms, days } => {
                let (at, day) = match cells.next() {
                    Some(Cell::Instant(at, day)) => (at, day.days()),
                    _ => (0, NO_DAY),
                };
                put(ms, row, 0, at);
                put(days, row, NO_DAY, day);
            }
            Column::Bools(bools) => {
                let value = if let Some(Cell::Bool(value)) = cells.next() { Some(value) } else { None };
                put(bools, row, None, value);
            }
            Column::Money(amounts) => {
                let value = if let Some(Cell::Money(value)) = cells.next() { Some(value) } else { None };
                put(amounts, row, None, value);
            }
        }
    }

    /// The rows for which the test holds.
    pub fn select(&self, test: &Test, len: u32) -> Bitmap {
        let met = match self {
            Column::Words { words, codes } => {
                let met = met(words, test);
                Bitmap::from_fn(len, |row| met.get(code_at(codes, row) as usize).is_some_and(|met| *met))
            }
            Column::Sets { words, codes } if test.needs_all() => {
                return Bitmap::from_fn(len, |row| {
                    let codes = codes.get(row as usize).map(|codes| &**codes).unwrap_or_default();
                    test.holds(codes.iter().map(|code| Cell::Text(words.folded(*code))))
                });
            }
            Column::Sets { words, codes } => {
                let met = met(words, test);
                Bitmap::from_fn(len, |row| {
                    codes.get(row as usize).is_some_and(|codes| codes.iter().any(|code| met[*code as usize]))
                })
            }
            Column::Refs { ids, codes, .. } => {
                let met: Vec<bool> = ids.iter().map(|id| test.met_by(Cell::Ref(*id))).collect();
                Bitmap::from_fn(len, |row| met.get(code_at(codes, row) as usize).is_some_and(|met| *met))
            }
            _ => Bitmap::from_fn(len, |row| self.scalar(row).is_some_and(|cell| test.met_by(cell))),
        };
        if test.negated { met.complement() } else { met }
    }

    fn scalar(&self, row: u32) -> Option<Cell<'_>> {
        let row = row as usize;
        match self {
            Column::Numbers(numbers) => numbers.get(row).filter(|n| !n.is_nan()).map(|n| Cell::Number(*n)),
            Column::Days(days) => Date::from_days(*days.get(row)?).map(Cell::Day),
            Column::Instants { ms, days } => {
                let day = Date::from_days(*days.get(row)?)?;
                Some(Cell::Instant(ms.get(row).copied().unwrap_or(0), day))
            }
            Column::Bools(bools) => bools.get(row).copied().flatten().map(Cell::Bool),
            Column::Money(amounts) => amounts.get(row).copied().flatten().map(Cell::Money),
            Column::Words { .. } | Column::Sets { .. } | Column::Refs { .. } => None,
        }
    }

    /// A number a row that orders rows as the column does; `u64::MAX` for empty. Words order by
    /// `rank`, when given, else by spelling; references by `rank` alone.
    pub fn sort_keys(&self, len: u32, rank: impl Fn(Cell<'_>) -> Option<u64>) -> Vec<u64> {
        match self {
            Column::Words { words, codes } => {
                let is_ranked = words.len() > 0 && rank(Cell::Text(words.word(0))).is_some();
                if !is_ranked {
                    let order = words.order();
                    let rank = |row| order.ranks.get(code_at(codes, row) as usize);
                    return (0..len).map(|row| rank(row).map_or(u64::MAX, |rank| u64::from(*rank))).collect();
                }
                let rank = |(_, word)| rank(Cell::Text(word)).unwrap_or(u64::MAX - 1);
                let ranks: Vec<u64> = words.iter().map(rank).collect();
                (0..len)
                    .map(|row| ranks.get(code_at(codes, row) as usize).copied().unwrap_or(u64::MAX))
                    .collect()
            }
            Column::Sets { words, codes } => {
                let order = words.order();
                let first = |row: u32| codes.get(row as usize)?.first().copied();
                (0..len)
                    .map(|row| first(row).map_or(u64::MAX, |code| u64::from(order.ranks[code as usize])))
                    .collect()
            }
            Column::Refs { ids, codes, .. } => {
                let ranks: Vec<u64> = ids.iter().map(|id| rank(Cell::Ref(*id)).unwrap_or(u64::MAX)).collect();
                (0..len)
                    .map(|row| ranks.get(code_at(codes, row) as usize).copied().unwrap_or(u64::MAX))
                    .collect()
            }
            _ => (0..len).map(|row| self.scalar(row).map_or(u64::MAX, key_of)).collect(),
        }
    }

    /// Of a column of references: the code of each row and what the codes stand for.
    pub fn refs(&self) -> Option<(&[Id], &[u32])> {
        if let Column::Refs { ids, codes, .. } = self { Some((ids, codes)) } else { None }
    }

    /// Of a column of instants: the milliseconds of a row.
    pub fn instant(&self, row: u32) -> Option<i64> {
        if let Some(Cell::Instant(ms, _)) = self.scalar(row) { Some(ms) } else { None }
    }

    /// Of a column of days or instants: days since 1970, row by row, for passing over all of them. A
    /// row without one is far outside the calendar.
    pub fn days(&self) -> &[i32] {
        match self {
            Column::Days(days) | Column::Instants { days, .. } => days,
            _ => &[],
        }
    }

    pub fn day(&self, row: u32) -> Option<Date> {
        match self.scalar(row) {
            Some(Cell::Instant(_, day) | Cell::Day(day)) => Some(day),
            _ => None,
        }
    }

    pub fn number(&self, row: u32) -> Option<f64> {
        if let Some(Cell::Number(number)) = self.scalar(row) { Some(number) } else { None }
    }

    pub fn bool(&self, row: u32) -> Option<bool> {
        if let Some(Cell::Bool(value)) = self.scalar(row) { Some(value) } else { None }
    }

    /// Of a column of words: the word of a row.
    pub fn word(&self, row: u32) -> Option<&str> {
        let Column::Words { words, codes } = self else { return None };
        let code = code_at(codes, row);
        (code != NONE).then(|| words.word(code))
    }

    /// How often each word is used by these rows, the most used first.
    pub fn word_counts(&self, rows: &Bitmap) -> Vec<(&str, u32)> {
        let (words, mut counts) = match self {
            Column::Words { words, .. } | Column::Sets { words, .. } => {
                (words, vec![0u32; words.len() as usize])
            }
            _ => return Vec::new(),
        };
        for row in rows.iter() {
            match self {
                Column::Words { codes, .. } => {
                    if let Some(count) = counts.get_mut(code_at(codes, row) as usize) {
                        *count += 1;
                    }
                }
                Column::Sets { codes, .. } => {
                    for code in codes.get(row as usize).map(|codes| &**codes).unwrap_or_default() {
                        counts[*code as usize] += 1;
                    }
                }
                _ => {}
            }
        }
        let mut used: Vec<_> =
            (0..).zip(counts).filter(|(_, n)| *n > 0).map(|(code, n)| (words.word(code), n)).collect();
        used.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
        used
    }
}

fn code_at(codes: &[u32], row: u32) -> u32 {
    codes.get(row as usize).copied().unwrap_or(NONE)
}

/// Orders scalars as unsigned integers.
pub fn key_of(cell: Cell<'_>) -> u64 {
    let signed = |n: i64| (n as u64) ^ (1 << 63);
    let key = match cell {
        Cell::Number(number) => {
            let bits = number.to_bits();
            if bits >> 63 == 1 { !bits } else { bits | 1 << 63 }
        }
        Cell::Day(day) => signed(i64::from(day.days())),
        Cell::Instant(ms, _) => signed(ms),
        Cell::Bool(value) => u64::from(value),
        // By currency, then amount; amounts beyond 2^46 minor units share a place.
        Cell::Money(money) => {
            let code =
                money.currency.code().bytes().fold(0u64, |code, byte| code * 26 + u64::from(byte - b'A'));
            let amount = money.minor.clamp(-(1 << 46), (1 << 46) - 1) + (1 << 46);
            code << 47 | amount as u64
        }
        Cell::Text(_) | Cell::Ref(_) => 0,
    };
    key.min(u64::MAX - 1)
}
