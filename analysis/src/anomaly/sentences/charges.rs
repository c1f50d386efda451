//! Sentences about charges, pairs, bursts and months.

use super::Draft;
use super::voice::{Voice, capital, count, day, days, list, month, often, times};
use crate::anomaly::evidence::{Comparison, Evidence, Fact, Standing};

/// From this ratio on a multiple is easier to check than a difference.
const MULTIPLE: f64 = 1.95;

pub(super) fn say(v: &Voice, evidence: &Evidence) -> Draft {
    let ledger = v.ledger;
    let draft = match evidence {
        Evidence::AboveUsual { row, usual, than } => {
            let text =
                format!("{}: {}{}", v.charge(*row), above(v, ledger.minor[*row], *usual), compared(v, *row, *than));
            Draft::new("above_usual", text).with("usual", ledger.money(*usual)).with("others", others(*than))
        }
        Evidence::BelowUsual { row, usual, than } => {
            let text = format!("{}: the usual is {}{}", v.charge(*row), v.money(*usual), compared(v, *row, *than));
            Draft::new("below_usual", text).with("usual", ledger.money(*usual)).with("others", others(*than))
        }
        Evidence::DecimalSlip { row, usual, factor, than } => {
            let right = (ledger.minor[*row] as f64 / factor).round() as i64;
            let off = if *factor > 1.0 { times(*factor) } else { format!("a {} of", part(*factor)) };
            let text = format!(
                "{} is {off} what is usual{}: probably {} with a slipped decimal point",
                v.charge(*row),
                compared(v, *row, *than),
                v.money(right)
            );
            Draft::new("decimal_slip", text).with("usual", ledger.money(*usual)).with("probably", ledger.money(right))
        }
        Evidence::FirstCharge { row, only, standing, usual, category } => {
            let first = if *only { "the only charge there" } else { "the first charge there" };
            let mut text = format!("{}: {first}", v.charge(*row));
            text += &stands(*standing).map(|s| format!(", {s}")).unwrap_or_default();
            if let Some(name) = v.category(*category) {
                text += &format!(", {} in {name}", above(v, ledger.minor[*row], *usual));
            } else {
                text += &format!(", {} in this account", above(v, ledger.minor[*row], *usual));
            }
            Draft::new("first_charge", text).with("usual", ledger.money(*usual))
        }
        Evidence::Large { row, standing, usual } => {
            let stands = stands(*standing).map(|s| format!("{s}, ")).unwrap_or_default();
            let text = format!("{}: {stands}{} in this account", v.charge(*row), above(v, ledger.minor[*row], *usual));
            Draft::new("large", text).with("usual", ledger.money(*usual))
        }
        Evidence::FiledApart { row, usual, there, others } => {
            let text = format!(
                "{} is filed under {}; {} of the {} there are under {}",
                v.charge(*row),
                ledger.categories[ledger.category[*row]],
                there,
                count(*others, "other charge"),
                ledger.categories[*usual]
            );
            Draft::new("filed_apart", text).with("usual_category", &ledger.categories[*usual])
        }
        Evidence::FitsElsewhere { row, usual, other } => {
            let text = format!(
                "{} is filed under {}, where {} is usual; the amount would fit {}",
                v.charge(*row),
                ledger.categories[ledger.category[*row]],
                v.money(*usual),
                ledger.categories[*other]
            );
            Draft::new("fits_elsewhere", text).with("would_fit", &ledger.categories[*other])
        }
        Evidence::SameDay { rows, elsewhere } => {
            let row = rows[0];
            let before = match elsewhere {
                0 => "the same amount never came there on another day".to_owned(),
                n => format!("the same amount came there {} on other days", often(*n)),
            };
            let text = format!(
                "{}{} {} on {}; {before}",
                v.amount(row),
                v.place(row),
                often(rows.len()),
                day(ledger.date[row])
            );
            let before = if v.merchant(ledger.merchant[row]).is_some() { text } else { text.replace(" there", "") };
            Draft::new("same_day", before).with("times", rows.len())
        }
        Evidence::Again { rows: [first, second], elsewhere } => {
            let before = match elsewhere {
                0 => "the same amount never came there on another day".to_owned(),
                n => format!("the same amount came there {} on other days", often(*n)),
            };
            let (amount, place) = (v.amount(*second), v.place(*second));
            let (on, again) = (day(ledger.date[*first]), day(ledger.date[*second]));
            Draft::new("again", format!("{amount}{place} on {on} and again on {again}; {before}"))
        }
        Evidence::Block { copies, sum, from, to } => {
            let text = format!(
                "{} {} stand twice, as if a file had been entered twice: {} too much",
                capital(&count(*copies, "expense")),
                days(*from, *to),
                v.money(*sum)
            );
            Draft::new("entered_twice", text).with("copies", copies).with("sum", ledger.money(*sum))
        }
        Evidence::Burst { rows, small, rate } => {
            let (first, last) = (rows[0], rows[rows.len() - 1]);
            let sum: i64 = rows.iter().map(|&i| ledger.minor[i]).sum();
            let text = format!(
                "{} of together {}{} {}; {}",
                capital(&count(rows.len(), if *small { "small charge" } else { "charge" })),
                v.money(sum),
                v.place(first),
                days(ledger.date[first], ledger.date[last]),
                usually(*rate)
            );
            Draft::new("burst", text).with("charges", rows.len()).with("sum", ledger.money(sum))
        }
        Evidence::Month { category, month: first, sum, expected, months, scheduled, drivers } => {
            let mut text = format!(
                "{} in {}{}: {}, {} above the {} that the {} let expect",
                ledger.categories[*category],
                month(*first),
                if *scheduled { " beside what recurs" } else { "" },
                v.money(*sum),
                v.money(sum - expected),
                v.money(*expected),
                count(*months, "month before|months before")
            );
            if let [largest, ..] = drivers[..] {
                text += &format!("; the largest charge was {}", v.charge(largest));
            }
            Draft::new("month_above", text).with("expected", ledger.money(*expected)).with("months", months)
        }
        Evidence::FarDate { row, days } => {
            let (far, side) = (days.unsigned_abs(), if *days > 0 { "after" } else { "before" });
            let distance = match far {
                730.. => format!("{} years", far / 365),
                61.. => format!("{} months", far / 30),
                _ => count(usize::try_from(far).unwrap_or_default(), "day"),
            };
            let guess =
                if *days > 0 && far < 730 { "a payment ahead, or a wrong date" } else { "probably a wrong date" };
            let text = format!(
                "{}{} is dated {}, {distance} {side} every other expense: {guess}",
                v.amount(*row),
                v.place(*row),
                day(ledger.date[*row])
            );
            Draft::new("far_date", text).with("days", days)
        }
        Evidence::LoneRefund { row, settled } => {
            let mut text = format!(
                "{} came back{} on {}, and no purchase in the 120 days before explains it",
                v.money(-ledger.minor[*row]),
                v.place(*row).replacen(" at ", " from ", 1),
                day(ledger.date[*row])
            );
            if *settled > 0 {
                text += &format!("; {} does", count(*settled, "other refund's purchase|other refunds' purchases"));
            }
            Draft::new("lone_refund", text.replace("purchases does", "purchases do")).with("settled", settled)
        }
        Evidence::AgainstSign { row, same } => {
            let text = format!(
                "{} is a charge, as {} of {}; all else is money that came back",
                v.charge(*row),
                same,
                count(ledger.len(), "row")
            );
            Draft::new("against_sign", text)
        }
        Evidence::Unlike { row, facts } => {
            let facts: Vec<String> = facts.iter().filter_map(|f| fact(v, *f)).collect();
            let what = if facts.is_empty() {
                "its amount, its day and its place do not come together elsewhere".to_owned()
            } else {
                list(&facts)
            };
            let text =
                format!("{} is like none of your {}: {what}", v.charge(*row), count(ledger.len() - 1, "other expense"));
            Draft::new("unlike_others", text)
        }
        Evidence::Schedule { .. } | Evidence::Audit(_) => Draft::new("", String::new()),
    };
    match row_of(evidence) {
        Some(row) => draft.with("amount", ledger.money(ledger.minor[row])).with("date", ledger.date[row]),
        None => draft,
    }
}

fn row_of(evidence: &Evidence) -> Option<usize> {
    match evidence {
        Evidence::AboveUsual { row, .. }
        | Evidence::BelowUsual { row, .. }
        | Evidence::DecimalSlip { row, .. }
        | Evidence::FirstCharge { row, .. }
        | Evidence::Large { row, .. }
        | Evidence::FiledApart { row, .. }
        | Evidence::FitsElsewhere { row, .. }
        | Evidence::FarDate { row, .. }
        | Evidence::LoneRefund { row, .. }
        | Evidence::AgainstSign { row, .. }
        | Evidence::Unlike { row, .. } => Some(*row),
        Evidence::SameDay { rows, .. } => rows.first().copied(),
        Evidence::Again { rows: [_, second], .. } => Some(*second),
        _ => None,
    }
}

/// `269 times the usual $34.20`, `$5.00 more than the usual $34.90`.
fn above(v: &Voice, amount: i64, usual: i64) -> String {
    let ratio = amount as f64 / usual.max(1) as f64;
    if ratio >= MULTIPLE {
        format!("{} the usual {}", times(ratio), v.money(usual))
    } else if amount <= usual {
        // Of a refund a part is left, or the months around are cheaper than the rest.
        format!("more than the charges around it, usually {}", v.money(usual))
    } else {
        format!("{} more than the usual {}", v.money(amount - usual), v.money(usual))
    }
}

/// ` there (41 other charges)`.
fn compared(v: &Voice, row: usize, than: Comparison) -> String {
    match than {
        Comparison::Merchant { merchant, others } => {
            let there = if v.merchant(merchant).is_some() { " there" } else { "" };
            format!("{there} ({})", count(others, "other charge"))
        }
        Comparison::Category { category, others } => match v.category(category) {
            // The place of a charge without a merchant is its category already.
            Some(_) if v.merchant(v.ledger.merchant[row]).is_none() => {
                format!(" there ({})", count(others, "other charge"))
            }
            Some(name) => format!(" in {name} ({})", count(others, "other charge")),
            None => format!(" ({})", count(others, "other charge")),
        },
        Comparison::Schedule { others, .. } => format!(" of this recurring charge ({})", count(others, "other charge")),
    }
}

fn others(than: Comparison) -> usize {
    match than {
        Comparison::Merchant { others, .. }
        | Comparison::Category { others, .. }
        | Comparison::Schedule { others, .. } => others,
    }
}

fn stands(standing: Standing) -> Option<String> {
    match standing {
        Standing::Largest { others } => Some(format!("larger than all your {}", count(others, "other expense"))),
        Standing::LargestSince(date) => Some(format!("the largest expense since {}", day(date))),
        Standing::Usual => None,
    }
}

fn fact(v: &Voice, fact: Fact) -> Option<String> {
    Some(match fact {
        Fact::FirstAtMerchant(merchant) => {
            v.merchant(merchant)?;
            "the first charge at this merchant".to_owned()
        }
        Fact::FirstInCategory(category) => format!("the first in {}", v.category(category)?),
        Fact::RareMerchant { merchant, charges } => {
            v.merchant(merchant)?;
            format!("one of {} at this merchant", count(charges, "charge"))
        }
        Fact::RareCategory { category, charges } => {
            format!("one of {} in {}", count(charges, "charge"), v.category(category)?)
        }
        Fact::Larger(standing) => stands(standing)?,
        Fact::ManyThatDay(charges) => format!("one of {} there that day", count(charges, "charge")),
        Fact::OffSchedule => "not on the day of its schedule".to_owned(),
        Fact::OverBudget { category } => format!("alone above the monthly budget of {}", v.category(category)?),
    })
}

/// A rate a day in words.
fn usually(rate: f64) -> String {
    let (month, year) = ((rate * 30.44).round(), (rate * 365.25).round());
    let times = |n: f64| count(n as usize, "charge");
    if month >= 1.0 {
        format!("usually {} a month", times(month))
    } else if year >= 1.0 {
        format!("usually {} a year", times(year))
    } else {
        "otherwise none in a year".to_owned()
    }
}

fn part(factor: f64) -> &'static str {
    if factor < 0.05 { "hundredth" } else { "tenth" }
}
