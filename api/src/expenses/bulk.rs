//! `/expenses/bulk`: many expenses in one transaction.

use chrono::Utc;
use outlay_entity::{begin, expense};
use poem_openapi::param::Header;
use poem_openapi::types::ToJSON;
use poem_openapi::{Object, OpenApi};
use uuid::Uuid;

use super::ExpenseInput;
use super::view::known_accounts;
use crate::account::Account;
use crate::app::App;
use crate::body::Body;
use crate::fields::Rules;
use crate::idempotency::Once;
use crate::problem::Problem;
use crate::reply::{Created, Found};
use crate::tags::Tag;

/// New expenses, all or none of which are entered.
#[derive(Object)]
#[oai(deny_unknown_fields)]
pub struct BulkInput {
    /// 1 to 5,000 expenses
    #[oai(validator(min_items = 1, max_items = 5000))]
    pub expenses: Vec<ExpenseInput>,
}

/// Ids of the expenses that were entered, in the order of the request.
#[derive(Object)]
pub struct BulkCreated {
    /// Number of expenses entered
    pub created: u64,
    /// Their ids
    pub ids: Vec<Uuid>,
}

/// Expenses to remove.
#[derive(Object)]
#[oai(deny_unknown_fields)]
pub struct BulkDelete {
    /// 1 to 5,000 ids
    #[oai(validator(min_items = 1, max_items = 5000))]
    pub ids: Vec<Uuid>,
}

/// What was removed.
#[derive(Object)]
pub struct BulkDeleted {
    /// Number of expenses removed; ids that are not of this account do not count
    pub deleted: u64,
}

pub(crate) struct Bulk {
    pub(crate) app: App,
}

#[OpenApi(tag = "Tag::Expenses")]
impl Bulk {
    /// Enter many expenses
    ///
    /// All or none: one error refuses the whole request and names every field that is wrong.
    #[oai(path = "/expenses/bulk", method = "post", operation_id = "createExpenses")]
    async fn create(
        &self,
        account: Account,
        #[oai(name = "Idempotency-Key")] key: Header<Option<String>>,
        input: Body<BulkInput>,
    ) -> Result<Created<BulkCreated>, Problem> {
        let (digits, max) = (account.digits(), self.app.settings.max_amount);
        let mut rules = Rules::default();
        let expenses = input.expenses.iter().enumerate();
        let new: Vec<expense::New> =
            expenses.map(|(i, input)| rules.expense(&format!("/expenses/{i}"), input, digits, max)).collect();
        rules.done()?;
        known_accounts(self.app.db.orm(), &account, &new).await?;
        let once = Once::new(&self.app, account.id(), key.0, "/expenses/bulk", input.to_json_string().as_bytes())?;
        let txn = begin(&self.app.db).await?;
        if let Some(answered) = once.begin(&txn).await? {
            return Ok(answered);
        }
        let ids = expense::of(account.id()).create_many(&txn, new, None, Utc::now()).await?;
        let reply = Created::new(&BulkCreated { created: ids.len() as u64, ids });
        once.finish(&txn, &reply, "").await?;
        txn.commit().await?;
        Ok(reply)
    }

    /// Remove many expenses
    #[oai(path = "/expenses/bulk", method = "delete", operation_id = "deleteExpenses")]
    async fn delete(&self, account: Account, input: Body<BulkDelete>) -> Result<Found<BulkDeleted>, Problem> {
        let txn = begin(&self.app.db).await?;
        let deleted = expense::of(account.id()).remove_all(&txn, &input.ids).await?;
        txn.commit().await?;
        Ok(Found::new(&BulkDeleted { deleted }))
    }
}
