//! `/expenses`: list, create, read, change, remove. [`view`] is how one is shown and entered, [`bulk`] does many at once,
//! [`export`] writes the CSV file, [`history`] sums up months.

pub mod bulk;
pub mod export;
pub mod history;
pub mod view;

use chrono::{NaiveDate, Utc};
use outlay_analysis::{EntryKind, Money};
use outlay_entity::{begin, expense, expense_list};
use poem::http::header;
use poem_openapi::param::{Header, Path, Query};
use poem_openapi::types::ToJSON;
use poem_openapi::{Enum, OpenApi};
use uuid::Uuid;

pub use self::view::{Expense, ExpenseInput, ExpensePatch, Label};
use self::view::{checked, load};
use crate::account::Account;
use crate::app::App;
use crate::body::Body;
use crate::etag;
use crate::fields::{self, Amount};
use crate::idempotency::Once;
use crate::merchants;
use crate::page::{self, Page};
use crate::problem::{FieldError, Problem};
use crate::reply::{Created, Done, Found};
use crate::tags::Tag;

/// What a list of expenses is sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
pub enum Sort {
    /// Day of the charge
    Date,
    /// Amount
    Amount,
}

/// Direction of a sort.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
pub enum Order {
    /// Smallest or oldest first
    Asc,
    /// Largest or newest first
    Desc,
}

pub(crate) struct Expenses {
    pub(crate) app: App,
}

#[OpenApi(tag = "Tag::Expenses")]
impl Expenses {
    /// List expenses
    ///
    /// Newest first unless asked otherwise. Filters are combined with "and".
    #[oai(path = "/expenses", method = "get", operation_id = "listExpenses")]
    #[expect(clippy::too_many_arguments, reason = "one argument a query parameter: they are the documentation")]
    async fn list(
        &self,
        account: Account,
        /// First day
        from: Query<Option<NaiveDate>>,
        /// Last day
        to: Query<Option<NaiveDate>>,
        /// Exactly this category; empty for expenses without one
        category: Query<Option<String>>,
        /// Text the description contains, in any case
        q: Query<Option<String>>,
        /// Smallest amount
        min: Query<Option<String>>,
        /// Largest amount
        max: Query<Option<String>>,
        /// Only those the latest analysis flagged, or only the others
        flagged: Query<Option<bool>>,
        /// Only entries of this kind
        kind: Query<Option<EntryKind>>,
        /// Only entries of this bank account
        account_id: Query<Option<Uuid>>,
        /// Only entries that came with this import
        import_id: Query<Option<Uuid>>,
        /// What to sort by; `date` when left out
        sort: Query<Option<Sort>>,
        /// Direction; `desc` when left out
        order: Query<Option<Order>>,
        /// Items a page, 1 to 500; 100 when left out
        limit: Query<Option<u64>>,
        /// `next` of the page before
        cursor: Query<Option<String>>,
    ) -> Result<Found<Page<Expense>>, Problem> {
        let (digits, id) = (account.digits(), account.id());
        let bound = |name: &str, text: &Option<String>| text.as_deref().map(|t| amount(name, t, digits)).transpose();
        let filter = expense_list::Filter {
            from: from.0,
            to: to.0,
            category: fields::query_text("category", category.0)?,
            q: fields::query_text("q", q.0)?,
            min: bound("min", &min.0)?,
            max: bound("max", &max.0)?,
            flagged: flagged.0,
            kind: kind.0.map(Into::into),
            account_id: account_id.0,
            import_id: import_id.0,
            spending: false,
        };
        let sort = if sort.0 == Some(Sort::Amount) { expense_list::Sort::Amount } else { expense_list::Sort::Date };
        let after: Option<expense_list::Cursor> = page::decode(cursor.as_deref())?;
        if after.as_ref().is_some_and(|after| after.key.sort() != sort) {
            return Err(page::not_a_cursor(cursor.as_deref().unwrap_or_default()));
        }
        let descending = order.0 != Some(Order::Asc);
        let page = expense_list::Page { sort, descending, after, limit: page::limit(limit.0)? };
        let listed = expense::of(id).list(self.app.db.orm(), &filter, &page).await?;
        let items = listed.rows.into_iter().map(|(row, label)| Expense::of(row, label, digits)).collect();
        Ok(Found::new(&Page { items, next: listed.next.as_ref().map(page::encode) }))
    }

    /// Enter an expense
    #[oai(path = "/expenses", method = "post", operation_id = "createExpense")]
    async fn create(
        &self,
        account: Account,
        /// Any string of up to 100 characters; a repetition within 24 hours answers the same and creates nothing
        #[oai(name = "Idempotency-Key")]
        key: Header<Option<String>>,
        input: Body<ExpenseInput>,
    ) -> Result<Created<Expense>, Problem> {
        let new = checked(self.app.db.orm(), (&self.app, &account), &input.0).await?;
        let once = Once::new(&self.app, account.id(), key.0, "/expenses", input.to_json_string().as_bytes())?;
        let txn = begin(&self.app.db).await?;
        if let Some(answered) = once.begin(&txn).await? {
            return Ok(answered);
        }
        let row = expense::of(account.id()).create(&txn, new, Utc::now()).await?;
        let location = format!("/api/v1/expenses/{}", row.id);
        let tag = etag::Tag::of_version(row.version, &[]);
        let reply = Created::new(&Expense::of(row, None, account.digits()));
        once.finish(&txn, &reply, &location).await?;
        txn.commit().await?;
        Ok(reply.tagged(&tag, None).header(header::LOCATION, location))
    }

    /// Read an expense
    #[oai(path = "/expenses/:id", method = "get", operation_id = "getExpense")]
    async fn get(
        &self,
        account: Account,
        id: Path<Uuid>,
        #[oai(name = "If-None-Match")] if_none_match: Header<Option<String>>,
    ) -> Result<Found<Expense>, Problem> {
        let (expense, tag) = load(&self.app, &account, id.0).await?;
        Ok(Found::new(&expense).tagged(&tag, if_none_match.as_deref()))
    }

    /// Change an expense
    ///
    /// A description that names another merchant teaches an alias: see `/merchants`.
    #[oai(path = "/expenses/:id", method = "patch", operation_id = "updateExpense")]
    async fn update(
        &self,
        account: Account,
        id: Path<Uuid>,
        #[oai(name = "If-Match")] if_match: Header<Option<String>>,
        patch: Body<ExpensePatch>,
    ) -> Result<Found<Expense>, Problem> {
        let txn = begin(&self.app.db).await?;
        let old = expense::of(account.id()).get(&txn, id.0).await?;
        etag::Tag::of_version(old.version, &[]).require(if_match.as_deref())?;
        let (patch, described) = (patch.0, old.description.clone());
        let input = ExpenseInput {
            date: patch.date.unwrap_or(old.date),
            amount: patch.amount.unwrap_or_else(|| Amount(account.money(old.minor).to_string())),
            kind: Some(patch.kind.unwrap_or(old.kind.into())),
            category: Some(patch.category.unwrap_or(old.category)),
            description: Some(patch.description.unwrap_or(old.description)),
            account_id: patch.account_id.or(old.account_id),
            merchant: patch.merchant.or(old.merchant),
            note: patch.note.or(old.note),
        };
        let new = checked(&txn, (&self.app, &account), &input).await?;
        merchants::learn(&txn, &self.app, &account, (&described, &new.description)).await?;
        expense::of(account.id()).replace(&txn, id.0, Some(old.version), new, Utc::now()).await?;
        txn.commit().await?;
        let (expense, tag) = load(&self.app, &account, id.0).await?;
        Ok(Found::new(&expense).tagged(&tag, None))
    }

    /// Remove an expense
    #[oai(path = "/expenses/:id", method = "delete", operation_id = "deleteExpense")]
    async fn delete(
        &self,
        account: Account,
        id: Path<Uuid>,
        #[oai(name = "If-Match")] if_match: Header<Option<String>>,
    ) -> Result<Done, Problem> {
        let txn = begin(&self.app.db).await?;
        let old = expense::of(account.id()).get(&txn, id.0).await?;
        etag::Tag::of_version(old.version, &[]).require(if_match.as_deref())?;
        expense::of(account.id()).remove(&txn, id.0, Some(old.version)).await?;
        txn.commit().await?;
        Ok(Done::default())
    }
}

/// A query parameter that is an amount.
fn amount(name: &str, text: &str, digits: u8) -> Result<i64, Problem> {
    Money::parse(text, digits).map(Money::minor).map_err(|error| {
        let error = FieldError::parameter(name, format!("{name}: {error}")).given(text);
        Problem::invalid(vec![error.allowed(format!("a decimal number with at most {digits} decimals"))])
    })
}
