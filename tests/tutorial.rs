//! The tutorial's commands, run in their order in an empty folder that has a tracker alone.

use std::fs;

use crate::support::{ashmere, boardpack, project};

/// The words of a command line, with what is between quotation marks as one.
fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quoted = false;
    for c in line.chars() {
        match c {
            '"' => quoted = !quoted,
            ' ' if !quoted => words.push(String::new()),
            _ => words.last_mut().unwrap().push(c),
        }
    }
    words
}

#[test]
fn the_tutorial_works_from_an_empty_folder() {
    let text = fs::read_to_string(project().join("docs/tutorial.md")).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    fs::copy(ashmere().join("2025-07/Action tracker.xlsx"), folder.join("Our tracker.xlsx")).unwrap();
    let mut run = 0;
    let mut said = String::new();
    for (section, block) in text.split("```sh\n").skip(1).enumerate() {
        for line in block.split("```").next().unwrap().lines() {
            let words = words(line);
            assert_eq!(words[0], "boardpack", "{line}");
            let arguments: Vec<&str> = words[1..].iter().map(String::as_str).collect();
            let output = boardpack(folder, &arguments);
            let told = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
            // 1: done, with findings of error level.
            assert!(matches!(output.status.code(), Some(0 | 1)), "{section}: {line}: {told}");
            said += &told;
            run += 1;
        }
    }
    assert_eq!(run, 8, "the tutorial has other commands than before");
    // What it shows is what is said, but for the numbers of the reader's own tracker.
    let shown = text.split("```\nread: ").nth(1).unwrap().split("```").next().unwrap();
    for line in shown.lines().skip(1) {
        assert!(said.contains(line), "{line}: {said}");
    }
    assert!(said.contains("read: ") && said.contains(" actions\n"), "{said}");
    for file in ["out/brookdale/2025-07/improvement-board-report.pdf", "out/brookdale/2025-07-pack.pdf"] {
        assert!(folder.join(file).exists(), "{file}");
    }
    assert!(folder.join("brookdale/2025-07/narrative/summary.md").exists());
}
