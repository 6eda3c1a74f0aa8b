//! A made-up corpus with known copies: what the generator writes, and the oracle beside it.
//!
//! Nothing here uses the program: words, shingles and overlaps are found again in the plainest way,
//! so that a fault of the program cannot hide in the truth it is measured against. An article is a
//! function of (seed, family, member) alone, so a million of them need no memory but their order.

pub(crate) mod random;
pub(crate) mod language;
pub(crate) mod text;
pub(crate) mod oracle;
pub(crate) mod plan;
pub(crate) mod family;
