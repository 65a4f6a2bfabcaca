//! `boardpack documents`: the kinds of document there are, and their templates to look at or to change.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::Args;

use super::Outcome;
use crate::area::AreaFolder;
use crate::diagnostic::{Diagnostic, Error, Result};
use crate::files;
use crate::output::{in_words, prepare_folder};
use crate::printed::Printed;
use crate::programme::scheme::Scheme;
use crate::template::store::{DocumentKind, Per, Templates};

/// List the kinds of document that can be made
///
/// Those that are built in, those of an area's own folder "templates", and those of --templates.
#[derive(Debug, Args)]
pub struct DocumentsArguments {
    /// The area whose own documents are listed too
    pub area: Option<PathBuf>,

    /// A folder of templates that replace the built-in ones of the same name, or add to them
    #[arg(long, value_name = "FOLDER")]
    pub templates: Option<PathBuf>,

    /// Write the built-in templates into this folder, to look at and to change; files that are there are left as they are
    #[arg(long, value_name = "FOLDER", conflicts_with_all = ["area", "templates"])]
    pub export: Option<PathBuf>,
}

pub fn run(arguments: &DocumentsArguments) -> Result<Outcome> {
    if let Some(folder) = &arguments.export {
        return export(folder);
    }
    let templates = Templates::open(arguments.templates.as_deref())?;
    let (templates, scheme) = match &arguments.area {
        Some(area) => {
            let (area, _) = AreaFolder::open(area)?;
            (templates.for_area(&area.path)?, area.settings.scheme().clone())
        }
        None => (templates, Scheme::plain()),
    };
    let documents: Vec<DocumentKind> = templates.documents()?.iter().map(|document| document.spoken(&scheme)).collect();
    let width = documents.iter().map(|document| document.name.len()).max().unwrap_or(0);
    let indent = " ".repeat(width + 2);
    let mut text = Printed::default();
    for document in &documents {
        text.line(format!("{:width$}  {}", document.name, document.title));
        text.line(format!("{indent}{}", document.about));
        if let Some(said) = of_files(document) {
            text.line(format!("{indent}{said}"));
        }
    }
    Ok(Outcome { text, ..Outcome::default() })
}

/// Writes every built-in template, but over nothing.
fn export(folder: &Path) -> Result<Outcome> {
    prepare_folder(folder).map_err(|why| Error::new(why.message).hint("name another folder with --export"))?;
    let templates = Templates::open(None)?;
    let cannot = |path: &Path, why: &io::Error| {
        Error::new(format!("{} cannot be written: {}", path.display(), in_words(why)))
            .hint("name another folder with --export")
    };
    // How many files were written into each folder.
    let mut written: BTreeMap<&str, usize> = BTreeMap::new();
    let (mut same, mut other) = (0, Vec::new());
    for (name, bytes) in templates.shipped() {
        let path = folder.join(name);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).map_err(|why| cannot(&path, &why))?;
        }
        match fs::OpenOptions::new().write(true).create_new(true).open(&path) {
            Ok(mut file) => {
                file.write_all(bytes).map_err(|why| cannot(&path, &why))?;
                *written.entry(name.split('/').next().unwrap_or_default()).or_default() += 1;
            }
            Err(why) if why.kind() == io::ErrorKind::AlreadyExists => {
                match files::bytes(&path, bytes.len() as u64).is_ok_and(|there| there == *bytes) {
                    true => same += 1,
                    false => other.push(name.clone()),
                }
            }
            Err(why) => return Err(cannot(&path, &why)),
        }
    }
    let mut text = Printed::default();
    for (own, count) in written {
        let files = if count == 1 { "1 file".to_owned() } else { format!("{count} files") };
        text.line(format!("wrote {} ({files})", folder.join(own).display()));
    }
    if same > 0 {
        text.line(format!("already there, and the same: {same} of {} files", templates.shipped().len()));
    }
    let left = other.iter().map(|name| {
        let message = format!(
            "{} is there already, and is not the built-in one; it was left as it is",
            folder.join(name).display()
        );
        Diagnostic::warning("template-left", message)
            .hint("to have the built-in one, export into another folder, and compare the two")
    });
    let lost = left.collect();
    let mut closing = Printed::default();
    closing.line(format!(
        "change what you want and delete the rest: boardpack build AREA --templates {} takes a file that is here before the \
         built-in one",
        folder.display()
    ));
    Ok(Outcome { text, lost, closing, ..Outcome::default() })
}

/// What its files are made for, and how long and how hard to read each may be; nothing of a single paper of any length.
fn of_files(document: &DocumentKind) -> Option<String> {
    let each = match document.per {
        Per::Programme => None,
        Per::Lead => Some("lead"),
        Per::Area => Some("area"),
        Per::Group => Some("group"),
    };
    let most = document.pages.map(|pages| format!("at most {pages} page{}", if pages == 1 { "" } else { "s" }));
    let age = document.reading_age.map(|age| format!("reading age at most {age}"));
    let asked = document.on_request.then(|| "made when asked for".to_owned());
    let parts: Vec<String> =
        each.map(|each| format!("one for each {each}")).into_iter().chain(most).chain(age).chain(asked).collect();
    (!parts.is_empty()).then(|| format!("({})", parts.join(", ")))
}
