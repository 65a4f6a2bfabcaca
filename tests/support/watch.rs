//! A child process that does one thing after the other, and is stopped where one takes too long.

use std::fs;
use std::path::Path;
use std::process::{Child, ExitStatus};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// Waits for the child's end; `at` is the file in which it says what it is at. `None` where it was at one thing for longer than
/// `longest`, and was stopped.
pub fn watch(child: &mut Child, at: &Path, longest: Duration) -> Option<ExitStatus> {
    let (mut last, mut since) = (String::new(), Instant::now());
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            return Some(status);
        }
        let now = fs::read_to_string(at).unwrap_or_default();
        if now != last {
            (last, since) = (now, Instant::now());
        }
        if since.elapsed() > longest {
            child.kill().unwrap();
            child.wait().unwrap();
            return None;
        }
        sleep(Duration::from_millis(20));
    }
}
