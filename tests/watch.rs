//! `boardpack watch`, started for real: who is answered and who is not, and what becomes of a save, a touch and a fault.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread::{sleep, spawn};
use std::time::Duration;

use crate::support::copy::Copy;

/// Long enough for a build on a machine that has other things to do.
const LONG: Duration = Duration::from_secs(120);

/// Longer than it takes to see a change where the system tells of none.
const QUIET: Duration = Duration::from_millis(4500);

/// The program at work, with what it says.
struct Watched {
    child: Child,
    said: Receiver<String>,
    port: u16,
    /// `/…/`
    root: String,
}

impl Watched {
    fn of(copy: &Copy, more: &[&str]) -> Watched {
        let mut child = Command::new(env!("CARGO_BIN_EXE_boardpack"))
            .args(["watch", "inputs/ashmere", "--only", "risk-register"])
            .args(more)
            .current_dir(copy.root.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let (sender, said) = mpsc::channel();
        let out = BufReader::new(child.stdout.take().unwrap());
        let errors = BufReader::new(child.stderr.take().unwrap());
        let other = sender.clone();
        spawn(move || out.lines().map_while(Result::ok).for_each(|line| drop(sender.send(line))));
        spawn(move || errors.lines().map_while(Result::ok).for_each(|line| drop(other.send(line))));
        let mut watched = Watched { child, said, port: 0, root: String::new() };
        let address = watched.hears("http://127.0.0.1:");
        let (port, root) = address.rsplit_once("127.0.0.1:").unwrap().1.split_once('/').unwrap();
        watched.port = port.parse().unwrap();
        watched.root = format!("/{root}");
        watched
    }

    /// Waits for a line that has these words.
    fn hears(&self, words: &str) -> String {
        let mut before = Vec::new();
        loop {
            match self.said.recv_timeout(LONG) {
                Ok(line) if line.contains(words) => return line,
                Ok(line) => before.push(line),
                Err(why) => panic!("{words}: {why}: {before:?}"),
            }
        }
    }

    /// Nothing is said for a while.
    fn is_quiet(&self, after: &str) {
        if let Ok(line) = self.said.recv_timeout(QUIET) {
            panic!("{after}: {line}");
        }
    }

    /// Sends bytes as they are, and gives back all that comes.
    fn sends(&self, request: &str) -> String {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(LONG)).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        String::from_utf8_lossy(&answer).into_owned()
    }

    fn asks(&self, method: &str, path: &str, host: &str) -> String {
        self.sends(&format!("{method} {path} HTTP/1.1\r\nHost: {host}\r\n\r\n"))
    }

    /// A page below the address.
    fn page(&self, path: &str) -> String {
        let answer = self.asks("GET", &format!("{}{path}", self.root), &format!("127.0.0.1:{}", self.port));
        assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{path}: {answer}");
        answer
    }

    /// What all pages of the paper say.
    fn words(&self) -> String {
        let count = self.page("paper/risk-register/1").split("id=\"page-").count() - 1;
        assert!(count > 2);
        (1..=count).map(|number| self.page(&format!("paper/risk-register/{number}"))).collect()
    }

    fn ends(mut self) {
        #[cfg(unix)]
        {
            let id = self.child.id().to_string();
            assert!(Command::new("kill").args(["-INT", &id]).status().unwrap().success());
            self.hears("The preview has ended.");
            assert!(self.child.wait().unwrap().success());
        }
        #[cfg(not(unix))]
        self.child.kill().unwrap();
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}

#[test]
fn only_whoever_has_the_address_is_answered_and_only_by_reading() {
    let copy = Copy::new();
    let before = files(copy.root.path());
    let watched = Watched::of(&copy, &[]);
    watched.hears("1 paper made");
    let host = format!("127.0.0.1:{}", watched.port);
    let root = watched.root.clone();
    assert!(root.len() > 26 && root.ends_with('/'), "{root}");

    // Each kind of page, and its headers.
    let papers = watched.page("");
    for header in [
        "Cache-Control: no-store",
        "X-Content-Type-Options: nosniff",
        "Referrer-Policy: no-referrer",
        "Cross-Origin-Resource-Policy: same-origin",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'",
        "frame-ancestors 'none'",
    ] {
        assert!(papers.contains(header), "{header}: {papers}");
    }
    let title = papers.split("<title>").nth(1).unwrap().split("</title>").next().unwrap();
    assert!(title.contains("Ashmere") && !title.contains(root.trim_matches('/')), "{title}");
    assert!(papers.contains(&format!("href=\"{root}paper/risk-register/1\"")), "{papers}");
    let findings = watched.page("findings");
    assert!(findings.contains("Action tracker.xlsx, sheet") && findings.contains("What to do"), "{findings}");
    assert!(watched.page("columns").contains("<td>Action completion date</td><td>due</td>"));
    assert!(watched.page("explain/green-but-overdue").contains("How to put it right"));
    assert!(watched.words().contains("Therapist posts stay vacant or are lost"));
    let picture = watched.page("paper/risk-register/1.png");
    assert!(picture.contains("Content-Type: image/png\r\n") && picture.len() > 20_000);
    let read = watched.page("paper/risk-register/read");
    assert!(read.contains("default-src 'none'; style-src 'unsafe-inline'") && !read.contains("<script"), "{read}");
    let head = watched.asks("HEAD", &root, &host);
    assert!(head.starts_with("HTTP/1.1 200") && head.ends_with("\r\n\r\n"), "{head}");
    assert!(watched.asks("GET", &root, &format!("localhost:{}", watched.port)).starts_with("HTTP/1.1 200"));

    // Who is refused.
    let refused = |request: (&str, &str, &str), code: &str| {
        let (method, path, host) = request;
        let answer = watched.asks(method, path, host);
        assert!(answer.starts_with(&format!("HTTP/1.1 {code} ")), "{request:?}: {answer}");
        assert!(!answer.contains("risk-register") && answer.contains("no-store"), "{request:?}: {answer}");
    };
    let other = format!("/{}/", "a".repeat(root.len() - 2));
    for path in ["/", "/favicon.ico", &other, &root[..root.len() - 2], &format!("/x{root}"), "/../etc/passwd"] {
        refused(("GET", path, &host), "404");
    }
    for host in ["attacker.example", &format!("attacker.example:{}", watched.port), "127.0.0.1", "0.0.0.0"] {
        refused(("GET", &root, host), "403");
    }
    for method in ["POST", "PUT", "DELETE", "OPTIONS"] {
        refused((method, &root, &host), "405");
    }
    let outside = ["../boardpack.toml", "paper/../../boardpack.toml", "2025-07/Risk%20register.xlsx", "paper/%2e%2e/1"];
    let none =
        ["paper/none/1", "paper/risk-register/0", "paper/risk-register/999", "paper/risk-register/1.pdf", "explain/x"];
    for path in outside.iter().chain(&none) {
        let answer = watched.asks("GET", &format!("{root}{path}"), &host);
        assert!(answer.starts_with("HTTP/1.1 404 "), "{path}: {answer}");
    }
    let no_host = watched.sends(&format!("GET {root} HTTP/1.1\r\n\r\n"));
    assert!(no_host.starts_with("HTTP/1.1 403 "), "{no_host}");
    let long = watched.sends(&format!("GET {root} HTTP/1.1\r\nA: {}", "x".repeat(20_000)));
    assert!(long.starts_with("HTTP/1.1 431 ") || long.is_empty(), "{long}");

    // Clients that say nothing, or only half of something, keep nobody from being answered.
    let silent: Vec<TcpStream> = (0..80).filter_map(|_| TcpStream::connect(("127.0.0.1", watched.port)).ok()).collect();
    silent.iter().for_each(|mut stream| drop(stream.write_all(b"GET / HTTP/1.1\r\n")));
    sleep(Duration::from_secs(5));
    assert!(watched.page("").contains("Risk register"));
    drop(silent);

    // Of more pages than may wait for changes, the oldest make room.
    let mut waiting: Vec<TcpStream> = (0..40)
        .map(|_| {
            let mut stream = TcpStream::connect(("127.0.0.1", watched.port)).unwrap();
            stream.set_read_timeout(Some(LONG)).unwrap();
            stream.write_all(format!("GET {root}events?seen=1 HTTP/1.1\r\nHost: {host}\r\n\r\n").as_bytes()).unwrap();
            let mut begin = [0; 15];
            stream.read_exact(&mut begin).unwrap();
            assert_eq!(&begin, b"HTTP/1.1 200 OK");
            stream
        })
        .collect();
    assert!(waiting[0].read_to_end(&mut Vec::new()).is_ok());
    assert!(watched.page("").contains("Risk register"));

    watched.is_quiet("nothing was saved");
    watched.ends();
    assert_eq!(files(copy.root.path()), before, "a preview wrote something");
}

#[test]
fn a_save_is_one_rebuild_a_touch_is_none_and_a_fault_keeps_the_last_papers() {
    let copy = Copy::new();
    let watched = Watched::of(&copy, &[]);
    watched.hears("1 paper made");
    // What a page that is open is told.
    let mut events = TcpStream::connect(("127.0.0.1", watched.port)).unwrap();
    let request = format!("GET {}events?seen=1 HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n\r\n", watched.root, watched.port);
    events.write_all(request.as_bytes()).unwrap();
    let (sender, told) = mpsc::channel();
    spawn(move || BufReader::new(events).lines().map_while(Result::ok).for_each(|line| drop(sender.send(line))));
    let is_told = |words: &str| loop {
        if told.recv_timeout(LONG).unwrap().contains(words) {
            break;
        }
    };

    let folder = copy.path("inputs/ashmere/2025-07");
    let register = folder.join("Risk register.xlsx");
    let original = fs::read(&register).unwrap();
    // Written first, so that the folder does not change before the dance.
    let (first, second) = {
        let aside = Copy::new();
        let saved = |words: &str| {
            let path = aside.path("inputs/ashmere/2025-07/Risk register.xlsx");
            fs::write(&path, &original).unwrap();
            aside.edit(
                "2025-07/Risk register.xlsx",
                "xl/sharedStrings.xml",
                "Therapist posts stay vacant or are lost",
                words,
            );
            fs::read(&path).unwrap()
        };
        (saved("Therapist posts are empty"), saved("Therapists leave"))
    };

    // As Excel saves: a lock, a file of another name in pieces, the old one renamed away, the new one in its place.
    let lock = folder.join("~$Risk register.xlsx");
    fs::write(&lock, "somebody").unwrap();
    let new = folder.join("8A2F1C00");
    let mut written = fs::File::create(&new).unwrap();
    for piece in first.chunks(first.len() / 3) {
        written.write_all(piece).unwrap();
        written.flush().unwrap();
        sleep(Duration::from_millis(120));
    }
    drop(written);
    let old = folder.join("5D77.tmp");
    fs::rename(&register, &old).unwrap();
    sleep(Duration::from_millis(1200));
    fs::rename(&new, &register).unwrap();
    fs::remove_file(&old).unwrap();
    fs::remove_file(&lock).unwrap();
    watched.hears("1 of 1 paper changed");
    is_told("1 of 1 paper changed");
    watched.is_quiet("one save was two rebuilds");
    assert!(watched.words().contains("Therapist posts are empty"));

    // A touch says nothing new.
    fs::File::options().append(true).open(&register).unwrap().set_modified(std::time::SystemTime::now()).unwrap();
    watched.is_quiet("a touch was taken for a change");

    // Half of a workbook keeps the last papers, and says so; whole again, it is read.
    fs::write(&register, &second[..second.len() / 2]).unwrap();
    watched.hears("2025-07/Risk register.xlsx cannot be read now");
    let page = watched.page("");
    assert!(
        page.contains("The papers could not be made again") && page.contains("the last that could be made"),
        "{page}"
    );
    assert!(watched.words().contains("Therapist posts are empty"));
    // As LibreOffice saves: over the file itself, with a lock beside it.
    let lock = folder.join(".~lock.Risk register.xlsx#");
    fs::write(&lock, "somebody").unwrap();
    fs::write(&register, &second).unwrap();
    fs::remove_file(&lock).unwrap();
    watched.hears("1 of 1 paper changed");
    assert!(watched.words().contains("Therapists leave"));
    assert!(!watched.page("").contains("could not be made again"));

    // Settings in the middle of an edit, and officers' words that name a figure there is not.
    let settings = copy.path("inputs/ashmere/boardpack.toml");
    let sound = fs::read_to_string(&settings).unwrap();
    fs::write(&settings, format!("{sound}\n[bord]\n")).unwrap();
    watched.hears("\"bord\" is not a key here");
    assert!(watched.page("").contains("“bord”") || watched.page("").contains("&quot;bord&quot;"));
    assert!(watched.words().contains("Therapists leave"));
    fs::write(&settings, sound).unwrap();
    watched.hears("no paper changed");
    watched.ends();
}

#[test]
fn an_area_that_is_not_there_and_a_port_that_is_taken_are_told_at_once() {
    let copy = Copy::new();
    let (said, code) = copy.run(&["watch", "inputs/ashmore"]);
    assert!(code == Some(2) && said.contains("inputs/ashmore does not exist"), "{said}");
    let taken = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let (said, code) = copy.run(&["watch", "inputs/ashmere", "--port", &port]);
    assert!(code == Some(2) && said.contains(&format!("at port {port}: another program has it")), "{said}");
}
