//! A file's way into the ledger: preview, answers, entering, once more, overlaps, undoing.

use serde_json::{Value, json};

use crate::client::Client;

/// Number of entries and their spending by `/categories`, as people see it.
async fn ledger(client: &Client<'_>) -> (usize, String) {
    let entries = client.get("/expenses?limit=500").await.expect(200).json()["items"].as_array().unwrap().len();
    let categories = client.get("/categories").await.expect(200).json();
    let cents = |item: &Value| item["total"].as_str().unwrap().replace('.', "").parse::<i64>().unwrap();
    let sum: i64 = categories["items"].as_array().unwrap().iter().map(cents).sum();
    (entries, format!("{}.{:02}", sum / 100, sum % 100))
}

fn path(import: &Value) -> String {
    format!("/imports/{}", import["id"].as_str().unwrap())
}

/// January of a current account with two equal coffees; the bank's signs.
const JANUARY: &str = "Date,Description,Amount,Reference\n\
    2026-01-02,Maple Rent,-800.00,77100\n\
    2026-01-15,Bean House,-3.20,77101\n\
    2026-01-15,Bean House,-3.20,77102\n\
    2026-01-20,Willow Grocer 311,-41.90,77103\n\
    2026-01-29,Northlake Ltd salary,2100.00,77104\n";

/// From the middle of January on, numbered anew and written otherwise.
const OVERLAP: &str = "Date,Description,Amount,Reference\n\
    2026-01-15,BEAN HOUSE  GB,-3.20,12000\n\
    2026-01-15,Bean House,-3.20,12001\n\
    2026-01-20,WILLOW GROCER 311,-41.90,12002\n\
    2026-01-29,Northlake Ltd salary,2100.00,12003\n\
    2026-02-02,Maple Rent,-800.00,12004\n\
    2026-02-03,Bean House,-3.20,12005\n";

#[tokio::test]
async fn a_file_is_previewed_entered_and_undone() {
    let service = super::start().await;
    let client = service.register("ann@example.org").await;
    let answer = client.preview(JANUARY.as_bytes()).await.expect(201);
    let import = answer.json();
    assert_eq!(answer.header("location"), format!("/api/v1{}", path(&import)));
    assert_eq!(
        (&import["state"], &import["expenses"], &import["format"]),
        (&json!("previewed"), &json!(0), &json!("csv"))
    );
    let preview = &import["preview"];
    assert_eq!(preview["questions"], json!([]), "{preview}");
    let counts = &preview["counts"];
    assert_eq!(
        (&counts["rows"], &counts["new"], &counts["expenses"], &counts["income"]),
        (&json!(5), &json!(5), &json!(4), &json!(1)),
        "{counts}"
    );
    assert_eq!((&preview["total"], &preview["first"]), (&json!("848.30"), &json!("2026-01-02")));
    let first = &preview["rows"][0];
    assert_eq!(
        (&first["date"], &first["amount"], &first["kind"], &first["state"], &first["line"]),
        (&json!("2026-01-02"), &json!("800.00"), &json!("expense"), &json!("new"), &json!(2))
    );
    assert_eq!(ledger(&client).await, (0, "0.00".into()), "nothing is entered yet");

    let entered = client.json("POST", &format!("{}/commit", path(&import)), json!({})).await.expect(200).json();
    assert_eq!(
        (&entered["state"], &entered["expenses"], &entered["total"]),
        (&json!("committed"), &json!(5), &json!("848.30"))
    );
    assert_eq!(ledger(&client).await, (5, "848.30".into()));
    let income = client.get("/expenses?kind=income").await.expect(200).json();
    assert_eq!((&income["items"][0]["amount"], &income["items"][0]["import_id"]), (&json!("-2100.00"), &import["id"]));

    client.json("POST", &format!("{}/commit", path(&import)), json!({})).await.problem(409, "not-now");
    client.delete(&path(&import)).await.expect(204);
    client.get(&path(&import)).await.problem(404, "not-found");
    assert_eq!(ledger(&client).await, (0, "0.00".into()));
}

#[tokio::test]
async fn the_same_file_again_adds_nothing_and_an_overlap_what_is_new() {
    let service = super::start().await;
    let client = service.register("ann@example.org").await;
    let first = client.import(JANUARY.as_bytes()).await.expect(201).json();
    assert_eq!((&first["expenses"], ledger(&client).await), (&json!(5), (5, "848.30".into())));

    let again = client.import(JANUARY.as_bytes()).await.expect(201).json();
    assert_eq!((&again["expenses"], &again["counts"]["known"]), (&json!(0), &json!(5)));
    assert_eq!(ledger(&client).await, (5, "848.30".into()));

    let overlap = client.import(OVERLAP.as_bytes()).await.expect(201).json();
    assert_eq!((&overlap["expenses"], &overlap["counts"]["known"]), (&json!(2), &json!(4)), "{overlap}");
    assert_eq!(ledger(&client).await, (7, "1651.50".into()));

    client.delete(&path(&first)).await.expect(204);
    assert_eq!(ledger(&client).await, (2, "803.20".into()), "what the overlap brought stays");
    client.delete(&path(&again)).await.expect(204);
    assert_eq!(ledger(&client).await, (2, "803.20".into()));
    let restored = client.import(JANUARY.as_bytes()).await.expect(201).json();
    assert_eq!((&restored["expenses"], ledger(&client).await), (&json!(5), (7, "1651.50".into())));
}

#[tokio::test]
async fn an_entry_that_was_changed_is_still_known() {
    let service = super::start().await;
    let client = service.register("ann@example.org").await;
    client.import(JANUARY.as_bytes()).await.expect(201);
    let rent = client.get("/expenses?q=maple").await.json()["items"][0]["id"].as_str().unwrap().to_owned();
    let change = json!({"description": "Flat", "date": "2026-01-01", "amount": "790.00", "category": "Home"});
    client.json("PATCH", &format!("/expenses/{rent}"), change).await.expect(200);
    let again = client.import(JANUARY.as_bytes()).await.expect(201).json();
    assert_eq!((&again["expenses"], &again["counts"]["known"]), (&json!(0), &json!(5)));
}

#[tokio::test]
async fn an_entry_made_by_hand_is_offered_and_left_out_only_when_its_owner_says_so() {
    let service = super::start().await;
    let client = service.register("ann@example.org").await;
    let hand = json!({"date": "2026-01-19", "amount": "41.90", "description": "groceries", "category": "Food"});
    let hand = client.json("POST", "/expenses", hand).await.expect(201).json();
    let import = client.preview(JANUARY.as_bytes()).await.expect(201).json();
    let row = &import["preview"]["rows"][3];
    assert_eq!((&row["state"], &row["perhaps_entry_id"]), (&json!("new"), &hand["id"]));
    assert_eq!(import["preview"]["counts"]["perhaps"], 1);
    let left = client.json("PATCH", &path(&import), json!({"leave_out": [row["row"]]})).await.expect(200).json();
    assert_eq!((&left["preview"]["rows"][3]["state"], &left["counts"]["left_out"]), (&json!("left_out"), &json!(1)));
    client.json("POST", &format!("{}/commit", path(&import)), json!({})).await.expect(200);
    assert_eq!(ledger(&client).await, (5, "848.30".into()));
}

#[tokio::test]
async fn what_only_a_person_can_say_is_asked_and_the_answer_is_remembered() {
    let service = super::start().await;
    let client = service.register("ann@example.org").await;
    let file =
        "Booked,Text,Value\n03/04/2026,Maple Rent,-800.00\n05/02/2026,Bean House,-3.20\n01/06/2026,Bean House,-4.20\n";
    let problem = client.import(file.as_bytes()).await.problem(409, "open-question");
    assert_eq!(problem["errors"][0]["pointer"], "/date_order", "{problem}");
    assert_eq!(client.get("/imports").await.json()["items"], json!([]), "nothing is stored");

    let import = client.preview(file.as_bytes()).await.expect(201).json();
    assert_eq!(import["preview"]["questions"][0]["code"], "date_order");
    client.json("POST", &format!("{}/commit", path(&import)), json!({})).await.problem(409, "open-question");
    let said = client.json("PATCH", &path(&import), json!({"date_order": "dmy"})).await.expect(200).json();
    assert_eq!(said["preview"]["questions"], json!([]));
    assert_eq!(said["preview"]["rows"][0]["date"], "2026-04-03");
    client.json("POST", &format!("{}/commit", path(&import)), json!({})).await.expect(200);

    let layouts = client.get("/layouts").await.expect(200).json();
    let layout = &layouts["items"][0];
    assert_eq!(layout["mapping"]["date_order"], "dmy", "{layouts}");
    let next = "Booked,Text,Value\n07/04/2026,Maple Rent,-800.00\n08/04/2026,Bean House,-3.20\n";
    let entered = client.import(next.as_bytes()).await.expect(201).json();
    assert_eq!((&entered["layout_id"], &entered["first"]), (&layout["id"], &json!("2026-04-07")));

    let place = format!("/layouts/{}", layout["id"].as_str().unwrap());
    let named = client.json("PATCH", &place, json!({"name": "My bank"})).await.expect(200).json();
    assert_eq!(named["name"], "My bank");
    client.delete(&place).await.expect(204);
    client.get(&place).await.problem(404, "not-found");
}

#[tokio::test]
async fn rows_that_cannot_be_read_refuse_the_file_or_are_left_out() {
    let service = super::start().await;
    let client = service.register("ann@example.org").await;
    let file = "date,amount,category,description\n2026-01-31,12.00,Food,Shop\n2026-02-30,5.00,Food,Shop\n2026-03-01,7.00,Food,Shop\n";
    let problem = client.import(file.as_bytes()).await.problem(422, "invalid-file");
    let error = &problem["errors"][0];
    assert_eq!((&error["line"], &error["column"], &error["given"]), (&json!(3), &json!("date"), &json!("2026-02-30")));
    assert_eq!(ledger(&client).await, (0, "0.00".into()));
    assert_eq!(client.get("/imports").await.json()["items"], json!([]));

    let import = client.preview(file.as_bytes()).await.expect(201).json();
    assert_eq!((&import["counts"]["refused"], &import["preview"]["refused"][0]["line"]), (&json!(1), &json!(3)));
    client.json("POST", &format!("{}/commit", path(&import)), json!({})).await.problem(422, "invalid-file");
    let entered =
        client.json("POST", &format!("{}/commit?skip_refused=true", path(&import)), json!({})).await.expect(200);
    assert_eq!(entered.json()["expenses"], 2);
    assert_eq!(ledger(&client).await, (2, "19.00".into()));
}

#[tokio::test]
async fn what_is_no_bank_file_is_refused_with_the_remedy() {
    let service = super::start().await;
    let client = service.register("ann@example.org").await;
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";
    for (file, word) in [
        (png.as_slice(), "image"),
        (b"", "empty"),
        (b"date,amount,category,description\n", "payment"),
        (b"%PDF-1.7\n", "PDF"),
        (b"<!DOCTYPE html><html><head></head></html>", "web page"),
    ] {
        for path in ["/imports", "/imports?commit=true"] {
            let problem = client.upload(path, "statement.csv", file, &[]).await.problem(422, "invalid-file");
            let detail = problem["detail"].as_str().unwrap();
            assert!(detail.contains(word), "{detail}");
            assert!(problem["errors"][0]["given"].is_string() && problem["errors"][0]["allowed"].is_string());
        }
    }
    assert_eq!(client.get("/imports").await.json()["items"], json!([]));
}

#[tokio::test]
async fn a_file_of_another_currency_is_refused() {
    let service = super::start().await; // the ledger is in USD
    let client = service.register("ann@example.org").await;
    let file = "Date,Description,Amount,Currency\n2026-01-02,Maple Rent,-800.00,EUR\n2026-01-03,Bean House,-3.20,EUR\n";
    let problem = client.import(file.as_bytes()).await.problem(422, "invalid-file");
    assert!(problem["detail"].as_str().unwrap().contains("EUR"), "{problem}");
    assert_eq!(ledger(&client).await, (0, "0.00".into()));
}

#[tokio::test]
async fn accounts_are_made_by_files_and_transfers_between_them_are_paired() {
    let service = super::start().await;
    let client = service.register("ann@example.org").await;
    let current = "Account,Date,Description,Amount\n55667788,13/01/2026,Bean House,-3.20\n\
        55667788,15/01/2026,Moved,-312.47\n55667788,28/01/2026,Willow Grocer,-41.90\n";
    let savings =
        "Account,Date,Description,Amount\n99001122,16/01/2026,Arrived,312.47\n99001122,31/01/2026,Interest,1.10\n";
    let first = client.import(current.as_bytes()).await.expect(201).json();
    assert_eq!(ledger(&client).await, (3, "357.57".into()), "one side alone does not tell");
    // Money in alone does not tell which way the signs go: it is asked.
    client.import(savings.as_bytes()).await.problem(409, "open-question");
    let answer = [("direction", "out_is_negative")];
    let second = client.upload("/imports?commit=true", "bank.csv", savings.as_bytes(), &answer).await;
    let second = second.expect(201).json();
    assert_eq!(second["counts"]["transfers"], 1, "{second}");
    assert_eq!(ledger(&client).await, (5, "45.10".into()), "both sides are no spending any more");
    let accounts = client.get("/accounts").await.expect(200).json();
    let numbers: Vec<&str> =
        accounts["items"].as_array().unwrap().iter().map(|a| a["number"].as_str().unwrap()).collect();
    assert_eq!(numbers, ["55667788", "99001122"]);
    let transfers = client.get("/expenses?kind=transfer").await.json();
    assert_eq!(transfers["items"].as_array().unwrap().len(), 2);

    client.delete(&path(&second)).await.expect(204);
    assert_eq!(ledger(&client).await, (3, "357.57".into()), "the other side is what it was");
    assert_eq!(client.get("/accounts").await.json()["items"].as_array().unwrap().len(), 1);
    client.delete(&path(&first)).await.expect(204);
    assert_eq!(client.get("/accounts").await.json()["items"], json!([]));
}

#[tokio::test]
async fn pending_rows_wait_until_they_are_booked() {
    let service = super::start().await;
    let client = service.register("ann@example.org").await;
    let pending = "Date,Description,Amount,Status\n2026-01-10,Willow Grocer,-41.90,Completed\n2026-01-12,Bean House,-3.20,Pending\n";
    let booked = "Date,Description,Amount,Status\n2026-01-12,Bean House,-3.20,Completed\n2026-01-20,Maple Rent,-800.00,Completed\n";
    let import = client.preview(pending.as_bytes()).await.expect(201).json();
    assert_eq!((&import["counts"]["new"], &import["counts"]["pending"]), (&json!(1), &json!(1)), "{import}");
    client.json("PATCH", &path(&import), json!({"pending": true})).await.expect(200);
    client.json("POST", &format!("{}/commit", path(&import)), json!({})).await.expect(200);
    assert_eq!(ledger(&client).await, (2, "41.90".into()), "what is pending is in no total");

    let second = client.import(booked.as_bytes()).await.expect(201).json();
    assert_eq!((&second["counts"]["books"], &second["counts"]["new"]), (&json!(1), &json!(1)));
    assert_eq!(ledger(&client).await, (3, "845.10".into()));
    client.delete(&path(&second)).await.expect(204);
    assert_eq!(ledger(&client).await, (2, "41.90".into()), "it is pending again");
}

#[tokio::test]
async fn all_rows_are_paged_with_their_state() {
    let service = super::start().await;
    let client = service.register("ann@example.org").await;
    client.import(JANUARY.as_bytes()).await.expect(201);
    let import = client.preview(OVERLAP.as_bytes()).await.expect(201).json();
    let mut numbers = Vec::new();
    let mut next = format!("{}/rows?limit=4", path(&import));
    loop {
        let page = client.get(&next).await.expect(200).json();
        numbers.extend(page["items"].as_array().unwrap().iter().map(|row| row["row"].as_u64().unwrap()));
        match page["next"].as_str() {
            Some(cursor) => next = format!("{}/rows?limit=4&cursor={cursor}", path(&import)),
            None => break,
        }
    }
    assert_eq!(numbers, [1, 2, 3, 4, 5, 6]);
    let new = client.get(&format!("{}/rows?state=new", path(&import))).await.expect(200).json();
    assert_eq!(new["items"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn a_file_that_is_too_large_is_refused_with_the_limit() {
    let service = super::with(|settings| settings.max_upload = 1_000).await;
    let client = service.register("ann@example.org").await;
    let mut file = b"date,amount,category,description\n".to_vec();
    while file.len() < 1_500 {
        file.extend_from_slice(b"2026-01-31,1,a,b\n");
    }
    let problem = client.import(&file).await.problem(413, "too-large");
    assert!(problem["detail"].as_str().unwrap().contains("1000 bytes"));
    while file.len() < 50_000 {
        file.extend_from_slice(b"2026-01-31,1,a,b\n");
    }
    client.import(&file).await.problem(413, "too-large"); // stopped while it is read
    assert_eq!(client.get("/expenses").await.json()["items"], json!([]));
}

#[tokio::test]
async fn an_upload_needs_its_file() {
    let service = super::start().await;
    let client = service.register("ann@example.org").await;
    let form = [("content-type", "multipart/form-data; boundary=X")];
    client.request("POST", "/imports", &form, "--X--\r\n").await.problem(400, "malformed-request");
    client.json("POST", "/imports", json!({})).await.problem(415, "unsupported-media-type");
    let wrong = [("date_order", "upside_down")];
    let problem = client.upload("/imports", "a.csv", JANUARY.as_bytes(), &wrong).await.problem(422, "invalid-request");
    assert_eq!(problem["errors"][0]["pointer"], "/date_order");
}
