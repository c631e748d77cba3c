//! What was measured, as rows and as a page to read.

use std::{collections::BTreeMap, fmt::Write as _, fs, path::Path};

use anyhow::Result;
use serde::{Deserialize, Serialize};

/// One measurement of one adapter.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Row {
    pub row: String,
    /// Which of several questions of the row; empty when there is one.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub what: String,
    /// Customers; interactions are ten times as many.
    pub size: u32,
    pub adapter: String,
    /// What an answer survives: "strict", "relaxed", or "-" for what writes nothing.
    pub durability: String,
    pub median_ms: Option<f64>,
    pub p95_ms: Option<f64>,
    pub runs: usize,
    /// Of memory and disk.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bytes: Option<u64>,
}

impl Row {
    pub fn timed(
        row: &str,
        what: &str,
        size: u32,
        adapter: &str,
        durability: &str,
        times_ms: &[f64],
    ) -> Self {
        let mut sorted = times_ms.to_vec();
        sorted.sort_by(f64::total_cmp);
        let at = |share: f64| {
            let place = (share * sorted.len() as f64).ceil() as usize;
            sorted.get(place.saturating_sub(1)).map(|ms| (ms * 1_000.0).round() / 1_000.0)
        };
        Row {
            row: row.to_owned(),
            what: what.to_owned(),
            size,
            adapter: adapter.to_owned(),
            durability: durability.to_owned(),
            median_ms: at(0.5),
            p95_ms: at(0.95),
            runs: times_ms.len(),
            bytes: None,
        }
    }

    pub fn bytes(row: &str, what: &str, size: u32, adapter: &str, bytes: u64) -> Self {
        Row { runs: 1, bytes: Some(bytes), ..Row::timed(row, what, size, adapter, "-", &[]) }
    }

    /// Milliseconds, or bytes where those are counted.
    fn value(&self) -> Option<f64> {
        self.median_ms.or(self.bytes.map(|bytes| bytes as f64))
    }

    fn shown(&self) -> String {
        match (self.median_ms, self.p95_ms, self.bytes) {
            (Some(median), Some(p95), _) if self.runs > 1 => format!("{} ({})", time(median), time(p95)),
            (Some(median), ..) => time(median),
            (_, _, Some(bytes)) => format!("{:.0} MB", bytes as f64 / 1e6),
            _ => "–".to_owned(),
        }
    }
}

fn time(ms: f64) -> String {
    match ms {
        ms if ms >= 10_000.0 => format!("{:.1} s", ms / 1_000.0),
        ms if ms >= 1_000.0 => format!("{:.2} s", ms / 1_000.0),
        ms if ms >= 10.0 => format!("{ms:.0} ms"),
        ms => format!("{ms:.2} ms"),
    }
}

pub const OURS: &str = "clientele";

/// What a row is to reach: our median against a peer's, or against a limit.
struct Target {
    row: &'static str,
    what: &'static str,
    against: Against,
}

enum Against {
    /// At most this share of the peer's.
    Peer(&'static str, &'static str, f64),
    /// At most so many milliseconds, or bytes.
    Limit(f64),
}

const TARGETS: &[Target] = &{
    use Against::{Limit, Peer};
    const fn target(row: &'static str, what: &'static str, against: Against) -> Target {
        Target { row, what, against }
    }
    [
        target("start", "", Peer("dexie", "", 1.0)),
        target("ready", "", Peer("dexie", "", 0.1)),
        target("ready", "", Peer("sqlite", "", 0.5)),
        target("import", "", Peer("dexie", "", 1.0 / 20.0)),
        target("import", "", Peer("sqlite", "", 0.5)),
        target("filter", "", Peer("dexie", "", 1.0 / 20.0)),
        target("filter", "", Peer("sqlite", "", 1.0 / 3.0)),
        target("filter", "", Limit(16.0)),
        target("segment", "", Peer("dexie", "", 0.01)),
        target("segment", "", Peer("sqlite", "", 1.0 / 3.0)),
        target("search", "3 letters", Peer("minisearch", "", 1.0)),
        target("search", "two words", Peer("minisearch", "", 1.0)),
        target("search", "a typo", Peer("minisearch", "", 1.0)),
        target("timeline", "", Peer("dexie", "", 2.0)),
        target("timeline", "", Limit(20.0)),
        target("edit", "", Peer("raw", "", 1.3)),
        target("tab", "", Limit(100.0)),
        target("page", "longest task: start", Limit(50.0)),
        target("page", "longest task: scrolling", Limit(50.0)),
        target("page", "longest task: typing", Limit(50.0)),
        target("page", "longest task: opening records", Limit(50.0)),
        target("page", "typing in search", Limit(50.0)),
        target("page", "frame while scrolling", Limit(1_000.0 / 60.0 + 0.5)),
        target("memory", "", Limit(400e6)),
        target("memory", "", Peer("minisearch", "", 0.5)),
        target("disk", "", Peer("dexie", "", 0.5)),
    ]
};

/// What stands above the tables.
pub struct About {
    pub date: String,
    pub machine: String,
    pub versions: String,
    /// Not all rows are of one run.
    pub in_parts: bool,
}

pub fn page(rows: &[Row], about: &About, notes: &str) -> Result<String> {
    let mut page = String::from(
        "# Results\n\nWritten by `cargo xtask bench`; how it measures stands in `CONTRIBUTING.md`.\n\n",
    );
    writeln!(page, "{}. {}. {}.\n", about.date, about.machine, about.versions)?;
    page += "Medians, with the 95th percentile in brackets where there was more than one run. \
             Interactions are ten times as many as customers. Answers were compared among the adapters of one run.\n";
    if about.in_parts {
        page +=
            "Not all rows are of one run: ours and the peers' may have been measured some minutes apart.\n";
    }
    let mut sizes: Vec<u32> = rows.iter().map(|row| row.size).collect();
    sizes.sort_unstable();
    sizes.dedup();
    for size in &sizes {
        writeln!(page, "\n## {} customers\n", thousands(*size))?;
        page += &table(rows, *size);
        writeln!(page, "\nTargets:\n")?;
        for target in TARGETS {
            if let Some(line) = verdict(rows, target, *size) {
                writeln!(page, "- {line}")?;
            }
        }
    }
    if sizes.len() > 1 {
        page += "\n## Growth\n\nThe exponent of each time over the number of customers, between the smallest and the largest size: \
                 1 is in proportion, 0 is none.\n\n";
        page += &growth(rows, &sizes);
    }
    if !notes.is_empty() {
        write!(page, "\n{notes}")?;
    }
    Ok(page)
}

/// The rows of an earlier run, with what was measured now in the place of the same.
pub fn merged(earlier: &[Row], now: &[Row]) -> Vec<Row> {
    let key = |row: &Row| (row.row.clone(), row.what.clone(), row.size, row.adapter.clone());
    let kept = earlier.iter().filter(|old| !now.iter().any(|new| key(new) == key(old)));
    let mut rows: Vec<Row> = kept.chain(now).cloned().collect();
    rows.sort_by_key(|row| (row.size, crate::ADAPTERS.iter().position(|name| *name == row.adapter)));
    rows
}

pub fn read(directory: &Path) -> Result<Vec<Row>> {
    Ok(serde_json::from_str(&fs::read_to_string(directory.join("results.json"))?)?)
}

/// Those that have rows, in the order in which all are named.
fn adapters(rows: &[Row]) -> Vec<&'static str> {
    crate::ADAPTERS.into_iter().filter(|name| rows.iter().any(|row| row.adapter == *name)).collect()
}

fn kinds(rows: &[Row], size: u32) -> Vec<(String, String)> {
    let mut kinds = Vec::new();
    for row in rows.iter().filter(|row| row.size == size) {
        let kind = (row.row.clone(), row.what.clone());
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    let order = [
        "start", "ready", "import", "filter", "segment", "search", "timeline", "edit", "tab", "page",
        "memory", "disk",
    ];
    kinds.sort_by_key(|(row, _)| order.iter().position(|name| name == row));
    kinds
}

fn find<'r>(rows: &'r [Row], size: u32, row: &str, what: &str, adapter: &str) -> Option<&'r Row> {
    rows.iter().find(|it| it.size == size && it.row == row && it.what == what && it.adapter == adapter)
}

fn table(rows: &[Row], size: u32) -> String {
    let adapters = adapters(rows);
    let mut table = format!("| row | durability | {} |\n", adapters.join(" | "));
    table += &format!("|---|---|{}\n", "---:|".repeat(adapters.len()));
    for (row, what) in kinds(rows, size) {
        let name = if what.is_empty() { row.clone() } else { format!("{row}: {what}") };
        let ours = find(rows, size, &row, &what, OURS).and_then(Row::value);
        let mut durability = "-";
        let cells: Vec<String> = adapters
            .iter()
            .map(|adapter| {
                let Some(found) = find(rows, size, &row, &what, adapter) else { return "–".to_owned() };
                durability = &found.durability;
                let ratio = match (ours, found.value()) {
                    (Some(ours), Some(theirs)) if *adapter != OURS && ours > 0.0 => {
                        let ratio = theirs / ours;
                        if ratio >= 10.0 { format!(" ×{ratio:.0}") } else { format!(" ×{ratio:.2}") }
                    }
                    _ => String::new(),
                };
                format!("{}{ratio}", found.shown())
            })
            .collect();
        table += &format!("| {name} | {durability} | {} |\n", cells.join(" | "));
    }
    table
}

fn verdict(rows: &[Row], target: &Target, size: u32) -> Option<String> {
    let ours = find(rows, size, target.row, target.what, OURS)?;
    let value = ours.value()?;
    let name = if target.what.is_empty() {
        target.row.to_owned()
    } else {
        format!("{}: {}", target.row, target.what)
    };
    let as_shown = |value: f64| {
        if ours.bytes.is_some() { format!("{:.0} MB", value / 1e6) } else { time(value) }
    };
    let (limit, said) = match target.against {
        Against::Peer(peer, what, share) => {
            let what = if what.is_empty() { target.what } else { what };
            let theirs = find(rows, size, target.row, what, peer)?.value()?;
            let times = if share >= 1.0 { format!("{share:.1}") } else { format!("1/{:.0}", 1.0 / share) };
            (theirs * share, format!("{times} of {peer}'s {}", as_shown(theirs)))
        }
        Against::Limit(limit) => (limit, as_shown(limit)),
    };
    let verdict =
        if value <= limit { "met".to_owned() } else { format!("**missed** by ×{:.1}", value / limit) };
    Some(format!("{name}: {} against {said}: {verdict}", as_shown(value)))
}

fn growth(rows: &[Row], sizes: &[u32]) -> String {
    let (Some(small), Some(large)) = (sizes.iter().min(), sizes.iter().max()) else { return String::new() };
    let adapters = adapters(rows);
    let mut lines: BTreeMap<usize, String> = BTreeMap::new();
    for (at, (row, what)) in kinds(rows, *large).into_iter().enumerate() {
        let name = if what.is_empty() { row.clone() } else { format!("{row}: {what}") };
        let cells: Vec<String> = adapters
            .iter()
            .map(|adapter| {
                let value =
                    |size| find(rows, size, &row, &what, adapter).and_then(Row::value).filter(|v| *v > 0.0);
                match (value(*small), value(*large)) {
                    (Some(few), Some(many)) => {
                        format!("{:.2}", (many / few).ln() / (f64::from(*large) / f64::from(*small)).ln())
                    }
                    _ => "–".to_owned(),
                }
            })
            .collect();
        lines.insert(at, format!("| {name} | {} |\n", cells.join(" | ")));
    }
    let head = format!("| row | {} |\n|---|{}\n", adapters.join(" | "), "---:|".repeat(adapters.len()));
    head + &lines.into_values().collect::<String>()
}

fn thousands(number: u32) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Writes both files into `directory`, and the notes on what was missed below the tables.
pub fn write(directory: &Path, rows: &[Row], about: &About) -> Result<()> {
    let notes = fs::read_to_string(directory.join("NOTES.md")).unwrap_or_default();
    let mut json = String::from("[\n");
    for (at, row) in rows.iter().enumerate() {
        let comma = if at + 1 < rows.len() { "," } else { "" };
        writeln!(json, "  {}{comma}", serde_json::to_string(row)?)?;
    }
    json.push_str("]\n");
    fs::write(directory.join("results.json"), json)?;
    fs::write(directory.join("RESULTS.md"), page(rows, about, &notes)?)?;
    Ok(())
}
