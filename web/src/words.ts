import type { Analysis, AnomalyKind, PartName, RecurringSeries, Verdict } from "./api/types";
import { humanise } from "./format";

/** Stable names of the API in words. */

export const STATUS: Record<Analysis["status"], { label: string; color: string }> = {
  queued: { label: "Waiting", color: "gray" },
  running: { label: "Running", color: "blue" },
  cancelling: { label: "Cancelling", color: "orange" },
  succeeded: { label: "Done", color: "green" },
  failed: { label: "Failed", color: "red" },
  cancelled: { label: "Cancelled", color: "gray" },
};

export const KIND: Record<AnomalyKind, string> = {
  spike: "Spike",
  duplicate: "Duplicate",
  decimal_slip: "Slipped decimal point",
  sign: "Wrong sign",
  impossible_date: "Impossible date",
  wrong_category: "Wrong category",
  burst: "Burst of charges",
  new_merchant: "New merchant",
  price_rise: "Price rise",
  odd_day: "Unusual day",
  missed: "Missed charge",
  duplicate_subscription: "Duplicate subscription",
  new_subscription: "New subscription",
  stopped: "Stopped",
  category_month: "Unusual month",
  unusual: "Unlike anything else",
  entered_twice: "Entered twice",
  refund: "Refund without purchase",
  near_duplicate: "Nearly the same twice",
  split_purchase: "Split purchase",
  under_limit: "Just under a limit",
  vendor_sequence: "Numbers out of order",
  closed_day: "On a closed day",
};

export const VERDICT: Record<Verdict, { label: string; hint: string }> = {
  expected: { label: "Expected", hint: "Normal here: expect the like from now on" },
  one_off: { label: "One-off", hint: "Real, but not to be repeated" },
  ignore_merchant: { label: "Ignore merchant", hint: "Say nothing about this merchant any more" },
  confirmed: { label: "Irregular", hint: "Truly irregular" },
};

/** Stored models by their stable names. */
export const MODEL: Record<string, string> = {
  scaler: "Scale of the features",
  isolation_forest: "Isolation forest",
  lof: "Local outlier factor",
  ocsvm: "One-class SVM",
  autoencoder: "Autoencoder",
  forecast_boosting: "Gradient boosting of the forecast",
};

export const CADENCE: Record<RecurringSeries["cadence"], string> = {
  weekly: "Weekly",
  fortnightly: "Every two weeks",
  twice_a_month: "Twice a month",
  every_three_weeks: "Every three weeks",
  every_four_weeks: "Every four weeks",
  monthly: "Monthly",
  every_five_weeks: "Every five weeks",
  every_six_weeks: "Every six weeks",
  every_eight_weeks: "Every eight weeks",
  every_two_months: "Every two months",
  quarterly: "Quarterly",
  every_four_months: "Every four months",
  half_yearly: "Twice a year",
  yearly: "Yearly",
};

export const RECURRING_STATE: Record<RecurringSeries["state"], { label: string; color: string }> = {
  active: { label: "Active", color: "green" },
  overdue: { label: "Overdue", color: "orange" },
  stopped: { label: "Stopped", color: "gray" },
};

/** Parts of an analysis in the order they are worked on, and what the worker does in each. */
export const PARTS: Record<PartName, { label: string; doing: string }> = {
  summary: { label: "Summary", doing: "Reading the expenses" },
  recurring: { label: "Recurring", doing: "Finding recurring charges" },
  forecasts: { label: "Forecast", doing: "Forecasting the next months" },
  anomalies: { label: "Findings", doing: "Looking for irregular spending" },
  drift: { label: "Drift", doing: "Comparing habits over time" },
  clusters: { label: "Clusters", doing: "Grouping what belongs together" },
  report: { label: "Report", doing: "Drawing charts and writing the workbook" },
};

/** Methods of forecasting whose name is more than their code with spaces. */
const METHOD: Record<string, string> = {
  mean_12: "Mean of 12",
  median_12: "Median of 12",
  drift: "Drift (straight line)",
  croston_sba: "Croston (SBA)",
  xgboost_style: "XGBoost-style",
};

export const methodName = (code: string) => METHOD[code] ?? humanise(code);

export const DRIFT_TEST: Record<string, string> = {
  category_mix: "Category mix (number of charges)",
  category_spend: "Category mix (amounts)",
  amount: "Size of charges",
  merchant: "Merchants",
  weekday: "Days of the week",
  frequency: "Number of charges",
};
