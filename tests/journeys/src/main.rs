//! Runs the journeys, each in each engine: see the library's first page for how they are written.

mod journeys;
mod screenshots;

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::ExitCode,
    rc::Rc,
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, anyhow, bail, ensure};
use harness::{
    engine::{Engine, Session},
    page::Page,
};
use journeys::Journey;
use tokio::{sync::Semaphore, task::JoinSet};
use xtask::server::Server;

/// Far more than any journey takes; a browser that hangs must not hang the run.
const LONGEST: Duration = Duration::from_secs(180);

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match tokio::task::LocalSet::new().run_until(run()).await {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

struct Options {
    dist: PathBuf,
    axe: PathBuf,
    output: PathBuf,
    engines: Vec<Engine>,
    jobs: usize,
    filter: String,
    /// Take pictures into this directory instead.
    screenshots: Option<PathBuf>,
}

impl Options {
    fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Self> {
        let mut options = Self {
            dist: "dist".into(),
            axe: "axe.min.js".into(),
            output: "target/journeys".into(),
            engines: Vec::new(),
            jobs: std::thread::available_parallelism().map_or(1, usize::from),
            filter: String::new(),
            screenshots: None,
        };
        while let Some(argument) = arguments.next() {
            let mut value = || arguments.next().with_context(|| format!("{argument} needs a value"));
            match argument.as_str() {
                "--dist" => options.dist = value()?.into(),
                "--axe" => options.axe = value()?.into(),
                "--output" => options.output = value()?.into(),
                "--screenshots" => options.screenshots = Some(value()?.into()),
                "--browser" => options.engines.push(Engine::named(&value()?)?),
                "--jobs" => options.jobs = value()?.parse().context("--jobs needs a number")?,
                _ if argument.starts_with('-') => bail!("unknown option {argument}"),
                _ => options.filter = argument,
            }
        }
        if options.engines.is_empty() {
            options.engines = Engine::ALL.to_vec();
        }
        fs::create_dir_all(&options.output)?;
        options.output = options.output.canonicalize()?;
        options.dist = options.dist.canonicalize().context("there is no build to test")?;
        Ok(options)
    }
}

async fn run() -> Result<bool> {
    let options = Rc::new(Options::parse(env::args().skip(1))?);
    if let Some(directory) = &options.screenshots {
        let pictures = async |page: &Page| screenshots::take(page, directory).await;
        in_browser(Engine::Chromium, &options, &options.output.join("screenshots"), LONGEST * 4, pictures)
            .await?;
        return Ok(true);
    }
    let places = Arc::new(Semaphore::new(options.jobs.max(1)));
    let mut running = JoinSet::new();
    for journey in journeys::ALL {
        for engine in options.engines.clone() {
            if !journey.name.contains(&options.filter) {
                continue;
            }
            if engine != Engine::Chromium && journeys::CHROMIUM_ONLY.contains(&journey.name) {
                println!(
                    "skip  {:9} {}: only Chromium's own protocol can do this",
                    engine.name(),
                    journey.name
                );
                continue;
            }
            let (options, places) = (options.clone(), places.clone());
            running.spawn_local(async move {
                let _place = places.acquire_owned().await;
                let started = Instant::now();
                let outcome = take(journey, engine, &options).await;
                (journey.name, engine, started.elapsed(), outcome)
            });
        }
    }
    ensure!(!running.is_empty(), "no journey is called {:?}", options.filter);

    let (mut passed, mut failures) = (0, Vec::new());
    while let Some(done) = running.join_next().await {
        let (name, engine, time, outcome) = done?;
        let verdict = if outcome.is_ok() { "ok  " } else { "FAIL" };
        println!("{verdict}  {:9} {name}  ({:.1} s)", engine.name(), time.as_secs_f64());
        match outcome {
            Ok(()) => passed += 1,
            Err(error) => failures.push(format!("{} {name}: {error:#}", engine.name())),
        }
    }
    for failure in &failures {
        println!("\n{failure}");
    }
    println!("\n{passed} passed, {} failed", failures.len());
    Ok(failures.is_empty())
}

/// One journey in one engine, once.
async fn take(journey: &Journey, engine: Engine, options: &Options) -> Result<()> {
    let directory = options.output.join(engine.name()).join(journey.name.replace("::", "-"));
    in_browser(engine, options, &directory, LONGEST, journey.run).await
}

/// Walks through a build in a browser with a fresh profile.
async fn in_browser(
    engine: Engine,
    options: &Options,
    directory: &Path,
    longest: Duration,
    walk: impl AsyncFnOnce(&Page) -> Result<()>,
) -> Result<()> {
    let session = Session::start(engine, directory).await?;
    let page = Page {
        engine,
        server: Server::start(&options.dist, "/some/sub-path/", 0, true)?,
        driver: session.driver.clone(),
        downloads: session.downloads.clone(),
        axe: options.axe.clone(),
        dist: options.dist.clone(),
        directory: directory.to_owned(),
        console: Default::default(),
        expected_errors: Default::default(),
    };
    let mut outcome = match tokio::time::timeout(longest, walk(&page)).await {
        Ok(outcome) => outcome,
        Err(_) => Err(anyhow!("it did not end within {} s", longest.as_secs())),
    };
    if outcome.is_err() {
        keep_evidence(&page, directory).await;
    }
    let errors = errors_told(&page, &session).await;
    // Best effort: the processes end with the session's guard in any case.
    let _ = tokio::time::timeout(Duration::from_secs(10), session.driver.clone().quit()).await;

    let errors = errors?;
    if !errors.is_empty() {
        let list = format!("errors in the console:\n  {}", errors.join("\n  "));
        outcome = Err(match outcome {
            Ok(()) => anyhow!(list),
            Err(error) => error.context(list),
        });
    }
    outcome
}

/// What the engine and the host have heard of errors, without those the journey expected.
async fn errors_told(page: &Page, session: &Session) -> Result<Vec<String>> {
    let mut errors = page.server.reports();
    page.hear_console().await?;
    errors.extend(page.console.take());
    errors.extend(session.console_errors().await.context("the console could not be read")?);
    let expected = page.expected_errors.borrow();
    errors.retain(|error| !expected.iter().any(|part| error.contains(part)));
    Ok(errors)
}

async fn keep_evidence(page: &Page, directory: &Path) {
    // The failure itself is told in any case; evidence that cannot be had must not hide it.
    let _ = page.driver.screenshot(&directory.join("screenshot.png")).await;
    if let Ok(source) = page.driver.source().await {
        let _ = fs::write(directory.join("page.html"), source);
    }
}
