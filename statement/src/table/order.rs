//! The one order of day, month and year that all dates of a file are in. What cannot be known is asked.

use chrono::NaiveDate;

use super::Section;
use super::date::{self, Date};
use super::grid::Grid;
use crate::{DateOrder, Question, Reading, Refused, Role};

/// The order of the dates of all sections, and whether it must be asked.
pub(super) fn of_sections(
    grid: &Grid,
    sections: &[Section],
    wanted: Option<DateOrder>,
    reading: &mut Reading,
) -> Result<(DateOrder, bool), Refused> {
    let mut columns: Vec<Vec<Option<Date>>> = Vec::new();
    let mut places: Vec<(usize, usize)> = Vec::new();
    let mut dots = false;
    let mut example = None;
    for section in sections {
        for role in [Role::PurchaseDay, Role::BookingDay, Role::ValueDay] {
            let Some(column) = section.roles.iter().position(|&found| found == role) else { continue };
            let dates: Vec<Option<Date>> = (section.head.first..section.end)
                .map(|row| {
                    let cell = grid.cell(row, column);
                    let date = date::scan(cell);
                    if let Some(Date::Year(..) | Date::Short(..)) = date {
                        dots |= cell.contains('.');
                        let both = date.is_some_and(|date| {
                            date.day(DateOrder::Dmy).is_some()
                                && date.day(DateOrder::Mdy).is_some()
                                && date.day(DateOrder::Dmy) != date.day(DateOrder::Mdy)
                        });
                        if both && example.is_none() {
                            example = Some((row, cell, date));
                        }
                    }
                    date
                })
                .collect();
            columns.push(dates);
            places.push((section.head.first, column));
        }
    }
    if let Some(order) = wanted {
        return Ok((order, false));
    }
    let around: Vec<Date> = (0..sections.first().map_or(0, |section| section.head.begin))
        .flat_map(|row| {
            grid.cells(row).flat_map(|cell| cell.split_whitespace()).filter_map(date::scan).collect::<Vec<_>>()
        })
        .collect();
    let language = sections.iter().any(|section| section.head.names.iter().any(|name| day_first_language(name)));
    let reason = if dots {
        Some("the day comes first, as dates with dots have it.")
    } else if language {
        Some("the day comes first, as banks write it in the language of the header.")
    } else {
        None
    };
    match order(&columns, &around, reason) {
        Order::Known(order, note) => {
            if let Some(note) = note {
                reading.notes.push(format!("Dates: {note}"));
            }
            Ok((order, false))
        }
        Order::Mixed((a, day), (b, month)) => {
            let show = |column: usize, row: usize| {
                let (first, column) = places[column];
                (grid.line(first + row), grid.cell(first + row, column))
            };
            let ((day_line, day), (month_line, month)) = (show(a, day), show(b, month));
            Err(Refused::new(
                "mixed_dates",
                format!(
                    "The dates are in two orders: line {day_line} has {day:?}, which reads only with the day first, line {month_line} has \
                     {month:?}, which reads only with the month first. Give one file for each order, or mend the dates."
                ),
            ))
        }
        Order::Unknown => {
            let (line, cell, words) = example.map_or((0, "", String::new()), |(row, cell, date)| {
                let say = |order| {
                    date.and_then(|date: Date| date.day(order))
                        .map(|day| day.format("%-d %B %Y").to_string())
                        .unwrap_or_default()
                };
                (grid.line(row), cell, format!("{} or {}", say(DateOrder::Dmy), say(DateOrder::Mdy)))
            });
            reading.questions.push(Question {
                code: String::from("date_order"),
                text: format!("Does the day or the month come first? Every date reads both ways: {cell:?} in line {line} is {words}."),
                answers: vec![String::from("dmy"), String::from("mdy")],
            });
            Ok((DateOrder::Dmy, true))
        }
    }
}

/// Whether a name is of a language in which no bank writes the month first.
fn day_first_language(name: &str) -> bool {
    const WORDS: &[&str] = &[
        "datum",
        "buchungstag",
        "buchung",
        "betrag",
        "verwendungszweck",
        "fecha",
        "importe",
        "concepto",
        "libelle",
        "montant",
        "debit euros",
        "solde",
        "data",
        "importo",
        "causale",
        "valor",
        "descricao",
        "historico",
        "bedrag",
        "omschrijving",
        "naam",
        "kwota",
        "opis",
        "castka",
        "popis",
        "belopp",
        "beskrivning",
        "belob",
        "belop",
        "beskrivelse",
        "tekst",
        "dato",
        "summa",
        "selite",
        "paiva",
        "pvm",
        "tarih",
        "tutar",
        "aciklama",
        "дата",
        "сумма",
        "описание",
        "saldo",
        "umsatz",
        "valuta",
    ];
    super::names::plain(name).split(' ').any(|word| WORDS.contains(&word))
}

/// What is known of the order of a file's dates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    /// They read one way only, or all of them were decided by something; why, in words, where it is worth saying.
    Known(DateOrder, Option<String>),
    /// One date (column and row) reads only with the day first, another only with the month first.
    Mixed((usize, usize), (usize, usize)),
    /// Nothing tells.
    Unknown,
}

/// The order of the dates of a file: `dates` row by row (one inner list a column), `first_day` where the language or the
/// separators of the file leave no doubt.
pub(crate) fn order(columns: &[Vec<Option<Date>>], others: &[Date], day_first: Option<&str>) -> Order {
    let open = |date: &&Date| !matches!(date, Date::Plain(_));
    let all = || columns.iter().flatten().flatten();
    if !all().any(|date| open(&date)) {
        return Order::Known(DateOrder::Ymd, None);
    }
    if let Some(reason) = year_first(columns) {
        return Order::Known(DateOrder::Ymd, Some(reason));
    }
    // One date that reads one way only decides; two that contradict each other are for the person.
    let only = |yes: DateOrder, no: DateOrder| {
        columns.iter().enumerate().find_map(|(column, dates)| {
            let row = dates.iter().position(|date| {
                date.is_some_and(|date| {
                    !matches!(date, Date::Plain(_)) && date.day(yes).is_some() && date.day(no).is_none()
                })
            })?;
            Some((column, row))
        })
    };
    match (only(DateOrder::Dmy, DateOrder::Mdy), only(DateOrder::Mdy, DateOrder::Dmy)) {
        (Some(day), Some(month)) => return Order::Mixed(day, month),
        (Some(_), None) => return Order::Known(DateOrder::Dmy, None),
        (None, Some(_)) => return Order::Known(DateOrder::Mdy, None),
        (None, None) => {}
    }
    // Whether both orders give the same day everywhere.
    if all().all(|date| date.day(DateOrder::Dmy) == date.day(DateOrder::Mdy)) {
        return Order::Known(DateOrder::Dmy, None);
    }
    if let Some(reason) = day_first {
        return Order::Known(DateOrder::Dmy, Some(reason.to_owned()));
    }
    for (yes, no, words) in [
        (DateOrder::Dmy, DateOrder::Mdy, "the day comes first: "),
        (DateOrder::Mdy, DateOrder::Dmy, "the month comes first: "),
    ] {
        let decides = others.iter().any(|date| open(&date) && date.day(yes).is_some() && date.day(no).is_none());
        let denies = others.iter().any(|date| open(&date) && date.day(no).is_some() && date.day(yes).is_none());
        if decides && !denies {
            return Order::Known(yes, Some(format!("{words}a date beside the table tells.")));
        }
        if near(columns, yes) && !near(columns, no) {
            return Order::Known(yes, Some(format!("{words}only so do the dates of each row lie near each other.")));
        }
        if columns.iter().any(|column| in_order(column, yes) && !nearly_in_order(column, no)) {
            return Order::Known(yes, Some(format!("{words}only so are the rows in order of time.")));
        }
    }
    Order::Unknown
}

/// Whether dates of two digits a part begin with the year: the first part stays while the last one runs.
fn year_first(columns: &[Vec<Option<Date>>]) -> Option<String> {
    let shorts: Vec<_> = columns
        .iter()
        .flatten()
        .flatten()
        .filter_map(|date| match date {
            Date::Short(a, b, c) => Some((*a, *b, *c)),
            _ => None,
        })
        .collect();
    if shorts.is_empty()
        || shorts.len() < columns.iter().flatten().flatten().filter(|date| !matches!(date, Date::Plain(_))).count()
    {
        return None;
    }
    let valid = |order| shorts.iter().all(|&(a, b, c)| Date::Short(a, b, c).day(order).is_some());
    if !valid(DateOrder::Ymd) {
        return None;
    }
    if !valid(DateOrder::Dmy) && !valid(DateOrder::Mdy) {
        return Some(String::from("the year comes first: only so are all dates days."));
    }
    let distinct = |part: fn(&(u32, u32, u32)) -> u32| {
        let mut parts: Vec<u32> = shorts.iter().map(part).collect();
        parts.sort_unstable();
        parts.dedup();
        (parts.len(), parts.last().copied().unwrap_or(0) - parts.first().copied().unwrap_or(0))
    };
    let ((first, first_span), (last, last_span)) = (distinct(|date| date.0), distinct(|date| date.2));
    (first <= 3 && first_span <= 2 && last >= 5 && last_span >= 5)
        .then(|| String::from("the year comes first: it stays while the last number runs."))
}

/// Whether the two or more dates of each row are at most 31 days apart, most of them a few.
fn near(columns: &[Vec<Option<Date>>], order: DateOrder) -> bool {
    let [first, rest @ ..] = columns else { return false };
    let mut apart = 0usize;
    for column in rest {
        for (a, b) in first.iter().zip(column) {
            let (Some(a), Some(b)) = (a.and_then(|date| date.day(order)), b.and_then(|date| date.day(order))) else {
                continue;
            };
            let days = (a - b).num_days().abs();
            if days > 14 {
                return false;
            }
            apart += usize::from(days > 0);
        }
    }
    apart >= 2
}

/// How many steps of a column go up and down in time.
fn steps(column: &[Option<Date>], order: DateOrder) -> (usize, usize) {
    let days: Vec<NaiveDate> = column.iter().flatten().filter_map(|date| date.day(order)).collect();
    let up = days.windows(2).filter(|pair| pair[0] < pair[1]).count();
    let down = days.windows(2).filter(|pair| pair[0] > pair[1]).count();
    (up, down)
}

/// Whether at least three steps go one way and none, or one in twenty, the other.
fn in_order(column: &[Option<Date>], order: DateOrder) -> bool {
    let (up, down) = steps(column, order);
    up.max(down) >= 3 && up.min(down) * 20 <= up.max(down)
}

/// Whether no more than one step in four goes against the others.
fn nearly_in_order(column: &[Option<Date>], order: DateOrder) -> bool {
    let (up, down) = steps(column, order);
    up.min(down) * 4 <= up.max(down)
}
