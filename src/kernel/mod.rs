//! Text → numbers, pure: no files, clock, randomness, threads or globals.
