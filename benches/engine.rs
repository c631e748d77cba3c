//! The engine without a browser, for a profiler: `cargo bench --bench engine [part of a name]`.
//!
//! `CLIENTELE_BENCH_CUSTOMERS` sets the size, 100,000 unless told; interactions are ten times as many.
//! What counts is measured in the browser: `cargo xtask bench`.
#![allow(clippy::unwrap_used)]

/// A browser has `cargo xtask bench`.
#[cfg(target_arch = "wasm32")]
fn main() {}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    native::run();
}

#[cfg(not(target_arch = "wasm32"))]
mod native {
    use std::{cell::Cell, sync::LazyLock};

    use clientele::change::{ReplicaId, pack_transaction};
    use clientele::demo;
    use clientele::engine::{Engine, Outcome};
    use clientele::model::{
        Comparison, Field, History, Id, Measure, Now, Op, Period, Rule, SortKey, Table, Value, customer,
        interaction,
    };
    use clientele::wire::{
        Commit, Draft, GetList, GetTimeline, Label, PreviewSegment, Request, SegmentDraft,
    };
    use divan::Bencher;

    pub fn run() {
        divan::Divan::from_args().sample_count(10).sample_size(1).main();
    }

    const NOW: Now = Now { utc_ms: 1_774_958_400_000, offset_min: 0 };
    const PIECE: usize = 20_000;

    static CUSTOMERS: LazyLock<u32> = LazyLock::new(|| {
        let wanted = std::env::var("CLIENTELE_BENCH_CUSTOMERS").ok();
        wanted.and_then(|number| number.parse().ok()).unwrap_or(100_000)
    });

    thread_local! {
        /// A question that no cache has answered.
        static TURN: Cell<u32> = const { Cell::new(0) };
    }

    type Pages = Vec<(u16, u32, Vec<u8>)>;

    static PAGES: LazyLock<Pages> = LazyLock::new(|| {
        let mut engine = Engine::new(ReplicaId(1));
        engine.loaded();
        let mut crowd = demo::generate(*CUSTOMERS, *CUSTOMERS * 10, 1, NOW);
        loop {
            let piece: Vec<Draft> = crowd.by_ref().take(PIECE).collect();
            if piece.is_empty() {
                return engine.state().dirty_pages().collect();
            }
            import(&mut engine, piece);
        }
    });

    fn import(engine: &mut Engine, drafts: Vec<Draft>) -> usize {
        let request = Commit { label: Label::new("Import", ""), drafts }.into();
        let Ok(Outcome::Write { transaction, .. }) = engine.handle(request, NOW, &mut || Id::from_u128(1))
        else {
            panic!("an import writes")
        };
        let bytes = pack_transaction(&transaction).len();
        engine.apply(&transaction);
        bytes
    }

    fn loaded(pages: &Pages) -> Engine {
        let mut engine = Engine::new(ReplicaId(1));
        for (table, _, bytes) in pages {
            engine.state_mut().load_page(*table, bytes.clone()).unwrap();
        }
        engine.loaded();
        engine
    }

    /// The answer's bytes.
    fn ask(engine: &mut Engine, request: Request) -> Vec<u8> {
        match engine.handle(request, NOW, &mut || Id::from_u128(1)) {
            Ok(Outcome::Answer(body)) => body,
            _ => panic!("a question is answered"),
        }
    }

    fn asked(bencher: Bencher, request: impl Fn(usize) -> Request) {
        let mut engine = loaded(&PAGES);
        while engine.index_some(10_000) {}
        bencher.bench_local(|| {
            let turn = TURN.get();
            TURN.set(turn + 1);
            ask(&mut engine, request(turn as usize))
        });
    }

    fn is(field: Field, key: &str) -> Rule {
        Rule::field(field, Op::Is(Value::text(key)))
    }

    fn list(filter: Rule, search: &str) -> Request {
        let sort = vec![SortKey { field: customer::DISPLAY_NAME, descending: false }];
        let fields = vec![customer::STAGE, customer::LAST_CONTACT];
        GetList { filter, search: search.into(), sort, fields, offset: 0, limit: 50 }.into()
    }

    const TAGS: [&str; 4] = ["subscription", "office", "newsletter", "café"];

    /// One piece into an engine that has the customers already: 20,000 interactions.
    #[divan::bench]
    fn import_piece(bencher: Bencher) {
        let pages: Pages =
            PAGES.iter().filter(|(table, ..)| *table == Table::Customer as u16).cloned().collect();
        let mut engine = loaded(&pages);
        let mut crowd = demo::generate(*CUSTOMERS, *CUSTOMERS * 10, 1, NOW).skip(*CUSTOMERS as usize);
        bencher
            .with_inputs(|| crowd.by_ref().take(PIECE).collect::<Vec<Draft>>())
            .bench_local_values(|piece| import(&mut engine, piece));
    }

    #[divan::bench]
    fn load(bencher: Bencher) {
        LazyLock::force(&PAGES);
        bencher.bench_local(|| loaded(&PAGES));
    }

    #[divan::bench]
    fn index_for_search(bencher: Bencher) {
        bencher.with_inputs(|| loaded(&PAGES)).bench_local_refs(|engine| while engine.index_some(10_000) {});
    }

    #[divan::bench]
    fn filter(bencher: Bencher) {
        asked(bencher, |turn| {
            let rules = vec![
                is(customer::STAGE, "active"),
                is(customer::SOURCE, "website"),
                is(customer::TAGS, TAGS[turn % TAGS.len()]),
            ];
            list(Rule::All(rules), "")
        });
    }

    #[divan::bench]
    fn list_of_all(bencher: Bencher) {
        asked(bencher, |turn| list(Rule::Not(Box::new(is(customer::TAGS, &turn.to_string()))), ""));
    }

    #[divan::bench]
    fn segment(bencher: Bencher) {
        asked(bencher, |turn| {
            let history = |which, period, comparison, n| {
                Rule::History(History {
                    which: Box::new(which),
                    period,
                    measure: Measure::Count(comparison, n),
                })
            };
            let rule = Rule::All(vec![
                history(Rule::default(), Period::LastDays(90), Comparison::Equal, 0),
                history(is(interaction::KIND, "complaint"), Period::Ever, Comparison::AtLeast, 2),
                is(customer::TAGS, TAGS[turn % TAGS.len()]),
            ]);
            PreviewSegment { draft: SegmentDraft { rule, ..SegmentDraft::default() }, limit: 50 }.into()
        });
    }

    #[divan::bench(args = ["inv", "order late ", "invoize "])]
    fn search(bencher: Bencher, text: &str) {
        asked(bencher, |turn| {
            // Another order each time, so that the list is made anew.
            list(Rule::Not(Box::new(is(customer::TAGS, &turn.to_string()))), text)
        });
    }

    #[divan::bench]
    fn timeline(bencher: Bencher) {
        let customer = demo::generate(*CUSTOMERS, 0, 1, NOW).next().unwrap().id;
        asked(bencher, |_| {
            GetTimeline {
                by_due: false,
                customer: Some(customer),
                with_people: false,
                filter: Rule::default(),
                text: String::new(),
                offset: 0,
                limit: 1_000,
            }
            .into()
        });
    }
}
