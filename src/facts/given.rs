//! What the facts are made of: an edition with its settings, its findings and the editions before it.

use chrono::NaiveDate;

use crate::area::Edition;
use crate::area::accepted::Accepted;
use crate::area::settings::Settings;
use crate::diagnostic::Diagnostic;
use crate::movement::Held;
use crate::narrative::places::Declared;
use crate::programme::Programme;
use crate::programme::model::Month;

/// Where the facts come from.
pub struct Given<'a> {
    pub settings: &'a Settings,
    /// The name of the area's folder, for areas whose settings give no name.
    pub folder: &'a str,
    pub edition: &'a Edition,
    /// The edition before, where the area has one.
    pub previous: Option<Month>,
    /// The editions before this one that could be read, oldest first.
    pub earlier: &'a [Edition],
    /// The edition to compare with, where one was asked for.
    pub since: Option<Month>,
    pub findings: &'a [Diagnostic],
    /// What was found and somebody has accepted on record.
    pub accepted: &'a [Accepted],
    /// The places for officers' words that documents declare.
    pub declared: &'a [Declared],
}

impl<'a> Given<'a> {
    pub fn programme(&self) -> &'a Programme {
        &self.edition.programme
    }

    /// The notice that the data are invented, where they are.
    pub fn illustrative(&self) -> Option<&'a str> {
        let of_examples = self.programme().of_examples.then_some(Programme::OF_EXAMPLES);
        self.settings.document.illustrative.as_deref().or(of_examples)
    }

    pub fn status_date(&self) -> NaiveDate {
        self.edition.status_date
    }

    /// Every edition up to this one, oldest first.
    pub fn held(&self) -> Vec<Held<'a>> {
        self.earlier.iter().chain([self.edition]).map(Held::from).collect()
    }

    /// The edition to compare with: the one asked for, else the one before, if it could be read.
    pub fn compared_with(&self) -> Option<Month> {
        self.since.or(self.previous.filter(|month| self.earlier.iter().any(|earlier| earlier.month == *month)))
    }

    /// The last stocktake up to the status date, and the edition that went to it: the newest whose position was taken
    /// by that day. `None` where the settings name none, or no edition before this one was there by then.
    pub fn last_stocktake(&self) -> Option<(NaiveDate, &'a Edition)> {
        let stocktakes = &self.settings.board.stocktakes;
        let day = stocktakes.iter().copied().filter(|day| *day <= self.status_date()).max()?;
        let edition = self.earlier.iter().rfind(|edition| edition.status_date <= day)?;
        Some((day, edition))
    }
}
