//! The worker's entry: hosts the engine.

fn main() {}
