//! Text → numbers, pure: no files, clock, randomness or threads, and no state but the shipped
//! table of word frequencies, which is read once.
//!
//! In: the text of an article. Out: its words, the shingles over them, a MinHash signature, and
//! weighted terms; and how alike two of each are. What the numbers mean is judged in `link`.
//!
//! Cost, measured on 3.1 KB wire articles on one core of a 2.6 GHz machine: about 25 µs for words
//! and shingles, 22 µs for the signature, 30 µs for the terms; 540 shingles of 8 bytes, 512 bytes
//! of signature and about 300 terms of 8 bytes an article.

mod letters;
pub mod words;
pub mod shingle;
pub mod sketch;
pub mod sample;
pub mod terms;
pub mod background;
