//! A browser from start to end, and the two questions all others are made of: a script, a DevTools command.

use crate::command::Post;
use crate::driver::Driver;
use crate::problems;
use fantoccini::error::CmdError;
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Map, Value, json};
use std::path::Path;
use std::time::Duration;
use tokio::runtime::{Builder, Runtime};
use xtask::chromium;

/// The driver itself gives up a script after 10 s and a page after 20 s; this only catches a driver that hangs.
const ANSWER: Duration = Duration::from_secs(30);
const SESSION: Duration = Duration::from_secs(60);
const GOODBYE: Duration = Duration::from_secs(5);

/// One Chromium with a profile of its own. Dropping it ends it.
pub struct Browser {
    // Dropped in this order: the session's tasks live in the runtime, the driver goes last.
    client: Option<Client>,
    runtime: Runtime,
    driver: Driver,
}

impl Browser {
    /// Starts Chromium. Panics with what to install if there is none.
    #[track_caller]
    pub fn start() -> Browser {
        let programs = chromium::find().unwrap_or_else(|why| panic!("{why}"));
        let driver = Driver::start(&programs.driver).unwrap_or_else(|why| panic!("{why}"));
        let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime of one thread");
        let address = format!("http://127.0.0.1:{}", driver.port);
        let session = runtime.block_on(async {
            let mut builder = ClientBuilder::new(HttpConnector::new());
            builder.capabilities(capabilities(&programs.browser));
            tokio::time::timeout(SESSION, builder.connect(&address)).await
        });
        let client = match session {
            Ok(Ok(client)) => client,
            Ok(Err(error)) => panic!("{} gives no session: {error}", programs.driver.display()),
            Err(_) => panic!("{} gives no session in {} s", programs.driver.display(), SESSION.as_secs()),
        };
        let browser = Browser { client: Some(client), runtime, driver };
        browser.devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": problems::LISTEN }));
        browser
    }

    /// Goes to `url` and waits for its load event.
    #[track_caller]
    pub fn open(&self, url: &str) {
        self.ask(&format!("opening {url}"), async |client| client.goto(url).await);
    }

    /// The value of a script's `return`; a promise is waited for.
    #[track_caller]
    pub fn eval(&self, script: &str) -> Value {
        self.eval_with(script, vec![])
    }

    /// The same with `arguments[0]`, `arguments[1]`, …
    #[track_caller]
    pub fn eval_with(&self, script: &str, arguments: Vec<Value>) -> Value {
        let shown: String = script.chars().take(200).collect();
        self.ask(&format!("script `{shown}`"), async |client| client.execute(script, arguments).await)
    }

    /// A command of the DevTools protocol.
    #[track_caller]
    pub fn devtools(&self, command: &str, parameters: Value) -> Value {
        let post = Post::devtools(command, parameters);
        self.ask(command, async |client| client.issue_cmd(post).await)
    }

    /// Opens `url` in a second window, and goes on in the first.
    #[track_caller]
    pub fn open_second(&self, url: &str) {
        self.ask("a second window", async |client| {
            let first = client.window().await?;
            let second = client.new_window(false).await?;
            client.switch_to_window(second.handle).await?;
            client.goto(url).await?;
            client.switch_to_window(first).await
        });
    }

    /// Closes every window but this one.
    #[track_caller]
    pub fn close_others(&self) {
        self.ask("closing the other windows", async |client| {
            let own = client.window().await?;
            for other in client.windows().await?.into_iter().filter(|it| *it != own) {
                client.switch_to_window(other).await?;
                client.close_window().await?;
            }
            client.switch_to_window(own).await
        });
    }

    /// The process of the driver, for the test that nothing outlives a panic.
    pub fn driver_id(&self) -> u32 {
        self.driver.id()
    }

    #[track_caller]
    pub(crate) fn ask<T>(&self, what: &str, work: impl AsyncFnOnce(&Client) -> Result<T, CmdError>) -> T {
        match self.try_ask(work) {
            Ok(value) => value,
            Err(why) => panic!("{what}: {why}"),
        }
    }

    /// For what must not panic: the last acts of a failing test.
    pub(crate) fn try_ask<T>(
        &self,
        work: impl AsyncFnOnce(&Client) -> Result<T, CmdError>,
    ) -> Result<T, String> {
        let client = self.client.as_ref().expect("the session is open until the drop");
        let answer = self.runtime.block_on(async { tokio::time::timeout(ANSWER, work(client)).await });
        match answer {
            Ok(Ok(value)) => Ok(value),
            // Chromium's own stack trace follows its message and tells a test nothing.
            Ok(Err(error)) => Err(error.to_string().split("\n#0").next().unwrap_or_default().to_string()),
            Err(_) => Err(format!("no answer in {} s", ANSWER.as_secs())),
        }
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.leave_a_trace();
        }
        // Asked to go, the browser ends its own processes; killed with its driver, it takes longer to notice.
        if let Some(client) = self.client.take() {
            let _ = self.runtime.block_on(async { tokio::time::timeout(GOODBYE, client.close()).await });
        }
    }
}

fn capabilities(browser: &Path) -> Map<String, Value> {
    let arguments = [
        "--headless=new",
        // Root may not use the sandbox, and CI is often root. The only pages seen are ours.
        "--no-sandbox",
        // Containers have a small /dev/shm, and a page that runs out of it crashes.
        "--disable-dev-shm-usage",
        "--disable-gpu",
        // Nothing of the browser's own may call home, or fill the log.
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        // Larger than any viewport the tests emulate.
        "--window-size=1600,1100",
        "--lang=en-US",
        // A pipe instead of a port: should the driver be killed, the pipe closes and the browser goes too.
        "--remote-debugging-pipe",
    ];
    let capabilities = json!({
        "browserName": "chrome",
        "goog:chromeOptions": { "binary": browser, "args": arguments },
        "goog:loggingPrefs": { "browser": "ALL" },
        "timeouts": { "script": 10_000, "pageLoad": 20_000, "implicit": 0 },
    });
    match capabilities {
        Value::Object(map) => map,
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
            unreachable!()
        }
    }
}
