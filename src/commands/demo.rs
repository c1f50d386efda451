//! `outlay demo`: an account with two years of sample expenses and an analysis under way.

mod household;

use anyhow::{Context, Result};
use chrono::Utc;
use outlay_api::accounts;
use outlay_entity::job::Payload;
use outlay_entity::queue::New;
use outlay_entity::user::{self, Role};
use outlay_entity::{Db, analysis, begin, budget, expense};

use crate::config::{Global, Storage};
use crate::server;

/// Address of the demo account.
pub const EMAIL: &str = "demo@outlay.local";
/// Its password where the database is a file on this machine; elsewhere it is random.
pub const LOCAL_PASSWORD: &str = "demo-outlay";

/// Arguments of `outlay demo`.
#[derive(clap::Args, Debug)]
pub struct Args {
    #[command(flatten)]
    storage: Storage,
}

/// Runs it. A second run changes nothing that is there.
///
/// # Errors
/// When the database cannot be opened.
pub fn run(args: &Args, global: &Global) -> Result<()> {
    server::once(&args.storage, async |db| {
        println!("{}", prepare(db, global.seed).await?);
        Ok(())
    })
}

/// Makes the demo account, its expenses and its analysis, whatever of them is missing, and says how to sign in.
///
/// # Errors
/// The database's.
pub async fn prepare(db: &Db, seed: u64) -> Result<String> {
    let (user, password) = match user::by_email(db.orm(), EMAIL).await? {
        Some(user) => (user, None),
        None => {
            let password = if db.is_embedded() { LOCAL_PASSWORD.to_owned() } else { random()? };
            let about = (EMAIL, "Alex Demo", "USD");
            let added = accounts::add(db.orm(), about, password.clone(), Role::User).await;
            (added.map_err(|problem| anyhow::anyhow!("{}", problem.text()))?, Some(password))
        }
    };
    let now = Utc::now();
    let txn = begin(db.orm()).await?;
    if expense::of(user.id).count(&txn).await? == 0 {
        let sample = household::expenses(now.date_naive(), seed);
        expense::of(user.id).create_many(&txn, sample, None, now).await?;
        for (category, minor) in household::BUDGETS {
            budget::of(user.id).put(&txn, category, minor, None, now).await?;
        }
    }
    if analysis::of(user.id).list(&txn, None, None, 1).await?.is_empty() {
        let params = outlay_analysis::Params { seed, currency: user.currency, ..Default::default() };
        analysis::submit(&txn, params, New::of(user.id, Payload::Analysis)).await?;
    }
    txn.commit().await.context("cannot store the sample expenses")?;
    let count = expense::of(user.id).count(db.orm()).await?;
    let password = match password {
        Some(password) => format!("password {password}"),
        None if db.is_embedded() => format!("password {LOCAL_PASSWORD}, unless it was changed"),
        None => "its password was printed when it was made; `outlay user reset-password` sets a new one".to_owned(),
    };
    Ok(format!("demo account: {EMAIL}, {password}; {count} expenses, analysis under way once a worker runs"))
}

/// A password that nobody can guess.
fn random() -> Result<String> {
    outlay_api::token::refresh_token().map_err(|problem| anyhow::anyhow!("{}", problem.text()))
}
