//! One adapter at one size, row by row.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    time::{Instant, SystemTime},
};

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use xtask::server::Server;

use crate::{
    Options,
    browser::{Browser, Tab},
    page_rows,
    questions::{self, RUNS},
    results::{OURS, Row},
};

/// What takes longer than this in all is not repeated.
const PATIENCE_MS: f64 = 40_000.0;
const DAY_MS: u128 = 86_400_000;

/// What each question was answered, by the first adapter that answered it.
#[derive(Default)]
pub struct Digests(BTreeMap<String, (String, String)>);

impl Digests {
    /// Fails when another adapter has answered otherwise.
    fn compare(&mut self, question: &str, adapter: &str, digest: &str) -> Result<()> {
        let (by, first) =
            self.0.entry(question.to_owned()).or_insert_with(|| (adapter.to_owned(), digest.to_owned()));
        ensure!(first == digest, "{question}: {adapter} and {by} do not answer the same");
        Ok(())
    }
}

pub struct Measuring<'a> {
    options: &'a Options,
    server: &'a Server,
    size: u32,
    adapter: &'a str,
    digests: &'a mut Digests,
    profile: PathBuf,
    now_ms: u64,
    pub rows: Vec<Row>,
    pub chromium: String,
}

impl<'a> Measuring<'a> {
    pub fn new(
        options: &'a Options,
        server: &'a Server,
        size: u32,
        adapter: &'a str,
        digests: &'a mut Digests,
    ) -> Self {
        let since_1970 = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        Self {
            options,
            server,
            size,
            adapter,
            digests,
            profile: options.work.join(format!("profile-{adapter}-{size}")),
            // Noon of today, so that a run in the morning has the workspace of one in the evening.
            now_ms: ((since_1970.as_millis() / DAY_MS) * DAY_MS + DAY_MS / 2) as u64,
            rows: Vec::new(),
            chromium: String::new(),
        }
    }

    pub fn run(&mut self) -> Result<()> {
        self.import()?;
        if self.wants("disk") && self.adapter != "minisearch" {
            let bytes = disk_bytes(&self.profile)?;
            self.push(Row::bytes("disk", "", self.size, self.adapter, bytes));
        }
        if self.wants("start") && self.adapter != "minisearch" {
            self.start()?;
        }
        if self.wants("ready") {
            self.ready()?;
        }
        self.hot()?;
        if self.wants("tab") && matches!(self.adapter, OURS | "dexie") {
            self.second_tab()?;
        }
        if self.wants("page") && self.adapter == OURS {
            let rows = page_rows::measure(&self.profile, &self.app_address(), self.size)?;
            rows.into_iter().for_each(|row| self.push(row));
        }
        // MiniSearch stands beside Dexie, whose database is filled already.
        let beside = self.options.work.join(format!("profile-minisearch-{}", self.size));
        if self.adapter == "dexie" && self.options.adapters.iter().any(|name| name == "minisearch") {
            if beside.exists() {
                fs::remove_dir_all(&beside)?;
            }
            return fs::rename(&self.profile, beside).context("the profile could not be kept");
        }
        fs::remove_dir_all(&self.profile).context("the profile could not be removed")
    }

    fn wants(&self, row: &str) -> bool {
        self.options.wants(row)
    }

    fn push(&mut self, row: Row) {
        println!(
            "  {:8} {:24} {:?} ms, {:?} bytes, {} runs",
            row.row, row.what, row.median_ms, row.bytes, row.runs
        );
        self.rows.push(row);
    }

    fn timed(&mut self, row: &str, what: &str, durability: &str, times_ms: &[f64]) {
        self.push(Row::timed(row, what, self.size, self.adapter, durability, times_ms));
    }

    fn page_address(&self) -> String {
        format!("{}bench/bench.html?adapter={}", self.server.address(), self.adapter)
    }

    fn app_address(&self) -> String {
        format!("{}app/#/customers", self.server.address())
    }

    fn bench(&self, browser: &mut Browser) -> Result<Tab> {
        let tab = browser.open(&self.page_address(), "")?;
        browser.wait_until(&tab, "Boolean(window.bench)")?;
        Ok(tab)
    }

    /// Into a fresh profile; what takes long is done once, and its profile kept for the other rows.
    fn import(&mut self) -> Result<()> {
        if self.adapter == "minisearch" && self.profile.exists() {
            return Ok(());
        }
        let (mut durable, mut searchable) = (Vec::new(), Vec::new());
        let begun = Instant::now();
        let repeats = self.wants("import") && self.adapter != "minisearch";
        loop {
            if self.profile.exists() {
                fs::remove_dir_all(&self.profile)?;
            }
            let mut browser = Browser::start(&self.profile)?;
            self.chromium = browser.version()?;
            let tab = self.bench(&mut browser)?;
            let call = format!("bench.import({}, {}, {})", self.size, self.size * 10, self.now_ms);
            let took = browser.evaluate(&tab, &call)?;
            let ms = took["ms"].as_f64().context("no time")?;
            durable.push(ms);
            searchable.extend(took["searchable"].as_f64().map(|more| ms + more));
            browser.close()?;
            if !repeats || durable.len() == RUNS || begun.elapsed().as_millis() as f64 > PATIENCE_MS {
                break;
            }
        }
        if repeats {
            self.timed("import", "", "strict", &durable);
            if !searchable.is_empty() {
                self.timed("import", "until searchable", "strict", &searchable);
            }
        }
        Ok(())
    }

    /// Each in a browser that was closed; one more to warm up the machine's own caches.
    fn start(&mut self) -> Result<()> {
        let mut times = Vec::new();
        for _ in 0..=RUNS {
            let mut browser = Browser::start(&self.profile)?;
            times.push(if self.adapter == OURS {
                page_rows::start(&mut browser, &self.app_address(), self.size)?
            } else {
                let tab = self.bench(&mut browser)?;
                browser.evaluate(&tab, "bench.start()")?.as_f64().context("no time")?
            });
            browser.close()?;
        }
        self.timed("start", "", "-", &times[1..]);
        Ok(())
    }

    fn questions(&self) -> Value {
        let first = |questions: Vec<Value>| questions[0].clone();
        json!({
            "filter": [first(questions::filters())],
            "segment": [first(questions::segments())],
            "search": [first(questions::prefixes()), first(questions::pairs()), first(questions::typos())],
        })
    }

    fn ready(&mut self) -> Result<()> {
        let mut times = Vec::new();
        for _ in 0..=RUNS {
            let mut browser = Browser::start(&self.profile)?;
            self.chromium = browser.version()?;
            let tab = self.bench(&mut browser)?;
            let ms = browser.evaluate(&tab, &format!("bench.ready({})", self.questions()))?;
            times.push(ms.as_f64().context("no time")?);
            browser.close()?;
            if times.len() > 1 && times.iter().sum::<f64>() > PATIENCE_MS {
                break;
            }
        }
        self.timed("ready", "", "-", &times[1..]);
        Ok(())
    }

    /// What is asked of an adapter that is open and warm.
    fn hot(&mut self) -> Result<()> {
        let mut browser = Browser::start(&self.profile)?;
        let tab = self.bench(&mut browser)?;
        let needs_all = matches!(self.adapter, OURS | "minisearch" | "sqlite");
        let open =
            if needs_all { format!("bench.ready({})", self.questions()) } else { "bench.open()".to_owned() };
        browser.evaluate(&tab, &open)?;

        let customer = questions::busy_customer(self.size);
        let ids = format!("bench.ids({}, {}, {})", self.size, customer + 1, self.now_ms);
        let ids = browser.evaluate(&tab, &ids)?;
        let id = ids[customer as usize].as_str().context("no id")?.to_owned();
        let asked = [
            ("filter", "", questions::filters()),
            ("segment", "", questions::segments()),
            ("search", "3 letters", questions::prefixes()),
            ("search", "two words", questions::pairs()),
            ("search", "a typo", questions::typos()),
            ("timeline", "", questions::timelines(customer, &id)),
            ("edit", "", questions::edits(customer, &id)),
        ];
        for (row, what, questions) in asked {
            let supports = browser.evaluate(&tab, &format!("bench.supports({row:?})"))?;
            if !self.wants(row) || supports != true {
                continue;
            }
            let answer = browser.evaluate(&tab, &format!("bench.ask({row:?}, {})", json!(questions)))?;
            let times: Vec<f64> =
                answer["times"].as_array().into_iter().flatten().filter_map(Value::as_f64).collect();
            if row == "edit" {
                self.timed(row, what, "strict", &times);
                continue;
            }
            let digest = answer["digest"].as_str().unwrap_or_default();
            self.digests.compare(&format!("{row} {what}"), self.adapter, digest)?;
            ensure!(answer["found"] != 0, "{row} {what}: no question finds anything");
            self.timed(row, what, "-", &times);
        }
        if self.wants("memory") {
            let bytes = browser.renderer_bytes(&tab)?;
            self.push(Row::bytes("memory", "", self.size, self.adapter, bytes));
        }
        browser.close()
    }

    /// From the beginning of an edit in one tab until another tab has read it.
    fn second_tab(&mut self) -> Result<()> {
        let mut browser = Browser::start(&self.profile)?;
        let (first, second) = (self.bench(&mut browser)?, self.bench(&mut browser)?);
        for tab in [&first, &second] {
            browser.evaluate(tab, "bench.open()")?;
        }
        let ids = browser.evaluate(&first, &format!("bench.ids({}, 1, {})", self.size, self.now_ms))?;
        let customer = json!({ "n": 0, "id": ids[0] });
        let mut times = Vec::new();
        for run in 0..=RUNS {
            let value = format!("Tab {run} of {}", std::process::id());
            let seen = browser.begin(&second, &format!("bench.see({customer}, {value:?})"))?;
            let begun = browser.evaluate(&first, &format!("bench.write({customer}, {value:?})"))?;
            let seen = browser.finish(seen)?;
            times.push(seen.as_f64().context("no time")? - begun.as_f64().context("no time")?);
        }
        self.timed("tab", "", "strict", &times[1..]);
        browser.close()
    }
}

/// What the browser keeps of the site's data: IndexedDB and the private file system.
fn disk_bytes(profile: &Path) -> Result<u64> {
    fn sum(path: &Path) -> Result<u64> {
        let mut bytes = 0;
        for entry in fs::read_dir(path)? {
            let entry = entry?;
            let about = entry.metadata()?;
            bytes += if about.is_dir() { sum(&entry.path())? } else { about.len() };
        }
        Ok(bytes)
    }
    let mut bytes = 0;
    for part in ["IndexedDB", "File System"] {
        let path = profile.join("Default").join(part);
        if path.exists() {
            bytes += sum(&path)?;
        }
    }
    Ok(bytes)
}
