//! Whole sentences, as their reader sees them.

use chrono::NaiveDate;

use super::*;
use crate::anomaly::evidence::{Comparison, Fact, ScheduleEvidence, Standing};
use crate::input::{Expense, Input, Params};
use crate::report::Cadence;

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

/// Five charges at a bakery, one without any name.
fn ledger(currency: &str) -> Ledger {
    let expense = |(n, minor): (u64, i64)| Expense {
        date: day("2025-03-01") + chrono::Days::new(n),
        minor,
        category: if n == 5 { String::new() } else { "Bread".into() },
        description: if n == 5 { String::new() } else { "Corner Bakery".into() },
        ..Expense::default()
    };
    let expenses = (0..).zip([420, 430, 410, 425, 92_000, 1500]).map(expense).collect();
    let params = Params { currency: currency.into(), ..Params::default() };
    Ledger::new(&Input { expenses, ..Input::default() }, &params).expect("enough expenses")
}

fn said(currency: &str, evidence: &Evidence) -> String {
    reason(&ledger(currency), evidence).text
}

#[test]
fn the_first_sentence_says_what_how_much_and_compared_with_what() {
    let than = Comparison::Merchant { merchant: 1, others: 4 };
    assert_eq!(
        said("USD", &Evidence::AboveUsual { row: 4, usual: 425, than }),
        "$920.00 at Corner Bakery on 5 March 2025: 216 times the usual $4.25 there (4 other charges)"
    );
    assert_eq!(
        said(
            "JPY",
            &Evidence::AboveUsual { row: 4, usual: 80_000, than: Comparison::Category { category: 0, others: 1 } }
        ),
        "¥92,000 at Corner Bakery on 5 March 2025: ¥12,000 more than the usual ¥80,000 in Bread (one other charge)"
    );
    assert_eq!(
        said("USD", &Evidence::DecimalSlip { row: 4, usual: 920, factor: 100.0, than }),
        "$920.00 at Corner Bakery on 5 March 2025 is 100 times what is usual there (4 other charges): probably $9.20 with a slipped decimal point"
    );
    let standing = Standing::Largest { others: 5 };
    assert_eq!(
        said("EUR", &Evidence::Large { row: 5, standing, usual: 425 }),
        "€15.00 on 6 March 2025: larger than all your 5 other expenses, 3.5 times the usual €4.25 in this account"
    );
    assert_eq!(
        said("USD", &Evidence::SameDay { rows: vec![0, 1], elsewhere: 0 }),
        "$4.20 at Corner Bakery twice on 1 March 2025; the same amount never came there on another day"
    );
    assert_eq!(
        said("USD", &Evidence::Unlike { row: 4, facts: vec![Fact::FirstAtMerchant(1), Fact::Larger(standing)] }),
        "$920.00 at Corner Bakery on 5 March 2025 is like none of your 5 other expenses: the first charge at this merchant and larger than all your 5 other expenses"
    );
    let rise = ScheduleEvidence::PriceRise { from: 3490, to: 3990, since: day("2025-10-15"), yearly: 6000 };
    assert_eq!(
        said("USD", &Evidence::Schedule { name: "Gym".into(), cadence: Cadence::Monthly, what: rise }),
        "Gym rose from $34.90 to $39.90 on 15 October 2025 (+14 %): $60.00 more a year"
    );
    let overdue = ScheduleEvidence::Overdue { amount: 95_000, due: day("2025-03-03"), today: day("2025-03-20") };
    assert_eq!(
        said("USD", &Evidence::Schedule { name: "Maple Court".into(), cadence: Cadence::Monthly, what: overdue }),
        "Maple Court takes $950.00 monthly; it was due around 3 March 2025 and is not there by 20 March 2025"
    );
}

#[test]
fn values_are_for_programs() {
    let than = Comparison::Merchant { merchant: 1, others: 4 };
    let reason = reason(&ledger("USD"), &Evidence::AboveUsual { row: 4, usual: 425, than });
    assert_eq!(reason.code, "above_usual");
    let values: Vec<(&str, &str)> = reason.values.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
    assert_eq!(values, [("amount", "920.00"), ("date", "2025-03-05"), ("others", "4"), ("usual", "4.25")]);
}
