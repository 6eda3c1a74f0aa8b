//! Flags (as typed) → settings (resolved, every problem at once) → the library.

pub mod failure;
