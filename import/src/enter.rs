//! Entering a file, and undoing it: exactly what it entered goes, and what it changed is as it was.

use chrono::{DateTime, Utc};
use outlay_entity::entry_kind::Kind;
use outlay_entity::expense::{self, AsImported};
use outlay_entity::expense_import::Filing;
use outlay_entity::{ConnectionTrait, Result, account, import, import_part, user};
use rust_decimal::prelude::ToPrimitive as _;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::plan::{Account, Plan};
use crate::preview::Counts;
use crate::row::{Bounds, Row, State};

/// What entering a file changed besides adding entries.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Effects {
    /// Pending entries that were booked, as they were.
    booked: Vec<expense::Model>,
    /// Entries that became transfers, with what they were.
    transfers: Vec<(Uuid, Kind)>,
    /// Bank accounts that were made.
    made: Vec<Uuid>,
    /// Balances that were noted: the account, what is known now, what was known before.
    balances: Vec<(Uuid, Balance, Balance)>,
}

/// Minor units and day.
type Balance = (Option<i64>, Option<chrono::NaiveDate>);

/// Keeps other files of the same person from being entered at the same time. Call it inside a transaction, before what is
/// known is loaded.
///
/// # Errors
/// The database's.
pub async fn lock<C: ConnectionTrait>(db: &C, user_id: Uuid) -> Result<()> {
    user::lock(db, user_id).await
}

/// Enters what `plan` says for the import `row`, and gives the import as it is then. Call it inside a transaction.
///
/// # Errors
/// The database's; [`outlay_entity::Error::Stale`] where the import was changed meanwhile.
pub async fn enter<C: ConnectionTrait>(
    db: &C,
    row: import::Model,
    plan: &Plan,
    bounds: &Bounds,
    now: DateTime<Utc>,
) -> Result<import::Model> {
    let (user_id, import_id, version) = (row.user_id, row.id, row.version);
    let mut effects = Effects::default();
    let mut ids = Vec::with_capacity(plan.accounts.len());
    for account in &plan.accounts {
        ids.push(stored(db, user_id, account, bounds, &mut effects, now).await?);
    }
    let of = |row: &Row| row.account.and_then(|at| ids.get(at).copied());

    let new = plan.rows.iter().filter(|row| row.state == State::New).map(|row| entry(row, of(row))).collect();
    let entered = expense::of(user_id).create_many(db, new, Some(import_id), now).await?.len();
    for row in plan.rows.iter().filter(|row| row.state == State::Books) {
        if let Some(id) = row.entry {
            let before = expense::of(user_id).get(db, id).await?;
            book(db, &before, row, of(row), import_id, now).await?;
            effects.booked.push(before);
        }
    }
    let others = expense::of(user_id).some(db, &plan.become_transfers).await?;
    effects.transfers = others.into_iter().map(|row| (row.id, row.kind)).collect();
    set_kind(db, user_id, &plan.become_transfers, Kind::Transfer, now).await?;

    let books = plan.rows.iter().filter(|row| row.state == State::Books).count();
    let change = import::Model {
        state: import::State::Committed,
        rows: i64::try_from(entered + books).unwrap_or(i64::MAX),
        format: Some(plan.format.clone()),
        counts: serde_json::to_value(Counts::of(plan)).ok(),
        expires_at: None,
        committed_at: Some(now),
        ..row
    };
    let parts = import_part::of(user_id);
    parts.drop_part(db, import_id, import_part::FILE).await?;
    parts.drop_part(db, import_id, import_part::PREVIEW).await?;
    let bytes = serde_json::to_vec(&effects).map_err(|e| corrupt(&e))?;
    parts.put(db, import_id, import_part::EFFECTS, bytes).await?;
    import::of(user_id).replace(db, change, version).await
}

fn corrupt(error: &serde_json::Error) -> outlay_entity::Error {
    outlay_entity::Error::Corrupt { what: "record of what an import changed", why: error.to_string() }
}

/// The stored account of a file's account, made where there is none, with the balance noted.
async fn stored<C: ConnectionTrait>(
    db: &C,
    user_id: Uuid,
    account: &Account,
    bounds: &Bounds,
    effects: &mut Effects,
    now: DateTime<Utc>,
) -> Result<Uuid> {
    let mine = account::of(user_id);
    let id = match account.id {
        Some(id) => id,
        None => {
            let new = account::New {
                name: account.name.clone(),
                currency: bounds.currency.clone(),
                kind: account.kind,
                number: account.number.clone(),
            };
            let made = mine.create(db, new, now).await?.id;
            effects.made.push(made);
            made
        }
    };
    let minor = account.balance.and_then(|(amount, day)| {
        let scale = rust_decimal::Decimal::from(10u64.pow(u32::from(bounds.digits)));
        Some((amount.checked_mul(scale)?.trunc().to_i64()?, day))
    });
    if let Some((minor, day)) = minor {
        let before = mine.get(db, id).await?;
        mine.note_balance(db, id, minor, day).await?;
        let after = mine.get(db, id).await?;
        let balance = |row: &account::Model| (row.balance_minor, row.balance_date);
        effects.balances.push((id, balance(&after), balance(&before)));
    }
    Ok(id)
}

fn entry(row: &Row, account_id: Option<Uuid>) -> expense::New {
    expense::New {
        date: row.date,
        minor: row.minor,
        category: row.category.clone(),
        description: row.description.clone(),
        kind: row.kind,
        account_id,
        value_date: row.value_date,
        merchant: row.merchant.clone(),
        bank_id: row.bank_id.clone(),
        original: row.original.clone(),
        pending: row.pending,
        note: None,
    }
}

/// A pending entry becomes its booked one. What its owner has said of it stays.
async fn book<C: ConnectionTrait>(
    db: &C,
    before: &expense::Model,
    row: &Row,
    account_id: Option<Uuid>,
    import_id: Uuid,
    now: DateTime<Utc>,
) -> Result<()> {
    let untouched = before.as_imported.is_none();
    let said = AsImported { date: row.date, minor: row.minor, description: row.description.clone() };
    let text = if untouched { &row.description } else { &before.description };
    let category = if before.category.is_empty() { &row.category } else { &before.category };
    let after = expense::Model {
        date: row.date,
        minor: row.minor,
        description: text.clone(),
        category: category.clone(),
        value_date: row.value_date,
        bank_id: row.bank_id.clone(),
        account_id: account_id.or(before.account_id),
        pending: false,
        import_id: Some(import_id),
        as_imported: (!untouched).then_some(said),
        ..before.clone()
    };
    expense::of(before.user_id).put_booking(db, after, before.import_id, now).await
}

async fn set_kind<C: ConnectionTrait>(
    db: &C,
    user_id: Uuid,
    ids: &[Uuid],
    kind: Kind,
    now: DateTime<Utc>,
) -> Result<()> {
    expense::of(user_id).file(db, ids, &Filing { kind: Some(kind), ..Filing::default() }, now).await
}

/// Undoes an import: its entries go, changed ones too; what it booked is pending again, what it made a transfer is what it
/// was unless somebody has said otherwise since, and the accounts it made go where nothing else is in them. Call it inside a
/// transaction.
///
/// # Errors
/// [`outlay_entity::Error::NotFound`].
pub async fn undo<C: ConnectionTrait>(db: &C, user_id: Uuid, import_id: Uuid, now: DateTime<Utc>) -> Result<()> {
    lock(db, user_id).await?;
    import::of(user_id).get(db, import_id).await?;
    let bytes = import_part::of(user_id).find_part(db, import_id, import_part::EFFECTS).await?;
    // Imports of releases before there were effects have none; what is there must be read, or undoing would leave half.
    let effects: Option<Effects> =
        bytes.map(|bytes| serde_json::from_slice(&bytes)).transpose().map_err(|e| corrupt(&e))?;
    let effects = effects.unwrap_or_default();
    let mine = expense::of(user_id);
    for before in effects.booked {
        let Some(other) = before.import_id else { continue };
        if import::of(user_id).get(db, other).await.is_err() {
            continue; // the import that announced it was undone: it goes with this one
        }
        mine.put_booking(db, before, Some(import_id), now).await?;
    }
    for (id, kind) in effects.transfers {
        if mine.get(db, id).await.is_ok_and(|row| row.kind == Kind::Transfer) {
            set_kind(db, user_id, &[id], kind, now).await?;
        }
    }
    import::of(user_id).undo(db, import_id).await?;
    for (id, noted, before) in effects.balances {
        account::of(user_id).restore_balance(db, id, noted, before).await?;
    }
    for id in effects.made {
        let untouched = account::of(user_id).get(db, id).await.is_ok_and(|row| row.version == 1);
        if untouched && !mine.any_of_account(db, id).await? {
            account::of(user_id).remove(db, id).await?;
        }
    }
    Ok(())
}
