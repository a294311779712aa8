//! The step `clients`: AWS's own clients against the endpoint, and Apache Arrow against what format conversion writes,
//! each of one exact version from its registry.
//!
//! boto3, the AWS CLI, CBOR and Arrow need python3, the JavaScript SDK needs node: what is missing is named, and what was
//! left out with it.

use crate::command::{cargo, output, program, run, which};
use crate::endpoint::built;
use crate::root::at;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::sync::mpsc;
use std::time::Duration;

const BUILD: Duration = Duration::from_secs(1800);
const DOWNLOAD: Duration = Duration::from_secs(300);
/// A script takes a few seconds; the one that tries every scene two minutes.
const SCRIPT: Duration = Duration::from_secs(600);
const START: Duration = Duration::from_secs(20);

const PYTHON: [&str; 12] = [
    "boto3==1.44.5",
    "botocore==1.44.5",
    "awscli==1.46.3",
    "cbor2==6.2.1",
    "pyarrow==26.0.1",
    "python-snappy==0.7.3",
    "cramjam==2.14.0",
    "kafka-python==3.0.12",
    "aws-kinesis-agg==1.2.3",
    "protobuf==7.36.2",
    "six==1.17.0",
    "cfn-lint==1.58.0",
];
const JAVASCRIPT: &str = "@aws-sdk/client-kinesis@3.1143.0";

/// The scripts in xtask/endpoint/tests/clients, and how fast virtual time runs under each.
const PYTHON_SCRIPTS: [(&str, &str); 12] = [
    ("session.py", "0"),
    ("deliveries.py", "0"),
    ("tasks.py", "0"),
    ("fanout.py", "0"),
    ("lambdas.py", "0"),
    ("cli.py", "0"),
    ("cbor.py", "0"),
    ("columns.py", "0"),
    ("kpl.py", "0"),
    ("waits.py", "60"),
    ("calls.py", "0"),
    ("scenes.py", "0"),
];
const JAVASCRIPT_SCRIPTS: [(&str, &str); 2] = [("session.mjs", "60"), ("blueprints.mjs", "0")];

/// Tries them all; what is said names what was left out.
pub fn try_all() -> Result<String, String> {
    run(&mut cargo(&["test", "--quiet", "-p", "endpoint"]), BUILD)?;
    run(&mut cargo(&["build", "--quiet", "-p", "endpoint", "--bins", "--examples"]), BUILD)?;
    run(&mut cargo(&["build", "--quiet", "-p", "tools", "--examples"]), BUILD)?;
    let mut left_out = Vec::new();
    match python()? {
        Ok(python) => {
            for (script, speed) in PYTHON_SCRIPTS {
                try_one(&python, &scripts().join(script), speed)?;
            }
        }
        Err(why) => left_out.push(format!("{why}: boto3, the AWS CLI, CBOR and Parquet were not tried")),
    }
    match javascript()? {
        Ok(folder) => {
            for (script, speed) in JAVASCRIPT_SCRIPTS {
                try_one(Path::new("node"), &folder.join(script), speed)?;
            }
        }
        Err(why) => left_out.push(format!("{why}: the JavaScript SDK and the blueprints were not tried")),
    }
    if left_out.is_empty() {
        return Ok("boto3, the AWS CLI, CBOR and the JavaScript SDK read what the endpoint says, node answers as the blueprints do, pyarrow the rows of Parquet and ORC, boto3 and cfn-lint the scenes as they are copied, aws_kinesis_agg the records of the KPL, and others the objects".to_string());
    }
    Ok(format!("SKIPPED, {}", left_out.join("; ")))
}

/// One script against an endpoint of its own, so that none sees what another did.
fn try_one(interpreter: &Path, script: &Path, speed: &str) -> Result<(), String> {
    let endpoint = Endpoint::start(speed)?;
    let mut command = program(interpreter);
    command.arg(script).env("ENDPOINT", &endpoint.url).env("TERMINAL", built("debug/examples/terminal"));
    command.env("BLUEPRINTS", built("debug/examples/blueprints"));
    command.env("ROWS", built("debug/examples/rows"));
    command.env("CALLS", built("debug/examples/calls"));
    command.env("SCENES", built("debug/examples/scenes")).env("ENDPOINT_BIN", built("debug/endpoint"));
    command.env("PYTHONDONTWRITEBYTECODE", "1");
    let name = script.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let said = output(&mut command, SCRIPT).map_err(|why| format!("{name}: {why}"))?;
    println!("   {name}: {}", said.lines().last().unwrap_or("ok"));
    Ok(())
}

fn scripts() -> PathBuf {
    at("xtask/endpoint/tests/clients")
}

/// An endpoint that is killed and waited for when it is dropped.
struct Endpoint {
    child: Child,
    url: String,
}

impl Endpoint {
    fn start(speed: &str) -> Result<Endpoint, String> {
        let mut command = program(built("debug/endpoint"));
        command.args(["--port", "0", "--speed", speed]).stdout(Stdio::piped());
        let mut child = command.spawn().map_err(|error| format!("cannot start the endpoint: {error}"))?;
        let out = child.stdout.take();
        let mut endpoint = Endpoint { child, url: String::new() };
        let (tell, told) = mpsc::channel();
        std::thread::spawn(move || {
            let mut line = String::new();
            let read = out.map(|out| BufReader::new(out).read_line(&mut line));
            let _ = tell.send(read.and_then(Result::ok).map(|_| line));
        });
        let line = told.recv_timeout(START).ok().flatten().unwrap_or_default();
        if !line.starts_with("http://") {
            return Err(format!("the endpoint's first line is {line:?}, not its address"));
        }
        endpoint.url = line.trim_end().to_string();
        Ok(endpoint)
    }
}

impl Drop for Endpoint {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The folder of the venv, its python, and the file that names what is installed in it.
fn venv() -> (PathBuf, PathBuf, PathBuf) {
    let folder = at("target/clients/python");
    (folder.clone(), folder.join("bin/python"), folder.join("installed"))
}

/// The python of the venv with boto3 and the others, if the step has set it up.
pub fn installed() -> Option<PathBuf> {
    let (_, python, marker) = venv();
    let all = std::fs::read_to_string(marker).is_ok_and(|there| there == PYTHON.join("\n"));
    (all && python.is_file()).then_some(python)
}

/// The python of a venv with AWS's packages; or what is missing.
fn python() -> Result<Result<PathBuf, String>, String> {
    let Some(system) = which("python3") else { return Ok(Err("no python3".to_string())) };
    if output(program(&system).args(["-c", "import venv, ensurepip"]), SCRIPT).is_err() {
        return Ok(Err("python3 has no venv (on Debian: apt-get install python3-venv)".to_string()));
    }
    if let Some(python) = installed() {
        return Ok(Ok(python));
    }
    let (folder, python, marker) = venv();
    run(program(&system).args(["-m", "venv", "--clear"]).arg(&folder), DOWNLOAD)?;
    let mut install = program(&python);
    install.args([
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--only-binary",
        ":all:",
    ]);
    if let Err(why) = run(install.args(PYTHON), DOWNLOAD) {
        return Ok(Err(format!("pip could not install them ({why})")));
    }
    std::fs::write(&marker, PYTHON.join("\n")).map_err(|error| format!("{}: {error}", marker.display()))?;
    Ok(Ok(python))
}

/// The folder with the scripts and the package that they import; or what is missing.
fn javascript() -> Result<Result<PathBuf, String>, String> {
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    for name in ["node", npm] {
        if which(name).is_none() {
            return Ok(Err(format!("no {name}")));
        }
    }
    let folder = at("target/clients/node");
    let package = folder.join("node_modules/@aws-sdk/client-kinesis/package.json");
    let version = JAVASCRIPT.rsplit('@').next().unwrap_or_default();
    let says = std::fs::read_to_string(&package).unwrap_or_default();
    std::fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    if !says.contains(&format!("\"version\": \"{version}\"")) {
        let mut install = program(npm);
        // --ignore-scripts: a package may not run anything here.
        install.args([
            "install",
            "--ignore-scripts",
            "--no-audit",
            "--no-fund",
            "--no-save",
            "--loglevel=error",
        ]);
        if let Err(why) = run(install.arg("--prefix").arg(&folder).arg(JAVASCRIPT), DOWNLOAD) {
            return Ok(Err(format!("npm could not install it ({why})")));
        }
    }
    // node looks for packages beside the script.
    for (script, _) in JAVASCRIPT_SCRIPTS {
        let copied = std::fs::copy(scripts().join(script), folder.join(script));
        copied.map_err(|error| format!("{script}: {error}"))?;
    }
    Ok(Ok(folder))
}
