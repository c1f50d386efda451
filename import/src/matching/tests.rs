use super::Found::{Announced, Nothing, Perhaps, Same};
use super::*;

fn item(day: u32, minor: i64, text: &str) -> Item {
    let day = NaiveDate::from_ymd_opt(2026, 3, day).expect("a day");
    Item { day, minor, text: Text::of(text), ..Item::default() }
}

fn with_id(item: Item, id: &str) -> Item {
    Item { bank_id: Some(id.to_owned()), ..item }
}

#[test]
fn the_same_file_again_has_nothing_new() {
    let file = [item(1, 350, "Mill"), item(1, 350, "Mill"), item(1, 900, "Mill"), item(2, 350, "Mill")];
    assert_eq!(matches(&file, &file), [Same(0), Same(1), Same(2), Same(3)]);
}

#[test]
fn of_equal_rows_as_many_are_known_as_the_ledger_has() {
    let one = [item(1, 350, "Mill")];
    let three = [item(1, 350, "Mill"), item(1, 350, "MILL"), item(1, 350, "Mill")];
    assert_eq!(matches(&three, &one), [Same(0), Nothing, Nothing]);
    assert_eq!(matches(&one, &three), [Same(0)]);
}

#[test]
fn a_day_later_is_another_payment() {
    assert_eq!(matches(&[item(2, 350, "Mill")], &[item(1, 350, "Mill")]), [Nothing]);
}

#[test]
fn texts_written_otherwise_and_cut_are_found_again() {
    let ledger = [item(1, 350, "Blue Door 1001"), item(1, 350, "Northern Water Company")];
    let file = [item(1, 350, "NORTHERN WATER COM"), item(1, 350, "BLUE DOOR LDN 77120")];
    assert_eq!(matches(&file, &ledger), [Same(1), Same(0)]);
}

#[test]
fn ids_that_are_kept_tell_equal_payments_apart() {
    let ledger = [with_id(item(1, 350, "Mill"), "a1"), with_id(item(1, 350, "Mill"), "a2")];
    let file = [with_id(item(1, 350, "Mill"), "a2"), with_id(item(1, 350, "Mill"), "a3")];
    assert_eq!(matches(&file, &ledger), [Same(1), Nothing]);
    // Booked two days later under its id.
    assert_eq!(matches(&[with_id(item(3, 350, "Mill & Co"), "a1")], &ledger), [Same(0)]);
}

#[test]
fn ids_that_a_bank_counts_anew_or_gives_twice_are_no_ids() {
    let ledger = [with_id(item(1, 350, "Mill"), "1"), with_id(item(2, 900, "Mill"), "2")];
    let anew = [with_id(item(2, 900, "Mill"), "1"), with_id(item(9, 800, "Mill"), "2")];
    assert_eq!(matches(&anew, &ledger), [Same(1), Nothing]);
    let twice = [with_id(item(1, 350, "Mill"), "1"), with_id(item(1, 120, "Fee"), "1")];
    assert_eq!(matches(&twice, &[]), [Nothing, Nothing]);
    assert_eq!(matches(&twice, &twice), [Same(0), Same(1)]);
}

#[test]
fn an_announcement_is_booked_once_by_id_or_by_text() {
    let pending = Item { pending: true, ..item(1, 350, "Mill London") };
    let booked = item(4, 350, "MILL LONDON GB");
    assert_eq!(matches(&[booked.clone(), booked.clone()], std::slice::from_ref(&pending)), [Announced(0), Nothing]);
    assert_eq!(matches(std::slice::from_ref(&pending), &[booked]), [Same(0)]);
    let tipped = with_id(item(2, 420, "Mill"), "x");
    assert_eq!(matches(&[tipped], &[with_id(pending.clone(), "x")]), [Announced(0)]);
    assert_eq!(matches(&[item(20, 350, "Mill London")], &[pending]), [Nothing]);
}

#[test]
fn what_was_entered_by_hand_is_offered() {
    let hand = Item { by_hand: true, ..item(3, 350, "coffee with Ann") };
    assert_eq!(matches(&[item(4, 350, "Mill")], std::slice::from_ref(&hand)), [Perhaps(0)]);
    assert_eq!(matches(&[item(7, 350, "Mill")], std::slice::from_ref(&hand)), [Nothing]);
    assert_eq!(matches(&[item(3, 351, "Mill")], &[hand]), [Nothing]);
}

#[test]
fn accounts_are_kept_apart() {
    let of = |n: u128, row: Item| Item { account: Some(Uuid::from_u128(n)), ..row };
    let ledger = [of(1, item(1, 350, "Mill"))];
    assert_eq!(matches(&[of(2, item(1, 350, "Mill"))], &ledger), [Nothing]);
    assert_eq!(matches(&[item(1, 350, "Mill")], &ledger), [Same(0)]);
    assert_eq!(matches(&[of(2, item(1, 350, "Mill"))], &[item(1, 350, "Mill")]), [Same(0)]);
    let both = [item(1, 350, "Mill"), of(1, item(1, 350, "Mill"))];
    assert_eq!(matches(&[of(1, item(1, 350, "Mill"))], &both), [Same(1)]);
}

#[test]
fn many_equal_rows_take_no_time() {
    let rows = vec![item(1, 350, "Mill"); 50_000];
    let start = std::time::Instant::now();
    assert!(matches(&rows, &rows[..49_999]).iter().filter(|found| **found == Nothing).count() == 1);
    assert!(start.elapsed().as_secs() < 10, "{:?}", start.elapsed());
}
