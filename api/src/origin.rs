//! Where a job comes from: the request that is being answered, known to whatever submits a job on its way.

use outlay_entity::queue::Origin;
use poem::Request;

tokio::task_local! {
    static ORIGIN: Origin;
}

/// Runs `future` as part of the request with this origin.
pub(crate) async fn scope<F: Future>(origin: Origin, future: F) -> F::Output {
    ORIGIN.scope(origin, future).await
}

/// The origin of the request that is being answered.
pub(crate) fn current() -> Origin {
    ORIGIN.try_with(Clone::clone).unwrap_or_default()
}

/// The W3C trace context of a request, if it is well-formed.
pub(crate) fn traceparent(request: &Request) -> Option<String> {
    let hex = |text: &str, length: usize| {
        text.len() == length && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
    };
    let header = request.header("traceparent")?;
    let fields: Vec<&str> = header.split('-').collect();
    let [version, trace, parent, flags] = fields.as_slice() else { return None };
    let fits = hex(version, 2) && hex(trace, 32) && hex(parent, 16) && hex(flags, 2);
    (fits && *version != "ff").then(|| header.to_owned())
}
