//! Frequent itemsets by FP-growth: Han, Pei and Yin, "Mining frequent patterns without candidate generation",
//! SIGMOD 2000.
//!
//! Baskets become paths of a prefix tree, most frequent items first, so that equal beginnings are stored once. For
//! each item the tree of the baskets that hold it is taken out and mined the same way.

/// Items that were bought together often enough, ascending, and in how many baskets.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Itemset {
    pub items: Vec<u32>,
    pub baskets: u32,
}

/// What to look for.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// In how many baskets a set must be, at least one.
    pub least_baskets: u32,
    /// Items of the largest sets looked for.
    pub most_items: usize,
    /// Sets after which the search gives up: a support too low for the data finds millions.
    pub most_sets: usize,
}

/// All frequent sets, each once, and whether the search was cut short. Items are small numbers; one that is
/// in a basket twice counts once.
pub fn frequent_itemsets(baskets: &[Vec<u32>], limits: Limits) -> (Vec<Itemset>, bool) {
    let least = limits.least_baskets.max(1);
    let size = baskets.iter().flatten().max().map_or(0, |most| *most as usize + 1);
    let mut counts = vec![0; size];
    let mut seen_in = vec![u32::MAX; size];
    for (basket, items) in (0u32..).zip(baskets) {
        for item in items {
            if seen_in[*item as usize] != basket {
                seen_in[*item as usize] = basket;
                counts[*item as usize] += 1;
            }
        }
    }
    let mut items: Vec<u32> = (0..size as u32).filter(|it| counts[*it as usize] >= least).collect();
    items.sort_by_key(|it| (std::cmp::Reverse(counts[*it as usize]), *it));
    let mut rank_of = vec![u32::MAX; size];
    items.iter().zip(0..).for_each(|(item, rank)| rank_of[*item as usize] = rank);

    let mut paths: Vec<Vec<u32>> = baskets
        .iter()
        .map(|basket| {
            let ranks = basket.iter().map(|it| rank_of[*it as usize]);
            let mut path: Vec<u32> = ranks.filter(|rank| *rank != u32::MAX).collect();
            path.sort_unstable();
            path.dedup();
            path
        })
        .collect();
    // Sorted, so that the branch to follow is nearly always the one added last, which is looked at first.
    paths.sort_unstable();
    let mut tree = Tree::new(items.len());
    paths.iter().for_each(|path| tree.insert(path, 1));
    let mut mining = Mining {
        items: &items,
        limits: Limits { least_baskets: least, ..limits },
        found: Vec::new(),
        suffix: Vec::new(),
        cut_short: false,
    };
    mining.grow(&tree);
    (mining.found, mining.cut_short)
}

const NONE: u32 = u32::MAX;

#[derive(Clone, Copy)]
struct Node {
    rank: u32,
    count: u32,
    parent: u32,
    child: u32,
    sibling: u32,
    /// The next node of the same rank.
    same: u32,
}

struct Tree {
    nodes: Vec<Node>,
    heads: Vec<Head>,
}

/// What a tree knows of a rank.
#[derive(Clone, Copy)]
struct Head {
    /// Its node last added, and its node right at the root, where too many branch off to search them.
    first: u32,
    at_root: u32,
    baskets: u32,
}

impl Tree {
    fn new(ranks: usize) -> Self {
        let root = Node { rank: NONE, count: 0, parent: NONE, child: NONE, sibling: NONE, same: NONE };
        Tree { nodes: vec![root], heads: vec![Head { first: NONE, at_root: NONE, baskets: 0 }; ranks] }
    }

    fn insert(&mut self, path: &[u32], count: u32) {
        let mut at = 0;
        for rank in path {
            let head = &mut self.heads[*rank as usize];
            head.baskets += count;
            let mut child = if at == 0 { head.at_root } else { self.nodes[at as usize].child };
            while child != NONE && self.nodes[child as usize].rank != *rank {
                child = self.nodes[child as usize].sibling;
            }
            if child == NONE {
                child = self.nodes.len() as u32;
                if at == 0 {
                    head.at_root = child;
                }
                let same = std::mem::replace(&mut head.first, child);
                let sibling = std::mem::replace(&mut self.nodes[at as usize].child, child);
                self.nodes.push(Node { rank: *rank, count: 0, parent: at, child: NONE, sibling, same });
            }
            self.nodes[child as usize].count += count;
            at = child;
        }
    }

    /// The nodes of a rank.
    fn nodes_of(&self, rank: usize) -> impl Iterator<Item = &Node> {
        let mut at = self.heads[rank].first;
        std::iter::from_fn(move || {
            let node = self.nodes.get(at as usize)?;
            at = node.same;
            Some(node)
        })
    }

    /// The ranks above a node, from its parent to the root.
    fn above(&self, node: &Node) -> impl Iterator<Item = u32> {
        let mut at = node.parent;
        std::iter::from_fn(move || {
            let node = &self.nodes[at as usize];
            at = node.parent;
            (node.rank != NONE).then_some(node.rank)
        })
    }
}

struct Mining<'a> {
    items: &'a [u32],
    limits: Limits,
    found: Vec<Itemset>,
    suffix: Vec<u32>,
    cut_short: bool,
}

impl Mining<'_> {
    fn grow(&mut self, tree: &Tree) {
        let least = self.limits.least_baskets;
        let mut counts = vec![0; tree.heads.len()];
        let mut path = Vec::new();
        for rank in 0..tree.heads.len() {
            let baskets = tree.heads[rank].baskets;
            if baskets < least {
                continue;
            }
            if self.found.len() >= self.limits.most_sets {
                self.cut_short = true;
                return;
            }
            self.suffix.push(self.items[rank]);
            let mut items = self.suffix.clone();
            items.sort_unstable();
            self.found.push(Itemset { items, baskets });
            if self.suffix.len() < self.limits.most_items {
                // What the baskets with this item hold beside it, of what is more frequent.
                counts[..rank].fill(0);
                for node in tree.nodes_of(rank) {
                    tree.above(node).for_each(|above| counts[above as usize] += node.count);
                }
                if counts[..rank].iter().any(|count| *count >= least) {
                    let mut inner = Tree::new(rank);
                    for node in tree.nodes_of(rank) {
                        path.clear();
                        path.extend(tree.above(node).filter(|above| counts[*above as usize] >= least));
                        path.reverse();
                        inner.insert(&path, node.count);
                    }
                    self.grow(&inner);
                }
            }
            self.suffix.pop();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::insight::math::random::Random;

    const ALL: Limits = Limits { least_baskets: 2, most_items: 9, most_sets: 100_000 };

    #[test]
    fn the_papers_example() {
        // Han, Pei and Yin's table 1 with a support of three; f c a m p b as 0 to 5, the rest beyond.
        let baskets = vec![
            vec![0, 2, 1, 6, 7, 3, 4],
            vec![2, 5, 1, 0, 8, 3],
            vec![5, 0, 9, 10],
            vec![5, 1, 11, 4],
            vec![2, 0, 1, 8, 4, 3],
        ];
        let (found, cut_short) = frequent_itemsets(&baskets, Limits { least_baskets: 3, ..ALL });
        assert!(!cut_short);
        assert_eq!(found.len(), 18);
        assert!(found.contains(&Itemset { items: vec![0, 1, 2, 3], baskets: 3 }));
        assert!(found.contains(&Itemset { items: vec![1, 4], baskets: 3 }));
        assert!(found.contains(&Itemset { items: vec![0], baskets: 4 }));
    }

    #[test]
    fn finds_exactly_what_counting_finds() {
        let mut random = Random::new(11);
        let baskets: Vec<Vec<u32>> = (0..60)
            .map(|_| (0..random.below(7)).map(|_| (random.unit().powi(2) * 8.0) as u32).collect())
            .collect();
        let (found, _) = frequent_itemsets(&baskets, ALL);
        let mut expected = 0;
        for mask in 1u32..1 << 8 {
            let items: Vec<u32> = (0..8).filter(|item| mask >> item & 1 == 1).collect();
            let count = baskets.iter().filter(|it| items.iter().all(|item| it.contains(item))).count() as u32;
            if count >= 2 {
                expected += 1;
                assert!(found.contains(&Itemset { items, baskets: count }), "{mask:b}");
            }
        }
        assert_eq!(found.len(), expected);
    }

    #[test]
    fn limits_hold() {
        let baskets = vec![(0..20).collect::<Vec<u32>>(); 3];
        let (pairs, cut_short) = frequent_itemsets(&baskets, Limits { most_items: 2, ..ALL });
        assert_eq!((pairs.len(), cut_short), (20 + 190, false));
        let (some, cut_short) = frequent_itemsets(&baskets, Limits { most_items: 20, most_sets: 500, ..ALL });
        assert_eq!((some.len(), cut_short), (500, true));
        assert_eq!(frequent_itemsets(&[], ALL), (vec![], false));
        assert_eq!(frequent_itemsets(&[vec![], vec![7]], ALL), (vec![], false));
    }
}
