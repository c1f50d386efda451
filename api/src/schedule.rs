//! `/me/schedule`: analyses that start by themselves.

use chrono::{DateTime, Utc};
use outlay_entity::error::stored;
use outlay_entity::schedule::{self, Rule};
use poem_openapi::{Enum, Object, OpenApi};
use uuid::Uuid;

use crate::account::Account;
use crate::app::App;
use crate::body::Body;
use crate::problem::{FieldError, Problem};
use crate::reply::{Done, Found};
use crate::tags::Tag;

/// How often.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
pub enum Frequency {
    /// On a day of the month
    Monthly,
    /// On a day of the week
    Weekly,
}

/// When analyses start.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields)]
pub struct ScheduleInput {
    /// How often
    pub frequency: Frequency,
    /// Day of the month, 1 to 28, or of the week, 1 (Monday) to 7
    #[oai(validator(minimum(value = "1"), maximum(value = "28")))]
    pub day: u32,
    /// Hour of the day, 0 to 23
    #[oai(validator(minimum(value = "0"), maximum(value = "23")))]
    pub hour: u32,
    /// IANA name of the time zone, such as `Europe/Berlin`
    #[oai(validator(min_length = 1, max_length = 64))]
    pub time_zone: String,
}

/// When analyses start, and when the next one does.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Schedule {
    /// How often
    pub frequency: Frequency,
    /// Day of the month or of the week
    pub day: u32,
    /// Hour of the day
    pub hour: u32,
    /// IANA name of the time zone
    pub time_zone: String,
    /// When the next one starts
    pub next_run_at: DateTime<Utc>,
    /// When the latest one was due
    pub last_run_at: Option<DateTime<Utc>>,
    /// The latest one
    pub last_analysis_id: Option<Uuid>,
}

impl Schedule {
    fn of(row: schedule::Model) -> outlay_entity::Result<Self> {
        Ok(Self {
            frequency: match row.frequency {
                schedule::Frequency::Monthly => Frequency::Monthly,
                schedule::Frequency::Weekly => Frequency::Weekly,
            },
            day: stored("day of a schedule", row.day)?,
            hour: stored("hour of a schedule", row.hour)?,
            time_zone: row.time_zone,
            next_run_at: row.next_run_at,
            last_run_at: row.last_run_at,
            last_analysis_id: row.last_analysis_id,
        })
    }
}

pub(crate) struct ScheduleApi {
    pub(crate) app: App,
}

#[OpenApi(tag = "Tag::Account")]
impl ScheduleApi {
    /// When analyses start by themselves
    #[oai(path = "/me/schedule", method = "get", operation_id = "getSchedule")]
    async fn get(&self, account: Account) -> Result<Found<Schedule>, Problem> {
        let row = schedule::of(account.id()).get(self.app.db.orm()).await?;
        Ok(Found::new(&Schedule::of(row.ok_or_else(|| Problem::not_found("schedule"))?)?))
    }

    /// Start analyses by themselves
    ///
    /// An hour that a change of the clocks leaves out is taken as the next one; one that comes twice, as its first time.
    #[oai(path = "/me/schedule", method = "put", operation_id = "setSchedule")]
    async fn set(&self, account: Account, input: Body<ScheduleInput>) -> Result<Found<Schedule>, Problem> {
        let rule = rule(&input)?;
        let row = schedule::of(account.id()).set(self.app.db.orm(), rule).await?;
        Ok(Found::new(&Schedule::of(row)?))
    }

    /// Start no more analyses by themselves
    #[oai(path = "/me/schedule", method = "delete", operation_id = "deleteSchedule")]
    async fn remove(&self, account: Account) -> Result<Done, Problem> {
        schedule::of(account.id()).remove(self.app.db.orm()).await?;
        Ok(Done::default())
    }
}

fn rule(input: &ScheduleInput) -> Result<Rule, Problem> {
    let mut errors = Vec::new();
    if input.frequency == Frequency::Weekly && input.day > 7 {
        let error = FieldError::at("/day", "/day: a week has the days 1 (Monday) to 7");
        errors.push(error.given(input.day.to_string()).allowed("1 to 7"));
    }
    let zone = input.time_zone.parse();
    if zone.is_err() {
        let error = FieldError::at("/time_zone", "/time_zone: not a time zone of the IANA database");
        errors.push(error.given(&input.time_zone).allowed("a name such as Europe/Berlin or UTC"));
    }
    match zone {
        Ok(zone) if errors.is_empty() => Ok(Rule {
            frequency: match input.frequency {
                Frequency::Monthly => schedule::Frequency::Monthly,
                Frequency::Weekly => schedule::Frequency::Weekly,
            },
            day: input.day,
            hour: input.hour,
            zone,
        }),
        _ => Err(Problem::invalid(errors)),
    }
}
