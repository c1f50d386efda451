//! From statistics to decisions: the levels and the smallest effects that all drift tests share.

/// Rate of false alarms of a whole comparison, all its tests together. It is below the customary 5 % so that the rate
/// a person measures on a few hundred quiet months stays below 5 % too.
pub(crate) const LEVEL: f64 = 0.03;

/// The same of the aspects of a ledger's last month.
pub(crate) const ASPECT_LEVEL: f64 = 0.025;

/// The same of the shifts of a ledger's categories. Those that are found must also be large and not seasonal, which
/// leaves quiet ledgers with alarms in fewer than one of twenty, both families together.
pub(crate) const SHIFT_LEVEL: f64 = 0.05;

/// Smallest bias-corrected Cramér's V that is worth a word.
pub(crate) const SMALLEST_V: f64 = 0.05;

/// Smallest Kolmogorov-Smirnov statistic that is worth a word: one charge in twenty lies elsewhere.
pub(crate) const SMALLEST_KS: f64 = 0.05;
