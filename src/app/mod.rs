//! The frame around every screen: shell, navigation, palette, shortcuts, live questions.
//!
//! What screens need of it: [`run`] and [`commit`] to do something, [`live::live`] to show something,
//! [`workspace::use_schema`] to know the fields, [`router::navigate`] to go somewhere, [`Page`] to
//! stand in. Nothing in here knows what a customer's page looks like.

pub mod actions;
pub mod canary;
pub mod commands;
pub mod currency;
pub mod dialogs;
pub mod live;
pub mod page;
pub mod palette;
pub mod parts;
pub mod router;
mod screens;
pub mod shell;
pub mod shortcuts;
pub mod status;
pub mod workspace;

pub use commands::{attempt, commit, commit_quietly, label_text, run, show_problem, toast};
pub use page::{DrawerButton, Page, PageWidth, hand_over_heading, page_title};
pub use router::{current_route, navigate, replace, use_route};

use leptos::mount::mount_to_body;

use crate::platform::worker;
use crate::ui;
use crate::wire::Problem;

/// Shows the page and starts the engine.
pub fn start() {
    ui::format::install();
    router::start();
    status::follow_updates();
    // The page first, so that it hears all the engine says.
    mount_to_body(shell::App);
    match worker::engine_address() {
        Ok(address) => status::start(&address),
        Err(error) => status::fail(Problem::new("The engine could not be started.").at(error.to_string())),
    }
}
