//! Single files of an area's folder, read whole: settings, acceptances, frozen editions.
//!
//! Deliberately absent: what they say. A pipe, a device or a file of gigabytes where a small one belongs is refused.

use std::fs;
use std::io::{self, Read};
use std::path::Path;

use crate::diagnostic::{Error, Result};
use crate::digest::FileDigest;

/// The most that is read: many times what a frozen edition of thousands of actions has.
const MOST: u64 = 256 << 20;

/// The bytes of a file.
pub fn bytes(file: &Path) -> io::Result<Vec<u8>> {
    let about = fs::metadata(file)?;
    if !about.is_file() {
        return Err(io::Error::other("it is not a file"));
    }
    if about.len() > MOST {
        return Err(io::Error::other(format!("it has more than {} MB", MOST >> 20)));
    }
    let mut bytes = Vec::new();
    fs::File::open(file)?.take(MOST + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The text of a file in a folder with the digest of what was read; nothing where there is no such file.
pub fn text(folder: &Path, name: &str) -> Result<Option<(String, FileDigest)>> {
    let file = folder.join(name);
    if !file.exists() {
        return Ok(None);
    }
    let cannot = |why: &dyn std::fmt::Display| Error::new(format!("{} cannot be read: {why}", file.display()));
    let bytes = bytes(&file).map_err(|why| cannot(&why))?;
    let digest = FileDigest::of(name, &bytes);
    let text = String::from_utf8(bytes).map_err(|_| cannot(&"it is not a text in UTF-8"))?;
    Ok(Some((text, digest)))
}

/// A file's name without its folder.
pub fn name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_small_file_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(bytes(folder.path()).unwrap_err().to_string(), "it is not a file");
        let giant = folder.path().join("giant");
        fs::File::create(&giant).unwrap().set_len(3 << 30).unwrap();
        assert_eq!(bytes(&giant).unwrap_err().to_string(), "it has more than 256 MB");
        fs::write(folder.path().join("small"), "é").unwrap();
        assert_eq!(text(folder.path(), "small").unwrap().unwrap().0, "é");
        fs::write(folder.path().join("small"), [0xff]).unwrap();
        assert!(text(folder.path(), "small").unwrap_err().to_string().contains("UTF-8"));
        assert!(text(folder.path(), "none").unwrap().is_none());
    }
}
