//! What papers from others hide, accepted on record once somebody has looked at it: for one file, with a reason, by role, until a
//! day.

use std::fs;
use std::path::PathBuf;

use tempfile::TempDir;

use crate::support::boardpack;
use crate::support::foreign::drawing;
use crate::support::papers::meeting;

/// A paper with words under a box, and words outside the page.
fn covered(words: &str) -> Vec<u8> {
    let drawn = format!(
        "BT /F1 11 Tf 60 700 Td ({words}) Tj ET 0 g 50 690 300 30 re f BT /F1 11 Tf 60 600 Td (seen) Tj 2000 0 Td (beyond) Tj ET"
    );
    drawing(&drawn, "", "", &[])
}

struct Clerk {
    root: TempDir,
    area: PathBuf,
}

impl Clerk {
    fn new(words: &str) -> Clerk {
        let agenda = "regime = \"partnership\"\n[[item]]\ntitle = \"Case\"\npapers = [\"Case.pdf\"]\n";
        let (root, area) = meeting(agenda, &[("Case.pdf", covered(words))]);
        Clerk { root, area }
    }

    fn writes(&self, entries: &str) {
        let own = fs::read_to_string(crate::support::ashmere().join("accepted.toml")).unwrap();
        fs::write(self.area.join("accepted.toml"), format!("{own}\n{entries}")).unwrap();
    }

    fn packs(&self, more: &[&str]) -> (Option<i32>, String) {
        let said = boardpack(self.root.path(), &[&["pack", "ashmere", "--out", "pack.pdf"], more].concat());
        (said.status.code(), String::from_utf8_lossy(&said.stderr).into_owned())
    }

    /// The entry that the finding asks for, of this field.
    fn asked(&self, field: &str) -> String {
        let (_, said) = self.packs(&[]);
        let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
        let begin = format!("code = \"paper-hides\", ref = \"Case.pdf\", field = \"{field}\", found = \"sha256 ");
        let at = said.find(&begin).unwrap_or_else(|| panic!("{field} is not asked for in:\n{said}"));
        let end = at + begin.len() + 16;
        format!("[[accepted]]\n{}\"\n", said[at..end].replace(", ", "\n"))
    }
}

fn rest(until: &str) -> String {
    format!("reason = \"It is the chart's own title\"\nby = \"Clerk to the Board\"\nuntil = \"{until}\"\n")
}

#[test]
fn what_was_looked_at_is_a_note_and_goes_into_the_public_edition() {
    let clerk = Clerk::new("title");
    let (code, said) = clerk.packs(&["--public"]);
    assert!(code == Some(1) && said.contains("paper-kept-back"), "{said}");
    clerk.writes(&(clerk.asked("covered") + &rest("2025-12-31")));
    for edition in [&[][..], &["--public"]] {
        let (code, said) = clerk.packs(edition);
        assert_eq!(code, Some(0), "{said}");
        let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
        for words in [
            "note[paper-looked-at]: Item 1: Case.pdf",
            "looked at by Clerk to the Board, accepted until 31/12/2025: It is the chart's own title",
            // What was not looked at is told as before.
            "warning[paper-hides]: Item 1: Case.pdf has text outside",
        ] {
            assert!(said.contains(words), "{words:?} is not in:\n{said}");
        }
        assert!(!said.contains("paper-kept-back") && !said.contains("accepted-but-not-found"), "{said}");
    }
    // Nothing but a pack knows these findings, and nothing but a pack misses them.
    let check = boardpack(clerk.root.path(), &["check", "ashmere"]);
    let said = String::from_utf8_lossy(&[check.stdout, check.stderr].concat()).into_owned();
    assert!(!said.contains("paper-hides"), "{said}");
}

#[test]
fn another_file_another_day_or_an_entry_without_a_reason_asks_again() {
    let clerk = Clerk::new("title");
    let entry = clerk.asked("covered");
    let kept_back = |why: &str| {
        let (code, said) = clerk.packs(&["--public"]);
        let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(
            code == Some(1) && said.contains("paper-kept-back") && said.contains(why),
            "{why:?} is not in:\n{said}"
        );
    };
    clerk.writes(&(entry.clone() + &rest("2025-06-30")));
    kept_back("it was accepted until 30/06/2025");
    clerk.writes(&(entry.clone() + &rest("2025-12-31").replace("It is the chart's own title", " ")));
    kept_back("needs a reason");
    clerk.writes(&(entry.clone() + &rest("2025-12-31").replace("Clerk to the Board", "")));
    kept_back("needs a reason, and who it is by");
    clerk.writes(&(entry.replace("covered", "redaction") + &rest("2025-12-31")));
    kept_back("which is not found any more");
    clerk.writes(&(entry + &rest("2025-12-31")));
    assert_eq!(clerk.packs(&["--public"]).0, Some(0));
    fs::write(clerk.area.join("2025-07/papers/Case.pdf"), covered("The child is called Sam")).unwrap();
    kept_back("another file under this name");
}
