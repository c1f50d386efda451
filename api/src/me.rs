//! `/me`: the signed-in account.

use chrono::{DateTime, NaiveDate, Utc};
use poem_openapi::param::Header;
use poem_openapi::types::MaybeUndefined;
use poem_openapi::{Enum, Object, OpenApi};
use uuid::Uuid;

use crate::account::Account;
use crate::app::App;
use crate::body::Body;
use crate::problem::Problem;
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
        crate::later()
    }

    /// Change the account
    #[oai(path = "/me", method = "patch", operation_id = "updateMe")]
    async fn update(
        &self,
        account: Account,
        #[oai(name = "If-Match")] if_match: Header<Option<String>>,
        patch: Body<MePatch>,
    ) -> Result<Found<Me>, Problem> {
        crate::later()
    }
}
