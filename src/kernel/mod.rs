//! Text → numbers, pure: no files, clock, randomness or threads, and no state but the shipped
//! table of word frequencies, which is read once.
//!
//! In: the text of an article. Out: its words, the shingles over them, a MinHash signature and a
//! sample of them, and weighted terms; and how alike two of each are. What the numbers mean is judged in `link`.
//!
//! Cost, measured on articles of 3.1 KB on one core of an AMD EPYC (`cargo bench --bench
//! micro`): 3.5 µs for the hashes of the words, 0.8 µs for the shingles, 1 µs for the signature,
//! 0.3 µs for its band keys, 1 µs for the sample, 3 µs to sort the shingles, 30 µs for the terms;
//! 530 shingles of 8 bytes, 512 bytes of signature, 41 sampled shingles of 4 bytes and about 300
//! terms of 8 bytes an article.

mod letters;
pub(crate) mod widest;
pub mod words;
pub mod shingle;
pub mod sketch;
pub mod sample;
pub mod marks;
pub mod terms;
pub mod background;
