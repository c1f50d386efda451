//! What analyses gave: formats, findings as rows, files in pieces, on both databases.

use outlay_analysis::Params;
use outlay_entity::artifact_chunk::{CHUNK, Writer};
use outlay_entity::finding::{self, Filter, List};
use outlay_entity::job::Payload;
use outlay_entity::queue::{self, Lease, New, Published, Terms};
use outlay_entity::result::{self, Part};
use outlay_entity::{Db, Error, analysis, artifact, begin};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{account, on_both};

/// A claimed analysis.
async fn claimed(db: &Db, user_id: Uuid) -> Lease {
    let tx = begin(db.orm()).await.unwrap();
    analysis::submit(&tx, Params::default(), New::of(user_id, Payload::Analysis)).await.unwrap();
    tx.commit().await.unwrap();
    queue::claim(db, "test", Terms { per_account: 99, ..Terms::default() }).await.unwrap().unwrap().1
}

fn item(id: Uuid, rank: usize, kind: &str, flagged: bool) -> Value {
    json!({"id": id, "rank": rank, "kind": kind, "flagged": flagged, "in_review": rank == 1})
}

#[tokio::test]
async fn a_document_of_another_format_is_none_of_this_release() {
    on_both(async |db| {
        let me = account(db).await;
        let lease = claimed(db, me).await;
        queue::resume(db, &lease, "hash").await.unwrap();
        queue::store_part(db, &lease, Part::Drift, "{\"a\":1}").await.unwrap();
        queue::store_part(db, &lease, Part::Summary, "{}").await.unwrap();
        let analysis = lease.job_id;
        let other = result::Entity::update_many().col_expr(result::Column::FormatVersion, Expr::value(99));
        other.filter(result::Column::Part.eq(Part::Drift)).exec(db.orm()).await.unwrap();

        let read = result::of(me).document(db.orm(), analysis, Part::Drift).await;
        assert!(matches!(read, Err(Error::OtherFormat { what: "drift", stored: 99 })), "{read:?}");
        assert_eq!(result::of(me).document(db.orm(), analysis, Part::Summary).await.unwrap(), "{}");
        // Its owner may take it away all the same, and a later attempt computes it again.
        let all = result::of(me).documents(db.orm(), analysis).await.unwrap();
        assert_eq!(
            all.iter().map(|(part, format, _)| (*part, *format)).collect::<Vec<_>>(),
            [(Part::Summary, Part::Summary.format_version()), (Part::Drift, 99)]
        );
        let kept = queue::resume(db, &lease, "hash").await.unwrap();
        assert_eq!(kept.parts.into_keys().collect::<Vec<_>>(), [Part::Summary]);
    })
    .await;
}

#[tokio::test]
async fn findings_are_rows_that_are_filtered_paged_and_found_again() {
    on_both(async |db| {
        let (me, other) = (account(db).await, account(db).await);
        let ids: Vec<Uuid> = (0..2500).map(|_| Uuid::now_v7()).collect();
        let items: Vec<Value> = (0..2500).map(|i| item(ids[i], i + 1, ["spike", "burst"][i % 2], i < 1200)).collect();
        let document = json!({"scored": 9, "anomalies": items, "notes": []}).to_string();
        let first = claimed(db, me).await;
        queue::store_part(db, &first, Part::Anomalies, &document).await.unwrap();
        let (mine, list) = (finding::of(me), (first.job_id, List::Anomalies));

        let flagged = Filter { flagged: Some(true), ..Filter::default() };
        assert_eq!(mine.count(db.orm(), list, &Filter::default()).await.unwrap(), 2500, "none is cut off");
        assert_eq!(mine.count(db.orm(), list, &flagged).await.unwrap(), 1200);
        let bursts = Filter { kind: Some("burst".into()), ..flagged };
        let page = mine.page(db.orm(), list, &bursts, Some(10), 3).await.unwrap();
        assert_eq!(page.iter().map(|row| row.rank).collect::<Vec<_>>(), [12, 14, 16]);
        let review = Filter { in_review: Some(true), ..Filter::default() };
        assert_eq!(mine.count(db.orm(), list, &review).await.unwrap(), 1);
        assert_eq!(finding::of(other).count(db.orm(), list, &Filter::default()).await.unwrap(), 0);

        let head = result::of(me).head(db.orm(), first.job_id, Part::Anomalies).await.unwrap();
        assert!(head.len() < 100, "{head}");
        let whole = result::of(me).document(db.orm(), first.job_id, Part::Anomalies).await.unwrap();
        let whole: Value = serde_json::from_str(&whole).unwrap();
        assert_eq!(whole, serde_json::from_str::<Value>(&document).unwrap());

        // A part that is stored again takes the place of the one before; the newest analysis knows best.
        queue::store_part(db, &first, Part::Anomalies, &json!({"anomalies": [items[0]]}).to_string()).await.unwrap();
        assert_eq!(mine.count(db.orm(), list, &Filter::default()).await.unwrap(), 1);
        let second = claimed(db, me).await;
        let again = json!({"findings": [item(ids[0], 7, "burst", false)]}).to_string();
        queue::store_part(db, &second, Part::Anomalies, &again).await.unwrap();
        let newest = mine.newest(db.orm(), ids[0]).await.unwrap();
        assert_eq!((newest.analysis_id, newest.rank, newest.list), (second.job_id, 7, List::Findings));
        assert!(matches!(mine.newest(db.orm(), ids[1]).await, Err(Error::NotFound(_))));
        assert!(matches!(finding::of(other).newest(db.orm(), ids[0]).await, Err(Error::NotFound(_))));
    })
    .await;
}

#[tokio::test]
async fn a_file_is_written_in_pieces_and_is_not_there_before_its_end() {
    on_both(async |db| {
        let me = account(db).await;
        let lease = claimed(db, me).await;
        let (files, job) = (artifact::of(me), lease.job_id);
        let content: Vec<u8> = (0..CHUNK * 2 + 5).map(|i| u8::try_from(i % 251).unwrap()).collect();

        // What an earlier attempt left behind is replaced.
        let mut left = Writer::begin(db, &lease, "export.zip", "application/zip").await.unwrap();
        left.write(db, &content[..CHUNK]).await.unwrap();
        let mut writer = Writer::begin(db, &lease, "export.zip", "application/zip").await.unwrap();
        assert!(left.write(db, &content[..CHUNK]).await.is_err(), "its place is taken");
        for bytes in content.chunks(300_000) {
            writer.write(db, bytes).await.unwrap();
        }
        assert!(matches!(files.get(db.orm(), job, "export.zip").await, Err(Error::NotFound(_))));
        assert!(files.list(db.orm(), job).await.unwrap().is_empty());
        writer.finish(db).await.unwrap();
        let published = Published { written: vec!["export.zip".to_owned()], ..Published::default() };
        queue::publish(db, &lease, &published).await.unwrap();

        let file = files.get(db.orm(), job, "export.zip").await.unwrap();
        assert!(file.in_chunks() && usize::try_from(file.size).unwrap() == content.len());
        let mut read = Vec::new();
        for number in 0.. {
            let Some(bytes) = files.chunk(db.orm(), file.id, number).await.unwrap() else { break };
            assert!(bytes.len() <= CHUNK);
            read.extend(bytes);
        }
        assert!(read == content, "byte by byte");
        assert_eq!(files.largest(db.orm()).await.unwrap(), content.len() as u64);
        let other = artifact::of(account(db).await);
        assert!(matches!(other.chunk(db.orm(), file.id, 0).await, Err(Error::NotFound(_))));
        assert!(matches!(Writer::begin(db, &lease, "x", "text/csv").await, Err(Error::LeaseLost)), "the job has ended");
    })
    .await;
}
