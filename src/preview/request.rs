//! What a browser asks for: bytes → the parts of an address, or why it is refused.
//!
//! Only whoever knows the address that was printed is answered, only under the names of this computer (a page from elsewhere
//! that made its own name lead here has another), and only reading. Addresses name pages, never files.

use httparse::EMPTY_HEADER;

use super::answer::Status;
use crate::digest;

/// The most bytes of a request, and the most headers.
pub const MOST: usize = 16 << 10;
const HEADERS: usize = 64;

/// A request that may be answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Whether the body of the answer is left out.
    pub is_head: bool,
    /// The parts of the address below the secret one, as they are written there.
    pub path: Vec<String>,
    pub query: String,
}

/// Reads a request; `None` while more of it is to come.
pub fn read(bytes: &[u8], port: u16, secret: &str) -> Option<Result<Request, Status>> {
    let mut headers = [EMPTY_HEADER; HEADERS];
    let mut parsed = httparse::Request::new(&mut headers);
    match parsed.parse(bytes) {
        Ok(httparse::Status::Complete(_)) => Some(judged(&parsed, port, secret)),
        Ok(httparse::Status::Partial) if bytes.len() < MOST => None,
        Ok(httparse::Status::Partial) | Err(httparse::Error::TooManyHeaders) => Some(Err(Status::TooLarge)),
        Err(_) => Some(Err(Status::BadRequest)),
    }
}

fn judged(parsed: &httparse::Request<'_, '_>, port: u16, secret: &str) -> Result<Request, Status> {
    let mut hosts = parsed.headers.iter().filter(|header| header.name.eq_ignore_ascii_case("host"));
    let is_ours = |host: &httparse::Header<'_>| {
        let names = [format!("127.0.0.1:{port}"), format!("localhost:{port}")];
        names.iter().any(|name| name.as_bytes().eq_ignore_ascii_case(host.value))
    };
    if !hosts.next().is_some_and(is_ours) || hosts.next().is_some() {
        return Err(Status::Forbidden);
    }
    let is_head = match parsed.method {
        Some("GET") => false,
        Some("HEAD") => true,
        _ => return Err(Status::NotAllowed),
    };
    let address = parsed.path.ok_or(Status::BadRequest)?;
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let mut parts = path.strip_prefix('/').ok_or(Status::BadRequest)?.split('/').map(str::to_owned);
    // By their digests, so that how long it takes tells nothing of the secret.
    let given = parts.next().unwrap_or_default();
    if digest::of(given.as_bytes()) != digest::of(secret.as_bytes()) {
        return Err(Status::NotFound);
    }
    let path = parts.collect();
    Ok(Request { is_head, path, query: query.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(request: &str) -> Option<Result<Request, Status>> {
        read(request.as_bytes(), 8000, "secret")
    }

    #[test]
    fn only_reading_under_our_own_names_with_the_secret_is_answered() {
        let of = |line: &str, host: &str| asked(&format!("{line} HTTP/1.1\r\nHost: {host}\r\n\r\n")).unwrap();
        let answered = of("GET /secret/paper/a/1?of=2", "127.0.0.1:8000").unwrap();
        assert_eq!((answered.path.join("|"), answered.query.as_str()), ("paper|a|1".to_owned(), "of=2"));
        assert!(of("HEAD /secret/", "LocalHost:8000").unwrap().is_head);
        assert_eq!(of("GET /secret", "localhost:8000").unwrap().path, Vec::<String>::new());
        for host in ["127.0.0.1", "127.0.0.1:80", "evil.example:8000", "localhost:8000.evil.example", "[::1]:8000", ""]
        {
            assert_eq!(of("GET /secret/", host), Err(Status::Forbidden), "{host}");
        }
        for path in ["/", "/other/", "/secre/", "/secretx/", "/SECRET/", "/../secret/", "//secret/", "/%73ecret/"] {
            assert_eq!(of(&format!("GET {path}"), "localhost:8000"), Err(Status::NotFound), "{path}");
        }
        for method in ["POST", "PUT", "DELETE", "OPTIONS", "CONNECT", "get"] {
            assert_eq!(of(&format!("{method} /secret/"), "localhost:8000"), Err(Status::NotAllowed), "{method}");
        }
        assert_eq!(of("GET http://localhost:8000/secret/", "localhost:8000"), Err(Status::BadRequest));
    }

    #[test]
    fn what_is_no_request_or_too_much_of_one_is_refused() {
        let host = "Host: localhost:8000\r\n";
        assert_eq!(asked("GET /secret/ HTTP/1.1\r\nHost: loc"), None);
        assert_eq!(asked("\u{1}\u{2}\r\n\r\n"), Some(Err(Status::BadRequest)));
        assert_eq!(asked(&format!("GET /secret/ HTTP/1.1\r\n{host}{host}\r\n")), Some(Err(Status::Forbidden)));
        assert_eq!(asked("GET /secret/ HTTP/1.1\r\n\r\n"), Some(Err(Status::Forbidden)));
        let many = "A: b\r\n".repeat(100);
        assert_eq!(asked(&format!("GET /secret/ HTTP/1.1\r\n{host}{many}\r\n")), Some(Err(Status::TooLarge)));
        let long = "x".repeat(MOST);
        assert_eq!(asked(&format!("GET /secret/{long}")), Some(Err(Status::TooLarge)));
    }
}
