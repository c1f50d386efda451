//! A booking (`Ntry`) and the entries it stands for: one, or one for each detail of a batch whose amounts make up its own.

use rust_decimal::Decimal;

use super::tree::Node;
use crate::plain::{day, join, lone_amount, shown, some};
use crate::{Entry, Place, RowRefused, Standing, Statement, gvc};

/// What became of a booking.
pub(super) enum Booked {
    /// Its payments.
    Entries(Vec<Entry>),
    /// It is none.
    Notice(RowRefused),
}

/// The entries of a booking of `statement`, whose owner is called `owner`.
pub(super) fn entries(node: &Node, statement: &Statement, owner: Option<&str>) -> Result<Booked, RowRefused> {
    let place = Place { part: String::new(), line: node.line };
    let refused = |column: &str, given: Option<&str>, reason: &str| RowRefused {
        place: place.clone(),
        column: column.to_owned(),
        given: shown(given.unwrap_or_default()),
        reason: reason.to_owned(),
    };
    let state = node.text("Sts/Cd").or_else(|| node.text("Sts")).unwrap_or("BOOK");
    if state == "INFO" {
        let given = node.text("AddtlNtryInf");
        return Ok(Booked::Notice(refused("Sts", given, "an information of the bank and no booking (INFO)")));
    }
    let given = node.text("Amt");
    let amount = given.and_then(lone_amount).ok_or_else(|| refused("Amt", given, "the booking has no amount"))?;
    let debit = match node.text("CdtDbtInd") {
        Some("DBIT") => true,
        Some("CRDT") => false,
        other => return Err(refused("CdtDbtInd", other, "neither CRDT nor DBIT: whether money went out is not said")),
    };
    let booked = date(node, "BookgDt");
    let value = date(node, "ValDt");
    let Some(day) = booked.or(value) else {
        return Err(refused("BookgDt", None, "the booking has neither a booking day nor a value day"));
    };
    let reversal = matches!(node.text("RvslInd"), Some("true" | "1"));
    let signed = |amount: Decimal| if debit != reversal { amount } else { -amount };
    let standing = if matches!(state, "PDNG" | "FUTR") { Standing::Pending } else { Standing::Booked };
    let whole = Entry {
        place: place.clone(),
        day,
        value_day: value.filter(|&v| v != day),
        amount: signed(amount),
        currency: node.currency_of("Amt").filter(|code| Some(code) != statement.currency.as_ref()),
        bank_id: node.text("AcctSvcrRef").or_else(|| node.text("NtryRef")).and_then(some),
        hint: hint(node),
        reversal,
        standing,
        ..Entry::default()
    };
    let details: Vec<&Node> = node.all("NtryDtls").flat_map(|d| d.all("TxDtls")).collect();
    if let Some(parts) = batch(&details, amount, debit, node.currency_of("Amt")) {
        let mut all = Vec::with_capacity(parts.len());
        for (i, (detail, part)) in (1..).zip(parts) {
            let mut entry = Entry { amount: signed(part), ..whole.clone() };
            describe(&mut entry, node, Some(detail), statement, owner, debit);
            let own = detail.text("Refs/AcctSvcrRef").filter(|own| Some(*own) != whole.bank_id.as_deref());
            entry.bank_id = own.and_then(some).or_else(|| whole.bank_id.as_ref().map(|id| format!("{id}#{i}")));
            all.push(entry);
        }
        return Ok(Booked::Entries(all));
    }
    let mut entry = whole;
    describe(&mut entry, node, details.first().copied(), statement, owner, debit);
    if details.len() > 1 {
        let names = details.iter().filter_map(|d| party(d, statement, owner, debit).0);
        entry.description = join(names.chain([entry.description.as_str()]));
        entry.counterparty = None;
        entry.counterparty_account = None;
    } else if let Some(detail) = details.first() {
        entry.original = original(detail, &entry, statement);
    }
    Ok(Booked::Entries(vec![entry]))
}

fn date(node: &Node, name: &str) -> Option<chrono::NaiveDate> {
    let node = node.child(name)?;
    node.text("Dt").or_else(|| node.text("DtTm")).and_then(day)
}

/// The details of a batch with their amounts, where there are several and they make up the booking.
fn batch<'a>(
    details: &[&'a Node],
    whole: Decimal,
    debit: bool,
    code: Option<String>,
) -> Option<Vec<(&'a Node, Decimal)>> {
    if details.len() < 2 {
        return None;
    }
    let mut parts = Vec::with_capacity(details.len());
    for detail in details {
        let path = ["Amt", "AmtDtls/TxAmt/Amt", "AmtDtls/InstdAmt/Amt"]
            .into_iter()
            .find(|path| detail.text(path).is_some() && detail.currency_of(path) == code)?;
        let amount = detail.text(path).and_then(lone_amount)?;
        let against = detail.text("CdtDbtInd").is_some_and(|d| (d == "DBIT") != debit);
        parts.push((*detail, if against { -amount } else { amount }));
    }
    (parts.iter().map(|(_, a)| *a).sum::<Decimal>() == whole).then_some(parts)
}

/// Kind of booking: domain codes, the bank's own, and the purpose.
fn hint(node: &Node) -> Option<String> {
    let codes = node.child("BkTxCd")?;
    let own = codes.text("Prtry/Cd").unwrap_or_default();
    let parts = [
        codes.text("Domn/Cd").unwrap_or_default(),
        codes.text("Domn/Fmly/Cd").unwrap_or_default(),
        codes.text("Domn/Fmly/SubFmlyCd").unwrap_or_default(),
        own,
        gvc::code(own).map(gvc::meaning).unwrap_or_default(),
    ];
    some(&parts.join(" "))
}

/// Name and account of the other side.
fn party<'a>(
    detail: &'a Node,
    statement: &Statement,
    owner: Option<&str>,
    debit: bool,
) -> (Option<&'a str>, Option<&'a str>, Option<&'a str>) {
    let Some(parties) = detail.child("RltdPties") else { return (None, None, None) };
    let side = |role: &str| {
        let name = |role: &str| parties.text(&format!("{role}/Nm")).or_else(|| parties.text(&format!("{role}/Pty/Nm")));
        let account = format!("{role}Acct/Id");
        let account = parties.text(&format!("{account}/IBAN")).or_else(|| parties.text(&format!("{account}/Othr/Id")));
        (name(role), account, name(&format!("Ultmt{role}")))
    };
    let order = if debit { ["Cdtr", "Dbtr"] } else { ["Dbtr", "Cdtr"] };
    // In a booking that came back the roles may be those of the first one: nobody is the other side of himself.
    let own = |(name, account, _): &(Option<&str>, Option<&str>, Option<&str>)| {
        (account.is_some() && *account == statement.account.as_deref()) || (name.is_some() && *name == owner)
    };
    let sides = order.map(side);
    let fit = sides.iter().find(|side| (side.0.is_some() || side.2.is_some()) && !own(side));
    fit.or_else(|| sides.iter().find(|side| side.0.is_some())).copied().unwrap_or_default()
}

fn describe(
    entry: &mut Entry,
    node: &Node,
    detail: Option<&Node>,
    statement: &Statement,
    owner: Option<&str>,
    debit: bool,
) {
    let more = node.text("AddtlNtryInf").unwrap_or_default();
    let Some(detail) = detail else {
        entry.description = join([more]);
        return;
    };
    let (name, account, behind) = party(detail, statement, owner, debit);
    let remittance = detail.child("RmtInf");
    let lines: Vec<&str> = remittance.map(|r| r.all("Ustrd").map(Node::own_text).collect()).unwrap_or_default();
    let unstructured = lines.join(" ");
    let strd = remittance.and_then(|r| r.child("Strd"));
    let structured = strd.and_then(|s| s.text("AddtlRmtInf").or_else(|| s.text("CdtrRefInf/Ref"))).unwrap_or_default();
    let said = crate::mt940::remittance(&unstructured);
    let text = if said.is_empty() { structured } else { said.as_str() };
    let reason = detail.text("RtrInf/AddtlInf").unwrap_or_default();
    entry.description = join([name.unwrap_or_default(), behind.unwrap_or_default(), text, reason]);
    if text.is_empty() {
        let note = detail.text("AddtlTxInf").unwrap_or(more);
        entry.description = join([entry.description.as_str(), note]);
    }
    entry.counterparty = name.or(behind).and_then(some);
    entry.counterparty_account = account.and_then(some);
    if let Some(bought) = detail.text("RltdDts/TxDtTm").and_then(day)
        && bought <= entry.day
        && (entry.day - bought).num_days() <= 62
    {
        entry.day = bought;
    }
    let purpose = detail.text("Purp/Cd").or_else(|| detail.text("Purp/Prtry")).unwrap_or_default();
    let codes = hint(detail).unwrap_or_default();
    let returned = if detail.child("RtrInf").is_some() { "RTRN" } else { "" };
    entry.hint = some(&join([entry.hint.as_deref().unwrap_or_default(), &codes, purpose, returned]));
    if entry.bank_id.is_none() {
        entry.bank_id = detail.text("Refs/AcctSvcrRef").or_else(|| detail.text("Refs/TxId")).and_then(some);
    }
}

/// Amount and currency of the purchase, where they are not the account's.
fn original(detail: &Node, entry: &Entry, statement: &Statement) -> Option<(Decimal, String)> {
    let own = entry.currency.as_ref().or(statement.currency.as_ref());
    ["AmtDtls/InstdAmt/Amt", "AmtDtls/TxAmt/Amt", "AmtDtls/CntrValAmt/Amt"].into_iter().find_map(|path| {
        let code = detail.currency_of(path).filter(|code| Some(code) != own)?;
        let amount = detail.text(path).and_then(lone_amount)?;
        Some((if entry.amount.is_sign_negative() { -amount } else { amount }, code))
    })
}
