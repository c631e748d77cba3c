//! The real page: when it shows the list, and whether it stays awake while it is used.
//!
//! Times come from the browser itself: long tasks, event timing, animation frames.

use std::{path::Path, thread, time::Duration};

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::{
    browser::{Browser, Tab},
    questions::RUNS,
    results::{OURS, Row},
};

/// Notes, from the page's first moment on: when the first rows and the total are painted, tasks that
/// held the page up, and how long it took to answer each key.
const WATCH: &str = r#"
  window.longTasks = [];
  new PerformanceObserver((list) => longTasks.push(...list.getEntries().map((task) => task.duration)))
    .observe({ type: 'longtask', buffered: true });
  window.keys = [];
  new PerformanceObserver((list) => {
    keys.push(...list.getEntries().filter((event) => event.name === 'keydown').map((event) => event.duration));
  }).observe({ type: 'event', durationThreshold: 16, buffered: true });
  window.total = () => document.querySelector('main .table-foot')?.textContent ?? '';
  window.names = () => document.querySelectorAll("main a.truncate[href^='#/customers/']");
  window.rowsShown = () => names().length;
  addEventListener('DOMContentLoaded', () => {
    const watcher = new MutationObserver(() => {
      if (rowsShown() < 10 || !total().includes('TOTAL')) return;
      watcher.disconnect();
      requestAnimationFrame(() => setTimeout(() => { window.startedMs = performance.now(); }));
    });
    watcher.observe(document, { subtree: true, childList: true, characterData: true });
  });
"#;

/// Scrolls a screen a frame for two seconds; the gaps between frames.
const SCROLL: &str = r"(async () => {
  const all = [...document.querySelectorAll('main, main *, html')];
  const list = all.reduce((tallest, one) => (one.scrollHeight - one.clientHeight > tallest.scrollHeight - tallest.clientHeight ? one : tallest));
  const frame = () => new Promise(requestAnimationFrame);
  let last = await frame();
  const gaps = [];
  for (let n = 0; n < 120; n += 1) {
    list.scrollTop += 700;
    const now = await frame();
    gaps.push(now - last);
    last = now;
  }
  return gaps;
})()";

fn watch(customers: u32) -> String {
    // As English writes it.
    let digits = format!("{},{:03}", customers / 1_000, customers % 1_000);
    WATCH.replace("TOTAL", &digits)
}

/// Milliseconds from the navigation to the first page of customers and the total, painted.
pub fn start(browser: &mut Browser, address: &str, customers: u32) -> Result<f64> {
    let tab = open(browser, address, customers)?;
    // The page keeps its first screen for the next start once nothing is asked any more.
    let started = browser.evaluate(&tab, "startedMs")?.as_f64().context("no time")?;
    settle(browser, &tab)?;
    Ok(started)
}

fn open(browser: &mut Browser, address: &str, customers: u32) -> Result<Tab> {
    let tab = browser.open(address, &watch(customers))?;
    browser.wait_until(&tab, "window.startedMs ?? null")?;
    Ok(tab)
}

/// Until everything is read and searchable: a person who just looks at the list for a while.
fn settle(browser: &mut Browser, tab: &Tab) -> Result<()> {
    thread::sleep(Duration::from_secs(2));
    browser.evaluate(tab, "new Promise((done) => requestIdleCallback(done))").map(|_| ())
}

pub fn measure(profile: &Path, address: &str, customers: u32) -> Result<Vec<Row>> {
    let mut browser = Browser::start(profile)?;
    let mut rows = Vec::new();
    let mut timed = |what: &str, times: &[f64]| {
        rows.push(Row::timed("page", what, customers, OURS, "-", times));
    };

    let tab = open(&mut browser, address, customers)?;
    settle(&mut browser, &tab)?;
    timed("longest task: start", &[longest_task(&mut browser, &tab)?]);

    let gaps = numbers(&browser.evaluate(&tab, SCROLL)?);
    timed("frame while scrolling", &gaps);
    timed("longest task: scrolling", &[longest_task(&mut browser, &tab)?]);

    for word in ["bro", "inv", "mac", "del", "ber", "lov"] {
        browser.evaluate(&tab, "document.querySelector('main input[type=search]').focus()")?;
        browser.evaluate(&tab, "document.activeElement.select();")?;
        for letter in word.chars() {
            key(&mut browser, &tab, letter)?;
            thread::sleep(Duration::from_millis(120));
        }
        thread::sleep(Duration::from_millis(400));
    }
    // Keys that were answered within a frame are not told.
    let mut keys = numbers(&browser.evaluate(&tab, "keys.splice(0)")?);
    keys.resize(keys.len().max(18), 16.0);
    timed("typing in search", &keys);
    timed("longest task: typing", &[longest_task(&mut browser, &tab)?]);

    let mut opened = Vec::new();
    for run in 0..=RUNS {
        browser.evaluate(&tab, &format!("location.hash = '#/customers?_={run}'"))?;
        browser.wait_until(&tab, "rowsShown() > 5")?;
        let open = format!(
            "(async () => {{ const link = names()[{run}]; \
             const name = link.textContent.trim(); const begun = performance.now(); link.click(); \
             while (!document.querySelector('main h1')?.textContent.includes(name) && performance.now() - begun < 5000) \
             await new Promise(requestAnimationFrame); return performance.now() - begun; }})()"
        );
        opened.push(browser.evaluate(&tab, &open)?.as_f64().context("no time")?);
        thread::sleep(Duration::from_millis(200));
    }
    timed("open a record", &opened[1..]);
    timed("longest task: opening records", &[longest_task(&mut browser, &tab)?]);
    browser.close()?;
    Ok(rows)
}

fn key(browser: &mut Browser, tab: &Tab, letter: char) -> Result<()> {
    let text = letter.to_string();
    for kind in ["keyDown", "keyUp"] {
        let mut press =
            json!({ "type": kind, "key": text, "code": format!("Key{}", letter.to_ascii_uppercase()) });
        if kind == "keyDown" {
            press["text"] = json!(text);
        }
        browser.call(Some(tab), "Input.dispatchKeyEvent", press)?;
    }
    Ok(())
}

/// The longest task since this was last asked; 0 when none took 50 ms, which is when browsers tell.
fn longest_task(browser: &mut Browser, tab: &Tab) -> Result<f64> {
    thread::sleep(Duration::from_millis(200));
    Ok(numbers(&browser.evaluate(tab, "longTasks.splice(0)")?).into_iter().fold(0.0, f64::max))
}

fn numbers(values: &Value) -> Vec<f64> {
    values.as_array().into_iter().flatten().filter_map(Value::as_f64).collect()
}
