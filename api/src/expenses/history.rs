//! `/expenses/history`: spending month by month. `/categories`: what the account spends on.

use std::collections::BTreeMap;

use chrono::{Datelike, Months, NaiveDate};
use outlay_analysis::Money;
use outlay_entity::{budget, expense};
use poem_openapi::param::Query;
use poem_openapi::{Object, OpenApi};

use crate::account::Account;
use crate::app::App;
use crate::fields;
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
        let category = fields::query_text("category", category.0)?;
        let sums = expense::of(account.id()).days(self.app.db.orm(), from.0, to.0, category.as_deref()).await?;
        let mut months: BTreeMap<NaiveDate, BTreeMap<String, (u64, i64)>> = BTreeMap::new();
        for day in sums {
            let month = months.entry(day.date.with_day(1).unwrap_or(day.date)).or_default();
            let (count, total) = month.entry(day.category).or_default();
            *count += u64::try_from(day.count).unwrap_or_default();
            *total += day.minor;
        }
        let ends = months.keys().next().copied().zip(months.keys().next_back().copied());
        let mut next = ends.map(|(first, _)| first);
        while let (Some(month), Some((_, last))) = (next, ends) {
            months.entry(month).or_default(); // months without expenses in between
            next = month.checked_add_months(Months::new(1)).filter(|month| *month < last);
        }
        let months = months.into_iter().map(|(month, categories)| HistoryMonth::of(month, categories, &account));
        Ok(Found::new(&History { months: months.collect() }))
    }

    /// List categories
    ///
    /// Every category that has an expense or a budget.
    #[oai(path = "/categories", method = "get", operation_id = "listCategories")]
    async fn categories(&self, account: Account) -> Result<Found<Categories>, Problem> {
        let (id, db) = (account.id(), self.app.db.orm());
        let mut items: BTreeMap<String, Category> = BTreeMap::new();
        for day in expense::of(id).days(db, None, None, None).await? {
            let item = items.entry(day.category).or_insert_with_key(|category| Category::empty(category, &account));
            item.count += u64::try_from(day.count).unwrap_or_default();
            item.total = account.money(item.total.minor() + day.minor);
            item.first = Some(item.first.map_or(day.date, |first| first.min(day.date)));
            item.last = Some(item.last.map_or(day.date, |last| last.max(day.date)));
        }
        for budget in budget::of(id).list(db).await? {
            let item = items.entry(budget.category).or_insert_with_key(|category| Category::empty(category, &account));
            item.budget = Some(account.money(budget.minor));
        }
        let mut items: Vec<Category> = items.into_values().collect();
        items.sort_by_key(|item| std::cmp::Reverse(item.total));
        Ok(Found::new(&Categories { items }))
    }
}

impl Category {
    fn empty(category: &str, account: &Account) -> Self {
        let (category, total) = (category.to_owned(), account.money(0));
        Self { category, count: 0, total, first: None, last: None, budget: None }
    }
}

impl HistoryMonth {
    fn of(month: NaiveDate, categories: BTreeMap<String, (u64, i64)>, account: &Account) -> Self {
        let count = categories.values().map(|(count, _)| count).sum();
        let total = account.money(categories.values().map(|(_, minor)| minor).sum());
        let sums = categories.into_iter();
        let sums = sums.map(|(category, (count, minor))| CategorySum { category, count, total: account.money(minor) });
        let mut categories: Vec<CategorySum> = sums.collect();
        categories.sort_by_key(|sum| std::cmp::Reverse(sum.total));
        Self { month, count, total, categories }
    }
}
