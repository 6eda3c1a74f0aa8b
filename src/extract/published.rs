//! A publication time as pages and exports write it → [`Published`].

use std::ops::Range;

use crate::article::Published;

/// Reads a whole field that holds a time (`2025-07-12T07:53:00+03:00`, `12 Jul, 2025 05:56pm`).
pub fn read(field: &str) -> Option<Published> {
    find(field).map(|(_, published)| published)
}

/// Finds the first publication time within a line, and where it stands in bytes.
pub fn find(line: &str) -> Option<(Range<usize>, Published)> {
    let _ = line;
    None
}
