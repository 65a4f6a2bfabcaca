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
    let late = |section: Section<'a>| {
        let goes: Vec<bool> = section.papers.iter().map(|paper| is_late(issued, paper)).collect();
        goes_into(issued, &goes, section)
    };
    given(issued, sections.into_iter().filter_map(late).collect())
}

/// The same of both editions, each of which has as many papers as the other; late is what is so in the full one.
pub fn late_papers_of_both<'a>(
    issued: &Issued,
    (full, public): (Vec<Section<'a>>, Vec<Section<'a>>),
) -> Result<(Vec<Section<'a>>, Vec<Section<'a>>)> {
    let late = |(full, public): (Section<'a>, Section<'a>)| {
        let pairs = full.papers.iter().zip(&public.papers);
        // A file that only the public edition has, of a document that is not restricted.
        let goes = |(full, public): (&Planned, &Planned)| {
            is_late(issued, full) || full.is_nothing() && is_late(issued, public)
        };
        let goes: Vec<bool> = pairs.map(goes).collect();
        goes_into(issued, &goes, full).zip(goes_into(issued, &goes, public))
    };
    let (full, public) = full.into_iter().zip(public).filter_map(late).unzip();
    Ok((given(issued, full)?, public))
}

/// Whether anything came after what was issued.
pub fn is_anything_late(issued: &Issued, sections: &[Section<'_>]) -> bool {
    let is_new = |section: &Section<'_>| section.papers.is_empty() && is_new_item(issued, section);
    sections.iter().any(|section| is_new(section) || section.papers.iter().any(|paper| is_late(issued, paper)))
}

fn is_late(issued: &Issued, paper: &Planned) -> bool {
    paper.is_there() && issued.paper(&paper.name, &paper.file).is_none()
}

fn is_new_item(issued: &Issued, section: &Section<'_>) -> bool {
    !issued.items().iter().any(|known| known.number == section.number)
}

/// A section with the papers that go into the supplement; none where neither they nor the item itself do.
fn goes_into<'a>(issued: &Issued, goes: &[bool], section: Section<'a>) -> Option<Section<'a>> {
    let is_new_item = section.papers.is_empty() && is_new_item(issued, &section);
    let papers = section.papers.into_iter().zip(goes).filter(|(_, goes)| **goes);
    let papers: Vec<Planned> = papers.map(|(paper, _)| paper).collect();
    let pages = usize::from(!papers.is_empty());
    (is_new_item || pages > 0).then_some(Section { papers, pages, ..section })
}

/// What is late, where something is and each has its reason.
fn given<'a>(issued: &Issued, late: Vec<Section<'a>>) -> Result<Vec<Section<'a>>> {
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
