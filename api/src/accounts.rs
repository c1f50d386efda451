//! What an operator does to accounts from the command line.

use chrono::{DateTime, Utc};
use outlay_entity::{Orm, Transaction, api_token, begin, session, user};
use uuid::Uuid;

use crate::me::{check_currency, check_email, check_line};
use crate::password::Passwords;
use crate::password_rules;
use crate::problem::{FieldError, Problem};

/// Makes an account.
///
/// # Errors
/// What is wrong with the address, name, currency or password, or that the address has an account.
pub async fn add(
    db: &Orm,
    (email, name, currency): (&str, &str, &str),
    password: String,
    role: user::Role,
) -> Result<user::Model, Problem> {
    let weak = password_rules::check("/password", &password, &[email.to_owned(), name.to_owned()]);
    let checks = [check_email(email), check_line("/name", name), check_currency(currency), weak];
    let errors: Vec<FieldError> = checks.into_iter().flatten().collect();
    if !errors.is_empty() {
        return Err(Problem::invalid(errors));
    }
    let new = user::New {
        email: email.to_owned(),
        phone: None,
        password_hash: hashed(password).await?,
        currency: currency.to_owned(),
        name: name.to_owned(),
        gender: None,
        date_of_birth: None,
        role,
    };
    Ok(user::create(db, new, Utc::now()).await?)
}

/// Sets a new password and ends all sessions and API tokens.
///
/// # Errors
/// When there is no such account or the password is easily guessed.
pub async fn reset_password(db: &Orm, email: &str, password: String) -> Result<(), Problem> {
    if let Some(error) = password_rules::check("/password", &password, &[email.to_owned()]) {
        return Err(Problem::invalid(vec![error]));
    }
    let hash = hashed(password).await?;
    let new = user::Change { password_hash: Some(hash), ..Default::default() };
    let (txn, id, now) = change(db, email, new).await?;
    session::of(id).revoke_all(&txn, now).await?;
    api_token::of(id).remove_all(&txn).await?;
    Ok(txn.commit().await?)
}

/// Disables an account, which ends all its sessions and lets no API token in, or enables it again.
///
/// # Errors
/// When there is no such account.
pub async fn set_disabled(db: &Orm, email: &str, disabled: bool) -> Result<(), Problem> {
    let since = disabled.then(Utc::now);
    let (txn, id, now) = change(db, email, user::Change { disabled_at: Some(since), ..Default::default() }).await?;
    if disabled {
        session::of(id).revoke_all(&txn, now).await?;
    }
    Ok(txn.commit().await?)
}

/// Makes an account an operator.
///
/// # Errors
/// When there is no such account.
pub async fn promote(db: &Orm, email: &str) -> Result<(), Problem> {
    let (txn, ..) = change(db, email, user::Change { role: Some(user::Role::Operator), ..Default::default() }).await?;
    Ok(txn.commit().await?)
}

/// The hash of a password, on a blocking thread: one at a time, for there is one operator at the command line.
async fn hashed(password: String) -> Result<String, Problem> {
    Passwords::new(1).hash(password).await
}

/// Changes the account of an address, in a transaction that is still open.
async fn change(db: &Orm, email: &str, change: user::Change) -> Result<(Transaction, Uuid, DateTime<Utc>), Problem> {
    let now = Utc::now();
    let txn = begin(db).await?;
    let user = user::by_email(&txn, email).await?.ok_or_else(|| Problem::not_found("account"))?;
    user::update(&txn, user.id, None, change, now).await?;
    Ok((txn, user.id, now))
}
