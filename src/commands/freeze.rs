//! `boardpack freeze`: keeps an edition as it was read.

use std::path::PathBuf;

use clap::Args;

use super::arguments::Documents;
use super::{Outcome, Written};
use crate::area::frozen::Frozen;
use crate::area::since_freeze::since_freeze;
use crate::diagnostic::{Diagnostic, Error, Result};
use crate::examine::{examine_edition, open_edition, refuse_unknown_checks};
use crate::printed::{Printed, visible};
use crate::text;

/// Keep an edition as it was read, so that it can be built without its workbooks
///
/// Writes frozen.json into the edition's folder: what was read and the settings. The earlier editions it is compared with
/// are kept beside the months, in the area's folder "frozen", each once; move or copy the area's folder as a whole.
/// From then on the edition is built from it and gives the same papers; a workbook that is changed later is told of,
/// with what changed, and changes no paper.
#[derive(Debug, Args)]
pub struct FreezeArguments {
    /// The area's folder, or one edition's folder within it
    pub area: PathBuf,

    /// The edition to freeze, such as 2025-07; without it the newest
    #[arg(long, value_name = "MONTH")]
    pub edition: Option<String>,

    /// Freeze it again from its workbooks, and say what changed since the last time
    #[arg(long)]
    pub again: bool,

    #[command(flatten)]
    pub documents: Documents,
}

pub fn run(arguments: &FreezeArguments) -> Result<Outcome> {
    let (area, month) = open_edition(&arguments.area, arguments.edition.as_deref())?;
    let file = area.frozen_file(month);
    let (name, root, frozen_before) = (area.name.clone(), area.path.clone(), area.is_frozen(month));
    if frozen_before && !arguments.again {
        return Err(Error::new(format!("{name}, {} is frozen already, in {}", month.id(), file.display()))
            .hint("add --again to freeze it again from its workbooks; what changed since then is listed"));
    }
    let area = area.sound()?;
    refuse_unknown_checks(&area.settings)?;
    let documents = arguments.documents.all(&area.path)?;
    let frozen = Frozen::of(&area, month)?;
    let examined = examine_edition(area.clone().under(frozen.clone()), month, &documents)?;
    // What changed since the last time is asked of the file that is about to be replaced.
    let changes = match area.as_frozen(month) {
        Ok(before) => {
            let earlier = before.frozen.as_ref().map(|before| frozen.earlier_that_differ(before)).unwrap_or_default();
            let earlier = earlier.iter().map(|edition| format!("the earlier edition {} is different", edition.id()));
            since_freeze(&before).iter().map(Diagnostic::without_hint).chain(earlier).collect()
        }
        Err(why) => {
            vec![visible(&format!("the file that was replaced could not be read: {}", why.message)).into_owned()]
        }
    };
    let written = frozen.write(&root, &file)?;

    let words: Vec<String> = frozen.narrative.files.iter().map(|file| file.name.clone()).collect();
    let workbooks: Vec<String> = frozen.workbooks.into_iter().map(|workbook| workbook.name).collect();
    let mut text = Printed::default();
    text.line(format!("froze {name}, {}: {}", month.id(), text::list(&workbooks)));
    if !words.is_empty() {
        text.line(format!("with officers' words: {}", text::list(&words)));
    }
    if !frozen.earlier.is_empty() {
        let earlier: Vec<String> = frozen.earlier.iter().map(|earlier| earlier.edition.id()).collect();
        text.line(format!("with what it is compared with: {}", text::list(&earlier)));
    }
    if frozen_before {
        let none = "nothing that is read had changed since the last time";
        text.line(if changes.is_empty() { none } else { "changed since the last time:" });
        changes.iter().for_each(|change| text.lines(change));
    }
    let errors = examined.errors().count();
    if errors > 0 {
        let stand =
            if errors == 1 { "1 error is open, and was" } else { &format!("{errors} errors are open, and were") };
        text.line(format!("{stand} frozen with it: the papers are drafts"));
    }
    let written = written.into_iter().map(|path| Written::of(path, None)).collect();
    Ok(Outcome { text, findings: examined.open, written, ..Outcome::default() })
}
