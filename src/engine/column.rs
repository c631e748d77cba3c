//! Columns: what is filtered and sorted, without unpacking records.
//!
//! Words are kept in a dictionary, so that a test is asked once of each different word.

use rustc_hash::FxHashMap;

use super::bitmap::Bitmap;
use super::test::{Cell, Test};
use crate::model::{Date, FieldKind, Id, Money, fold};

const NONE: u32 = u32::MAX;

pub enum Column {
    Words { words: Dictionary, codes: Vec<u32> },
    Sets { words: Dictionary, codes: Vec<Box<[u32]>> },
    Refs { ids: Vec<Id>, index: FxHashMap<Id, u32>, codes: Vec<u32> },
    Numbers(Vec<f64>),
    Days(Vec<Option<Date>>),
    Instants { ms: Vec<i64>, days: Vec<Option<Date>> },
    Bools(Vec<Option<bool>>),
    Money(Vec<Option<Money>>),
}

/// Different words with their folded form, numbered in the order of their first use.
#[derive(Default)]
pub struct Dictionary {
    words: Vec<Box<str>>,
    /// `None`: the word is its own folded form.
    folded: Vec<Option<Box<str>>>,
    index: FxHashMap<Box<str>, u32>,
}

impl Dictionary {
    fn code(&mut self, word: &str, exact: bool) -> u32 {
        if let Some(code) = self.index.get(word) {
            return *code;
        }
        let code = self.words.len() as u32;
        let folded = if exact { None } else { Some(fold(word)).filter(|folded| folded != word) };
        self.words.push(word.into());
        self.folded.push(folded.map(String::into_boxed_str));
        self.index.insert(word.into(), code);
        code
    }

    pub fn word(&self, code: u32) -> &str {
        self.words.get(code as usize).map_or("", |word| word)
    }

    pub fn folded(&self, code: u32) -> &str {
        match self.folded.get(code as usize) {
            Some(Some(folded)) => folded,
            _ => self.word(code),
        }
    }

    pub fn find(&self, word: &str) -> Option<u32> {
        self.index.get(word).copied()
    }

    fn met(&self, test: &Test) -> Vec<bool> {
        (0..self.words.len() as u32).map(|code| test.met_by(Cell::Text(self.folded(code)))).collect()
    }

    /// The place of each word in folded order.
    fn ranks(&self) -> Vec<u32> {
        let mut order: Vec<u32> = (0..self.words.len() as u32).collect();
        order
            .sort_unstable_by(|a, b| (self.folded(*a), self.word(*a)).cmp(&(self.folded(*b), self.word(*b))));
        let mut ranks = vec![0; order.len()];
        for (rank, code) in (0..).zip(order) {
            ranks[code as usize] = rank;
        }
        ranks
    }
}

impl Column {
    /// `None` for kinds whose values stay packed: long texts and structures.
    pub fn new(kind: FieldKind) -> Option<Self> {
        use FieldKind as K;
        Some(match kind {
            K::Text | K::Link | K::Language | K::Choice(_) => {
                Column::Words { words: Dictionary::default(), codes: Vec::new() }
            }
            K::Tags | K::Emails | K::Phones | K::Addresses | K::Consents => {
                Column::Sets { words: Dictionary::default(), codes: Vec::new() }
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
        fn put<T: Clone>(column: &mut Vec<T>, row: u32, none: T, value: T) {
            if column.len() <= row as usize {
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
                let number = if let Some(Cell::Number(number)) = cells.next() { number } else { f64::NAN };
                put(numbers, row, f64::NAN, number);
            }
            Column::Days(days) => {
                let day = if let Some(Cell::Day(day)) = cells.next() { Some(day) } else { None };
                put(days, row, None, day);
            }
            Column::Instants { ms, days } => {
                let (at, day) =
                    if let Some(Cell::Instant(at, day)) = cells.next() { (at, Some(day)) } else { (0, None) };
                put(ms, row, 0, at);
                put(days, row, None, day);
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
                let met = words.met(test);
                Bitmap::from_fn(len, |row| met.get(code_at(codes, row) as usize).is_some_and(|met| *met))
            }
            Column::Sets { words, codes } if test.needs_all() => {
                return Bitmap::from_fn(len, |row| {
                    let codes = codes.get(row as usize).map(|codes| &**codes).unwrap_or_default();
                    test.holds(codes.iter().map(|code| Cell::Text(words.folded(*code))))
                });
            }
            Column::Sets { words, codes } => {
                let met = words.met(test);
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
            Column::Days(days) => days.get(row).copied().flatten().map(Cell::Day),
            Column::Instants { ms, days } => days
                .get(row)
                .copied()
                .flatten()
                .map(|day| Cell::Instant(ms.get(row).copied().unwrap_or(0), day)),
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
                let ranks: Vec<u64> = match words.words.first().map(|word| rank(Cell::Text(word))) {
                    Some(Some(_)) => words
                        .words
                        .iter()
                        .map(|word| rank(Cell::Text(word)).unwrap_or(u64::MAX - 1))
                        .collect(),
                    _ => words.ranks().into_iter().map(u64::from).collect(),
                };
                (0..len)
                    .map(|row| ranks.get(code_at(codes, row) as usize).copied().unwrap_or(u64::MAX))
                    .collect()
            }
            Column::Sets { words, codes } => {
                let ranks = words.ranks();
                let first = |row: u32| codes.get(row as usize)?.first().copied();
                (0..len)
                    .map(|row| first(row).map_or(u64::MAX, |code| u64::from(ranks[code as usize])))
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
                (words, vec![0u32; words.words.len()])
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
