//! What an account teaches, seen from outside: verdicts, merchants' names, thresholds and stored models, over three runs.

use std::time::Duration;

use outlay_testkit::Database;
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::sample;
use crate::server::{Account, Server};

const PATIENCE: Duration = Duration::from_secs(120);

async fn run(account: &Account, parameters: Value) -> (String, Value) {
    let id = account.submit(&parameters).await;
    let ended = account.wait(&id, PATIENCE).await;
    assert_eq!(ended["status"], "succeeded", "{ended}");
    let page = account.get_json(&format!("/analyses/{id}/anomalies?limit=500")).await;
    (id, page)
}

/// The finding with so much at stake, or of such an amount.
fn of<'a>(page: &'a Value, amount: &str) -> &'a Value {
    let all = page["findings"].as_array().expect("a list");
    all.iter()
        .find(|f| f["amount"] == amount || f["impact"] == amount)
        .unwrap_or_else(|| panic!("{amount} is not listed"))
}

fn detectors(page: &Value) -> Vec<(&str, &str)> {
    let used = page["models"].as_array().expect("a list").iter();
    used.map(|m| (m["kind"].as_str().expect("a kind"), m["reason"].as_str().expect("a reason"))).collect()
}

fn note<'a>(page: &'a Value, code: &str) -> Option<&'a str> {
    page["notes"].as_array()?.iter().find(|n| n["code"] == code)?["text"].as_str()
}

async fn learning(database: &str) {
    let server = Server::start(database, &[]).await;
    let account = Account::register(&server, "one@example.org").await;
    assert_eq!(account.upload(sample::csv(&sample::rows(15, 3))).await.status(), StatusCode::CREATED);
    let settings = account.patch("/me/settings", &json!({"alert_budget": 20})).await;
    assert_eq!(settings.status(), StatusCode::OK);

    let (first, page) = run(&account, json!({})).await;
    assert_eq!(account.get_json(&format!("/analyses/{first}")).await["parameters"]["alert_budget"], 20);
    assert_eq!(page["alert_budget"], 20);
    assert!(detectors(&page).iter().all(|(_, reason)| *reason == "first"), "{:?}", detectors(&page));
    let (spike, double) = (of(&page, "1480.00").clone(), of(&page, "63.21").clone());
    assert!(spike["flagged"] == true && double["flagged"] == true, "{spike} {double}");

    // Said of two; a merchant gets a name; an unrelated amount changes.
    for (anomaly, verdict) in [(&spike, "one_off"), (&double, "confirmed")] {
        let path = format!("/anomalies/{}/feedback", anomaly["id"].as_str().expect("an id"));
        assert_eq!(account.put(&path, &json!({"verdict": verdict})).await.status(), StatusCode::OK);
    }
    let listed = account.get_json("/expenses?q=green+grocer&limit=2").await;
    let at = |i: usize| format!("/expenses/{}", listed["items"][i]["id"].as_str().expect("an id"));
    assert_eq!(account.patch(&at(0), &json!({"description": "Leaf & Root"})).await.status(), StatusCode::OK);
    assert_eq!(account.patch(&at(1), &json!({"amount": "31.17"})).await.status(), StatusCode::OK);
    let merchants = account.get_json("/merchants?q=leaf").await;
    assert_eq!(merchants["items"][0]["aliases"][0]["key"], "green grocer", "{merchants}");

    let (second, page) = run(&account, json!({})).await;
    let (again, double_again) = (of(&page, "1480.00"), of(&page, "63.21"));
    assert_eq!(
        (&again["id"], &double_again["id"]),
        (&spike["id"], &double["id"]),
        "ids stay when other amounts change"
    );
    assert_eq!(
        (&again["flagged"], &again["suppressed"], &again["verdict"]),
        (&json!(false), &json!(true), &json!("one_off"))
    );
    assert_eq!((&double_again["flagged"], &double_again["verdict"]), (&json!(true), &json!("confirmed")));
    let trace = note(&page, "feedback_respected").expect("a trace");
    assert!(trace.contains("1 one-off") && trace.contains("1 confirmed"), "{trace}");
    let used = detectors(&page);
    assert!(used.len() == 5 && used.iter().all(|(_, reason)| *reason == "not_drifted"), "{:?}", page["models"]);
    let csv =
        String::from_utf8(account.get_bytes(&format!("/analyses/{second}/transactions.csv")).await).expect("UTF-8");
    let called = csv.lines().filter(|line| line.contains(",leaf root,")).count();
    let written = csv.lines().filter(|line| line.contains("Leaf & Root")).count();
    assert!(called > 5 && written == 1, "{called} rows at the merchant, {written} with its new description");

    // Taken back, muted, forgotten.
    let path = format!("/anomalies/{}/feedback", spike["id"].as_str().expect("an id"));
    assert_eq!(account.delete(&path).await.status(), StatusCode::NO_CONTENT);
    let models = account.get_json("/models").await;
    let stored = models["items"].as_array().expect("a list");
    assert!(stored.iter().all(|m| m["size"].as_u64() > Some(32) && m["trained_to"].is_string()), "{models}");
    let lof = stored.iter().find(|m| m["kind"] == "lof").expect("it is stored");
    assert_eq!(
        account.delete(&format!("/models/{}", lof["id"].as_str().expect("an id"))).await.status(),
        StatusCode::NO_CONTENT
    );
    let muted = double["kind"].clone();
    let (_, page) = run(&account, json!({"muted_kinds": [muted]})).await;
    assert_eq!((&of(&page, "1480.00")["flagged"], of(&page, "1480.00").get("verdict")), (&json!(true), None));
    assert_eq!(of(&page, "63.21")["flagged"], false);
    assert!(note(&page, "muted_kinds").is_some());
    let used = detectors(&page);
    assert!(used.contains(&("lof", "first")) && used.contains(&("scaler", "input_changed")), "{used:?}");
}

#[tokio::test]
async fn what_an_account_teaches_shows_in_the_next_run_on_sqlite() {
    let database = Database::sqlite();
    learning(&database.url).await;
}

#[tokio::test]
async fn what_an_account_teaches_shows_in_the_next_run_on_postgresql() {
    let database = Database::postgres().await;
    learning(&database.url).await;
}
