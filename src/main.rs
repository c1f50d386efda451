//! The `outlay` binary: parse the command line, run the command, turn its outcome into an exit status.

use std::process::ExitCode;

use clap::Parser;
use outlay::cli::Cli;

fn main() -> ExitCode {
    dotenvy::dotenv().ok();
    let cli = Cli::parse(); // exits with 2 on a usage error
    match cli.run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("outlay: {error:#}");
            ExitCode::FAILURE
        }
    }
}
