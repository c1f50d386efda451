//! Which way the money of signed amounts goes: most banks write money out as negative, many cards and Outlay's own layout
//! as positive.
//!
//! In order: Outlay's own names; a balance that falls by positive amounts; words that only money in or only money out has
//! (salary, refund, payment received; purchase, rent, withdrawal); a balance that rises; a sign that most rows have. What
//! is left is asked.

use rust_decimal::Decimal;

use super::amount::Flow;
use super::names::plain;
use super::run::Run;
use super::words;
use crate::Direction;
use Direction::{OutIsNegative, OutIsPositive};

/// What is known of the rows.
#[derive(Debug, Default)]
pub(crate) struct Signs {
    pub(crate) negative: usize,
    pub(crate) positive: usize,
    sums: (Decimal, Decimal),
    /// Rows whose words agree with either direction.
    votes: (usize, usize),
    /// A plus written out.
    pub(crate) plus: usize,
}

impl Signs {
    /// Takes a row into account: its amount and all that is said of it.
    pub(crate) fn see(&mut self, amount: Decimal, text: &str) {
        if amount.is_zero() {
            return;
        }
        let negative = amount.is_sign_negative();
        if negative {
            self.negative += 1;
            self.sums.0 -= amount;
        } else {
            self.positive += 1;
            self.sums.1 += amount;
        }
        // Words cost time, and some thousand rows say enough.
        if !self.listening() {
            return;
        }
        match words::flow(text) {
            Some(Flow::Out) if negative => self.votes.0 += 1,
            Some(Flow::In) if !negative => self.votes.0 += 1,
            Some(_) => self.votes.1 += 1,
            None => {}
        }
    }

    /// Whether words still count.
    pub(crate) fn listening(&self) -> bool {
        self.negative + self.positive <= 3000
    }

    fn mean(&self, negative: bool) -> Decimal {
        let (sum, count) = if negative { (self.sums.0, self.negative) } else { (self.sums.1, self.positive) };
        if count == 0 { Decimal::ZERO } else { sum / Decimal::from(count as u64) }
    }
}

/// Whether a table has Outlay's own layout: its names and no others.
pub(crate) fn own_layout(names: &[String]) -> bool {
    let names: Vec<String> = names.iter().map(|name| plain(name)).collect();
    ["date", "amount", "category", "description"].iter().all(|name| names.iter().any(|found| found == name))
        && names.iter().all(|name| {
            matches!(
                name.as_str(),
                "" | "date"
                    | "amount"
                    | "category"
                    | "description"
                    | "kind"
                    | "account"
                    | "note"
                    | "tags"
                    | "currency"
                    | "merchant"
                    | "file"
                    | "row"
                    | "id"
            )
        })
}

/// The direction and why, in words for people; none where it must be asked.
pub(crate) fn direction(signs: &Signs, own: bool, run: Option<Run>) -> Option<(Direction, String)> {
    let rows = signs.negative + signs.positive;
    let (agree, contradict) = signs.votes;
    let voted = agree + contradict;
    let clear = |side: usize| voted > 0 && side * 10 >= voted * 8;
    if own {
        let turned =
            signs.negative * 2 > rows && clear(agree) && voted >= 2 || rows >= 3 && signs.negative * 10 >= rows * 9;
        return Some(if turned {
            (
                OutIsNegative,
                String::from(
                    "Most amounts are negative: money out is taken to be negative here, although Outlay's own layout has spending positive.",
                ),
            )
        } else {
            (OutIsPositive, String::from("Positive amounts are spending, as in Outlay's own layout."))
        });
    }
    let run = run.filter(Run::holds);
    if run.is_some_and(|run| run.minus > run.plus) {
        return Some((OutIsPositive, String::from("Positive amounts are spending: the balance falls by them.")));
    }
    if clear(agree) && !(run.is_none() && voted * 20 < rows && signs.negative == 0) {
        return Some((OutIsNegative, String::from("Negative amounts are spending, as the words of the rows say.")));
    }
    // A card's purchases are most of its rows; a word or two against the usual sign are chance.
    if clear(contradict) && (signs.positive * 2 >= rows || contradict >= 4 && contradict * 10 >= voted * 9) {
        return Some((OutIsPositive, String::from("Positive amounts are spending, as the words of the rows say.")));
    }
    if run.is_some() {
        return Some((OutIsNegative, String::from("Negative amounts are spending: the balance falls by them.")));
    }
    if signs.positive == 0 && rows > 0 {
        return Some((OutIsNegative, String::from("All amounts are negative: they are taken to be spending.")));
    }
    if signs.plus > 0 && signs.negative > 0 {
        return Some((OutIsNegative, String::from("Negative amounts are spending: money in has a plus.")));
    }
    if signs.negative == 0 {
        return (rows >= 5).then(|| {
            (
                OutIsPositive,
                String::from(
                    "All amounts are positive and nothing says that money came in: they are taken to be spending.",
                ),
            )
        });
    }
    // Spending is many small amounts, income few large ones.
    let (small, large) = (signs.mean(true), signs.mean(false));
    let many = |count: usize| count * 10 >= rows * 6;
    if signs.negative >= signs.positive && (many(signs.negative) || large >= small * Decimal::from(4)) {
        return Some((OutIsNegative, String::from("Negative amounts are spending: most rows have them.")));
    }
    if signs.positive > signs.negative && many(signs.positive) && small >= large
        || signs.positive >= signs.negative && small >= large * Decimal::from(4)
    {
        return Some((
            OutIsPositive,
            String::from("Positive amounts are spending: most rows have them, and the negative ones are larger."),
        ));
    }
    None
}
