use serde_json::json;

const FILE: &str = "Date,Description,Amount\n2026-01-15,Bean House 1012,-3.20\n2026-01-20,Willow Grocer,-41.90\n\
    2026-01-21,Mia Berg share of the flat,400.00\n";

#[tokio::test]
async fn a_rule_is_tried_saved_applied_and_holds_for_the_next_file() {
    let service = super::start().await;
    let client = service.register("ann@example.org").await;
    client.import(FILE.as_bytes()).await.expect(201);
    let rule = json!({"words": "bean house", "category": "Coffee"});
    let test = client.json("POST", "/rules/test", rule.clone()).await.expect(200).json();
    assert_eq!((&test["entries"], &test["changes"]), (&json!(1), &json!(1)));
    assert_eq!(test["examples"][0]["new_category"], "Coffee");
    assert_eq!(
        client.get("/expenses?category=Coffee").await.json()["items"],
        json!([]),
        "nothing is changed by a test"
    );

    let made = client.json("POST", "/rules?apply=true", rule).await.expect(201).json();
    assert_eq!(client.get("/expenses?category=Coffee").await.json()["items"].as_array().unwrap().len(), 1);
    let kind = json!({"pattern": "^mia berg", "kind": "refund", "category": "Housing", "min": "100.00"});
    client.json("POST", "/rules", kind).await.expect(201);
    let next = "Date,Description,Amount\n2026-02-15,BEAN HOUSE 1009,-3.40\n2026-02-21,Mia Berg share of the flat,400.00\n\
        2026-02-22,Mia Berg,20.00\n";
    let import = client.preview(next.as_bytes()).await.expect(201).json();
    let rows = &import["preview"]["rows"];
    assert_eq!((&rows[0]["category"], &rows[0]["category_source"]), (&json!("Coffee"), &json!("rule")));
    assert_eq!((&rows[1]["kind"], &rows[1]["category"]), (&json!("refund"), &json!("Housing")));
    assert_eq!(rows[2]["kind"], "income");

    let place = format!("/rules/{}", made["id"].as_str().unwrap());
    let changed = json!({"words": "bean", "category": "Cafe", "position": 5});
    assert_eq!(client.json("PUT", &place, changed).await.expect(200).json()["category"], "Cafe");
    let order: Vec<_> =
        client.get("/rules").await.json()["items"].as_array().unwrap().iter().map(|r| r["position"].clone()).collect();
    assert_eq!(order, [json!(2), json!(5)]);
    assert_eq!(client.json("POST", &format!("{place}/apply"), json!({})).await.expect(200).json()["changes"], 1);
    client.delete(&place).await.expect(204);
    client.get(&place).await.problem(404, "not-found");
}

#[tokio::test]
async fn a_correction_offers_to_do_it_always() {
    let service = super::start().await;
    let client = service.register("ann@example.org").await;
    client.import(FILE.as_bytes()).await.expect(201);
    client.import(b"Date,Description,Amount\n2026-02-15,BEAN HOUSE 1077,-3.40\n").await.expect(201);
    let id = client.get("/expenses?q=bean+house+1012").await.json()["items"][0]["id"].as_str().unwrap().to_owned();
    client.json("PATCH", &format!("/expenses/{id}"), json!({"category": "Coffee"})).await.expect(200);
    let offer = client.get(&format!("/expenses/{id}/always")).await.expect(200).json();
    assert_eq!((&offer["rule"]["words"], &offer["rule"]["category"]), (&json!("bean house"), &json!("Coffee")));
    assert_eq!((&offer["test"]["entries"], &offer["test"]["changes"]), (&json!(2), &json!(1)));
}

#[tokio::test]
async fn a_merchant_keeps_its_category_without_a_rule() {
    let service = super::start().await;
    let client = service.register("ann@example.org").await;
    client.import(b"date,amount,category,description\n2026-01-15,3.20,Coffee,Bean House 1012\n").await.expect(201);
    let import =
        client.preview(b"Date,Description,Amount\n2026-02-15,BEAN HOUSE 1009,-3.40\n2026-02-16,Other,-5.00\n").await;
    let rows = import.expect(201).json()["preview"]["rows"].clone();
    assert_eq!((&rows[0]["category"], &rows[0]["category_source"]), (&json!("Coffee"), &json!("habit")));
    assert_eq!((&rows[0]["confidence"], &rows[1]["category"]), (&json!(0.5), &json!("")));
}

#[tokio::test]
async fn a_rule_that_means_nothing_is_refused() {
    let service = super::start().await;
    let client = service.register("ann@example.org").await;
    for rule in [json!({"category": "X"}), json!({"words": "x"}), json!({"pattern": "(", "category": "X"})] {
        client.json("POST", "/rules", rule).await.problem(422, "invalid-request");
    }
    assert_eq!(client.get("/rules").await.json()["items"], json!([]));
}

#[tokio::test]
async fn another_persons_accounts_rules_and_files_are_not_there() {
    let service = super::start().await;
    let (ann, bob) = (service.register("ann@example.org").await, service.register("bob@example.org").await);
    let account =
        ann.json("POST", "/accounts", json!({"name": "Current", "number": "GB12 3456 7890"})).await.expect(201);
    let account = account.json();
    assert_eq!((&account["number"], &account["currency"]), (&json!("GB1234567890"), &json!("USD")));
    ann.json("POST", "/accounts", json!({"name": "Twice", "number": "gb1234567890"})).await.problem(409, "taken");
    let id = account["id"].as_str().unwrap();
    bob.get(&format!("/accounts/{id}")).await.problem(404, "not-found");
    bob.json("PATCH", &format!("/accounts/{id}"), json!({"name": "Mine"})).await.problem(404, "not-found");
    let rule = json!({"account_id": id, "category": "X"});
    bob.json("POST", "/rules", rule.clone()).await.problem(404, "not-found");
    let rule = ann.json("POST", "/rules", rule).await.expect(201).json();
    bob.delete(&format!("/rules/{}", rule["id"].as_str().unwrap())).await.problem(404, "not-found");
    let import = ann.preview(FILE.as_bytes()).await.expect(201).json();
    for method in ["GET", "DELETE"] {
        let path = format!("/imports/{}", import["id"].as_str().unwrap());
        bob.request(method, &path, &[], poem::Body::empty()).await.problem(404, "not-found");
    }
    let expense = json!({"date": "2026-01-01", "amount": "1.00", "account_id": id});
    bob.json("POST", "/expenses", expense.clone()).await.problem(404, "not-found");
    assert_eq!(ann.json("POST", "/expenses", expense).await.expect(201).json()["account_id"], *id);
    ann.delete(&format!("/accounts/{id}")).await.expect(204);
    assert_eq!(ann.get("/rules").await.json()["items"], json!([]), "a rule about it alone goes with it");
}
