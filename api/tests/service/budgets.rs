use serde_json::json;

#[tokio::test]
async fn budgets_of_any_category_are_set_read_and_removed() {
    let service = super::start().await;
    let client = service.register("ann@example.org").await;
    for (path, category) in [("Food", "Food"), ("a%2Fb", "a/b"), ("%F0%9F%8D%95", "🍕"), ("%73tatus", "status")] {
        let put = client.json("PUT", &format!("/budgets/{path}"), json!({"amount": "100"})).await.expect(200);
        assert_eq!((&put.json()["category"], &put.json()["amount"]), (&json!(category), &json!("100.00")));
        client.get(&format!("/budgets/{path}")).await.expect(200);
    }
    client.json("PUT", "/budgets", json!({"category": "..", "amount": "0"})).await.expect(200);
    client.delete("/budgets?category=..").await.expect(204);
    client.delete("/budgets/a%2Fb").await.expect(204);
    client.get("/budgets/a%2Fb").await.problem(404, "not-found");
    assert_eq!(client.get("/budgets").await.json()["items"].as_array().unwrap().len(), 3);
    client.json("PUT", "/budgets/Food", json!({"amount": "-1"})).await.problem(422, "invalid-request");
    client.get("/budgets/%00").await.problem(404, "not-found");

    let tag = client.get("/budgets/Food").await.header("etag").to_owned();
    let headers = [("content-type", "application/json"), ("if-match", tag.as_str())];
    client.request("PUT", "/budgets/Food", &headers, r#"{"amount":"7"}"#).await.expect(200);
    client.request("PUT", "/budgets/Food", &headers, r#"{"amount":"8"}"#).await.problem(412, "precondition-failed");
}

#[tokio::test]
async fn the_status_of_a_month_adds_up() {
    let service = super::start().await;
    let client = service.register("ann@example.org").await;
    client.json("PUT", "/budgets/Food", json!({"amount": "50"})).await.expect(200);
    client.json("PUT", "/budgets/Fun", json!({"amount": "0"})).await.expect(200);
    for (date, amount, category) in [
        ("2026-01-01", "40", "Food"),
        ("2026-01-31", "20", "Food"),
        ("2026-02-01", "99", "Food"),
        ("2026-01-15", "5", "Rent"),
    ] {
        let input = json!({"date": date, "amount": amount, "category": category});
        client.json("POST", "/expenses", input).await.expect(201);
    }
    let status = client.get("/budgets/status?month=2026-01").await.expect(200).json();
    assert_eq!(status["items"][0]["category"], "Food");
    assert_eq!(status["items"][0]["remaining"], "-10.00");
    assert_eq!(status["items"][0]["over"], true);
    assert_eq!(
        (&status["budget"], &status["spent"], &status["unbudgeted"]),
        (&json!("50.00"), &json!("60.00"), &json!("5.00"))
    );
    client.get("/budgets/status").await.expect(200);
    for month in ["2026-13", "2026-1", "x", "02026-1"] {
        client.get(&format!("/budgets/status?month={month}")).await.problem(422, "invalid-request");
    }
}
