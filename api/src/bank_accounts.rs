//! `/accounts`: the accounts at banks that a person's files are of.

use chrono::{DateTime, NaiveDate, Utc};
use outlay_analysis::{Money, money};
use outlay_entity::{account as stored, begin};
use poem::http::header;
use poem_openapi::param::{Header, Path};
use poem_openapi::types::{MaybeUndefined, ToJSON};
use poem_openapi::{Enum, Object, OpenApi};
use uuid::Uuid;

use crate::account::Account;
use crate::app::App;
use crate::body::Body;
use crate::etag;
use crate::fields::Rules as Checks;
use crate::idempotency::Once;
use crate::me::check_currency;
use crate::problem::Problem;
use crate::reply::{Created, Done, Found};
use crate::tags::Tag;

/// Kind of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename = "BankAccountKind", rename_all = "snake_case")]
pub enum Kind {
    /// Current or checking account
    Current,
    /// Savings
    Savings,
    /// Credit card
    Card,
    /// Loan or line of credit
    Loan,
    /// Cash
    Cash,
    /// Anything else
    Other,
}

/// An account at a bank.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct BankAccount {
    /// Id
    pub id: Uuid,
    /// Name
    pub name: String,
    /// ISO 4217
    pub currency: String,
    /// Kind
    pub kind: Kind,
    /// Number, IBAN or name under which files speak of it; letters and digits only
    pub number: Option<String>,
    /// Last balance that a file stated, in the bank's sign
    pub balance: Option<Money>,
    /// Day of that balance
    pub balance_date: Option<NaiveDate>,
    /// When it was made
    pub created_at: DateTime<Utc>,
    /// When it was last changed
    pub updated_at: DateTime<Utc>,
}

/// The accounts of a person.
#[derive(Object)]
pub struct BankAccounts {
    /// In order of creation
    pub items: Vec<BankAccount>,
}

/// A new account.
#[derive(Object)]
#[oai(deny_unknown_fields)]
pub struct BankAccountInput {
    /// Name, 1 to 100 characters
    #[oai(validator(min_length = 1, max_length = 100))]
    pub name: String,
    /// ISO 4217; the ledger's when left out
    pub currency: Option<String>,
    /// Kind; `current` when left out
    pub kind: Option<Kind>,
    /// Number, IBAN or name under which files speak of it
    #[oai(validator(max_length = 200))]
    pub number: Option<String>,
}

/// What changes; fields that are left out stay.
#[derive(Object)]
#[oai(deny_unknown_fields)]
pub struct BankAccountPatch {
    /// Name, 1 to 100 characters
    #[oai(validator(min_length = 1, max_length = 100))]
    pub name: Option<String>,
    /// ISO 4217
    pub currency: Option<String>,
    /// Kind
    pub kind: Option<Kind>,
    /// Number, IBAN or name under which files speak of it; null for none
    pub number: MaybeUndefined<String>,
}

pub(crate) struct BankAccountsApi {
    pub(crate) app: App,
}

#[OpenApi(tag = "Tag::Imports")]
impl BankAccountsApi {
    /// List bank accounts
    #[oai(path = "/accounts", method = "get", operation_id = "listBankAccounts")]
    async fn list(&self, account: Account) -> Result<Found<BankAccounts>, Problem> {
        let rows = stored::of(account.id()).all(self.app.db.orm()).await?;
        Ok(Found::new(&BankAccounts { items: rows.into_iter().map(BankAccount::of).collect() }))
    }

    /// Add a bank account
    ///
    /// Entering a file adds the accounts that it names, so this is needed only for others.
    #[oai(path = "/accounts", method = "post", operation_id = "createBankAccount")]
    async fn create(
        &self,
        account: Account,
        #[oai(name = "Idempotency-Key")] key: Header<Option<String>>,
        input: Body<BankAccountInput>,
    ) -> Result<Created<BankAccount>, Problem> {
        let once = Once::new(&self.app, account.id(), key.0, "/accounts", input.to_json_string().as_bytes())?;
        let input = input.0;
        let new = stored::New {
            name: input.name,
            currency: input.currency.unwrap_or_else(|| account.user.currency.clone()),
            kind: input.kind.map(Into::into).unwrap_or_default(),
            number: input.number.as_deref().and_then(stored::number),
        };
        let new = checked(new)?;
        let txn = begin(&self.app.db).await?;
        if let Some(answered) = once.begin(&txn).await? {
            return Ok(answered);
        }
        let row = stored::of(account.id()).create(&txn, new, Utc::now()).await?;
        let location = format!("/api/v1/accounts/{}", row.id);
        let tag = etag::Tag::of_version(row.version, &[]);
        let reply = Created::new(&BankAccount::of(row));
        once.finish(&txn, &reply, &location).await?;
        txn.commit().await?;
        Ok(reply.tagged(&tag, None).header(header::LOCATION, location))
    }

    /// Read a bank account
    #[oai(path = "/accounts/:id", method = "get", operation_id = "getBankAccount")]
    async fn get(&self, account: Account, id: Path<Uuid>) -> Result<Found<BankAccount>, Problem> {
        let row = stored::of(account.id()).get(self.app.db.orm(), id.0).await?;
        let tag = etag::Tag::of_version(row.version, &[]);
        Ok(Found::new(&BankAccount::of(row)).tagged(&tag, None))
    }

    /// Change a bank account
    #[oai(path = "/accounts/:id", method = "patch", operation_id = "updateBankAccount")]
    async fn update(
        &self,
        account: Account,
        id: Path<Uuid>,
        #[oai(name = "If-Match")] if_match: Header<Option<String>>,
        patch: Body<BankAccountPatch>,
    ) -> Result<Found<BankAccount>, Problem> {
        let txn = begin(&self.app.db).await?;
        let mine = stored::of(account.id());
        let old = mine.get(&txn, id.0).await?;
        etag::Tag::of_version(old.version, &[]).require(if_match.as_deref())?;
        let patch = patch.0;
        let new = stored::New {
            name: patch.name.unwrap_or(old.name),
            currency: patch.currency.unwrap_or(old.currency),
            kind: patch.kind.map_or(old.kind, Into::into),
            number: match patch.number {
                MaybeUndefined::Undefined => old.number,
                MaybeUndefined::Null => None,
                MaybeUndefined::Value(number) => stored::number(&number),
            },
        };
        let row = mine.replace(&txn, id.0, Some(old.version), checked(new)?, Utc::now()).await?;
        txn.commit().await?;
        let tag = etag::Tag::of_version(row.version, &[]);
        Ok(Found::new(&BankAccount::of(row)).tagged(&tag, None))
    }

    /// Remove a bank account
    ///
    /// Its entries stay and belong to no account; rules that are about it alone go with it.
    #[oai(path = "/accounts/:id", method = "delete", operation_id = "deleteBankAccount")]
    async fn delete(&self, account: Account, id: Path<Uuid>) -> Result<Done, Problem> {
        let txn = begin(&self.app.db).await?;
        stored::of(account.id()).remove(&txn, id.0).await?;
        txn.commit().await?;
        Ok(Done::default())
    }
}

fn checked(new: stored::New) -> Result<stored::New, Problem> {
    let mut checks = Checks::default();
    let name = checks.name("/name", &new.name);
    if let Some(error) = check_currency(&new.currency) {
        checks.refuse(error);
    }
    checks.done()?;
    Ok(stored::New { name, ..new })
}

impl From<Kind> for stored::Kind {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Current => Self::Current,
            Kind::Savings => Self::Savings,
            Kind::Card => Self::Card,
            Kind::Loan => Self::Loan,
            Kind::Cash => Self::Cash,
            Kind::Other => Self::Other,
        }
    }
}

impl BankAccount {
    fn of(row: stored::Model) -> Self {
        let digits = money::minor_digits(&row.currency);
        Self {
            id: row.id,
            name: row.name,
            kind: match row.kind {
                stored::Kind::Current => Kind::Current,
                stored::Kind::Savings => Kind::Savings,
                stored::Kind::Card => Kind::Card,
                stored::Kind::Loan => Kind::Loan,
                stored::Kind::Cash => Kind::Cash,
                stored::Kind::Other => Kind::Other,
            },
            currency: row.currency,
            number: row.number,
            balance: row.balance_minor.map(|minor| Money::new(minor, digits)),
            balance_date: row.balance_date,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}
