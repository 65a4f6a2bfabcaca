//! Papers that are encrypted: those that everybody may open are read as any other, and what they forbid is told; those that need a
//! password are refused.

use std::fs;

use boardpack::pack::{self, About, Paper, Piece, Rank, Whose};
use boardpack::tagged::Fault;
use lopdf::{Dictionary, Document, EncryptionState, EncryptionVersion, Object, Permissions, Stream};

use crate::support::papers::meeting;
use crate::support::pdf::text;
use crate::support::{boardpack, foreign, project, tree};

fn handed_in(name: &str) -> Vec<u8> {
    fs::read(project().join("tests/handed-in").join(format!("{name}.pdf"))).unwrap()
}

fn merged(pdf: &[u8]) -> (Vec<u8>, Vec<String>) {
    let about = About {
        title: "Board: papers".to_owned(),
        language: "en-GB".to_owned(),
        date: chrono::NaiveDate::from_ymd_opt(2025, 8, 20).unwrap(),
        identity: "test".to_owned(),
    };
    let piece = Piece { title: "Paper", rank: Rank::Paper };
    let papers = std::iter::once(Paper::open(pdf, Whose::Others).map(|paper| (paper, piece)));
    let (pdf, told) = pack::merge(&about, papers).unwrap();
    (pdf, told.concat())
}

#[test]
fn a_paper_that_everybody_may_open_is_read_as_if_it_were_not_encrypted() {
    for (name, source, by) in [
        ("protected-rights", "health-report", "AES-256"),
        ("protected-aes-128", "transport", "AES-128"),
        ("protected-rc4", "transport", "RC4"),
        ("protected-rc4-40", "transport", "RC4"),
    ] {
        let protected = handed_in(name);
        let paper = Paper::open(&protected, Whose::Others).unwrap_or_else(|why| panic!("{name} {why}"));
        assert_eq!(paper.protection().unwrap().by, by, "{name}");
        let ((pack, told), (plain, told_of_plain)) = (merged(&protected), merged(&handed_in(source)));
        assert!(!text(&plain).is_empty() && text(&pack) == text(&plain), "{name}");
        assert_eq!(told, told_of_plain, "{name}");
        let roles = |pdf: &[u8]| {
            let tree = tree::read(pdf);
            assert_eq!(tree.faults, Vec::<String>::new(), "{name}");
            tree.elements.into_iter().map(|element| element.role).collect::<Vec<_>>()
        };
        assert_eq!(roles(&pack), roles(&plain), "{name}");
        assert!(!Document::load_mem(&pack).unwrap().was_encrypted());
    }
    assert_eq!(Paper::open(&handed_in("transport"), Whose::Others).unwrap().protection(), None);
}

#[test]
fn what_it_forbids_is_told() {
    let agenda = "[[item]]\ntitle = \"Health\"\npapers = [\"Rights.pdf\", \"Locked.pdf\"]\n";
    let papers = [("Rights.pdf", handed_in("protected-rights")), ("Locked.pdf", handed_in("locked"))];
    let (root, _) = meeting(agenda, &papers);
    let said = boardpack(root.path(), &["pack", "ashmere", "--out", "pack.pdf"]);
    let told = String::from_utf8_lossy(&said.stderr).into_owned();
    assert_eq!(said.status.code(), Some(1), "{told}");
    for words in [
        "note[paper-was-protected]: Item 1: Rights.pdf is protected (AES-256)",
        "to change it",
        "Locked.pdf has a password",
    ] {
        assert!(told.contains(words), "{words:?} is not in:\n{told}");
    }
}

#[test]
fn one_that_needs_its_password_is_refused() {
    for pdf in [handed_in("locked"), foreign::encrypted()] {
        assert!(matches!(Paper::open(&pdf, Whose::Others), Err(Fault::Encrypted)));
    }
    for password in ["", "user"] {
        let pdf = encrypted(password, |_| ());
        assert_eq!(matches!(Paper::open(&pdf, Whose::Others), Err(Fault::Encrypted)), !password.is_empty());
    }
}

/// A paper, encrypted here with this password for its readers.
fn encrypted(password: &str, change: impl FnOnce(&mut Document)) -> Vec<u8> {
    let mut document = Document::load_mem(&foreign::well_tagged()).unwrap();
    let id = Object::string_literal("0123456789abcdef");
    document.trailer.set("ID", Object::Array(vec![id.clone(), id]));
    change(&mut document);
    let version = EncryptionVersion::V2 {
        document: &document,
        owner_password: "owner",
        user_password: password,
        key_length: 128,
        permissions: Permissions::empty(),
    };
    let state = EncryptionState::try_from(version).unwrap();
    document.encrypt(&state).unwrap();
    let mut out = Vec::new();
    document.save_to(&mut out).unwrap();
    out
}

/// What is within an encrypted file is counted before it is read, as in any other.
#[test]
fn an_encrypted_file_may_not_unpack_to_more_than_any_other() {
    let with_parts = |count: usize| {
        let mut pdf = encrypted("", |document| {
            for _ in 0..count {
                let mut of = Dictionary::new();
                of.set("Type", Object::Name(b"ObjStx".to_vec()));
                of.set("N", Object::Integer(0));
                of.set("First", Object::Integer(0));
                let mut part = Stream::new(of, vec![b' '; 3_000_000]);
                part.compress().unwrap();
                document.add_object(part);
            }
        });
        // What writes the file leaves out parts of this kind; names are not encrypted.
        let places: Vec<usize> = memchr::memmem::find_iter(&pdf, b"/ObjStx").collect();
        assert_eq!(places.len(), count);
        places.into_iter().for_each(|at| pdf[at + 6] = b'm');
        pdf
    };
    assert!(with_parts(4).len() < 100_000);
    assert!(matches!(Paper::open(&with_parts(4), Whose::Others), Err(Fault::TooMuch(_))));
    assert!(Paper::open(&with_parts(1), Whose::Others).is_ok());
}
