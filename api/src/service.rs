//! The whole service as one endpoint: the API, its documentation, the UI, and two paths for those who watch it.

use poem::endpoint::make_sync;
use poem::http::{Method, StatusCode};
use poem::{Endpoint, IntoEndpoint, Request, Response, Result, Route};

use crate::app::App;
use crate::edge::Edge;
use crate::metrics;
use crate::operations::Operations;
use crate::problem::Problem;
use crate::spec::{self, PREFIX};
use crate::ui;

/// Everything the service answers: `/api/v1`, `/docs`, `/openapi.json`, `/healthz`, `/readyz`,
/// `/metrics`, and the UI at `/`.
pub fn routes(app: App) -> impl Endpoint<Output = Response> {
    let api = spec::service(&app);
    let docs = api.swagger_ui();
    let document = spec::document();
    let operations = Operations::of(&serde_json::from_str(&document).unwrap_or_default());
    let (ready, measured) = (app.clone(), app.clone());
    let routes = Route::new()
        .nest(PREFIX, api.into_endpoint())
        .nest("/docs", docs)
        .at("/openapi.json", only_get(move |_| Ok(json(document.clone()))))
        .at("/healthz", only_get(|_| Ok(json("{\"status\":\"ok\"}".to_owned()))))
        .at("/metrics", poem::endpoint::make(move |request| metrics::scrape(measured.clone(), request)))
        .at("/readyz", poem::endpoint::make(move |_| readiness(ready.clone())))
        .at("/", make_sync(|request| ui::serve(&request)))
        .at("/*path", make_sync(|request| ui::serve(&request)));
    Edge { inner: routes, app, operations }
}

fn only_get(answer: impl Fn(Request) -> Result<Response> + Send + Sync) -> impl Endpoint {
    make_sync(move |request: Request| {
        if matches!(*request.method(), Method::GET | Method::HEAD) {
            return answer(request);
        }
        let title = "The method is not allowed here";
        let problem =
            Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method-not-allowed", title, "Allowed are GET, HEAD.");
        Err(problem.header("allow", "GET, HEAD").into())
    })
}

fn json(text: String) -> Response {
    Response::builder().content_type("application/json").header("cache-control", "no-cache").body(text)
}

/// Longest wait for the database before the service says that it is not ready.
const READY_WITHIN: std::time::Duration = std::time::Duration::from_secs(2);

/// Ready once the database answers and its schema has everything this release reads.
async fn readiness(app: App) -> Result<Response> {
    let error = match tokio::time::timeout(READY_WITHIN, app.db.ready()).await {
        Ok(Ok(())) => return Ok(json("{\"status\":\"ready\"}".to_owned())),
        Ok(Err(error)) => error.to_string(),
        Err(_) => "no answer in time".to_owned(),
    };
    tracing::warn!(target: "outlay::http", error, "not ready");
    Err(Problem::unavailable("The database does not answer, or `outlay migrate` has not been run.").into())
}
