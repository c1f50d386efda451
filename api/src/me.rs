//! `/me`: the signed-in account.

use chrono::{DateTime, NaiveDate, Utc};
use outlay_analysis::money;
use outlay_entity::{begin, budget, expense, user};
use poem_openapi::param::Header;
use poem_openapi::types::MaybeUndefined;
use poem_openapi::{Object, OpenApi};
use uuid::Uuid;

use crate::account::Account;
use crate::app::App;
use crate::body::Body;
use crate::etag;
use crate::problem::{FieldError, Problem};
use crate::reply::Found;
use crate::tags::Tag;

/// The account as its owner sees it.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Me {
    /// Id
    pub id: Uuid,
    /// E-mail address, lower case
    pub email: String,
    /// Name to be addressed by
    pub name: String,
    /// Telephone number
    pub phone: Option<String>,
    /// ISO 4217 code of all amounts
    pub currency: String,
    /// Decimals of the currency
    pub currency_digits: u8,
    /// Gender, as its owner wrote it
    pub gender: Option<String>,
    /// Date of birth
    pub date_of_birth: Option<NaiveDate>,
    /// May look after the installation
    pub operator: bool,
    /// When the account was made
    pub created_at: DateTime<Utc>,
}

/// What changes; fields that are left out stay, `null` clears.
#[derive(Object)]
#[oai(deny_unknown_fields)]
pub struct MePatch {
    /// Name to be addressed by
    #[oai(validator(min_length = 1, max_length = 100))]
    pub name: Option<String>,
    /// Telephone number
    #[oai(validator(min_length = 3, max_length = 32))]
    pub phone: MaybeUndefined<String>,
    /// ISO 4217 code; only while the account has no expenses and no budgets
    #[oai(validator(min_length = 3, max_length = 3))]
    pub currency: Option<String>,
    /// Gender, in any words
    #[oai(validator(max_length = 50))]
    pub gender: MaybeUndefined<String>,
    /// Date of birth
    pub date_of_birth: MaybeUndefined<NaiveDate>,
}

impl From<user::Model> for Me {
    fn from(user: user::Model) -> Self {
        Self {
            id: user.id,
            email: user.email,
            name: user.name,
            phone: user.phone,
            currency_digits: money::minor_digits(&user.currency),
            currency: user.currency,
            gender: user.gender,
            date_of_birth: user.date_of_birth,
            operator: user.role == user::Role::Operator,
            created_at: user.created_at,
        }
    }
}

pub(crate) struct MeApi {
    pub(crate) app: App,
}

#[OpenApi(tag = "Tag::Account")]
impl MeApi {
    /// The signed-in account
    #[oai(path = "/me", method = "get", operation_id = "getMe")]
    async fn get(
        &self,
        account: Account,
        #[oai(name = "If-None-Match")] if_none_match: Header<Option<String>>,
    ) -> Result<Found<Me>, Problem> {
        let tag = etag::Tag::of_version(account.user.version, &[]);
        Ok(Found::new(&Me::from(account.user)).tagged(&tag, if_none_match.as_deref()))
    }

    /// Change the account
    #[oai(path = "/me", method = "patch", operation_id = "updateMe")]
    async fn update(
        &self,
        account: Account,
        #[oai(name = "If-Match")] if_match: Header<Option<String>>,
        patch: Body<MePatch>,
    ) -> Result<Found<Me>, Problem> {
        etag::Tag::of_version(account.user.version, &[]).require(if_match.as_deref())?;
        let change = change(&account, patch.0)?;
        let txn = begin(&self.app.db).await?;
        if change.currency.is_some() {
            let id = account.id();
            if expense::of(id).count(&txn).await? > 0 || !budget::of(id).list(&txn).await?.is_empty() {
                return Err(Problem::conflict(
                    "currency-in-use",
                    "The currency is in use",
                    "The currency can change only while the account has no expenses and no budgets. Export them, remove \
                     them, change the currency, and import them again.",
                ));
            }
        }
        let user = user::update(&txn, account.id(), Some(account.user.version), change, Utc::now()).await?;
        txn.commit().await?;
        let tag = etag::Tag::of_version(user.version, &[]);
        Ok(Found::new(&Me::from(user)).tagged(&tag, None))
    }
}

/// The fields that change, checked.
fn change(account: &Account, patch: MePatch) -> Result<user::Change, Problem> {
    let mut change = user::Change::default();
    let mut errors = Vec::new();
    let mut checked = |pointer: &str, text: String| {
        errors.extend(check_line(pointer, &text));
        text.trim().to_owned()
    };
    if let Some(name) = patch.name {
        change.name = Some(checked("/name", name));
    }
    match patch.phone {
        MaybeUndefined::Undefined => {}
        MaybeUndefined::Null => change.phone = Some(None),
        MaybeUndefined::Value(phone) => change.phone = Some(Some(checked("/phone", phone))),
    }
    match patch.gender {
        MaybeUndefined::Undefined => {}
        MaybeUndefined::Null => change.gender = Some(None),
        MaybeUndefined::Value(gender) => change.gender = Some(Some(checked("/gender", gender))),
    }
    match patch.date_of_birth {
        MaybeUndefined::Undefined => {}
        MaybeUndefined::Null => change.date_of_birth = Some(None),
        MaybeUndefined::Value(day) => {
            if !(NaiveDate::from_ymd_opt(1900, 1, 1).is_some_and(|first| day >= first)
                && day <= Utc::now().date_naive())
            {
                let error = FieldError::at("/date_of_birth", "/date_of_birth: allowed is 1900-01-01 to today");
                errors.push(error.given(day.to_string()).allowed("1900-01-01 to today"));
            }
            change.date_of_birth = Some(Some(day));
        }
    }
    if let Some(currency) = patch.currency.filter(|currency| *currency != account.user.currency) {
        errors.extend(check_currency(&currency));
        change.currency = Some(currency);
    }
    if errors.is_empty() { Ok(change) } else { Err(Problem::invalid(errors)) }
}

/// What is wrong with an e-mail address; only a message to it could tell more.
pub(crate) fn check_email(email: &str) -> Option<FieldError> {
    let email = email.trim();
    let (name, domain) = email.rsplit_once('@').unwrap_or_default();
    let bad = |c: char| c.is_control() || c.is_whitespace();
    if !name.is_empty() && !domain.is_empty() && !domain.contains('@') && !email.contains(bad) {
        return None;
    }
    let detail = format!("/email: `{}` is not an e-mail address", crate::problem::shorten(email));
    Some(FieldError::at("/email", detail).given(email).allowed("an address such as name@example.org"))
}

/// What is wrong with an ISO 4217 code.
pub(crate) fn check_currency(currency: &str) -> Option<FieldError> {
    if currency.len() == 3 && currency.bytes().all(|b| b.is_ascii_uppercase()) {
        return None;
    }
    let allowed = "an ISO 4217 code of three capital letters, such as EUR";
    let detail = format!("/currency: `{}` is not a currency; allowed is {allowed}", crate::problem::shorten(currency));
    Some(FieldError::at("/currency", detail).given(currency).allowed(allowed))
}

/// What is wrong with one line of text.
pub(crate) fn check_line(pointer: &str, text: &str) -> Option<FieldError> {
    if !text.trim().is_empty() && !text.contains(char::is_control) {
        return None;
    }
    let allowed = "one line of text without control characters";
    Some(FieldError::at(pointer, format!("{pointer}: allowed is {allowed}")).given(text).allowed(allowed))
}
