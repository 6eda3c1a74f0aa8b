//! The `copytaster` program.

use std::process::ExitCode;

fn main() -> ExitCode {
    copytaster::cli::main()
}
