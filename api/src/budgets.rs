//! `/budgets`: one monthly amount a category, and how the month goes.

use chrono::{DateTime, NaiveDate, Utc};
use outlay_analysis::Money;
use poem_openapi::param::{Header, Path, Query};
use poem_openapi::{Object, OpenApi};

use crate::account::Account;
use crate::app::App;
use crate::body::Body;
use crate::fields::Amount;
use crate::problem::Problem;
use crate::reply::{Done, Found};
use crate::tags::Tag;

/// A monthly budget.
#[derive(Clone, Debug, Object)]
pub struct Budget {
    /// Category
    pub category: String,
    /// Allowed a month
    pub amount: Money,
    /// When it was last set
    pub updated_at: DateTime<Utc>,
}

/// All budgets.
#[derive(Object)]
pub struct Budgets {
    /// By category
    pub items: Vec<Budget>,
}

/// The amount of a budget.
#[derive(Object)]
#[oai(deny_unknown_fields)]
pub struct BudgetAmount {
    /// Allowed a month, zero or more
    pub amount: Amount,
}

/// A budget with its category.
#[derive(Object)]
#[oai(deny_unknown_fields)]
pub struct BudgetInput {
    /// Category, 1 to 100 characters
    pub category: String,
    /// Allowed a month, zero or more
    pub amount: Amount,
}

/// How a month goes.
#[derive(Object)]
pub struct BudgetStatusReport {
    /// First day of the month
    pub month: NaiveDate,
    /// By how much of the budget is used, most first
    pub items: Vec<BudgetProgress>,
    /// Sum of the budgets
    pub budget: Money,
    /// Spent in categories that have a budget
    pub spent: Money,
    /// Spent in categories without a budget
    pub unbudgeted: Money,
}

/// How one budget goes.
#[derive(Object)]
#[oai(skip_serializing_if_is_none)]
pub struct BudgetProgress {
    /// Category
    pub category: String,
    /// Allowed a month
    pub budget: Money,
    /// Spent in the month, refunds subtracted
    pub spent: Money,
    /// What is left; negative when overspent
    pub remaining: Money,
    /// Spent over budget; absent for a budget of zero
    pub used: Option<f64>,
    /// True when more was spent than allowed
    pub over: bool,
    /// Number of expenses
    pub count: u64,
}

pub(crate) struct BudgetsApi {
    pub(crate) app: App,
}

#[OpenApi(tag = "Tag::Budgets")]
impl BudgetsApi {
    /// List budgets
    #[oai(path = "/budgets", method = "get", operation_id = "listBudgets")]
    async fn list(&self, account: Account) -> Result<Found<Budgets>, Problem> {
        crate::later()
    }

    /// Set a budget
    ///
    /// The category stands in the body: for categories such as `..` that cannot stand in a path.
    #[oai(path = "/budgets", method = "put", operation_id = "setBudget")]
    async fn set(&self, account: Account, input: Body<BudgetInput>) -> Result<Found<Budget>, Problem> {
        crate::later()
    }

    /// Remove a budget by category
    #[oai(path = "/budgets", method = "delete", operation_id = "removeBudget")]
    async fn remove(
        &self,
        account: Account,
        /// Category
        category: Query<String>,
    ) -> Result<Done, Problem> {
        crate::later()
    }

    /// Budgets against a month's spending
    #[oai(path = "/budgets/status", method = "get", operation_id = "budgetStatus")]
    async fn status(
        &self,
        account: Account,
        /// Month as `2026-01`; the current one (UTC) when left out
        month: Query<Option<String>>,
    ) -> Result<Found<BudgetStatusReport>, Problem> {
        crate::later()
    }

    /// Read a budget
    #[oai(path = "/budgets/:category", method = "get", operation_id = "getBudget")]
    async fn get(
        &self,
        account: Account,
        /// Category, percent-encoded (`%2F` for a slash; `%73tatus` for the category `status`)
        category: Path<String>,
        #[oai(name = "If-None-Match")] if_none_match: Header<Option<String>>,
    ) -> Result<Found<Budget>, Problem> {
        crate::later()
    }

    /// Set a budget
    #[oai(path = "/budgets/:category", method = "put", operation_id = "putBudget")]
    async fn put(
        &self,
        account: Account,
        /// Category, percent-encoded
        category: Path<String>,
        #[oai(name = "If-Match")] if_match: Header<Option<String>>,
        input: Body<BudgetAmount>,
    ) -> Result<Found<Budget>, Problem> {
        crate::later()
    }

    /// Remove a budget
    #[oai(path = "/budgets/:category", method = "delete", operation_id = "deleteBudget")]
    async fn delete(
        &self,
        account: Account,
        /// Category, percent-encoded
        category: Path<String>,
        #[oai(name = "If-Match")] if_match: Header<Option<String>>,
    ) -> Result<Done, Problem> {
        crate::later()
    }
}
