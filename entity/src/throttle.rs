//! How often something may be tried, counted where every process sees it: one row a key, and the generic cell rate
//! algorithm (ITU-T I.371), so a try is one statement and a key that is not used needs no row.
//!
//! A row is the moment until which its key is in debt. Keys are the caller's; what they are made of, such as addresses, is
//! for the caller to hide.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{Set, Statement};

use crate::Result;

/// One key.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "throttle")]
pub struct Model {
    /// Whose tries these are.
    #[sea_orm(primary_key, auto_increment = false)]
    pub key: String,
    /// When all of them are forgotten, in milliseconds of Unix time.
    pub until: i64,
}

/// None are declared: queries name what they join.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// So many tries within a time, in one burst or spread over it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quota {
    /// Tries; at least one.
    pub times: u32,
    /// The time they are for.
    pub within: Duration,
}

impl Quota {
    /// What a try costs, and what may be owed, in milliseconds.
    fn cost(self) -> (i64, i64) {
        let within = i64::try_from(self.within.as_millis()).unwrap_or(i64::MAX / 4).max(1);
        let cost = (within / i64::from(self.times.max(1))).max(1);
        (cost, cost * i64::from(self.times.max(1)))
    }
}

/// Counts a try of `key`. `Some` is the time to wait when there were too many, which counts nothing.
///
/// # Errors
/// The database's.
pub async fn take<C: ConnectionTrait>(db: &C, key: &str, quota: Quota, now: DateTime<Utc>) -> Result<Option<Duration>> {
    const SQL: &str = "INSERT INTO throttle (key, until) VALUES ($1, $2 + $3) ON CONFLICT (key) DO UPDATE SET until = \
                       CASE WHEN throttle.until > $2 THEN throttle.until ELSE $2 END + $3 \
                       WHERE throttle.until - $2 <= $4 - $3";
    let (now, (cost, most)) = (now.timestamp_millis(), quota.cost());
    let values = [key.into(), now.into(), cost.into(), most.into()];
    let taken = db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), SQL, values)).await?;
    if taken.rows_affected() > 0 {
        return Ok(None);
    }
    Ok(Some(wait(db, key, (cost, most), now).await?.unwrap_or(Duration::from_millis(1))))
}

/// The time to wait until `key` may be tried; `None` when it may be now. Counts nothing.
///
/// # Errors
/// The database's.
pub async fn peek<C: ConnectionTrait>(db: &C, key: &str, quota: Quota, now: DateTime<Utc>) -> Result<Option<Duration>> {
    wait(db, key, quota.cost(), now.timestamp_millis()).await
}

async fn wait<C: ConnectionTrait>(db: &C, key: &str, (cost, most): (i64, i64), now: i64) -> Result<Option<Duration>> {
    let row = Entity::find_by_id(key).one(db).await?;
    let wait = row.map_or(0, |row| row.until - now - (most - cost));
    Ok(u64::try_from(wait).ok().filter(|wait| *wait > 0).map(Duration::from_millis))
}

/// Remembers `key` for a time.
///
/// # Errors
/// The database's.
pub async fn remember<C: ConnectionTrait>(db: &C, key: &str, time: Duration, now: DateTime<Utc>) -> Result<()> {
    let until = (now + TimeDelta::from_std(time).unwrap_or(TimeDelta::MAX)).timestamp_millis();
    let row = ActiveModel { key: Set(key.to_owned()), until: Set(until) };
    let renewed = OnConflict::column(Column::Key).update_column(Column::Until).to_owned();
    Entity::insert(row).on_conflict(renewed).exec_without_returning(db).await?;
    Ok(())
}

/// Whether `key` is remembered.
///
/// # Errors
/// The database's.
pub async fn is_remembered<C: ConnectionTrait>(db: &C, key: &str, now: DateTime<Utc>) -> Result<bool> {
    Ok(Entity::find_by_id(key).one(db).await?.is_some_and(|row| row.until > now.timestamp_millis()))
}

/// Forgets the keys that owe nothing.
///
/// # Errors
/// The database's.
pub async fn prune<C: ConnectionTrait>(db: &C, now: DateTime<Utc>) -> Result<u64> {
    Ok(Entity::delete_many().filter(Column::Until.lte(now.timestamp_millis())).exec(db).await?.rows_affected)
}
