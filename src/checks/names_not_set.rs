//! Nothing names the board, or the programme.
//!
//! **What it checks.** The settings of the area (`boardpack.toml`) give no name to the board or to the programme, nor do
//! they choose a built-in scheme that has names for them. It is told once for an edition, with the areas that have no
//! name either.
//!
//! **Why it matters.** The papers then use neutral words, such as "The Board" and "Area 1": no name is made up.
//!
//! **Example.** A plan stands in a folder without `boardpack.toml`; its papers are for "The Board".
//!
//! **How to put it right.** Write the names into `boardpack.toml`, in the area's folder: `name` under `[board]`,
//! `programme` under `[partnership]`, and a `name` under `[[area]]` for each area. A SEND improvement programme may write
//! `scheme = "send"`.

use super::{Check, Context, Found};
use crate::diagnostic::Severity;
use crate::programme::scheme::Scheme;

pub const CHECK: Check =
    Check { code: "names-not-set", severity: Severity::Note, source: include_str!("names_not_set.rs"), run };

fn run(context: &Context<'_>, found: &mut Found) {
    let Some(source) = context.programme.sources.first() else { return };
    let (scheme, neutral) = (context.scheme(), Scheme::plain());
    let mut missing = Vec::new();
    if scheme.board == neutral.board {
        missing.push(("the board", "[board] name = \"…\""));
    }
    if scheme.programme == neutral.programme {
        missing.push(("the programme", "[partnership] programme = \"…\""));
    }
    if missing.is_empty() {
        return;
    }
    if context.programme.areas.iter().any(|area| area.name.is_none()) {
        missing.push(("the areas", "[[area]] name = \"…\""));
    }
    let list = |parts: Vec<&str>| crate::text::list(&parts.into_iter().map(str::to_owned).collect::<Vec<_>>());
    let what = list(missing.iter().map(|(what, _)| *what).collect());
    let lines: Vec<&str> = missing.iter().map(|(_, line)| *line).collect();
    found.add(
        None,
        &source.at,
        format!("the settings do not name {what}: the papers use neutral words for them"),
        "",
        format!(
            "write in boardpack.toml: {}; or scheme = \"send\" for the names of a SEND improvement programme",
            lines.join(", ")
        ),
    );
}
