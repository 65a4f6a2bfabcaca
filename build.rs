//! Gives the program a digest of all that it is built from. By it a paper is known to be of another build of the program,
//! even where both bear one version number; the same sources give the same digest on every machine.

use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

const MADE_OF: [&str; 6] = ["Cargo.lock", "Cargo.toml", "build.rs", "fonts", "src", "templates"];

fn main() {
    let root = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo names the package's folder"));
    let mut files = Vec::new();
    for part in MADE_OF {
        println!("cargo:rerun-if-changed={part}");
        collect(&root.join(part), &mut files);
    }
    let mut digest = Sha256::new();
    for file in files {
        let bytes = fs::read(&file).expect("a file of the sources can be read");
        let name: Vec<_> = file.strip_prefix(&root).into_iter().flatten().map(|part| part.to_string_lossy()).collect();
        let name = name.join("/");
        // With their lengths, so that no byte of one can pass for a byte of the next.
        for part in [name.as_bytes(), &bytes] {
            digest.update((part.len() as u64).to_le_bytes());
            digest.update(part);
        }
    }
    let digits: String = digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    println!("cargo:rustc-env=BOARDPACK_SOURCES={digits}");
}

/// The files at or below a path, in the order of their names.
fn collect(path: &Path, files: &mut Vec<PathBuf>) {
    if !path.is_dir() {
        files.push(path.to_owned());
        return;
    }
    let entries = fs::read_dir(path).expect("a folder of the sources can be listed");
    let mut entries: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    entries.sort();
    entries.iter().for_each(|entry| collect(entry, files));
}
