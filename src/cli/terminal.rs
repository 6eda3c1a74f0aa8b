//! What a person in front of the program sees besides the results.

use std::io::{self, BufWriter, IsTerminal, Write};
use std::time::Duration;

use anstream::{AutoStream, ColorChoice};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::pipeline::Progress;
use crate::report::{plain, wording};

use super::failure::{Exit, Failure};

/// Standard error, and how much is said there.
#[derive(Debug)]
pub(super) struct Terminal {
    pub(super) loudness: Loudness,
    pub(super) color: ColorChoice,
    /// Whether a person, not a program, reads the results as they come.
    pub(super) goes_to_terminal: bool,
}

/// How much is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Loudness {
    /// What went wrong.
    Quiet,
    /// And what was done.
    Usual,
    /// And how.
    Verbose,
}

const RED: &str = "\x1b[1;31m";
const CYAN: &str = "\x1b[36m";
const PLAIN: &str = "\x1b[0m";

impl Terminal {
    /// The one for who could not say what they wish.
    pub(super) fn plain() -> Terminal {
        Terminal { loudness: Loudness::Usual, color: ColorChoice::Auto, goes_to_terminal: false }
    }

    /// Says what was done.
    pub(super) fn note(&self, words: &str) {
        if Loudness::Usual <= self.loudness {
            self.say("", "", words);
        }
    }

    /// Says how it was done.
    pub(super) fn detail(&self, words: &str) {
        if Loudness::Verbose <= self.loudness {
            self.say("", "", words);
        }
    }

    /// Says that something went wrong though the command goes on.
    pub(super) fn warn(&self, words: &str) {
        self.say(RED, "warning: ", words);
    }

    /// Gives advice.
    pub(super) fn advise(&self, words: &str) {
        self.say(CYAN, "hint: ", words);
    }

    /// Says why a command cannot go on, and with what it ends.
    pub(super) fn fail(&self, failure: &Failure) -> Exit {
        for (number, line) in failure.message.lines().enumerate() {
            self.say(RED, "error: ", line);
            let hints = failure.hints.iter().filter(|(of, _)| *of == number);
            hints.for_each(|(_, hint)| self.advise(hint));
        }
        failure.exit
    }

    /// Each line stands for itself; nothing in it may steer the terminal.
    fn say(&self, color: &str, label: &str, words: &str) {
        let mut out = AutoStream::new(io::stderr(), self.color);
        for line in words.lines() {
            // Where standard error is closed there is nobody to be told.
            _ = writeln!(out, "{color}{label}{PLAIN}{}", plain::one_line(line));
        }
    }

    /// A bar for whoever waits: on terminals, unless quiet is wanted.
    pub(super) fn bar(&self) -> Bar {
        let target = if self.loudness == Loudness::Quiet || !io::stderr().is_terminal() {
            ProgressDrawTarget::hidden()
        } else {
            ProgressDrawTarget::stderr()
        };
        let bar = ProgressBar::with_draw_target(None, target);
        let style = ProgressStyle::with_template("{spinner} {elapsed} {msg}");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
        bar.enable_steady_tick(Duration::from_millis(120));
        Bar(bar)
    }
}

/// A progress bar that goes away when its work is done.
pub(super) struct Bar(ProgressBar);

impl Bar {
    pub(super) fn show(&self, progress: Progress) {
        self.0.set_message(match progress {
            Progress::Read(records) => {
                format!("{} read", wording::count(records, "record", "records"))
            }
            Progress::Comparing => "comparing".to_owned(),
            Progress::Grouping => "grouping".to_owned(),
        });
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

/// Standard output, which remembers whether its reader has left.
pub(super) struct Pipe<W: Write> {
    out: BufWriter<W>,
    broken: bool,
}

impl<W: Write> Pipe<W> {
    pub(super) fn new(out: W) -> Pipe<W> {
        Pipe { out: BufWriter::with_capacity(64 * 1024, out), broken: false }
    }

    pub(super) fn is_broken(&self) -> bool {
        self.broken
    }

    fn noticed<T>(&mut self, done: io::Result<T>) -> io::Result<T> {
        if let Err(error) = &done {
            self.broken |= error.kind() == io::ErrorKind::BrokenPipe;
        }
        done
    }
}

impl<W: Write> Write for Pipe<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let done = self.out.write(bytes);
        self.noticed(done)
    }

    fn flush(&mut self) -> io::Result<()> {
        let done = self.out.flush();
        self.noticed(done)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Left(io::ErrorKind);

    impl Write for Left {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::Error::from(self.0))
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn only_a_reader_who_left_breaks_the_pipe() {
        let cases = [(io::ErrorKind::BrokenPipe, true), (io::ErrorKind::StorageFull, false)];
        for (kind, expected) in cases {
            let mut pipe = Pipe::new(Left(kind));
            assert!(pipe.write_all(b"some words").and_then(|()| pipe.flush()).is_err());
            assert_eq!(pipe.is_broken(), expected, "{kind}");
        }
    }
}
