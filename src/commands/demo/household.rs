//! Two years of a household that does not exist: what comes every month, what comes when it likes, and a dozen things that
//! somebody should look at. The same last day and seed give the same expenses.

use chrono::{Datelike, Days, Months, NaiveDate};
use outlay_entity::expense::New;

/// Monthly budgets in cents.
pub(super) const BUDGETS: [(&str, i64); 8] = [
    ("Groceries", 62_000),
    ("Restaurants", 28_000),
    ("Coffee", 7_000),
    ("Transport", 22_000),
    ("Shopping", 25_000),
    ("Entertainment", 9_000),
    ("Utilities", 21_000),
    ("Travel", 20_000),
];

const MONTHS: u32 = 24;

/// What comes again: day of the month, every so many months, cents, spread in percent, category, description.
const BILLS: [(u32, u32, i64, i64, &str, &str); 14] = [
    (1, 1, 145_000, 0, "Housing", "RENT MAPLE COURT APT 4B"),
    (3, 1, 1_099, 0, "Subscriptions", "TUNEWAVE MUSIC FAMILY"),
    (5, 1, 18_240, 0, "Insurance", "BLUE HARBOR HEALTH PREMIUM"),
    (8, 1, 1_549, 0, "Subscriptions", "STREAMFLIX.COM"),
    (9, 1, 299, 0, "Subscriptions", "CLOUDBOX STORAGE 200GB"),
    (11, 1, 5_999, 0, "Utilities", "FIBERNET INTERNET"),
    (12, 1, 8_400, 12, "Utilities", "CITY POWER & LIGHT AUTOPAY"),
    (14, 3, 5_260, 9, "Utilities", "MUNICIPAL WATER WORKS"),
    (15, 1, 3_900, 0, "Health", "IRON TEMPLE GYM MEMBERSHIP"),
    (18, 1, 1_200, 0, "Subscriptions", "DAILY LEDGER NEWS DIGITAL"),
    (20, 1, 3_500, 0, "Utilities", "MOBILA WIRELESS"),
    (22, 6, 41_250, 0, "Insurance", "EVERGREEN AUTO INSURANCE"),
    (25, 1, 5_000, 0, "Gifts", "RIVERSIDE CHILDRENS FUND DONATION"),
    (27, 12, 13_900, 0, "Subscriptions", "PARCELPLUS ANNUAL MEMBERSHIP"),
];

/// What comes when it likes: times a month, typical cents, spread in percent, category, description.
const HABITS: [(f64, i64, i64, &str, &str); 22] = [
    (5.5, 6_300, 45, "Groceries", "GREENLEAF MARKET #0412"),
    (3.0, 4_100, 50, "Groceries", "CORNER PANTRY 118"),
    (1.2, 11_800, 35, "Groceries", "BULKHOUSE WHOLESALE"),
    (1.0, 2_600, 40, "Groceries", "SUNDAY FARMERS MARKET"),
    (9.0, 520, 25, "Coffee", "BLUE FINCH COFFEE"),
    (3.5, 640, 25, "Coffee", "STATION ESPRESSO BAR"),
    (2.2, 2_900, 35, "Restaurants", "TAQUERIA EL SOL"),
    (1.6, 3_600, 35, "Restaurants", "NOODLE HOUSE 88"),
    (1.0, 6_400, 30, "Restaurants", "TRATTORIA LUCIA"),
    (2.4, 2_750, 30, "Restaurants", "QUICKBITE DELIVERY *ORDER"),
    (2.9, 4_700, 18, "Transport", "PETROMAX FUEL 2207"),
    (2.5, 1_450, 40, "Transport", "METRO RIDE APP TRIP"),
    (1.0, 3_000, 0, "Transport", "TRANSIT CARD TOP UP"),
    (1.6, 4_300, 70, "Shopping", "PARCELPLUS MARKETPLACE"),
    (0.8, 6_900, 45, "Shopping", "NORTH & CO CLOTHING"),
    (0.6, 3_200, 50, "Shopping", "HEARTH HOME GOODS"),
    (0.4, 8_900, 60, "Shopping", "VOLTWORKS ELECTRONICS"),
    (1.2, 1_900, 50, "Health", "MAPLE PHARMACY"),
    (0.3, 9_500, 30, "Health", "LAKESIDE DENTAL CARE"),
    (1.3, 2_700, 30, "Entertainment", "ORPHEUM CINEMA"),
    (0.7, 1_800, 40, "Entertainment", "PAGE & QUILL BOOKS"),
    (0.5, 4_500, 20, "", "TRANSFER TO J. RIVERA"),
];

/// The expenses of the months up to `last`, in time order.
#[must_use]
pub(super) fn expenses(last: NaiveDate, seed: u64) -> Vec<New> {
    let mut draw = Draw(seed ^ 0x0007_15A7);
    let mut ledger = Ledger { rows: Vec::new(), last };
    let this_month = last.with_day(1).unwrap_or(last);
    for back in (0..MONTHS).rev() {
        let month = this_month.checked_sub_months(Months::new(back)).unwrap_or(this_month);
        bills(&mut ledger, month, back, &mut draw);
        habits(&mut ledger, month, back, &mut draw);
        seasons(&mut ledger, month, &mut draw);
    }
    oddities(&mut ledger, this_month);
    ledger.rows.sort_by(|a, b| (a.date, &a.description, a.minor).cmp(&(b.date, &b.description, b.minor)));
    ledger.rows
}

struct Ledger {
    rows: Vec<New>,
    last: NaiveDate,
}

impl Ledger {
    fn add(&mut self, date: NaiveDate, minor: i64, category: &str, description: &str) {
        if date <= self.last {
            let (category, description) = (category.to_owned(), description.to_owned());
            self.rows.push(New { date, minor, category, description, ..New::default() });
        }
    }
}

fn bills(ledger: &mut Ledger, month: NaiveDate, back: u32, draw: &mut Draw) {
    for (day, every, cents, spread, category, description) in BILLS {
        if !(MONTHS - 1 - back).is_multiple_of(every) {
            continue;
        }
        let cents = match (description, back) {
            ("RENT MAPLE COURT APT 4B", 0..=9) => 149_500,    // the lease was renewed
            ("STREAMFLIX.COM", 0..=3) => 1_799,               // a price rise
            ("IRON TEMPLE GYM MEMBERSHIP", 2) => continue,    // a charge that did not come
            ("DAILY LEDGER NEWS DIGITAL", 0..=6) => continue, // cancelled
            ("CITY POWER & LIGHT AUTOPAY", _) => cents + cents * i64::from(cold(month)) / 10,
            _ => cents,
        };
        ledger.add(on(month, day), draw.around(cents, spread), category, description);
    }
    if back <= 1 {
        ledger.add(on(month, 16), 2_000, "Subscriptions", "NOTEWISE PRO AI"); // new
    }
}

fn habits(ledger: &mut Ledger, month: NaiveDate, back: u32, draw: &mut Draw) {
    for (times, cents, spread, category, description) in HABITS {
        // Eating out has become a habit lately.
        let times = if category == "Restaurants" && back <= 1 { times * 1.6 } else { times };
        for _ in 0..draw.count(times) {
            let mut day = on(month, 1 + draw.below(u64::from(days_in(month))) as u32);
            if category == "Restaurants" && day.weekday().num_days_from_monday() < 4 && draw.unit() < 0.5 {
                day = day.checked_add_days(Days::new(4)).filter(|later| later.month() == month.month()).unwrap_or(day);
            }
            let order = format!("{description} {:04}", draw.below(10_000));
            let text = if description.ends_with("*ORDER") { &order } else { description };
            let minor = draw.around(cents, spread);
            ledger.add(day, minor, category, text);
            if category == "Shopping" && draw.unit() < 0.06 {
                let back_at = day.checked_add_days(Days::new(6)).unwrap_or(day);
                ledger.add(back_at, -minor, category, &format!("REFUND {description}"));
            }
        }
    }
}

fn seasons(ledger: &mut Ledger, month: NaiveDate, draw: &mut Draw) {
    match month.month() {
        7 => {
            ledger.add(on(month, 4), draw.around(48_600, 10), "Travel", "SKYLARK AIRLINES TICKET");
            ledger.add(on(month, 19), draw.around(72_000, 10), "Travel", "HOTEL BELLA VISTA");
            for day in 19..25 {
                ledger.add(on(month, day), draw.around(4_800, 30), "Travel", "SEASIDE KITCHEN");
            }
        }
        12 => {
            for day in [3, 8, 12, 15, 19, 21] {
                ledger.add(on(month, day), draw.around(6_200, 40), "Gifts", "GIFT & WONDER");
            }
            ledger.add(on(month, 22), draw.around(21_000, 10), "Travel", "INTERCITY RAIL");
        }
        4 => ledger.add(on(month, 10), 24_500, "Taxes", "TAXMATE FILING SERVICE"),
        _ => {}
    }
}

/// What somebody should look at, months before the last one.
fn oddities(ledger: &mut Ledger, this_month: NaiveDate) {
    let day = |back: u32, day: u32| on(this_month.checked_sub_months(Months::new(back)).unwrap_or(this_month), day);
    // The same charge twice.
    for _ in 0..2 {
        ledger.add(day(1, 17), 8_437, "Groceries", "GREENLEAF MARKET #0412");
        ledger.add(day(5, 9), 6_415, "Restaurants", "TRATTORIA LUCIA");
    }
    // Ten times the usual amount: a slipped decimal point.
    ledger.add(day(2, 6), 5_400, "Coffee", "BLUE FINCH COFFEE");
    // Far above what is usual there.
    ledger.add(day(1, 23), 48_640, "Restaurants", "TAQUERIA EL SOL");
    ledger.add(day(7, 13), 39_900, "Transport", "METRO RIDE APP TRIP");
    // A first charge, and a high one.
    ledger.add(day(2, 14), 129_900, "Shopping", "GOLDMARK JEWELERS");
    // Many small charges within two days.
    for (i, cents) in [999, 1_999, 999, 4_999, 1_999, 999, 9_999].into_iter().enumerate() {
        ledger.add(day(3, 21 + (i as u32) / 4), cents, "Entertainment", "PIXEL ARCADE GAMES IN-APP");
    }
    // In the wrong category.
    ledger.add(day(4, 11), 2_140, "Entertainment", "MAPLE PHARMACY");
    // Charged twice in one month by a subscription.
    ledger.add(day(1, 10), 1_799, "Subscriptions", "STREAMFLIX.COM");
}

/// The day of the month, or its last one.
fn on(month: NaiveDate, day: u32) -> NaiveDate {
    month.with_day(day.min(days_in(month))).unwrap_or(month)
}

fn days_in(month: NaiveDate) -> u32 {
    let next = month.checked_add_months(Months::new(1)).and_then(|next| next.pred_opt());
    next.map_or(28, |last| last.day())
}

/// 0 in summer to 6 in winter.
fn cold(month: NaiveDate) -> u32 {
    [6, 6, 4, 2, 1, 1, 2, 2, 1, 2, 4, 6][month.month0() as usize]
}

/// SplitMix64: few lines, and the same numbers for ever.
struct Draw(u64);

impl Draw {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    fn below(&mut self, n: u64) -> u64 {
        self.next() % n.max(1)
    }

    /// A whole number of times whose mean is `times`.
    fn count(&mut self, times: f64) -> u64 {
        let jitter = times * (0.7 + 0.6 * self.unit());
        jitter.floor() as u64 + u64::from(self.unit() < jitter.fract())
    }

    /// `cents`, give or take `spread` percent, skewed to the high side as amounts are.
    fn around(&mut self, cents: i64, spread: i64) -> i64 {
        let bell = (0..4).map(|_| self.unit()).sum::<f64>() - 2.0; // about normal, deviation 0.58
        let factor = (bell * 1.7 * spread as f64 / 100.0).exp();
        ((cents as f64 * factor).round() as i64).max(50)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_household_is_the_same_every_time_and_ends_on_the_last_day() {
        let last = NaiveDate::from_ymd_opt(2026, 11, 21).unwrap();
        let (one, two) = (expenses(last, 42), expenses(last, 42));
        assert_eq!(one, two);
        assert_ne!(one, expenses(last, 43));
        assert!((900..2_500).contains(&one.len()), "{}", one.len());
        assert!(one.iter().all(|e| e.date <= last && e.minor != 0));
        let first = one.iter().map(|e| e.date).min().unwrap();
        assert!(first <= last.checked_sub_months(Months::new(22)).unwrap());
    }
}
