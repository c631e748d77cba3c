//! Words that stand out in some texts against others: this month's complaints against last month's, one segment's
//! against the rest's.
//!
//! Log-odds with an informative Dirichlet prior: Monroe, Colaresi and Quinn, "Fightin' words", Political Analysis
//! 16(4), 2008. The prior, everybody's use of each word, keeps rare words from winning by accident and common
//! ones from winning by mass, in any language and without a list of stop words.

use crate::insight::math::normal;
use rustc_hash::{FxHashMap, FxHashSet};

/// In how many texts each word occurs.
#[derive(Clone, Debug, Default)]
pub struct Counts {
    texts: FxHashMap<String, u32>,
    total: u32,
}

impl Counts {
    /// Counts a text's words: runs of letters in lower case, of two and more; each once.
    pub fn add(&mut self, text: &str) {
        let lower = text.to_lowercase();
        let words: FxHashSet<&str> =
            lower.split(|c: char| !c.is_alphabetic()).filter(|word| word.chars().nth(1).is_some()).collect();
        for word in words {
            *self.texts.entry(word.to_owned()).or_default() += 1;
            self.total += 1;
        }
    }

    pub fn of(&self, word: &str) -> u32 {
        self.texts.get(word).copied().unwrap_or(0)
    }
}

/// A word and how much it stands out.
#[derive(Clone, PartialEq, Debug)]
pub struct Word {
    pub word: String,
    /// Texts with it, here and there.
    pub here: u32,
    pub there: u32,
    /// The logarithm of how many times its odds here are those there, drawn towards none by the prior.
    pub log_odds: f64,
    /// That in standard errors: what words are ordered by.
    pub z: f64,
    /// The chance of so much by accident, corrected for the number of words by Bonferroni.
    pub p_value: f64,
}

/// The prior weighs like this share of all words, or like so many where there are very many.
const PRIOR_SHARE: f64 = 0.1;
const MOST_PRIOR_WORDS: f64 = 500.0;

/// Words that stand out here against there, most clearly first; those in fewer than `least` texts here are left
/// out, and those that are rarer here.
pub fn stand_out(here: &Counts, there: &Counts, least: u32) -> Vec<Word> {
    let all = f64::from(here.total) + f64::from(there.total);
    let prior_words = (PRIOR_SHARE * all).min(MOST_PRIOR_WORDS);
    let candidates: Vec<(&String, u32)> =
        here.texts.iter().map(|it| (it.0, *it.1)).filter(|it| it.1 >= least.max(1)).collect();
    let looked_at = candidates.len() as f64;
    let mut found: Vec<Word> = candidates
        .into_iter()
        .map(|(word, count)| {
            let other = there.of(word);
            let prior = prior_words * (f64::from(count) + f64::from(other)) / all;
            let ln_odds = |count: u32, total: u32| {
                let with = f64::from(count) + prior;
                (with / (f64::from(total) + prior_words - with)).ln()
            };
            let log_odds = ln_odds(count, here.total) - ln_odds(other, there.total);
            let variance = 1.0 / (f64::from(count) + prior) + 1.0 / (f64::from(other) + prior);
            let z = log_odds / variance.sqrt();
            let p_value = (normal::two_sided(z) * looked_at).min(1.0);
            Word { word: word.clone(), here: count, there: other, log_odds, z, p_value }
        })
        .filter(|it| it.z > 0.0)
        .collect();
    found.sort_by(|a, b| b.z.total_cmp(&a.z).then_with(|| a.word.cmp(&b.word)));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(texts: &[(&str, usize)]) -> Counts {
        let mut counts = Counts::default();
        texts.iter().for_each(|(text, times)| (0..*times).for_each(|_| counts.add(text)));
        counts
    }

    #[test]
    fn words_that_grow_come_first_and_common_ones_do_not() {
        let before = counts(&[("The parcel was late, the parcel!", 30), ("the invoice is wrong", 30)]);
        let now = counts(&[
            ("The app crashes on login", 25),
            ("the invoice is wrong", 20),
            ("the parcel was late", 5),
            ("Zebra", 1),
        ]);
        let found = stand_out(&now, &before, 1);
        let first: Vec<&str> = found.iter().take(4).map(|it| it.word.as_str()).collect();
        assert_eq!(first, ["app", "crashes", "login", "on"]);
        assert!(found[0].p_value < 0.01);
        let place = |word: &str| found.iter().position(|it| it.word == word);
        assert!(place("the").is_none_or(|at| found[at].z < 1.0));
        assert!(place("zebra").is_some_and(|at| found[at].p_value > 0.5));
        assert_eq!(place("parcel"), None);
        assert!(stand_out(&now, &before, 2).iter().all(|it| it.word != "zebra"));
    }

    #[test]
    fn words_of_any_language_once_a_text() {
        let counts = counts(&[("Größe größe GRÖSSE; 100 % x, доставка", 1)]);
        assert_eq!((counts.of("größe"), counts.of("доставка"), counts.of("x")), (1, 1, 0));
        assert!(stand_out(&Counts::default(), &counts, 1).is_empty());
    }
}
