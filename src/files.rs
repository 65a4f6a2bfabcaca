//! Files that are read whole, each within a bound: the only door to the bytes of settings, records, templates, fonts and
//! papers.
//!
//! A path and the most bytes that such a file may have → its bytes, or why not, in words that say what to do. What is no
//! plain file (a folder, a pipe, a device, a link to nothing) or has more is refused before anything of it is read.
//! Deliberately absent: workbooks, whose bounds are settings.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};

use crate::text;

/// The most bytes of a file that people write: settings, acceptances, templates.
pub const WRITTEN: u64 = 1 << 20;

/// The most bytes of a file that goes into papers as it is: pictures of templates.
pub const PICTURE: u64 = 32 << 20;

/// The most bytes of a frozen edition: many times what one of thousands of actions has.
pub const FROZEN: u64 = 128 << 20;

/// The most bytes of a manifest.
pub const MANIFEST: u64 = 32 << 20;

/// The most bytes of a paper that is read back.
pub const PAPER: u64 = 64 << 20;

/// The most bytes of a file of which only the digest is taken.
pub const DIGESTED: u64 = 512 << 20;

/// The most values that a JSON file may have: each takes some hundred bytes once it is read, however short it is written.
const VALUES: usize = 4_000_000;

/// The bytes of a file that may have so many.
pub fn bytes(file: &Path, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    open(file, most)?.take(most + 1).read_to_end(&mut bytes).map_err(in_words)?;
    // It may have grown since it was opened, or be one of those that the system makes up while they are read.
    if bytes.len() as u64 > most { Err(too_large(most)) } else { Ok(bytes) }
}

/// Opens a plain file that has no more than so many bytes.
pub fn open(file: &Path, most: u64) -> io::Result<File> {
    let about = fs::metadata(file).map_err(|why| match why.kind() {
        ErrorKind::NotFound if is_there(file) => {
            io::Error::other("it is a link to a file that is not there; put the file itself in its place")
        }
        _ => in_words(why),
    })?;
    // A device is not even opened: that alone can set it going.
    refuse(&about, most)?;
    let mut options = OpenOptions::new();
    options.read(true);
    // Another may have put a pipe in its place meanwhile, whose opening waits for a writer who never comes.
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::custom_flags(&mut options, libc::O_NONBLOCK);
    let opened = options.open(file).map_err(in_words)?;
    refuse(&opened.metadata().map_err(in_words)?, most)?;
    Ok(opened)
}

/// Where a path leads once every link is followed, as people write it: Windows answers `\\?\C:\papers`, which its own programs
/// show to nobody.
pub fn real(path: &Path) -> io::Result<PathBuf> {
    let real = fs::canonicalize(path)?;
    let plain = real.to_str().filter(|_| cfg!(windows)).and_then(without_marks);
    Ok(plain.map_or(real, PathBuf::from))
}

/// A path of Windows without the marks before it, where it means the same without them: not where it is longer than older
/// programs take, or has a name that Windows would read in another way.
fn without_marks(path: &str) -> Option<String> {
    let path = path.strip_prefix(r"\\?\")?;
    let (start, below) = match path.strip_prefix(r"UNC\") {
        Some(share) => (r"\\", share),
        None if path.as_bytes().get(1..3) == Some(br":\") => ("", path),
        None => return None,
    };
    let is_plain = |part: &str| !part.ends_with(['.', ' ']) && !text::is_device(part);
    (path.len() < 240 && below.split('\\').all(is_plain)).then(|| format!("{start}{below}"))
}

/// A path as other programs want it on every system, with `/` between its parts.
pub fn with_slashes(path: &Path) -> String {
    path.display().to_string().replace(std::path::MAIN_SEPARATOR, "/")
}

/// Whether anything has that name, be it a link to nothing: what is there and cannot be read is never passed over.
pub fn is_there(file: &Path) -> bool {
    fs::symlink_metadata(file).map_or_else(|why| why.kind() == ErrorKind::PermissionDenied, |_| true)
}

/// Whether JSON has no more values than there is memory for, and could be read.
pub fn refuse_json(bytes: &[u8]) -> io::Result<()> {
    let (mut values, mut quoted, mut escaped) = (0, false, false);
    for byte in bytes {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = quoted,
            b'"' => quoted = !quoted,
            b',' | b':' | b'[' | b'{' if !quoted => values += 1,
            _ => {}
        }
    }
    if values > VALUES {
        return Err(io::Error::other(format!("it has more than {VALUES} values, which no edition has")));
    }
    Ok(())
}

fn refuse(about: &Metadata, most: u64) -> io::Result<()> {
    let what = if about.is_dir() {
        "a folder"
    } else if about.is_file() {
        return if about.len() > most { Err(too_large(most)) } else { Ok(()) };
    } else {
        special(about)
    };
    Err(io::Error::other(format!("it is {what} and no file; put the file itself in its place")))
}

#[cfg(unix)]
fn special(about: &Metadata) -> &'static str {
    use std::os::unix::fs::FileTypeExt;
    let kind = about.file_type();
    if kind.is_fifo() {
        "a pipe"
    } else if kind.is_socket() {
        "a socket"
    } else {
        "a device"
    }
}

#[cfg(not(unix))]
fn special(_: &Metadata) -> &'static str {
    "a device"
}

fn too_large(most: u64) -> io::Error {
    io::Error::other(format!(
        "it has more than {} MB, which no such file needs; see whether it is the right one",
        most >> 20
    ))
}

/// What the system says, as far as it can be said plainly.
fn in_words(why: io::Error) -> io::Error {
    plain(&why).map_or(why, |(kind, words)| io::Error::new(kind, words))
}

/// Why something cannot be read, as the end of a sentence.
pub fn plainly(why: &io::Error) -> String {
    plain(why).map_or_else(|| why.to_string(), |(_, words)| words.to_owned())
}

fn plain(why: &io::Error) -> Option<(ErrorKind, &'static str)> {
    let words = match why.kind() {
        ErrorKind::NotFound => "it is not there",
        ErrorKind::PermissionDenied => "you have no permission to read it; ask whoever looks after it",
        ErrorKind::WouldBlock => "nothing comes from it; put a plain file in its place",
        _ => return None,
    };
    Some((why.kind(), words))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_plain_file_of_its_size_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let said = |name: &str| bytes(&folder.path().join(name), WRITTEN).unwrap_err().to_string();
        assert!(said("").starts_with("it is a folder and no file"), "{}", said(""));
        assert_eq!(said("none"), "it is not there");
        File::create(folder.path().join("giant")).unwrap().set_len(3 << 30).unwrap();
        assert!(said("giant").starts_with("it has more than 1 MB"), "{}", said("giant"));
        fs::write(folder.path().join("small"), "é").unwrap();
        assert_eq!(bytes(&folder.path().join("small"), 2).unwrap(), "é".as_bytes());
        assert!(bytes(&folder.path().join("small"), 1).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn pipes_devices_and_links_to_nothing_are_refused_without_waiting() {
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("pipe");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        assert!(bytes(&pipe, WRITTEN).unwrap_err().to_string().starts_with("it is a pipe and no file"));
        let link = folder.path().join("link");
        std::os::unix::fs::symlink("nowhere", &link).unwrap();
        assert!(is_there(&link) && !link.exists());
        assert!(bytes(&link, WRITTEN).unwrap_err().to_string().starts_with("it is a link to a file that is not there"));
        for device in ["/dev/zero", "/dev/null", "/dev/full"] {
            assert!(bytes(Path::new(device), WRITTEN).unwrap_err().to_string().starts_with("it is a device"));
        }
    }

    #[test]
    fn paths_of_windows_are_shown_as_people_write_them() {
        for (real, shown) in [
            (r"\\?\C:\Papers\brookdale", Some(r"C:\Papers\brookdale")),
            (r"\\?\UNC\server\share\Papers", Some(r"\\server\share\Papers")),
            (r"\\?\C:\", Some(r"C:\")),
            // Without the marks, these would be other files.
            (r"\\?\C:\Papers\aux", None),
            (r"\\?\C:\Papers.\x", None),
            (r"\\?\Volume{12}\Papers", None),
            ("/srv/papers", None),
        ] {
            assert_eq!(without_marks(real).as_deref(), shown, "{real}");
        }
        assert_eq!(without_marks(&format!(r"\\?\C:\{}", "x".repeat(240))), None);
    }

    #[test]
    fn a_real_path_follows_links() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("month")).unwrap();
        let real = real(&folder.path().join("month/../month")).unwrap();
        assert!(
            real.ends_with("month") && real.components().count() < folder.path().components().count() + 2,
            "{real:?}"
        );
        assert!(with_slashes(&real).ends_with("/month"));
    }

    #[test]
    fn values_are_counted_outside_of_texts() {
        assert!(refuse_json(format!("[{}0]", "0,".repeat(VALUES)).as_bytes()).is_err());
        assert!(refuse_json(format!("[\"\\\"{}\"]", ",".repeat(VALUES)).as_bytes()).is_ok());
    }
}
