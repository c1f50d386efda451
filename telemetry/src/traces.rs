//! Traces, as OpenTelemetry exports them: off, unless its usual environment variables name an endpoint.
//!
//! A span that was begun with [`begin`] is part of the trace it is given, and [`traceparent`] is what hands its own trace
//! on: from the client to the request, from the request to the job. Everything is set by the variables of the
//! [specification](https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/):
//! `OTEL_EXPORTER_OTLP_ENDPOINT`, `_HEADERS`, `_TIMEOUT` (also as `OTEL_EXPORTER_OTLP_TRACES_…`), `OTEL_SERVICE_NAME`,
//! `OTEL_RESOURCE_ATTRIBUTES`, `OTEL_TRACES_SAMPLER`, `OTEL_TRACES_SAMPLER_ARG`, `OTEL_BSP_…`, `OTEL_SDK_DISABLED`,
//! `OTEL_TRACES_EXPORTER=none`. The protocol is `http/protobuf`.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use opentelemetry::propagation::TextMapPropagator;
use opentelemetry::trace::{Status, TracerProvider as _};
use opentelemetry::{Key, KeyValue, Value};
use opentelemetry_otlp::{SpanExporter, WithHttpConfig as _};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::propagation::TraceContextPropagator;
use opentelemetry_sdk::trace::SdkTracerProvider;
use tracing::{Span, Subscriber};
use tracing_opentelemetry::OpenTelemetrySpanExt as _;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::Layer;
use tracing_subscriber::registry::LookupSpan;

use crate::sender::Sender;

/// Longest wait for the collector at the end of the process.
const FLUSH: Duration = Duration::from_secs(5);

/// Name of the header that carries a trace, and of the column that keeps it.
const TRACEPARENT: &str = "traceparent";

static ON: AtomicBool = AtomicBool::new(false);

/// Why traces cannot be exported as the environment asks.
#[derive(Debug, thiserror::Error)]
#[error("traces cannot be exported: {0}; correct the OTEL_ variables, or unset OTEL_EXPORTER_OTLP_ENDPOINT")]
pub struct Misconfigured(String);

/// The traces of this process; dropping it sends what has not been sent.
#[derive(Debug)]
pub struct Traces {
    provider: SdkTracerProvider,
}

impl Traces {
    /// Traces as the environment asks for them; `None` when it asks for none. Call it once, before any runtime is there.
    ///
    /// # Errors
    /// When the environment asks for something that is not there.
    pub fn from_env() -> Result<Option<Self>, Misconfigured> {
        let wrong = |error: &dyn std::fmt::Display| Misconfigured(error.to_string());
        let set = |name: &str| std::env::var(name).ok().filter(|value| !value.trim().is_empty());
        let either = |name: &str| {
            set(&format!("OTEL_EXPORTER_OTLP_TRACES_{name}")).or_else(|| set(&format!("OTEL_EXPORTER_OTLP_{name}")))
        };
        let disabled = set("OTEL_SDK_DISABLED").is_some_and(|value| value.eq_ignore_ascii_case("true"));
        let elsewhere = set("OTEL_TRACES_EXPORTER").is_some_and(|value| value == "none");
        if disabled || elsewhere || either("ENDPOINT").is_none() {
            return Ok(None);
        }
        if let Some(protocol) = either("PROTOCOL").filter(|protocol| protocol != "http/protobuf") {
            return Err(wrong(&format!("the protocol is http/protobuf, not `{protocol}`")));
        }
        let timeout = either("TIMEOUT").and_then(|ms| ms.parse().ok()).unwrap_or(10_000);
        let sender = Sender::new(Duration::from_millis(timeout)).map_err(|error| wrong(&error))?;
        let exporter = SpanExporter::builder().with_http().with_http_client(sender).build();
        let exporter = exporter.map_err(|error| wrong(&error))?;
        let provider = SdkTracerProvider::builder().with_batch_exporter(exporter).with_resource(resource()).build();
        ON.store(true, Ordering::Relaxed);
        Ok(Some(Self { provider }))
    }

    /// What turns the spans of the product into spans of OpenTelemetry.
    pub fn layer<S>(&self) -> impl Layer<S> + Send + Sync + 'static
    where
        S: Subscriber + for<'a> LookupSpan<'a> + Send + Sync,
    {
        let layer = tracing_opentelemetry::layer().with_tracer(self.provider.tracer("outlay"));
        let layer = layer.with_location(false).with_threads(false).with_tracked_inactivity(false);
        layer.with_filter(Targets::new().with_target("outlay", LevelFilter::INFO))
    }
}

impl Drop for Traces {
    fn drop(&mut self) {
        if let Err(error) = self.provider.shutdown_with_timeout(FLUSH) {
            tracing::warn!(%error, "the last traces may not have been sent");
        }
    }
}

/// Who says so: the variables, or else the product.
fn resource() -> Resource {
    let named = Resource::builder().build();
    let unknown = named
        .get(&Key::from_static_str("service.name"))
        .is_none_or(|name| name.as_str().is_empty() || name.as_str().starts_with("unknown_service"));
    let builder = Resource::builder().with_attribute(KeyValue::new("service.version", env!("CARGO_PKG_VERSION")));
    if unknown { builder.with_service_name("outlay").build() } else { builder.build() }
}

/// What a span is to the rest of a trace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// It answers a request.
    Server,
    /// It works off what was queued.
    Consumer,
}

/// Makes a span part of the trace that `traceparent` names, and says what it is. The span must have the empty fields
/// `otel.name` and `otel.kind`, and must not have been entered. Nothing happens where traces are off.
pub fn begin(span: &Span, name: &str, role: Role, traceparent: Option<&str>) {
    if !ON.load(Ordering::Relaxed) {
        return;
    }
    let kind = match role {
        Role::Server => "server",
        Role::Consumer => "consumer",
    };
    span.record("otel.name", name).record("otel.kind", kind);
    if let Some(traceparent) = traceparent {
        let carrier = HashMap::from([(TRACEPARENT.to_owned(), traceparent.to_owned())]);
        // It fails only for a span that is disabled, or begun already.
        span.set_parent(TraceContextPropagator::new().extract(&carrier)).ok();
    }
}

/// The W3C trace context that makes others part of the trace of `span`; `None` where traces are off.
#[must_use]
pub fn traceparent(span: &Span) -> Option<String> {
    if !ON.load(Ordering::Relaxed) {
        return None;
    }
    let mut carrier = HashMap::new();
    TraceContextPropagator::new().inject_context(&span.context(), &mut carrier);
    carrier.remove(TRACEPARENT)
}

/// Says how the work of `span` ended.
pub fn outcome(span: &Span, key: &'static str, value: impl Into<Value>, failed: bool) {
    if ON.load(Ordering::Relaxed) {
        span.set_attribute(key, value);
        if failed {
            span.set_status(Status::error(""));
        }
    }
}
