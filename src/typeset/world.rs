//! What Typst may see while it sets one document: the filled source, the values handed over with it, the templates'
//! files, the fonts and a fixed date.
//!
//! The values stand among Typst's own names, each under the name by which the source speaks of it. None of it is parsed,
//! so that there is nothing in a value that could be read as code.
//!
//! Deliberately absent: the clock, the network, packages, and every file outside the templates.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use chrono::{Datelike, NaiveDate};
use typst::diag::{FileError, FileResult, PackageError};
use typst::foundations::{Array, Binding, Bytes, Datetime, Dict, Duration, Value};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Feature, Library, LibraryExt, World};
use typst_kit::files::{FileLoader, FileStore};

use super::fonts::Fonts;
use crate::digest;
use crate::template::filled::{Filled, HANDED, LOOKS};
use crate::template::store::Templates;

pub struct BoardWorld<'a> {
    library: LazyHash<Library>,
    fonts: &'a Fonts,
    main: Source,
    files: FileStore<TemplateFiles<'a>>,
    date: NaiveDate,
}

impl<'a> BoardWorld<'a> {
    pub fn new(filled: &Filled, fonts: &'a Fonts, templates: &'a Templates, date: NaiveDate) -> BoardWorld<'a> {
        // Row headers (`pdf.header-cell`) are among Typst's extras for accessibility, which must be asked for.
        let features = [Feature::A11yExtras].into_iter().collect();
        // Typst numbers every path it ever meets with 16 bits and forgets none, so each kind of document keeps to one.
        let path = VirtualPath::new(format!("{}/main.typ", filled.document))
            .unwrap_or_else(|_| VirtualPath::new("main.typ").expect("a plain file name is a path"));
        let id = RootedPath::new(VirtualRoot::Project, path).intern();
        let mut library = Library::builder().with_features(features).build();
        for (number, value) in filled.values().iter().enumerate() {
            library.global.scope_mut().bind(format!("{HANDED}{number}").into(), Binding::detached(in_typst(value)));
        }
        library.global.scope_mut().bind(LOOKS.into(), Binding::detached(in_typst(&filled.looks)));
        BoardWorld {
            library: LazyHash::new(library),
            fonts,
            main: Source::new(id, filled.source.clone()),
            files: FileStore::new(TemplateFiles { templates, taken: Mutex::default() }),
            date,
        }
    }

    /// The templates' files that took part, with their digests.
    pub fn taken(&self) -> BTreeMap<String, String> {
        self.files.loader().taken.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// A value as Typst has it. A whole number beyond 64 bits becomes a float, as Typst has no wider integer.
fn in_typst(value: &serde_json::Value) -> Value {
    match value {
        serde_json::Value::Null => Value::None,
        serde_json::Value::Bool(it) => Value::Bool(*it),
        serde_json::Value::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(whole), _) => Value::Int(whole),
            (None, float) => Value::Float(float.unwrap_or(f64::NAN)),
        },
        serde_json::Value::String(text) => Value::Str(text.as_str().into()),
        serde_json::Value::Array(items) => Value::Array(items.iter().map(in_typst).collect::<Array>()),
        serde_json::Value::Object(entries) => {
            let entries = entries.iter().map(|(key, item)| (key.as_str().into(), in_typst(item)));
            Value::Dict(entries.collect::<Dict>())
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

/// The files of the templates, and which of them were asked for.
struct TemplateFiles<'a> {
    templates: &'a Templates,
    taken: Mutex<BTreeMap<String, String>>,
}

impl FileLoader for TemplateFiles<'_> {
    fn load(&self, id: FileId) -> FileResult<Bytes> {
        if let VirtualRoot::Package(_) = id.root() {
            let reason = "packages are never fetched; draw with what Typst and _shared have";
            return Err(FileError::Package(PackageError::Other(Some(reason.into()))));
        }
        let path = id.vpath().get_without_slash();
        match self.templates.read(path) {
            Ok(Some(bytes)) => {
                let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
                taken.insert(path.to_owned(), digest::of(&bytes));
                Ok(Bytes::new(bytes))
            }
            Ok(None) => Err(FileError::NotFound(path.into())),
            Err(error) => Err(FileError::Other(Some(error.message.into()))),
        }
    }
}
