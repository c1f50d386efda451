//! Events to cases: what tells the same event is one case, and the clearest word leads.
//!
//! Two events are the same where they share at least half of the irregular rows of the smaller one; a month of a category is
//! the same as a charge (or a burst) in it that alone makes at least half of what is above the expectation. A missed or
//! odd day of a schedule whose slip, double or block stands in the same list is told by that.

use std::cmp::Reverse;

use rustc_hash::{FxHashMap, FxHashSet};

use super::evidence::{Event, Evidence};
use crate::Ledger;
use crate::report::AnomalyKind;

/// Logarithm of the p-value up to which a word may lead before a stronger one: a pair of equal charges explains more than
/// that both are high, as long as it is not itself a likely chance.
const LEADS: f64 = -6.9;
/// Share of a month's excess that one event must make to be what the month tells.
const MAKES_THE_MONTH: f64 = 0.5;
/// Share of the smaller event's rows that two events have in common when they are one.
const COMMON: f64 = 0.5;

/// One case: an event that leads, and others that tell the same.
#[derive(Clone, Debug)]
pub(super) struct Case {
    /// Leader first, then the others, strongest first.
    pub(super) events: Vec<Event>,
    /// Smallest of their p-values, as a logarithm.
    pub(super) ln_p: f64,
}

impl Case {
    fn new(mut events: Vec<Event>) -> Self {
        let ln_p = events.iter().map(|e| e.ln_p).fold(0.0, f64::min);
        let clear = |e: &Event| e.ln_p <= LEADS;
        events.sort_by(|a, b| {
            (Reverse(clear(a)), if clear(a) { precedence(a.kind) } else { 0 })
                .cmp(&(Reverse(clear(b)), if clear(b) { precedence(b.kind) } else { 0 }))
                .then(a.ln_p.total_cmp(&b.ln_p))
                .then_with(|| (a.kind, &a.rows).cmp(&(b.kind, &b.rows)))
        });
        // The leader is followed by what is strongest.
        if events.len() > 2 {
            events[1..]
                .sort_by(|a, b| a.ln_p.total_cmp(&b.ln_p).then_with(|| (a.kind, &a.rows).cmp(&(b.kind, &b.rows))));
        }
        Self { events, ln_p }
    }

    pub(super) fn leader(&self) -> &Event {
        &self.events[0]
    }

    /// All irregular rows, ascending.
    pub(super) fn odd(&self) -> Vec<usize> {
        let mut rows: Vec<usize> = self.events.iter().flat_map(|e| e.odd.iter().copied()).collect();
        rows.sort_unstable();
        rows.dedup();
        rows
    }
}

/// How much a kind explains; the first explains the others.
fn precedence(kind: AnomalyKind) -> u8 {
    match kind {
        AnomalyKind::EnteredTwice => 0,
        AnomalyKind::ImpossibleDate => 1,
        AnomalyKind::DecimalSlip => 2,
        AnomalyKind::Burst => 3,
        AnomalyKind::Duplicate => 4,
        AnomalyKind::Sign | AnomalyKind::Refund => 5,
        AnomalyKind::DuplicateSubscription | AnomalyKind::PriceRise | AnomalyKind::NewSubscription => 6,
        AnomalyKind::SplitPurchase
        | AnomalyKind::NearDuplicate
        | AnomalyKind::UnderLimit
        | AnomalyKind::VendorSequence
        | AnomalyKind::ClosedDay => 7,
        AnomalyKind::Spike | AnomalyKind::NewMerchant | AnomalyKind::WrongCategory => 8,
        AnomalyKind::CategoryMonth => 9,
        AnomalyKind::Missed | AnomalyKind::Stopped | AnomalyKind::OddDay => 10,
        AnomalyKind::Unusual => 11,
    }
}

/// The cases of `events`, in an order that depends on their content only.
pub(super) fn gather(ledger: &Ledger, mut events: Vec<Event>) -> Vec<Case> {
    told_by_another(ledger, &mut events);
    let mut group = Groups::new(events.len());
    let mut at: FxHashMap<usize, Vec<usize>> = FxHashMap::default();
    for (e, event) in events.iter().enumerate().filter(|(_, e)| e.kind != AnomalyKind::CategoryMonth) {
        rows_of(event).iter().for_each(|&row| at.entry(row).or_default().push(e));
    }
    let mut rows: Vec<&usize> = at.keys().collect();
    rows.sort_unstable();
    for row in rows {
        for pair in at[row].windows(2) {
            if same(&events[pair[0]], &events[pair[1]]) {
                group.join(pair[0], pair[1]);
            }
        }
    }
    for (m, month) in events.iter().enumerate().filter(|(_, e)| e.kind == AnomalyKind::CategoryMonth) {
        if let Some(maker) = maker(ledger, &events, &at, month) {
            group.join(m, maker);
        }
    }
    let mut cases: Vec<Case> = group.split(events).into_iter().map(Case::new).collect();
    for case in &mut cases {
        // A schedule that begins explains what its charges look like one by one.
        case.events.dedup_by(|a, b| a.kind == b.kind && a.rows == b.rows && a.evidence == b.evidence);
    }
    cases
}

/// Rows by which an event is the same as another: the irregular ones; all of a pair, of which nobody knows the right one,
/// and of a schedule that changed.
fn rows_of(event: &Event) -> &[usize] {
    match event.kind {
        AnomalyKind::PriceRise
        | AnomalyKind::NewSubscription
        | AnomalyKind::Duplicate
        | AnomalyKind::NearDuplicate
        | AnomalyKind::EnteredTwice => &event.rows,
        _ => &event.odd,
    }
}

fn same(a: &Event, b: &Event) -> bool {
    let (a, b) = (rows_of(a), rows_of(b));
    let (few, many) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let common = few.iter().filter(|row| many.binary_search(row).is_ok()).count();
    common as f64 >= COMMON * few.len() as f64
}

/// The event that makes at least half of a month's excess, largest first.
fn maker(ledger: &Ledger, events: &[Event], at: &FxHashMap<usize, Vec<usize>>, month: &Event) -> Option<usize> {
    let Evidence::Month { category, month: first, .. } = &month.evidence else { return None };
    let counts = |i: &usize| ledger.category[*i] == *category && ledger.months[ledger.month[*i]].first == *first;
    let share = |e: &usize| events[*e].odd.iter().copied().filter(counts).map(|i| ledger.minor[i]).sum::<i64>();
    let near: FxHashSet<usize> = month.rows.iter().filter_map(|row| at.get(row)).flatten().copied().collect();
    let mut near: Vec<usize> = near.into_iter().collect();
    near.sort_by_key(|e| (Reverse(share(e)), *e));
    near.into_iter().next().filter(|e| share(e) as f64 >= MAKES_THE_MONTH * month.impact as f64)
}

/// Drops what a slip, a double or a block already tells: a charge of the wrong amount is not missed as well.
fn told_by_another(ledger: &Ledger, events: &mut Vec<Event>) {
    /// Days around a slipped charge in which its schedule misses nothing.
    const AROUND: i64 = 10;
    let slips: Vec<(usize, chrono::NaiveDate)> = events
        .iter()
        .filter(|e| e.kind == AnomalyKind::DecimalSlip && e.ln_p <= LEADS)
        .flat_map(|e| e.odd.iter().map(|&i| (ledger.merchant[i], ledger.date[i])))
        .collect();
    events.retain(|e| {
        let silent = matches!(e.kind, AnomalyKind::Missed | AnomalyKind::OddDay | AnomalyKind::Stopped);
        let near = |(merchant, day): &(usize, chrono::NaiveDate)| {
            e.merchant == Some(*merchant)
                && (e.days.0 - *day).num_days() <= AROUND
                && (*day - e.days.1).num_days() <= AROUND
        };
        !(silent && slips.iter().any(near))
    });
}

/// Disjoint sets, the smallest member standing for each.
struct Groups {
    parent: Vec<usize>,
}

impl Groups {
    fn new(n: usize) -> Self {
        Self { parent: (0..n).collect() }
    }

    fn root(&mut self, mut i: usize) -> usize {
        while self.parent[i] != i {
            self.parent[i] = self.parent[self.parent[i]];
            i = self.parent[i];
        }
        i
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        self.parent[a.max(b)] = a.min(b);
    }

    fn split(mut self, events: Vec<Event>) -> Vec<Vec<Event>> {
        let mut sets: FxHashMap<usize, usize> = FxHashMap::default();
        let mut split: Vec<Vec<Event>> = vec![];
        for (i, event) in events.into_iter().enumerate() {
            let root = self.root(i);
            let set = *sets.entry(root).or_insert_with(|| {
                split.push(vec![]);
                split.len() - 1
            });
            split[set].push(event);
        }
        split
    }
}
