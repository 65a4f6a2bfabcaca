//! What is made beside a PDF: its HTML edition, and its tables as csv and xlsx.

use super::Keep;
use super::Made;
use super::Papers;
use super::fill::Printed;
use super::fill::each_once;
use super::parts::Part;
use crate::companions;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::Error;
use crate::diagnostic::Result;
use crate::digest;
use crate::examine::Examined;
use crate::files;
use crate::html;
use crate::manifest;
use crate::manifest::Output;
use crate::tagged::Tagged;
use crate::template::store::DocumentKind;
use crate::text;
use crate::wording;

impl Papers<'_> {
    /// The tables of a file of a document: of the records that it names and the figures that it prints.
    pub(super) fn companions(
        &self,
        document: &DocumentKind,
        part: &Part,
        printed: &Printed,
        keep: Keep<'_>,
    ) -> Result<()> {
        let Examined { edition, .. } = self.examined;
        let given = self.examined.given();
        let figures = each_once(printed.in_sentences.iter().chain(&printed.handed).cloned());
        let tables = companions::tables(&edition.programme, &printed.records, &figures);
        if tables.is_empty() {
            return Ok(());
        }
        let title = match self.whom(part.of)["name"].as_str() {
            Some(whom) => format!("{}: {whom}", document.title),
            None => document.title.clone(),
        };
        let mut lines = vec![("Paper", title.clone()), ("Position at", wording::day(edition.status_date))];
        let said = [("Marking", given.settings.document.marking.as_deref()), ("About the data", given.illustrative())];
        lines.extend(said.into_iter().filter_map(|(name, said)| Some((name, said?.to_owned()))));
        let about = companions::About { title: &title, date: edition.status_date, lines };
        let file = &part.file;
        let workbook = companions::workbook(&about, &tables)
            .map_err(|why| Error::new(format!("{file}.xlsx was not made: {why}")).hint("build without --companions"))?;
        keep(Made::beside(format!("{file}.xlsx"), Some(document), workbook))?;
        for table in &tables {
            keep(Made::beside(companions::csv_name(file, table), Some(document), companions::csv(table)))?;
        }
        Ok(())
    }

    /// The HTML edition of a paper, or that of an earlier build where it was made of the same PDF. A paper that was not made
    /// again is read from its folder.
    pub(super) fn html(&mut self, document: &DocumentKind, pdf: &Output, bytes: Option<&[u8]>) -> Result<Made> {
        if let Some(there) = self.html_as_it_is(pdf) {
            return Ok(Made { output: Output { stale: false, ..there.clone() }, bytes: None });
        }
        let file = html_of(&pdf.file);
        let cannot = |why: String| Error::new(format!("{file} was not made: {} {why}", pdf.file));
        let tagged = match bytes {
            Some(bytes) => Tagged::read(bytes),
            None => Tagged::read(&self.file_of(pdf).ok_or_else(|| cannot("is not there any more".to_owned()))?),
        };
        let edition = html::of(&tagged.map_err(|why| {
            cannot(why.to_string()).hint("this is a fault in the program; please report it, and build without --html")
        })?);
        let not_shown = (!edition.not_shown.is_empty()).then(|| {
            let what = text::list(&edition.not_shown);
            Diagnostic::warning("html-not-shown", format!("{file} lacks what its PDF shows: {what}"))
                .hint("send the PDF with it, or draw that in the template with Typst's own shapes")
        });
        let Made { output, bytes } = Made::beside(file, Some(document), edition.html.into_bytes());
        let findings: Vec<_> = not_shown.into_iter().collect();
        let made_of = Some(html_made_of(pdf));
        let output = Output { made_of, findings: manifest::counts(&findings), ..output };
        self.lost.extend(findings);
        Ok(Made { output, bytes })
    }

    /// The HTML edition that an earlier build made of the same PDF. One of which there is something to say is made again,
    /// so that it is said again.
    fn html_as_it_is(&self, pdf: &Output) -> Option<&Output> {
        let file = html_of(&pdf.file);
        let there = self.earlier.iter().find(|output| output.file == file)?;
        (there.made_of == Some(html_made_of(pdf)) && there.findings.is_empty()).then_some(there)
    }

    /// Whether the HTML edition of a paper that is there need not be made, or can be.
    pub(super) fn has_html_or_pdf(&self, pdf: &Output) -> bool {
        !self.with_html || self.html_as_it_is(pdf).is_some() || self.file_of(pdf).is_some()
    }

    /// The bytes of a paper in the folder, where it is as it is on record.
    fn file_of(&self, pdf: &Output) -> Option<Vec<u8>> {
        let bytes = files::bytes(&self.folder.join(&pdf.file), files::PAPER).ok()?;
        (digest::of(&bytes) == pdf.sha256).then_some(bytes)
    }
}

/// The name of a paper's HTML edition.
fn html_of(pdf: &str) -> String {
    format!("{}.html", pdf.strip_suffix(".pdf").unwrap_or(pdf))
}

/// All that the bytes of an HTML edition follow from.
fn html_made_of(pdf: &Output) -> String {
    digest::of_parts([digest::SOURCES, &pdf.sha256])
}
