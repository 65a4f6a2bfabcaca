//! Writing files so that a reader finds either the old one whole or the new one whole; and all files of a folder as one
//! set.

pub mod compact;
pub mod csv;
pub mod lock;
pub mod names;
pub mod set;

use std::fs;
use std::io::{self, ErrorKind, Write};
use std::path::Path;

use crate::diagnostic::{Error, Result};

/// Makes the folder that documents are written to.
pub fn prepare_folder(folder: &Path) -> Result<()> {
    fs::create_dir_all(folder).map_err(|why| {
        Error::new(format!("the output folder {} cannot be made: {}", folder.display(), in_words(&why)))
            .hint("name another folder, or ask for permission to write there")
    })
}

/// Writes a file beside its place and then moves it there: an interrupted build leaves the earlier file as it was.
pub fn write_whole(path: &Path, bytes: &[u8]) -> Result<()> {
    let cannot = |why: std::io::Error| {
        Error::new(format!("{} cannot be written: {}", path.display(), in_words(&why))).hint(
            "close the file where it is open, or name another folder; if you may not write there, ask for permission",
        )
    };
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    builder.prefix(".boardpack-");
    // A temporary file is its owner's alone; a paper is for everyone whom the system lets read new files.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file = builder.tempfile_in(folder).map_err(cannot)?;
    file.write_all(bytes).and_then(|()| file.as_file().sync_all()).map_err(cannot)?;
    file.persist(path).map_err(|why| cannot(why.error))?;
    Ok(())
}

/// Why something cannot be written, in plain words as far as the system's are known.
pub fn in_words(why: &io::Error) -> String {
    match why.kind() {
        ErrorKind::StorageFull => "there is no space left on the disk; make room and try again".to_owned(),
        ErrorKind::QuotaExceeded => "there is no space left of what you may use; make room and try again".to_owned(),
        ErrorKind::ReadOnlyFilesystem => "the disk is read-only".to_owned(),
        ErrorKind::InvalidFilename => "its name is too long, or has a character that names may not have".to_owned(),
        ErrorKind::PermissionDenied => "you have no permission to write there".to_owned(),
        ErrorKind::NotFound => "there is no such folder".to_owned(),
        ErrorKind::NotADirectory => "a part of the path is a file and no folder".to_owned(),
        ErrorKind::IsADirectory => "there is a folder of that name".to_owned(),
        _ => why.to_string(),
    }
}

/// A JSON value over several lines, with a line end.
pub fn pretty(value: &serde_json::Value) -> String {
    format!("{value:#}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_whole_and_nothing_is_left_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("report.pdf");
        write_whole(&path, b"one").unwrap();
        write_whole(&path, b"two").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"two");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn the_usual_failures_have_plain_words() {
        let folder = tempfile::tempdir().unwrap();
        let said = prepare_folder(&folder.path().join("x".repeat(300))).unwrap_err().to_string();
        assert!(said.contains("its name is too long"), "{said}");
        for (number, words) in [(28, "no space left"), (30, "read-only"), (36, "too long"), (13, "no permission")] {
            let said = in_words(&io::Error::from_raw_os_error(number));
            assert!(said.contains(words) || !cfg!(target_os = "linux"), "{said}");
        }
    }

    #[test]
    fn a_place_that_cannot_be_written_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let taken = folder.path().join("taken.pdf");
        fs::create_dir(&taken).unwrap();
        fs::write(taken.join("inside"), b"").unwrap();
        let said = write_whole(&taken, b"x").unwrap_err().to_string();
        assert!(said.contains("taken.pdf cannot be written"), "{said}");
        let said = prepare_folder(&taken.join("inside")).unwrap_err().to_string();
        assert!(said.contains("name another folder"), "{said}");
    }
}
