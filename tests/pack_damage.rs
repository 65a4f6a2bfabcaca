//! Papers that are damaged in a hundred and more ways: each is a paper or is refused, within bounds of time and memory, and
//! what stands beside it in the pack is there.
//!
//! They are tried in a process of its own, for an exhausted stack or memory ends a process whole; see `fuzz_files`.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use boardpack::pack::{self, About, Paper, Piece, Rank, Whose};
use boardpack::tagged::Fault;
use lopdf::Document;

use crate::support::damaged;
use crate::support::foreign::well_tagged;
use crate::support::papers::copy_folder;
use crate::support::pdf::bookmarks;
use crate::support::watch::watch;
use crate::support::{ashmere, project, tree};

/// The bounds of a process: its address space in KiB, and the longest that one file may take.
const ADDRESS_SPACE: usize = 1 << 20;
const LONGEST: Duration = Duration::from_secs(20);

/// A program within those bounds.
fn bounded(program: &str) -> Command {
    if !cfg!(target_os = "linux") {
        return Command::new(program);
    }
    let mut command = Command::new("sh");
    command.arg("-c").arg(format!("ulimit -v {ADDRESS_SPACE}; exec \"$0\" \"$@\"")).arg(program);
    command
}

#[test]
fn a_hundred_damaged_papers_bring_nothing_down() {
    let folder = tempfile::tempdir().unwrap();
    let (at, said) = (folder.path().join("at"), folder.path().join("said"));
    fs::write(&at, "none").unwrap();
    let keep = std::env::var_os("BOARDPACK_DAMAGE_KEEP");
    let program = std::env::current_exe().unwrap();
    let mut command = bounded(program.to_str().unwrap());
    command.args(["--exact", "pack_damage::in_a_process_of_its_own", "--ignored", "--nocapture"]);
    command.env("BOARDPACK_DAMAGE_AT", &at);
    let out = fs::File::create(&said).unwrap();
    let mut child = command.stdin(Stdio::null()).stdout(out.try_clone().unwrap()).stderr(out).spawn().unwrap();
    let ended = watch(&mut child, &at, LONGEST);
    let (name, said) = (fs::read_to_string(&at).unwrap(), fs::read_to_string(&said).unwrap());
    let Some(status) = ended else { panic!("{name}: no end\n{said}") };
    assert!(status.success(), "{name}: {status}\n{said}");
    assert!(name.ends_with("were tried"), "{name}\n{said}");
    eprintln!("{said}");
    for entry in fs::read_dir(folder.path()).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        if path.extension().is_none() {
            continue;
        }
        let pdf = fs::read(&path).unwrap();
        let pages: usize = name.rsplit_once('-').unwrap().1.parse().unwrap();
        assert_eq!(Document::load_mem(&pdf).unwrap().get_pages().len(), pages, "{name}");
        if let Some(keep) = &keep {
            fs::copy(&path, PathBuf::from(keep).join(path.file_name().unwrap())).unwrap();
        }
        let tree = tree::read(&pdf);
        assert_faults_are_its_own(&tree, &name);
        for title in ["Before", "After"] {
            assert_eq!(tree.counts(title)["TD"], 2, "{name}: {title}");
        }
    }
}

/// What its author drew outside the paper's own tags, or cannot be read of it, is no fault of the pack. The reader of these
/// tests stops at an operator that is torn, and does not see the end of the mark behind it.
#[track_caller]
fn assert_faults_are_its_own(tree: &tree::Tree, name: &str) {
    let own =
        ["outside every mark", "a mark without an end", "a drawing that cannot be read", "an artefact within a mark"];
    let faults: Vec<_> = tree.faults.iter().filter(|fault| !own.iter().any(|own| fault.contains(own))).collect();
    assert!(faults.is_empty(), "{name}: {faults:?}");
}

#[test]
#[ignore = "run by a_hundred_damaged_papers_bring_nothing_down"]
fn in_a_process_of_its_own() {
    let Some(at) = std::env::var_os("BOARDPACK_DAMAGE_AT").map(PathBuf::from) else { return };
    let only = std::env::var("BOARDPACK_DAMAGE").ok();
    let about = About {
        title: "Board: papers".to_owned(),
        language: "en-GB".to_owned(),
        date: chrono::NaiveDate::from_ymd_opt(2025, 8, 20).unwrap(),
        identity: "test".to_owned(),
    };
    let good = well_tagged();
    let (mut tried, mut read) = (0, 0);
    damaged::each(&mut |name, pdf| {
        if only.as_ref().is_some_and(|only| only != name) {
            return;
        }
        fs::write(&at, name).unwrap();
        let begun = Instant::now();
        let opened = Paper::open(pdf, Whose::Others);
        let why = opened.as_ref().err().map(ToString::to_string);
        tried += 1;
        if let Ok(paper) = opened {
            read += 1;
            let pages = paper.pages();
            let piece = |title| Piece { title, rank: Rank::Paper };
            let papers = [
                Ok::<_, Fault>((Paper::open(&good, Whose::Others).unwrap(), piece("Before"))),
                Ok((paper, piece("Damaged"))),
                Ok((Paper::open(&good, Whose::Others).unwrap(), piece("After"))),
            ]
            .into_iter();
            let (pdf, _) = pack::merge(&about, papers).unwrap_or_else(|why| panic!("{name}: {why}"));
            // What is asked of it takes more memory than to make it, and is asked outside the bounds.
            fs::write(at.with_file_name(format!("{name}-{}.pdf", pages + 4)), pdf).unwrap();
        }
        println!("{name}: {:.2} s, {}", begun.elapsed().as_secs_f64(), why.as_deref().unwrap_or("read"));
    });
    fs::write(&at, format!("{tried} were tried")).unwrap();
    assert!(only.is_some() || tried > 120 && read > 30, "{read} of {tried} were read");
}

/// The program itself, with all of them on one agenda: a page stands in the place of each that cannot be read.
#[test]
fn a_pack_with_damaged_papers_has_all_that_can_be_read() {
    let root = tempfile::tempdir().unwrap();
    let area = root.path().join("ashmere");
    copy_folder(&ashmere(), &area);
    let papers = area.join("2025-07/papers");
    fs::create_dir(&papers).unwrap();
    let mut names = Vec::new();
    damaged::each(&mut |name, pdf| {
        // Each third, and none of the largest: all of them are tried one by one.
        if names.len() < 60 && pdf.len() < 1 << 20 && name.len() % 3 == 0 {
            fs::write(papers.join(format!("{name}.pdf")), pdf).unwrap();
            names.push(format!("\"{name}.pdf\""));
        }
    });
    fs::write(papers.join("Good.pdf"), fs::read(project().join("tests/handed-in/health-report.pdf")).unwrap()).unwrap();
    let half = names.len() / 2;
    let agenda = format!(
        "meeting = \"Board\"\ndate = 2025-08-20\n[[item]]\ntitle = \"Partners\"\npapers = [{}, \"Good.pdf\", {}]\n",
        names[..half].join(", "),
        names[half..].join(", ")
    );
    fs::write(area.join("2025-07/agenda.toml"), agenda).unwrap();
    let mut command = bounded(env!("CARGO_BIN_EXE_boardpack"));
    let said =
        command.args(["pack", &area.display().to_string(), "--out", "pack.pdf"]).current_dir(root.path()).output();
    let said = said.unwrap();
    let told = String::from_utf8_lossy(&said.stderr).into_owned();
    assert_eq!(said.status.code(), Some(1), "{told}");
    let refused = told.matches("error[paper-not-readable]").count();
    assert!(refused > 10 && names.len() > 30, "{refused} of {}\n{told}", names.len());
    let pdf = fs::read(root.path().join("pack.pdf")).unwrap();
    let tree = tree::read(&pdf);
    assert_faults_are_its_own(&tree, "pack");
    assert_eq!(tree.counts("Good")["TD"], 6);
    let without_tags = told.matches("warning[paper-not-tagged]").count();
    let placeholders = bookmarks(&pdf).iter().filter(|name| name.ends_with("(about this paper)")).count();
    assert_eq!(placeholders, refused + without_tags, "a page in the place of each");
}
