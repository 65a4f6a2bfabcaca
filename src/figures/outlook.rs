//! Whether a measure's present trend reaches its next dated target.
//!
//! Measure and status date → [`Outlook`], for measures whose target has a date ahead. Deliberately absent: any forecast
//! beyond the next step, and any without its basis (the trend is part of the answer).

use chrono::NaiveDate;

use super::trend::{self, Trend};
use crate::programme::model::{Measure, Month, TargetStep};

#[derive(Clone, Debug)]
pub struct Outlook<'a> {
    pub trend: Trend,
    /// The first target step that falls due after the status date.
    pub step: &'a TargetStep,
    /// The month it falls due.
    pub by: Month,
    /// Where the trend stands in that month.
    pub projected: f64,
    pub reaches: bool,
}

/// `None` where no dated step lies ahead, nobody says which way is good, or there are too few figures for a trend.
pub fn outlook(measure: &Measure, status_date: NaiveDate) -> Option<Outlook<'_>> {
    let good = measure.good.as_ref()?.value;
    let ahead = measure.steps.iter().filter_map(|step| Some((step.by.as_ref()?.date?, step)));
    let (day, step) = ahead.filter(|(day, _)| *day > status_date).min_by_key(|(day, _)| *day)?;
    let edition = Month::of(status_date);
    let known: Vec<(Month, f64)> = measure
        .series
        .iter()
        .filter(|entry| entry.month <= edition)
        .filter_map(|entry| Some((entry.month, *entry.value.as_ref().ok()?)))
        .collect();
    let trend = trend::theil_sen(&known)?;
    let by = Month::of(day);
    Some(Outlook {
        projected: trend.projected(by),
        reaches: trend::reaches(&trend, step.value, by, good),
        trend,
        step,
        by,
    })
}
