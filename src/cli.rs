//! The command line: one variant a command, one file a variant under [`commands`](crate::commands).

use clap::{Parser, Subcommand};

use crate::commands::{
    analyze, backup, cluster, convert, demo, detect, drift, embed, forecast, inspect, migrate, openapi, serve, user,
    worker,
};
use crate::config::Global;

/// Finds irregular spending, says why, forecasts what comes next, tells when habits drift
#[derive(Parser, Debug)]
#[command(name = "outlay", version, about)]
pub struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand, Debug)]
enum Command {
    /// Migrate, then serve the API, the web UI and a worker in one process
    Serve(serve::Args),
    /// Work on queued analyses (PostgreSQL)
    Worker(worker::Args),
    /// Bring the database's schema up to date
    Migrate(migrate::Args),
    /// Copy the SQLite database and its secret while the server works
    Backup(backup::Args),
    /// Print the OpenAPI document, or check the committed one
    Openapi(openapi::Args),
    /// Add, disable or reset the password of a user
    User(user::Args),
    /// Create a demo account with sample expenses and start its analysis
    Demo(demo::Args),
    /// Analyse expenses or bank files, with no server
    Analyze(analyze::Args),
    /// Turn bank files of any kind into a CSV of expenses
    Convert(convert::Args),
    /// Show what a bank file is understood to be
    Inspect(inspect::Args),
    /// Score the rows of a numeric table by how odd they are
    Detect(detect::Args),
    /// Forecast any set of series
    Forecast(forecast::Args),
    /// Compare two tables
    Drift(drift::Args),
    /// Group texts by meaning
    Cluster(cluster::Args),
    /// Embed texts as unit vectors
    Embed(embed::Args),
}

impl Cli {
    /// Runs the command.
    ///
    /// # Errors
    /// Says what was given, what is allowed and what to do; for files with line and column.
    pub fn run(self) -> anyhow::Result<()> {
        let _traces = self.global.apply()?; // until the command has ended
        let global = &self.global;
        match self.command {
            Command::Serve(args) => serve::run(&args, global),
            Command::Worker(args) => worker::run(&args, global),
            Command::Migrate(args) => migrate::run(&args),
            Command::Backup(args) => backup::run(&args),
            Command::Openapi(args) => openapi::run(&args),
            Command::User(args) => user::run(&args),
            Command::Demo(args) => demo::run(&args, global),
            Command::Analyze(args) => analyze::run(&args, global),
            Command::Convert(args) => convert::run(&args),
            Command::Inspect(args) => inspect::run(&args),
            Command::Detect(args) => detect::run(&args, global),
            Command::Forecast(args) => forecast::run(&args, global),
            Command::Drift(args) => drift::run(&args, global),
            Command::Cluster(args) => cluster::run(&args, global),
            Command::Embed(args) => embed::run(&args, global),
        }
    }
}
