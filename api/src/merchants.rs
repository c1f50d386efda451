//! `/merchants`: who the money goes to, and what people call them.
//!
//! An alias says that everything at one merchant key belongs to another merchant. People state it here, or the service
//! learns it when somebody edits the description of an expense ([`learn`]).

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use outlay_analysis::merchant::{self, MAX_CHARS};
use outlay_analysis::{Alias as Held, Money};
use outlay_entity::{ConnectionTrait, begin, expense, merchant_alias};
use poem_openapi::param::{Path, Query};
use poem_openapi::{Object, OpenApi};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::account::Account;
use crate::app::App;
use crate::body::Body;
use crate::fields;
use crate::merchant_lists::Made;
use crate::page::{self, Page};
use crate::problem::{FieldError, Problem};
use crate::reply::{Done, Found};
use crate::tags::Tag;

/// A merchant behind the descriptions of an account.
#[derive(Clone, Debug, Object)]
pub struct Merchant {
    /// Its key: lower case, without processor prefixes, references, places and legal forms
    pub merchant: String,
    /// Number of expenses
    pub count: u64,
    /// Their sum, refunds subtracted
    pub total: Money,
    /// First day
    pub first: NaiveDate,
    /// Last day
    pub last: NaiveDate,
    /// Number of distinct descriptions
    pub descriptions: u64,
    /// The description with most expenses
    pub example: String,
    /// Aliases that lead to it, by key
    pub aliases: Vec<Alias>,
}

/// What a merchant is called.
#[derive(Clone, Debug, Object)]
pub struct Alias {
    /// Merchant key it is for
    pub key: String,
    /// Key of the merchant it belongs to
    pub merchant: String,
    /// Learned from an edited description and not stated
    pub learned: bool,
    /// Two edits contradict each other; it is not applied until it is stated what holds
    pub disputed: bool,
    /// When it was last changed
    pub updated_at: DateTime<Utc>,
}

/// Where an alias leads.
#[derive(Object)]
#[oai(deny_unknown_fields)]
pub struct AliasInput {
    /// The merchant it belongs to, 1 to 256 characters; read like a description
    #[oai(validator(min_length = 1, max_length = 256))]
    pub merchant: String,
}

pub(crate) struct Merchants {
    pub(crate) app: App,
}

#[OpenApi(tag = "Tag::Merchants")]
impl Merchants {
    /// List merchants
    ///
    /// As an analysis of all expenses would find them, most expenses first.
    #[oai(path = "/merchants", method = "get", operation_id = "listMerchants")]
    async fn list(
        &self,
        account: Account,
        /// Text the key contains, in any case
        q: Query<Option<String>>,
        /// Items a page, 1 to 500; 100 when left out
        limit: Query<Option<u64>>,
        /// `next` of the page before
        cursor: Query<Option<String>>,
    ) -> Result<Found<Page<Merchant>>, Problem> {
        let limit = page::limit(limit.0)?;
        let after: Option<(u64, String)> = page::decode(cursor.as_deref())?;
        let wanted = fields::query_text("q", q.0)?.unwrap_or_default().to_lowercase();
        let (db, id) = (self.app.db.orm(), account.id());
        let rows = merchant_alias::of(id).all(db).await?;
        let found = self.all(id).await?;
        let later = |m: &merchant::Merchant| {
            let Some((count, merchant)) = &after else { return true };
            m.count < *count || (m.count == *count && m.merchant > *merchant)
        };
        let size = usize::try_from(limit).unwrap_or(usize::MAX).saturating_add(1);
        let found = found.iter().filter(|m| m.merchant.contains(&wanted) && later(m)).take(size).cloned().collect();
        let show = |m: merchant::Merchant| Merchant {
            count: m.count,
            total: account.money(m.minor),
            first: m.days.0,
            last: m.days.1,
            descriptions: m.descriptions,
            example: m.example,
            aliases: rows.iter().filter(|row| row.merchant == m.merchant).cloned().map(Alias::of).collect(),
            merchant: m.merchant,
        };
        Ok(Found::new(&Page::cut(found, limit, |m| (m.count, m.merchant.clone()), show)))
    }

    /// List aliases of merchants, by key
    #[oai(path = "/merchants/aliases", method = "get", operation_id = "listAliases")]
    async fn aliases(
        &self,
        account: Account,
        /// Items a page, 1 to 500; 100 when left out
        limit: Query<Option<u64>>,
        /// `next` of the page before
        cursor: Query<Option<String>>,
    ) -> Result<Found<Page<Alias>>, Problem> {
        let (limit, after) = (page::limit(limit.0)?, page::decode(cursor.as_deref())?);
        let rows = merchant_alias::of(account.id()).list(self.app.db.orm(), after, limit + 1).await?;
        Ok(Found::new(&Page::cut(rows, limit, |row| row.key.clone(), Alias::of)))
    }

    /// Say what a merchant is called
    ///
    /// Everything at the merchant `key` belongs to `merchant` from the next analysis on. Where `merchant` has an
    /// alias that leads back to `key`, that one is removed: the newest word counts.
    #[oai(path = "/merchants/aliases/:key", method = "put", operation_id = "putAlias")]
    async fn put(
        &self,
        account: Account,
        /// Merchant key or description, percent-encoded; it is read like a description
        key: Path<String>,
        input: Body<AliasInput>,
    ) -> Result<Found<Alias>, Problem> {
        let (key, merchant) = (named("key", &key)?, merchant::clean(&input.merchant));
        if merchant.is_empty() || merchant == key || input.merchant.contains('\0') {
            let allowed = format!("the name of another merchant than `{key}`");
            let detail = format!("/merchant: allowed is {allowed}");
            let error = FieldError::at("/merchant", detail).given(&input.merchant).allowed(allowed);
            return Err(Problem::invalid(vec![error]));
        }
        let most = self.app.settings.max_aliases;
        let txn = begin(&self.app.db).await?;
        let row = merchant_alias::of(account.id()).put(&txn, (&key, &merchant), most, Utc::now()).await?;
        txn.commit().await?;
        Ok(Found::new(&Alias::of(row)))
    }

    /// Take an alias back
    #[oai(path = "/merchants/aliases/:key", method = "delete", operation_id = "deleteAlias")]
    async fn delete(
        &self,
        account: Account,
        /// Merchant key, percent-encoded
        key: Path<String>,
    ) -> Result<Done, Problem> {
        merchant_alias::of(account.id()).remove(self.app.db.orm(), &named("key", &key)?).await?;
        Ok(Done::default())
    }
}

impl Merchants {
    /// All merchants of an account, most expenses first: as they were found before, or found now.
    async fn all(&self, id: Uuid) -> Result<Arc<Vec<merchant::Merchant>>, Problem> {
        let db = self.app.db.orm();
        // The state first: a change that comes in between makes the list one of before, which the next request sees.
        let expenses = expense::of(id).state(db).await?;
        let held: Vec<Held> = merchant_alias::of(id).for_analysis(db).await?;
        let made = Made { expenses, aliases: hex::encode(Sha256::digest(format!("{held:?}"))) };
        if let Some(known) = self.app.merchant_lists.get(id, &made) {
            return Ok(known);
        }
        let mut expenses = expense::of(id).for_analysis(db, None, None).await?;
        expenses.retain(|expense| expense.kind.is_spending());
        let found = tokio::task::spawn_blocking(move || merchant::list(&expenses, &held).0);
        let found = Arc::new(found.await.map_err(|error| Problem::internal(&error))?);
        self.app.merchant_lists.keep(id, made, &found);
        Ok(found)
    }
}

impl Alias {
    fn of(row: merchant_alias::Model) -> Self {
        Self {
            key: row.key,
            merchant: row.merchant,
            learned: row.learned,
            disputed: row.disputed,
            updated_at: row.updated_at,
        }
    }
}

/// The merchant key that a path parameter names.
fn named(parameter: &str, text: &str) -> Result<String, Problem> {
    let key = merchant::clean(text);
    if !key.is_empty() && !text.contains('\0') {
        return Ok(key);
    }
    let allowed = format!("a merchant's name of up to {MAX_CHARS} characters");
    let detail = format!("{parameter}: allowed is {allowed}");
    Err(Problem::invalid(vec![FieldError::parameter(parameter, detail).given(text).allowed(allowed)]))
}

/// Learns from an edit of a description what its merchant is called, inside the edit's transaction.
pub(crate) async fn learn<C: ConnectionTrait>(
    db: &C,
    app: &App,
    account: &Account,
    (before, after): (&str, &str),
) -> Result<(), Problem> {
    let (key, merchant) = (merchant::clean(before), merchant::clean(after));
    if key.is_empty() || merchant.is_empty() || key == merchant {
        return Ok(());
    }
    let most = app.settings.max_aliases;
    Ok(merchant_alias::of(account.id()).learn(db, (&key, &merchant), most, Utc::now()).await?)
}
