//! `/me/password`: a new password, which ends every other session.

use chrono::Utc;
use outlay_entity::{begin, session, user};
use poem::Request;
use poem_openapi::{Object, OpenApi};

use crate::account::Account;
use crate::app::App;
use crate::body::Body;
use crate::network::client_network;
use crate::problem::{FieldError, Problem};
use crate::reply::Done;
use crate::tags::Tag;

/// The password as it is, and as it shall be.
#[derive(Object)]
#[oai(deny_unknown_fields)]
pub struct PasswordInput {
    /// The account's password
    #[oai(validator(max_length = 200))]
    pub current_password: String,
    /// The new one: of any characters, but not one that is guessed easily
    #[oai(validator(min_length = 8, max_length = 128))]
    pub new_password: String,
}

pub(crate) struct PasswordApi {
    pub(crate) app: App,
}

#[OpenApi(tag = "Tag::Account")]
impl PasswordApi {
    /// Change the password
    ///
    /// Ends every other session of the account; this one and API tokens go on.
    #[oai(path = "/me/password", method = "post", operation_id = "changePassword")]
    async fn change(&self, account: Account, request: &Request, input: Body<PasswordInput>) -> Result<Done, Problem> {
        let (app, input) = (&self.app, input.0);
        let own = vec![account.user.email.clone(), account.user.name.clone()];
        if let Some(error) = app.passwords.refuse("/new_password", input.new_password.clone(), own).await? {
            return Err(Problem::invalid(vec![error]));
        }
        confirm(app, request, &account, "/current_password", input.current_password).await?;
        let hash = app.passwords.hash(input.new_password).await?;
        let (id, now) = (account.id(), Utc::now());
        let txn = begin(&app.db).await?;
        // Of two changes at once, the second compared with a password that is no more.
        let change = user::Change { password_hash: Some(hash), ..Default::default() };
        user::update(&txn, id, Some(account.user.version), change, now).await?;
        match account.session {
            Some(family) => session::of(id).revoke_others(&txn, family, now).await?,
            None => session::of(id).revoke_all(&txn, now).await?,
        }
        txn.commit().await?;
        Ok(Done::default())
    }
}

/// Passes when `password` is the account's: before what cannot be taken back. `pointer` is where it was given.
///
/// # Errors
/// 422 when it is not, 429 when too many were tried.
pub(crate) async fn confirm(
    app: &App,
    request: &Request,
    account: &Account,
    pointer: &str,
    password: String,
) -> Result<(), Problem> {
    let network = client_network(app, request);
    app.tries.password(&account.user.email, &network).await?;
    if app.passwords.verify(password, Some(account.user.password_hash.clone())).await? {
        return Ok(());
    }
    let error = FieldError::at(pointer, format!("{pointer} is not the account's password"));
    Err(Problem::invalid(vec![error.allowed("the account's password")]))
}
