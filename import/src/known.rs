//! What is known of a person before a file is looked at: accounts, rules, entries around its days, habits.

use chrono::{Days, NaiveDate};
use outlay_entity::entry_kind::Kind;
use outlay_entity::{ConnectionTrait, Result, account, expense, rule};
use uuid::Uuid;

use crate::habits::Past;
use crate::matching::Item;
use crate::rules::Rule;
use crate::text::Text;

/// Days around those of a file in which entries are looked at.
const AROUND: u64 = 16;

/// Everything planning needs to know.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// Bank accounts.
    pub accounts: Vec<account::Model>,
    /// Rules, in order.
    pub rules: Vec<Rule>,
    /// Entries of the days of the file and around them.
    pub entries: Vec<Entry>,
    /// What entries were filed under.
    pub past: Vec<Past>,
}

/// An entry of the ledger.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its id.
    pub id: Uuid,
    /// As its file had it.
    pub item: Item,
    /// What it is now.
    pub kind: Kind,
    /// Its description now.
    pub description: String,
}

/// Reads what is known of `user_id`, with the entries around the days of a file.
///
/// # Errors
/// The database's.
pub async fn load<C: ConnectionTrait>(db: &C, user_id: Uuid, days: Option<(NaiveDate, NaiveDate)>) -> Result<Known> {
    let rules = rule::of(user_id).all(db).await?;
    let entries = match days {
        Some((first, last)) => entries(db, user_id, first, last).await?,
        None => Vec::new(),
    };
    Ok(Known {
        accounts: account::of(user_id).all(db).await?,
        rules: rules.iter().filter_map(Rule::of).collect(),
        entries,
        past: past(db, user_id).await?,
    })
}

async fn entries<C: ConnectionTrait>(db: &C, user_id: Uuid, first: NaiveDate, last: NaiveDate) -> Result<Vec<Entry>> {
    let first = first.checked_sub_days(Days::new(AROUND)).unwrap_or(first);
    let last = last.checked_add_days(Days::new(AROUND)).unwrap_or(last);
    Ok(expense::of(user_id).around(db, first, last).await?.into_iter().map(Entry::of).collect())
}

/// Descriptions with what they were filed under.
async fn past<C: ConnectionTrait>(db: &C, user_id: Uuid) -> Result<Vec<Past>> {
    let count = |n| u64::try_from(n).unwrap_or_default();
    let rows = expense::of(user_id).filed(db).await?.into_iter();
    Ok(rows.map(|(description, category, n)| Past { description, category, count: count(n) }).collect())
}

impl Entry {
    fn of(row: expense::Model) -> Self {
        let (day, minor, text) = match &row.as_imported {
            Some(file) => (file.date, file.minor, Text::of(&file.description)),
            None => (row.date, row.minor, Text::of(&row.description)),
        };
        let item = Item {
            account: row.account_id,
            day,
            minor,
            text,
            bank_id: row.bank_id,
            pending: row.pending,
            by_hand: row.import_id.is_none(),
        };
        Self { id: row.id, item, kind: row.kind, description: row.description }
    }
}
