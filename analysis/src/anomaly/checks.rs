//! What was looked at for what, also where nothing was found: nobody else can tell from a short list that the rest is fine.

use super::sentences::count;
use crate::Ledger;
use crate::input::Audit;
use crate::report::{AnomalyKind as Kind, Check, Finding};

/// How many things of each sort were looked at.
pub(super) struct LookedAt {
    pub(super) charges: usize,
    pub(super) refunds: usize,
    pub(super) refunds_settled: usize,
    pub(super) schedules: usize,
    pub(super) months: usize,
    /// Charges at merchants that have a usual category.
    pub(super) filed: usize,
    /// History enough to say what amount is usual.
    pub(super) supported: bool,
}

/// One line a check, with the number of findings flagged.
pub(super) fn made(ledger: &Ledger, looked: &LookedAt, findings: &[Finding]) -> Vec<Check> {
    let mut checks = vec![];
    let mut check = |code: &str, at: usize, noun: &str, what: &str, kinds: &[Kind]| {
        let flagged = findings.iter().filter(|f| f.flagged && kinds.contains(&f.kind)).count();
        let listed = findings.iter().filter(|f| !f.flagged && kinds.contains(&f.kind)).count();
        let found = match (flagged, listed) {
            (0, 0) => "none".to_owned(),
            (0, n) => format!("none to flag, {n} listed"),
            (n, 0) => format!("{n} flagged"),
            (n, more) => format!("{n} flagged, {more} more listed"),
        };
        let text = format!("{} looked at {what}: {found}", count(at, noun));
        checks.push(Check { code: code.to_owned(), looked_at: at as u64, flagged: flagged as u64, text });
    };
    check("duplicates", looked.charges, "charge", "for doubles", &[Kind::Duplicate, Kind::EnteredTwice]);
    if looked.supported {
        let kinds = [Kind::Spike, Kind::DecimalSlip, Kind::NewMerchant, Kind::Unusual];
        check("amounts", looked.charges, "charge", "for unusual amounts", &kinds);
    }
    check("bursts", looked.charges, "charge", "for bursts", &[Kind::Burst]);
    check("filing", looked.filed, "charge", "for a wrong category", &[Kind::WrongCategory]);
    check("dates", ledger.len(), "date", "for days that cannot be", &[Kind::ImpossibleDate]);
    if looked.refunds > 0 {
        let what = format!("for their purchases ({} found)", looked.refunds_settled);
        check("refunds", looked.refunds, "refund", &what, &[Kind::Refund, Kind::Sign]);
    }
    let schedule = [Kind::Missed, Kind::Stopped, Kind::OddDay];
    check("missed", looked.schedules, "recurring charge", "for what did not come", &schedule);
    check("prices", looked.schedules, "recurring charge", "for new prices", &[Kind::PriceRise]);
    let new = [Kind::NewSubscription, Kind::DuplicateSubscription];
    check("subscriptions", looked.schedules, "recurring charge", "for new and doubled ones", &new);
    if looked.months > 0 {
        let noun = "month of a category|months of categories";
        check("months", looked.months, noun, "for what is above its history", &[Kind::CategoryMonth]);
    }
    for &audit in &ledger.params.audit {
        let (code, what, kind) = match audit {
            Audit::SplitPurchases => ("split_purchases", "for split purchases", Kind::SplitPurchase),
            Audit::NearDuplicates => ("near_duplicates", "for doubles that are not equal", Kind::NearDuplicate),
            Audit::UnderLimit => ("under_limit", "for amounts just under a limit and round sums", Kind::UnderLimit),
            Audit::VendorSequences => ("vendor_sequences", "for numbers out of order", Kind::VendorSequence),
            Audit::ClosedDays => ("closed_days", "for closed days", Kind::ClosedDay),
        };
        check(code, looked.charges, "charge", what, &[kind]);
    }
    checks
}
