//! Point forecasts, one method a file: the history in time order and the horizon in, one value a step out; `None` where
//! the history is too short or unsuited for the method.

pub(crate) mod boosting;
pub(crate) mod ces;
pub(crate) mod croston;
pub(crate) mod drift;
pub(crate) mod ets;
pub(crate) mod forest;
pub(crate) mod holt;
pub(crate) mod naive;
pub(crate) mod recent;
pub(crate) mod seasonal_naive;
pub(crate) mod ses;
pub(crate) mod theta;
pub(crate) mod tree;
pub(crate) mod tsb;
pub(crate) mod xgboost;
