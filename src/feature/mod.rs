//! The features, one folder each: thin views over questions and commands of the wire. A feature knows
//! the app's frame and the widgets; it never knows another feature's insides.

pub mod activity;
pub mod bin;
pub mod customers;
pub mod data;
pub mod import; // bringing contacts as CSV, or a colleague's file
pub mod interactions;
pub mod parts; // what is loaded when it is first needed
pub mod reviews;
pub mod rules; // the editor that filters and segments share
pub mod segments; // groups of customers by rule
pub mod settings;
pub mod shared;
pub mod welcome;
