//! The OpenAPI document: generated from the handlers, tidied up, committed as `openapi/openapi.json`.

use poem_openapi::{LicenseObject, OpenApiService};
use serde_json::Value;

use crate::analyses::{Analyses, actions::Actions, artifacts::Artifacts, results::Results};
use crate::app::App;
use crate::auth::Auth;
use crate::budgets::BudgetsApi;
use crate::expenses::{Expenses, bulk::Bulk, export::Export, history::HistoryApi};
use crate::feedback::FeedbackApi;
use crate::imports::Imports;
use crate::me::MeApi;

/// Where the API lives.
pub const PREFIX: &str = "/api/v1";

const DESCRIPTION: &str = "Finds irregular spending, says why, forecasts what comes next and tells when habits drift.\n\n\
Amounts are decimal strings in the account's currency, days ISO dates, ids UUIDs. Errors are RFC 9457 problems. Lists \
come in pages: pass `next` as `cursor`. docs/API.md has the conventions and a walk-through.";

type Api = (
    (Auth, MeApi),
    (Expenses, Bulk, Export, HistoryApi),
    (Imports, BudgetsApi, FeedbackApi),
    (Analyses, Actions, Results, Artifacts),
);

/// All resources.
pub(crate) fn service(app: &App) -> OpenApiService<Api, ()> {
    let app = || app.clone();
    let api = (
        (Auth { app: app() }, MeApi { app: app() }),
        (Expenses { app: app() }, Bulk { app: app() }, Export { app: app() }, HistoryApi { app: app() }),
        (Imports { app: app() }, BudgetsApi { app: app() }, FeedbackApi { app: app() }),
        (Analyses { app: app() }, Actions { app: app() }, Results { app: app() }, Artifacts { app: app() }),
    );
    OpenApiService::new(api, "Outlay", env!("CARGO_PKG_VERSION"))
        .description(DESCRIPTION)
        .license(LicenseObject::new("MIT OR Apache-2.0"))
        .server(PREFIX)
}

/// The OpenAPI document, pretty and with a final new line; the same bytes for the same handlers.
#[must_use]
pub fn document() -> String {
    let text = poem_openapi_document();
    let mut document: Value = serde_json::from_str(&text).unwrap_or(Value::Null);
    tidy(&mut document);
    let mut text = serde_json::to_string_pretty(&document).unwrap_or_default();
    text.push('\n');
    text
}

fn poem_openapi_document() -> String {
    service(&App {}).spec()
}

/// Says what OpenAPI 3.0 knows: formats of numbers it defines, `object` bodies that refuse other fields.
fn tidy(value: &mut Value) {
    match value {
        Value::Object(map) => {
            let format = map.get("format").and_then(Value::as_str).map(str::to_owned);
            if map.get("type").and_then(Value::as_str) == Some("integer") {
                let format = match format.as_deref() {
                    Some("uint8" | "uint16" | "int8" | "int16" | "int32") => "int32",
                    _ => "int64",
                };
                map.insert("format".to_owned(), format.into());
                map.entry("minimum").or_insert_with(|| 0.into());
            }
            map.values_mut().for_each(tidy);
        }
        Value::Array(items) => items.iter_mut().for_each(tidy),
        _ => {}
    }
}
