//! `outlay user`: accounts, from the command line.

use std::io::{BufRead, IsTerminal, Write};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use outlay_api::accounts;
use outlay_api::problem::Problem;
use outlay_entity::user::Role;

use crate::config::Storage;
use crate::server;

/// Arguments of `outlay user`.
#[derive(clap::Args, Debug)]
pub struct Args {
    #[command(flatten)]
    storage: Storage,
    #[command(subcommand)]
    action: Action,
}

#[derive(clap::Subcommand, Debug)]
enum Action {
    /// Make an account
    Add {
        /// E-mail address
        email: String,
        /// Name to be addressed by; the part of the address before the @ when left out
        #[arg(long)]
        name: Option<String>,
        /// ISO 4217 code of all amounts
        #[arg(long, default_value = "USD")]
        currency: String,
        /// Let the account look after the installation
        #[arg(long)]
        operator: bool,
        #[command(flatten)]
        password: PasswordArgs,
    },
    /// Set a new password and end all sessions and API tokens
    ResetPassword {
        /// E-mail address
        email: String,
        #[command(flatten)]
        password: PasswordArgs,
    },
    /// Keep an account from signing in and end all its sessions
    Disable {
        /// E-mail address
        email: String,
    },
    /// Let a disabled account sign in again
    Enable {
        /// E-mail address
        email: String,
    },
    /// Let an account look after the installation
    Promote {
        /// E-mail address
        email: String,
    },
}

#[derive(clap::Args, Debug)]
struct PasswordArgs {
    /// Read the password from the first line of standard input instead of asking for it
    #[arg(long)]
    password_stdin: bool,
}

/// Runs it.
///
/// # Errors
/// Says what was wrong with the input and what to do.
pub fn run(args: &Args) -> Result<()> {
    let password = match &args.action {
        Action::Add { password, .. } | Action::ResetPassword { password, .. } => password.read()?,
        _ => String::new(),
    };
    server::once(&args.storage, async |db| {
        match &args.action {
            Action::Add { email, name, currency, operator, .. } => {
                let name = name.as_deref().or_else(|| email.split('@').next()).unwrap_or(email);
                let role = if *operator { Role::Operator } else { Role::User };
                let added = accounts::add(db.orm(), (email, name, currency), password, role).await;
                println!("{} can sign in now", added.map_err(message)?.email);
            }
            Action::ResetPassword { email, .. } => {
                accounts::reset_password(db.orm(), email, password).await.map_err(message)?;
                println!("{email} has a new password; all sessions and API tokens have ended");
            }
            Action::Disable { email } => {
                accounts::set_disabled(db.orm(), email, true).await.map_err(message)?;
                println!("{email} cannot sign in any more");
            }
            Action::Enable { email } => {
                accounts::set_disabled(db.orm(), email, false).await.map_err(message)?;
                println!("{email} can sign in again");
            }
            Action::Promote { email } => {
                accounts::promote(db.orm(), email).await.map_err(message)?;
                println!("{email} looks after the installation now");
            }
        }
        Ok(())
    })
}

impl PasswordArgs {
    fn read(&self) -> Result<String> {
        let stdin = std::io::stdin();
        let asks = !self.password_stdin;
        if asks && !stdin.is_terminal() {
            bail!("there is no terminal to ask for the password; give it on standard input with --password-stdin");
        }
        if asks {
            eprint!("Password: ");
            std::io::stderr().flush()?;
            echo(false);
        }
        let mut line = String::new();
        let read = stdin.lock().read_line(&mut line);
        if asks {
            echo(true);
            eprintln!();
        }
        read.context("cannot read the password")?;
        Ok(line.trim_end_matches(['\r', '\n']).to_owned())
    }
}

/// Shows what is typed, or not; where there is no `stty`, it is shown.
fn echo(on: bool) {
    let mode = if on { "echo" } else { "-echo" };
    Command::new("stty").arg(mode).stdin(Stdio::inherit()).stderr(Stdio::null()).status().ok();
}

/// A problem as a message for a person.
fn message(problem: Problem) -> anyhow::Error {
    anyhow::anyhow!("{}", problem.text())
}
