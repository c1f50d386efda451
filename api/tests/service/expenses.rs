use serde_json::{Value, json};

use crate::client::Client;

const JSON: (&str, &str) = ("content-type", "application/json");

async fn enter(client: &Client<'_>, date: &str, amount: &str, category: &str) -> Value {
    let input =
        json!({"date": date, "amount": amount, "category": category, "description": format!("{category} {date}")});
    client.json("POST", "/expenses", input).await.expect(201).json()
}

#[tokio::test]
async fn an_expense_is_entered_read_changed_and_removed() {
    let service = super::start().await;
    let client = service.register("ann@example.org").await;
    let input = json!({"date": "2026-01-31", "amount": "-12.3", "category": "a/b … 🍕 ..", "description": "Refund"});
    let answer = client.json("POST", "/expenses", input).await.expect(201);
    let location = answer.header("location").strip_prefix("/api/v1").unwrap().to_owned();
    assert_eq!(answer.json()["amount"], "-12.30");
    assert_eq!(answer.json()["category"], "a/b … 🍕 ..");

    let read = client.get(&location).await.expect(200);
    let tag = read.header("etag").to_owned();
    client.request("GET", &location, &[("if-none-match", &tag)], "").await.expect(304);

    let patch = json!({"amount": "9999999.99"}).to_string();
    let headers = [JSON, ("if-match", tag.as_str())];
    let changed = client.request("PATCH", &location, &headers, patch.clone()).await.expect(200).json();
    assert_eq!((&changed["amount"], &changed["description"]), (&json!("9999999.99"), &json!("Refund")));
    client.request("PATCH", &location, &headers, patch).await.problem(412, "precondition-failed");
    client.request("DELETE", &location, &[("if-match", &tag)], "").await.problem(412, "precondition-failed");

    client.delete(&location).await.expect(204);
    client.get(&location).await.problem(404, "not-found");
}

#[tokio::test]
async fn bad_fields_are_named_with_what_is_allowed() {
    let service = super::start().await;
    let client = service.register("ann@example.org").await;
    for (field, value, pointer) in [
        ("date", json!("2026-02-30"), "/date"),
        ("date", json!("0001-01-01"), "/date"),
        ("amount", json!("12,3a"), "/amount"),
        ("amount", json!("1.001"), "/amount"),
        ("amount", json!("99999999999"), "/amount"),
        ("amount", json!(12.5), "/amount"),
        ("category", json!("x".repeat(101)), "/category"),
        ("category", json!("a\u{0}b"), "/category"),
        ("category", json!("a\nb"), "/category"),
        ("description", json!("x".repeat(501)), "/description"),
        ("description", json!("a\u{0}b"), "/description"),
        ("colour", json!("red"), "/colour"),
    ] {
        let mut input = json!({"date": "2026-01-31", "amount": "1.00"});
        input[field] = value.clone();
        let problem = client.json("POST", "/expenses", input).await.problem(422, "invalid-request");
        assert_eq!(problem["errors"][0]["pointer"], pointer, "{field}: {value}");
        assert!(problem["errors"][0]["allowed"].is_string(), "{field}: {value}");
    }
    let problem = client.json("POST", "/expenses", json!({})).await.problem(422, "invalid-request");
    assert_eq!(problem["errors"].as_array().unwrap().len(), 2);
    assert_eq!(client.get("/expenses").await.json()["items"], json!([]));
}

#[tokio::test]
async fn pages_are_complete_and_stable_while_rows_come() {
    let service = super::start().await;
    let client = service.register("ann@example.org").await;
    for i in 0..25 {
        enter(&client, &format!("2026-01-{:02}", i % 5 + 1), &format!("{}.00", i % 7), "Food").await;
    }
    for (sort, order) in [("date", "desc"), ("date", "asc"), ("amount", "desc"), ("amount", "asc")] {
        let (mut seen, mut cursor) = (Vec::new(), String::new());
        loop {
            let page =
                client.get(&format!("/expenses?limit=4&sort={sort}&order={order}{cursor}")).await.expect(200).json();
            seen.extend(
                page["items"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|e| (e[sort].as_str().unwrap().to_owned(), e["id"].clone())),
            );
            let Some(next) = page["next"].as_str() else { break };
            cursor = format!("&cursor={next}");
            if order == "desc" && sort == "date" {
                enter(&client, "2026-02-01", "1.00", "Late").await; // newer than all: not on later pages
            }
        }
        let old: Vec<_> = seen.iter().filter(|(key, _)| !(sort == "date" && key == "2026-02-01")).collect();
        let mut ids: Vec<String> = old.iter().map(|(_, id)| id.to_string()).collect();
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), old.len());
        assert!(ids.len() >= 25, "{sort} {order}: {}", ids.len());
        if sort == "date" {
            assert!(seen.windows(2).all(|w| if order == "asc" { w[0].0 <= w[1].0 } else { w[0].0 >= w[1].0 }));
        }
    }
    let by_date = client.get("/expenses?limit=4").await.json()["next"].as_str().unwrap().to_owned();
    client.get(&format!("/expenses?sort=amount&cursor={by_date}")).await.problem(422, "invalid-request");
    client.get("/expenses?cursor=nonsense").await.problem(422, "invalid-request");
    client.get("/expenses?limit=501").await.problem(422, "invalid-request");
    let problem = client.get("/expenses?colour=red").await.problem(422, "invalid-request");
    assert_eq!(problem["errors"][0]["parameter"], "colour");
    for path in ["/expenses", "/expenses.csv", "/expenses/history"] {
        // A day that the database does not know.
        client.get(&format!("{path}?from=-262143-02-28&to=%2B262142-02-28")).await.expect(200);
    }
    let problem = client.get("/expenses?from=2026-02-30").await.problem(422, "invalid-request");
    assert_eq!(problem["errors"][0]["parameter"], "from");
}

#[tokio::test]
async fn filters_narrow_and_sums_add_up() {
    let service = super::start().await;
    let client = service.register("ann@example.org").await;
    enter(&client, "2026-01-05", "10.00", "Food").await;
    enter(&client, "2026-01-20", "20.00", "Rent").await;
    enter(&client, "2026-03-05", "-5.00", "Food").await;
    let count = async |query: &str| {
        client.get(&format!("/expenses?{query}")).await.expect(200).json()["items"].as_array().unwrap().len()
    };
    assert_eq!(count("from=2026-01-06").await, 2);
    assert_eq!(count("to=2026-01-20&category=Food").await, 1);
    assert_eq!(count("q=RENT").await, 1);
    assert_eq!(count("q=100%25").await, 0);
    assert_eq!(count("min=0&max=10.00").await, 1);
    assert_eq!(count("flagged=true").await, 0);
    assert_eq!(count("flagged=false").await, 3);
    client.get("/expenses?q=%00").await.problem(422, "invalid-request");
    client.get("/expenses?min=1,5").await.problem(422, "invalid-request");

    let months = client.get("/expenses/history").await.expect(200).json();
    let totals: Vec<&str> = months["months"].as_array().unwrap().iter().map(|m| m["total"].as_str().unwrap()).collect();
    assert_eq!(totals, ["30.00", "0.00", "-5.00"]);
    let categories = client.get("/categories").await.expect(200).json();
    assert_eq!(categories["items"][0]["category"], "Rent");
    assert_eq!(categories["items"][1]["total"], "5.00");
}

#[tokio::test]
async fn many_are_entered_or_none() {
    let service = super::start().await;
    let client = service.register("ann@example.org").await;
    let good = json!({"date": "2026-01-31", "amount": "1.00"});
    let bad = json!({"date": "2026-01-31", "amount": "12,3a"});
    let problem =
        client.json("POST", "/expenses/bulk", json!({"expenses": [good, bad]})).await.problem(422, "invalid-request");
    assert_eq!(problem["errors"][0]["pointer"], "/expenses/1/amount");
    assert_eq!(client.get("/expenses").await.json()["items"], json!([]));

    let many: Vec<Value> = (0..5000).map(|_| json!({"date": "2026-01-31", "amount": "1.00"})).collect();
    let created = client.json("POST", "/expenses/bulk", json!({"expenses": many})).await.expect(201).json();
    assert_eq!(created["created"], 5000);
    let deleted = client.json("DELETE", "/expenses/bulk", json!({"ids": created["ids"]})).await.expect(200).json();
    assert_eq!(deleted["deleted"], 5000);
    let too_many: Vec<Value> = (0..5001).map(|_| json!({"date": "2026-01-31", "amount": "1.00"})).collect();
    client.json("POST", "/expenses/bulk", json!({"expenses": too_many})).await.problem(422, "invalid-request");
}

#[tokio::test]
async fn a_repeated_key_answers_the_same_and_does_nothing() {
    let service = super::start().await;
    let client = service.register("ann@example.org").await;
    let input = json!({"date": "2026-01-31", "amount": "1.00"});
    let first = client.keyed("/expenses", "k1", input.clone()).await.expect(201);
    let second = client.keyed("/expenses", "k1", input.clone()).await.expect(201);
    assert_eq!(first.bytes, second.bytes);
    assert_eq!(first.header("location"), second.header("location"));
    assert_eq!(second.header("idempotency-replayed"), "true");
    let other = json!({"date": "2026-01-31", "amount": "2.00"});
    client.keyed("/expenses", "k1", other).await.problem(422, "idempotency-mismatch");
    assert_eq!(client.get("/expenses").await.json()["items"].as_array().unwrap().len(), 1);
    // A request that was refused leaves its key free.
    client.keyed("/expenses", "k2", json!({"date": "2026-01-31", "amount": "x"})).await.problem(422, "invalid-request");
    client.keyed("/expenses", "k2", input).await.expect(201);
    // Two at once: one does it, the other is told to come back or gets the same answer.
    let input = json!({"date": "2026-02-01", "amount": "1.00"});
    let (a, b) = tokio::join!(client.keyed("/expenses", "k3", input.clone()), client.keyed("/expenses", "k3", input));
    assert!([a.status.as_u16(), b.status.as_u16()].contains(&201));
    assert_eq!(client.get("/expenses?from=2026-02-01").await.json()["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn nobody_sees_what_another_account_has() {
    let service = super::start().await;
    let ann = service.register("ann@example.org").await;
    let bob = service.register("bob@example.org").await;
    let id = enter(&ann, "2026-01-31", "1.00", "Food").await["id"].as_str().unwrap().to_owned();
    let import = ann.import(b"date,amount,category,description\n2026-01-01,1,a,b\n").await.expect(201).json();
    ann.json("PUT", "/budgets/Food", json!({"amount": "1"})).await.expect(200);
    let import = import["id"].as_str().unwrap();

    bob.get(&format!("/expenses/{id}")).await.problem(404, "not-found");
    bob.json("PATCH", &format!("/expenses/{id}"), json!({"amount": "2"})).await.problem(404, "not-found");
    bob.delete(&format!("/expenses/{id}")).await.problem(404, "not-found");
    assert_eq!(bob.json("DELETE", "/expenses/bulk", json!({"ids": [id]})).await.expect(200).json()["deleted"], 0);
    bob.get(&format!("/imports/{import}")).await.problem(404, "not-found");
    bob.delete(&format!("/imports/{import}")).await.problem(404, "not-found");
    bob.get("/budgets/Food").await.problem(404, "not-found");
    bob.delete("/budgets/Food").await.problem(404, "not-found");
    for list in ["/expenses", "/imports", "/budgets", "/categories", "/analyses"] {
        assert_eq!(bob.get(list).await.expect(200).json()["items"], json!([]), "{list}");
    }
    assert_eq!(bob.get("/expenses.csv").await.expect(200).text().lines().count(), 1);
    ann.get(&format!("/expenses/{id}")).await.expect(200);
}

#[tokio::test]
async fn the_export_holds_no_formula_and_can_be_imported() {
    let service = super::start().await;
    let client = service.register("ann@example.org").await;
    for text in ["=1+1", "+1", "-1", "@SUM(A1)", "plain, with \"quotes\""] {
        let input = json!({"date": "2026-01-31", "amount": "-1.00", "category": text, "description": text});
        client.json("POST", "/expenses", input).await.expect(201);
    }
    let answer = client.get("/expenses.csv").await.expect(200);
    assert!(answer.header("content-type").starts_with("text/csv"));
    assert!(answer.header("content-disposition").contains("expenses.csv"));
    let mut rows = csv::Reader::from_reader(answer.bytes.as_slice());
    let rows: Vec<csv::StringRecord> = rows.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 5);
    for row in &rows {
        assert_eq!(&row[1], "-1.00");
        assert!(!row[2].starts_with(['=', '+', '-', '@']) && !row[3].starts_with(['=', '+', '-', '@']));
    }
    assert_eq!(client.import(&answer.bytes).await.expect(201).json()["expenses"], 5);
}
