//! `completions` and `man`: what shells and `man` know of the program, made from its flags.

use std::io::{self, Write};

use clap::Command;
use clap_complete::Shell;

use super::failure::{Exit, Failure};
use super::settings::Problems;
use super::unwritten;

/// Print what a shell needs to complete commands and options
///
/// Prints a script to standard output. Where your shell looks for such scripts it makes the tab key
/// complete the program's commands and options.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  copytaster completions bash > ~/.local/share/bash-completion/completions/copytaster
  copytaster completions zsh > ~/.zfunc/_copytaster
  copytaster completions fish > ~/.config/fish/completions/copytaster.fish
  copytaster completions powershell >> $PROFILE

For zsh, ~/.zfunc must be in fpath before compinit is called. `copytaster man` prints the manual.")]
pub(crate) struct CompletionsArgs {
    /// The shell
    #[arg(value_name = "SHELL", value_enum)]
    shell: Shell,
}

/// Print the manual, or that of a command, as a man page
///
/// Prints a page to standard output, in the form that `man` reads. It says what --help says.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  copytaster man > ~/.local/share/man/man1/copytaster.1
  copytaster man cluster > ~/.local/share/man/man1/copytaster-cluster.1
  copytaster man | man -l -

`copytaster completions` prints what a shell needs.")]
pub(crate) struct ManArgs {
    /// The command whose page is wanted [default: the whole program]
    #[arg(value_name = "COMMAND")]
    command: Option<String>,
}

/// Prints the completions for a shell.
pub(super) fn completions(
    args: &CompletionsArgs,
    mut program: Command,
    out: &mut dyn Write,
) -> Result<Exit, Failure> {
    // The generator panics where its writer fails, so it writes into memory.
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut program, "copytaster", &mut script);
    out.write_all(&script).and_then(|()| out.flush()).map_err(|error| unwritten(&error))?;
    Ok(Exit::Done)
}

/// Prints a page of the manual.
pub(super) fn man(
    args: &ManArgs,
    mut program: Command,
    out: &mut dyn Write,
) -> Result<Exit, Failure> {
    // Names of commands within commands are made here.
    program.build();
    let page = match &args.command {
        None => program,
        Some(name) => match program.find_subcommand(name) {
            // clap lists the arguments that hold for all commands with each.
            Some(command) => command.clone(),
            None => {
                let mut problems = Problems::default();
                let names = program.get_subcommands().map(Command::get_name);
                let names: Vec<&str> = names.filter(|name| *name != "help").collect();
                problems.add_with(
                    format!("man {name}: no such command"),
                    format!("the commands are {}", names.join(", ")),
                );
                return problems.settle().map(|()| Exit::Usage);
            }
        },
    };
    rendered(page, out).map_err(|error| unwritten(&error))?;
    Ok(Exit::Done)
}

fn rendered(page: Command, out: &mut dyn Write) -> io::Result<()> {
    let name = page.get_display_name().unwrap_or_else(|| page.get_name()).to_owned();
    let page = page.name(name).version(env!("CARGO_PKG_VERSION"));
    clap_mangen::Man::new(page).manual("Copytaster").render(out)?;
    out.flush()
}
