//! A measure's course in one sentence of numbers: what stands in for its chart when it is read aloud.

use crate::figures::{Figure, MeasureFigures, Outlook, Reading};
use crate::programme::model::{CONFIDENTIAL, Measure, Missing, Month, MonthlyValue, Unit};
use crate::wording::{change, month, target, value};

/// The course of a measure in numbers: "Rose from 45.2% in February 2024 to 69.8% in July 2025; target 85%."
pub fn measure_in_words(measure: &Measure, figures: &MeasureFigures) -> String {
    let show = |reading: &Figure<Reading>| {
        format!("{} in {}", value(reading.value.value, measure.unit), month(reading.value.month))
    };
    let mut text = match (&figures.first, &figures.latest) {
        (Some(first), Some(latest)) if first.value.month != latest.value.month => {
            let (from, to) = (value(first.value.value, measure.unit), value(latest.value.value, measure.unit));
            let course = match latest.value.value.total_cmp(&first.value.value) {
                _ if from == to => {
                    return finish(
                        format!("Was {} and the same in {}", show(first), month(latest.value.month)),
                        measure,
                        figures,
                    );
                }
                std::cmp::Ordering::Less => "Fell",
                _ => "Rose",
            };
            format!("{course} from {} to {}", show(first), show(latest))
        }
        (Some(first), _) => format!("Was {}, the only figure", show(first)),
        (None, _) => "No figures".to_owned(),
    };
    text = finish(text, measure, figures);
    text
}

/// The newest month, where its figure is confidential: "July 2025: [c]".
pub fn confidential(measure: &Measure, edition: Month) -> Option<String> {
    let newest = measure.series.iter().rfind(|entry| entry.month <= edition)?;
    let hidden = newest.value == Err(Missing::Suppressed);
    hidden.then(|| format!("{}: {CONFIDENTIAL}", month(newest.month)))
}

/// Whether the trend reaches the next target, and what that rests on.
pub fn outlook_in_words(measure: &Measure, outlook: &Outlook<'_>) -> String {
    let unit = measure.unit;
    // A share cannot pass 0% or 100%, whatever its line does.
    let there = match unit {
        Unit::Percent => outlook.projected.clamp(0.0, 1.0),
        Unit::Number => outlook.projected,
    };
    let trend = &outlook.trend;
    let there = match unit {
        Unit::Percent => value(there, unit),
        Unit::Number => value(there.round(), unit),
    };
    let rate = match change(trend.slope_per_month, unit).as_str() {
        "no change" => "no change from month to month".to_owned(),
        rate => format!("{rate} a month"),
    };
    format!(
        "At the rate of the {} figures from {} to {} ({rate}), it would reach {there} by {}; the target of {} would be {}.",
        trend.points,
        month(trend.from),
        month(trend.to),
        month(outlook.by),
        target(outlook.step.value, unit),
        if outlook.reaches { "met" } else { "missed" },
    )
}

fn finish(mut text: String, measure: &Measure, figures: &MeasureFigures) -> String {
    if let Some(wanted) = figures.target {
        text.push_str(&format!("; target {}", target(wanted, measure.unit)));
    }
    if let Some(england) = &measure.england {
        text.push_str(&format!("; England {}", value(england.value, measure.unit)));
    }
    if let Some(neighbours) = &measure.neighbours {
        text.push_str(&format!("; similar areas {}", value(neighbours.value, measure.unit)));
    }
    let missing = |entry: &&MonthlyValue| figures.months_missing.sources.contains(&entry.at);
    let hidden = measure.series.iter().filter(missing).filter(|entry| entry.value == Err(Missing::Suppressed)).count();
    match hidden {
        0 => {}
        1 => text.push_str(&format!("; the figure of 1 month is confidential, {CONFIDENTIAL}")),
        many => text.push_str(&format!("; the figures of {many} months are confidential, {CONFIDENTIAL}")),
    }
    match figures.months_missing.value - hidden {
        0 => {}
        1 => text.push_str("; 1 month has no figure"),
        many => text.push_str(&format!("; {many} months have no figure")),
    }
    text.push('.');
    text
}
