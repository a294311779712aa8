//! Listening: one port for HTTP/1.1 and for HTTP/2 without TLS (prior knowledge), until it is told to stop.

use std::future::Future;
use std::time::Duration;

use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};

use crate::answer::answer;
use crate::shared::Shared;

/// Heads must come within this time, so that half-open connections do not gather.
const HEAD_PATIENCE: Duration = Duration::from_secs(30);
/// What is under way at the end has so long to end too.
const LAST_ANSWERS: Duration = Duration::from_secs(2);
/// Out of file descriptors: wait for others to close theirs.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// Serves until `stop` is ready, then ends subscriptions and lets calls that are under way finish.
pub async fn serve(listener: TcpListener, shared: Shared, stop: impl Future<Output = ()>) {
    let connections = GracefulShutdown::new();
    let time = tokio::spawn(shared.clone().keep_time());
    tokio::pin!(stop);
    loop {
        tokio::select! {
            () = &mut stop => break,
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => connect(stream, &shared, &connections),
                Err(_) => tokio::time::sleep(ACCEPT_PAUSE).await,
            },
        }
    }
    drop(listener);
    time.abort();
    let _ = shared.with_lab(|lab, _| lab.close());
    let _ = tokio::time::timeout(LAST_ANSWERS, connections.shutdown()).await;
}

fn connect(stream: TcpStream, shared: &Shared, connections: &GracefulShutdown) {
    // An answer is one write: waiting for more would only delay it.
    let _ = stream.set_nodelay(true);
    let shared = shared.clone();
    let service = service_fn(move |request| {
        let shared = shared.clone();
        async move { Ok::<_, std::convert::Infallible>(answer(&shared, request).await) }
    });
    let mut builder = Builder::new(TokioExecutor::new());
    builder.http1().timer(TokioTimer::new()).header_read_timeout(HEAD_PATIENCE).half_close(true);
    builder.http2().timer(TokioTimer::new());
    let connection = builder.serve_connection(TokioIo::new(stream), service).into_owned();
    let connection = connections.watch(connection);
    // A client that breaks off is its own business.
    tokio::spawn(async move { drop(connection.await) });
}
