//! The job `account_export`: everything an account has in one zip file: what its owner entered as CSV and JSON, what was
//! found as JSON, and the files as they are.

use std::io::{Cursor, Write};

use outlay_analysis::expense_csv::formula_safe;
use outlay_analysis::money;
use outlay_analysis::{Money, Progress as _};
use outlay_entity::analysis::{Problem, Status};
use outlay_entity::job::{self, Kind};
use outlay_entity::queue::Published;
use outlay_entity::result::Part;
use outlay_entity::{artifact, budget, expense, feedback, import, result, schedule, user, webhook};
use serde_json::json;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::execute::{Failure, Work};

/// Name of the file.
const EXPORT: &str = "export.zip";

/// Analyses listed at a time.
const PAGE: u64 = 100;

/// A zip file in memory.
struct Archive(ZipWriter<Cursor<Vec<u8>>>);

impl Archive {
    fn add(&mut self, name: &str, bytes: &[u8]) -> Result<(), Failure> {
        self.0.start_file(name, SimpleFileOptions::default()).map_err(|e| broken(&e))?;
        self.0.write_all(bytes).map_err(|e| broken(&e))
    }

    fn json(&mut self, name: &str, value: &serde_json::Value) -> Result<(), Failure> {
        self.add(name, &serde_json::to_vec_pretty(value).map_err(|e| broken(&e))?)
    }
}

fn broken(error: &dyn std::fmt::Display) -> Failure {
    tracing::error!(%error, "the export cannot be written");
    Failure::Fail(Problem::new("internal", "Internal error", "The export could not be written."))
}

pub(super) fn run(work: &Work) -> Result<Published, Failure> {
    let mut archive = Archive(ZipWriter::new(Cursor::new(Vec::new())));
    entered(work, &mut archive)?;
    work.watch.stage("prepare", 1.0);
    found(work, &mut archive)?;
    let bytes = archive.0.finish().map_err(|e| broken(&e))?.into_inner();
    let file = artifact::New { name: EXPORT.to_owned(), media_type: "application/zip".to_owned(), bytes };
    Ok(Published { artifacts: vec![file], ..Published::default() })
}

/// What its owner entered.
fn entered(work: &Work, archive: &mut Archive) -> Result<(), Failure> {
    let (db, id) = (work.db.orm(), work.analysis.user_id);
    let account = work.wait(user::get(db, id))?;
    let money = |minor| Money::new(minor, money::minor_digits(&account.currency)).to_string();
    archive.json(
        "account.json",
        &json!({
            "id": account.id, "email": account.email, "name": account.name, "phone": account.phone,
            "currency": account.currency, "gender": account.gender, "date_of_birth": account.date_of_birth,
            "created_at": account.created_at,
        }),
    )?;
    let mut csv = csv::Writer::from_writer(Vec::new());
    csv.write_record(["date", "amount", "category", "description", "id"]).map_err(|e| broken(&e))?;
    for row in work.wait(expense::of(id).for_analysis(db, None, None))? {
        let id = row.id.map(|id| id.to_string()).unwrap_or_default();
        let cells = [row.date.to_string(), money(row.minor), safe(&row.category), safe(&row.description), id];
        csv.write_record(cells).map_err(|e| broken(&e))?;
    }
    archive.add("expenses.csv", &csv.into_inner().map_err(|e| broken(&e))?)?;
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

/// What was found.
fn found(work: &Work, archive: &mut Archive) -> Result<(), Failure> {
    let (db, id) = (work.db.orm(), work.analysis.user_id);
    let mut filter = job::Filter {
        user_id: Some(id),
        kinds: vec![Kind::Analysis],
        status: Some(Status::Succeeded),
        ..job::Filter::default()
    };
    loop {
        let page = work.wait(job::list(db, &filter, PAGE))?;
        for analysis in &page {
            if work.watch.cancelled() {
                return Err(Failure::Stopped);
            }
            let folder = format!("analyses/{}", analysis.id);
            archive.json(
                &format!("{folder}/analysis.json"),
                &json!({"id": analysis.id, "parameters": analysis.params, "finished_at": analysis.finished_at}),
            )?;
            for part in work.wait(result::of(id).parts(db, analysis.id))? {
                let document = work.wait(result::of(id).document(db, analysis.id, part))?;
                if part != Part::Report {
                    archive.add(&format!("{folder}/{}.json", part.name()), document.as_bytes())?;
                }
            }
            for file in work.wait(artifact::of(id).list(db, analysis.id))? {
                let file = work.wait(artifact::of(id).get(db, analysis.id, &file.name))?;
                archive.add(&format!("{folder}/{}", file.name), &file.bytes)?;
            }
        }
        match page.last() {
            Some(last) => filter.after = Some(last.id),
            None => return Ok(()),
        }
    }
}

/// A cell that begins no formula.
fn safe(text: &str) -> String {
    formula_safe(text).into_owned()
}
