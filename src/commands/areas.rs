//! Several areas in one build: which of them, where to, and side by side.
//!
//! Paths → areas, each once, with the folder that its papers go to → one after the other is taken by the next thread that is
//! free. What becomes of one is no matter of another's: an error is its own, and so is a fault of the program's. As many are
//! in memory as there are threads.

use std::collections::BTreeMap;
use std::fmt;
use std::num::NonZeroUsize;
use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use super::Outcome;
use crate::area::AreaFolder;
use crate::diagnostic::{Error, Result, Severity};
use crate::digest;
use crate::examine::open_edition;
use crate::files;
use crate::preview::Happens;
use crate::printed::{Printed, visible};
use crate::programme::model::Month;
use crate::text;

/// The stack of a thread: what the first one of a program has, and more. Templates may be nested deep.
const STACK: usize = 16 << 20;

/// One of several parts of a list of areas: which area is in which follows from its name alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shard {
    part: u64,
    of: u64,
}

impl Shard {
    pub fn has(self, name: &str) -> bool {
        let digits = digest::of(name.as_bytes());
        let number = u64::from_str_radix(&digits[..15], 16).unwrap_or_default();
        number % self.of + 1 == self.part
    }
}

impl FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> std::result::Result<Shard, String> {
        let whole = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit()).then(|| part.parse().ok()).flatten();
        let numbers = text.split_once('/').and_then(|(part, of)| Some((whole(part)?, whole(of)?)));
        match numbers {
            Some((_, 0)) => Err("there is at least one part: 1/1".to_owned()),
            Some((0, of)) => Err(format!("the first part is 1/{of}")),
            Some((part, of)) if part > of => Err(format!("the last part is {of}/{of}")),
            Some((part, of)) => Ok(Shard { part, of }),
            None => Err("write which part of how many, such as 2/8".to_owned()),
        }
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.part, self.of)
    }
}

/// An area that is to be built.
#[derive(Debug)]
pub struct Area {
    /// As it was given.
    pub path: PathBuf,
    /// By which it is in one shard or another.
    name: String,
    /// Where its papers go, or why it cannot be built.
    pub out: Result<PathBuf>,
}

/// The areas of a list of paths, each once, and what to say of those that were named again. `out_of` gives the folder of
/// the papers of an area of that name.
pub fn listed(
    paths: &[PathBuf],
    edition: Option<&str>,
    out_of: &dyn Fn(&str, Month) -> PathBuf,
) -> (Vec<Area>, Printed) {
    let mut areas: Vec<Area> = Vec::new();
    let mut said = Printed::default();
    let mut known: BTreeMap<(PathBuf, Option<Month>), PathBuf> = BTreeMap::new();
    for path in paths {
        let opened = open_edition(path, edition);
        let place = match &opened {
            Ok((area, month)) => (area.path.clone(), Some(*month)),
            Err(_) => (files::real(path).unwrap_or_else(|_| path.clone()), None),
        };
        if let Some(first) = known.get(&place) {
            said.line(match first == path {
                true => format!("{} is named more than once; it is built once", path.display()),
                false => format!("{} is {}; it is built once", path.display(), first.display()),
            });
            continue;
        }
        known.insert(place.clone(), path.clone());
        let (name, out) = match opened {
            Ok((area, month)) => (area.name.clone(), Ok(out_of(&name_of_papers(area, month), month))),
            // Of a path that leads nowhere too one shard has to tell.
            Err(why) => {
                (place.0.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(), Err(why))
            }
        };
        areas.push(Area { path: path.clone(), name, out });
    }
    refuse_shared_folders(&mut areas);
    (areas, said)
}

/// The name that an area's papers go under: that of its folder, or the one under which the edition was frozen.
fn name_of_papers(area: AreaFolder, month: Month) -> String {
    let name = area.name.clone();
    // One that cannot be read is told of when it is built.
    if area.is_frozen(month) { area.as_frozen(month).map_or(name, |area| area.name) } else { name }
}

/// Refuses areas whose papers would go to one folder. Not every file system tells capitals from small letters.
fn refuse_shared_folders(areas: &mut [Area]) {
    let mut by_folder: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, area) in areas.iter().enumerate() {
        if let Ok(out) = &area.out {
            by_folder.entry(out.to_string_lossy().to_lowercase()).or_default().push(at);
        }
    }
    for sharing in by_folder.into_values().filter(|sharing| sharing.len() > 1) {
        let paths: Vec<String> = sharing.iter().map(|&at| areas[at].path.display().to_string()).collect();
        for at in sharing {
            let Ok(out) = &areas[at].out else { continue };
            let message =
                format!("{} have one name, and would be written to one folder, {}", text::list(&paths), out.display());
            areas[at].out = Err(Error::new(message).hint(
                "build them one at a time, each with an --out of its own, or give their folders names of their own",
            ));
        }
    }
}

/// Those of a shard.
pub fn of_shard(areas: Vec<Area>, shard: Option<Shard>) -> Vec<Area> {
    areas.into_iter().filter(|area| shard.is_none_or(|shard| shard.has(&area.name))).collect()
}

/// Is told how a build of several areas goes, from several threads.
pub trait Told: Sync {
    fn begins(&self, at: usize, of: usize, area: &Path);
    fn done(&self, at: usize, area: &Path, outcome: &Result<Outcome>);
    /// What is done now of work that takes long.
    fn works_on(&self, _: &str) {}
    /// What happens while a preview goes on.
    fn previews(&self, _: Happens<'_>) {}
    /// What is set once somebody asks for an end, such as by Ctrl-C.
    fn asked_to_stop(&self) -> Arc<AtomicBool> {
        Arc::default()
    }
}

/// Who does not want to be told.
impl Told for () {
    fn begins(&self, _: usize, _: usize, _: &Path) {}
    fn done(&self, _: usize, _: &Path, _: &Result<Outcome>) {}
}

/// What became of one area, for the table at the end.
#[derive(Clone, Debug)]
pub struct Row {
    pub area: String,
    made: usize,
    unchanged: usize,
    errors: usize,
    pub code: u8,
}

impl Row {
    fn of(area: &Path, outcome: &Result<Outcome>) -> Row {
        let area = area.display().to_string();
        let Ok(outcome) = outcome else { return Row { area, made: 0, unchanged: 0, errors: 1, code: 2 } };
        let papers = |written: &[super::Written]| written.iter().filter(|written| written.pages.is_some()).count();
        let all = [&outcome.findings, &outcome.lost, &outcome.since_freeze].into_iter().flatten();
        let errors = all.filter(|finding| finding.severity == Severity::Error).count();
        Row {
            area,
            made: papers(&outcome.written),
            unchanged: papers(&outcome.unchanged),
            errors: errors + outcome.failed.len(),
            code: outcome.exit_code(),
        }
    }
}

/// Builds areas side by side, and gives back what became of each, in their order.
pub fn build_all(
    areas: &[Area],
    threads: Option<NonZeroUsize>,
    told: &dyn Told,
    build: &(dyn Fn(&Path, &Path) -> Result<Outcome> + Sync),
) -> Vec<Row> {
    let rows: Mutex<BTreeMap<usize, Row>> = Mutex::default();
    side_by_side(areas.len(), threads, &|at| {
        let area = &areas[at];
        told.begins(at, areas.len(), &area.path);
        let outcome = area.out.clone().and_then(|out| guarded(&|| build(&area.path, &out)));
        told.done(at, &area.path, &outcome);
        rows.lock().unwrap_or_else(PoisonError::into_inner).insert(at, Row::of(&area.path, &outcome));
    });
    rows.into_inner().unwrap_or_else(PoisonError::into_inner).into_values().collect()
}

/// What the work gives; an error where the program breaks off in it.
fn guarded(work: &dyn Fn() -> Result<Outcome>) -> Result<Outcome> {
    panic::catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|why| {
        let why = why.downcast_ref::<String>().map(String::as_str).or_else(|| why.downcast_ref::<&str>().copied());
        Err(Error::new("the program broke off in this area; the other areas are built all the same")
            .more(why.unwrap_or_default())
            .hint("this is a fault in the program; please report it with the files that led to it"))
    })
}

/// Does so many pieces of work, each once, begun in their order.
fn side_by_side(count: usize, threads: Option<NonZeroUsize>, work: &(dyn Fn(usize) + Sync)) {
    let threads = threads.or_else(|| thread::available_parallelism().ok()).map_or(1, NonZeroUsize::get).min(count);
    let next = AtomicUsize::new(0);
    let take = || {
        while let Some(at) = Some(next.fetch_add(1, Ordering::Relaxed)).filter(|at| *at < count) {
            work(at);
        }
    };
    let begun = thread::scope(|scope| {
        let begin = |number| {
            // Threads without a name are those of engines, whose faults are told otherwise.
            let thread = thread::Builder::new().name(format!("area {number}")).stack_size(STACK);
            thread.spawn_scoped(scope, take).is_ok()
        };
        (0..threads).filter(|number| begin(*number)).count()
    });
    // A system that has no thread to give has this one.
    if begun == 0 {
        take();
    }
}

/// The table that closes a build of several areas.
pub fn table(rows: &[Row], seconds: Option<&[f64]>) -> Printed {
    let head = ["area", "made", "unchanged", "errors", "seconds", "result"].map(str::to_owned);
    let time = |at: usize| seconds.and_then(|all| all.get(at)).map(|time| format!("{time:.1}")).unwrap_or_default();
    let cells = |(at, row): (usize, &Row)| {
        let result = match row.code {
            0 => "done",
            1 => "done, with errors",
            _ => "failed",
        };
        let [made, unchanged, errors] = [row.made, row.unchanged, row.errors].map(|count| count.to_string());
        [visible(&row.area).into_owned(), made, unchanged, errors, time(at), result.to_owned()]
    };
    let lines: Vec<[String; 6]> = [head].into_iter().chain(rows.iter().enumerate().map(cells)).collect();
    let width = |column: usize| lines.iter().map(|line| line[column].chars().count()).max().unwrap_or_default();
    let mut out = Printed::default();
    for line in &lines {
        let [area, made, unchanged, errors, time, result] = line;
        let numbers = [(1, made), (2, unchanged), (3, errors), (4, time)];
        let shown = numbers.iter().filter(|(column, _)| *column != 4 || seconds.is_some());
        let numbers: String = shown.map(|(column, text)| format!("  {text:>0$}", width(*column))).collect();
        out.line(format!("{area:0$}{numbers}  {result}", width(0)));
    }
    let failed = rows.iter().filter(|row| row.code == 2).count();
    let areas = |count: usize| if count == 1 { "1 area".to_owned() } else { format!("{count} areas") };
    let end = if failed == 0 { String::new() } else { format!(", {failed} failed") };
    out.line(format!("{}{end}", areas(rows.len())));
    out
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn areas(names: &[&str]) -> Vec<Area> {
        let area = |name: &&str| Area {
            path: PathBuf::from(name),
            name: (*name).to_owned(),
            out: Ok(PathBuf::from("out").join(name)),
        };
        names.iter().map(area).collect()
    }

    #[test]
    fn each_area_is_built_once_and_a_fault_in_one_is_its_own() {
        let names: Vec<String> = (0..40).map(|number| format!("area-{number}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        for threads in [1, 2, 7, 100] {
            let built = Mutex::new(Vec::new());
            let build = |path: &Path, out: &Path| {
                assert_eq!(out, Path::new("out").join(path));
                built.lock().unwrap().push(path.to_owned());
                match path.to_str() {
                    Some("area-3") => panic!("for the test"),
                    Some("area-5") => Err(Error::new("no workbook")),
                    _ => Ok(Outcome::default()),
                }
            };
            let rows = build_all(&areas(&names), NonZeroUsize::new(threads), &(), &build);
            assert_eq!(rows.iter().map(|row| row.area.as_str()).collect::<Vec<_>>(), names);
            let failed: Vec<&str> = rows.iter().filter(|row| row.code == 2).map(|row| row.area.as_str()).collect();
            assert_eq!(failed, ["area-3", "area-5"]);
            let mut built = built.into_inner().unwrap();
            built.sort();
            built.dedup();
            assert_eq!(built.len(), 40);
        }
        assert!(build_all(&[], None, &(), &|_, _| Ok(Outcome::default())).is_empty());
    }

    #[test]
    fn a_shard_is_known_by_the_name_alone() {
        let names: Vec<String> = (0..153).map(|number| format!("area-{number}")).collect();
        for of in [1, 2, 3, 8, 200] {
            let shards: Vec<Shard> = (1..=of).map(|part| format!("{part}/{of}").parse().unwrap()).collect();
            let each_in_one = |name: &String| shards.iter().filter(|shard| shard.has(name)).count() == 1;
            assert!(names.iter().all(each_in_one), "{of}");
            let most = shards.iter().map(|shard| names.iter().filter(|name| shard.has(name)).count()).max();
            assert!(most.unwrap() <= 153 / of + 20, "{of}: {most:?}");
        }
        // For good: jobs on two machines must agree.
        assert!("3/3".parse::<Shard>().unwrap().has("ashmere"));
        for (text, said) in [
            ("0/3", "the first part is 1/3"),
            ("4/3", "the last part is 3/3"),
            ("1/0", "at least one part"),
            ("1", "such as 2/8"),
            ("a/b", "such as 2/8"),
            ("+1/2", "such as 2/8"),
            ("-1/2", "such as 2/8"),
            ("/", "such as 2/8"),
            ("1/99999999999999999999", "such as 2/8"),
        ] {
            assert!(text.parse::<Shard>().unwrap_err().contains(said), "{text}");
        }
    }

    #[test]
    fn an_area_is_built_once_whatever_it_is_called() {
        let root = tempfile::tempdir().unwrap();
        for area in ["a/x/2025-06", "a/x/2025-07", "b/x/2025-07", "a/y/2025-07"] {
            fs::create_dir_all(root.path().join(area)).unwrap();
        }
        let paths = |names: &[&str]| names.iter().map(|name| root.path().join(name)).collect::<Vec<_>>();
        let out = |name: &str, month: Month| Path::new("out").join(name).join(month.id());
        let given = paths(&["a/x", "a/x/", "a/../a/x/2025-07", "a/y", "a/x", "a/none", "a/none"]);
        let (found, said) = listed(&given, None, &out);
        assert_eq!(found.iter().map(|area| area.name.as_str()).collect::<Vec<_>>(), ["x", "y", "none"]);
        assert_eq!(said.as_str().matches("it is built once").count(), 4, "{}", said.as_str());
        assert!(found[2].out.is_err());
        // Two months of one area are two builds; two areas of one name would be one folder.
        let (found, _) = listed(&paths(&["a/x/2025-06", "a/x/2025-07"]), None, &out);
        assert!(found.iter().all(|area| area.out.is_ok()));
        let (found, _) = listed(&paths(&["a/x", "a/y", "b/x"]), None, &out);
        let refused: Vec<bool> = found.iter().map(|area| area.out.is_err()).collect();
        assert_eq!(refused, [true, false, true]);
        assert!(found[0].out.as_ref().unwrap_err().message.ends_with("written to one folder, out/x/2025-07"));
    }
}
