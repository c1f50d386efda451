//! Stored data, on both databases.

use crate::support::{account, on_both};
use chrono::{NaiveDate, Utc};
use outlay_entity::expense::New;
use outlay_entity::expense_list::{Filter, Page, Sort};
use outlay_entity::{Error, begin, budget, embedding, expense, idempotency_key, user};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

fn new(day: u32, minor: i64, category: &str, description: &str) -> New {
    let date = NaiveDate::from_ymd_opt(2026, 1, day).expect("a day");
    New { date, minor, category: category.into(), description: description.into(), ..New::default() }
}

#[tokio::test]
async fn four_processes_migrate_an_empty_database_at_once() {
    for database in outlay_testkit::databases().await {
        let one = async || {
            let db = outlay_entity::connect(&database.url, outlay_entity::Settings::default()).await?;
            crate::support::migrate(&db).await;
            Ok::<_, Error>(())
        };
        let (a, b, c, d) = tokio::join!(one(), one(), one(), one());
        for outcome in [a, b, c, d] {
            outcome.unwrap_or_else(|e| panic!("{}: {e}", database.kind()));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_not_there_yet_is_opened_by_many_at_once() {
    for _ in 0..30 {
        let database = outlay_testkit::Database::sqlite();
        let open = || {
            let url = database.url.clone();
            tokio::spawn(async move {
                let db = outlay_entity::connect(&url, outlay_entity::Settings::default()).await?;
                db.orm().execute_unprepared("CREATE TABLE IF NOT EXISTS kept (a)").await?;
                Ok::<_, Error>(())
            })
        };
        for opened in [open(), open(), open(), open(), open(), open()] {
            opened.await.expect("no panic").expect("it opens");
        }
    }
}

/// SQLite may roll back by itself when the disk is full; the library under us does not learn of it.
#[tokio::test]
async fn a_transaction_that_the_database_ended_by_itself_spoils_no_connection() {
    for database in outlay_testkit::databases().await {
        let settings = outlay_entity::Settings { connections: 1, ..outlay_entity::Settings::default() };
        let db = outlay_entity::connect(&database.url, settings).await.expect("it opens");
        crate::support::migrate(&db).await;
        let mine = expense::of(account(&db).await);
        let tx = begin(db.orm()).await.expect("begun");
        tx.execute_unprepared("ROLLBACK").await.expect("rolled back");
        drop(tx);

        let tx = begin(db.orm()).await.expect("begun");
        mine.create(&tx, new(1, 100, "A", "taken back"), Utc::now()).await.expect("stored");
        drop(tx);
        let tx = begin(db.orm()).await.expect("begun");
        let kept = mine.create(&tx, new(1, 200, "A", "confirmed"), Utc::now()).await.expect("stored");
        tx.commit().await.expect("committed");

        // Another process sees what was confirmed, and may write.
        let other = outlay_entity::connect(&database.url, outlay_entity::Settings::default()).await.expect("it opens");
        let seen = mine.for_analysis(other.orm(), None, None).await.expect("an answer");
        assert_eq!(seen.iter().map(|e| e.id).collect::<Vec<_>>(), [Some(kept.id)], "on {}", database.kind());
        mine.remove(other.orm(), kept.id, None).await.expect("nothing is locked");
    }
}

#[tokio::test]
async fn money_survives_to_the_last_cent() {
    on_both(async |db| {
        let mine = expense::of(account(db).await);
        for minor in [1, -1, 999_999_999, i64::from(i32::MAX) + 1, 9_007_199_254_740_993, i64::MAX, i64::MIN] {
            let stored = mine.create(db.orm(), new(1, minor, "A", "x"), Utc::now()).await.unwrap();
            assert_eq!(mine.get(db.orm(), stored.id).await.unwrap().minor, minor);
        }
        let small = Filter { min: Some(-5), max: Some(5), ..Filter::default() };
        assert_eq!(mine.total(db.orm(), &small).await.unwrap(), (2, 0));
    })
    .await;
}

#[tokio::test]
async fn nobody_reaches_the_data_of_another_account() {
    on_both(async |db| {
        let (anna, ben) = (account(db).await, account(db).await);
        let hers = expense::of(anna).create(db.orm(), new(1, 100, "Food", "Market"), Utc::now()).await.unwrap();
        let his = expense::of(ben);
        assert!(matches!(his.get(db.orm(), hers.id).await, Err(Error::NotFound(_))));
        let change = his.replace(db.orm(), hers.id, None, new(2, 1, "", ""), Utc::now()).await;
        assert!(matches!(change, Err(Error::NotFound(_))));
        assert!(matches!(his.remove(db.orm(), hers.id, None).await, Err(Error::NotFound(_))));
        let page = Page { limit: 10, ..Page::default() };
        assert!(his.list(db.orm(), &Filter::default(), &page).await.unwrap().rows.is_empty());
        assert!(his.for_analysis(db.orm(), None, None).await.unwrap().is_empty());
        assert_eq!(expense::of(anna).get(db.orm(), hers.id).await.unwrap(), hers);

        user::delete(db.orm(), anna).await.unwrap();
        assert_eq!(expense::of(anna).count(db.orm()).await.unwrap(), 0, "an account takes its data with it");
    })
    .await;
}

#[tokio::test]
async fn an_address_has_one_account_in_whatever_case() {
    on_both(async |db| {
        let id = account(db).await;
        let email = user::get(db.orm(), id).await.unwrap().email;
        let shouted = user::by_email(db.orm(), &email.to_uppercase()).await.unwrap().expect("found");
        assert_eq!(shouted.id, id);
        let again = user::create(db.orm(), crate::support::person(&email.to_uppercase()), Utc::now()).await;
        assert!(matches!(again, Err(Error::Taken(_))), "{again:?}");
    })
    .await;
}

#[tokio::test]
async fn pages_cover_everything_once_in_every_order() {
    on_both(async |db| {
        let mine = expense::of(account(db).await);
        let rows = (0..57).map(|i| new(1 + i % 5, i64::from(i % 7), ["A", "B", "Ä"][(i % 3) as usize], "50%_off \\ x"));
        let tx = begin(db.orm()).await.unwrap();
        mine.create_many(&tx, rows.collect(), None, Utc::now()).await.unwrap();
        tx.commit().await.unwrap();
        for sort in [Sort::Date, Sort::Amount, Sort::Category, Sort::Created] {
            for descending in [false, true] {
                let mut seen = Vec::new();
                let mut page = Page { sort, descending, after: None, limit: 10 };
                loop {
                    let listed = mine.list(db.orm(), &Filter::default(), &page).await.unwrap();
                    seen.extend(listed.rows.into_iter().map(|(row, _)| row));
                    page.after = listed.next;
                    if page.after.is_none() {
                        break;
                    }
                }
                let mut ids: Vec<Uuid> = seen.iter().map(|r| r.id).collect();
                ids.sort_unstable();
                ids.dedup();
                assert_eq!((seen.len(), ids.len()), (57, 57), "{sort:?} {descending}");
                if sort == Sort::Amount {
                    assert!(seen.is_sorted_by(|a, b| if descending { a.minor >= b.minor } else { a.minor <= b.minor }));
                }
            }
        }
        let wild = |q: &str| Filter { q: Some(q.into()), ..Filter::default() };
        assert_eq!(mine.total(db.orm(), &wild("50%_OFF \\")).await.unwrap().0, 57, "wildcards are plain text");
        assert_eq!(mine.total(db.orm(), &wild("5_%")).await.unwrap().0, 0);
    })
    .await;
}

#[tokio::test]
async fn a_change_needs_the_version_that_was_read() {
    on_both(async |db| {
        let mine = expense::of(account(db).await);
        let row = mine.create(db.orm(), new(1, 1, "", ""), Utc::now()).await.unwrap();
        let changed = mine.replace(db.orm(), row.id, Some(1), new(2, 2, "", ""), Utc::now()).await.unwrap();
        assert_eq!((changed.version, changed.minor), (2, 2));
        let late = mine.replace(db.orm(), row.id, Some(1), new(3, 3, "", ""), Utc::now()).await;
        assert!(matches!(late, Err(Error::Stale { current: 2 })), "{late:?}");
        assert!(matches!(mine.remove(db.orm(), row.id, Some(1)).await, Err(Error::Stale { .. })));
        mine.remove(db.orm(), row.id, Some(2)).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn budgets_are_set_changed_and_deleted() {
    on_both(async |db| {
        let mine = budget::of(account(db).await);
        assert_eq!(mine.put(db.orm(), "Food", 0, None, Utc::now()).await.unwrap().version, 1);
        let second = mine.put(db.orm(), "Food", 500, None, Utc::now()).await.unwrap();
        assert_eq!((second.version, second.minor), (2, 500));
        assert!(matches!(mine.put(db.orm(), "Food", 1, Some(1), Utc::now()).await, Err(Error::Stale { current: 2 })));
        assert_eq!(mine.list(db.orm()).await.unwrap(), [mine.get(db.orm(), "Food").await.unwrap()]);
        mine.remove(db.orm(), "Food", None).await.unwrap();
        assert!(matches!(mine.remove(db.orm(), "Food", None).await, Err(Error::NotFound(_))));
    })
    .await;
}

#[tokio::test]
async fn an_idempotency_key_is_taken_once() {
    on_both(async |db| {
        use idempotency_key::{Begun, Request};
        let mine = idempotency_key::of(account(db).await);
        let request = Request { method: "POST", path: "/x", body_hash: "h" };
        assert_eq!(mine.begin(db.orm(), "k", request, Utc::now()).await.unwrap(), Begun::New);
        let Begun::Known(known) = mine.begin(db.orm(), "k", request, Utc::now()).await.unwrap() else {
            panic!("taken twice")
        };
        assert!(known.is_for(request) && known.status.is_none());
        mine.finish(db.orm(), "k", 201, "{}", b"made").await.unwrap();
        mine.abandon(db.orm(), "k").await.unwrap();
        assert_eq!(mine.get(db.orm(), "k").await.unwrap().body.as_deref(), Some(&b"made"[..]), "an answer stays");
    })
    .await;
}

#[tokio::test]
async fn embeddings_come_back_bit_by_bit() {
    on_both(async |db| {
        let vectors: Vec<(String, Vec<f32>)> =
            (0..1500).map(|i| (format!("key{i}"), vec![f32::from_bits(i), -0.0, f32::MIN_POSITIVE])).collect();
        embedding::put_many(db.orm(), "m", vectors.clone()).await.unwrap();
        embedding::put_many(db.orm(), "m", vectors[..10].to_vec()).await.unwrap();
        let keys: Vec<String> = vectors.iter().map(|(k, _)| k.clone()).chain(["unknown".to_owned()]).collect();
        let found = embedding::get_many(db.orm(), "m", &keys).await.unwrap();
        assert_eq!(found.len(), 1500);
        assert!(vectors.iter().all(|(k, v)| found[k].iter().zip(v).all(|(a, b)| a.to_bits() == b.to_bits())));
        assert!(embedding::get_many(db.orm(), "other", &keys).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn tasks_that_read_and_then_write_lose_nothing() {
    on_both(async |db| {
        let mine = budget::of(account(db).await);
        mine.put(db.orm(), "Sum", 0, None, Utc::now()).await.unwrap();
        let add = async || {
            for _ in 0..10 {
                let tx = begin(db.orm()).await.unwrap();
                if !db.is_embedded() {
                    use sea_orm::ConnectionTrait;
                    tx.execute_unprepared("SELECT pg_advisory_xact_lock(1)").await.unwrap();
                }
                let old = mine.get(&tx, "Sum").await.unwrap().minor;
                mine.put(&tx, "Sum", old + 1, None, Utc::now()).await.unwrap();
                tx.commit().await.unwrap();
            }
        };
        tokio::join!(add(), add(), add(), add());
        assert_eq!(mine.get(db.orm(), "Sum").await.unwrap().minor, 40);
    })
    .await;
}

#[tokio::test]
async fn vectors_that_nobody_uses_are_forgotten() {
    on_both(async |db| {
        let vectors = ["fresh", "idle", "old", "undated"].map(|key| (key.to_owned(), vec![1.0f32]));
        embedding::put_many(db.orm(), "pruned", vectors.to_vec()).await.unwrap();
        let date = async |key: &str, used: Option<chrono::DateTime<Utc>>| {
            let rows = embedding::Entity::update_many().col_expr(embedding::Column::UsedAt, Expr::value(used));
            rows.filter(embedding::Column::TextHash.eq(key)).exec(db.orm()).await.unwrap();
        };
        let now = Utc::now();
        date("idle", Some(now - chrono::Duration::days(100))).await;
        date("old", Some(now - chrono::Duration::days(91))).await;
        date("undated", None).await;

        // What an analysis reads is of use.
        embedding::get_many(db.orm(), "pruned", &["idle".to_owned()]).await.unwrap();
        assert_eq!(embedding::prune(db.orm(), now).await.unwrap(), 1);

        let keys = vectors.map(|(key, _)| key);
        let mut left: Vec<_> = embedding::get_many(db.orm(), "pruned", &keys).await.unwrap().into_keys().collect();
        left.sort_unstable();
        assert_eq!(left, ["fresh", "idle", "undated"]);
        let later = now + chrono::Duration::days(92);
        assert_eq!(embedding::prune(db.orm(), later).await.unwrap(), 3, "what had no date got one");
    })
    .await;
}
