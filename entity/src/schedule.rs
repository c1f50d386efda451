//! Analyses that start by themselves: monthly or weekly, at an hour of the account's own time zone, with what the account
//! has decided about its analyses by then and within the limits that hold for those it asks for.

use chrono::{DateTime, Datelike, Days, Months, NaiveDate, TimeZone, Utc};
use chrono_tz::Tz;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{ExprTrait as _, OnConflict};
use sea_orm::{DatabaseTransaction, IntoActiveModel, QueryOrder, QuerySelect};

use crate::analysis;
use crate::job::{self, Payload, Problem};
use crate::owned::{Owned, owned};
use crate::queue::{Limits, New, admit, refuse};
use crate::{Db, Error, Result, begin, clock};

/// How often.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum Frequency {
    /// On a day of the month, 1 to 28.
    #[sea_orm(string_value = "monthly")]
    Monthly,
    /// On a day of the week, 1 (Monday) to 7.
    #[sea_orm(string_value = "weekly")]
    Weekly,
}

/// The schedule of an account.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "schedule")]
pub struct Model {
    /// The owner.
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: Uuid,
    /// How often.
    pub frequency: Frequency,
    /// Day of the month or of the week.
    pub day: i32,
    /// Hour of the day, 0 to 23.
    pub hour: i32,
    /// IANA name of the time zone.
    pub time_zone: String,
    /// When the next one starts.
    pub next_run_at: DateTime<Utc>,
    /// When the latest one was due.
    pub last_run_at: Option<DateTime<Utc>>,
    /// The latest one.
    pub last_analysis_id: Option<Uuid>,
    /// Goes up with every change.
    pub version: i64,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last changed by its owner.
    pub updated_at: DateTime<Utc>,
}

/// None are declared: queries name what they join.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

owned!();

/// When an analysis starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// How often.
    pub frequency: Frequency,
    /// Day of the month (1 to 28) or of the week (1 is Monday, to 7).
    pub day: u32,
    /// Hour of the day, 0 to 23.
    pub hour: u32,
    /// Where.
    pub zone: Tz,
}

impl Rule {
    /// The first moment after `moment` at which the rule says so. An hour that a change of the clocks leaves out is taken
    /// as the next one there is, one that comes twice as its first time.
    #[must_use]
    pub fn next(&self, moment: DateTime<Utc>) -> DateTime<Utc> {
        let today = moment.with_timezone(&self.zone).date_naive();
        let mut day = self.first(today);
        loop {
            if let Some(at) = self.at(day).filter(|at| *at > moment) {
                return at;
            }
            day = match self.frequency {
                Frequency::Monthly => day + Months::new(1),
                Frequency::Weekly => day + Days::new(7),
            };
        }
    }

    /// A day of the rule that is not after the first one to come.
    fn first(&self, today: NaiveDate) -> NaiveDate {
        match self.frequency {
            Frequency::Monthly => today.with_day(self.day.clamp(1, 28)).unwrap_or(today),
            Frequency::Weekly => {
                let since_monday = u64::from(today.weekday().num_days_from_monday());
                today - Days::new(since_monday) + Days::new(u64::from(self.day.clamp(1, 7) - 1))
            }
        }
    }

    fn at(&self, day: NaiveDate) -> Option<DateTime<Utc>> {
        // No change of the clocks leaves out more than a few hours.
        (self.hour..self.hour + 4).find_map(|hour| {
            let local = day.and_hms_opt(hour % 24, 0, 0)? + Days::new(u64::from(hour / 24));
            self.zone.from_local_datetime(&local).earliest().map(|at| at.with_timezone(&Utc))
        })
    }
}

impl Model {
    /// Its rule; `None` when the time zone is not known any more.
    #[must_use]
    pub fn rule(&self) -> Option<Rule> {
        let (day, hour) = (u32::try_from(self.day).ok()?, u32::try_from(self.hour).ok()?);
        Some(Rule { frequency: self.frequency, day, hour, zone: self.time_zone.parse().ok()? })
    }
}

impl Owned<Entity> {
    /// The schedule, if the account has one.
    ///
    /// # Errors
    /// The database's.
    pub async fn get<C: ConnectionTrait>(&self, db: &C) -> Result<Option<Model>> {
        Ok(self.find().one(db).await?)
    }

    /// Sets the schedule; the next analysis starts at the first moment of the rule from now on.
    ///
    /// # Errors
    /// The database's.
    pub async fn set<C: ConnectionTrait>(&self, db: &C, rule: Rule) -> Result<Model> {
        let now = clock::read(db).await?;
        let row = Model {
            user_id: self.user_id,
            frequency: rule.frequency,
            day: i32::try_from(rule.day).unwrap_or(1),
            hour: i32::try_from(rule.hour).unwrap_or(0),
            time_zone: rule.zone.name().to_owned(),
            next_run_at: rule.next(now),
            last_run_at: None,
            last_analysis_id: None,
            version: 1,
            created_at: now,
            updated_at: now,
        };
        let replace = OnConflict::column(Column::UserId)
            .update_columns([
                Column::Frequency,
                Column::Day,
                Column::Hour,
                Column::TimeZone,
                Column::NextRunAt,
                Column::UpdatedAt,
            ])
            .value(Column::Version, Expr::col((Entity, Column::Version)).add(1))
            .to_owned();
        Entity::insert(row.into_active_model()).on_conflict(replace).exec_without_returning(db).await?;
        self.get(db).await?.ok_or(Error::NotFound("schedule"))
    }

    /// Ends the schedule.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn remove<C: ConnectionTrait>(&self, db: &C) -> Result<()> {
        match self.delete().exec(db).await?.rows_affected {
            0 => Err(Error::NotFound("schedule")),
            _ => Ok(()),
        }
    }
}

/// Schedules looked at in one go.
const BATCH: u64 = 100;

/// Starts the analyses that are due, at most one an account, and gives their number. Any number of workers may do it at
/// once: who moves a schedule on submits, and the key of the tick is unique beside. Ticks missed during an outage are made
/// up for once, not one by one. A schedule that cannot be followed is moved on all the same and stops no other: what is
/// wrong with it is in the log.
///
/// # Errors
/// The database's, when it does not even list the schedules.
pub async fn run_due(db: &Db, limits: Limits) -> Result<usize> {
    let now = clock::read(db.orm()).await?;
    let due = Entity::find().filter(Column::NextRunAt.lte(now)).order_by_asc(Column::NextRunAt).limit(BATCH);
    // Row by row: one that cannot be read must not hide the others.
    let due = due.select_only().columns([Column::UserId, Column::NextRunAt]);
    let due: Vec<(Uuid, DateTime<Utc>)> = due.into_tuple().all(db.orm()).await?;
    let mut submitted = 0;
    for (user_id, tick) in due {
        match follow(db, user_id, tick, now, limits).await {
            Ok(started) => submitted += usize::from(started),
            Err(error) if error.can_be_tried_again() => {
                tracing::warn!(%error, user = %user_id, "a schedule has to wait");
            }
            Err(error) => {
                tracing::error!(%error, user = %user_id, "a schedule cannot be followed");
                postpone(db, user_id, tick, now).await?;
            }
        }
    }
    Ok(submitted)
}

/// Starts the analysis of one account that was due at `tick`; false where another worker was faster.
async fn follow(db: &Db, user_id: Uuid, tick: DateTime<Utc>, now: DateTime<Utc>, limits: Limits) -> Result<bool> {
    let tx = begin(db.orm()).await?;
    let Some(row) = of(user_id).get(&tx).await? else { return Ok(false) };
    let rule = row.rule().ok_or_else(|| Error::corrupt("schedule", format!("no rule for {row:?}")))?;
    let moved = of(user_id)
        .update()
        .col_expr(Column::NextRunAt, Expr::value(rule.next(now)))
        .col_expr(Column::LastRunAt, Expr::value(tick))
        .filter(Column::NextRunAt.eq(tick))
        .exec(&tx)
        .await?;
    if moved.rows_affected == 0 {
        return Ok(false);
    }
    let job = submit(&tx, user_id, tick, limits).await?;
    if let Some(job) = &job {
        let note = of(user_id).update().col_expr(Column::LastAnalysisId, Expr::value(job.id));
        note.exec(&tx).await?;
    }
    tx.commit().await?;
    Ok(job.is_some())
}

/// What the account has decided, within its limits. Beyond them the analysis is there as well, but has failed: its owner
/// finds it where the others are, with the reason.
async fn submit(
    tx: &DatabaseTransaction,
    user_id: Uuid,
    tick: DateTime<Utc>,
    limits: Limits,
) -> Result<Option<job::Model>> {
    let mine = analysis::of(user_id);
    let params = mine.params(tx).await?;
    let admitted = match admit(tx, user_id, limits.queued_per_account).await {
        Ok(()) => analysis::estimate(mine.expenses(tx, &params).await?, limits),
        Err(error) => Err(error),
    };
    let (memory_bytes, refused) = match admitted {
        Ok(memory) => (memory, None),
        Err(error @ Error::QueueFull { .. }) => {
            let detail = format!("It was due at {tick}, but {error}. Cancel some, or wait until they have ended.");
            (0, Some(Problem::new("queue-full", "Too many jobs are waiting", detail)))
        }
        Err(error @ Error::TooManyExpenses { .. }) => {
            let detail = format!("It was due at {tick}, but {error}. Start one with a shorter range.");
            (0, Some(Problem::new("too-many-expenses", "There are too many expenses", detail)))
        }
        Err(error) => return Err(error),
    };
    let dedup_key = Some(format!("schedule:{}", tick.to_rfc3339()));
    let new = New { dedup_key, memory_bytes, ..New::of(user_id, Payload::Analysis) };
    let Some((_, job)) = analysis::submit_once(tx, params, new).await? else { return Ok(None) };
    if let Some(problem) = refused {
        refuse(tx, &job, problem).await?;
    }
    Ok(Some(job))
}

/// Moves a schedule on that cannot be followed: to its next moment if it says one, else by a day.
async fn postpone(db: &Db, user_id: Uuid, tick: DateTime<Utc>, now: DateTime<Utc>) -> Result<()> {
    let rule = of(user_id).get(db.orm()).await.ok().flatten().and_then(|row| row.rule());
    let next = rule.map_or(now + Days::new(1), |rule| rule.next(now));
    let update = of(user_id).update().col_expr(Column::NextRunAt, Expr::value(next));
    update.filter(Column::NextRunAt.eq(tick)).exec(db.orm()).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap_or_default()
    }

    #[test]
    fn the_hour_is_that_of_the_zone_in_summer_and_in_winter() {
        let rule = Rule { frequency: Frequency::Monthly, day: 1, hour: 6, zone: chrono_tz::Europe::Berlin };
        assert_eq!(rule.next(at("2026-06-15T00:00:00Z")), at("2026-07-01T04:00:00Z"));
        assert_eq!(rule.next(at("2026-12-15T00:00:00Z")), at("2027-01-01T05:00:00Z"));
        assert_eq!(rule.next(at("2026-07-01T04:00:00Z")), at("2026-08-01T04:00:00Z"), "not the same moment again");
        assert_eq!(rule.next(at("2026-07-01T03:59:59Z")), at("2026-07-01T04:00:00Z"));
    }

    #[test]
    fn weeks_begin_on_monday_where_the_account_is() {
        let rule = Rule { frequency: Frequency::Weekly, day: 1, hour: 0, zone: chrono_tz::Pacific::Auckland };
        // Sunday 13:00 in London is Monday in Auckland already.
        assert_eq!(rule.next(at("2026-11-22T10:59:00Z")), at("2026-11-22T11:00:00Z"));
        assert_eq!(rule.next(at("2026-11-22T11:00:00Z")), at("2026-11-29T11:00:00Z"));
    }

    #[test]
    fn an_hour_that_is_left_out_is_the_next_one_and_one_that_comes_twice_its_first() {
        let rule = Rule { frequency: Frequency::Weekly, day: 7, hour: 2, zone: chrono_tz::Europe::Berlin };
        assert_eq!(rule.next(at("2026-03-28T12:00:00Z")), at("2026-03-29T01:00:00Z"), "2:00 is 3:00 that day");
        assert_eq!(rule.next(at("2026-10-24T12:00:00Z")), at("2026-10-25T00:00:00Z"), "the first 2:00");
        assert_eq!(rule.next(at("2026-10-25T00:00:00Z")), at("2026-11-01T01:00:00Z"), "not the second 2:00");
    }
}
