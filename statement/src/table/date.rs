//! Dates as banks write them, and the one order that all of a file are in.
//!
//! A cell is read into its three numbers ([`scan`]); which is the day is for the whole file to say ([`order`]). What
//! cannot be known is asked.

use std::collections::HashMap;
use std::sync::LazyLock;

use chrono::{Days, NaiveDate};

use crate::DateOrder;

/// A date whose parts may still be in any order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Date {
    /// It reads one way only: the year has four digits and comes first, or the month has a name.
    Plain(NaiveDate),
    /// Two numbers and a year of four digits.
    Year(u32, u32, i32),
    /// Three numbers of at most two digits.
    Short(u32, u32, u32),
}

/// Names of months, by their beginnings, without accents; the number of a month stands for several languages.
const MONTHS: &[(&str, u32)] = &[
    ("jan", 1),
    ("january", 1),
    ("januar", 1),
    ("janvier", 1),
    ("janv", 1),
    ("enero", 1),
    ("ene", 1),
    ("gennaio", 1),
    ("gen", 1),
    ("januari", 1),
    ("janeiro", 1),
    ("sty", 1),
    ("stycznia", 1),
    ("styczen", 1),
    ("ledna", 1),
    ("leden", 1),
    ("led", 1),
    ("janner", 1),
    ("tammikuu", 1),
    ("tammikuuta", 1),
    ("tammi", 1),
    ("oca", 1),
    ("ocak", 1),
    ("янв", 1),
    ("января", 1),
    ("январь", 1),
    ("feb", 2),
    ("february", 2),
    ("febr", 2),
    ("februar", 2),
    ("fevrier", 2),
    ("fevr", 2),
    ("fev", 2),
    ("febrero", 2),
    ("febbraio", 2),
    ("februari", 2),
    ("fevereiro", 2),
    ("lut", 2),
    ("lutego", 2),
    ("luty", 2),
    ("unora", 2),
    ("unor", 2),
    ("uno", 2),
    ("feber", 2),
    ("helmikuu", 2),
    ("helmikuuta", 2),
    ("helmi", 2),
    ("sub", 2),
    ("subat", 2),
    ("фев", 2),
    ("февраля", 2),
    ("февраль", 2),
    ("mar", 3),
    ("march", 3),
    ("marz", 3),
    ("mrz", 3),
    ("maerz", 3),
    ("mars", 3),
    ("marzo", 3),
    ("maart", 3),
    ("mrt", 3),
    ("marco", 3),
    ("marca", 3),
    ("marzec", 3),
    ("brezna", 3),
    ("brezen", 3),
    ("bre", 3),
    ("marts", 3),
    ("marcius", 3),
    ("marc", 3),
    ("maaliskuu", 3),
    ("maaliskuuta", 3),
    ("maalis", 3),
    ("mart", 3),
    ("мар", 3),
    ("марта", 3),
    ("март", 3),
    ("apr", 4),
    ("april", 4),
    ("avril", 4),
    ("avr", 4),
    ("abril", 4),
    ("abr", 4),
    ("aprile", 4),
    ("kwi", 4),
    ("kwietnia", 4),
    ("kwiecien", 4),
    ("dubna", 4),
    ("duben", 4),
    ("dub", 4),
    ("aprilis", 4),
    ("apr", 4),
    ("huhtikuu", 4),
    ("huhtikuuta", 4),
    ("huhti", 4),
    ("nis", 4),
    ("nisan", 4),
    ("апр", 4),
    ("апреля", 4),
    ("апрель", 4),
    ("may", 5),
    ("mai", 5),
    ("mayo", 5),
    ("maggio", 5),
    ("mag", 5),
    ("mei", 5),
    ("maj", 5),
    ("maja", 5),
    ("maio", 5),
    ("kvetna", 5),
    ("kveten", 5),
    ("kve", 5),
    ("majus", 5),
    ("toukokuu", 5),
    ("toukokuuta", 5),
    ("touko", 5),
    ("mayis", 5),
    ("май", 5),
    ("мая", 5),
    ("jun", 6),
    ("june", 6),
    ("juni", 6),
    ("juin", 6),
    ("junio", 6),
    ("giugno", 6),
    ("giu", 6),
    ("junho", 6),
    ("cze", 6),
    ("czerwca", 6),
    ("czerwiec", 6),
    ("cervna", 6),
    ("cerven", 6),
    ("cvn", 6),
    ("junius", 6),
    ("kesakuu", 6),
    ("kesakuuta", 6),
    ("kesa", 6),
    ("haz", 6),
    ("haziran", 6),
    ("июн", 6),
    ("июня", 6),
    ("июнь", 6),
    ("jul", 7),
    ("july", 7),
    ("juli", 7),
    ("juillet", 7),
    ("juil", 7),
    ("julio", 7),
    ("luglio", 7),
    ("lug", 7),
    ("julho", 7),
    ("lip", 7),
    ("lipca", 7),
    ("lipiec", 7),
    ("cervence", 7),
    ("cervenec", 7),
    ("cvc", 7),
    ("julius", 7),
    ("heinakuu", 7),
    ("heinakuuta", 7),
    ("heina", 7),
    ("tem", 7),
    ("temmuz", 7),
    ("июл", 7),
    ("июля", 7),
    ("июль", 7),
    ("aug", 8),
    ("august", 8),
    ("aout", 8),
    ("agosto", 8),
    ("ago", 8),
    ("augustus", 8),
    ("augusti", 8),
    ("sie", 8),
    ("sierpnia", 8),
    ("sierpien", 8),
    ("srpna", 8),
    ("srpen", 8),
    ("srp", 8),
    ("augusztus", 8),
    ("elokuu", 8),
    ("elokuuta", 8),
    ("elo", 8),
    ("agu", 8),
    ("agustos", 8),
    ("авг", 8),
    ("августа", 8),
    ("август", 8),
    ("sep", 9),
    ("sept", 9),
    ("september", 9),
    ("septembre", 9),
    ("septiembre", 9),
    ("setiembre", 9),
    ("settembre", 9),
    ("set", 9),
    ("setembro", 9),
    ("wrz", 9),
    ("wrzesnia", 9),
    ("wrzesien", 9),
    ("zari", 9),
    ("zar", 9),
    ("szeptember", 9),
    ("szept", 9),
    ("syyskuu", 9),
    ("syyskuuta", 9),
    ("syys", 9),
    ("eyl", 9),
    ("eylul", 9),
    ("сен", 9),
    ("сент", 9),
    ("сентября", 9),
    ("сентябрь", 9),
    ("oct", 10),
    ("october", 10),
    ("okt", 10),
    ("oktober", 10),
    ("octobre", 10),
    ("octubre", 10),
    ("ottobre", 10),
    ("ott", 10),
    ("outubro", 10),
    ("out", 10),
    ("paz", 10),
    ("pazdziernika", 10),
    ("pazdziernik", 10),
    ("rijna", 10),
    ("rijen", 10),
    ("rij", 10),
    ("lokakuu", 10),
    ("lokakuuta", 10),
    ("loka", 10),
    ("eki", 10),
    ("ekim", 10),
    ("окт", 10),
    ("октября", 10),
    ("октябрь", 10),
    ("nov", 11),
    ("november", 11),
    ("novembre", 11),
    ("noviembre", 11),
    ("novembro", 11),
    ("lis", 11),
    ("listopada", 11),
    ("listopad", 11),
    ("listopadu", 11),
    ("marraskuu", 11),
    ("marraskuuta", 11),
    ("marras", 11),
    ("kas", 11),
    ("kasim", 11),
    ("ноя", 11),
    ("нояб", 11),
    ("ноября", 11),
    ("ноябрь", 11),
    ("dec", 12),
    ("december", 12),
    ("dez", 12),
    ("dezember", 12),
    ("decembre", 12),
    ("diciembre", 12),
    ("dic", 12),
    ("dicembre", 12),
    ("dezembro", 12),
    ("des", 12),
    ("desember", 12),
    ("gru", 12),
    ("grudnia", 12),
    ("grudzien", 12),
    ("prosince", 12),
    ("prosinec", 12),
    ("pro", 12),
    ("joulukuu", 12),
    ("joulukuuta", 12),
    ("joulu", 12),
    ("ara", 12),
    ("aralik", 12),
    ("дек", 12),
    ("декабря", 12),
    ("декабрь", 12),
];

static MONTH: LazyLock<HashMap<String, u32>> =
    LazyLock::new(|| MONTHS.iter().map(|(name, month)| (super::names::plain(name), *month)).collect());

fn month(word: &str) -> Option<u32> {
    if word.len() > 24 {
        return None;
    }
    MONTH.get(&super::names::plain(word)).copied()
}

/// The year of two digits that is meant: 1980 to 2079.
fn century(year: u32) -> i32 {
    year as i32 + if year >= 80 { 1900 } else { 2000 }
}

/// One part of a date: digits and how many, or a name.
enum Part<'a> {
    Digits(u32, usize),
    Word(&'a str),
}

/// The date a cell holds and nothing else but a time.
pub(crate) fn scan(cell: &str) -> Option<Date> {
    let bytes = cell.as_bytes();
    if cell.len() < 5 || cell.len() > 48 || !bytes.iter().any(u8::is_ascii_digit) {
        return None;
    }
    // Nearly all begin with a digit; the rest with the name of a month or of a day, or of a Japanese era.
    if let Some(date) = compact(cell) {
        return Some(date);
    }
    let mut parts: [Option<Part>; 3] = [None, None, None];
    let (mut count, mut at) = (0, 0);
    let (mut era, mut named) = (0, false);
    let mut separator = None;
    while count < 3 && at < cell.len() {
        let rest = &cell[at..];
        let first = rest.chars().next()?;
        if first.is_ascii_digit() {
            let width = rest.bytes().take_while(u8::is_ascii_digit).count();
            if width > 4 || width == 3 {
                return None;
            }
            parts[count] = Some(Part::Digits(rest[..width].parse().ok()?, width));
            count += 1;
            at += width;
        } else if first.is_alphabetic() {
            let width = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
            let word = &rest[..width];
            at += width;
            match word {
                "年" | "月" | "日" | "년" | "월" | "일" => {}
                "令和" | "R" if count == 0 => era = 2018,
                "平成" | "H" if count == 0 => era = 1988,
                "T" => return None,
                _ if month(word).is_some() => {
                    parts[count] = Some(Part::Word(word));
                    count += 1;
                }
                // `1st`, `5 de enero`, `1er`: small words around the numbers.
                _ if count > 0 && width <= 3 => {}
                _ if count == 0 && !named && weekday(word) => named = true,
                _ => return None,
            }
        } else if matches!(first, '-' | '/' | '.' | ' ' | ',' | '\u{a0}' | '\'' | '\u{2010}'..='\u{2015}' | '年' | '月')
        {
            if count > 0 && matches!(first, '-' | '/' | '.') {
                // `12.05-2026` is no date; `5. Jan 2026` is.
                if separator.is_some_and(|known| known != first)
                    && !parts.iter().flatten().any(|part| matches!(part, Part::Word(_)))
                {
                    return None;
                }
                separator = Some(first);
            }
            at += first.len_utf8();
        } else {
            return None;
        }
    }
    if count < 3 || !time(&cell[at..]) {
        return None;
    }
    let date = match parts {
        [Some(Part::Digits(day, wide)), Some(Part::Word(name)), Some(Part::Digits(year, width))] => {
            let name = month(name)?;
            if wide == 4 {
                return NaiveDate::from_ymd_opt(day as i32, name, year).map(Date::Plain);
            }
            Date::Plain(NaiveDate::from_ymd_opt(whole_year(year, width)?, name, day)?)
        }
        [Some(Part::Word(name)), Some(Part::Digits(day, _)), Some(Part::Digits(year, width))] => {
            Date::Plain(NaiveDate::from_ymd_opt(whole_year(year, width)?, month(name)?, day)?)
        }
        [Some(Part::Digits(year, width)), Some(Part::Digits(month, _)), Some(Part::Digits(day, 1 | 2))]
            if width == 4 || era > 0 =>
        {
            let year = year as i32 + era;
            if !(1000..=2999).contains(&year) {
                return None;
            }
            Date::Plain(
                NaiveDate::from_ymd_opt(year, month, day).or_else(|| NaiveDate::from_ymd_opt(year, day, month))?,
            )
        }
        [Some(Part::Digits(a, 1 | 2)), Some(Part::Digits(b, 1 | 2)), Some(Part::Digits(year, 4))] => {
            if !(1000..=2999).contains(&year) || a == 0 || b == 0 || a > 31 || b > 31 || a > 12 && b > 12 {
                return None;
            }
            separator?;
            Date::Year(a, b, year as i32)
        }
        [Some(Part::Digits(a, 1 | 2)), Some(Part::Digits(b, 2)), Some(Part::Digits(c, 2))]
        | [Some(Part::Digits(a, 1 | 2)), Some(Part::Digits(b, 1)), Some(Part::Digits(c, 2))] => {
            separator?;
            Date::Short(a, b, c)
        }
        _ => return None,
    };
    match date {
        Date::Short(..)
            if ![DateOrder::Dmy, DateOrder::Mdy, DateOrder::Ymd].iter().any(|&order| date.day(order).is_some()) =>
        {
            None
        }
        Date::Year(..) if ![DateOrder::Dmy, DateOrder::Mdy].iter().any(|&order| date.day(order).is_some()) => None,
        _ => Some(date),
    }
}

/// Whether a word is the name of a day: `Mon`, `lundi`, `Freitag`, `Do`.
fn weekday(word: &str) -> bool {
    const DAYS: &str = "mon tue wed thu fri sat sun die mit don fre sam son mo di mi do fr sa so lun mar mer jeu ven dim mie jue vie sab dom gio \
        seg ter qua qui sex maa din woe vri zat zon pon wto sro czw pia sob nie ute str stv ctv pat ned het kedd sze csut pen szo vas man tis ons tor \
        lor tir fre ma ti ke to pe la su pzt sal car per cum paz пон вто сре чет пят суб вос пн вт ср чт пт сб вс";
    let word = super::names::plain(word);
    word.chars().count() <= 12
        && DAYS.split_whitespace().any(|day| {
            let day = super::names::plain(day);
            if day.chars().count() < 3 { word == day } else { word.starts_with(&day) }
        })
}

fn whole_year(year: u32, width: usize) -> Option<i32> {
    match width {
        4 => (1000..=2999).contains(&year).then_some(year as i32),
        2 => Some(century(year)),
        _ => None,
    }
}

/// `20260103`, `20260103123456`, `05JAN2026`; `03012026` where it is no year.
fn compact(cell: &str) -> Option<Date> {
    let digits = cell.bytes().take_while(u8::is_ascii_digit).count();
    if digits == 8 && (cell.len() == 8 || time(&cell[8..]))
        || digits == 14 && cell.len() == 14
        || digits == 12 && cell.len() == 12
    {
        let number = |from: usize, to: usize| cell[from..to].parse::<u32>().ok();
        if let (Some(year @ 1950..=2099), Some(month), Some(day)) = (number(0, 4), number(4, 6), number(6, 8))
            && let Some(date) = NaiveDate::from_ymd_opt(year as i32, month, day)
        {
            return Some(Date::Plain(date));
        }
        if digits == 8
            && let (Some(a), Some(b), Some(year @ 1950..=2099)) = (number(0, 2), number(2, 4), number(4, 8))
            && (1..=31).contains(&a)
            && (1..=31).contains(&b)
            && !(a > 12 && b > 12)
        {
            return Some(Date::Year(a, b, year as i32));
        }
        return None;
    }
    if (7..=9).contains(&cell.len()) && cell.is_ascii() && digits <= 2 && digits > 0 {
        let letters = cell[digits..].bytes().take_while(u8::is_ascii_alphabetic).count();
        let year = &cell[digits + letters..];
        if letters == 3 && matches!(year.len(), 2 | 4) && year.bytes().all(|byte| byte.is_ascii_digit()) {
            let year = whole_year(year.parse().ok()?, year.len())?;
            return NaiveDate::from_ymd_opt(year, month(&cell[digits..digits + 3])?, cell[..digits].parse().ok()?)
                .map(Date::Plain);
        }
    }
    None
}

/// Whether what follows a date is a time, a zone, the name of a day, or nothing.
fn time(rest: &str) -> bool {
    let rest = rest.trim_start_matches(['日', '일', '.', ',', ' ', '\u{a0}', 'T', '-', '_']);
    if rest.is_empty() {
        return true;
    }
    if let Some(inner) = rest.strip_prefix(['(', '（']) {
        return inner.len() <= 16 && inner.ends_with([')', '）']);
    }
    if rest.bytes().next().is_some_and(|byte| byte.is_ascii_digit()) {
        let clock = rest.bytes().take_while(|byte| byte.is_ascii_digit() || matches!(byte, b':' | b'.')).count();
        let (clock, zone) = rest.split_at(clock);
        let hours = clock.bytes().take_while(u8::is_ascii_digit).count();
        return hours <= 2 && clock.len() >= 3 && zone.len() <= 28 || hours == 6 && clock.len() == 6 && zone.is_empty();
    }
    rest.chars().all(|c| c.is_alphabetic() || c == '.') && rest.chars().count() <= 12
}

/// Days of Excel's serial numbers that are taken for dates: 1982 to 2119.
const SERIALS: std::ops::RangeInclusive<u64> = 30_000..=80_000;

/// The day of an Excel serial number, as a table shows it whose dates lost their format.
pub(crate) fn serial(cell: &str) -> Option<NaiveDate> {
    let (whole, fraction) = cell.split_once(['.', ',']).unwrap_or((cell, ""));
    if whole.len() != 5 || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let days: u64 = whole.parse().ok()?;
    SERIALS.contains(&days).then(|| NaiveDate::from_ymd_opt(1899, 12, 30)?.checked_add_days(Days::new(days))).flatten()
}

impl Date {
    /// The day, where the parts are in this order.
    pub(crate) fn day(&self, order: DateOrder) -> Option<NaiveDate> {
        match (*self, order) {
            (Self::Plain(day), _) => Some(day),
            (Self::Year(a, b, year), DateOrder::Mdy) => NaiveDate::from_ymd_opt(year, a, b),
            (Self::Year(a, b, year), _) => NaiveDate::from_ymd_opt(year, b, a),
            (Self::Short(a, b, c), DateOrder::Dmy) => NaiveDate::from_ymd_opt(century(c), b, a),
            (Self::Short(a, b, c), DateOrder::Mdy) => NaiveDate::from_ymd_opt(century(c), a, b),
            (Self::Short(a, b, c), DateOrder::Ymd) => NaiveDate::from_ymd_opt(century(a), b, c),
        }
    }
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
