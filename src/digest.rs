//! SHA-256, as 64 hexadecimal digits: by it a file, a template or a record is known to be the same as before.

use std::io::{self, Read};
use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::files;

/// A digest of all that this program was built from, the same on every machine: two programs of one version number may
/// still be different ones.
pub const SOURCES: &str = env!("BOARDPACK_SOURCES");

/// A file and its digest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileDigest {
    /// From whatever folder the files are listed for, with `/` between its parts.
    pub path: String,
    /// None where the file was not read.
    pub bytes: Option<u64>,
    pub sha256: Option<String>,
}

impl FileDigest {
    /// A file of which these bytes were read.
    pub fn of(path: impl Into<String>, bytes: &[u8]) -> FileDigest {
        FileDigest { path: path.into(), bytes: Some(bytes.len() as u64), sha256: Some(of(bytes)) }
    }

    /// A file that is there and was not read.
    pub fn unread(path: impl Into<String>) -> FileDigest {
        FileDigest { path: path.into(), bytes: None, sha256: None }
    }

    /// A file as it is on disk now, as far as it can be read.
    pub fn on_disk(path: impl Into<String>, file: &Path) -> FileDigest {
        match of_file(file) {
            Ok((bytes, sha256)) => FileDigest { path: path.into(), bytes: Some(bytes), sha256: Some(sha256) },
            Err(_) => FileDigest::unread(path),
        }
    }
}

/// The digest of bytes.
pub fn of(bytes: &[u8]) -> String {
    hex(Sha256::new_with_prefix(bytes))
}

/// The digest of several parts in their order, each with its length, so that no two lists of parts have one digest.
pub fn of_parts<T: AsRef<[u8]>>(parts: impl IntoIterator<Item = T>) -> String {
    let mut digest = Sha256::new();
    for part in parts {
        digest.update((part.as_ref().len() as u64).to_le_bytes());
        digest.update(part.as_ref());
    }
    hex(digest)
}

/// The length of a file and its digest, read a piece at a time: a workbook may be large.
pub fn of_file(path: &Path) -> io::Result<(u64, String)> {
    of_reader(files::open(path, files::DIGESTED)?)
}

/// The same of whatever can be read; the reader says how much that may be.
pub fn of_reader(mut file: impl Read) -> io::Result<(u64, String)> {
    let (mut digest, mut length) = (Sha256::new(), 0);
    let mut piece = vec![0; 1 << 16];
    loop {
        match file.read(&mut piece) {
            Ok(0) => return Ok((length, hex(digest))),
            Ok(read) => {
                digest.update(&piece[..read]);
                length += read as u64;
            }
            Err(why) if why.kind() == io::ErrorKind::Interrupted => {}
            Err(why) => return Err(why),
        }
    }
}

fn hex(digest: Sha256) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let halves = |byte: &u8| [byte >> 4, byte & 15].map(|half| char::from(DIGITS[usize::from(half)]));
    digest.finalize().iter().flat_map(halves).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The digests that FIPS 180-4 gives as examples.
    #[test]
    fn digests_are_those_of_the_standard() {
        assert_eq!(of(b"abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_eq!(of(b""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }

    #[test]
    fn parts_are_told_apart() {
        assert_eq!(of_parts(["a", "b"]), of_parts(vec!["a", "b"]));
        assert_ne!(of_parts(["a", "b"]), of_parts(["ab", ""]));
        assert_ne!(of_parts(["ab"]), of_parts(["ab", ""]));
    }

    #[test]
    fn a_file_has_the_digest_of_its_bytes() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let bytes = vec![7; 200_000];
        std::fs::write(file.path(), &bytes).unwrap();
        assert_eq!(of_file(file.path()).unwrap(), (200_000, of(&bytes)));
    }
}
