//! What the next months will cost, and forecasts of any set of series.
//!
//! [`methods`] has one method a file, [`method`] names them and makes their combination; [`backtest`] asks them at
//! earlier dates and chooses; [`temporal`] makes
//! one forecast of those by step and by sums of steps; [`level`] says what a level is not made of; [`evidence`] and
//! [`conformal`] make intervals of the errors. [`series()`] does this for any
//! set of series, [`forecast`] for the months of a ledger (folder [`ledger`]).

mod backtest;
mod conformal;
mod decompose;
mod evidence;
mod lags;
mod ledger;
mod level;
mod method;
mod methods;
mod optimise;
mod series;
mod temporal;

pub use method::Method;
pub use series::{Forecast, MAX_HORIZON, MAX_SEASON, Series, series};

use crate::model::Models;
use crate::report::{ForecastReport, RecurringReport};
use crate::{Error, Ledger, Run};

/// Forecasts every category and the total.
///
/// # Errors
/// [`Error::Cancelled`].
pub fn forecast(
    ledger: &Ledger,
    recurring: &RecurringReport,
    models: &mut Models,
    run: &Run,
) -> Result<ForecastReport, Error> {
    ledger::forecast(ledger, recurring, models, run)
}
