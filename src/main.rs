//! The `outlay` binary: parse the command line, run the command, turn its outcome into an exit status.

use std::process::ExitCode;

use clap::Parser;
use outlay::cli::Cli;

fn main() -> ExitCode {
    dotenvy::dotenv().ok();
    candle_counts_once();
    let cli = Cli::parse(); // exits with 2 on a usage error
    match cli.run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("outlay: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// candle asks how many cores there are before every product of two matrices and reads `/proc/cpuinfo` for it, which takes
/// longer than our small products do: most of the time of many analyses of a hundred rows. With a mask it counts once.
/// Ours is one core, as several networks are trained side by side; nothing is bound to it, and rayon does not read it.
fn candle_counts_once() {
    dotenvy::from_read(&b"CANDLE_CPU_MASK=0"[..]).ok();
}
