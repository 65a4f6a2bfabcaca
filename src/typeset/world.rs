//! What Typst may see while it sets one document: the filled source, the templates' files, the fonts and a fixed date.
//!
//! Deliberately absent: the clock, the network, packages, and every file outside the templates.

use chrono::{Datelike, NaiveDate};
use typst::diag::{FileError, FileResult, PackageError};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Feature, Library, LibraryExt, World};
use typst_kit::files::{FileLoader, FileStore};

use super::fonts::Fonts;
use crate::template::fill::Filled;
use crate::template::store::Templates;

pub struct BoardWorld<'a> {
    library: LazyHash<Library>,
    fonts: &'a Fonts,
    main: Source,
    files: FileStore<TemplateFiles>,
    date: NaiveDate,
}

impl<'a> BoardWorld<'a> {
    pub fn new(filled: &Filled, fonts: &'a Fonts, templates: &Templates, date: NaiveDate) -> BoardWorld<'a> {
        // Row headers (`pdf.header-cell`) are among Typst's extras for accessibility, which must be asked for.
        let features = [Feature::A11yExtras].into_iter().collect();
        // Typst numbers every path it ever meets with 16 bits and forgets none, so each kind of document keeps to one.
        let path = VirtualPath::new(format!("{}/main.typ", filled.document))
            .unwrap_or_else(|_| VirtualPath::new("main.typ").expect("a plain file name is a path"));
        let id = RootedPath::new(VirtualRoot::Project, path).intern();
        BoardWorld {
            library: LazyHash::new(Library::builder().with_features(features).build()),
            fonts,
            main: Source::new(id, filled.source.clone()),
            files: FileStore::new(TemplateFiles(templates.clone())),
            date,
        }
    }
}

impl World for BoardWorld<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        self.fonts.store.book()
    }

    fn main(&self) -> FileId {
        self.main.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.main.id() { Ok(self.main.clone()) } else { self.files.source(id) }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == self.main.id() { Ok(Bytes::from_string(self.main.clone())) } else { self.files.file(id) }
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

struct TemplateFiles(Templates);

impl FileLoader for TemplateFiles {
    fn load(&self, id: FileId) -> FileResult<Bytes> {
        if let VirtualRoot::Package(_) = id.root() {
            let reason = "packages are never fetched; draw with what Typst and _shared have";
            return Err(FileError::Package(PackageError::Other(Some(reason.into()))));
        }
        let path = id.vpath().get_without_slash();
        match self.0.read(path) {
            Ok(Some(bytes)) => Ok(Bytes::new(bytes)),
            Ok(None) => Err(FileError::NotFound(path.into())),
            Err(error) => Err(FileError::Other(Some(error.message.into()))),
        }
    }
}
