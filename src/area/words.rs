//! The `narrative/` folder of an edition: its files, read as they are.
//!
//! A folder of an edition → [`Narrative`]. A file that is too large, no text or no file is kept with the reason; which
//! place a file has, and what it may say, is not decided here.

use std::path::Path;

use super::{entries, files};
use crate::diagnostic::Result;
use crate::digest::FileDigest;
use crate::narrative::{FOLDER, MOST, Narrative, NarrativeFile};

/// Reads the officers' words of an edition; `within` is the edition's folder as inputs are named: "2025-07".
pub fn read(edition: &Path, within: &str) -> Result<Narrative> {
    let folder = edition.join(FOLDER);
    if !folder.is_dir() {
        return Ok(Narrative::default());
    }
    let mut narrative = Narrative { folder: true, ..Narrative::default() };
    for path in entries(&folder)? {
        let name = files::name(&path);
        if is_left_by_a_program(&name) {
            continue;
        }
        let input = format!("{within}/{FOLDER}/{name}");
        let text = match crate::files::bytes(&path, MOST) {
            Ok(bytes) => {
                narrative.inputs.push(FileDigest::of(input, &bytes));
                String::from_utf8(bytes).map_err(|_| "it is not a text in UTF-8".to_owned())
            }
            Err(why) => {
                narrative.inputs.push(FileDigest::unread(input));
                Err(why.to_string())
            }
        };
        narrative.files.push(NarrativeFile { name, text });
    }
    Ok(narrative)
}

/// Files that nobody wrote: of file systems, and of programs that have a file open.
fn is_left_by_a_program(name: &str) -> bool {
    let lower = name.to_lowercase();
    name.starts_with(['.', '~']) || name.ends_with('~') || matches!(lower.as_str(), "thumbs.db" | "desktop.ini")
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn what_cannot_be_read_is_kept_with_the_reason() {
        let edition = tempfile::tempdir().unwrap();
        assert_eq!(read(edition.path(), "2025-07").unwrap(), Narrative::default());
        let folder = edition.path().join(FOLDER);
        fs::create_dir(&folder).unwrap();
        assert!(read(edition.path(), "2025-07").unwrap().folder);
        fs::write(folder.join("asks.md"), [0xff]).unwrap();
        fs::File::create(folder.join("summary.md")).unwrap().set_len(MOST + 1).unwrap();
        fs::write(folder.join("voice.md"), "é").unwrap();
        fs::write(folder.join(".DS_Store"), "x").unwrap();
        fs::create_dir(folder.join("old")).unwrap();
        let narrative = read(edition.path(), "2025-07").unwrap();
        let told: Vec<(&str, std::result::Result<&str, &str>)> = narrative
            .files
            .iter()
            .map(|file| (file.name.as_str(), file.text.as_deref().map_err(String::as_str)))
            .collect();
        assert_eq!(told[0], ("asks.md", Err("it is not a text in UTF-8")));
        assert_eq!(told[1], ("old", Err("it is a folder and no file; put the file itself in its place")));
        assert_eq!(
            told[2],
            ("summary.md", Err("it has more than 1 MB, which no such file needs; see whether it is the right one"))
        );
        assert_eq!(told[3], ("voice.md", Ok("é")));
        assert_eq!(narrative.inputs[3].path, "2025-07/narrative/voice.md");
    }
}
