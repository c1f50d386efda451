//! What an operator does to accounts from the command line.

use chrono::Utc;
use outlay_entity::{Orm, begin, session, user};

use crate::me::{check_currency, check_email, check_line};
use crate::password::{self, Passwords};
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
    let checks = [check_email(email), check_line("/name", name), check_currency(currency), check_password(&password)];
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

/// Sets a new password and ends all sessions.
///
/// # Errors
/// When there is no such account or the password is too short.
pub async fn reset_password(db: &Orm, email: &str, password: String) -> Result<(), Problem> {
    if let Some(error) = check_password(&password) {
        return Err(Problem::invalid(vec![error]));
    }
    let hash = hashed(password).await?;
    change(db, email, user::Change { password_hash: Some(hash), ..Default::default() }, true).await
}

/// Disables an account, which ends all its sessions, or enables it again.
///
/// # Errors
/// When there is no such account.
pub async fn set_disabled(db: &Orm, email: &str, disabled: bool) -> Result<(), Problem> {
    let since = disabled.then(Utc::now);
    change(db, email, user::Change { disabled_at: Some(since), ..Default::default() }, disabled).await
}

/// Makes an account an operator.
///
/// # Errors
/// When there is no such account.
pub async fn promote(db: &Orm, email: &str) -> Result<(), Problem> {
    change(db, email, user::Change { role: Some(user::Role::Operator), ..Default::default() }, false).await
}

/// The hash of a password, on a blocking thread: one at a time, for there is one operator at the command line.
async fn hashed(password: String) -> Result<String, Problem> {
    Passwords::new(1).hash(password).await
}

async fn change(db: &Orm, email: &str, change: user::Change, end_sessions: bool) -> Result<(), Problem> {
    let now = Utc::now();
    let txn = begin(db).await?;
    let user = user::by_email(&txn, email).await?.ok_or_else(|| Problem::not_found("account"))?;
    user::update(&txn, user.id, None, change, now).await?;
    if end_sessions {
        session::of(user.id).revoke_all(&txn, now).await?;
    }
    txn.commit().await?;
    Ok(())
}

fn check_password(password: &str) -> Option<FieldError> {
    if (password::MIN_LENGTH..=200).contains(&password.chars().count()) {
        return None;
    }
    let allowed = format!("{} to 200 characters", password::MIN_LENGTH);
    Some(FieldError::at("/password", format!("/password: allowed are {allowed}")).allowed(allowed))
}
