//! A rule and what is there: which entries it is about, and what it would change or has changed of them.

use chrono::{DateTime, NaiveDate, Utc};
use outlay_analysis::{EntryKind, Money};
use outlay_entity::expense_import::Filing;
use outlay_entity::{ConnectionTrait, expense, rule};
use outlay_import::rules::{Entry, Rule};
use poem_openapi::Object;
use uuid::Uuid;

use crate::account::Account;
use crate::problem::Problem;

/// Changes that are shown.
const SHOWN: usize = 50;

/// What a rule does to entries that are there.
#[derive(Clone, Debug, Object)]
pub struct RuleTest {
    /// Entries it is about
    pub entries: u64,
    /// Those of them that it changes
    pub changes: u64,
    /// The newest of the changes, at most 50
    pub examples: Vec<RuleChange>,
}

/// An entry that a rule changes.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct RuleChange {
    /// The entry
    pub id: Uuid,
    /// Day
    pub date: NaiveDate,
    /// Amount
    pub amount: Money,
    /// Description
    pub description: String,
    /// Category before
    pub category: String,
    /// Kind before
    pub kind: EntryKind,
    /// Category after, where it changes
    pub new_category: Option<String>,
    /// Merchant after, where it changes
    pub new_merchant: Option<String>,
    /// Kind after, where it changes
    pub new_kind: Option<EntryKind>,
}

/// What `rule` would change.
pub(super) async fn test<C: ConnectionTrait>(
    db: &C,
    account: &Account,
    rule: &rule::Model,
) -> Result<RuleTest, Problem> {
    Ok(find(db, account, rule).await?.0)
}

/// Changes what `rule` is about, and says what it changed. Here its word counts more than what entries have: somebody asked
/// for it.
pub(super) async fn apply<C: ConnectionTrait>(
    db: &C,
    account: &Account,
    rule: &rule::Model,
    now: DateTime<Utc>,
) -> Result<RuleTest, Problem> {
    let (test, ids) = find(db, account, rule).await?;
    let filing = Filing { category: rule.category.clone(), merchant: rule.merchant.clone(), kind: rule.kind };
    expense::of(account.id()).file(db, &ids, &filing, now).await?;
    Ok(test)
}

/// What it changes, and the ids of all that change.
async fn find<C: ConnectionTrait>(
    db: &C,
    account: &Account,
    stored: &rule::Model,
) -> Result<(RuleTest, Vec<Uuid>), Problem> {
    let Some(rule) = Rule::of(stored) else { return Err(Problem::internal(&"a stored pattern does not compile")) };
    let rows = expense::of(account.id()).newest(db, stored.account_id).await?;
    let (mut entries, mut ids, mut examples) = (0, Vec::new(), Vec::new());
    for row in rows {
        let entry = Entry { description: &row.description, minor: row.minor, account: row.account_id };
        if !rule.is_about(entry) {
            continue;
        }
        entries += 1;
        let new_category = stored.category.clone().filter(|category| *category != row.category);
        let new_merchant = stored.merchant.clone().filter(|merchant| row.merchant.as_ref() != Some(merchant));
        let new_kind = stored.kind.filter(|kind| *kind != row.kind).map(Into::into);
        if new_category.is_none() && new_merchant.is_none() && new_kind.is_none() {
            continue;
        }
        ids.push(row.id);
        if examples.len() < SHOWN {
            examples.push(RuleChange {
                id: row.id,
                date: row.date,
                amount: account.money(row.minor),
                description: row.description,
                category: row.category,
                kind: row.kind.into(),
                new_category,
                new_merchant,
                new_kind,
            });
        }
    }
    Ok((RuleTest { entries, changes: ids.len() as u64, examples }, ids))
}
