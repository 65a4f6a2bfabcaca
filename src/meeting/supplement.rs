//! What goes into a supplement: the items and papers that came after the pack was issued.
//!
//! Late is what was not on the agenda then, or whose file was not there. Each has to have a reason, which is printed and which
//! the minutes record.

use super::issued::Issued;
use super::planned::{Planned, Section};
use crate::diagnostic::{Error, Result};
use crate::text;

/// The sections with what is late of them alone.
pub fn late_papers<'a>(issued: &Issued, sections: Vec<Section<'a>>) -> Result<Vec<Section<'a>>> {
    let known = issued.items();
    let mut late = Vec::new();
    for section in sections {
        let is_new_item = !known.iter().any(|known| known.number == section.number);
        let was_empty = section.papers.is_empty();
        let papers: Vec<Planned> = section
            .papers
            .into_iter()
            .filter(|paper| paper.is_there() && issued.paper(&paper.name, &paper.file).is_none())
            .collect();
        if !papers.is_empty() || is_new_item && was_empty {
            let pages = usize::from(!papers.is_empty());
            late.push(Section { papers, pages, ..section });
        }
    }
    if late.is_empty() {
        let sent = issued.latest().words();
        return Err(Error::new(format!("nothing came after {sent} was issued: no supplement is needed")).hint(
            "put a late paper into the folder papers, and name it in agenda.toml with late = \"why it is urgent\"; a paper that \
             was issued and has changed needs --reissue",
        ));
    }
    refuse_without_reason(&late)?;
    Ok(late)
}

fn refuse_without_reason(sections: &[Section<'_>]) -> Result<()> {
    let mut without = Vec::new();
    for section in sections {
        let reasons = section.item.late.as_ref();
        if section.papers.is_empty() && reasons.and_then(|late| late.of_item()).is_none() {
            without.push(format!("item {}", section.number));
        }
        for paper in &section.papers {
            if reasons.and_then(|late| late.of_paper(&paper.name)).is_none() {
                without.push(paper.name.clone());
            }
        }
    }
    without.dedup();
    if without.is_empty() {
        return Ok(());
    }
    let many = if without.len() == 1 { "it" } else { "they" };
    Err(Error::new(format!("agenda.toml does not say why {} came late", text::list(&without))).hint(format!(
        "write under the item late = \"…\", or late = {{ \"Report.pdf\" = \"…\" }} for one paper: why {many} came late and cannot \
         wait for the next meeting; it is printed, and the minutes record it"
    )))
}
