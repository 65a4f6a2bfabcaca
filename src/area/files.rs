//! The texts of an area's folder with their digests: settings and acceptances.
//!
//! Deliberately absent: what they say.

use std::path::Path;

use crate::diagnostic::{Error, Result};
use crate::digest::FileDigest;
use crate::files;

/// The text of a file in a folder with the digest of what was read; nothing where there is no such file.
pub fn text(folder: &Path, name: &str) -> Result<Option<(String, FileDigest)>> {
    let file = folder.join(name);
    if !files::is_there(&file) {
        return Ok(None);
    }
    let cannot = |why: &dyn std::fmt::Display| Error::new(format!("{} cannot be read: {why}", file.display()));
    let bytes = files::bytes(&file, files::WRITTEN).map_err(|why| cannot(&why))?;
    let digest = FileDigest::of(name, &bytes);
    let text = String::from_utf8(bytes).map_err(|_| cannot(&"it is not a text in UTF-8; save it as UTF-8"))?;
    Ok(Some((text, digest)))
}

/// A file's name without its folder.
pub fn name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_text_is_read_and_what_is_none_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("small"), "é").unwrap();
        assert_eq!(text(folder.path(), "small").unwrap().unwrap().0, "é");
        fs::write(folder.path().join("small"), [0xff]).unwrap();
        assert!(text(folder.path(), "small").unwrap_err().to_string().contains("UTF-8"));
        assert!(text(folder.path(), "none").unwrap().is_none());
        fs::create_dir(folder.path().join("folder")).unwrap();
        assert!(text(folder.path(), "folder").unwrap_err().to_string().contains("it is a folder and no file"));
    }
}
