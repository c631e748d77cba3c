//! The frame around every screen: shell, navigation, palette, shortcuts, live questions.

pub mod dialogs;
pub mod live;
pub mod router;
pub mod status;
pub mod workspace;
