//! What Typst may see while it sets one document: the filled source, the values handed over with it, the templates'
//! files, the fonts and a fixed date.
//!
//! The templates' files are read and parsed once, for all documents that are set with them.
//!
//! Deliberately absent: the clock, the network, packages, and every file outside the templates.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::thread;

use chrono::{Datelike, NaiveDate};
use typst::diag::{FileError, FileResult, PackageError};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Feature, Library, LibraryExt, World};
use typst_kit::files::{FileLoader, FileStore};

use super::fonts::Fonts;
use super::handed;
use crate::digest;
use crate::template::filled::Filled;
use crate::template::store::Templates;

/// Typst's own names, the same for every document.
static LIBRARY: LazyLock<LazyHash<Library>> = LazyLock::new(|| {
    // Row headers (`pdf.header-cell`) are among Typst's extras for accessibility, which must be asked for.
    let features = [Feature::A11yExtras].into_iter().collect();
    LazyHash::new(Library::builder().with_features(features).build())
});

/// The files of the templates as Typst has them. May be used by several documents at once.
pub struct Files {
    store: Arc<FileStore<TemplateFiles>>,
}

impl Files {
    pub fn of(templates: &Templates) -> Files {
        let loader = TemplateFiles { templates: templates.clone(), digests: Mutex::default() };
        Files { store: Arc::new(FileStore::new(loader)) }
    }

    /// Begins to parse these files, while something else is done; a document that needs one waits for it. What is wrong
    /// with a file is told by the document that reads it.
    pub fn read_ahead(&self, paths: Vec<String>) {
        let store = Arc::clone(&self.store);
        thread::spawn(move || {
            LazyLock::force(&LIBRARY);
            for path in paths.iter().filter_map(|path| VirtualPath::new(path).ok()) {
                drop(store.source(RootedPath::new(VirtualRoot::Project, path).intern()));
            }
        });
    }
}

pub struct BoardWorld<'a> {
    fonts: &'a Fonts,
    files: &'a Files,
    main: Source,
    /// How many bytes stand before the filled source.
    opening: usize,
    /// What the program hands over as files: the values of this document, and the looks of statuses and levels.
    handed: [(FileId, Bytes); 2],
    /// The paths of the files that were asked for.
    asked: Mutex<BTreeSet<String>>,
    date: NaiveDate,
}

impl<'a> BoardWorld<'a> {
    pub fn new(filled: &Filled, fonts: &'a Fonts, files: &'a Files, date: NaiveDate) -> BoardWorld<'a> {
        // Typst numbers every path it ever meets with 16 bits and forgets none, so each kind of document keeps to one.
        let path = VirtualPath::new(format!("{}/main.typ", filled.document))
            .unwrap_or_else(|_| VirtualPath::new("main.typ").expect("a plain file name is a path"));
        let id = RootedPath::new(VirtualRoot::Project, path).intern();
        let at = |path: &str| {
            let path = VirtualPath::new(path).expect("the path is a plain one");
            RootedPath::new(VirtualRoot::Project, path).intern()
        };
        let opening = handed::opening(filled.values());
        BoardWorld {
            fonts,
            files,
            opening: opening.len(),
            main: Source::new(id, opening + &filled.source),
            handed: [
                (at(handed::VALUES), Bytes::new(handed::encoded(filled.values()))),
                (at(handed::LOOKS), Bytes::new(handed::encoded_one(&filled.looks))),
            ],
            asked: Mutex::default(),
            date,
        }
    }

    /// The templates' files that took part, with their digests.
    pub fn taken(&self) -> BTreeMap<String, String> {
        let digests = self.files.store.loader().digests.lock().unwrap_or_else(PoisonError::into_inner);
        let asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        asked.iter().filter_map(|path| Some((path.clone(), digests.get(path)?.clone()))).collect()
    }

    /// The main file: the values' names, and the filled source after them.
    pub fn main_source(&self) -> &Source {
        &self.main
    }

    /// Where in the filled source a byte of the main file stands.
    pub fn in_filled(&self, byte: usize) -> usize {
        byte.saturating_sub(self.opening)
    }

    fn ask(&self, id: FileId) {
        let path = id.vpath().get_without_slash().to_owned();
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).insert(path);
    }
}

impl World for BoardWorld<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        self.fonts.store.book()
    }

    fn main(&self) -> FileId {
        self.main.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.main.id() {
            return Ok(self.main.clone());
        }
        self.ask(id);
        self.files.store.source(id)
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == self.main.id() {
            return Ok(Bytes::from_string(self.main.clone()));
        }
        if let Some((_, bytes)) = self.handed.iter().find(|(handed, _)| *handed == id) {
            return Ok(bytes.clone());
        }
        self.ask(id);
        self.files.store.file(id)
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.store.font(index)
    }

    /// The edition's date, in every time zone.
    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        datetime(self.date)
    }
}

/// The date at midnight as Typst writes it.
pub fn datetime(date: NaiveDate) -> Option<Datetime> {
    Datetime::from_ymd(date.year(), u8::try_from(date.month()).ok()?, u8::try_from(date.day()).ok()?)
}

struct TemplateFiles {
    templates: Templates,
    /// Of each file that was read.
    digests: Mutex<BTreeMap<String, String>>,
}

impl FileLoader for TemplateFiles {
    fn load(&self, id: FileId) -> FileResult<Bytes> {
        if let VirtualRoot::Package(_) = id.root() {
            let reason = "packages are never fetched; draw with what Typst and _shared have";
            return Err(FileError::Package(PackageError::Other(Some(reason.into()))));
        }
        let path = id.vpath().get_without_slash();
        match self.templates.read(path) {
            Ok(Some(bytes)) => {
                let mut digests = self.digests.lock().unwrap_or_else(PoisonError::into_inner);
                digests.insert(path.to_owned(), digest::of(&bytes));
                Ok(Bytes::new(bytes))
            }
            Ok(None) => Err(FileError::NotFound(path.into())),
            Err(error) => Err(FileError::Other(Some(error.message.into()))),
        }
    }
}
