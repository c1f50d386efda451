use serde_json::{Value, json};

use crate::client::Client;

async fn expenses(client: &Client<'_>, descriptions: &[&str]) -> Vec<String> {
    let expense = |(i, text): (usize, &&str)| json!({"date": format!("2026-01-{:02}", i + 1), "amount": "5.00", "description": text});
    let many: Vec<Value> = descriptions.iter().enumerate().map(expense).collect();
    let created = client.json("POST", "/expenses/bulk", json!({"expenses": many})).await.expect(201).json();
    created["ids"].as_array().unwrap().iter().map(|id| id.as_str().unwrap().to_owned()).collect()
}

/// `merchant count` of every item.
async fn merchants(client: &Client<'_>, query: &str) -> Vec<String> {
    let page = client.get(&format!("/merchants{query}")).await.expect(200).json();
    let items = page["items"].as_array().unwrap().iter();
    items.map(|m| format!("{} {}", m["merchant"].as_str().unwrap(), m["count"])).collect()
}

#[tokio::test]
async fn an_edited_description_teaches_what_its_merchant_is_called() {
    let service = super::start().await;
    let client = service.register("ann@example.org").await;
    let ids = expenses(&client, &["AMZN MKTP 00412", "amzn mktp", "SQ *AMZN MKTP", "Bakery", "Bakery"]).await;
    assert_eq!(merchants(&client, "").await, ["amzn mktp 3", "bakery 2"]);

    let edit = async |id: &str, text: &str| {
        client.json("PATCH", &format!("/expenses/{id}"), json!({"description": text})).await.expect(200)
    };
    edit(&ids[1], "AMZN MKTP #77").await;
    assert!(client.get("/merchants/aliases").await.json()["items"].as_array().unwrap().is_empty(), "the same merchant");
    edit(&ids[1], "Amazon").await;
    let page = client.get("/merchants").await.expect(200).json();
    let amazon = &page["items"][0];
    assert_eq!(
        (&amazon["merchant"], &amazon["count"], &amazon["total"]),
        (&json!("amazon"), &json!(3), &json!("15.00"))
    );
    assert_eq!(
        (&amazon["first"], &amazon["last"], &amazon["descriptions"]),
        (&json!("2026-01-01"), &json!("2026-01-03"), &json!(3))
    );
    let alias = &amazon["aliases"][0];
    assert_eq!(
        (&alias["key"], &alias["merchant"], &alias["learned"]),
        (&json!("amzn mktp"), &json!("amazon"), &json!(true))
    );

    edit(&ids[2], "Riverside Books").await;
    assert_eq!(client.get("/merchants/aliases").await.json()["items"][0]["disputed"], true, "edits that contradict");
    assert_eq!(merchants(&client, "").await, ["bakery 2", "amazon 1", "amzn mktp 1", "riverside books 1"]);
    // A refused edit teaches nothing.
    let refused = json!({"description": "x".repeat(501)});
    client.json("PATCH", &format!("/expenses/{}", ids[3]), refused).await.problem(422, "invalid-request");
    assert_eq!(client.get("/merchants/aliases").await.json()["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn aliases_are_stated_paged_and_taken_back() {
    let service = super::with(|settings| settings.max_aliases = 3).await;
    let client = service.register("ann@example.org").await;
    expenses(&client, &["Blue Grill", "Blue Grill", "Star Gas", "Bakery"]).await;
    let put = async |key: &str, merchant: &str| {
        client.json("PUT", &format!("/merchants/aliases/{key}"), json!({"merchant": merchant})).await
    };
    let stated = put("BLUE%20GRILL%2000412", "Canteen GmbH").await.expect(200).json();
    assert_eq!(
        (&stated["key"], &stated["merchant"], &stated["learned"]),
        (&json!("blue grill"), &json!("canteen"), &json!(false))
    );
    put("canteen", "Lunch").await.expect(200);
    assert_eq!(merchants(&client, "").await, ["lunch 2", "bakery 1", "star gas 1"], "a chain");
    put("lunch", "Blue Grill").await.expect(200);
    assert_eq!(merchants(&client, "?q=GRILL").await, ["blue grill 2"], "the newest word opens a circle");
    assert_eq!(client.get("/merchants/aliases").await.json()["items"].as_array().unwrap().len(), 2);

    let first = client.get("/merchants?limit=2").await.expect(200).json();
    let next = first["next"].as_str().unwrap();
    assert_eq!(merchants(&client, &format!("?limit=2&cursor={next}")).await, ["star gas 1"]);
    let page = client.get("/merchants/aliases?limit=1").await.expect(200).json();
    let rest =
        client.get(&format!("/merchants/aliases?limit=1&cursor={}", page["next"].as_str().unwrap())).await.json();
    assert!(rest.get("next").is_none() && rest["items"][0]["key"] != page["items"][0]["key"]);

    put("star%20gas", "Fuel").await.expect(200);
    put("bakery", "Bread").await.problem(409, "not-now");
    for (key, merchant) in [("bakery", "BAKERY #12"), ("bakery", " "), ("bakery", ""), ("%20", "x"), ("%00", "x")] {
        put(key, merchant).await.problem(422, "invalid-request");
    }
    let bob = service.register("bob@example.org").await;
    assert!(bob.get("/merchants").await.expect(200).json()["items"].as_array().unwrap().is_empty());
    bob.delete("/merchants/aliases/star%20gas").await.problem(404, "not-found");
    client.delete("/merchants/aliases/star%20gas").await.expect(204);
    client.delete("/merchants/aliases/star%20gas").await.problem(404, "not-found");
    client.get("/merchants?cursor=x").await.problem(422, "invalid-request");
}
