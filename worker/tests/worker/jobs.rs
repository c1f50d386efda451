//! The jobs themselves, by the real computations: export, import, deletion.

use std::io::Read;

use outlay_entity::job::{self, Payload};
use outlay_entity::queue::New;
use outlay_entity::{artifact, artifact_chunk, expense, import, import_part};
use outlay_worker::jobs;

use super::*;

const CSV: &str = "date,amount,category,description\n2026-01-02,12.30,Food,=cmd\n2026-01-03,-1.00,Food,back\n";

async fn start(db: &Db, worker: &Running, new: New, upload: Option<&str>) -> Model {
    let tx = begin(db.orm()).await.expect("begun");
    let user_id = new.user_id;
    let row = queue::submit(&tx, new).await.expect("submitted");
    if let Some(text) = upload {
        let file = artifact::New { name: "upload.csv".into(), media_type: "text/csv".into(), bytes: text.into() };
        artifact::of(user_id).add(&tx, row.id, file).await.expect("added");
    }
    tx.commit().await.expect("committed");
    worker.wake.wake();
    row
}

async fn ended(db: &Db, row: &Model) -> Option<Model> {
    let since = Instant::now();
    loop {
        match job::of_anybody(db.orm(), row.id).await {
            Ok(now) if now.status.is_final() => return Some(now),
            Ok(_) => {}
            Err(outlay_entity::Error::NotFound(_)) => return None,
            Err(error) => panic!("{error}"),
        }
        assert!(since.elapsed() < Duration::from_secs(20), "it does not end");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// The piece of a file that begins after `before` bytes.
async fn chunk(db: &Db, user_id: Uuid, file: Uuid, before: usize) -> Option<Vec<u8>> {
    let number = before.div_ceil(artifact_chunk::CHUNK);
    let number = i32::try_from(number).expect("few");
    artifact::of(user_id).chunk(db.orm(), file, number).await.expect("it is read")
}

fn import_of(name: &str) -> Payload {
    Payload::Import { file_name: name.to_owned(), skip_refused: false, max_amount: 1_000_000 }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_imported_exported_and_deleted_with_its_account() {
    on_both(async |db| {
        let worker = Running::with(db, quick(), jobs::compute(jobs::Options::default()));
        let user_id = account(db).await;
        let import_of = |name: &str| New::of(user_id, import_of(name));
        let row = start(db, &worker, import_of("bank.csv"), Some(CSV)).await;
        let done = ended(db, &row).await.expect("there");
        assert_eq!(done.status, Status::Succeeded, "{:?}", done.problem);
        let made = import::of(user_id).get(db.orm(), row.id).await.expect("the import has the id of its job");
        assert_eq!((made.file_name.as_str(), made.rows), ("bank.csv", 2));
        assert_eq!(expense::of(user_id).count(db.orm()).await.expect("a count"), 2);
        assert!(artifact::of(user_id).list(db.orm(), row.id).await.expect("files").is_empty(), "the upload is gone");

        let bad = start(db, &worker, import_of("bad.csv"), Some("date,amount\n2026-02-30,x\n")).await;
        let failed = ended(db, &bad).await.expect("there");
        assert_eq!(failed.status, Status::Failed);
        assert_eq!(failed.problem.expect("a problem").kind, "/problems/invalid-file");
        assert_eq!(expense::of(user_id).count(db.orm()).await.expect("a count"), 2, "all or nothing");

        let row = start(db, &worker, New::of(user_id, Payload::AccountExport), None).await;
        assert_eq!(ended(db, &row).await.expect("there").status, Status::Succeeded);
        let file = artifact::of(user_id).get(db.orm(), row.id, "export.zip").await.expect("a file");
        assert!(file.in_chunks(), "it was never in memory as a whole");
        let mut bytes = Vec::new();
        while let Some(chunk) = chunk(db, user_id, file.id, bytes.len()).await {
            bytes.extend_from_slice(&chunk);
        }
        assert_eq!(i64::try_from(bytes.len()).expect("small"), file.size);
        let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("a zip file");
        let mut text = String::new();
        zip.by_name("expenses.csv").expect("expenses").read_to_string(&mut text).expect("UTF-8");
        assert!(text.contains("2026-01-02,12.30,Food,'=cmd,"), "{text}");
        assert!(text.starts_with("date,amount,category,description,kind,account,"), "{text}");
        assert!(text.contains(",back,refund,"), "{text}");
        let names = ["account", "bank_accounts", "rules", "layouts", "merchants", "settings", "budgets", "feedback"];
        for name in names.into_iter().chain(["imports", "schedule", "webhooks"]) {
            assert!(zip.by_name(&format!("{name}.json")).is_ok(), "{name}");
        }

        let row = start(db, &worker, New::of(user_id, Payload::AccountDeletion), None).await;
        assert_eq!(ended(db, &row).await, None, "the job goes with the account");
        assert!(user::get(db.orm(), user_id).await.is_err());
        assert_eq!(expense::of(user_id).count(db.orm()).await.expect("a count"), 0);
        worker.stop().await;
    })
    .await;
}

/// Submits a file as the API does: the import has the id of its job.
async fn hand_in(db: &Db, worker: &Running, user_id: Uuid, (name, text): (&str, &str)) -> Model {
    let tx = begin(db.orm()).await.expect("begun");
    let row = queue::submit(&tx, New::of(user_id, import_of(name))).await.expect("submitted");
    let new = import::of(user_id).row(row.id, name, import::State::Entering, row.created_at);
    import::of(user_id).insert(&tx, import::Model { job_id: Some(row.id), ..new }).await.expect("inserted");
    let bytes = text.as_bytes().to_vec();
    import_part::of(user_id).put(&tx, row.id, import_part::FILE, bytes).await.expect("put");
    tx.commit().await.expect("committed");
    worker.wake.wake();
    row
}

#[tokio::test(flavor = "multi_thread")]
async fn a_large_bank_file_is_entered_as_a_small_one_is() {
    let bank = "Buchungstag;Verwendungszweck;Betrag\n03.02.2026;Miete Februar;-850,00\n\
                27.02.2026;Gehalt;2.400,00\n28.02.2026;Kaffee;-3,20\n28.02.2026;Kaffee;-3,20\n";
    on_both(async |db| {
        let worker = Running::with(db, quick(), jobs::compute(jobs::Options::default()));
        let user_id = account(db).await;
        let first = hand_in(db, &worker, user_id, ("februar.csv", bank)).await;
        let done = ended(db, &first).await.expect("there");
        assert_eq!(done.status, Status::Succeeded, "{:?}", done.problem);
        let made = import::of(user_id).get(db.orm(), first.id).await.expect("an import");
        assert_eq!((made.state, made.rows), (import::State::Committed, 4));
        let entries = expense::of(user_id).newest(db.orm(), None).await.expect("entries");
        assert_eq!(entries.iter().map(|e| e.minor).sum::<i64>(), 85_000 - 240_000 + 640);

        // The same file once more brings nothing.
        let again = hand_in(db, &worker, user_id, ("februar.csv", bank)).await;
        assert_eq!(ended(db, &again).await.expect("there").status, Status::Succeeded);
        assert_eq!(expense::of(user_id).count(db.orm()).await.expect("a count"), 4);

        // What only a person can say fails the job, and the file waits to be looked at.
        let open = "date;description;amount\n03/02/2026;Mill;-8.50\n04/02/2026;Mill;-8.10\n";
        let asked = hand_in(db, &worker, user_id, ("open.csv", open)).await;
        let failed = ended(db, &asked).await.expect("there");
        assert_eq!(failed.status, Status::Failed);
        assert_eq!(failed.problem.expect("a problem").kind, "/problems/open-question");
        let waits = import::of(user_id).get(db.orm(), asked.id).await.expect("an import");
        assert_eq!(waits.state, import::State::Previewed);
        assert!(import_part::of(user_id).part(db.orm(), asked.id, import_part::FILE).await.is_ok());
        assert_eq!(expense::of(user_id).count(db.orm()).await.expect("a count"), 4);
        worker.stop().await;
    })
    .await;
}
