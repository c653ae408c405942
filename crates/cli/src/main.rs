//! The `chunkwise` command: queries over folders of CSV files from the shell.

mod arguments;
mod command;
mod interrupt;
mod list;
mod number;
mod output;

use std::io::{self, Write};
use std::process::ExitCode;

use clap::Parser;

use arguments::{Cli, Command};

fn main() -> ExitCode {
    interrupt::listen();
    let done = match Cli::parse().command {
        Command::Query(query) => command::query(&query),
        Command::Head(head) => command::head(&head),
        Command::Tail(tail) => command::tail(&tail),
        Command::Info(info) => command::info(&info),
        Command::Schema(schema) => command::schema(&schema),
        Command::Count(count) => command::count(&count),
        Command::Describe(describe) => command::describe(&describe),
        Command::ValueCounts(counts) => command::value_counts(counts),
        Command::Sample(sample) => command::sample(&sample),
        Command::Functions(functions) => command::functions(&functions),
        Command::Datasets(datasets) => command::datasets(&datasets),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => fail(&error),
    }
}

/// Says what went wrong on standard error. A reader that closed the pipe early, such as `head`, has what it wanted.
fn fail(error: &command::Failure) -> ExitCode {
    if !error.is_closed_pipe() {
        // When standard error is closed too, there is nobody left to tell.
        let _ = writeln!(io::stderr(), "error: {error}");
    }
    ExitCode::from(error.exit_code())
}
