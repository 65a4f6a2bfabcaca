//! What is made of the definitions of the command line: the help, the manual pages and the completions.

use std::fs;

use crate::support::boardpack;

#[test]
fn every_command_of_the_help_has_a_manual_page_and_is_completed() {
    let folder = tempfile::tempdir().unwrap();
    let said = |arguments: &[&str]| {
        let output = boardpack(folder.path(), arguments);
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    let help = said(&["--help"]);
    let (_, commands) = help.split_once("Commands:\n").unwrap();
    let (commands, _) = commands.split_once("\n\n").unwrap();
    let names: Vec<&str> = commands
        .lines()
        .filter_map(|line| line.strip_prefix("  ")?.split_whitespace().next().filter(|_| !line.starts_with("   ")))
        .filter(|name| *name != "help")
        .collect();
    assert!(names.len() > 18, "{names:?}");
    said(&["manual", "--out", "pages"]);
    for name in &names {
        let page = fs::read_to_string(folder.path().join(format!("pages/boardpack-{name}.1"))).unwrap();
        assert!(page.contains(".SH SYNOPSIS") && page.contains(&format!("boardpack {name}")), "{page}");
    }
    assert!(folder.path().join("pages/boardpack-new-area.1").exists());
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = said(&["completions", shell]);
        for word in names.iter().copied().chain(["require-accessible", "from"]) {
            assert!(script.contains(word), "{shell}: {word}");
        }
    }
}
