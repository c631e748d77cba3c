//! Journeys: what a person does with Clientele, in real Chromium, Firefox and WebKitGTK.
//!
//! `cargo xtask test e2e [--browser chromium|firefox|webkit]... [part of a journey's name]`
//!
//! A journey is a plain async function that gets a [`page::Page`]: a browser with a fresh profile, on a
//! static host of its own that serves the build under a sub-path. It lives in `journeys/`, one
//! file for each thing a user can do, and is listed in `journeys::ALL`.
//!
//! ```ignore
//! pub async fn logs_a_call(page: &Page) -> Result<()> {
//!     page.open("#/customers").await?;                       // also: reload, back, address, wait_address
//!     page.row("Ada Lovelace").click().await?;
//!     page.button("Log interaction").click().await?;         // by role and exact accessible name
//!     let dialog = page.dialog("Log interaction");
//!     page.field("Subject").within(&dialog).fill("Renewal").await?;
//!     page.field("Channel").choose("Phone").await?;          // a <select>, by the option's words
//!     page.button("Save").within(&dialog).click().await?;
//!     dialog.wait_gone().await?;
//!     page.wait_text("Renewal").await?;
//!     page.check_accessibility("a customer").await           // axe-core: serious findings fail
//! }
//! ```
//!
//! - Finding: `button link field checkbox radio heading dialog tab menu_item option row role any`,
//!   refined by `.part()` (a part of the name), `.nth(i)`, `.within(&scope)`. What is hidden, inert
//!   or behind a modal dialog is not found.
//! - Doing: `click double_click hover fill type_text press focus choose upload`; on the page
//!   `press("Control+k")`, `type_text`, `set_size`, `set_offline`, `open_tab`, `show`.
//! - Seeing: `wait wait_gone wait_text wait_value wait_count wait_attribute`, and the present
//!   `text value count attribute is_checked is_enabled has_focus`; `page.downloaded("part of name")`.
//!
//! Each of them waits for its condition until a deadline; nothing sleeps for a time and nothing is
//! tried twice. Any error in the console and any violation of the Content-Security-Policy fails
//! the journey, unless it said `page.expect_console_error(..)` first. A failure leaves the
//! screenshot, the page's source and the driver's log in `target/journeys/<browser>/<journey>/`.

pub mod engine;
pub mod page;
