//! Sentences about what auditors of spending look for.

use super::Draft;
use super::voice::{Voice, count, day, days, list};
use crate::anomaly::evidence::AuditEvidence as What;

pub(super) fn say(v: &Voice, what: &What) -> Draft {
    let ledger = v.ledger;
    let named = |merchant: usize| v.merchant(merchant).unwrap_or("one merchant").to_owned();
    match what {
        What::Split { rows, sum, limit } => {
            let parts: Vec<String> = rows.iter().map(|&row| v.amount(row)).collect();
            let (first, last) = (rows[0], rows[rows.len() - 1]);
            let text = format!(
                "{}{} {}: each under the limit of {}, together {}",
                list(&parts),
                v.place(first),
                days(ledger.date[first], ledger.date[last]),
                v.money(*limit),
                v.money(*sum)
            );
            Draft::new("split_purchase", text).with("sum", ledger.money(*sum)).with("limit", ledger.money(*limit))
        }
        What::Tipped { rows: [first, second], extra } => {
            let text = format!(
                "{}, and {} more on {}: the same charge with a tip?",
                v.charge(*first),
                v.money(*extra),
                day(ledger.date[*second])
            );
            Draft::new("tipped", text).with("extra", ledger.money(*extra))
        }
        What::OtherDescription { rows: [first, second] } => {
            let text = format!("{} and {}: the same amount under another name", v.charge(*first), v.charge(*second));
            Draft::new("other_description", text)
        }
        What::SumOfParts { rows } => {
            let (parts, whole) = rows.split_at(rows.len() - 1);
            let parts: Vec<String> = parts.iter().map(|&row| v.amount(row)).collect();
            let text =
                format!("{} is the sum of {} at the same merchant days before", v.charge(whole[0]), list(&parts));
            Draft::new("sum_of_parts", text)
        }
        What::UnderLimit { merchant, count: n, of, limit } => {
            let text = format!(
                "{} of {} at {} lie just under the limit of {}",
                n,
                count(*of, "charge"),
                named(*merchant),
                v.money(*limit)
            );
            Draft::new("under_limit", text).with("charges", n).with("limit", ledger.money(*limit))
        }
        What::RoundSums { merchant, count: n, of, unit } => {
            let text = format!(
                "{n} of {} at {} are whole multiples of {}",
                count(*of, "charge"),
                named(*merchant),
                v.money(*unit)
            );
            Draft::new("round_sums", text).with("charges", n)
        }
        What::OutOfOrder { row, number, before } => {
            let text = format!("{} has number {number}, after number {before} was there already", v.charge(*row));
            Draft::new("out_of_order", text).with("number", number)
        }
        What::NumberTwice { rows: [first, second], number } => {
            let text = format!("Number {number} comes twice: {} and {}", v.charge(*first), v.charge(*second));
            Draft::new("number_twice", text).with("number", number)
        }
        What::ClosedDay { row } => {
            let weekday = ledger.date[*row].format("%A");
            let text = format!("{} was paid on a {weekday}, when the business is closed", v.charge(*row));
            Draft::new("closed_day", text).with("weekday", weekday)
        }
    }
}
