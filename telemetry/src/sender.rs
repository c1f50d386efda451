//! The way of traces to the collector: a small runtime of its own, for the exporter's thread is none of an async runtime.

use std::time::Duration;

use async_trait::async_trait;
use opentelemetry_http::{Bytes, HttpClient, HttpError, Request, Response};
use reqwest::redirect::Policy;
use tokio::runtime::{Builder, Runtime};

/// Most of an answer that is read, in bytes: it says no more than what was refused.
const MOST: usize = 64 * 1024;

/// Sends requests of the exporter.
#[derive(Debug)]
pub(crate) struct Sender {
    runtime: Runtime,
    client: reqwest::Client,
}

impl Sender {
    /// `timeout` is that of a whole exchange.
    pub(crate) fn new(timeout: Duration) -> Result<Self, HttpError> {
        let runtime = Builder::new_multi_thread().worker_threads(1).thread_name("traces").enable_all().build()?;
        // A redirect would carry the headers, which hold secrets, to somebody else.
        let client = reqwest::Client::builder().timeout(timeout).redirect(Policy::none()).build()?;
        Ok(Self { runtime, client })
    }
}

#[async_trait]
impl HttpClient for Sender {
    async fn send_bytes(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        let client = self.client.clone();
        let exchange = async move {
            let mut answer = client.execute(reqwest::Request::try_from(request)?).await?;
            let mut response = Response::builder().status(answer.status());
            if let Some(headers) = response.headers_mut() {
                headers.clone_from(answer.headers());
            }
            let mut body = Vec::new();
            while let Some(chunk) = answer.chunk().await? {
                body.extend_from_slice(&chunk[..chunk.len().min(MOST - body.len())]);
                if body.len() == MOST {
                    break;
                }
            }
            Ok(response.body(Bytes::from(body))?)
        };
        self.runtime.spawn(exchange).await?
    }
}
