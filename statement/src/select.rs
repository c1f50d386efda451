//! What is left to do when the entries of a format are read: what the person said is applied, what no format takes for a
//! payment is put aside, and what cannot be known is asked.

use std::collections::BTreeSet;

use crate::{Entry, Options, Question, Reading, Refused, RowRefused, Statement};

/// Holds the number of entries, whatever the format, against the bound.
///
/// # Errors
/// `too_large`.
pub(crate) fn bounded(reading: Reading, options: &Options) -> Result<Reading, Refused> {
    let entries: usize = reading.statements.iter().map(|s| s.entries.len()).sum();
    if entries > options.limits.rows {
        return Err(Refused::new(
            "too_large",
            format!(
                "The file holds {entries} payments; at most {} are taken. Export a shorter period.",
                options.limits.rows
            ),
        ));
    }
    Ok(reading)
}

/// Applies sign, account and currency as the person said; puts rows of nothing aside; asks for the currency of a statement
/// with several.
///
/// # Errors
/// `no_entries` where the wanted account or currency is not in the file.
pub(crate) fn finish(mut reading: Reading, options: &Options) -> Result<Reading, Refused> {
    put_aside_nothing(&mut reading);
    if options.flip {
        for entry in reading.statements.iter_mut().flat_map(|s| &mut s.entries) {
            entry.amount = -entry.amount;
            if let Some((amount, _)) = &mut entry.original {
                *amount = -*amount;
            }
        }
        reading.notes.push("Signs are turned round, as you said.".to_owned());
    }
    choose_account(&mut reading, options)?;
    choose_currency(&mut reading, options)?;
    Ok(reading)
}

/// Payments of nothing are notices.
fn put_aside_nothing(reading: &mut Reading) {
    let skipped = &mut reading.skipped;
    for statement in &mut reading.statements {
        statement.entries.retain(|entry| {
            if !entry.amount.is_zero() {
                return true;
            }
            skipped.push(left_out(entry, "the amount is zero: a notice and no payment"));
            false
        });
    }
}

fn left_out(entry: &Entry, reason: &str) -> RowRefused {
    RowRefused {
        place: entry.place.clone(),
        column: String::new(),
        given: crate::plain::shown(&entry.description),
        reason: reason.to_owned(),
    }
}

/// The account's name for a file without one; of several accounts the one that was named.
fn choose_account(reading: &mut Reading, options: &Options) -> Result<(), Refused> {
    let Some(wanted) = &options.account else { return Ok(()) };
    let named: BTreeSet<&str> = reading.statements.iter().filter_map(|s| s.account.as_deref()).collect();
    if named.len() > 1 {
        if !named.contains(wanted.as_str()) {
            let named = named.into_iter().collect::<Vec<_>>().join(", ");
            return Err(Refused::new("no_entries", format!("The file holds the accounts {named}; none is {wanted}.")));
        }
        reading.statements.retain(|s| s.account.as_ref() == Some(wanted));
    } else {
        for statement in &mut reading.statements {
            statement.account = Some(wanted.clone());
        }
    }
    Ok(())
}

fn code_of<'a>(statement: &'a Statement, entry: &'a Entry) -> Option<&'a str> {
    entry.currency.as_deref().or(statement.currency.as_deref())
}

fn choose_currency(reading: &mut Reading, options: &Options) -> Result<(), Refused> {
    let mut all: BTreeSet<String> = BTreeSet::new();
    let mut mixed: BTreeSet<String> = BTreeSet::new();
    for statement in &reading.statements {
        let codes: BTreeSet<&str> = statement.entries.iter().filter_map(|e| code_of(statement, e)).collect();
        if codes.len() > 1 {
            mixed.extend(codes.iter().map(|&c| c.to_owned()));
        }
        all.extend(codes.into_iter().map(str::to_owned));
    }
    let Some(wanted) = &options.currency else {
        if !mixed.is_empty() {
            let codes = mixed.iter().cloned().collect::<Vec<_>>();
            reading.questions.push(Question {
                code: "currency".to_owned(),
                text: format!(
                    "The amounts are in {} currencies ({}) and there is no rate: they cannot be added up. Which one is to be \
                     taken?",
                    codes.len(),
                    codes.join(", ")
                ),
                answers: codes,
            });
        }
        return Ok(());
    };
    if all.is_empty() {
        for statement in &mut reading.statements {
            statement.currency = Some(wanted.clone());
        }
        return Ok(());
    }
    if !all.contains(wanted) {
        let all = all.into_iter().collect::<Vec<_>>().join(", ");
        return Err(Refused::new(
            "no_entries",
            format!(
                "The amounts are in {all}; nothing is in {wanted}. Leave the currency out, or name one of the file."
            ),
        ));
    }
    let skipped = &mut reading.skipped;
    for statement in &mut reading.statements {
        let code = statement.currency.clone();
        statement.entries.retain(|entry| {
            let in_wanted = entry.currency.as_ref().or(code.as_ref()).is_none_or(|c| c == wanted);
            if !in_wanted {
                skipped.push(left_out(entry, &format!("not in {wanted}, the currency that was asked for")));
            }
            in_wanted
        });
        if statement.entries.iter().any(|e| e.currency.is_some()) {
            statement.currency = Some(wanted.clone());
        }
    }
    Ok(())
}
