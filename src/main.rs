//! The `copytaster` program.

use std::process::ExitCode;

/// Articles are many small allocations on all cores.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    copytaster::cli::main()
}
