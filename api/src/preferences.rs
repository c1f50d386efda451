//! `/me/settings`: what an account decides about its analyses. A request that leaves a parameter out gets these.

use chrono::Utc;
use outlay_analysis::Params;
use outlay_analysis::report::AnomalyKind;
use outlay_entity::account_setting::{self, Decided};
use outlay_entity::{ConnectionTrait, begin};
use poem_openapi::param::Header;
use poem_openapi::types::MaybeUndefined;
use poem_openapi::{Object, OpenApi};

use crate::account::Account;
use crate::app::App;
use crate::body::Body;
use crate::etag;
use crate::problem::Problem;
use crate::reply::Found;
use crate::tags::Tag;

/// What an analysis works with unless it is asked otherwise.
#[derive(Clone, Debug, Object)]
pub struct AnalysisSettings {
    /// False discovery rate of the flags
    pub false_discovery_rate: f64,
    /// Most anomalies flagged a month on average
    pub alert_budget: u32,
    /// Kinds of anomalies that are listed but never flagged
    pub muted_kinds: Vec<AnomalyKind>,
    /// What holds where the account has decided nothing
    pub defaults: Defaults,
}

/// What holds where an account has decided nothing.
#[derive(Clone, Debug, Object)]
pub struct Defaults {
    /// False discovery rate of the flags
    pub false_discovery_rate: f64,
    /// Most anomalies flagged a month on average
    pub alert_budget: u32,
}

/// What changes; fields that are left out stay, `null` returns to the default.
#[derive(Object)]
#[oai(deny_unknown_fields)]
pub struct AnalysisSettingsPatch {
    /// False discovery rate of the flags, 0.001 to 0.5
    #[oai(validator(minimum(value = "0.001"), maximum(value = "0.5")))]
    pub false_discovery_rate: MaybeUndefined<f64>,
    /// Most anomalies flagged a month on average, 1 to 1,000
    #[oai(validator(minimum(value = "1"), maximum(value = "1000")))]
    pub alert_budget: MaybeUndefined<u32>,
    /// Kinds of anomalies that are listed but never flagged
    #[oai(validator(max_items = 50))]
    pub muted_kinds: Option<Vec<AnomalyKind>>,
}

impl AnalysisSettings {
    fn of(decided: Decided) -> Self {
        let default = Params::default();
        Self {
            false_discovery_rate: decided.false_discovery_rate.unwrap_or(default.false_discovery_rate),
            alert_budget: decided.alert_budget.unwrap_or(default.alert_budget),
            muted_kinds: decided.muted_kinds,
            defaults: Defaults {
                false_discovery_rate: default.false_discovery_rate,
                alert_budget: default.alert_budget,
            },
        }
    }
}

/// What the account has decided, defaults filled in.
pub(crate) async fn of<C: ConnectionTrait>(db: &C, account: &Account) -> Result<AnalysisSettings, Problem> {
    let stored = account_setting::of(account.id()).get(db).await?;
    Ok(AnalysisSettings::of(stored.map(|row| row.decided()).unwrap_or_default()))
}

pub(crate) struct Preferences {
    pub(crate) app: App,
}

#[OpenApi(tag = "Tag::Account")]
impl Preferences {
    /// What analyses work with unless they are asked otherwise
    #[oai(path = "/me/settings", method = "get", operation_id = "getSettings")]
    async fn get(
        &self,
        account: Account,
        #[oai(name = "If-None-Match")] if_none_match: Header<Option<String>>,
    ) -> Result<Found<AnalysisSettings>, Problem> {
        let stored = account_setting::of(account.id()).get(self.app.db.orm()).await?;
        let tag = etag::Tag::of_version(stored.as_ref().map_or(0, |row| row.version), &[]);
        let decided = stored.map(|row| row.decided()).unwrap_or_default();
        Ok(Found::new(&AnalysisSettings::of(decided)).tagged(&tag, if_none_match.as_deref()))
    }

    /// Decide what analyses work with
    #[oai(path = "/me/settings", method = "patch", operation_id = "updateSettings")]
    async fn update(
        &self,
        account: Account,
        #[oai(name = "If-Match")] if_match: Header<Option<String>>,
        patch: Body<AnalysisSettingsPatch>,
    ) -> Result<Found<AnalysisSettings>, Problem> {
        let (patch, mine) = (patch.0, account_setting::of(account.id()));
        let txn = begin(&self.app.db).await?;
        let stored = mine.get(&txn).await?;
        let version = stored.as_ref().map_or(0, |row| row.version);
        etag::Tag::of_version(version, &[]).require(if_match.as_deref())?;
        let mut decided = stored.map(|row| row.decided()).unwrap_or_default();
        change(&mut decided.false_discovery_rate, patch.false_discovery_rate);
        change(&mut decided.alert_budget, patch.alert_budget);
        if let Some(muted) = patch.muted_kinds {
            decided.muted_kinds = muted;
        }
        let row = mine.put(&txn, decided, version, Utc::now()).await?;
        txn.commit().await?;
        let tag = etag::Tag::of_version(row.version, &[]);
        Ok(Found::new(&AnalysisSettings::of(row.decided())).tagged(&tag, None))
    }
}

fn change<T>(field: &mut Option<T>, patch: MaybeUndefined<T>) {
    match patch {
        MaybeUndefined::Undefined => {}
        MaybeUndefined::Null => *field = None,
        MaybeUndefined::Value(value) => *field = Some(value),
    }
}
