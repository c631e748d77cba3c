//! The frame around every screen: shell, navigation, palette, shortcuts, live questions.

pub mod live;
