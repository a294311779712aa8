use super::*;

/// A site of three files in a folder of its own, and a secret beside it.
fn site(name: &str) -> PathBuf {
    let folder = crate::root::at("target/tmp/server").join(name);
    fs::create_dir_all(folder.join("site/pkg")).unwrap();
    fs::write(folder.join("secret.txt"), "secret").unwrap();
    fs::write(folder.join("site/index.html"), "<!doctype html>").unwrap();
    fs::write(folder.join("site/pkg/web_bg.wasm"), "\0asm").unwrap();
    fs::write(folder.join("site/a b.css"), "").unwrap();
    folder.join("site")
}

/// The whole answer to one request line, as text.
fn ask(server: &Server, request: &str) -> String {
    let mut stream = TcpStream::connect(server.address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
    write!(stream, "{request} HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

fn check(server: &Server, request: &str, begins: &str, holds: &str) {
    let answer = ask(server, request);
    assert!(answer.starts_with(&format!("HTTP/1.1 {begins}")), "{request}: {answer}");
    assert!(answer.contains(holds), "{request}: {answer}");
}

#[test]
fn files_are_served_with_their_type_and_never_cached() {
    let server = Server::start(&site("files"), "", 0).unwrap();
    check(&server, "GET /", "200", "text/html");
    check(&server, "GET /index.html?x=1", "200", "<!doctype html>");
    check(&server, "GET /pkg/web_bg.wasm", "200", "Content-Type: application/wasm\r\n");
    check(&server, "GET /a%20b.css", "200", "text/css");
    check(&server, "GET /", "200", "Cache-Control: no-cache\r\n");
    check(&server, "GET /pkg", "301", "Location: /pkg/\r\n");
    check(&server, "GET /pkg/", "404", "");
    check(&server, "GET /missing.js", "404", "");
    check(&server, "POST /", "405", "");
}

#[test]
fn head_has_the_length_and_no_body() {
    let server = Server::start(&site("head"), "", 0).unwrap();
    let answer = ask(&server, "HEAD /index.html");
    assert!(answer.contains("Content-Length: 15\r\n") && answer.ends_with("\r\n\r\n"), "{answer}");
}

#[test]
fn no_path_leads_out_of_the_folder() {
    let server = Server::start(&site("out"), "", 0).unwrap();
    for path in [
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/pkg/../../secret.txt",
        "/..%2fsecret.txt",
        "/..\\secret.txt",
    ] {
        check(&server, &format!("GET {path}"), "403", "leads out");
    }
    check(&server, "GET //etc/passwd", "404", "");
    check(&server, "GET /x%0d%0aSet-Cookie:%20a=b", "400", "");
    check(&server, "GET /%zz", "400", "");
}

#[test]
fn under_a_path_nothing_else_answers() {
    let server = Server::start(&site("under"), "/some/path/", 0).unwrap();
    assert!(server.url().ends_with("/some/path/"));
    check(&server, "GET /some/path/", "200", "<!doctype html>");
    check(&server, "GET /some/path", "301", "Location: /some/path/\r\n");
    check(&server, "GET /some/path/pkg/web_bg.wasm", "200", "application/wasm");
    check(&server, "GET /", "404", "");
    check(&server, "GET /some/pathology", "404", "");
}

#[test]
fn a_dropped_server_frees_its_port() {
    let server = Server::start(&site("port"), "", 0).unwrap();
    let port = server.address.port();
    assert_eq!(Server::start(&site("port"), "", port).err().unwrap().kind(), io::ErrorKind::AddrInUse);
    // A caller that says nothing must not hold it up.
    let _idle = TcpStream::connect(server.address).unwrap();
    drop(server);
    assert!(TcpStream::connect(SocketAddr::from((Ipv4Addr::LOCALHOST, port))).is_err());
}

#[test]
fn a_host_that_packs_says_so() {
    use flate2::read::GzDecoder;

    let server = Server::packing(&site("packed"), 0).unwrap();
    let mut stream = TcpStream::connect(server.address).unwrap();
    write!(stream, "GET / HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
    let head = String::from_utf8(answer[..end].to_vec()).unwrap();
    assert!(head.contains("Content-Encoding: gzip"), "{head}");
    let mut body = String::new();
    GzDecoder::new(&answer[end + 4..]).read_to_string(&mut body).unwrap();
    assert_eq!(body, "<!doctype html>");
}
