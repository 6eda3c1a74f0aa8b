//! Which of the articles on a newsroom's desk are the same story.
//!
//! Articles come in from many outlets as pasted pages, saved HTML and exports. Out come *copies*
//! (one text, printed again), *stories* (one event, told by several) and each story's *timeline*.
//!
//! ```text
//! bytes ──input──▶ RawDocument ──extract──▶ Article ──kernel──▶ Sketch ──candidates──▶ CandidatePair
//!                       │ Rejected                                                        │ link
//!                       ▼                                                                 ▼
//! Report ◀──report── Timeline ◀──timeline── Story ◀──story (petgraph)── [Verdict] ────── Link
//! ```
//!
//! Each arrow is one function; each noun is made in one module; nothing flows back. The modules
//! are declared in reading order, and a module uses only those above it; [`pipeline`] alone knows
//! every stage. Equal recipe and equal input give equal bytes, whatever the order of the input,
//! its batching, or the number of threads.
//!
//! Deliberately absent: network access, a clock, settings from the environment, and anything that
//! deletes or hides an article. What could not be read is a [`article::Rejected`], with a reason.

pub mod article;
pub mod sheet;
pub mod recipe;
pub mod temporal;
pub mod kernel;
pub mod input;
pub mod extract;
pub mod shelf;
pub mod candidates;
pub mod link;
pub mod verdict;
pub mod story;
pub mod timeline;
pub mod report;
pub mod evaluate;
pub mod pipeline;
#[cfg(feature = "cli")]
pub mod cli;
