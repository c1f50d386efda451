//! `/expenses/history`: spending month by month. `/categories`: what the account spends on.

use chrono::NaiveDate;
use outlay_analysis::Money;
use poem_openapi::param::Query;
use poem_openapi::{Object, OpenApi};

use crate::account::Account;
use crate::app::App;
use crate::problem::Problem;
use crate::reply::Found;
use crate::tags::Tag;

/// Spending month by month.
#[derive(Object)]
pub struct History {
    /// In time order; months without expenses in between have zeros
    pub months: Vec<HistoryMonth>,
}

/// Spending of one month.
#[derive(Object)]
pub struct HistoryMonth {
    /// First day of the month
    pub month: NaiveDate,
    /// Number of expenses
    pub count: u64,
    /// Sum, refunds subtracted
    pub total: Money,
    /// Largest first
    pub categories: Vec<CategorySum>,
}

/// Spending of one category.
#[derive(Object)]
pub struct CategorySum {
    /// Category; empty where there is none
    pub category: String,
    /// Number of expenses
    pub count: u64,
    /// Sum, refunds subtracted
    pub total: Money,
}

/// The categories of an account.
#[derive(Object)]
pub struct Categories {
    /// Largest total first
    pub items: Vec<Category>,
}

/// A category that has expenses or a budget.
#[derive(Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Category {
    /// Category; empty where there is none
    pub category: String,
    /// Number of expenses
    pub count: u64,
    /// Sum, refunds subtracted
    pub total: Money,
    /// Day of the first expense
    pub first: Option<NaiveDate>,
    /// Day of the last expense
    pub last: Option<NaiveDate>,
    /// Monthly budget
    pub budget: Option<Money>,
}

pub(crate) struct HistoryApi {
    pub(crate) app: App,
}

#[OpenApi(tag = "Tag::Expenses")]
impl HistoryApi {
    /// Spending month by month
    #[oai(path = "/expenses/history", method = "get", operation_id = "expenseHistory")]
    async fn history(
        &self,
        account: Account,
        /// First day
        from: Query<Option<NaiveDate>>,
        /// Last day
        to: Query<Option<NaiveDate>>,
        /// Only this category
        category: Query<Option<String>>,
    ) -> Result<Found<History>, Problem> {
        crate::later()
    }

    /// List categories
    ///
    /// Every category that has an expense or a budget.
    #[oai(path = "/categories", method = "get", operation_id = "listCategories")]
    async fn categories(&self, account: Account) -> Result<Found<Categories>, Problem> {
        crate::later()
    }
}
