//! The charts of the gallery: what their alternative texts and the words beside them say.

use std::fs;
use std::sync::LazyLock;

use crate::support::pdf::{self, one_line};
use crate::support::{ashmere, boardpack, project};

/// The gallery's text in reading order.
static GALLERY: LazyLock<String> = LazyLock::new(|| {
    let out = tempfile::tempdir().unwrap();
    let [area, to] = [ashmere(), out.path().to_owned()].map(|path| path.display().to_string());
    let output = boardpack(project(), &["build", &area, "--only", "chart-gallery", "--out", &to]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let file = fs::read(out.path().join("chart-gallery.pdf")).unwrap();
    one_line(&pdf::text(&file).replace('\u{a0}', " "))
});

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
