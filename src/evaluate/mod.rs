//! How well a grouping agrees with a labelled one.
