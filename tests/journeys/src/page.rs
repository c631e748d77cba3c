//! What a journey does and sees: a page in a real browser, by role and name.
//!
//! Every look waits for a condition until a deadline, and says at the deadline what was there
//! instead. Must never sleep for a time in the hope that something has happened.

use std::{
    cell::RefCell,
    fmt,
    future::Future,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, anyhow, bail, ensure};
use serde_json::{Value, json};
use thirtyfour::{
    Key, WebDriver, WebElement, WindowHandle, error::WebDriverErrorInner, prelude::WebDriverError,
};
use xtask::server::Server;

use crate::engine::Engine;

/// How long a condition may take to come true. Generous: it only costs time when a journey fails.
const PATIENCE: Duration = Duration::from_secs(20);

/// How often a condition is looked at meanwhile.
const LOOK_EVERY: Duration = Duration::from_millis(50);

const LOCATE: &str = include_str!("locate.js");

/// One browser with a fresh profile, and the host that serves it a build.
pub struct Page {
    pub engine: Engine,
    /// The static host; take it down with [`Page::set_offline`].
    pub server: Server,
    pub driver: WebDriver,
    pub downloads: PathBuf,
    pub axe: PathBuf,
    /// The build under test.
    pub dist: PathBuf,
    /// A directory of this journey's own.
    pub directory: PathBuf,
    /// What was heard of the console, where the engine's driver does not tell.
    pub console: RefCell<Vec<String>>,
    pub expected_errors: RefCell<Vec<String>>,
}

impl Page {
    /// Opens an address of the app ("" or like "#/customers") and waits until its data is open.
    pub async fn open(&self, address: &str) -> Result<()> {
        self.hear_console().await?;
        // Where the page stays, it has drawn the other address when the task after that news begins.
        let script = "if (location.hash === arguments[0]) return;
            window.beforeThisAddress = true;
            addEventListener('hashchange', () => setTimeout(() => delete window.beforeThisAddress), { once: true });";
        self.script(script, vec![json!(address)]).await?;
        self.driver.goto(format!("{}{address}", self.server.address())).await?;
        self.wait_for("the page to hear of its address", async || {
            Ok(self.script("return !window.beforeThisAddress", vec![]).await? == json!(true))
        })
        .await?;
        self.wait_started().await
    }

    /// Reloads as a person does, through the service worker (WebDriver's own refresh bypasses it).
    pub async fn reload(&self) -> Result<()> {
        self.hear_console().await?;
        self.script("window.beforeThisReload = true; location.reload()", vec![]).await?;
        self.wait_for("the page to reload", async || {
            Ok(self.script("return !window.beforeThisReload", vec![]).await? == json!(true))
        })
        .await?;
        self.wait_started().await
    }

    async fn wait_started(&self) -> Result<()> {
        self.wait_for("the app to start", async || {
            let script = "return document.readyState === 'complete'
                && !document.getElementById('boot') && !document.querySelector('.shell[aria-busy=true]')";
            Ok(self.script(script, vec![]).await? == json!(true))
        })
        .await?;
        self.hear_console().await
    }

    /// In WebKit: takes over the errors told so far, and listens from now on. Its driver has no
    /// access to the console, so what is told before the app has started is not heard there.
    pub async fn hear_console(&self) -> Result<()> {
        if self.engine != Engine::WebKit {
            return Ok(());
        }
        let script = "
            if (!window.toldErrors) {
              window.toldErrors = [];
              const tell = (...words) => window.toldErrors.push(words.map(String).join(' '));
              const { error } = console;
              console.error = (...words) => { tell(...words); error.apply(console, words); };
              addEventListener('error', (event) => tell(event.message));
              addEventListener('unhandledrejection', (event) => tell(event.reason));
            }
            return window.toldErrors.splice(0);";
        let told: Vec<String> = serde_json::from_value(self.script(script, vec![]).await?)?;
        self.console.borrow_mut().extend(told);
        Ok(())
    }

    pub async fn back(&self) -> Result<()> {
        Ok(self.driver.back().await?)
    }

    /// The part of the address that belongs to the app, from "#" on.
    pub async fn address(&self) -> Result<String> {
        let hash = self.script("return location.hash", vec![]).await?;
        Ok(hash.as_str().unwrap_or_default().to_owned())
    }

    pub async fn wait_address(&self, part: &str) -> Result<()> {
        self.wait_for(&format!("an address with {part:?}"), async || Ok(self.address().await?.contains(part)))
            .await
    }

    /// Opens another tab of the same browser on an address of the app and shows it.
    /// Returns the tab that was shown before and the new one: see [`Page::show`].
    pub async fn open_tab(&self, address: &str) -> Result<(WindowHandle, WindowHandle)> {
        let before = self.driver.window().await?;
        let tab = self.driver.new_tab().await?;
        self.show(&tab).await?;
        self.open(address).await?;
        Ok((before, tab))
    }

    pub async fn show(&self, tab: &WindowHandle) -> Result<()> {
        Ok(self.driver.switch_to_window(tab.clone()).await?)
    }

    /// The host answers no more, or again.
    pub fn set_offline(&self, offline: bool) {
        self.server.set_down(offline);
    }

    /// Waits until the service worker has kept the whole build, which is when "offline" may begin.
    pub async fn wait_offline_ready(&self) -> Result<()> {
        self.wait_for("the service worker to be active", async || {
            let script = "const done = arguments[0];
                navigator.serviceWorker.getRegistration().then((it) => done(it?.active?.state ?? null))";
            Ok(self.script_async(script).await? == json!("activated"))
        })
        .await
    }

    /// The window's size; Firefox and WebKit make it no narrower than about 500 and 450 px.
    pub async fn set_size(&self, width_px: u32, height_px: u32) -> Result<()> {
        self.driver.set_window_rect(0, 0, width_px, height_px).await?;
        Ok(())
    }

    // Things by role and name. A name is exact; `.part()` on the result also takes a part of it.

    pub fn button(&self, name: &str) -> Locator<'_> {
        self.role("button", name)
    }
    pub fn link(&self, name: &str) -> Locator<'_> {
        self.role("link", name)
    }
    /// Whatever takes a value and has this label: text, number, date, list of choices, file.
    pub fn field(&self, label: &str) -> Locator<'_> {
        self.role("field", label)
    }
    pub fn checkbox(&self, name: &str) -> Locator<'_> {
        self.role("checkbox", name)
    }
    pub fn radio(&self, name: &str) -> Locator<'_> {
        self.role("radio", name)
    }
    pub fn heading(&self, name: &str) -> Locator<'_> {
        self.role("heading", name)
    }
    pub fn dialog(&self, name: &str) -> Locator<'_> {
        self.role("dialog", name)
    }
    pub fn tab(&self, name: &str) -> Locator<'_> {
        self.role("tab", name)
    }
    pub fn menu_item(&self, name: &str) -> Locator<'_> {
        self.role("menuitem", name)
    }
    pub fn option(&self, name: &str) -> Locator<'_> {
        self.role("option", name)
    }
    /// A row of a table that shows this text somewhere.
    pub fn row(&self, text: &str) -> Locator<'_> {
        self.role("row", text).part()
    }
    /// Any role; "field" stands for everything that takes a value.
    pub fn role(&self, role: &str, name: &str) -> Locator<'_> {
        Locator {
            page: self,
            role: role.to_owned(),
            name: Some(name.to_owned()),
            part: false,
            description: None,
            nth: None,
            within: None,
        }
    }
    /// Everything of a role, whatever its name: for counting, and as a scope.
    pub fn any(&self, role: &str) -> Locator<'_> {
        Locator { name: None, ..self.role(role, "") }
    }

    /// Waits until the page shows this text.
    pub async fn wait_text(&self, text: &str) -> Result<()> {
        self.wait_for(&format!("the text {text:?}"), async || Ok(self.text().await?.contains(text))).await
    }

    /// Waits until the page shows this text no more.
    pub async fn wait_no_text(&self, text: &str) -> Result<()> {
        self.wait_for(&format!("the text {text:?} to go"), async || Ok(!self.text().await?.contains(text)))
            .await
    }

    /// All text on show, with runs of white space as one space.
    pub async fn text(&self) -> Result<String> {
        let text = self.script("return document.body?.innerText ?? ''", vec![]).await?;
        Ok(tidy(text.as_str().unwrap_or_default()))
    }

    /// Presses a key or a chord wherever the focus is: "l", "Enter", "Control+k", "Shift+Tab".
    pub async fn press(&self, chord: &str) -> Result<()> {
        let mut actions = self.driver.action_chain();
        let keys = chord.split('+').map(key).collect::<Result<Vec<_>>>()?;
        let (last, held) = keys.split_last().context("no key")?;
        for key in held {
            actions = actions.key_down(*key);
        }
        actions = actions.send_keys(last.to_string());
        for key in held {
            actions = actions.key_up(*key);
        }
        Ok(actions.perform().await?)
    }

    /// Types text wherever the focus is.
    pub async fn type_text(&self, text: &str) -> Result<()> {
        Ok(self.driver.action_chain().send_keys(text).perform().await?)
    }

    /// Presses what asks for a file, and gives that file. The system's own dialog, which no journey can
    /// drive, stays closed; its field gets the file.
    pub async fn bring_file(&self, button: &Locator<'_>, file: &Path) -> Result<()> {
        let script = "HTMLInputElement.prototype.click = function () {
            if (this.type !== 'file') HTMLElement.prototype.click.call(this); }";
        self.script(script, vec![]).await?;
        button.click().await?;
        self.any("file").upload(file).await
    }

    /// The bytes of a file that the page has saved under a name that contains `part`.
    pub async fn downloaded(&self, part: &str) -> Result<(PathBuf, Vec<u8>)> {
        let found = RefCell::new(None);
        self.wait_for(&format!("a download named like {part:?}"), async || {
            for entry in std::fs::read_dir(&self.downloads)?.flatten() {
                let name = entry.file_name().to_string_lossy().into_owned();
                // What is still being written has a name of the browser's own.
                let partial = [".crdownload", ".part", ".wkdownload"].iter().any(|end| name.ends_with(end));
                if name.contains(part) && !partial && !name.starts_with('.') {
                    let bytes = std::fs::read(entry.path())?;
                    if !bytes.is_empty() {
                        found.replace(Some((entry.path(), bytes)));
                        return Ok(true);
                    }
                }
            }
            Ok(false)
        })
        .await?;
        found.into_inner().context("the download is gone")
    }

    /// Runs axe-core on what is on show; serious and critical findings fail the journey.
    pub async fn check_accessibility(&self, screen: &str) -> Result<()> {
        let is_calm = "return matchMedia('(prefers-reduced-motion: reduce)').matches";
        ensure!(self.script(is_calm, vec![]).await? == json!(true), "it would measure what is fading in");
        // It is large, and stays for as long as the page does.
        if self.script("return window.axe === undefined", vec![]).await? == json!(true) {
            let axe = std::fs::read_to_string(&self.axe)
                .with_context(|| format!("axe-core is expected at {}", self.axe.display()))?;
            // In Firefox a script has a global of its own, which is not the page's.
            self.driver.execute(format!("{axe}\nwindow.axe = window.axe ?? axe;"), vec![]).await?;
        }
        let script = "const done = arguments[0];
            window.axe.run(document, { resultTypes: ['violations'] }).then(
              (results) => done(results.violations
                .filter((it) => ['serious', 'critical'].includes(it.impact))
                .map((it) => `${it.id} (${it.impact}): ${it.help}\\n` + it.nodes.slice(0, 5).map((node) =>
                  `    ${node.target.join(' ')}\\n      ${node.failureSummary.replaceAll('\\n', ' ')}`).join('\\n'))),
              (error) => done([`axe-core failed: ${error}`]))";
        let findings: Vec<String> = serde_json::from_value(self.script_async(script).await?)?;
        ensure!(findings.is_empty(), "accessibility of {screen}:\n  {}", findings.join("\n  "));
        Ok(())
    }

    /// Says beforehand that the console will name an error with this text, and why is the caller's
    /// to tell in a comment. Every other error fails the journey.
    pub fn expect_console_error(&self, part: &str) {
        self.expected_errors.borrow_mut().push(part.to_owned());
    }

    /// Runs a script in the page. For what a person cannot see; prefer what they can.
    pub async fn script(&self, script: &str, arguments: Vec<Value>) -> Result<Value> {
        Ok(self.driver.execute(script, arguments).await?.json().clone())
    }

    /// Runs a script that answers by calling `arguments[0]`.
    pub async fn script_async(&self, script: &str) -> Result<Value> {
        Ok(self.driver.execute_async(script, vec![]).await?.json().clone())
    }

    /// Waits until a condition holds. An error counts as "not yet" and is told at the deadline.
    pub async fn wait_for<F>(&self, what: &str, condition: impl Fn() -> F) -> Result<()>
    where
        F: Future<Output = Result<bool>>,
    {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let outcome = condition().await;
            if let Ok(true) = outcome {
                return Ok(());
            }
            if Instant::now() > deadline {
                let seconds = PATIENCE.as_secs();
                return match outcome {
                    Err(error) => Err(error.context(format!("waited {seconds} s for {what}"))),
                    Ok(_) => Err(anyhow!("waited {seconds} s for {what}")),
                };
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }
}

/// What to look for. It is looked up anew for each step, so it never goes stale.
#[derive(Clone)]
pub struct Locator<'page> {
    page: &'page Page,
    role: String,
    name: Option<String>,
    part: bool,
    description: Option<String>,
    nth: Option<usize>,
    within: Option<Box<Locator<'page>>>,
}

impl<'page> Locator<'page> {
    /// Also takes things whose name contains the given one.
    pub fn part(self) -> Self {
        Self { part: true, ..self }
    }

    /// Only with this description, where many have the same name ("Add", "Edit").
    pub fn described(self, description: &str) -> Self {
        Self { description: Some(description.to_owned()), ..self }
    }

    /// One of several alike, from 0.
    pub fn nth(self, index: usize) -> Self {
        Self { nth: Some(index), ..self }
    }

    /// Only inside something else.
    pub fn within(self, scope: &Locator<'page>) -> Self {
        Self { within: Some(Box::new(scope.clone())), ..self }
    }

    pub async fn click(&self) -> Result<()> {
        self.act("click", async |element| {
            self.at_rest(&element).await?;
            Ok(element.click().await?)
        })
        .await
    }

    pub async fn double_click(&self) -> Result<()> {
        self.act("double-click", async |element| {
            self.at_rest(&element).await?;
            Ok(self.page.driver.action_chain().double_click_element(&element).perform().await?)
        })
        .await
    }

    pub async fn hover(&self) -> Result<()> {
        self.act("hover over", async |element| {
            self.at_rest(&element).await?;
            Ok(self.page.driver.action_chain().move_to_element_center(&element).perform().await?)
        })
        .await
    }

    /// Replaces what is in a field by typing. Dates and times take the form the field's value has
    /// ("2026-03-01", "2026-03-01T14:30"), since each engine has a widget of its own for them.
    pub async fn fill(&self, text: &str) -> Result<()> {
        self.act("fill", async |element| {
            let driver = &self.page.driver;
            let kind = element.prop("type").await?.unwrap_or_default();
            if ["date", "time", "datetime-local", "month", "week", "color", "range"].contains(&kind.as_str())
            {
                let script = "const [field, value] = arguments;
                    field.focus(); field.value = value;
                    field.dispatchEvent(new Event('input', { bubbles: true }));
                    field.dispatchEvent(new Event('change', { bubbles: true }));";
                driver.execute(script, vec![element.to_json()?, json!(text)]).await?;
                return Ok(());
            }
            let script = "arguments[0].focus(); arguments[0].select?.()";
            driver.execute(script, vec![element.to_json()?]).await?;
            let keys = if text.is_empty() { Key::Backspace.value().to_string() } else { typed(text) };
            Ok(element.send_keys(keys).await?)
        })
        .await
    }

    /// Types into a field after what is in it.
    pub async fn type_text(&self, text: &str) -> Result<()> {
        self.act("type into", async |element| Ok(element.send_keys(typed(text)).await?)).await
    }

    /// Presses a key or a chord with the focus here: "Enter", "ArrowDown", "Control+a".
    pub async fn press(&self, chord: &str) -> Result<()> {
        self.focus().await?;
        self.page.press(chord).await
    }

    pub async fn focus(&self) -> Result<()> {
        self.act("focus", async |element| {
            self.page.driver.execute("arguments[0].focus()", vec![element.to_json()?]).await?;
            Ok(())
        })
        .await
    }

    /// Chooses in a `<select>` by the words of the option.
    pub async fn choose(&self, option: &str) -> Result<()> {
        self.page.role("option", option).within(self).click().await
    }

    /// Hands a file to a file field.
    pub async fn upload(&self, file: &Path) -> Result<()> {
        let file = file.canonicalize().with_context(|| file.display().to_string())?;
        self.act("upload to", async |element| Ok(element.send_keys(file.to_string_lossy()).await?)).await
    }

    pub async fn wait(&self) -> Result<()> {
        self.act("see", async |_| Ok(())).await
    }

    pub async fn wait_gone(&self) -> Result<()> {
        self.page.wait_for(&format!("{self} to go"), async || Ok(self.count().await? == 0)).await
    }

    /// How many there are right now.
    pub async fn count(&self) -> Result<usize> {
        Ok(self.find().await?.0.len())
    }

    pub async fn wait_count(&self, count: usize) -> Result<()> {
        self.page.wait_for(&format!("{count} of {self}"), async || Ok(self.count().await? == count)).await
    }

    /// Its text on show, with runs of white space as one space.
    pub async fn text(&self) -> Result<String> {
        self.act("read", async |element| shown_text(&element).await).await
    }

    pub async fn wait_text(&self, text: &str) -> Result<()> {
        self.act(&format!("find {text:?} in"), async |element| {
            let shown = shown_text(&element).await?;
            ensure!(shown.contains(text), "it says {shown:?}");
            Ok(())
        })
        .await
    }

    pub async fn value(&self) -> Result<String> {
        self.act("read", async |element| Ok(element.prop("value").await?.unwrap_or_default())).await
    }

    pub async fn wait_value(&self, value: &str) -> Result<()> {
        self.act(&format!("find {value:?} in"), async |element| {
            let shown = element.prop("value").await?.unwrap_or_default();
            ensure!(shown == value, "its value is {shown:?}");
            Ok(())
        })
        .await
    }

    /// An attribute, such as "aria-sort"; `None` when it is not set.
    pub async fn attribute(&self, name: &str) -> Result<Option<String>> {
        self.act("read", async |element| Ok(element.attr(name).await?)).await
    }

    pub async fn wait_attribute(&self, name: &str, value: &str) -> Result<()> {
        self.act(&format!("find {name}={value:?} at"), async |element| {
            let shown = element.attr(name).await?;
            ensure!(shown.as_deref() == Some(value), "it is {shown:?}");
            Ok(())
        })
        .await
    }

    pub async fn is_checked(&self) -> Result<bool> {
        self.act("read", async |element| Ok(element.is_selected().await?)).await
    }

    pub async fn is_enabled(&self) -> Result<bool> {
        self.act("read", async |element| Ok(element.is_enabled().await?)).await
    }

    pub async fn has_focus(&self) -> Result<bool> {
        self.act("read", async |element| {
            let script = "return arguments[0] === document.activeElement";
            let answer = self.page.driver.execute(script, vec![element.to_json()?]).await?;
            Ok(answer.json() == &json!(true))
        })
        .await
    }

    /// Does something with the one match, as soon as there is exactly one that lets it be done.
    async fn act<T>(&self, verb: &str, step: impl AsyncFn(WebElement) -> Result<T>) -> Result<T> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let outcome = match self.one().await {
                Ok(element) => step(element).await,
                Err(error) => Err(error),
            };
            match outcome {
                Err(error) if Instant::now() > deadline || is_final(&error) => {
                    return Err(error.context(format!("could not {verb} {self}")));
                }
                Err(_) => tokio::time::sleep(LOOK_EVERY).await,
                done => return done,
            }
        }
    }

    /// Waits until something stays where it is from one frame to the next: the pointer would miss it.
    async fn at_rest(&self, element: &WebElement) -> Result<()> {
        let script = "const [element, done] = arguments;
            const place = () => Object.values(element.getBoundingClientRect().toJSON()).join();
            // A tab behind another one draws no frames.
            const next = document.hidden ? setTimeout : requestAnimationFrame;
            const look = (before) => next(() => (place() === before ? done() : look(place())));
            look(place());";
        self.page.driver.execute_async(script, vec![element.to_json()?]).await?;
        Ok(())
    }

    async fn one(&self) -> Result<WebElement> {
        let (mut elements, others) = self.find().await?;
        let count = elements.len();
        match self.nth {
            Some(index) if index < count => Ok(elements.swap_remove(index)),
            None if count == 1 => Ok(elements.swap_remove(0)),
            _ if count == 0 => bail!("there is none; others of that role: {others:?}"),
            _ => bail!("there are {count}; use nth() or within()"),
        }
    }

    async fn find(&self) -> Result<(Vec<WebElement>, Vec<String>)> {
        let scope = match &self.within {
            Some(scope) => Box::pin(scope.one()).await?.to_json()?,
            None => Value::Null,
        };
        let matching = if self.part { "part" } else { "whole" };
        let arguments =
            vec![json!(self.role), json!(self.name), json!(matching), scope, json!(self.description)];
        let found = self.page.script(LOCATE, arguments).await?;
        let others = serde_json::from_value(found["others"].clone())?;
        let elements = found["elements"].as_array().context("no list of elements")?;
        let elements = elements
            .iter()
            .map(|element| WebElement::from_json(element.clone(), self.page.driver.handle().clone()))
            .collect::<Result<_, _>>()?;
        Ok((elements, others))
    }
}

impl fmt::Display for Locator<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.role)?;
        if let Some(name) = &self.name {
            write!(f, " {name:?}")?;
        }
        if let Some(description) = &self.description {
            write!(f, " described as {description:?}")?;
        }
        if let Some(index) = self.nth {
            write!(f, " number {index}")?;
        }
        match &self.within {
            Some(scope) => write!(f, " in {scope}"),
            None => Ok(()),
        }
    }
}

/// As the page's engine tells it: WebKit's driver leaves out what is in a box that cuts its text.
async fn shown_text(element: &WebElement) -> Result<String> {
    Ok(tidy(&element.prop("innerText").await?.unwrap_or_default()))
}

fn tidy(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A session that is gone will not come back: no use in waiting.
fn is_final(error: &anyhow::Error) -> bool {
    let Some(error) = error.downcast_ref::<WebDriverError>() else { return false };
    matches!(error.as_inner(), WebDriverErrorInner::InvalidSessionId(_) | WebDriverErrorInner::HttpError(_))
}

/// A new line is a press of Enter, which not every driver makes of it.
fn typed(text: &str) -> String {
    text.replace('\n', &Key::Enter.value().to_string())
}

fn key(name: &str) -> Result<char> {
    Ok(match name {
        "Control" => Key::Control.value(),
        "Shift" => Key::Shift.value(),
        "Alt" => Key::Alt.value(),
        "Meta" => Key::Meta.value(),
        "Enter" => Key::Enter.value(),
        "Escape" => Key::Escape.value(),
        "Tab" => Key::Tab.value(),
        "Backspace" => Key::Backspace.value(),
        "Delete" => Key::Delete.value(),
        "Space" => ' ',
        "Home" => Key::Home.value(),
        "End" => Key::End.value(),
        "PageUp" => Key::PageUp.value(),
        "PageDown" => Key::PageDown.value(),
        "ArrowUp" => Key::Up.value(),
        "ArrowDown" => Key::Down.value(),
        "ArrowLeft" => Key::Left.value(),
        "ArrowRight" => Key::Right.value(),
        "F2" => Key::F2.value(),
        _ => {
            let mut letters = name.chars();
            match (letters.next(), letters.next()) {
                (Some(letter), None) => letter,
                _ => bail!("no key is called {name:?}"),
            }
        }
    })
}
