//! A static host, as plain as the ones Clientele is made for: files, their types, nothing else.
//!
//! Serves a build to a developer and to the journeys. Must never listen beyond this machine, nor
//! answer with a file outside its root.

use std::{
    collections::BTreeSet,
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::{Ipv4Addr, TcpListener, TcpStream},
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

use anyhow::{Context, Result};

/// Where browsers are asked to report violations of the page's Content-Security-Policy.
const REPORTS: &str = "/content-security-policy-report";

/// Serves until the process ends.
#[derive(Clone)]
pub struct Server {
    port: u16,
    shared: Arc<Shared>,
}

struct Shared {
    sub_path: String,
    root: Mutex<PathBuf>,
    down: AtomicBool,
    reporting: bool,
    reports: Mutex<BTreeSet<String>>,
}

impl Server {
    /// Serves `root` under `sub_path` ("/" or like "/tools/crm/") at `port`; 0 takes a free one.
    /// With `reporting` the page's own policy is also sent as a report-only header, which makes
    /// every engine report violations here: see [`Server::reports`].
    pub fn start(root: &Path, sub_path: &str, port: u16, reporting: bool) -> Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))
            .with_context(|| format!("port {port} cannot be listened at"))?;
        let shared = Arc::new(Shared {
            sub_path: sub_path.to_owned(),
            root: Mutex::new(root.to_owned()),
            down: AtomicBool::new(false),
            reporting,
            reports: Mutex::default(),
        });
        let server = Self { port: listener.local_addr()?.port(), shared: shared.clone() };
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let shared = shared.clone();
                // A browser that hangs up in the middle of an answer is no error of ours.
                thread::spawn(move || shared.answer(stream).ok());
            }
        });
        Ok(server)
    }

    /// The address of the page.
    pub fn address(&self) -> String {
        format!("http://localhost:{}{}", self.port, self.shared.sub_path)
    }

    /// While down, every connection is dropped without an answer, as by a host that is gone.
    pub fn set_down(&self, down: bool) {
        self.shared.down.store(down, Ordering::SeqCst);
    }

    /// Serves another build from now on.
    pub fn set_root(&self, root: &Path) {
        *lock(&self.shared.root) = root.to_owned();
    }

    /// The violations of the page's policy that browsers have reported so far.
    pub fn reports(&self) -> Vec<String> {
        lock(&self.shared.reports).iter().cloned().collect()
    }
}

impl Shared {
    fn answer(&self, mut stream: TcpStream) -> Result<()> {
        stream.set_read_timeout(Some(Duration::from_secs(10)))?;
        let request = Request::read(&stream)?;
        if request.path == REPORTS {
            lock(&self.reports).insert(request.body);
            return respond(&mut stream, "204 No Content", "", &[]);
        }
        if self.down.load(Ordering::SeqCst) {
            return Ok(());
        }
        let head_only = request.method == "HEAD";
        let Some((name, body)) = self.find(&request.path) else {
            return respond(&mut stream, "404 Not Found", "", b"There is no such file here.");
        };
        let mut headers = format!("Content-Type: {}\r\nCache-Control: no-cache\r\n", content_type(&name));
        if self.reporting && name.ends_with("index.html") {
            let page = String::from_utf8_lossy(&body);
            if let Some(policy) = policy_of(&page) {
                headers +=
                    &format!("Content-Security-Policy-Report-Only: {policy}; report-uri {REPORTS}\r\n");
            }
        }
        respond(&mut stream, "200 OK", &headers, if head_only { &[] } else { &body })
    }

    fn find(&self, path: &str) -> Option<(String, Vec<u8>)> {
        let name = path.strip_prefix(&self.sub_path)?;
        let name = match name {
            "" => "index.html".to_owned(),
            directory if directory.ends_with('/') => format!("{directory}index.html"),
            file => file.to_owned(),
        };
        if name.split('/').any(|part| part == ".." || part.is_empty()) {
            return None;
        }
        let file = lock(&self.root).join(&name);
        Some((name, fs::read(file).ok()?))
    }
}

struct Request {
    method: String,
    path: String,
    body: String,
}

impl Request {
    fn read(stream: &TcpStream) -> Result<Self> {
        let mut reader = BufReader::new(stream);
        let mut line = String::new();
        reader.read_line(&mut line)?;
        let mut words = line.split_whitespace();
        let method = words.next().context("an empty request")?.to_owned();
        let target = words.next().context("a request without a target")?;
        let path = target.split(['?', '#']).next().unwrap_or(target).to_owned();

        let mut body_bytes = 0;
        loop {
            let mut line = String::new();
            reader.read_line(&mut line)?;
            let Some((name, value)) = line.trim_end().split_once(':') else { break };
            if name.eq_ignore_ascii_case("content-length") {
                body_bytes = value.trim().parse()?;
            }
        }
        let mut body = Vec::new();
        reader.take(body_bytes).read_to_end(&mut body)?;
        Ok(Self { method, path, body: String::from_utf8_lossy(&body).into_owned() })
    }
}

fn respond(stream: &mut TcpStream, status: &str, headers: &str, body: &[u8]) -> Result<()> {
    let length = body.len();
    let head = format!("HTTP/1.1 {status}\r\n{headers}Content-Length: {length}\r\nConnection: close\r\n\r\n");
    stream.write_all(head.as_bytes())?;
    stream.write_all(body)?;
    Ok(())
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("json") => "application/json",
        Some("webmanifest") => "application/manifest+json",
        _ => "application/octet-stream",
    }
}

fn policy_of(page: &str) -> Option<&str> {
    let (_, rest) = page.split_once("http-equiv=\"Content-Security-Policy\" content=\"")?;
    rest.split('"').next()
}

/// A thread that panicked in the middle of a store leaves nothing half-written here.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
