//! A copy of the sample area that a test may change, and a folder for its papers.

use std::fs;
use std::path::PathBuf;

use tempfile::TempDir;

use super::papers::copy_folder;
use super::workbook::{Damage, rewrite};
use super::{ashmere, boardpack};

/// A copy of the sample area and a folder for its papers.
pub struct Copy {
    pub root: TempDir,
}

impl Copy {
    pub fn new() -> Copy {
        let root = tempfile::tempdir().unwrap();
        copy_folder(&ashmere(), &root.path().join("inputs/ashmere"));
        Copy { root }
    }

    pub fn path(&self, within: &str) -> PathBuf {
        self.root.path().join(within)
    }

    /// Runs the program in the copy; gives what it printed, on both streams, and its exit code.
    pub fn run(&self, arguments: &[&str]) -> (String, Option<i32>) {
        let output = boardpack(self.root.path(), arguments);
        let said = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
        (said.concat(), output.status.code())
    }

    pub fn build(&self, out: &str, more: &[&str]) {
        let (said, code) = self.run(&[&["build", "inputs/ashmere", "--out", out], more].concat());
        assert_eq!(code, Some(0), "{said}");
    }

    pub fn freeze(&self) {
        let (said, code) = self.run(&["freeze", "inputs/ashmere", "--edition", "2025-07"]);
        assert_eq!(code, Some(0), "{said}");
    }

    pub fn bytes(&self, within: &str) -> Vec<u8> {
        fs::read(self.path(within)).unwrap()
    }

    /// Replaces a text in a part of a workbook.
    pub fn edit(&self, workbook: &str, part: &str, from: &str, to: &str) {
        let path = self.path("inputs/ashmere").join(workbook);
        let damage = Damage { part: part.to_owned(), from: from.to_owned(), to: to.to_owned(), times: 1 };
        rewrite(&fs::read(&path).unwrap(), &[damage], &path).unwrap();
    }

    /// Changes the action status of action 1.1.2, in cell F9, from Blue and a date to Red.
    pub fn change_a_cell(&self) {
        let sheet = "xl/worksheets/sheet1.xml";
        let red = r#"<c r="F9" s="8" t="inlineStr"><is><t>Red</t></is></c>"#;
        self.edit("2025-07/Action tracker.xlsx", sheet, r#"<c r="F9" s="8" t="s"><v>28</v></c>"#, red);
    }

    pub fn replace(&self, within: &str, from: &str, to: &str) {
        let text = fs::read_to_string(self.path(within)).unwrap();
        assert!(text.contains(from), "{within} does not hold {from}");
        fs::write(self.path(within), text.replace(from, to)).unwrap();
    }
}
