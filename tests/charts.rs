//! The charts of the gallery: what their alternative texts and the words in and beside them say.

use std::fs;
use std::sync::LazyLock;

use crate::support::pdf::{self, Piece, one_line};
use crate::support::{ashmere, boardpack, project};

static PDF: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let out = tempfile::tempdir().unwrap();
    let [area, to] = [ashmere(), out.path().to_owned()].map(|path| path.display().to_string());
    let output = boardpack(project(), &["build", &area, "--only", "chart-gallery", "--out", &to]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    fs::read(out.path().join("chart-gallery.pdf")).unwrap()
});

/// The gallery's text in reading order.
static GALLERY: LazyLock<String> = LazyLock::new(|| one_line(&pdf::text(&PDF).replace('\u{a0}', " ")));

/// What is written in the first drawing under a heading of the second level, without its spaces.
fn written_under(heading: &str) -> String {
    let blocks = pdf::blocks(&PDF);
    let mut after =
        blocks.iter().skip_while(|block| !matches!(&block.piece, Piece::Heading(words) if words == heading));
    let drawn = after.find_map(|block| match &block.piece {
        Piece::Drawing { drawn, .. } => Some(drawn.clone()),
        _ => None,
    });
    drawn.unwrap_or_else(|| panic!("no drawing under {heading}")).replace(char::is_whitespace, "")
}

/// The gallery's text from one heading to another.
fn between(from: &str, to: &str) -> &'static str {
    // The last of each: the first is in the table of contents, and headings are nowhere else.
    let start = GALLERY.rfind(from).unwrap_or_else(|| panic!("no {from}"));
    &GALLERY[start..start + GALLERY[start..].find(to).unwrap_or_else(|| panic!("no {to} after {from}"))]
}

#[test]
fn bullet_rows_say_each_measure_in_numbers_and_their_scales() {
    let twenty = between("Twenty measures at four fifths", "A few, awkward");
    assert_eq!(twenty.matches("Bar on a scale from").count(), 20);
    assert_eq!(twenty.matches("[Status: ").count(), 20);
    for words in [
        "[K30 Decision letter sent within 4 weeks of the annual review meeting: 54% in July 2025; England 61%; similar areas \
         66%; first figure 30% in July 2024. Bar on a scale from 0% to 100%.]",
        // Cut beside the bar, whole in its alternative text.
        "K33 Children waiting over 18 weeks for an assessment, every waiting …",
        "[K33 Children waiting over 18 weeks for an assessment, every waiting list of the area counted: 76 in July 2025; target \
         60; England 75; first figure 160 in July 2024. Bar on a scale from 0 to 200.]",
        "Bars start at 0; percentages run to 100%; numbers on scales of their own: K33 0 to 200, K38 0 to 400, K43 0 to 600, \
         K48 0 to 800.",
    ] {
        assert!(twenty.contains(words), "not said: {words}\n{twenty}");
    }
    let awkward = between("A few, awkward", "Twenty-one flow on");
    assert!(
        awkward.contains("percentages run to 100%, but K13 0% to 150%; numbers on scales of their own: K08 −15 to 10")
    );
    assert!(
        awkward.contains("K06 Decision letter sent within 4 weeks of the annual review meeting: no figure; target 80%")
    );
    assert!(awkward.contains("no data"));
    // As evenly as it goes, in their order; each page has its own key.
    let flowing = between("Twenty-one flow on", "Status bars and the history");
    let (first, second) = flowing.split_once("[K41 ").expect("the twelfth measure");
    assert_eq!([first, second].map(|page| page.matches("Bars start at 0").count()), [1, 1]);
    assert_eq!(first.matches("Bar on a scale from").count(), 11);
}

#[test]
fn a_chart_says_its_range_and_begins_with_its_first_figure() {
    let late = written_under("Figures that begin after forty months");
    // Forty of its 54 months up to July 2025 have nothing yet.
    assert!(late.contains("Jun2024") && !late.contains("Feb2021"), "{late}");
    assert!(late.contains("Percent;axisfrom50%to75%"), "{late}");
    assert!(late.contains("notcollected"), "a gap after the first figure is marked: {late}");
    // The same in a small chart, above it.
    assert!(GALLERY.contains("Axis from 50% to 75%; July 2025; target 75%"));
    // The line of a measure whose target is near is not pressed flat by one that begins at nothing.
    assert!(GALLERY.contains("Axis from 40% to 90%; July 2025; target 85%"));
}

#[test]
fn the_low_start_of_a_rise_is_no_concern_and_what_is_far_away_is_said() {
    let risen = written_under("A long rise, and comparators too far away to be drawn");
    assert!(risen.contains("earlierlevel") && risen.contains("limitsneedresetting"), "{risen}");
    assert!(!risen.contains("concern"), "{risen}");
    assert!(risen.contains("England90%isabovetherangeshown"), "{risen}");
    assert!(risen.contains("Similarareas45%") && !risen.contains("Similarareas45%is"), "{risen}");
}
