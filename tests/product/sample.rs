//! A made-up ledger: fifteen months of groceries, rent, a subscription and dinners, with a double charge, a spike and a
//! price rise in it. Deterministic: the same seed gives the same file.

use chrono::{Days, Months, NaiveDate};

/// One row of the file.
pub(crate) struct Row {
    pub date: NaiveDate,
    pub cents: i64,
    pub category: &'static str,
    pub description: String,
}

/// A small deterministic generator (SplitMix64).
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % sides
    }
}

/// About 20 rows a month for `months` months from January 2024.
pub(crate) fn rows(months: u32, seed: u64) -> Vec<Row> {
    let mut dice = Dice(seed);
    let mut out = Vec::new();
    let start = NaiveDate::from_ymd_opt(2024, 1, 1).expect("a date");
    let shops = ["Harvest Market", "Corner Bakery", "Green Grocer", "POS Harvest Market #0231"];
    let dinners = ["Blue Noodle House", "Tandoori Olive", "SQ *Blue Noodle House"];
    for m in 0..months {
        let month = start + Months::new(m);
        let mut add = |day: u64, cents: i64, category, description: &str| {
            out.push(Row { date: month + Days::new(day), cents, category, description: description.to_owned() });
        };
        add(0, 95_000, "Rent", "Maple Apartments Rent");
        add(4, if m < months - 4 { 999 } else { 1_499 }, "Streaming", "Tunify Premium");
        for _ in 0..12 {
            let shop = shops[dice.roll(shops.len() as u64) as usize];
            add(dice.roll(28), 2_500 + dice.roll(5_000) as i64, "Groceries", shop);
        }
        for _ in 0..6 {
            let place = dinners[dice.roll(dinners.len() as u64) as usize];
            add(dice.roll(28), 1_200 + dice.roll(2_400) as i64, "Dining", place);
        }
    }
    let last = start + Months::new(months - 1) + Days::new(27);
    let mut add = |date, cents, category, description: &str| {
        out.push(Row { date, cents, category, description: description.to_owned() });
    };
    add(last - Days::new(9), 148_000, "Dining", "Blue Noodle House");
    add(last - Days::new(5), 6_321, "Groceries", "Harvest Market");
    add(last - Days::new(5), 6_321, "Groceries", "Harvest Market");
    add(last, 3_000, "Groceries", "Corner Bakery");
    out
}

/// The rows as an expense CSV.
pub(crate) fn csv(rows: &[Row]) -> String {
    let mut text = String::from("date,amount,category,description\n");
    for r in rows {
        text += &format!("{},{}.{:02},{},{}\n", r.date, r.cents / 100, r.cents % 100, r.category, r.description);
    }
    text
}
