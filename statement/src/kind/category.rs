//! Categories that name a kind, as people and budget programs write them.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::words::plain;
use crate::EntryKind;

const TRANSFER: &str = "
    transfer, transfers, internal transfer, internal transfers, account transfer, account transfers, own transfer, own transfers
    transfer between accounts, transfers between accounts, transfer in, transfer out, credit card payment, credit card payments, card payment, card payments, credit card bill, card bill
    credit card bill payment, credit card repayment, savings, saving, savings plan, savings account, savings transfer
    savings contribution, savings deposit, savings goal, savings goals, emergency fund, investment, investments, investing
    brokerage, balance transfer
    übertrag, überträge, umbuchung, umbuchungen, kontoübertrag, sparen, sparplan, ersparnisse, rücklagen, geldanlage
    kreditkartenabrechnung, kreditkartenzahlung, kreditkartenausgleich, transfer eigene konten, eigene konten
    virement interne, virements internes, virement, virements, épargne, placements, paiement carte de crédit
    traspaso, traspasos, transferencia, transferencias, transferencias internas, transferencia interna, ahorro, ahorros
    inversión, inversiones, pago de tarjeta, pago tarjeta de crédito, pago de tarjeta de crédito
    giroconto, giroconti, trasferimento, trasferimenti, risparmio, risparmi, investimenti, pagamento carta di credito
    transferência, transferências, poupança, poupanças, investimento, investimentos, pagamento de cartão
    pagamento de fatura, pagamento cartão de crédito
    sparen, spaarrekening, eigen rekening, interne overboeking, interne overboekingen, beleggen, creditcard betaling
    przelew własny, przelewy własne, przelew wewnętrzny, przelewy wewnętrzne, oszczędności, oszczędzanie, inwestycje
    spłata karty, spłata karty kredytowej
    převod, převody, vlastní převod, spoření, úspory, investice, megtakarítás, átvezetés, befektetés
    överföring, överföringar, sparande, overførsel, overførsler, overføring, overføringer, opsparing, sparing
    siirto, siirrot, tilisiirto, tilisiirrot, säästöt, säästäminen, virman, birikim, tasarruf
    перевод между счетами, переводы между счетами, сбережения, накопления
    貯蓄, 貯金, 振替, 口座振替, 储蓄, 转账, 儲蓄, 轉帳
";

const INCOME: &str = "
    income, salary, salaries, paycheck, paychecks, paycheque, wage, wages, payroll, pension, interest income, dividend, dividends
    dividend income, bonus, other income, interest earned, benefits, government benefits
    einkommen, einkünfte, einnahmen, einnahme, gehalt, lohn, lohn gehalt, gehalt lohn, rente, kindergeld, zinsen
    revenu, revenus, salaire, salaires, pensions
    ingreso, ingresos, nómina, sueldo, salario, intereses
    entrate, entrata, stipendio, stipendi, reddito
    receita, receitas, salário, rendimentos, ordenado
    inkomen, inkomsten, salaris, loon
    wynagrodzenie, przychody, przychód, wpływy, pensja
    příjem, příjmy, mzda, výplata, jövedelem, bevétel, fizetés
    inkomst, inkomster, lön, indkomst, løn, inntekt, inntekter, lønn, palkka, tulot, maaş, gelir
    зарплата, доход, доходы, 給与, 収入, 工资, 收入
";

const REFUND: &str = "
    refund, refunds, reimbursement, reimbursements, return, returns, returned purchase, erstattung, erstattungen, rückerstattung
    remboursement, remboursements, reembolso, reembolsos, devolución, devoluciones, rimborso, rimborsi, terugbetaling
    terugbetalingen, zwrot, zwroty, vrácení, återbetalning, refusion, palautus, iade, возврат, 返金, 退款
";

fn set(source: &str) -> HashSet<String> {
    source.split([',', '\n']).map(plain).filter(|p| !p.is_empty()).collect()
}

static SETS: LazyLock<[(EntryKind, HashSet<String>); 3]> = LazyLock::new(|| {
    [(EntryKind::Transfer, set(TRANSFER)), (EntryKind::Income, set(INCOME)), (EntryKind::Refund, set(REFUND))]
});

/// The kind a category names: the whole of it, or the last step of a path (`Transfers > Savings`), or each of its parts
/// (`Savings & Investments`).
pub(super) fn kind(category: &str) -> Option<EntryKind> {
    if category.trim().is_empty() {
        return None;
    }
    let of = |text: &str| {
        let text = plain(text);
        SETS.iter().find(|(_, set)| set.contains(&text)).map(|(kind, _)| *kind)
    };
    if let Some(kind) = of(category) {
        return Some(kind);
    }
    let steps: Vec<&str> = category.split([':', '>', '/', '|']).filter(|s| !s.trim().is_empty()).collect();
    if steps.len() > 1 {
        // `Income: Refund` is a refund, `Transfers: Rent` is not known.
        return steps.last().and_then(|last| of(last));
    }
    let parts: Vec<Option<EntryKind>> = category
        .split(['&', '+', ','])
        .flat_map(|part| part.split(" and "))
        .filter(|p| !p.trim().is_empty())
        .map(of)
        .collect();
    match parts.split_first() {
        Some((Some(first), rest)) if rest.iter().all(|kind| *kind == Some(*first)) => Some(*first),
        _ => None,
    }
}
