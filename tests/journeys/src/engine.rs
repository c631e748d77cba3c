//! The three browser engines: how each is started, and where it tells its errors.
//!
//! A driver process and a profile live for one journey, so that no journey sees what another did. Each engine
//! is set to reduced motion: what is half faded in has half its contrast and is not yet where it will be.

use std::{
    fs::{self, File},
    net::{Ipv4Addr, TcpListener, TcpStream},
    os::unix::process::CommandExt,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::atomic::{AtomicU16, Ordering},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail, ensure};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use thirtyfour::{Capabilities, WebDriver};
use tokio::sync::Mutex;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, tungstenite::Message};

/// How long a driver or a browser may take to come up.
const START: Duration = Duration::from_secs(30);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    Chromium,
    Firefox,
    WebKit,
}

impl Engine {
    pub const ALL: [Self; 3] = [Self::Chromium, Self::Firefox, Self::WebKit];

    pub fn name(self) -> &'static str {
        match self {
            Self::Chromium => "chromium",
            Self::Firefox => "firefox",
            Self::WebKit => "webkit",
        }
    }

    pub fn named(name: &str) -> Result<Self> {
        let engine = Self::ALL.into_iter().find(|engine| engine.name() == name);
        engine.with_context(|| format!("no browser is called {name:?}: chromium, firefox or webkit"))
    }

    fn driver_command(self, port: u16) -> Result<Command> {
        let (program, arguments) = match self {
            Self::Chromium => ("chromedriver", vec![format!("--port={port}")]),
            Self::Firefox => {
                let bidi_port = free_port()?;
                let ports = [format!("--port={port}"), format!("--websocket-port={bidi_port}")];
                ("geckodriver", ports.to_vec())
            }
            Self::WebKit => ("WebKitWebDriver", vec![format!("--port={port}")]),
        };
        let mut command = Command::new(program);
        command.args(arguments);
        Ok(command)
    }

    fn capabilities(self, profile: &Path, downloads: &Path) -> Result<Value> {
        Ok(match self {
            Self::Chromium => json!({
                "browserName": "chrome",
                "goog:loggingPrefs": { "browser": "ALL" },
                "goog:chromeOptions": {
                    "binary": program("chromium")?,
                    "args": [
                        "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic",
                        "--disable-dev-shm-usage", "--no-first-run", "--disable-background-networking",
                        "--disable-component-update", "--disable-sync", "--window-size=1280,800",
                        "--force-prefers-reduced-motion",
                        format!("--user-data-dir={}", profile.display()),
                    ],
                    "prefs": { "download.default_directory": downloads, "download.prompt_for_download": false },
                },
            }),
            Self::Firefox => json!({
                "browserName": "firefox",
                "webSocketUrl": true,
                "moz:firefoxOptions": {
                    "binary": program("firefox-esr")?,
                    "args": ["-headless"],
                    "prefs": {
                        "browser.download.folderList": 2,
                        "browser.download.dir": downloads,
                        "browser.download.useDownloadDir": true,
                        "browser.download.alwaysOpenPanel": false,
                        "ui.prefersReducedMotion": 1,
                    },
                },
            }),
            Self::WebKit => json!({
                "browserName": "MiniBrowser",
                "webkitgtk:browserOptions": {
                    "binary": mini_browser()?,
                    "args": ["--automation"],
                },
            }),
        })
    }

    /// The lines of a driver's output that tell of an error in the page.
    pub fn errors_in(self, log: &str) -> Vec<String> {
        let tells_error = |line: &&str| match self {
            // Chromium has a log of its own in the protocol.
            Self::Chromium => false,
            Self::Firefox => line.starts_with("JavaScript error:") || line.starts_with("console.error:"),
            Self::WebKit => line.starts_with("CONSOLE") && line.contains(" ERROR "),
        };
        log.lines().filter(tells_error).map(str::to_owned).collect()
    }
}

/// A driver and its browser. Both end when this is dropped.
pub struct Session {
    pub driver: WebDriver,
    pub downloads: PathBuf,
    engine: Engine,
    /// Where Firefox tells of its console.
    console: Option<Mutex<BidiConsole>>,
    _driver_process: Process,
    /// Ends after the browser on it.
    _display: Option<Display>,
}

impl Session {
    /// `directory` is emptied, and then holds the profile, the downloads and the driver's log.
    pub async fn start(engine: Engine, directory: &Path) -> Result<Self> {
        let (profile, downloads) = (directory.join("profile"), directory.join("downloads"));
        fs::remove_dir_all(directory).or_else(|error| match error.kind() {
            std::io::ErrorKind::NotFound => Ok(()),
            _ => Err(error),
        })?;
        fs::create_dir_all(&profile)?;
        fs::create_dir_all(&downloads)?;
        // Where GTK programs are told the directory for downloads.
        fs::write(profile.join("user-dirs.dirs"), format!("XDG_DOWNLOAD_DIR=\"{}\"\n", downloads.display()))?;
        // And whether they move anything.
        fs::create_dir_all(profile.join("gtk-3.0"))?;
        fs::write(profile.join("gtk-3.0/settings.ini"), "[Settings]\ngtk-enable-animations=0\n")?;

        let log = directory.join("driver.log");
        let port = free_port()?;
        let mut command = engine.driver_command(port)?;
        let output = File::create(&log)?;
        command
            .env_remove("WAYLAND_DISPLAY")
            .env("LANG", "C.UTF-8")
            .env("TZ", "UTC")
            .stdin(Stdio::null())
            .stdout(output.try_clone()?)
            .stderr(output);
        // Of two windows on one display only one has the keyboard, and the other one is not drawn.
        let display = match engine {
            Engine::WebKit => Some(Display::start(directory)?),
            Engine::Chromium | Engine::Firefox => None,
        };
        if let Some(display) = &display {
            command
                .env("DISPLAY", &display.name)
                .env("XDG_CONFIG_HOME", &profile)
                .env("XDG_DATA_HOME", &profile)
                .env("XDG_CACHE_HOME", &profile);
        }
        let mut driver_process = Process::start(&mut command)?;
        driver_process.wait_listening(port)?;

        let mut capabilities = Capabilities::new();
        let wanted = engine.capabilities(&profile, &downloads)?;
        for (name, value) in wanted.as_object().into_iter().flatten() {
            capabilities.set(name.as_str(), value)?;
        }
        let driver = WebDriver::builder(format!("http://127.0.0.1:{port}"), capabilities)
            .request_timeout(Duration::from_secs(60));
        let driver = tokio::time::timeout(START, driver.connect())
            .await
            .with_context(|| format!("{} did not start: see {}", engine.name(), log.display()))??;
        driver.set_script_timeout(Duration::from_secs(30)).await?;
        driver.set_window_rect(0, 0, 1280, 800).await?;
        let console = match driver.handle().capabilities().get("webSocketUrl").and_then(Value::as_str) {
            Some(address) => Some(Mutex::new(BidiConsole::open(address).await?)),
            None => None,
        };
        Ok(Self { driver, downloads, engine, console, _driver_process: driver_process, _display: display })
    }

    /// The errors the page's console has told so far: each engine has a way of its own.
    pub async fn console_errors(&self) -> Result<Vec<String>> {
        Ok(match self.engine {
            Engine::Chromium => {
                let entries = self.driver.browser_log().await?;
                entries.into_iter().filter(|it| it.level == "SEVERE").map(|it| it.message).collect()
            }
            Engine::Firefox => {
                let console = self.console.as_ref().context("Firefox opened no WebDriver BiDi")?;
                console.lock().await.errors().await?
            }
            // Its driver has no word for the console: see `Page::hear_console`.
            Engine::WebKit => Vec::new(),
        })
    }
}

/// WebDriver BiDi, as far as it takes to hear a console.
struct BidiConsole {
    socket: WebSocketStream<MaybeTlsStream<tokio::net::TcpStream>>,
}

impl BidiConsole {
    async fn open(address: &str) -> Result<Self> {
        let (socket, _) = tokio_tungstenite::connect_async(address).await?;
        let mut console = Self { socket };
        console.ask("session.subscribe", json!({ "events": ["log.entryAdded"] })).await?;
        Ok(console)
    }

    /// The errors since this was last asked.
    async fn errors(&mut self) -> Result<Vec<String>> {
        // Events and answers come in order: what was told before this answer has arrived.
        let entries = self.ask("session.status", json!({})).await?;
        let errors = entries.iter().filter(|entry| entry["params"]["level"] == "error");
        Ok(errors.map(|entry| entry["params"]["text"].as_str().unwrap_or_default().to_owned()).collect())
    }

    /// Sends a command, waits for its answer, and returns the events that came before it.
    async fn ask(&mut self, method: &str, params: Value) -> Result<Vec<Value>> {
        let command = json!({ "id": 1, "method": method, "params": params });
        self.socket.send(Message::text(command.to_string())).await?;
        let mut events = Vec::new();
        loop {
            let message = self.socket.next().await.context("the browser closed its console")??;
            let Message::Text(text) = message else { continue };
            let message: Value = serde_json::from_str(&text)?;
            match message["type"].as_str() {
                Some("event") => events.push(message),
                Some("success") => return Ok(events),
                _ => bail!("{method}: {message}"),
            }
        }
    }
}

/// A display that nobody sees, for the engine that cannot do without one.
struct Display {
    name: String,
    _process: Process,
}

impl Display {
    fn start(directory: &Path) -> Result<Self> {
        // Xvfb itself chooses a free number and writes it to the file handed to it as output.
        let number = directory.join("display");
        let mut command = Command::new("Xvfb");
        command
            .args(["-displayfd", "1", "-screen", "0", "1280x1024x24", "-nolisten", "tcp"])
            .stdin(Stdio::null())
            .stdout(File::create(&number)?)
            .stderr(Stdio::null());
        let mut process = Process::start(&mut command)?;
        let mut name = String::new();
        process.wait_for("Xvfb", || {
            name = fs::read_to_string(&number).unwrap_or_default();
            name.ends_with('\n')
        })?;
        Ok(Self { name: format!(":{}", name.trim()), _process: process })
    }
}

/// A child in a process group of its own; the whole group ends when this is dropped.
struct Process {
    child: Child,
    name: String,
}

impl Process {
    fn start(command: &mut Command) -> Result<Self> {
        let name = command.get_program().to_string_lossy().into_owned();
        let child = command.process_group(0).spawn();
        Ok(Self { child: child.with_context(|| format!("{name} could not be started"))?, name })
    }

    fn wait_listening(&mut self, port: u16) -> Result<()> {
        let name = self.name.clone();
        self.wait_for(&name, || TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok())
    }

    fn wait_for(&mut self, what: &str, mut is_ready: impl FnMut() -> bool) -> Result<()> {
        let deadline = Instant::now() + START;
        while !is_ready() {
            if let Some(status) = self.child.try_wait()? {
                bail!("{what} ended at once ({status})");
            }
            ensure!(Instant::now() < deadline, "{what} did not get ready");
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Best effort: what is already gone cannot be ended.
        let group = format!("-{}", self.child.id());
        let _ = Command::new("kill").args(["-KILL", "--", &group]).stderr(Stdio::null()).status();
        let _ = self.child.wait();
    }
}

/// One below those that the system hands out by itself: between the look and the driver's start it
/// would give them to others.
fn free_port() -> Result<u16> {
    static TAKEN: AtomicU16 = AtomicU16::new(0);
    let first = 12_000 + (std::process::id() % 10_000) as u16;
    for _ in 0..5_000 {
        let port = first + TAKEN.fetch_add(1, Ordering::Relaxed) % 10_000;
        if TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok() {
            return Ok(port);
        }
    }
    bail!("there is no free port")
}

fn program(name: &str) -> Result<PathBuf> {
    let path = std::env::var_os("PATH").context("PATH is not set")?;
    let found =
        std::env::split_paths(&path).map(|directory| directory.join(name)).find(|file| file.is_file());
    found.with_context(|| format!("{name} is not installed"))
}

/// It lies beside the library, in a directory named by the machine's architecture.
fn mini_browser() -> Result<PathBuf> {
    for library in fs::read_dir("/usr/lib")?.flatten() {
        for version in ["webkit2gtk-4.1", "webkitgtk-6.0", "webkit2gtk-4.0"] {
            let file = library.path().join(version).join("MiniBrowser");
            if file.is_file() {
                return Ok(file);
            }
        }
    }
    bail!("WebKitGTK's MiniBrowser is not installed")
}
