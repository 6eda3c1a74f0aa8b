//! The `copytaster` program.

fn main() {}
