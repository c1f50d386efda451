//! Sentences about what recurs.

use super::Draft;
use super::voice::{Voice, count, day, times};
use crate::anomaly::evidence::ScheduleEvidence as What;
use crate::report::Cadence;

/// How often, as an adverb: `monthly`, `every 4 weeks`.
fn rhythm(cadence: Cadence) -> &'static str {
    match cadence {
        Cadence::Weekly => "weekly",
        Cadence::Fortnightly => "every two weeks",
        Cadence::TwiceAMonth => "twice a month",
        Cadence::EveryThreeWeeks => "every three weeks",
        Cadence::EveryFourWeeks => "every four weeks",
        Cadence::Monthly => "monthly",
        Cadence::EveryFiveWeeks => "every five weeks",
        Cadence::EverySixWeeks => "every six weeks",
        Cadence::EveryEightWeeks => "every eight weeks",
        Cadence::EveryTwoMonths => "every two months",
        Cadence::Quarterly => "every quarter",
        Cadence::EveryFourMonths => "every four months",
        Cadence::HalfYearly => "twice a year",
        Cadence::Yearly => "every year",
    }
}

pub(super) fn say(v: &Voice, name: &str, cadence: Cadence, what: &What) -> Draft {
    let name = if name.trim().is_empty() { "A recurring charge" } else { name.trim() };
    let often = rhythm(cadence);
    let money = |minor: i64| v.ledger.money(minor);
    match what {
        What::PriceRise { from, to, since, yearly } => {
            let percent = 100.0 * (*to as f64 / (*from).max(1) as f64 - 1.0);
            let text = format!(
                "{name} rose from {} to {} on {} (+{percent:.0} %): {} more a year",
                v.money(*from),
                v.money(*to),
                day(*since),
                v.money(*yearly)
            );
            Draft::new("price_rise", text)
                .with("from", money(*from))
                .with("to", money(*to))
                .with("yearly", money(*yearly))
        }
        What::New { amount, since, yearly } => {
            let text = format!(
                "New recurring charge since {}: {name} takes {} {often}, {} a year",
                day(*since),
                v.money(*amount),
                v.money(*yearly)
            );
            Draft::new("new_subscription", text).with("amount", money(*amount)).with("yearly", money(*yearly))
        }
        What::Missed { amount, first, last, count: n } => {
            let text = if *n == 1 {
                format!("{name} takes {} {often}, but nothing came around {}", v.money(*amount), day(*first))
            } else {
                format!(
                    "{name} takes {} {often}, but {} between {} and {} did not come",
                    v.money(*amount),
                    count(*n, "charge"),
                    day(*first),
                    day(*last)
                )
            };
            Draft::new("missed", text).with("amount", money(*amount)).with("missing", n).with("expected", first)
        }
        What::Overdue { amount, due, today } => {
            let text = format!(
                "{name} takes {} {often}; it was due around {} and is not there by {}",
                v.money(*amount),
                day(*due),
                day(*today)
            );
            Draft::new("overdue", text).with("amount", money(*amount)).with("expected", due)
        }
        What::Stopped { amount, last, charges } => {
            let charges = count(usize::try_from(*charges).unwrap_or(usize::MAX), "charge");
            let text =
                format!("{name}, {} {often}, has stopped: {charges}, the last on {}", v.money(*amount), day(*last));
            Draft::new("stopped", text).with("amount", money(*amount)).with("last", last)
        }
        What::OddDay { amount, day: date, days } => {
            let n = usize::try_from(days.unsigned_abs()).unwrap_or(usize::MAX);
            let side = if *days > 0 { "later" } else { "earlier" };
            let text =
                format!("{name}, {}, came on {}, {} {side} than usual", v.money(*amount), day(*date), count(n, "day"));
            Draft::new("odd_day", text).with("days", days)
        }
        What::DoubleCharge { amount, first, second } => {
            let text = if first == second {
                format!("{name} charged {} twice on {}; once {often} is usual", v.money(*amount), day(*first))
            } else {
                format!(
                    "{name} charged {} on {} and again on {}; once {often} is usual",
                    v.money(*amount),
                    day(*first),
                    day(*second)
                )
            };
            Draft::new("double_charge", text).with("amount", money(*amount))
        }
        What::DuplicateSubscription { amount, other, other_amount, yearly } => {
            let beside = if other.trim().is_empty() || other.trim() == name {
                format!("beside another of {}", v.money(*other_amount))
            } else {
                format!("beside {} of {}", v.money(*other_amount), other.trim())
            };
            let text = format!(
                "{name} takes {} {often} {beside}: {} a year if it is one too many",
                v.money(*amount),
                v.money(*yearly)
            );
            Draft::new("duplicate_subscription", text).with("amount", money(*amount)).with("yearly", money(*yearly))
        }
        What::DecimalSlip { amount, day: date, usual, factor } => {
            let off =
                if *factor > 1.0 { times(*factor) } else { times(1.0 / factor).replace("times", "times less than") };
            let text = format!(
                "{} at {name} on {} is {off} the usual {}: probably a slipped decimal point",
                v.money(*amount),
                day(*date),
                v.money(*usual)
            );
            Draft::new("decimal_slip", text).with("usual", money(*usual)).with("amount", money(*amount))
        }
    }
}
