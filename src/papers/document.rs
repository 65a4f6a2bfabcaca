//! What a document cannot be made without, what it cannot be final without, and what its papers are meant to be.

use super::Papers;
use crate::area::paper;
use crate::area::settings::Settings;
use crate::companions;
use crate::diagnostic::{Diagnostic, Error};
use crate::narrative::FOLDER;
use crate::narrative::places::declared_key;
use crate::programme::Programme;
use crate::programme::columns::SheetKind;
use crate::readability::Reading;
use crate::template::store::{DocumentKind, Need, Per};

impl DocumentKind {
    /// What to say of a paper that has more pages than its template means it to have.
    pub(super) fn too_long(&self, file: &str, pages: usize, traced: bool) -> Option<Diagnostic> {
        let most = self.pages.filter(|most| pages > *most)?;
        let bound = if most == 1 { "1 page".to_owned() } else { format!("{most} pages") };
        let section = if traced { "build without --trace, " } else { "" };
        Some(
            Diagnostic::warning(
                "paper-too-long",
                format!("{file} ({}) has {pages} pages, and is to have at most {bound}", self.title),
            )
            .hint(format!(
                "{section}shorten what is written for it, let the template print less, or raise `pages` in {}/template.toml",
                self.name
            )),
        )
    }

    /// Whether its papers are judged by how they read.
    pub(super) fn is_judged(&self) -> bool {
        self.reading_age.is_some() || self.explain_abbreviations
    }

    /// What to say of a paper that is harder to read than its template means it to be.
    pub(super) fn hard_to_read(&self, file: &str, reading: &Reading) -> Vec<Diagnostic> {
        let paper = format!("{file} ({})", self.title);
        let too_hard = self.reading_age.and_then(|bound| reading.too_hard(&paper, bound));
        let not_explained = reading.not_explained(&paper).filter(|_| self.explain_abbreviations);
        too_hard.into_iter().chain(not_explained).collect()
    }

    /// The settings of its own, each with what an area gives.
    pub(super) fn given(&self, settings: &Settings) -> Vec<(String, Option<paper::Value>)> {
        let given = |of: paper::Declared<'_>| (of.key.to_owned(), paper::given(&settings.paper, &self.name, &of));
        self.takes().into_iter().map(given).collect()
    }

    /// Whether a file is one of this document's, by its name.
    pub fn has_file(&self, file: &str) -> bool {
        let Some((stem, ending)) = file.rsplit_once('.') else { return false };
        let many = self.per != Per::Programme;
        let is_paper = |stem: &str| stem == self.file || many && stem.starts_with(&format!("{}-", self.file));
        let of_table = || companions::KEYS.iter().find_map(|key| stem.strip_suffix(&format!("-{key}")));
        match ending {
            "pdf" | "html" | "typ" | "xlsx" => is_paper(stem),
            "csv" => is_paper(stem) || of_table().is_some_and(is_paper),
            _ => false,
        }
    }
}

impl Papers<'_> {
    /// A document with its title in the words of the area's scheme.
    pub fn spoken(&self, document: &DocumentKind) -> DocumentKind {
        document.spoken(self.examined.given().settings.scheme())
    }

    /// Why a document has nothing to be made of.
    pub fn lacks(&self, document: &DocumentKind) -> Option<Error> {
        let document = &self.spoken(document);
        missing_need(document, &self.examined.edition.programme).or_else(|| self.lacks_parts(document))
    }

    /// What a document cannot be final without and nobody has given: settings of its own, and officers' words.
    pub fn missing(&self, document: &DocumentKind) -> Vec<Diagnostic> {
        let document = &self.spoken(document);
        let given = document.given(self.examined.given().settings);
        let is_missing = |key: &str| given.iter().any(|(given, value)| given == key && value.is_none());
        let required = document.setting.iter().filter(|setting| setting.required && is_missing(&setting.key));
        let told = required.map(|setting| {
            let (key, name) = (&setting.key, &document.name);
            let example = setting.example.as_deref().unwrap_or("…");
            let value = if setting.list { format!("[\"{example}\"]") } else { format!("\"{example}\"") };
            let message =
                format!("{} has no \"{key}\": {}", document.title, lower_first(setting.about.trim_end_matches('.')));
            Diagnostic::error("setting-missing", message)
                .hint(format!("write in boardpack.toml, under [paper.{name}]: {key} = {value}"))
        });
        told.chain(self.words_missing(document)).collect()
    }

    /// The officers' words that a document cannot be final without and that nobody has written, each told with its file.
    fn words_missing(&self, document: &DocumentKind) -> Vec<Diagnostic> {
        let narrative = &self.facts.value["narrative"];
        let required = document.words.iter().filter(|words| words.required);
        let missing = required.filter(|words| narrative[declared_key(&words.place)].is_null());
        let told = missing.filter_map(|words| {
            let file = format!("{FOLDER}/{}.md", words.place);
            // Somebody wrote for it, and was told why it was not taken.
            if self.facts.refused.iter().any(|told| told.message.contains(&file)) {
                return None;
            }
            let message = format!("{} has no officers' words for \"{}\" ({file})", document.title, words.title);
            Some(Diagnostic::error("words-missing", message).hint(
                "write the file in the month's folder, also where there is only to say that there is nothing; \
                 `boardpack narrative AREA` writes one to begin with",
            ))
        });
        told.collect()
    }
}

/// "Whom to ask" within a sentence; a word of capitals keeps them.
fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    match (letters.next(), letters.next()) {
        (Some(first), Some(second)) if !second.is_uppercase() => {
            first.to_lowercase().chain(text.chars().skip(1)).collect()
        }
        _ => text.to_owned(),
    }
}

/// Why a document has nothing to be made of.
fn missing_need(document: &DocumentKind, programme: &Programme) -> Option<Error> {
    let kind = document.needs.iter().find_map(|need| match need {
        Need::Actions if programme.areas.is_empty() => Some(SheetKind::Actions),
        Need::Risks if programme.risks.is_empty() => Some(SheetKind::Risks),
        Need::Measures if programme.measures.is_empty() => Some(SheetKind::Measures),
        Need::MeetingActions if programme.meeting_actions.is_empty() => Some(SheetKind::MeetingActions),
        Need::WorkProgramme if programme.work_programme.is_empty() => Some(SheetKind::WorkProgramme),
        _ => None,
    })?;
    Some(
        Error::new(format!("{} was not made: no {} were read", document.title, kind.records()))
            .hint(format!("put the {} in the edition's folder; `boardpack columns` shows what was read", kind.table())),
    )
}
