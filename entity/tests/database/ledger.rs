//! Entries of all kinds, what counts as spending, and what was entered before there were kinds.

use chrono::{NaiveDate, Utc};
use outlay_entity::entry_kind::Kind;
use outlay_entity::expense::New;
use outlay_entity::expense_list::Filter;
use outlay_entity::{Pool, account, begin, expense, import, import_part, layout, rule};
use outlay_migration::Migrator;
use sea_orm::ConnectionTrait;
use sea_orm_migration::MigratorTrait;
use uuid::Uuid;

use crate::support::{account as person, migrate, on_both};

fn day(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 3, day).expect("a day")
}

fn new(kind: Kind, minor: i64) -> New {
    New { date: day(5), minor, category: "A".into(), description: "x".into(), kind, ..New::default() }
}

#[tokio::test]
async fn only_booked_expenses_and_refunds_are_spending() {
    on_both(async |db| {
        let me = person(db).await;
        let mine = expense::of(me);
        let rows = vec![
            new(Kind::Expense, 1_000),
            new(Kind::Refund, -300),
            new(Kind::Income, -200_000),
            new(Kind::Transfer, 50_000),
            New { pending: true, ..new(Kind::Expense, 77) },
        ];
        mine.create_many(db.orm(), rows, None, Utc::now()).await.unwrap();
        assert_eq!(mine.categories(db.orm()).await.unwrap(), [("A".to_owned(), 2, 700)]);
        assert_eq!(mine.spent(db.orm(), day(1), day(31)).await.unwrap(), [("A".to_owned(), 700)]);
        assert_eq!(mine.days(db.orm(), None, None, None).await.unwrap()[0].minor, 700);
        let spending = Filter { spending: true, ..Filter::default() };
        assert_eq!(mine.total(db.orm(), &spending).await.unwrap(), (2, 700));
        let kinds: Vec<_> =
            mine.for_analysis(db.orm(), None, None).await.unwrap().into_iter().map(|e| e.kind.is_spending()).collect();
        assert_eq!(kinds, [true, true, false, false], "the engine is told of all booked ones");
    })
    .await;
}

#[tokio::test]
async fn what_was_entered_before_there_were_kinds_is_an_expense() {
    for database in outlay_testkit::databases().await {
        let db = outlay_entity::connect(&database.url, outlay_entity::Settings::default()).await.unwrap();
        let before = Migrator::migrations().iter().position(|m| m.name().ends_with("_statements")).unwrap();
        let connection = match db.pool() {
            Pool::Sqlite(pool) => sea_orm::SqlxSqliteConnector::from_sqlx_sqlite_pool(pool.clone()),
            Pool::Postgres(pool) => sea_orm::SqlxPostgresConnector::from_sqlx_postgres_pool(pool.clone()),
        };
        Migrator::up(&connection, Some(u32::try_from(before).unwrap())).await.unwrap();
        let user = Uuid::now_v7();
        let quoted = |id: Uuid| match db.pool() {
            Pool::Sqlite(_) => format!("X'{}'", id.simple()),
            Pool::Postgres(_) => format!("'{id}'"),
        };
        let (flag, now) = ("'2026-01-01 00:00:00+00:00'", "'2026-01-01 00:00:00+00:00'");
        let statements = [
            format!(
                "INSERT INTO \"user\" (id, email, password_hash, currency, name, role, version, created_at, updated_at) \
                 VALUES ({}, 'a@b.c', 'h', 'EUR', 'n', 'user', 1, {flag}, {now})",
                quoted(user)
            ),
            format!(
                "INSERT INTO import (id, user_id, file_name, rows, created_at) VALUES ({}, {}, 'f.csv', 1, {now})",
                quoted(user),
                quoted(user)
            ),
            format!(
                "INSERT INTO expense (id, user_id, date, minor, category, description, import_id, version, created_at, \
                 updated_at) VALUES ({0}, {0}, '2026-01-31', -1250, 'A', 'x', {0}, 1, {now}, {now})",
                quoted(user)
            ),
        ];
        for statement in statements {
            db.orm().execute_unprepared(&statement).await.unwrap();
        }
        migrate(&db).await;
        let row = expense::of(user).get(db.orm(), user).await.unwrap();
        assert_eq!((row.kind, row.minor, row.pending, row.account_id), (Kind::Expense, -1250, false, None));
        let import = import::of(user).get(db.orm(), user).await.unwrap();
        assert_eq!((import.state, import.rows), (import::State::Committed, 1));
        import::of(user).undo(db.orm(), user).await.unwrap();
        assert!(expense::of(user).get(db.orm(), user).await.is_err());
        db.close().await;
    }
}

#[tokio::test]
async fn what_a_person_changes_is_compared_as_its_file_had_it() {
    on_both(async |db| {
        let me = person(db).await;
        let (mine, now) = (expense::of(me), Utc::now());
        let import = import::of(me).create(db.orm(), "f.csv", 1, now).await.unwrap();
        let id = mine.create_many(db.orm(), vec![new(Kind::Expense, 500)], Some(import.id), now).await.unwrap()[0];
        let changed = New { minor: 700, category: "B".into(), ..new(Kind::Expense, 700) };
        let row = mine.replace(db.orm(), id, None, changed.clone(), now).await.unwrap();
        assert_eq!(row.as_imported.as_ref().map(|file| file.minor), Some(500));
        let row = mine.replace(db.orm(), id, None, New { minor: 800, ..changed }, now).await.unwrap();
        assert_eq!(row.as_imported.map(|file| file.minor), Some(500), "the file's, not the change before");
        let hand = mine.create(db.orm(), new(Kind::Expense, 1), now).await.unwrap();
        let hand = mine.replace(db.orm(), hand.id, None, new(Kind::Income, 2), now).await.unwrap();
        assert_eq!((hand.as_imported, hand.kind), (None, Kind::Income));
    })
    .await;
}

#[tokio::test]
async fn uploads_wait_only_so_long_and_only_so_many() {
    on_both(async |db| {
        let me = person(db).await;
        let (mine, now) = (import::of(me), Utc::now());
        let wait = |minutes: i64| {
            let expires_at = Some(now + chrono::TimeDelta::minutes(minutes));
            import::Model { expires_at, ..mine.row(Uuid::now_v7(), "f.csv", import::State::Previewed, now) }
        };
        let old = mine.insert(db.orm(), wait(-1)).await.unwrap();
        import_part::of(me).put(db.orm(), old.id, import_part::FILE, vec![1, 2]).await.unwrap();
        let entered = mine.create(db.orm(), "g.csv", 3, now).await.unwrap();
        let mut waiting = Vec::new();
        for _ in 0..3 {
            waiting.push(mine.insert(db.orm(), wait(5)).await.unwrap().id);
        }
        let tx = begin(db.orm()).await.unwrap();
        mine.forget(&tx, 2, now).await.unwrap();
        tx.commit().await.unwrap();
        let left: Vec<Uuid> = mine.list(db.orm(), None, 10).await.unwrap().into_iter().map(|row| row.id).collect();
        assert_eq!(left, [waiting[2], waiting[1], entered.id]);
        assert_eq!(import_part::of(me).find_part(db.orm(), old.id, import_part::FILE).await.unwrap(), None);
        let row = mine.get(db.orm(), waiting[2]).await.unwrap();
        let change = import::Model { state: import::State::Committed, ..row.clone() };
        assert_eq!(mine.replace(db.orm(), change.clone(), row.version).await.unwrap().version, 2);
        assert!(mine.replace(db.orm(), change, row.version).await.is_err(), "only once");
    })
    .await;
}

#[tokio::test]
async fn accounts_layouts_and_rules_belong_to_one_person() {
    on_both(async |db| {
        let (me, other) = (person(db).await, person(db).await);
        let now = Utc::now();
        let new = |number: &str| account::New {
            name: "Current".into(),
            currency: "EUR".into(),
            kind: account::Kind::Current,
            number: account::number(number),
        };
        let mine = account::of(me).create(db.orm(), new("DE12 3456"), now).await.unwrap();
        assert_eq!(mine.number.as_deref(), Some("DE123456"));
        assert!(account::of(me).create(db.orm(), new("de123456"), now).await.is_err(), "one of a number");
        account::of(other).create(db.orm(), new("DE123456"), now).await.unwrap();
        account::of(me).note_balance(db.orm(), mine.id, 500, day(5)).await.unwrap();
        account::of(me).note_balance(db.orm(), mine.id, 400, day(4)).await.unwrap();
        assert_eq!(account::of(me).get(db.orm(), mine.id).await.unwrap().balance_minor, Some(500), "the latest");

        let rule = rule::New { account_id: Some(mine.id), category: Some("A".into()), ..Default::default() };
        let first = rule::of(me).create(db.orm(), rule.clone(), now).await.unwrap();
        let second = rule::of(me).create(db.orm(), rule, now).await.unwrap();
        assert_eq!((first.position, second.position), (1, 2));
        assert!(rule::of(other).get(db.orm(), first.id).await.is_err());

        let mapping = serde_json::json!({"columns": []});
        let known = layout::of(me).remember(db.orm(), ("f", "First"), mapping.clone(), now).await.unwrap();
        let again = layout::of(me).remember(db.orm(), ("f", "Second"), mapping, now).await.unwrap();
        assert_eq!((again.id, again.name.as_str(), again.uses), (known.id, "First", 2));
        assert!(layout::of(other).of_fingerprint(db.orm(), "f").await.unwrap().is_none());

        let entry = New { account_id: Some(mine.id), ..self::new(Kind::Expense, 1) };
        let entry = expense::of(me).create(db.orm(), entry, now).await.unwrap();
        account::of(me).remove(db.orm(), mine.id).await.unwrap();
        assert_eq!(expense::of(me).get(db.orm(), entry.id).await.unwrap().account_id, None);
        assert!(rule::of(me).all(db.orm()).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn lists_by_amount_and_searches_read_an_index() {
    let database = outlay_testkit::Database::sqlite();
    let db = outlay_entity::connect(&database.url, outlay_entity::Settings::default()).await.unwrap();
    migrate(&db).await;
    let me = person(&db).await;
    let rows = (1..=2_000).map(|n| New { date: day(1 + n as u32 % 28), ..new(Kind::Expense, n) }).collect();
    expense::of(me).create_many(db.orm(), rows, None, Utc::now()).await.unwrap();
    // As at the next start: what is in the tables is known then.
    migrate(&db).await;
    let Pool::Sqlite(pool) = db.pool() else { panic!("an SQLite URL") };
    let plan = async |rest: &str| {
        let sql = format!("EXPLAIN QUERY PLAN SELECT * FROM expense WHERE user_id = x'00' {rest}");
        let rows: Vec<(i64, i64, i64, String)> =
            sqlx::query_as(sqlx::AssertSqlSafe(sql)).fetch_all(pool).await.unwrap();
        rows.into_iter().map(|row| row.3).collect::<Vec<_>>().join("; ")
    };
    let by_amount = plan("ORDER BY minor DESC, id DESC LIMIT 101").await;
    assert!(by_amount.contains("expense_user_id_minor_id") && !by_amount.contains("TEMP B-TREE"), "{by_amount}");
    let search = plan("AND lower(description) LIKE '%x%' ORDER BY date DESC, id DESC LIMIT 101").await;
    assert!(search.contains("expense_user_id_date_id_description") && !search.contains("TEMP"), "{search}");
}
