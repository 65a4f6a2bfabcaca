//! What the tests share: running the program, workbooks written from text, and reading PDFs back.

pub mod copy;
pub mod damaged;
pub mod foreign;
pub mod kept;
pub mod lettering;
pub mod papers;
pub mod pdf;
pub mod process;
pub mod schema;
pub mod sound;
pub mod tree;
pub mod watch;
pub mod workbook;
pub mod xml;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// Runs the program in a folder and gives back what it printed and its exit code.
pub fn boardpack(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_boardpack"))
        .args(arguments)
        .current_dir(folder)
        .output()
        .expect("the program that the tests were built with can be run")
}

/// The project's own folder.
pub fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The sample area.
pub fn ashmere() -> PathBuf {
    project().join("inputs/ashmere")
}

/// Whether expectations are to be rewritten from what the program gives now: `UPDATE=1 cargo test --release`.
pub fn updating() -> bool {
    std::env::var_os("UPDATE").is_some_and(|value| value == "1")
}
