//! boardpack reads the workbooks an improvement programme keeps and makes its board papers from them.
//!
//! ```text
//! inputs/<area>/<edition>/*.xlsx
//!    │ narrative     officers’ words, and their places in the papers         (the only user of comrak)
//!    │ area          which files, which settings, what was frozen
//!    │ workbook      bytes → cells that know where they are          (the only user of calamine)
//!    ▼ programme     cells → areas, aims, actions, risks, measures, meeting actions, work items
//!    │
//!    ▼ figures       numbers, each with its source cells
//!    ▼ movement      this edition against an earlier one, each with both cells
//!    ▼ checks        what does not add up, at its cell
//!    ▼ ledger        each figure with its origin, and whether it could be computed
//!    ▼ facts         what templates may use
//!    ▼ template      facts + Handlebars template → Typst source     (the only user of handlebars)
//!    ▼ typeset       Typst source → tagged PDF                      (the only user of typst)
//!    ▼ tagged        tagged PDF → its structure, drawings and links
//!    ▼ html          those → one page of HTML                       (`build --html`)
//!    ▼ manifest      what it was made of and what was made          (verify makes it again, and compares)
//! out/<area>/<edition>/*.pdf
//! ```
//!
//! [`examine`] opens an edition, reads it, compares it and checks it; [`papers`] makes its documents; each command is a
//! file in [`commands`].
//!
//! Imports point only backwards along that road; only the commands know every stage. Bad data becomes a finding
//! ([`diagnostic`]); an `Err` is only for "cannot go on". Nothing here reads the clock or prints: the status date is
//! part of the input, so the same inputs give the same bytes.

pub mod area;
pub mod attack;
pub mod bundle;
pub mod checks;
pub mod cli;
pub mod commands;
pub mod companions;
pub mod diagnostic;
pub mod digest;
pub mod disclosure;
pub mod examine;
pub mod facts;
pub mod figures;
pub mod files;
pub mod html;
pub mod ledger;
pub mod located;
pub mod manifest;
pub mod meeting;
pub mod movement;
pub mod narrative;
pub mod output;
pub mod pack;
pub mod papers;
pub mod preview;
pub mod printed;
pub mod programme;
pub mod properties;
pub mod provenance;
pub mod readability;
pub mod records;
pub mod side_by_side;
pub mod starter;
pub mod suggest;
pub mod tagged;
pub mod template;
pub mod text;
pub mod typeset;
pub mod wording;
pub mod workbook;
pub mod working_days;

use crate::cli::Arguments;
use crate::commands::areas::Told;
pub use crate::commands::{Outcome, Written};
use crate::diagnostic::Result;

/// Runs a command.
pub fn run(arguments: &Arguments) -> Result<Outcome> {
    run_telling(arguments, &())
}

/// The same, telling how a build of several areas or a pack goes.
pub fn run_telling(arguments: &Arguments, told: &dyn Told) -> Result<Outcome> {
    arguments.command.run(told, <Arguments as clap::CommandFactory>::command)
}
