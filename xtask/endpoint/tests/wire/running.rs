//! An endpoint of this process for one test: on a free port, stopped and waited for at the end.

use std::net::SocketAddr;
use std::thread::JoinHandle;

use endpoint::load::Client;
use endpoint::options::Options;
use endpoint::serve::serve;
use endpoint::shared::Shared;
use tokio::sync::oneshot;

pub struct Running {
    pub address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

/// An endpoint whose virtual time stands still unless `speed` says otherwise.
pub fn start(speed: f64) -> Running {
    start_with(Options { speed, ..Options::default() })
}

pub fn start_with(options: Options) -> Running {
    let (stop, stopped) = oneshot::channel();
    let (tell, told) = std::sync::mpsc::channel();
    let thread = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
            tell.send(listener.local_addr().unwrap()).unwrap();
            serve(listener, Shared::new(&options), async { drop(stopped.await) }).await;
        });
    });
    Running { address: told.recv().unwrap(), stop: Some(stop), thread: Some(thread) }
}

impl Running {
    pub fn client(&self) -> Client {
        Client::connect(self.address).unwrap()
    }

    /// Lets virtual time jump.
    pub fn advance(&self, seconds: u64) {
        let body = format!("{{\"seconds\": {seconds}}}");
        let (status, answer) =
            self.client().post("/_lab/advance", "", "application/json", body.as_bytes()).unwrap();
        assert_eq!(status, 200, "{}", String::from_utf8_lossy(&answer));
    }

    /// A call, and its answer as text.
    pub fn call(&self, operation: &str, body: &str) -> (u16, String) {
        let (status, answer) = self.client().call(operation, body.as_bytes()).unwrap();
        (status, String::from_utf8_lossy(&answer).into_owned())
    }

    /// Ends it, and fails if it does not end.
    pub fn stop(mut self) {
        self.end();
    }

    fn end(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            let ended = thread.join();
            assert!(std::thread::panicking() || ended.is_ok(), "the endpoint panicked");
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.end();
    }
}
