//! The door for the browser: a socket of this computer alone, a thread for each connection, and bounds to all of it.
//!
//! Written on the standard library, with `httparse` for the heads of requests: what is asked for is a handful of pages, and the
//! libraries that serve the web are a hundred crates or have no bounds to slow clients. A connection has one answer. Whoever
//! sends nothing, reads nothing or sends too much is let go; what goes wrong in one connection is no other's matter.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{Ipv4Addr, Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use super::answer::{Answer, Kind, Status};
use super::request::{self, MOST};
use super::site::{Found, Site};
use crate::diagnostic::{Error, Result};
use crate::output::in_words;

/// The most connections at once, and how many of them may wait for changes.
const CONNECTIONS: usize = 64;
const WAITING: usize = 24;

/// How long a client may take to send or to read a piece, and how many pieces a request may come in.
const PATIENCE: Duration = Duration::from_secs(2);
const PIECES: usize = 16;

/// How often it is asked whether a browser that waits for changes is still there, and after how often something is said to it.
const LOOK: Duration = Duration::from_millis(500);
const SILENCE: u32 = 20;

/// Room for what reads and draws PDFs.
const STACK: usize = 16 << 20;

/// The characters of the secret: none that looks like another.
const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";

pub struct Door {
    listener: TcpListener,
    port: u16,
    secret: String,
}

impl Door {
    /// Opens a port of this computer that nobody else on the network can reach.
    pub fn open(port: Option<u16>) -> Result<Door> {
        let cannot = |why: io::Error| {
            let which = port.map(|port| format!(" at port {port}")).unwrap_or_default();
            let why = match why.kind() {
                ErrorKind::AddrInUse => "another program has it".to_owned(),
                ErrorKind::PermissionDenied => "you have no permission to use it".to_owned(),
                _ => in_words(&why),
            };
            Error::new(format!("the preview cannot be opened{which}: {why}"))
                .hint("leave --port out, and the system chooses a free one")
        };
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port.unwrap_or(0))).map_err(cannot)?;
        let port = listener.local_addr().map_err(cannot)?.port();
        Ok(Door { listener, port, secret: secret()? })
    }

    /// The address of the preview.
    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}{}", self.port, self.root())
    }

    /// Its path alone.
    pub fn root(&self) -> String {
        format!("/{}/", self.secret)
    }

    /// Answers from now on, on threads of its own, until the program ends.
    pub fn serve(self, site: Arc<Site>) -> Result<()> {
        let Door { listener, port, secret } = self;
        let taken = Arc::new(Taken::default());
        let accept = move || {
            let secret: Arc<str> = secret.into();
            for stream in listener.incoming() {
                let Ok(stream) = stream else {
                    // No more files may be opened, or the client is gone already.
                    thread::sleep(Duration::from_millis(50));
                    continue;
                };
                let Some(place) = Place::take(&taken, CONNECTIONS) else { continue };
                let (site, secret) = (Arc::clone(&site), Arc::clone(&secret));
                let answer = move || {
                    let _ = Connection { stream, place, port, secret, site }.answer();
                };
                let _ = thread::Builder::new().name("preview".to_owned()).stack_size(STACK).spawn(answer);
            }
        };
        let started = thread::Builder::new().name("door".to_owned()).spawn(accept);
        started.map(|_| ()).map_err(|why| Error::new(format!("the preview cannot be opened: {why}")))
    }
}

/// A secret of 140 bits from the system.
fn secret() -> Result<String> {
    let mut random = [0; 28];
    getrandom::fill(&mut random).map_err(|why| {
        Error::new(format!("the preview cannot be opened: the system gives no random numbers: {why}"))
    })?;
    Ok(random.iter().map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect())
}

/// How many connections there are, and how many have begun to wait for changes.
#[derive(Default)]
struct Taken {
    all: AtomicUsize,
    waits: AtomicUsize,
}

/// The place of a connection, which it gives back however it ends.
struct Place {
    taken: Arc<Taken>,
    /// Which of those that wait it is, from the first on.
    waits: usize,
}

impl Place {
    fn take(taken: &Arc<Taken>, most: usize) -> Option<Place> {
        if taken.all.fetch_add(1, Ordering::Relaxed) >= most {
            taken.all.fetch_sub(1, Ordering::Relaxed);
            return None;
        }
        Some(Place { taken: Arc::clone(taken), waits: 0 })
    }

    /// Begins to wait.
    fn wait(&mut self) {
        self.waits = self.taken.waits.fetch_add(1, Ordering::Relaxed);
    }

    /// Whether it is to make room: the oldest go, and a browser that is still there comes back by itself.
    fn is_over(&self) -> bool {
        self.taken.waits.load(Ordering::Relaxed) - self.waits > WAITING
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.taken.all.fetch_sub(1, Ordering::Relaxed);
    }
}

struct Connection {
    stream: TcpStream,
    place: Place,
    port: u16,
    secret: Arc<str>,
    site: Arc<Site>,
}

impl Connection {
    fn answer(mut self) -> io::Result<()> {
        self.stream.set_read_timeout(Some(PATIENCE))?;
        self.stream.set_write_timeout(Some(PATIENCE))?;
        let asked = self.read()?;
        let (found, is_head) = match asked {
            Ok(request) => (self.site.find(&request), request.is_head),
            Err(status) => (Found::Answer(Answer::refusal(status)), false),
        };
        match found {
            Found::Answer(answer) => self.send(&answer, is_head)?,
            Found::Events { seen } if !is_head => self.tell(seen)?,
            Found::Events { .. } => self.send(&Answer::of(Kind::Events, ""), is_head)?,
        }
        self.close()
    }

    /// What is asked for, in no more than so many pieces.
    fn read(&mut self) -> io::Result<std::result::Result<request::Request, Status>> {
        let mut bytes = Vec::new();
        let mut piece = [0; 4 << 10];
        for _ in 0..PIECES {
            let count = self.stream.read(&mut piece)?;
            bytes.extend_from_slice(&piece[..count]);
            if let Some(asked) = request::read(&bytes[..bytes.len().min(MOST)], self.port, &self.secret) {
                return Ok(asked);
            }
            if count == 0 {
                break;
            }
        }
        Ok(Err(Status::BadRequest))
    }

    fn send(&mut self, answer: &Answer, is_head: bool) -> io::Result<()> {
        self.write(answer.head().as_bytes())?;
        if is_head { Ok(()) } else { self.write(&answer.body) }
    }

    /// Writes as fast as is read; a client that reads by the byte is let go.
    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        let mut left = bytes;
        for _ in 0..PIECES + bytes.len() / (4 << 10) {
            if left.is_empty() {
                return Ok(());
            }
            match self.stream.write(left) {
                Ok(0) => break,
                Ok(count) => left = &left[count..],
                Err(why) if why.kind() == ErrorKind::Interrupted => {}
                Err(why) => return Err(why),
            }
        }
        if left.is_empty() { Ok(()) } else { Err(io::Error::from(ErrorKind::TimedOut)) }
    }

    /// Tells of each change, until the browser goes or others need the room.
    fn tell(&mut self, seen: u64) -> io::Result<()> {
        self.place.wait();
        self.write(Answer::of(Kind::Events, "").head().as_bytes())?;
        self.write(b"retry: 1500\n\n")?;
        self.stream.set_read_timeout(Some(Duration::from_millis(1)))?;
        let (mut seen, mut silent) = ((seen, false), 0u32);
        while !self.place.is_over() && self.is_there() {
            let (text, now) = self.site.event_after(seen, LOOK);
            seen = now;
            silent = if text.is_some() { 0 } else { silent + 1 };
            // A line that says nothing keeps the connection from being taken for dead.
            let text = text.or_else(|| silent.is_multiple_of(SILENCE).then(|| ":\n\n".to_owned()));
            self.write(text.unwrap_or_default().as_bytes())?;
        }
        Ok(())
    }

    /// Whether the browser has not closed its end.
    fn is_there(&self) -> bool {
        match self.stream.peek(&mut [0]) {
            Ok(count) => count > 0,
            Err(why) => matches!(why.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut | ErrorKind::Interrupted),
        }
    }

    /// Closes so that the answer arrives: what is left unread would take it back.
    fn close(mut self) -> io::Result<()> {
        self.stream.shutdown(Shutdown::Write)?;
        let mut rest = [0; 4 << 10];
        for _ in 0..PIECES {
            if self.stream.read(&mut rest)? == 0 {
                break;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_long_and_differ() {
        let (one, other) = (secret().unwrap(), secret().unwrap());
        assert!(one.len() == 28 && one != other && one.bytes().all(|byte| LETTERS.contains(&byte)));
    }

    #[test]
    fn places_are_bounded_and_given_back_and_the_oldest_that_wait_make_room() {
        let taken = Arc::new(Taken::default());
        let held: Vec<Place> = (0..2).filter_map(|_| Place::take(&taken, 2)).collect();
        assert!(held.len() == 2 && Place::take(&taken, 2).is_none());
        drop(held);
        let mut place = Place::take(&taken, 2).unwrap();
        place.wait();
        for others in 0..=WAITING {
            assert_eq!(place.is_over(), others == WAITING);
            Place::take(&taken, 2).unwrap().wait();
        }
    }
}
