//! Dates as banks write them: a cell is read into its three numbers ([`scan`]); which of them is the day is for the whole
//! file to say (`order`).

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

/// Names of months, January first, and their beginnings, without accents.
const MONTHS: [&str; 12] = [
    "jan|january|januar|janvier|janv|enero|ene|gennaio|gen|januari|janeiro|sty|stycznia|styczen|ledna|\
     leden|led|janner|tammikuu|tammikuuta|tammi|oca|ocak|янв|января|январь",
    "feb|february|febr|februar|fevrier|fevr|fev|febrero|febbraio|februari|fevereiro|lut|lutego|luty|unora|\
     unor|uno|feber|helmikuu|helmikuuta|helmi|sub|subat|фев|февраля|февраль",
    "mar|march|marz|mrz|maerz|mars|marzo|maart|mrt|marco|marca|marzec|brezna|brezen|bre|marts|marcius|\
     marc|maaliskuu|maaliskuuta|maalis|mart|мар|марта|март",
    "apr|april|avril|avr|abril|abr|aprile|kwi|kwietnia|kwiecien|dubna|duben|dub|aprilis|apr|huhtikuu|\
     huhtikuuta|huhti|nis|nisan|апр|апреля|апрель",
    "may|mai|mayo|maggio|mag|mei|maj|maja|maio|kvetna|kveten|kve|majus|toukokuu|toukokuuta|touko|mayis|\
     май|мая",
    "jun|june|juni|juin|junio|giugno|giu|junho|cze|czerwca|czerwiec|cervna|cerven|cvn|junius|kesakuu|\
     kesakuuta|kesa|haz|haziran|июн|июня|июнь",
    "jul|july|juli|juillet|juil|julio|luglio|lug|julho|lip|lipca|lipiec|cervence|cervenec|cvc|julius|\
     heinakuu|heinakuuta|heina|tem|temmuz|июл|июля|июль",
    "aug|august|aout|agosto|ago|augustus|augusti|sie|sierpnia|sierpien|srpna|srpen|srp|augusztus|elokuu|\
     elokuuta|elo|agu|agustos|авг|августа|август",
    "sep|sept|september|septembre|septiembre|setiembre|settembre|set|setembro|wrz|wrzesnia|wrzesien|zari|\
     zar|szeptember|szept|syyskuu|syyskuuta|syys|eyl|eylul|сен|сент|сентября|сентябрь",
    "oct|october|okt|oktober|octobre|octubre|ottobre|ott|outubro|out|paz|pazdziernika|pazdziernik|rijna|\
     rijen|rij|lokakuu|lokakuuta|loka|eki|ekim|окт|октября|октябрь",
    "nov|november|novembre|noviembre|novembro|lis|listopada|listopad|listopadu|marraskuu|marraskuuta|\
     marras|kas|kasim|ноя|нояб|ноября|ноябрь",
    "dec|december|dez|dezember|decembre|diciembre|dic|dicembre|dezembro|des|desember|gru|grudnia|grudzien|\
     prosince|prosinec|pro|joulukuu|joulukuuta|joulu|ara|aralik|дек|декабря|декабрь",
];

static MONTH: LazyLock<HashMap<String, u32>> = LazyLock::new(|| {
    let named = (1..).zip(MONTHS).flat_map(|(month, names)| names.split('|').map(move |name| (name, month)));
    named.map(|(name, month)| (super::names::plain(name), month)).collect()
});

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
