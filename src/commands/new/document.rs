//! `boardpack new document`: the folder of a paper that can be built at once, with comments for whoever has never written
//! a template.

use std::fs;
use std::io;
use std::path::PathBuf;

use clap::Args;

use super::super::{Outcome, Written};
use crate::diagnostic::{Error, Result};
use crate::output::{in_words, write_whole};
use crate::printed::Printed;
use crate::template::store::Templates;
use crate::text::{self, capitalised};

/// Write a paper of your own to begin with: it can be built at once
///
/// Its folder has two files, both with comments: template.toml says what the paper is, main.typ.hbs what it prints. In an
/// area's folder "templates" the paper is that area's; in any other, `boardpack build AREA --templates FOLDER` finds it.
/// Nothing that is there is written over.
#[derive(Debug, Args)]
pub struct DocumentArguments {
    /// What the paper is called by, in small letters, digits and hyphens, such as school-briefing
    pub name: String,

    /// The folder of templates that it goes into
    #[arg(long = "in", value_name = "FOLDER", default_value = "templates")]
    pub folder: PathBuf,
}

const FILES: [(&str, &str); 2] = [
    ("template.toml", include_str!("document/template.toml")),
    ("main.typ.hbs", include_str!("document/main.typ.hbs")),
];

/// What stands in the files for the paper's own name and title.
const NAME: &str = "NAME-OF-THE-PAPER";
const TITLE: &str = "TITLE-OF-THE-PAPER";

pub fn run(arguments: &DocumentArguments) -> Result<Outcome> {
    let DocumentArguments { name, folder } = arguments;
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if name.is_empty() || name.len() > 60 || !name.chars().all(plain) || !name.starts_with(char::is_alphanumeric) {
        return Err(Error::new(format!("a paper cannot be called \"{name}\""))
            .hint("use small letters, digits and hyphens, 60 at most, such as school-briefing"));
    }
    if text::is_device(name) {
        return Err(Error::new(format!(
            "a paper cannot be called \"{name}\": on Windows that is the name of a device"
        ))
        .hint("choose another name, such as school-briefing"));
    }
    if let Some(taken) =
        Templates::open(None)?.documents()?.iter().find(|kind| kind.name == *name || kind.file == *name)
    {
        return Err(Error::new(format!("{name} is a paper that boardpack has: {}", taken.title)).hint(
            "choose another name; to change that one, `boardpack documents --export FOLDER` writes its template",
        ));
    }
    let own = folder.join(name);
    let cannot = |why: io::Error| match why.kind() {
        io::ErrorKind::AlreadyExists => {
            Error::new(format!("{} is there already, and was left as it is", own.display()))
                .hint("choose another name, or another folder with --in")
        }
        _ => Error::new(format!("{} cannot be made: {}", own.display(), in_words(&why)))
            .hint("name another folder with --in"),
    };
    fs::create_dir_all(folder).map_err(cannot)?;
    fs::create_dir(&own).map_err(cannot)?;
    let title = capitalised(&name.replace('-', " "));
    let mut written = Vec::new();
    for (file, text) in FILES {
        let path = own.join(file);
        write_whole(&path, text.replace(NAME, name).replace(TITLE, &title).as_bytes())?;
        written.push(Written { path, pages: None, reading_age: None });
    }
    let mut closing = Printed::default();
    closing.line(format!("build it: boardpack build AREA --only {name} --templates {}", folder.display()));
    closing.line("what it may print: boardpack facts AREA --find WORD");
    Ok(Outcome { written, closing, ..Outcome::default() })
}
