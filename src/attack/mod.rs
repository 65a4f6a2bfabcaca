//! What can be worked out of the counts that public outputs hide, from those outputs alone.
//!
//! Files and folders of public editions → for every hidden figure the least and the greatest that it can be, and by which
//! sums. It knows nothing of the area's workbooks: only what anybody can download, and what adds up to what. So it is a
//! judge of [`crate::disclosure`], with which it shares the arithmetic of [`crate::disclosure::bounds`] alone.
//!
//! Deliberately absent: figures in sentences, headings and alternative texts, which `provenance.json` has too; and what an
//! attacker knows from elsewhere.

mod figure;
mod gather;
mod read;
mod solve;

use std::path::PathBuf;

pub use read::Output;
pub use solve::{Attacked, Known, Solved};

use crate::diagnostic::Result;

/// What was read, what was told of it, and what followed.
#[derive(Clone, Debug)]
pub struct Attack {
    pub outputs: Vec<Output>,
    pub known: Known,
    pub solved: Solved,
}

/// The threshold where no manifest tells it.
const BELOW: u32 = 5;

/// Attacks the outputs. `known` is what the caller tells besides; a threshold of 0 is that of the manifests.
pub fn attack(paths: &[PathBuf], mut known: Known) -> Result<Attack> {
    let outputs = read::outputs(paths)?;
    let rules = || outputs.iter().filter_map(|output| output.rules.as_ref());
    if known.below == 0 {
        known.below = rules().map(|rules| rules.below).max().unwrap_or(BELOW);
    }
    for rules in rules() {
        for (whole, parts) in &rules.totals {
            known.totals.entry(whole.clone()).or_insert_with(|| parts.clone());
        }
        for (share, of) in &rules.shares {
            known.shares.entry(share.clone()).or_insert_with(|| of.clone());
        }
    }
    let editions: Vec<(String, gather::Gathered)> = merged(&outputs);
    let mut solved = solve::solve(&editions, &known);
    for (name, of) in &editions {
        solved.told.extend(of.unplaced.iter().map(|place| format!("{name}: {place}")));
    }
    Ok(Attack { outputs, known, solved })
}

/// The outputs of one edition are read as one: what one of its papers hides another must not show.
fn merged(outputs: &[Output]) -> Vec<(String, gather::Gathered)> {
    let mut editions: Vec<Output> = Vec::new();
    for output in outputs {
        match editions.iter_mut().find(|other| other.month.is_some() && other.month == output.month) {
            Some(other) => {
                other.grids.extend(output.grids.iter().cloned());
                other.figures.extend(output.figures.iter().cloned());
            }
            None => editions.push(output.clone()),
        }
    }
    // Files by themselves stay in the order in which they were given.
    editions.sort_by_key(|output| output.month);
    editions.iter().map(|output| (output.name.clone(), gather::gather(output))).collect()
}
