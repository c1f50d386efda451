//! `/budgets`: one monthly amount a category, and how the month goes.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike, Months, NaiveDate, Utc};
use outlay_analysis::Money;
use outlay_entity::{Transaction, begin, budget, expense};
use poem_openapi::param::{Header, Path, Query};
use poem_openapi::{Object, OpenApi};

use crate::account::Account;
use crate::app::App;
use crate::body::Body;
use crate::etag;
use crate::fields::{Amount, Rules};
use crate::problem::{FieldError, Problem};
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
    #[oai(validator(min_length = 1, max_length = 100))]
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
        let rows = budget::of(account.id()).list(self.app.db.orm()).await?;
        Ok(Found::new(&Budgets { items: rows.into_iter().map(|row| Budget::of(row, &account)).collect() }))
    }

    /// Set a budget
    ///
    /// The category stands in the body: for categories such as `..` that cannot stand in a path.
    #[oai(path = "/budgets", method = "put", operation_id = "setBudget")]
    async fn set(&self, account: Account, input: Body<BudgetInput>) -> Result<Found<Budget>, Problem> {
        let input = input.0;
        put(&self.app, &account, &input.category, &input.amount, None).await
    }

    /// Remove a budget by category
    #[oai(path = "/budgets", method = "delete", operation_id = "removeBudget")]
    async fn remove(
        &self,
        account: Account,
        /// Category
        category: Query<String>,
    ) -> Result<Done, Problem> {
        remove(&self.app, &account, &category, None).await
    }

    /// Budgets against a month's spending
    #[oai(path = "/budgets/status", method = "get", operation_id = "budgetStatus")]
    async fn status(
        &self,
        account: Account,
        /// Month as `2026-01`; the current one (UTC) when left out
        month: Query<Option<String>>,
    ) -> Result<Found<BudgetStatusReport>, Problem> {
        let month = first_of(month.as_deref())?;
        let next = month.checked_add_months(Months::new(1)).unwrap_or(NaiveDate::MAX);
        let last = next.pred_opt().unwrap_or(month);
        let (id, db) = (account.id(), self.app.db.orm());
        let mut spent: BTreeMap<String, (u64, i64)> = BTreeMap::new();
        for day in expense::of(id).days(db, Some(month), Some(last), None).await? {
            let (count, minor) = spent.entry(day.category).or_default();
            *count += u64::try_from(day.count).unwrap_or_default();
            *minor += day.minor;
        }
        let mut items = Vec::new();
        for row in budget::of(id).list(db).await? {
            let (count, minor) = spent.remove(&row.category).unwrap_or_default();
            items.push(BudgetProgress {
                budget: account.money(row.minor),
                spent: account.money(minor),
                remaining: account.money(row.minor - minor),
                used: (row.minor > 0).then(|| minor as f64 / row.minor as f64),
                over: minor > row.minor,
                category: row.category,
                count,
            });
        }
        items.sort_by(|a, b| b.share().total_cmp(&a.share()).then_with(|| a.category.cmp(&b.category)));
        let sum = |of: fn(&BudgetProgress) -> Money| account.money(items.iter().map(|item| of(item).minor()).sum());
        let (budget, in_budgets) = (sum(|item| item.budget), sum(|item| item.spent));
        let unbudgeted = account.money(spent.values().map(|(_, minor)| minor).sum());
        Ok(Found::new(&BudgetStatusReport { month, items, budget, spent: in_budgets, unbudgeted }))
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
        let row = budget::of(account.id()).get(self.app.db.orm(), storable(&category)?).await?;
        let tag = etag::Tag::of_version(row.version, &[]);
        Ok(Found::new(&Budget::of(row, &account)).tagged(&tag, if_none_match.as_deref()))
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
        put(&self.app, &account, &category, &input.amount, if_match.as_deref()).await
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
        remove(&self.app, &account, &category, if_match.as_deref()).await
    }
}

impl Budget {
    fn of(row: budget::Model, account: &Account) -> Self {
        Self { category: row.category, amount: account.money(row.minor), updated_at: row.updated_at }
    }
}

impl BudgetProgress {
    /// How much is used; spending on a budget of zero comes first.
    fn share(&self) -> f64 {
        self.used.unwrap_or(if self.over { f64::INFINITY } else { 0.0 })
    }
}

async fn put(
    app: &App,
    account: &Account,
    category: &str,
    amount: &Amount,
    if_match: Option<&str>,
) -> Result<Found<Budget>, Problem> {
    let mut rules = Rules::default();
    let category = rules.category("/category", category, true);
    let minor = rules.amount("/amount", amount, account.digits(), app.settings.max_amount);
    if minor < 0 {
        let error = FieldError::at("/amount", "/amount: a budget is zero or more").given(&amount.0);
        rules.refuse(error.allowed("zero or more"));
    }
    rules.done()?;
    let (budgets, now) = (budget::of(account.id()), Utc::now());
    let txn = begin(&app.db).await?;
    let version = version(&txn, account, &category, if_match).await?;
    let row = budgets.put(&txn, &category, minor, version, now).await?;
    txn.commit().await?;
    let tag = etag::Tag::of_version(row.version, &[]);
    Ok(Found::new(&Budget::of(row, account)).tagged(&tag, None))
}

async fn remove(app: &App, account: &Account, category: &str, if_match: Option<&str>) -> Result<Done, Problem> {
    let category = storable(category)?;
    let txn = begin(&app.db).await?;
    let version = version(&txn, account, category, if_match).await?;
    budget::of(account.id()).remove(&txn, category, version).await?;
    txn.commit().await?;
    Ok(Done::default())
}

/// The version that `If-Match` names, when it is the current one.
async fn version(
    txn: &Transaction,
    account: &Account,
    category: &str,
    if_match: Option<&str>,
) -> Result<Option<i64>, Problem> {
    if if_match.is_none() {
        return Ok(None);
    }
    let row = match budget::of(account.id()).get(txn, category).await {
        Ok(row) => row,
        Err(outlay_entity::Error::NotFound(_)) => return Err(Problem::precondition_failed()),
        Err(error) => return Err(error.into()),
    };
    etag::Tag::of_version(row.version, &[]).require(if_match)?;
    Ok(Some(row.version))
}

/// A category that can be stored at all; any other has no budget.
fn storable(category: &str) -> Result<&str, Problem> {
    if category.contains('\0') { Err(Problem::not_found("budget")) } else { Ok(category) }
}

/// First day of a month written as `2026-01`, or of the current month.
fn first_of(month: Option<&str>) -> Result<NaiveDate, Problem> {
    let Some(text) = month else {
        let today = Utc::now().date_naive();
        return Ok(today.with_day(1).unwrap_or(today));
    };
    let well_formed = text.len() == 7 && text.as_bytes()[4] == b'-';
    let first = format!("{text}-01").parse::<NaiveDate>().ok().filter(|first| well_formed && first.year() >= 1900);
    first.ok_or_else(|| {
        let detail = format!("month: `{}` is not a month; write it as 2026-01", crate::problem::shorten(text));
        Problem::invalid(vec![FieldError::parameter("month", detail).given(text).allowed("a month such as 2026-01")])
    })
}
