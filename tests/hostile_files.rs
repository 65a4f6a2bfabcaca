//! Files that are not what they seem where the program reads one: each is refused by name, within bounds, and nothing
//! ends in a panic or an abort.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use crate::support::project;

/// A folder to work in, with an area of one small edition.
struct Place {
    folder: tempfile::TempDir,
}

const TRACKER: &str = "Ref,Action,Due date,Lead,BRAG\n1.1.1,Publish the strategy,2025-09-01,Head of SEND,Green\n";

impl Place {
    fn new() -> Place {
        let place = Place { folder: tempfile::tempdir().unwrap() };
        place.write("area/2025-07/tracker.csv", TRACKER);
        place
    }

    fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    fn write(&self, path: &str, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        path
    }

    /// Runs the program here: what it said, and its exit code.
    fn run(&self, arguments: &[&str]) -> (Option<i32>, String) {
        let output = bounded(self.folder.path(), arguments);
        let said = [output.stdout, output.stderr].map(|said| String::from_utf8_lossy(&said).into_owned()).concat();
        assert!(!said.contains("panicked"), "{arguments:?}: {said}");
        (output.status.code(), said)
    }

    /// Runs what must be refused, with words in the refusal.
    fn refused(&self, arguments: &[&str], words: &[&str]) {
        let (code, said) = self.run(arguments);
        assert_eq!(code, Some(2), "{arguments:?}: {said}");
        assert!(words.iter().all(|word| said.contains(word)), "{arguments:?}: not {words:?}: {said}");
    }
}

/// Runs the program within 3 GiB of address space. What does not end by itself is ended, as a guard against hanging.
pub fn bounded(folder: &Path, arguments: &[&str]) -> Output {
    let program = env!("CARGO_BIN_EXE_boardpack");
    let mut command = if cfg!(target_os = "linux") {
        let mut command = Command::new("sh");
        command.args(["-c", "ulimit -v 3145728; exec \"$0\" \"$@\"", program]);
        command
    } else {
        Command::new(program)
    };
    let (out, err) = (tempfile::tempfile().unwrap(), tempfile::tempfile().unwrap());
    command.args(arguments).current_dir(folder).stdin(Stdio::null());
    command.stdout(out.try_clone().unwrap()).stderr(err.try_clone().unwrap());
    let (mut child, begun) = (command.spawn().unwrap(), Instant::now());
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            return Output { status, stdout: all(out), stderr: all(err) };
        }
        if begun.elapsed() > Duration::from_secs(120) {
            child.kill().unwrap();
            child.wait().unwrap();
            panic!("{arguments:?} does not end");
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

fn all(mut file: File) -> Vec<u8> {
    use std::io::{Read, Seek};
    let mut bytes = Vec::new();
    file.rewind().unwrap();
    file.read_to_end(&mut bytes).unwrap();
    bytes
}

fn pipe(path: PathBuf) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
}

fn giant(path: PathBuf) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    File::create(path).unwrap().set_len(3 << 30).unwrap();
}

#[cfg(unix)]
fn link_to_nothing(path: PathBuf) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::os::unix::fs::symlink("nowhere", path).unwrap();
}

#[cfg(unix)]
#[test]
fn pipes_giants_folders_and_links_to_nothing_are_refused_wherever_a_file_is_read() {
    type Make = fn(PathBuf);
    let kinds: [(Make, &str); 4] = [
        (pipe, "it is a pipe and no file"),
        (giant, "it has more than"),
        (link_to_nothing, "link to"),
        (|path| fs::create_dir_all(path).unwrap(), "it is a folder and no file"),
    ];
    for (make, words) in kinds {
        for file in ["boardpack.toml", "accepted.toml", "2025-07/frozen.json"] {
            let place = Place::new();
            make(place.path("area").join(file));
            place.refused(&["check", "area"], &[file, words]);
        }
        let place = Place::new();
        make(place.path("own/report/template.toml"));
        place.refused(&["documents", "--templates", "own"], &["report/template.toml"]);
        make(place.path("fonts/own.ttf"));
        // A folder called so is a folder of fonts.
        if words != "it is a folder and no file" {
            place.refused(&["build", "area", "--fonts", "fonts"], &["own.ttf", words]);
        }
        make(place.path("out/manifest.json"));
        place.refused(&["verify", "out"], &["manifest.json", words]);
        make(place.path("paper.pdf"));
        place.refused(&["trace", "paper.pdf", "1", "--area", "area"], &["paper.pdf", words]);
    }
}

#[cfg(unix)]
#[test]
fn a_paper_that_is_a_device_is_not_read_to_its_end() {
    let place = Place::new();
    assert_eq!(place.run(&["build", "area", "--only", "improvement-board-report", "--out", "out"]).0, Some(0));
    fs::remove_file(place.path("out/improvement-board-report.pdf")).unwrap();
    std::os::unix::fs::symlink("/dev/zero", place.path("out/improvement-board-report.pdf")).unwrap();
    let (code, said) = place.run(&["verify", "out"]);
    assert_eq!(code, Some(1), "{said}");
}

/// A PDF of one page whose content unpacks to a hundred megabytes, and one whose objects do.
#[test]
fn a_pdf_that_unpacks_to_more_than_a_paper_is_refused() {
    use lopdf::{Dictionary, Document, Object, Stream, dictionary};
    let place = Place::new();
    let compressed = |dict: Dictionary, content: Vec<u8>| {
        let mut stream = Stream::new(dict, content);
        stream.compress().unwrap();
        stream
    };
    let mut document = Document::with_version("1.7");
    let pages = document.new_object_id();
    let content = document.add_object(compressed(Dictionary::new(), vec![b' '; 100 << 20]));
    let page = document.add_object(dictionary! { "Type" => "Page", "Parent" => pages, "Contents" => content });
    let kids = dictionary! { "Type" => "Pages", "Count" => 1, "Kids" => vec![Object::Reference(page)] };
    document.objects.insert(pages, kids.into());
    let root = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => pages });
    document.trailer.set("Root", root);
    document.save(place.path("page.pdf")).unwrap();
    place.refused(&["trace", "page.pdf", "1", "--area", "area"], &["page.pdf unpacks to more than any paper has"]);

    let objects: Vec<u8> = [&b"900 0 "[..], b"[", &b"0 ".repeat(3_900_000), b"]"].concat();
    let dict = dictionary! { "Type" => "ObjXtm", "N" => 1, "First" => 6 };
    document.objects.remove(&content);
    document.add_object(compressed(dict, objects));
    document.save(place.path("objects.pdf")).unwrap();
    // lopdf writes no stream of objects that it has not made itself.
    let mut written = fs::read(place.path("objects.pdf")).unwrap();
    let at = written.windows(6).position(|bytes| bytes == b"ObjXtm").unwrap();
    written[at + 3] = b'S';
    place.write("objects.pdf", written);
    place
        .refused(&["trace", "objects.pdf", "1", "--area", "area"], &["objects.pdf unpacks to more than any paper has"]);

    place.write("objects.pdf", [&b"%PDF-1.7\n1 0 obj\n["[..], &b"0 ".repeat(4_000_000), b"]\nendobj\n%%EOF"].concat());
    place.refused(&["trace", "objects.pdf", "1", "--area", "area"], &["objects.pdf unpacks to more"]);
}

#[test]
fn a_template_nested_deep_is_refused_by_its_line() {
    let place = Place::new();
    place.write("own/r/template.toml", "title = \"R\"\nfile = \"r\"\nform = \"paper\"\n");
    let build = ["build", "area", "--templates", "own", "--only", "r"];
    place.write("own/r/main.typ.hbs", format!("\n{{{{{}a b{}}}}}", "(eq ".repeat(5_000), " c)".repeat(5_000)));
    place.refused(&build, &["r/main.typ.hbs line 2 has more than 64 blocks or brackets"]);
    place.write("own/r/main.typ.hbs", format!("\n{}{}", "{{#if title}}".repeat(5_000), "{{/if}}".repeat(5_000)));
    place.refused(&build, &["r/main.typ.hbs line 2 has more than 64 blocks or brackets"]);
    // What Typst nests is bounded by Typst itself.
    place.write("own/r/main.typ.hbs", format!("#{}{}", "(".repeat(9_000), ")".repeat(9_000)));
    place.refused(&build, &["r/main.typ.hbs line 1"]);
}

#[test]
fn damaged_fonts_are_refused_by_name() {
    let font = fs::read(project().join("fonts/source-sans-3/SourceSans3_600SemiBold.ttf")).unwrap();
    let mut endless = font.clone();
    let cmap = endless.windows(8).position(|bytes| bytes == [0, 0, 0, 4, 0, 0, 0, 3]).unwrap();
    let at = cmap + endless[cmap..].windows(4).position(|bytes| bytes == [0, 12, 0, 0]).unwrap();
    endless[at + 20] = 0xe0;
    let place = Place::new();
    let fonts = [
        ("cut.ttf", &font[..font.len() / 2], "it ends before its tables do"),
        ("endless.ttf", &endless, "characters beyond the last that there is"),
        ("many.ttc", b"ttcf\0\x02\0\0\xff\xff\xff\xff", "it claims to have 4294967295 faces"),
        ("none.otf", b"no font", "it does not begin as"),
    ];
    for (name, bytes, words) in fonts {
        let folder = format!("fonts-{name}");
        place.write(&format!("{folder}/{name}"), bytes);
        place.refused(&["build", "area", "--fonts", &folder], &[name, words, "hint: get the file anew"]);
    }
    // The same font, whole, is used.
    place.write("fonts/whole.ttf", &font);
    let (code, said) = place.run(&["build", "area", "--fonts", "fonts", "--only", "improvement-board-report"]);
    assert_eq!(code, Some(0), "{said}");
}
