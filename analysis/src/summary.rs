//! Totals of the range by category and by month, and budgets against them.

use crate::Ledger;
use crate::input::EntryKind;
use crate::model::ModelUse;
use crate::report::{BudgetStatus, CategoryMonth, CategoryTotal, MonthTotal, Note, SetAside, SummaryReport};

/// The whole range at a glance; `models` is what the run trained or reused.
#[must_use]
pub fn summarise(ledger: &Ledger, models: &[ModelUse]) -> SummaryReport {
    let complete = ledger.complete_months();
    let sums = ledger.by_category_and_month();
    let mut counts = vec![vec![0u64; ledger.months.len()]; ledger.categories.len()];
    for i in 0..ledger.len() {
        counts[ledger.category[i]][ledger.month[i]] += 1;
    }
    let mut notes = Vec::new();
    notes.extend(crate::anomaly::dates::reversed(ledger));
    let set_aside = set_aside(ledger);
    if !set_aside.is_empty() {
        let entries: Vec<String> = set_aside.iter().map(said).collect();
        let text = format!("{} are no spending and count nowhere", entries.join(" and "));
        notes.push(Note::new("set_aside", text));
    }
    if complete.is_empty() {
        let text = "the range covers no calendar month whole, so months and budgets cannot be compared; widen it";
        notes.push(Note::new("no_complete_month", text));
    }
    if ledger.budgets.is_empty() && ledger.idle_budgets.is_empty() {
        let text = "no budgets are set; set one for a category to see it against the actual spending";
        notes.push(Note::new("no_budgets", text));
    }
    let refunds = ledger.minor.iter().filter(|&&m| m < 0).count();
    if refunds > 0 {
        let text = format!("{refunds} of {} amounts are negative and count as refunds", ledger.len());
        notes.push(Note::new("refunds", text));
    }
    if !ledger.spellings.is_empty() {
        let one = |(shown, others): &(String, Vec<String>)| format!("{shown} (also {})", others.join(", "));
        let all: Vec<String> = ledger.spellings.iter().map(one).collect();
        let text = format!("categories that differ in capitals or spaces only are one: {}", all.join("; "));
        notes.push(Note::new("category_spellings", text));
    }
    SummaryReport {
        from: ledger.params.from.unwrap_or(ledger.date[0]),
        to: ledger.params.to.unwrap_or(ledger.date[ledger.len() - 1]),
        expenses: ledger.len() as u64,
        total: ledger.money(ledger.minor.iter().sum()),
        set_aside,
        currency: ledger.params.currency.clone(),
        merchants: ledger.merchants.len() as u64,
        categories: categories(ledger),
        months: months(ledger, &sums, &counts),
        category_months: category_months(ledger, &sums, &counts),
        budgets: budgets(ledger, &sums),
        models: models.to_vec(),
        notes,
    }
}

/// Income and transfers with their sums.
fn set_aside(ledger: &Ledger) -> Vec<SetAside> {
    let of = |kind: EntryKind| {
        let minor: Vec<i64> = ledger.aside.iter().filter(|a| a.kind == kind).map(|a| a.minor).collect();
        SetAside { kind, count: minor.len() as u64, total: ledger.money(minor.iter().sum()) }
    };
    [EntryKind::Income, EntryKind::Transfer].map(of).into_iter().filter(|s| s.count > 0).collect()
}

fn said(entries: &SetAside) -> String {
    let (one, many) = match entries.kind {
        EntryKind::Income => ("entry of income", "entries of income"),
        _ => ("transfer", "transfers"),
    };
    format!("{} {} ({})", entries.count, if entries.count == 1 { one } else { many }, entries.total)
}

fn categories(ledger: &Ledger) -> Vec<CategoryTotal> {
    let mut amounts = vec![Vec::new(); ledger.categories.len()];
    for i in 0..ledger.len() {
        amounts[ledger.category[i]].push(ledger.minor[i]);
    }
    let spent: i64 = ledger.minor.iter().filter(|&&m| m > 0).sum();
    let mut totals: Vec<(i64, CategoryTotal)> = amounts
        .iter_mut()
        .zip(&ledger.categories)
        .map(|(amounts, category)| {
            amounts.sort_unstable();
            let total: i64 = amounts.iter().sum();
            let positive: i64 = amounts.iter().filter(|&&m| m > 0).sum();
            let row = CategoryTotal {
                category: category.clone(),
                count: amounts.len() as u64,
                total: ledger.money(total),
                share: if spent > 0 { positive as f64 / spent as f64 } else { 0.0 },
                median: ledger.money(median(amounts)),
            };
            (total, row)
        })
        .collect();
    totals.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.category.cmp(&b.1.category)));
    totals.into_iter().map(|(_, row)| row).collect()
}

/// Middle of `sorted`; of an even number the mean of the two middle ones, rounded towards zero.
fn median(sorted: &[i64]) -> i64 {
    match sorted.len() {
        0 => 0,
        n if n % 2 == 1 => sorted[n / 2],
        n => (sorted[n / 2 - 1] + sorted[n / 2]) / 2,
    }
}

fn months(ledger: &Ledger, sums: &[Vec<i64>], counts: &[Vec<u64>]) -> Vec<MonthTotal> {
    let month = |(m, month): (usize, &crate::ledger::Month)| MonthTotal {
        month: month.first,
        count: counts.iter().map(|c| c[m]).sum(),
        total: ledger.money(sums.iter().map(|s| s[m]).sum()),
        complete: month.complete,
    };
    ledger.months.iter().enumerate().map(month).collect()
}

fn category_months(ledger: &Ledger, sums: &[Vec<i64>], counts: &[Vec<u64>]) -> Vec<CategoryMonth> {
    let mut rows = Vec::new();
    for (m, month) in ledger.months.iter().enumerate() {
        for (c, category) in ledger.categories.iter().enumerate() {
            if counts[c][m] > 0 {
                let (count, total) = (counts[c][m], ledger.money(sums[c][m]));
                rows.push(CategoryMonth { category: category.clone(), month: month.first, count, total });
            }
        }
    }
    rows
}

fn budgets(ledger: &Ledger, sums: &[Vec<i64>]) -> Vec<BudgetStatus> {
    let complete = ledger.complete_months();
    let status = |category: &str, budget: i64, spent: &[i64]| BudgetStatus {
        category: category.to_owned(),
        budget: ledger.money(budget),
        last_month: ledger.money(spent.last().copied().unwrap_or(0)),
        average: ledger.money(average(spent)),
        months_over: spent.iter().filter(|&&s| s > budget).count() as u64,
        months: spent.len() as u64,
    };
    let idle_spending = vec![0i64; complete.len()];
    let used = ledger.budgets.iter().map(|(&c, &b)| status(&ledger.categories[c], b, &sums[c][complete.clone()]));
    let idle = ledger.idle_budgets.iter().map(|(category, b)| status(category, *b, &idle_spending));
    let mut rows: Vec<BudgetStatus> = used.chain(idle).collect();
    rows.sort_by(|a, b| a.category.cmp(&b.category));
    rows
}

/// Mean rounded half away from zero; zero of nothing.
fn average(values: &[i64]) -> i64 {
    let n = i64::try_from(values.len()).unwrap_or(i64::MAX);
    if n == 0 {
        return 0;
    }
    let sum: i64 = values.iter().sum();
    (sum.abs() + n / 2) / n * sum.signum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Budget, Expense, Input, Params};

    fn expense(date: &str, minor: i64, category: &str) -> Expense {
        let date = date.parse().expect("a date");
        Expense { id: None, date, minor, category: category.into(), description: "Shop".into(), ..Expense::default() }
    }

    #[test]
    fn totals_tie_and_budgets_count_complete_months() {
        let input = Input {
            expenses: vec![
                expense("2024-01-01", 1000, "Food"),
                expense("2024-01-31", 500, "Food"),
                expense("2024-02-10", 7000, "Rent"),
                expense("2024-03-05", -200, "Food"),
                expense("2024-03-31", 900, "Food"),
                expense("2024-04-10", 100, "☕/.."),
            ],
            budgets: vec![
                Budget { category: "Food".into(), minor: 800 },
                Budget { category: "Idle".into(), minor: 100 },
            ],
            ..Input::default()
        };
        let ledger = Ledger::new(&input, &Params::default()).expect("six expenses");
        let report = summarise(&ledger, &[]);
        let total = report.total.minor();
        assert_eq!(total, 9300);
        assert_eq!(report.categories.iter().map(|c| c.total.minor()).sum::<i64>(), total);
        assert_eq!(report.months.iter().map(|m| m.total.minor()).sum::<i64>(), total);
        assert_eq!(report.category_months.iter().map(|m| m.total.minor()).sum::<i64>(), total);
        assert_eq!(
            report.categories.iter().map(|c| c.category.as_str()).collect::<Vec<_>>(),
            ["Rent", "Food", "☕/.."]
        );
        assert!((report.categories.iter().map(|c| c.share).sum::<f64>() - 1.0).abs() < 1e-12);
        assert_eq!(report.categories[1].median.minor(), 700);
        let food = &report.budgets[0];
        assert_eq!((food.months_over, food.months), (1, 3));
        assert_eq!((food.last_month.minor(), food.average.minor()), (700, 733));
        assert_eq!(report.budgets[1].category, "Idle");
        assert_eq!(report.notes.iter().map(|n| n.code.as_str()).collect::<Vec<_>>(), ["refunds"]);
    }
}
