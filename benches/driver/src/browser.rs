//! One Chromium with a profile that outlives it, driven over its own protocol (CDP).

use std::{
    collections::HashMap,
    fs,
    net::TcpStream,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};
use tungstenite::{Message, WebSocket};

const START: Duration = Duration::from_secs(30);

/// Longer than any single step takes, so that a browser that hangs does not hang the run.
const LONGEST: Duration = Duration::from_secs(1_500);

pub struct Browser {
    process: Child,
    socket: WebSocket<TcpStream>,
    last_number: u64,
    /// Answers that came while another one was waited for.
    early: HashMap<u64, Value>,
    profile: PathBuf,
}

/// A tab: the session that commands to it name.
#[derive(Clone)]
pub struct Tab(String);

/// A command that was sent and not yet answered.
pub struct Sent(u64);

impl Browser {
    /// Starts on the profile, which is made when it is not there.
    pub fn start(profile: &Path) -> Result<Self> {
        fs::create_dir_all(profile)?;
        let port_file = profile.join("DevToolsActivePort");
        if port_file.exists() {
            fs::remove_file(&port_file)?;
        }
        let mut process = Command::new("chromium")
            .args([
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--remote-debugging-port=0",
                "--window-size=1280,800",
                // Two tabs, both working: a real second tab may lie in a window of its own.
                "--disable-background-timer-throttling",
                "--disable-renderer-backgrounding",
                "--disable-backgrounding-occluded-windows",
            ])
            .arg(format!("--user-data-dir={}", profile.display()))
            .arg("about:blank")
            .env("TZ", "UTC")
            .env("LANG", "C.UTF-8")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .context("chromium could not be started")?;
        let deadline = Instant::now() + START;
        let (port, path) = loop {
            let text = fs::read_to_string(&port_file).unwrap_or_default();
            if let Some((port, path)) = text.trim().split_once('\n') {
                break (port.parse::<u16>()?, path.to_owned());
            }
            if let Some(status) = process.try_wait()? {
                bail!("chromium ended at once ({status})");
            }
            ensure!(Instant::now() < deadline, "chromium did not get ready");
            thread::sleep(Duration::from_millis(20));
        };
        let stream = TcpStream::connect(("127.0.0.1", port))?;
        stream.set_read_timeout(Some(LONGEST))?;
        stream.set_nodelay(true)?;
        let (socket, _) = tungstenite::client(format!("ws://127.0.0.1:{port}{path}"), stream)?;
        Ok(Self { process, socket, last_number: 0, early: HashMap::new(), profile: profile.to_owned() })
    }

    pub fn version(&mut self) -> Result<String> {
        let version = self.call(None, "Browser.getVersion", json!({}))?;
        Ok(version["product"].as_str().unwrap_or_default().to_owned())
    }

    /// A new tab at the address, with `script` run before anything of the page.
    pub fn open(&mut self, address: &str, script: &str) -> Result<Tab> {
        let target = self.call(None, "Target.createTarget", json!({ "url": "about:blank" }))?;
        let attach = json!({ "targetId": target["targetId"], "flatten": true });
        let session = self.call(None, "Target.attachToTarget", attach)?;
        let tab = Tab(session["sessionId"].as_str().context("no session")?.to_owned());
        self.call(Some(&tab), "Page.enable", json!({}))?;
        if !script.is_empty() {
            let source = json!({ "source": script });
            self.call(Some(&tab), "Page.addScriptToEvaluateOnNewDocument", source)?;
        }
        self.call(Some(&tab), "Page.navigate", json!({ "url": address }))?;
        Ok(tab)
    }

    /// What the expression comes to, its promise awaited.
    pub fn evaluate(&mut self, tab: &Tab, expression: &str) -> Result<Value> {
        let sent = self.begin(tab, expression)?;
        self.finish(sent).with_context(|| expression.chars().take(120).collect::<String>())
    }

    pub fn begin(&mut self, tab: &Tab, expression: &str) -> Result<Sent> {
        let ask = json!({ "expression": expression, "awaitPromise": true, "returnByValue": true, "userGesture": true });
        self.send(Some(tab), "Runtime.evaluate", ask)
    }

    pub fn finish(&mut self, sent: Sent) -> Result<Value> {
        let answer = self.wait(sent)?;
        if let Some(thrown) = answer.get("exceptionDetails") {
            let said = &thrown["exception"]["description"];
            bail!("the page threw {}", said.as_str().unwrap_or(&thrown.to_string()));
        }
        Ok(answer["result"]["value"].clone())
    }

    /// Asks the page again and again until the expression holds.
    pub fn wait_until(&mut self, tab: &Tab, expression: &str) -> Result<Value> {
        let deadline = Instant::now() + Duration::from_secs(120);
        loop {
            // While a page is being replaced by another one, it has nothing to say.
            let value = self.evaluate(tab, expression).unwrap_or(Value::Null);
            if !matches!(value, Value::Null | Value::Bool(false)) {
                return Ok(value);
            }
            ensure!(Instant::now() < deadline, "never held: {expression}");
            thread::sleep(Duration::from_millis(20));
        }
    }

    pub fn call(&mut self, tab: Option<&Tab>, method: &str, params: Value) -> Result<Value> {
        let sent = self.send(tab, method, params)?;
        self.wait(sent)
    }

    fn send(&mut self, tab: Option<&Tab>, method: &str, params: Value) -> Result<Sent> {
        self.last_number += 1;
        let mut message = json!({ "id": self.last_number, "method": method, "params": params });
        if let Some(Tab(session)) = tab {
            message["sessionId"] = json!(session);
        }
        self.socket.send(Message::text(message.to_string()))?;
        Ok(Sent(self.last_number))
    }

    fn wait(&mut self, Sent(number): Sent) -> Result<Value> {
        let answer = loop {
            if let Some(early) = self.early.remove(&number) {
                break early;
            }
            let message = self.socket.read().context("the browser does not answer")?;
            let Message::Text(text) = message else { continue };
            let message: Value = serde_json::from_str(&text)?;
            if let Some(of) = message["id"].as_u64() {
                self.early.insert(of, message);
            }
        };
        if let Some(error) = answer.get("error") {
            bail!("{error}");
        }
        Ok(answer["result"].clone())
    }

    /// What the largest renderer holds of memory of its own, in bytes, after collecting garbage.
    pub fn renderer_bytes(&mut self, tab: &Tab) -> Result<u64> {
        self.call(Some(tab), "HeapProfiler.collectGarbage", json!({}))?;
        let info = self.call(None, "SystemInfo.getProcessInfo", json!({}))?;
        let processes = info["processInfo"].as_array().cloned().unwrap_or_default();
        let renderers = processes.iter().filter(|process| process["type"] == "renderer");
        let bytes = renderers.filter_map(|process| {
            let status = fs::read_to_string(format!("/proc/{}/status", process["id"])).ok()?;
            let line = status.lines().find(|line| line.starts_with("RssAnon:"))?;
            Some(line.split_whitespace().nth(1)?.parse::<u64>().ok()? * 1024)
        });
        Ok(bytes.max().unwrap_or(0))
    }

    /// Ends it as a person does, so that everything is written, and waits for its end.
    pub fn close(mut self) -> Result<()> {
        let _ = self.send(None, "Browser.close", json!({}));
        let deadline = Instant::now() + START;
        while self.process.try_wait()?.is_none() {
            ensure!(Instant::now() < deadline, "chromium did not end");
            thread::sleep(Duration::from_millis(20));
        }
        // The profile is locked until its last process has gone.
        let lock = self.profile.join("SingletonLock");
        while fs::symlink_metadata(&lock).is_ok() && Instant::now() < deadline {
            thread::sleep(Duration::from_millis(20));
        }
        Ok(())
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // Only after an error; what has ended cannot be ended again.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
