//! Answers "where does this figure come from?": the ledger and what a person typed or copied → the figures meant.
//!
//! People copy "62 %" with a space of any width, write a hyphen for a minus sign, and read "eleven" where the ledger
//! holds 11; all of these find their figure. The texts of a document's pages are given; reading them is not done here.

use serde_json::{Value, json};

use super::grouped;
use crate::diagnostic::{Error, Result};
use crate::ledger::Entry;
use crate::printed::Printed;
use crate::suggest::did_you_mean;
use crate::text::{self, MONTHS};

/// The figures whose id is `id`.
pub fn by_id<'a>(entries: &[&'a Entry], id: &str) -> Result<Vec<&'a Entry>> {
    let found: Vec<&Entry> = entries.iter().copied().filter(|entry| entry.id == id).collect();
    if !found.is_empty() {
        return Ok(found);
    }
    let hint = did_you_mean(id, entries.iter().map(|entry| entry.id.as_str()));
    Err(Error::new(format!("there is no figure called {id}")).hint(format!("{hint}{LIST_THEM}")))
}

/// The figures that a text may mean: those printed so, those that hold it, or, of a whole phrase, those that it holds.
pub fn by_text<'a>(entries: &[&'a Entry], text: &str) -> Result<Vec<&'a Entry>> {
    let wanted = plain(text);
    let computed = entries.iter().copied().filter(|entry| entry.not_read.is_none());
    let texts: Vec<(&Entry, String)> = computed.map(|entry| (entry, plain(&entry.text))).collect();
    let which = |test: &dyn Fn(&str) -> bool| -> Vec<&'a Entry> {
        texts.iter().filter(|(_, text)| test(text)).map(|(entry, _)| *entry).collect()
    };
    let holds_number = |text: &str| text.contains(|c: char| c.is_ascii_digit());
    let tries: [&dyn Fn(&str) -> bool; 4] = [
        &|text| text == wanted,
        &|text| number(text).is_some() && number(text) == number(&wanted),
        &|text| !wanted.is_empty() && stands_in(&wanted, text),
        &|text| holds_number(text) && stands_in(text, &wanted),
    ];
    // The months of a chart come last; else the order is that of the paper's own sentences first.
    let rank = |entry: &&Entry| entry.id.contains(".series.");
    if let Some(mut found) = tries.iter().map(|test| which(test)).find(|found| !found.is_empty()) {
        found.sort_by_key(rank);
        return Ok(found);
    }
    let mut near = which(&|text| is_near(text, &wanted));
    near.sort_by_key(rank);
    let said = format!("no figure of this document is printed as \"{}\"", text.trim());
    if near.is_empty() {
        return Err(Error::new(said).hint(LIST_THEM));
    }
    let near = near.iter().take(5).map(|entry| format!("{}  {} ({})", entry.text, entry.name, entry.id));
    Err(near.fold(Error::new(format!("{said}; near it are")), Error::more))
}

const LIST_THEM: &str = "without a text, `boardpack trace DOCUMENT` lists every figure";

/// What is shown of figures: each with its rule, its cells, and the pages of the document on which its text stands.
pub fn shown(found: &[&Entry], pages: &Pages, out: &mut Printed) {
    for (index, entry) in found.iter().enumerate() {
        if index > 0 {
            out.blank();
        }
        out.line(format!("{}: {}", entry.name, entry.text));
        out.line(format!("  {}", entry.id));
        out.line(format!("  rule: {}", entry.rule));
        let sheets = grouped(&entry.sources);
        if sheets.is_empty() {
            out.line("  no cell: nothing was found to count");
        }
        sheets.iter().for_each(|(at, cells)| out.line(format!("  {}, {}: {cells}", at.workbook, at.sheet)));
        let places: Vec<String> = pages.with(&entry.text).iter().map(ToString::to_string).collect();
        out.line(match places.as_slice() {
            [] => format!("  \"{}\" is on no page of this document", entry.text),
            [page] => format!("  \"{}\" is on page {page}", entry.text),
            _ => format!("  \"{}\" is on pages {}", entry.text, text::list(&places)),
        });
    }
}

/// Every figure in a line: its id, how it is printed, its name.
pub fn listed(entries: &[&Entry], out: &mut Printed) {
    let width = |text: fn(&Entry) -> &str| entries.iter().map(|entry| text(entry).chars().count()).max().unwrap_or(0);
    let (ids, texts) = (width(|entry| &entry.id), width(|entry| &entry.text).min(30));
    entries.iter().for_each(|entry| out.line(format!("{:ids$}  {:texts$}  {}", entry.id, entry.text, entry.name)));
}

/// The same for programs.
pub fn json(found: &[&Entry], pages: &Pages) -> Value {
    let told = found.iter().map(|entry| {
        let mut told = json!(entry);
        told["pages"] = json!(pages.with(&entry.text));
        told
    });
    told.collect()
}

/// The texts of a document's pages, made regular once, without each page's own number.
pub struct Pages(Vec<String>);

impl Pages {
    pub fn of(texts: &[String]) -> Pages {
        let regular = texts.iter().enumerate().map(|(index, text)| {
            let own = format!("{} of {}", index + 1, texts.len());
            let page = plain(text);
            match page.rsplit_once(&own) {
                Some((before, after)) => format!("{before} {after}"),
                None => page,
            }
        });
        Pages(regular.collect())
    }

    /// The pages, from 1, on which a figure's text stands as such: not within another number, a ref or a date.
    fn with(&self, text: &str) -> Vec<usize> {
        let wanted = plain(text);
        let numbered = self.0.iter().enumerate().map(|(index, page)| (index + 1, page));
        numbered.filter(|(_, page)| stands_in(&wanted, page)).map(|(number, _)| number).collect()
    }

    /// Whether the figure's text stands on any page.
    pub fn have(&self, entry: &Entry) -> bool {
        let wanted = plain(&entry.text);
        self.0.iter().any(|page| stands_in(&wanted, page))
    }
}

/// A text made regular: one kind of space, of minus sign and of letter, numbers without commas and in figures.
fn plain(text: &str) -> String {
    let regular: String = text
        .chars()
        .map(|c| match c {
            '−' | '–' | '‐' | '‑' | '‒' => '-',
            c => c,
        })
        .collect();
    let mut out = String::new();
    for word in regular.to_lowercase().split_whitespace() {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        let figure = NUMBER_WORDS
            .iter()
            .position(|known| *known == bare)
            .map(|at| word.replacen(bare, &(at + 1).to_string(), 1));
        if !out.is_empty() && word != "%" {
            out.push(' ');
        }
        out.push_str(&figure.unwrap_or_else(|| word.to_owned()));
    }
    match out.as_str() {
        "no" | "none" | "nought" | "zero" => "0".to_owned(),
        _ => without_commas(&out),
    }
}

const NUMBER_WORDS: [&str; 20] = [
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
];

/// "1,234" → "1234"; a comma elsewhere stays.
fn without_commas(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let digit = |at: usize| letters.get(at).is_some_and(char::is_ascii_digit);
    let groups = |at: usize| at > 0 && digit(at - 1) && (1..=3).all(|step| digit(at + step)) && !digit(at + 4);
    letters.iter().enumerate().filter(|(at, c)| **c != ',' || !groups(*at)).map(|(_, c)| c).collect()
}

/// Whether a text stands within another as a whole: not as part of a longer number, of a ref such as 1.3.6, of a word,
/// nor as the day of a date.
fn stands_in(wanted: &str, text: &str) -> bool {
    let begins_number = wanted.starts_with(|c: char| c.is_ascii_digit());
    let ends_number = wanted.ends_with(|c: char| c.is_ascii_digit());
    text.match_indices(wanted).any(|(start, _)| {
        let (before, after) = (&text[..start], &text[start + wanted.len()..]);
        let joined = |c: char| c.is_alphanumeric() || begins_number && matches!(c, '.' | '-' | '/');
        let mut next = after.chars();
        let (first, second) = (next.next(), next.next());
        let goes_on = first.is_some_and(|c| c.is_alphanumeric())
            || ends_number
                && (first == Some('%')
                    || matches!(first, Some('.' | '/' | '-')) && second.is_some_and(|c| c.is_ascii_digit()));
        let day = ends_number
            && after.strip_prefix(' ').is_some_and(|rest| {
                let word = rest.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
                MONTHS.iter().any(|month| month.eq_ignore_ascii_case(word))
            });
        !before.ends_with(joined) && !goes_on && !day
    })
}

/// A text that is one number, with its per cent sign or without.
fn number(text: &str) -> Option<(f64, bool)> {
    let digits = text.strip_suffix('%');
    Some((digits.unwrap_or(text).parse().ok()?, digits.is_some()))
}

/// Whether two numbers are one in another form: 62 and 62%, 69.8% and 70%, 0.62 and 62%.
fn is_near(text: &str, wanted: &str) -> bool {
    let (Some((is, _)), Some((asked, _))) = (number(text), number(wanted)) else { return false };
    let same = |a: f64, b: f64| (a - b).abs() < 1e-9;
    same(is, asked)
        || same(is, asked * 100.0)
        || same(is * 100.0, asked)
        || same(is.round(), asked)
        || same(asked.round(), is)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries() -> Vec<Entry> {
        let texts = ["11", "62%", "69.8%", "up 6.6 percentage points", "−3", "1,234", "no change", "0", "4 weeks"];
        let entry = |text: &str| Entry {
            id: format!("figure.{text}"),
            name: "A figure".to_owned(),
            text: text.to_owned(),
            rule: "counts".to_owned(),
            sources: Vec::new(),
            not_read: None,
        };
        texts.map(entry).to_vec()
    }

    fn found(text: &str) -> Vec<String> {
        by_text(&entries().iter().collect::<Vec<_>>(), text)
            .map(|found| found.iter().map(|entry| entry.text.clone()).collect())
            .unwrap_or_default()
    }

    #[test]
    fn a_figure_is_found_however_it_is_copied() {
        for (typed, printed) in [
            ("eleven", "11"),
            ("Eleven", "11"),
            ("62\u{a0}%", "62%"),
            ("62 %", "62%"),
            ("62.0%", "62%"),
            ("-3", "−3"),
            ("1234", "1,234"),
            ("6.6", "up 6.6 percentage points"),
            ("Up 6.6 percentage\u{a0}points", "up 6.6 percentage points"),
            ("none", "0"),
            ("four weeks", "4 weeks"),
            ("Eleven actions are overdue.", "11"),
        ] {
            assert_eq!(found(typed), [printed], "{typed}");
        }
        assert_eq!(found("9.8%"), Vec::<String>::new());
        assert_eq!(found(""), Vec::<String>::new());
    }

    #[test]
    fn what_is_not_found_is_told_with_what_is_near() {
        let entries = entries();
        let entries: Vec<&Entry> = entries.iter().collect();
        let said = by_text(&entries, "70%").unwrap_err().to_string();
        assert!(said.contains("no figure") && said.contains("69.8%"), "{said}");
        let said = by_id(&entries, "figure.62").unwrap_err().to_string();
        assert!(said.contains("did you mean figure.62%"), "{said}");
    }

    #[test]
    fn a_page_holds_a_figure_only_as_a_figure() {
        let pages =
            ["Six are Red. Page 1 of 3", "On 6 July 2025 action 1.3.6 was 6% late. Page 2 of 3", "6 of 52 Page 3 of 3"];
        let pages = Pages::of(&pages.map(str::to_owned));
        assert_eq!(pages.with("6"), [1, 3]);
        assert_eq!(pages.with("2"), Vec::<usize>::new());
        assert_eq!(pages.with("52"), [3]);
    }
}
