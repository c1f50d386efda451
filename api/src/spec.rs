//! The OpenAPI document: generated from the handlers, [tidied up](tidy), committed as `openapi/openapi.json`.

mod tidy;

use std::collections::HashMap;
use std::marker::PhantomData;

use poem::endpoint::BoxEndpoint;
use poem::http::Method;
use poem_openapi::registry::{MetaApi, Registry};
use poem_openapi::{LicenseObject, OpenApi, OpenApiService};
use serde_json::Value;

use crate::analyses::{Analyses, actions::Actions, artifacts::Artifacts, results::Results};
use crate::app::App;
use crate::auth::{Auth, password::PasswordApi, sessions::SessionsApi, tokens::TokensApi};
use crate::bank_accounts::BankAccountsApi;
use crate::budgets::BudgetsApi;
use crate::expenses::{Expenses, bulk::Bulk, export::Export, history::HistoryApi};
use crate::feedback::FeedbackApi;
use crate::imports::Imports;
use crate::jobs::{mine::MyJobs, operator::OperatorJobs};
use crate::layouts::LayoutsApi;
use crate::me::MeApi;
use crate::merchants::Merchants;
use crate::models::Models;
use crate::preferences::Preferences;
use crate::rules::RulesApi;
use crate::schedule::ScheduleApi;
use crate::webhooks::Webhooks;

/// Where the API lives.
pub const PREFIX: &str = "/api/v1";

const DESCRIPTION: &str = "Finds irregular spending, says why, forecasts what comes next and tells when habits drift.\n\n\
Amounts are decimal strings in the account's currency, days ISO dates, ids UUIDs. Errors are RFC 9457 problems. Lists \
come in pages: pass `next` as `cursor`. docs/API.md has the conventions and a walk-through.";

type Api = (
    (Auth, PasswordApi, SessionsApi, TokensApi),
    (MeApi, Preferences),
    (Expenses, Bulk, Export, HistoryApi),
    (Imports, BankAccountsApi, LayoutsApi, RulesApi),
    (BudgetsApi, FeedbackApi),
    (Analyses, Actions, Results, Artifacts),
    (Merchants, Models),
    (MyJobs, ScheduleApi, Webhooks, OperatorJobs),
);

/// All resources, ready to be routed.
pub(crate) fn service(app: &App) -> OpenApiService<Api, ()> {
    let app = || app.clone();
    described((
        (Auth { app: app() }, PasswordApi { app: app() }, SessionsApi { app: app() }, TokensApi { app: app() }),
        (MeApi { app: app() }, Preferences { app: app() }),
        (Expenses { app: app() }, Bulk { app: app() }, Export { app: app() }, HistoryApi { app: app() }),
        (Imports { app: app() }, BankAccountsApi { app: app() }, LayoutsApi { app: app() }, RulesApi { app: app() }),
        (BudgetsApi { app: app() }, FeedbackApi { app: app() }),
        (Analyses { app: app() }, Actions { app: app() }, Results { app: app() }, Artifacts { app: app() }),
        (Merchants { app: app() }, Models { app: app() }),
        (MyJobs { app: app() }, ScheduleApi { app: app() }, Webhooks { app: app() }, OperatorJobs { app: app() }),
    ))
}

fn described<T: OpenApi>(api: T) -> OpenApiService<T, ()> {
    OpenApiService::new(api, "Outlay", env!("CARGO_PKG_VERSION"))
        .description(DESCRIPTION)
        .license(LicenseObject::new("MIT OR Apache-2.0"))
        .server(PREFIX)
}

/// The description of resources without the resources: the document needs no database.
struct DescriptionOf<T>(PhantomData<fn() -> T>);

impl<T: OpenApi> OpenApi for DescriptionOf<T> {
    fn meta() -> Vec<MetaApi> {
        T::meta()
    }

    fn register(registry: &mut Registry) {
        T::register(registry);
    }

    fn add_routes(self, _: &mut HashMap<String, HashMap<Method, BoxEndpoint<'static>>>) {}
}

/// The OpenAPI document, pretty and with a final new line; the same bytes for the same handlers.
#[must_use]
pub fn document() -> String {
    let text = described(DescriptionOf::<Api>(PhantomData)).spec();
    let mut document: Value = serde_json::from_str(&text).unwrap_or(Value::Null);
    tidy::tidy(&mut document);
    let mut text = serde_json::to_string_pretty(&document).unwrap_or_default();
    text.push('\n');
    text
}
