//! What another system makes of the same files changes no paper: line ends, and the mark that editors on Windows put first.

use std::fs;
use std::path::Path;

use crate::support::{boardpack, project};

/// As an editor on Windows saves a text.
fn as_on_windows(text: &str, marked: bool) -> String {
    let text = text.replace("\r\n", "\n").replace('\n', "\r\n");
    if marked { format!("\u{feff}{text}") } else { text }
}

/// Copies a folder, its texts as on Windows.
fn copy(from: &Path, to: &Path, marked: bool) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().flatten() {
        let (path, into) = (entry.path(), to.join(entry.file_name()));
        let is_text =
            path.extension().is_some_and(|ending| ["toml", "md", "typ", "hbs"].iter().any(|text| ending == *text));
        if path.is_dir() {
            copy(&path, &into, marked);
        } else if is_text {
            fs::write(into, as_on_windows(&fs::read_to_string(&path).unwrap(), marked)).unwrap();
        } else {
            fs::copy(&path, into).unwrap();
        }
    }
}

#[test]
fn line_ends_and_marks_of_windows_change_no_paper() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let built = |area: &Path, out: &str, more: &[&str]| {
        let (area, to) = (area.to_str().unwrap().to_owned(), at(out).to_str().unwrap().to_owned());
        let arguments = [&["build", &area, "--only", "improvement-board-report", "--out", &to], more].concat();
        let output = boardpack(folder.path(), &arguments);
        assert!(output.status.code() == Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        fs::read(at(out).join("improvement-board-report.pdf")).unwrap()
    };
    let usual = built(&project().join("inputs/ashmere"), "usual", &[]);
    copy(&project().join("inputs/ashmere"), &at("ashmere"), true);
    assert!(fs::read_to_string(at("ashmere/boardpack.toml")).unwrap().starts_with("\u{feff}"));
    assert!(usual == built(&at("ashmere"), "texts", &[]), "settings and officers' words");
    copy(&project().join("templates"), &at("templates"), false);
    let templates = at("templates").to_str().unwrap().to_owned();
    assert!(usual == built(&at("ashmere"), "templates", &["--templates", &templates]), "templates");
}
