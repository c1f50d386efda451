//! Analyses that start by themselves: monthly or weekly, at an hour of the account's own time zone.

use chrono::{DateTime, Datelike, Days, Months, NaiveDate, TimeZone, Utc};
use chrono_tz::Tz;
use outlay_analysis::Params;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{ExprTrait as _, OnConflict};
use sea_orm::{IntoActiveModel, QueryOrder, QuerySelect};

use crate::analysis::StoredParams;
use crate::owned::{Owned, owned};
use crate::queue::{New, submit_once};
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
    /// Parameters of the analyses.
    #[sea_orm(column_type = "JsonBinary")]
    pub params: StoredParams,
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
    pub async fn set<C: ConnectionTrait>(&self, db: &C, rule: Rule, params: Params) -> Result<Model> {
        let now = clock::read(db).await?;
        let row = Model {
            user_id: self.user_id,
            frequency: rule.frequency,
            day: i32::try_from(rule.day).unwrap_or(1),
            hour: i32::try_from(rule.hour).unwrap_or(0),
            time_zone: rule.zone.name().to_owned(),
            params: StoredParams(params),
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
                Column::Params,
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

/// Submits the analyses that are due, at most one an account, and gives their number. Any number of workers may do it at
/// once: who moves a schedule on submits, and the key of the tick is unique beside. Ticks missed during an outage are made
/// up for once, not one by one.
///
/// # Errors
/// The database's.
pub async fn run_due(db: &Db) -> Result<usize> {
    let now = clock::read(db.orm()).await?;
    let due = Entity::find().filter(Column::NextRunAt.lte(now)).order_by_asc(Column::NextRunAt).limit(100);
    let mut submitted = 0;
    for row in due.all(db.orm()).await? {
        let Some(rule) = row.rule() else { continue };
        let tx = begin(db.orm()).await?;
        let moved = Entity::update_many()
            .col_expr(Column::NextRunAt, Expr::value(rule.next(now)))
            .col_expr(Column::LastRunAt, Expr::value(row.next_run_at))
            .filter(Column::UserId.eq(row.user_id))
            .filter(Column::NextRunAt.eq(row.next_run_at))
            .exec(&tx)
            .await?;
        if moved.rows_affected == 0 {
            continue; // another worker was faster
        }
        let expenses = crate::expense::of(row.user_id).count(&tx).await?;
        let new = New {
            dedup_key: Some(format!("schedule:{}", row.next_run_at.to_rfc3339())),
            memory_bytes: crate::job::memory_of(expenses),
            ..New::analysis(row.user_id, row.params.0.clone())
        };
        if let Some(job) = submit_once(&tx, new).await? {
            let note = Entity::update_many().col_expr(Column::LastAnalysisId, Expr::value(job.id));
            note.filter(Column::UserId.eq(row.user_id)).exec(&tx).await?;
            submitted += 1;
        }
        tx.commit().await?;
    }
    Ok(submitted)
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
