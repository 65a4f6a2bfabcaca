//! Cases: a folder is one. `case.toml` says what is run on what and why; `expected/` holds what it prints.
//!
//! `{case}` in the arguments is a scratch copy of the case's folder with its workbooks written into it, and stands for
//! that copy's path in the expectations too. After a change that is meant: `UPDATE=1 cargo test --release cases`.

use std::error::Error;
use std::fs;
use std::path::Path;

use serde::Deserialize;

use crate::support::workbook::Workbook;
use crate::support::{boardpack, project, updating};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    /// Why the case exists.
    about: String,
    arguments: Vec<String>,
    /// The exit code.
    exit: i32,
    /// Files that are written, by their path below the case: what they say is expected too.
    #[serde(default)]
    writes: Vec<String>,
    /// Other files, by their path below the case.
    #[serde(default)]
    files: std::collections::BTreeMap<String, String>,
    /// Copies of files in tests/handed-in: the name there, by the path below the case.
    #[serde(default)]
    handed_in: std::collections::BTreeMap<String, String>,
    #[serde(default)]
    workbook: Vec<Workbook>,
}

#[test]
fn every_case_gives_what_is_expected() {
    let mut failed = Vec::new();
    let mut count = 0;
    let mut folders: Vec<_> =
        fs::read_dir(project().join("tests/cases")).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    for folder in folders {
        count += 1;
        if let Err(why) = run(&folder) {
            failed.push(format!("{}: {why}", folder.file_name().unwrap().to_string_lossy()));
        }
    }
    assert!(failed.is_empty(), "{} of {count} cases failed\n{}", failed.len(), failed.join("\n"));
    assert!(count > 10, "the cases were not found");
}

fn run(folder: &Path) -> Result<(), Box<dyn Error>> {
    let (case, scratch) = written(folder)?;
    let place = scratch.path().canonicalize()?.display().to_string();
    let arguments: Vec<String> = case.arguments.iter().map(|argument| argument.replace("{case}", &place)).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let output = boardpack(scratch.path(), &arguments);
    let printed = |bytes: &[u8]| without_times(&String::from_utf8_lossy(bytes).replace(&place, "{case}"));
    if output.status.code() != Some(case.exit) {
        let said = printed(&output.stderr);
        return Err(format!("exit code {:?} instead of {}\n{said}", output.status.code(), case.exit).into());
    }
    compare(&folder.join("expected/stdout.txt"), &printed(&output.stdout))?;
    compare(&folder.join("expected/stderr.txt"), &printed(&output.stderr))?;
    for file in &case.writes {
        let written = fs::read(scratch.path().join(file)).map_err(|why| format!("{file} was not written: {why}"))?;
        let name = Path::new(file).file_name().ok_or("a file has a name")?;
        compare(&folder.join("expected").join(name), &printed(&written))?;
    }
    Ok(())
}

/// A case, and a scratch copy with its workbooks and files.
fn written(folder: &Path) -> Result<(Case, tempfile::TempDir), Box<dyn Error>> {
    let case: Case = toml::from_str(&fs::read_to_string(folder.join("case.toml"))?)?;
    if case.about.is_empty() {
        return Err("case.toml does not say why the case exists".into());
    }
    let scratch = tempfile::tempdir()?;
    for workbook in &case.workbook {
        workbook.write(scratch.path())?;
    }
    for (path, text) in &case.files {
        let path = scratch.path().join(path);
        fs::create_dir_all(path.parent().ok_or("a file has a folder")?)?;
        fs::write(path, text)?;
    }
    for (path, name) in &case.handed_in {
        let path = scratch.path().join(path);
        fs::create_dir_all(path.parent().ok_or("a file has a folder")?)?;
        fs::copy(project().join("tests/handed-in").join(name), path)?;
    }
    Ok((case, scratch))
}

/// A scratch copy of the case with this name, for tests that do more with it than the case itself.
pub fn scratch_of(name: &str) -> tempfile::TempDir {
    written(&project().join("tests/cases").join(name)).unwrap().1
}

/// When a file of the scratch copy was changed, and until when a paper was the one, is no part of what is expected.
fn without_times(text: &str) -> String {
    let mut out = text.to_owned();
    for (before, after) in [("(changed ", ")"), ("replaced: {case}/out/earlier/until-", "\n")] {
        let mut parts = out.split(before);
        let mut without = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            without.push_str(&format!("{before}{{time}}"));
            without.push_str(&part[part.find(after).unwrap_or(0)..]);
        }
        out = without;
    }
    out
}

fn compare(file: &Path, found: &str) -> Result<(), Box<dyn Error>> {
    if updating() {
        fs::create_dir_all(file.parent().ok_or("an expectation has a folder")?)?;
        match found {
            "" if file.exists() => fs::remove_file(file)?,
            "" => {}
            found => fs::write(file, found)?,
        }
        return Ok(());
    }
    let expected = if file.exists() { fs::read_to_string(file)? } else { String::new() };
    if expected == found {
        return Ok(());
    }
    let differs = expected.lines().zip(found.lines()).position(|(a, b)| a != b);
    let line = differs.unwrap_or_else(|| expected.lines().count().min(found.lines().count()));
    Err(format!(
        "{} differs at line {}\n  expected: {}\n  found:    {}",
        file.display(),
        line + 1,
        expected.lines().nth(line).unwrap_or("(the end)"),
        found.lines().nth(line).unwrap_or("(the end)")
    )
    .into())
}
