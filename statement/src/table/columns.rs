//! What each column holds: by its name, by its cells, and by how it runs with the others.

use super::grid::Grid;
use super::header::Head;
use super::names::{self, Meaning};
use super::profile::Profile;
use super::{is_amount, is_date, run};
use crate::Role;

/// The role of each column.
pub(crate) fn roles(grid: &Grid, head: &Head, profiles: &[Profile], end: usize) -> Vec<Role> {
    let named: Vec<Vec<(Meaning, u8)>> = (0..head.width)
        .map(|column| head.names.get(column).map(|name| names::meanings(name)).unwrap_or_default())
        .collect();
    let mut chosen: Vec<Option<(Meaning, u8)>> = named
        .iter()
        .zip(profiles)
        .map(|(meanings, profile)| meanings.iter().copied().find(|&(meaning, weight)| profile.allows(meaning, weight)))
        .collect();
    // A type that does not say in or out is the kind of booking.
    for (column, meanings) in named.iter().enumerate() {
        if chosen[column].is_none()
            && meanings.iter().any(|(meaning, _)| matches!(meaning, Meaning::Is(Role::Sign | Role::State)))
        {
            let text = profiles[column].textual() || profiles[column].filled == 0;
            chosen[column] = text.then_some((Meaning::Kind, 1));
        }
        if chosen[column] == Some((Meaning::Kind, 3))
            && profiles[column].distinct.iter().all(|cell| own_kind(cell))
            && profiles[column].filled > 0
        {
            chosen[column] = Some((Meaning::Is(Role::Kind), 3));
        }
    }
    let mut roles = vec![Role::Ignore; head.width];
    dates(head, profiles, &chosen, &mut roles);
    let balances = run::balances(grid, head, profiles, end);
    amounts(profiles, &chosen, &balances, &mut roles);
    currencies(profiles, &chosen, &mut roles);
    signs(profiles, &chosen, &mut roles);
    texts(head, profiles, &chosen, &mut roles);
    roles
}

fn own_kind(cell: &str) -> bool {
    matches!(cell, "expense" | "refund" | "income" | "transfer")
}

fn dates(head: &Head, profiles: &[Profile], chosen: &[Option<(Meaning, u8)>], roles: &mut [Role]) {
    for role in [Role::PurchaseDay, Role::BookingDay, Role::ValueDay] {
        // The name that says so best; of equal ones the fullest, then the first.
        let best = (0..roles.len())
            .filter(|&column| {
                chosen[column].is_some_and(|(meaning, _)| meaning == Meaning::Is(role)) && roles[column] == Role::Ignore
            })
            .max_by_key(|&column| {
                let generic = role == Role::BookingDay && head.names.get(column).is_some_and(|name| generic_date(name));
                (chosen[column].map(|(_, weight)| weight), !generic, profiles[column].filled, std::cmp::Reverse(column))
            });
        if let Some(column) = best {
            roles[column] = role;
        }
    }
    // `Date` beside `Posted date`: the day of the purchase.
    if !roles.contains(&Role::PurchaseDay)
        && let Some(column) = (0..roles.len()).find(|&column| {
            roles[column] == Role::Ignore
                && chosen[column]
                    .is_some_and(|(meaning, weight)| meaning == Meaning::Is(Role::BookingDay) && weight == 3)
                && head.names.get(column).is_some_and(|name| generic_date(name))
                && roles.contains(&Role::BookingDay)
        })
    {
        roles[column] = Role::PurchaseDay;
    }
    if !roles.iter().any(|role| matches!(role, Role::PurchaseDay | Role::BookingDay | Role::ValueDay)) {
        // No name says so: the first column of dates is the booking, another one the value day.
        let mut columns = (0..roles.len()).filter(|&column| {
            chosen[column].is_none_or(|(meaning, weight)| weight < 3 || is_date(meaning))
                && profiles[column].most(profiles[column].dates, 8)
        });
        if let Some(column) = columns.next() {
            roles[column] = Role::BookingDay;
            if let Some(column) = columns.next() {
                roles[column] = Role::ValueDay;
            }
        }
    }
}

fn generic_date(name: &str) -> bool {
    matches!(
        names::plain(name).as_str(),
        "date"
            | "datum"
            | "fecha"
            | "data"
            | "dato"
            | "paiva"
            | "pvm"
            | "tarih"
            | "дата"
            | "日付"
            | "日期"
            | "datum czas"
            | "datum uhrzeit"
            | "date time"
    )
}

fn amounts(profiles: &[Profile], chosen: &[Option<(Meaning, u8)>], balances: &[usize], roles: &mut [Role]) {
    let is = |column: usize, meaning: Meaning| chosen[column].is_some_and(|(found, _)| found == meaning);
    let free =
        |roles: &[Role]| -> Vec<usize> { (0..roles.len()).filter(|&column| roles[column] == Role::Ignore).collect() };
    for column in free(roles) {
        let named = chosen[column].is_some_and(|(meaning, weight)| weight == 3 && is_amount(meaning));
        if is(column, Meaning::Is(Role::Balance)) || balances.contains(&column) && !named {
            roles[column] = Role::Balance;
        }
    }
    let all = |meaning: Meaning, roles: &[Role]| -> Vec<usize> {
        free(roles).into_iter().filter(|&column| is(column, meaning)).collect()
    };
    // What is filled most, then what is named best, then the first.
    let best = |columns: &[usize]| {
        columns.iter().copied().max_by_key(|&column| {
            (
                profiles[column].filled,
                chosen[column].map(|(_, weight)| weight),
                profiles[column].money,
                std::cmp::Reverse(column),
            )
        })
    };
    let (net, gross) = (best(&all(Meaning::Net, roles)), best(&all(Meaning::Gross, roles)));
    let settled = best(&all(Meaning::Settled, roles));
    let named = all(Meaning::Is(Role::Amount), roles);
    let amount = net.or(settled).or_else(|| best(&named)).or(gross);
    let (debit, credit) = (best(&all(Meaning::Is(Role::Debit), roles)), best(&all(Meaning::Is(Role::Credit), roles)));
    let original = best(&all(Meaning::Is(Role::OriginalAmount), roles));
    let rows = profiles.iter().map(|profile| profile.filled).max().unwrap_or(0);
    let signed = |column: usize| profiles[column].negative > 0 || profiles[column].sides > 0;
    match (amount, debit, credit) {
        // Both: a signed amount that is always there says all; else the two columns have the sign.
        (Some(amount), Some(debit), Some(credit)) => {
            if profiles[amount].filled * 20 >= rows * 19
                && (signed(amount) || profiles[debit].filled + profiles[credit].filled == 0)
            {
                roles[amount] = Role::Amount;
            } else {
                roles[debit] = Role::Debit;
                roles[credit] = Role::Credit;
            }
        }
        (None, Some(debit), Some(credit)) => {
            roles[debit] = Role::Debit;
            roles[credit] = Role::Credit;
        }
        (Some(amount), ..) => roles[amount] = Role::Amount,
        // One of two, the other without a name.
        (None, Some(one), None) | (None, None, Some(one)) => {
            let other = free(roles).into_iter().find(|&column| {
                column != one
                    && chosen[column].is_none()
                    && profiles[column].monetary()
                    && profiles[column].filled < rows
            });
            roles[one] = if debit.is_some() { Role::Debit } else { Role::Credit };
            if let Some(other) = other {
                roles[other] = if debit.is_some() { Role::Credit } else { Role::Debit };
            }
        }
        (None, None, None) => {
            if let Some(original) = original {
                roles[original] = Role::Amount;
            } else {
                // By content: the last column of money that is no balance and that no name says to be something else.
                let candidates: Vec<usize> = free(roles)
                    .into_iter()
                    .filter(|&column| {
                        profiles[column].monetary()
                            && chosen[column].is_none_or(|(meaning, weight)| weight < 3 || is_amount(meaning))
                    })
                    .collect();
                // Two columns of which each row fills one: out and in, in this order.
                let pair = candidates.windows(2).find(|pair| {
                    pair.iter().all(|&column| profiles[column].filled < rows)
                        && (profiles[pair[0]].filled + profiles[pair[1]].filled).abs_diff(rows) * 20 <= rows
                });
                if let Some(&[out, back]) =
                    pair.filter(|_| candidates.iter().all(|&column| profiles[column].filled < rows))
                {
                    roles[out] = Role::Debit;
                    roles[back] = Role::Credit;
                }
                let column = candidates
                    .iter()
                    .copied()
                    .max_by_key(|&column| (profiles[column].filled, profiles[column].negative, column));
                let column = column.filter(|_| !roles.contains(&Role::Debit)).or_else(|| {
                    free(roles).into_iter().rfind(|&column| {
                        let profile = &profiles[column];
                        chosen[column].is_none()
                            && profile.most(profile.numbers, 9)
                            && !profile.most(profile.long, 1)
                            && !profile.most(profile.dates, 5)
                    })
                });
                if let Some(column) = column.filter(|_| !roles.contains(&Role::Debit)) {
                    roles[column] = Role::Amount;
                }
            }
        }
    }
    if roles.contains(&Role::Amount) || roles.contains(&Role::Debit) {
        let second = original
            .filter(|&column| roles[column] == Role::Ignore)
            .or_else(|| if settled.is_some() { best(&all(Meaning::Is(Role::Amount), roles)) } else { None });
        if let Some(column) = second {
            roles[column] = Role::OriginalAmount;
        }
        if roles.iter().zip(0..).all(|(&role, column)| role != Role::Amount || Some(column) != net)
            && let Some(fee) = best(&all(Meaning::Is(Role::Fee), roles))
        {
            roles[fee] = Role::Fee;
        }
    }
    // One balance is enough: of those before and after a row the one after it, which stands to the right.
    let balanced: Vec<usize> = (0..roles.len()).filter(|&column| roles[column] == Role::Balance).collect();
    if let Some(&kept) = balanced.iter().rfind(|column| balances.contains(column)).or(balanced.first()) {
        balanced.iter().filter(|&&column| column != kept).for_each(|&column| roles[column] = Role::Ignore);
    }
}

fn currencies(profiles: &[Profile], chosen: &[Option<(Meaning, u8)>], roles: &mut [Role]) {
    let amount = roles
        .iter()
        .position(|&role| role == Role::Amount)
        .or_else(|| roles.iter().position(|&role| role == Role::Debit));
    let codes = |column: usize| profiles[column].filled > 0 && profiles[column].most(profiles[column].codes, 8);
    let of = |wanted: Role, roles: &[Role]| -> Vec<usize> {
        (0..roles.len())
            .filter(|&column| {
                roles[column] == Role::Ignore
                    && codes(column)
                    && chosen[column].is_some_and(|(meaning, _)| meaning == Meaning::Is(wanted))
            })
            .collect()
    };
    if let Some(&column) = of(Role::OriginalCurrency, roles).first() {
        roles[column] = Role::OriginalCurrency;
    }
    let mut candidates = of(Role::Currency, roles);
    if candidates.is_empty() && !roles.contains(&Role::OriginalCurrency) {
        // Without a name.
        candidates = (0..roles.len())
            .filter(|&column| {
                roles[column] == Role::Ignore
                    && chosen[column].is_none()
                    && codes(column)
                    && profiles[column].most(profiles[column].codes, 10)
            })
            .collect();
    }
    let Some(amount) = amount else { return };
    // The nearest, to the right before to the left.
    if let Some(&nearest) = candidates.iter().min_by_key(|&&column| (column.abs_diff(amount), column < amount)) {
        roles[nearest] = Role::Currency;
        if let Some(&other) = candidates.iter().find(|&&column| column != nearest)
            && !roles.contains(&Role::OriginalCurrency)
        {
            roles[other] = Role::OriginalCurrency;
        }
    } else if roles.contains(&Role::OriginalCurrency)
        && !roles.contains(&Role::OriginalAmount)
        && let Some(column) = roles.iter().position(|&role| role == Role::OriginalCurrency)
    {
        // The only currency there is.
        roles[column] = Role::Currency;
    }
}

fn signs(profiles: &[Profile], chosen: &[Option<(Meaning, u8)>], roles: &mut [Role]) {
    if roles.contains(&Role::Amount) {
        let named = (0..roles.len()).find(|&column| {
            roles[column] == Role::Ignore
                && profiles[column].filled > 0
                && chosen[column].is_some_and(|(meaning, _)| meaning == Meaning::Is(Role::Sign))
        });
        let unnamed = || {
            (0..roles.len()).find(|&column| {
                let profile = &profiles[column];
                roles[column] == Role::Ignore
                    && profile.sides == profile.filled
                    && profile.flows.0 > 0
                    && (profile.flows.1 > 0 || chosen[column].is_none())
                    && profile.distinct.len() <= 4
                    && chosen[column].is_none_or(|(meaning, _)| {
                        matches!(meaning, Meaning::Kind | Meaning::Is(Role::Description | Role::Ignore))
                    })
            })
        };
        if let Some(column) = named.or_else(unnamed) {
            roles[column] = Role::Sign;
        }
    }
    let state = (0..roles.len())
        .find(|&column| {
            roles[column] == Role::Ignore
                && profiles[column].filled > 0
                && chosen[column].is_some_and(|(meaning, _)| meaning == Meaning::Is(Role::State))
        })
        .or_else(|| {
            (0..roles.len()).find(|&column| {
                let profile = &profiles[column];
                roles[column] == Role::Ignore
                    && profile.filled > 0
                    && profile.states == profile.filled
                    && profile.distinct.len() <= 6
            })
        });
    if let Some(column) = state {
        roles[column] = Role::State;
    }
}

fn texts(head: &Head, profiles: &[Profile], chosen: &[Option<(Meaning, u8)>], roles: &mut [Role]) {
    let rows = profiles.iter().map(|profile| profile.filled).max().unwrap_or(0);
    let mut accounts: Vec<usize> = Vec::new();
    for column in 0..roles.len() {
        if roles[column] != Role::Ignore {
            continue;
        }
        let profile = &profiles[column];
        roles[column] = match chosen[column] {
            Some((Meaning::Is(role @ (Role::Description | Role::CounterpartyAccount | Role::Kind)), _)) => role,
            Some((Meaning::Is(role @ (Role::Counterparty | Role::Payer | Role::Payee)), _)) => role,
            Some((Meaning::Is(Role::Category), _)) if !roles.contains(&Role::Category) => Role::Category,
            Some((Meaning::Is(Role::BankId), _))
                if !roles.contains(&Role::BankId) && profile.distinct.len() * 10 >= profile.filled.min(200) * 9 =>
            {
                Role::BankId
            }
            // A reference of words is what the payer wrote; one of digits says nothing.
            Some((Meaning::Reference, _)) if profile.most(profile.words, 5) => Role::Description,
            Some((Meaning::Kind, _)) => Role::Hint,
            Some((Meaning::AnyAccount, _)) => {
                accounts.push(column);
                Role::Ignore
            }
            _ => Role::Ignore,
        };
    }
    account(profiles, &accounts, rows, roles);
    // `Buchungstext` beside `Verwendungszweck` is the kind of booking.
    let kinds: Vec<usize> = (0..roles.len())
        .filter(|&column| {
            roles[column] == Role::Description
                && head.names.get(column).is_some_and(|name| {
                    matches!(
                        names::plain(name).as_str(),
                        "buchungstext"
                            | "causale"
                            | "lancamento"
                            | "transaktion"
                            | "tapahtuma"
                            | "nature de l operation"
                            | "movimiento"
                    )
                })
        })
        .collect();
    if roles.iter().filter(|&&role| role == Role::Description).count() > kinds.len() {
        kinds.into_iter().for_each(|column| roles[column] = Role::Hint);
    }
    // Who was paid in one of two columns by direction needs both.
    let payer = roles.iter().position(|&role| role == Role::Payer);
    let payee = roles.iter().position(|&role| role == Role::Payee);
    if payer.is_none() != payee.is_none()
        && let Some(column) = payer.or(payee)
    {
        roles[column] = Role::Counterparty;
    }
    let described = |roles: &[Role]| {
        roles.iter().zip(profiles).any(|(role, profile)| {
            matches!(role, Role::Description | Role::Counterparty | Role::Payer) && profile.filled > 0
        })
    };
    if !described(roles) {
        // The kind of booking is the only text; else any text that is not the same everywhere.
        for column in 0..roles.len() {
            if roles[column] == Role::Hint
                && profiles[column].distinct.len() > 1
                && profiles[column].distinct.len() * 4 > profiles[column].filled.min(200)
            {
                roles[column] = Role::Description;
            }
        }
    }
    if !described(roles) {
        for column in 0..roles.len() {
            let open = roles[column] == Role::Ignore
                && chosen[column].is_none_or(|(meaning, weight)| weight < 3 || meaning == Meaning::Reference);
            if open
                && profiles[column].textual()
                && (!profiles[column].constant() || rows == 1)
                && !accounts.contains(&column)
            {
                roles[column] = Role::Description;
            }
        }
        if rows == 1 && chosen.iter().all(Option::is_none) {
            // One row tells nothing of what is constant: the longest text.
            let longest = (0..roles.len())
                .filter(|&column| roles[column] == Role::Description)
                .max_by_key(|&column| profiles[column].length);
            for (column, role) in roles.iter_mut().enumerate() {
                if *role == Role::Description && Some(column) != longest {
                    *role = Role::Ignore;
                }
            }
        }
    }
}

/// The account of the person is the same in most rows; that of the other side changes, or is missing.
fn account(profiles: &[Profile], accounts: &[usize], rows: usize, roles: &mut [Role]) {
    let full = |column: usize| profiles[column].filled == rows && rows > 0;
    let few = |distinct: usize| distinct == 1 || distinct * 4 <= rows || rows < 12 && distinct * 2 <= rows;
    let own = accounts
        .iter()
        .copied()
        .filter(|&column| full(column) && few(profiles[column].distinct.len()))
        .min_by_key(|&column| {
            (profiles[column].most(profiles[column].letters, 10) && profiles[column].length < 4 * rows, column)
        })
        .or_else(|| accounts.first().copied().filter(|&column| full(column) && rows <= 2));
    for &column in accounts {
        if Some(column) == own {
            roles[column] = Role::Account;
        } else if !roles.contains(&Role::CounterpartyAccount) && profiles[column].distinct.len() > 1 {
            roles[column] = Role::CounterpartyAccount;
        }
    }
}
