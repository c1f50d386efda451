//! What the owner of an account entered, and what it was taught: entries as CSV, the rest as JSON.

use std::collections::HashMap;

use outlay_analysis::expense_csv::formula_safe;
use outlay_analysis::{Money, Progress as _, money};
use outlay_entity::{
    account, account_setting, budget, expense, expense_list, feedback, import, layout, merchant_alias, rule, schedule,
    user, webhook,
};
use serde_json::json;
use uuid::Uuid;

use super::{Archive, broken};
use crate::execute::{Failure, Work};

/// Expenses read at a time.
const ROWS: u64 = 2_000;
/// Columns of the entries; the first four are what `/imports` reads in any case.
const COLUMNS: [&str; 14] = [
    "date",
    "amount",
    "category",
    "description",
    "kind",
    "account",
    "merchant",
    "value_date",
    "original_amount",
    "original_currency",
    "pending",
    "note",
    "import_id",
    "id",
];

pub(super) fn add(work: &Work, archive: &mut Archive<'_>) -> Result<(), Failure> {
    let (db, id) = (work.db.orm(), work.job.user_id);
    let owner = work.wait(user::get(db, id))?;
    let accounts = work.wait(account::of(id).all(db))?;
    archive.json(
        "account.json",
        &json!({
            "id": owner.id, "email": owner.email, "name": owner.name, "phone": owner.phone,
            "currency": owner.currency, "gender": owner.gender, "date_of_birth": owner.date_of_birth,
            "created_at": owner.created_at,
        }),
    )?;
    entries(work, archive, &owner.currency, &accounts)?;
    let money = |minor| text(minor, &owner.currency);
    let bank = accounts.iter().map(|a| {
        json!({
            "id": a.id, "name": a.name, "kind": a.kind, "currency": a.currency, "number": a.number,
            "balance": a.balance_minor.map(|minor| text(minor, &a.currency)), "balance_date": a.balance_date,
        })
    });
    archive.json("bank_accounts.json", &bank.collect())?;
    let rules = work.wait(rule::of(id).all(db))?;
    let rules = rules.iter().map(|r| {
        json!({
            "position": r.position, "words": r.words, "pattern": r.pattern, "account_id": r.account_id,
            "min_amount": r.min_minor.map(money), "max_amount": r.max_minor.map(money),
            "category": r.category, "merchant": r.merchant, "kind": r.kind,
        })
    });
    archive.json("rules.json", &rules.collect())?;
    let layouts = work.wait(layout::of(id).all(db))?;
    let layouts = layouts.iter().map(|l| json!({"name": l.name, "fingerprint": l.fingerprint, "mapping": l.mapping}));
    archive.json("layouts.json", &layouts.collect())?;
    let aliases = work.wait(merchant_alias::of(id).all(db))?;
    let aliases = aliases.iter().map(|a| json!({"key": a.key, "merchant": a.merchant, "learned": a.learned}));
    archive.json("merchants.json", &aliases.collect())?;
    let settings = work.wait(account_setting::of(id).get(db))?;
    let settings = settings.map(|s| {
        json!({
            "false_discovery_rate": s.false_discovery_rate, "alert_budget": s.alert_budget, "muted_kinds": s.muted_kinds,
        })
    });
    archive.json("settings.json", &json!(settings))?;
    let budgets = work.wait(budget::of(id).list(db))?.into_iter();
    let budgets = budgets.map(|b| json!({"category": b.category, "amount": money(b.minor)}));
    archive.json("budgets.json", &budgets.collect())?;
    let verdicts = work.wait(feedback::of(id).all(db))?;
    let verdicts =
        verdicts.iter().map(|v| json!({"anomaly_id": v.anomaly_id, "merchant": v.merchant, "verdict": v.verdict}));
    archive.json("feedback.json", &verdicts.collect())?;
    let imports = work.wait(import::of(id).list(db, None, u64::from(u16::MAX)))?;
    let imports = imports
        .iter()
        .map(|i| json!({"id": i.id, "file_name": i.file_name, "rows": i.rows, "created_at": i.created_at}));
    archive.json("imports.json", &imports.collect())?;
    let schedule = work.wait(schedule::of(id).get(db))?;
    let schedule =
        schedule.map(|s| json!({"day": s.day, "hour": s.hour, "time_zone": s.time_zone, "next_run_at": s.next_run_at}));
    archive.json("schedule.json", &json!(schedule))?;
    // Without the secrets: who finds the file must not be able to sign.
    let webhooks = work.wait(webhook::of(id).list(db))?;
    let webhooks = webhooks.iter().map(|w| json!({"id": w.id, "url": w.url, "disabled_at": w.disabled_at}));
    archive.json("webhooks.json", &webhooks.collect())
}

/// All entries, in the order in which they were entered.
fn entries(work: &Work, archive: &mut Archive<'_>, currency: &str, accounts: &[account::Model]) -> Result<(), Failure> {
    let (db, mine) = (work.db.orm(), expense::of(work.job.user_id));
    let named: HashMap<Uuid, &str> = accounts.iter().map(|a| (a.id, a.name.as_str())).collect();
    archive.start("expenses.csv")?;
    let mut csv = csv::Writer::from_writer(&mut archive.0);
    csv.write_record(COLUMNS).map_err(|e| broken(&e))?;
    let mut page =
        expense_list::Page { sort: expense_list::Sort::Created, limit: ROWS, ..expense_list::Page::default() };
    loop {
        let listed = work.wait(mine.list(db, &expense_list::Filter::default(), &page))?;
        for (row, _) in listed.rows {
            let original = row.original_minor.zip(row.original_currency.as_deref());
            let cells = [
                row.date.to_string(),
                text(row.minor, currency),
                safe(&row.category),
                safe(&row.description),
                row.kind.name().to_owned(),
                safe(row.account_id.and_then(|id| named.get(&id).copied()).unwrap_or_default()),
                safe(row.merchant.as_deref().unwrap_or_default()),
                row.value_date.map(|day| day.to_string()).unwrap_or_default(),
                original.map(|(minor, currency)| text(minor, currency)).unwrap_or_default(),
                original.map(|(_, currency)| currency.to_owned()).unwrap_or_default(),
                row.pending.to_string(),
                safe(row.note.as_deref().unwrap_or_default()),
                row.import_id.map(|id| id.to_string()).unwrap_or_default(),
                row.id.to_string(),
            ];
            csv.write_record(cells).map_err(|e| broken(&e))?;
        }
        if work.watch.cancelled() {
            return Err(Failure::Stopped);
        }
        page.after = listed.next;
        if page.after.is_none() {
            break;
        }
    }
    csv.flush().map_err(|e| broken(&e))
}

fn text(minor: i64, currency: &str) -> String {
    Money::new(minor, money::minor_digits(currency)).to_string()
}

/// A cell that begins no formula.
fn safe(text: &str) -> String {
    formula_safe(text).into_owned()
}
