//! What the next months will cost.

mod backtest;
mod conformal;
mod decompose;
mod method;
mod methods;
mod optimise;
mod series;

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
    let _ = (ledger, recurring, models, run);
    Err(Error::Invalid("not here yet".into()))
}
