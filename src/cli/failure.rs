//! What a command that cannot go on says, and the code it ends with.

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Everything was done; pages that hold no article are no failure.
    Done,
    /// It could not be done.
    CouldNot,
    /// The command line asks for something impossible.
    Usage,
    /// Done, but some input could not be read.
    SomeUnread,
    /// A gate failed: quality below a floor.
    GateFailed,
}

impl Exit {
    /// The process's exit code.
    pub fn code(self) -> u8 {
        match self {
            Exit::Done => 0,
            Exit::CouldNot => 1,
            Exit::Usage => 2,
            Exit::SomeUnread => 3,
            Exit::GateFailed => 4,
        }
    }
}

/// Why a command cannot go on: what and where, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Lower case, no full stop: what went wrong, and where; a line for each problem.
    pub message: String,
    /// What to do about it, each with the number of the line that it is about.
    pub hints: Vec<(usize, String)>,
    /// The code to end with.
    pub exit: Exit,
}

impl Failure {
    /// Something could not be done.
    pub fn could_not(message: impl Into<String>) -> Failure {
        Failure { message: message.into(), hints: Vec::new(), exit: Exit::CouldNot }
    }

    /// The command line asks for something impossible.
    pub fn usage(message: impl Into<String>) -> Failure {
        Failure { message: message.into(), hints: Vec::new(), exit: Exit::Usage }
    }

    /// The same with advice on what its last line says.
    pub fn hint(mut self, hint: impl Into<String>) -> Failure {
        let last = self.message.lines().count().saturating_sub(1);
        self.hints.push((last, hint.into()));
        self
    }

    /// All the advice, a line for each.
    #[cfg(test)]
    pub(crate) fn advice(&self) -> String {
        let hints: Vec<&str> = self.hints.iter().map(|(_, hint)| hint.as_str()).collect();
        hints.join("\n")
    }
}
