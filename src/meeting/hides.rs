//! What is told of what a paper hides: how, on which page and where. The words themselves are never said.

use crate::checks;
use crate::diagnostic::Diagnostic;
use crate::pack::hidden::{Carried, Hidden, Spot, Way};

/// So many places of one kind are named.
const NAMED: usize = 6;

const WAYS: [(Way, &str, &str); 6] = [
    (
        Way::Covered,
        "has text under shapes or pictures, or on shapes of its own colour, that can still be copied and read out",
        "ask its author to take the words themselves out rather than to draw over them, and to save it as PDF again; until then the \
         public edition leaves the paper out",
    ),
    (
        Way::Redaction,
        "has places that are marked to be redacted, and were not",
        "ask its author to apply the redactions and to save it again; until then the public edition leaves the paper out",
    ),
    (
        Way::OwnColour,
        "has text in the colour of its background, which nobody sees and everybody can copy",
        "ask its author what it is, and to take it out if it is not for the readers",
    ),
    (
        Way::NotPainted,
        "has text that is not printed at all and can be copied and read out",
        "ask its author what it is, and to take it out if it is not for the readers",
    ),
    (
        Way::OutsideThePage,
        "has text outside the edge of the page, or cut off, that can be copied and read out",
        "ask its author what it is, and to take it out if it is not for the readers",
    ),
    (
        Way::Recognised,
        "has text behind the picture of a page, as is usual for a scan whose text was recognised",
        "if something was blacked out in the picture, its words may still be in the text behind it: select all of the page, copy \
         it, and read what you have",
    ),
];

/// The code of what is usual, and may matter to the public.
pub const RECOGNISED: &str = "paper-text-recognised";

/// What is told of a paper; `whose` begins each line.
pub fn told(hidden: &Hidden, whose: &str) -> Vec<Diagnostic> {
    let mut told = Vec::new();
    for (way, what, hint) in WAYS {
        let spots: Vec<&Spot> = hidden.spots.iter().filter(|spot| spot.way == way).collect();
        if spots.is_empty() {
            continue;
        }
        let finding = match way {
            Way::Recognised => {
                Diagnostic::note(RECOGNISED, format!("{whose} {what}: {}", pages(spots.iter().map(|spot| spot.page))))
            }
            _ => Diagnostic::warning("paper-hides", format!("{whose} {what}: {}", places(&spots))),
        };
        told.push(finding.field(word(way)).hint(hint));
    }
    told.extend(hidden.carried.iter().filter_map(|carried| of_file(carried, whose)));
    if let Some((_, why)) = hidden.not_searched.first() {
        let pages = pages(hidden.not_searched.iter().map(|(page, _)| *page));
        let what = format!("{whose} could not be searched for hidden text on {pages}: {why}");
        told.push(
            Diagnostic::warning("paper-not-searched", what)
                .field("pages")
                .hint("look through it yourself: select all of the page, copy it, and read what you have"),
        );
    }
    told
}

/// How an entry in accepted.toml names a way.
pub fn word(way: Way) -> &'static str {
    match way {
        Way::Covered => "covered",
        Way::Redaction => "redaction",
        Way::OwnColour => "own-colour",
        Way::NotPainted => "not-printed",
        Way::OutsideThePage => "outside-the-page",
        Way::Recognised => "recognised",
    }
}

fn of_file(carried: &Carried, whose: &str) -> Option<Diagnostic> {
    const CODE: &str = "paper-carries";
    let warning = |what: String, hint: &str| Diagnostic::warning(CODE, format!("{whose} {what}")).hint(hint.to_owned());
    const PACK: &str = "the pack does not have it; do not send the file itself out";
    Some(match carried {
        Carried::Attachments(1) => warning("has a file attached to it".to_owned(), PACK),
        Carried::Attachments(count) => warning(format!("has {count} files attached to it"), PACK),
        Carried::Portfolio => warning(
            "is a portfolio: the papers in it are attached files, and the pack has its cover alone".to_owned(),
            "ask for its papers as files of their own, and name each in the agenda",
        ),
        Carried::EarlierStates(count) => warning(
            match count {
                1 => "was changed after it was made, and has its earlier state in it".to_owned(),
                _ => format!("was changed after it was made, and has {count} earlier states in it"),
            },
            "the pack has the last one alone; do not send the file itself out",
        ),
        // A council or a team may be named.
        Carried::Authors(names)
            if names.iter().all(|name| checks::words(name).any(|word| checks::is_role_word(&word))) =>
        {
            return None;
        }
        Carried::Authors(_) => {
            Diagnostic::note(CODE, format!("{whose} says in its properties who wrote it")).hint(PACK)
        }
    })
}

fn places(spots: &[&Spot]) -> String {
    let place = |spot: &&Spot| {
        let Spot { page, left, top, letters, .. } = **spot;
        let letters = match letters {
            0 => String::new(),
            1 => " (1 letter)".to_owned(),
            many => format!(" ({many} letters)"),
        };
        format!("page {page}, {} from the left and {} from the top{letters}", distance(left), distance(top))
    };
    let mut said: Vec<String> = spots.iter().take(NAMED).map(place).collect();
    if spots.len() > NAMED {
        said.push(format!("and {} more", spots.len() - NAMED));
    }
    said.join("; ")
}

/// In millimetres, or that it is outside the edge.
fn distance(millimetres: f64) -> String {
    match millimetres {
        far if far.abs() > 10_000.0 => "far away".to_owned(),
        outside if outside <= -0.5 => format!("{:.0} mm outside", -outside),
        within => format!("{:.0} mm", within.max(0.0)),
    }
}

/// "page 3" or "pages 3 to 5 and 9".
fn pages(pages: impl Iterator<Item = usize>) -> String {
    let mut pages: Vec<usize> = pages.collect();
    pages.sort_unstable();
    pages.dedup();
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for page in pages {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == page => *last = page,
            _ => runs.push((page, page)),
        }
    }
    let is_one = matches!(runs.as_slice(), [(first, last)] if first == last);
    let mut said: Vec<String> = runs
        .iter()
        .take(NAMED)
        .map(|(first, last)| if first == last { first.to_string() } else { format!("{first} to {last}") })
        .collect();
    if runs.len() > NAMED {
        said.push("more".to_owned());
    }
    format!("{} {}", if is_one { "page" } else { "pages" }, crate::text::list(&said))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_may_be_named_as_author_and_a_person_is_told_of_without_the_name() {
        let of = |names: &[&str]| {
            of_file(&Carried::Authors(names.iter().map(|name| (*name).to_owned()).collect()), "Report.pdf")
        };
        assert!(of(&["Ashmere Local Area Partnership", "Health Trust"]).is_none());
        for names in [&["Zoe Kidd"][..], &["Ashmere Council", "zkidd"]] {
            let told = of(names).unwrap();
            assert!(!told.message.to_lowercase().contains("kidd"), "{}", told.message);
        }
    }

    #[test]
    fn pages_and_places_are_said_in_words() {
        assert_eq!(pages([3].into_iter()), "page 3");
        assert_eq!(pages([9, 3, 4, 5, 3].into_iter()), "pages 3 to 5 and 9");
        let spot = |page, left| Spot { way: Way::Covered, page, left, top: 30.6, letters: 5 };
        assert_eq!(places(&[&spot(2, 42.2)]), "page 2, 42 mm from the left and 31 mm from the top (5 letters)");
        assert!(places(&[&spot(1, -9.6)]).contains("10 mm outside from the left"));
        let many: Vec<Spot> = (1..10).map(|page| spot(page, 1.0)).collect();
        assert!(places(&many.iter().collect::<Vec<_>>()).ends_with("; and 3 more"));
    }
}
