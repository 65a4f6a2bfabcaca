//! What a dashboard says in words: which way is good, a target, a comparator with its year.
//!
//! A text → what it means, or why nothing was taken from it. A level that was not meant is worse than none: "Reduce by
//! 10%" is no target of 10%, "80–90%" names no one level, and "High/Low" is no direction.

use crate::programme::model::{Good, WrittenDate};
use crate::programme::periods::{self, When};
use crate::programme::{dates, numbers};

/// Which way is good: `Ok(None)` where the words say that neither is, `Err` where they are not known.
pub fn good(text: &str) -> Result<Option<Good>, ()> {
    let plain = text.trim().to_lowercase();
    let neutral = [
        "",
        "n/a",
        "na",
        "not applicable",
        "none",
        "neutral",
        "plan",
        "context",
        "contextual",
        "context only",
        "information",
        "for information",
        "information only",
        "info",
        "monitor",
        "monitoring",
        "monitoring only",
        "-",
        "–",
        "—",
        "tbc",
        "no polarity",
        "volume",
        "neither",
    ];
    if neutral.contains(&plain.as_str()) {
        return Ok(None);
    }
    let mut said: Vec<Good> = Vec::new();
    // "Higher is better, lower is worse" says one thing twice.
    for clause in plain.split([',', ';', '\n', '(', ')']).map(str::trim).filter(|clause| !clause.is_empty()) {
        let words: Vec<&str> = clause
            .split(|c: char| c.is_whitespace() || matches!(c, '/' | '-' | '–' | '.' | '=' | ':'))
            .filter(|word| !word.is_empty())
            .collect();
        let ways: Vec<Good> = words.iter().filter_map(|word| way(word)).collect();
        let bad = words.iter().any(|word| {
            matches!(*word, "bad" | "worse" | "worst" | "poor" | "poorer" | "undesirable" | "adverse" | "negative")
        });
        let not = words.contains(&"not");
        let Some(first) = ways.first() else { continue };
        if ways.iter().any(|way| way != first) {
            return Err(());
        }
        said.push(if bad != not { other(*first) } else { *first });
    }
    match said.as_slice() {
        [first, rest @ ..] if rest.iter().all(|way| way == first) => Ok(Some(*first)),
        _ => Err(()),
    }
}

fn other(good: Good) -> Good {
    match good {
        Good::High => Good::Low,
        Good::Low => Good::High,
    }
}

fn way(word: &str) -> Option<Good> {
    match word.trim_end_matches('\u{fe0f}') {
        "high" | "higher" | "highest" | "h" | "up" | "upward" | "upwards" | "increase" | "increases" | "increasing"
        | "increased" | "more" | "bigger" | "larger" | "greater" | "above" | "over" | "max" | "maximise"
        | "maximize" | "maximising" | "maximum" | "raise" | "rise" | "rising" | "grow" | "growing" | "growth"
        | "longer" | "+" | "↑" | "▲" | "⬆" | "⇧" | "🔼" | "↗" => Some(Good::High),
        "low" | "lower" | "lowest" | "l" | "down" | "downward" | "downwards" | "decrease" | "decreases"
        | "decreasing" | "decreased" | "reduce" | "reduces" | "reducing" | "reduced" | "reduction" | "fewer"
        | "less" | "smaller" | "below" | "under" | "min" | "minimise" | "minimize" | "minimising" | "minimum"
        | "fall" | "falling" | "shorter" | "↓" | "▼" | "⬇" | "⇩" | "🔽" | "↘" => Some(Good::Low),
        _ => None,
    }
}

/// One level of a target and when it is due.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    pub level: f64,
    /// Whether it was written with a per cent sign; `level` is a fraction then.
    pub percent: bool,
    pub by: Option<WrittenDate>,
}

/// Why a target's words give no level.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoLevel {
    /// None is set: "TBC", "n/a".
    NotSet,
    /// "Reduce by 10%": a change.
    Change,
    /// "80–90%", "between 5 and 10".
    Range,
    /// "Top quartile", "Increase".
    Words,
    /// Neither a number nor words: the date that Excel made of "4-5".
    NoNumber,
}

/// The levels of a target in words, in the order of their dates where all have one.
pub fn target(text: &str) -> Result<Vec<Step>, NoLevel> {
    let plain = cleaned(text);
    if is_not_set(&plain) {
        return Err(NoLevel::NotSet);
    }
    let mut steps = Vec::new();
    let mut why = NoLevel::Words;
    for clause in clauses(&plain) {
        match level(clause) {
            Ok(step) => steps.push(step),
            // A clause that says more of a level is no reason to drop it; one that changes it is.
            Err(NoLevel::Words | NoLevel::NotSet) => {}
            Err(other) => why = other,
        }
    }
    if steps.is_empty() || why != NoLevel::Words {
        return Err(why);
    }
    if steps.iter().all(|step| step.by.as_ref().is_some_and(|by| by.date.is_some())) {
        steps.sort_by_key(|step| step.by.as_ref().and_then(|by| by.date));
    }
    Ok(steps)
}

fn is_not_set(plain: &str) -> bool {
    let plain = plain.trim_matches(['.', ' ', '[', ']']);
    let marks = [
        "",
        "-",
        "n/a",
        "na",
        "none",
        "no target",
        "no target set",
        "not set",
        "tbc",
        "tba",
        "tbd",
        "to be confirmed",
        "to be agreed",
        "to be set",
        "to be determined",
        "not applicable",
        "monitor",
        "monitoring only",
        "monitor only",
        "contextual",
        "context",
        "baseline",
        "baseline year",
        "establish baseline",
        "?",
    ];
    marks.contains(&plain) || crate::programme::table::is_placeholder(plain)
}

/// Lower case, one kind of dash, and without what the target was before: "85% by March 2026 (was 80%)".
fn cleaned(text: &str) -> String {
    let plain = text
        .to_lowercase()
        .replace(['–', '—', '−'], "-")
        .replace("per cent", "%")
        .replace("percentage points", "pp")
        .replace("percentage point", "pp")
        .replace("percent", "%");
    let mut out = String::new();
    let mut rest = plain.as_str();
    while let Some(open) = rest.find(['(', '[']) {
        let inside_from = open + 1;
        let Some(length) = rest[inside_from..].find([')', ']']) else { break };
        let inside = &rest[inside_from..inside_from + length];
        out.push_str(&rest[..open]);
        // "85% (March 2026)" is due then; any other aside says something else.
        if !is_former(inside) && !inside.contains('%') && due_in(inside).is_some() {
            out.push_str(" by ");
            out.push_str(inside);
        }
        rest = &rest[inside_from + length + 1..];
    }
    out.push_str(rest);
    for former in [
        ", was ",
        "; was ",
        " was ",
        " previously ",
        " formerly ",
        ", previously ",
        " up from ",
        " down from ",
        " currently ",
        " against ",
    ] {
        if let Some((kept, _)) = out.split_once(former) {
            out = kept.to_owned();
        }
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn is_former(aside: &str) -> bool {
    ["was", "previous", "former", "from", "old", "baseline", "currently", "last year"]
        .iter()
        .any(|word| aside.trim_start().starts_with(word))
}

/// The levels of a text stand apart by semicolons, lines, "then", or a slash or comma before the next per cent.
fn clauses(plain: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for part in
        plain.split([';', '\n']).flat_map(|part| part.split(" then ")).flat_map(|part| part.split(" rising to "))
    {
        let starts = percentages_start(part);
        if starts.len() < 2 || part.contains(" to ") || part.contains("between") {
            found.push(part);
            continue;
        }
        let mut from = 0;
        for start in &starts[1..] {
            let before = part[from..*start].trim_end();
            if before.ends_with(['/', ',', '|']) || before.ends_with(" and") || due_in(before).is_some() {
                found.push(&part[from..*start]);
                from = *start;
            }
        }
        found.push(&part[from..]);
    }
    found
        .into_iter()
        .map(|clause| clause.trim().trim_matches(['/', ',', '|', ' ', '.']))
        .filter(|clause| !clause.is_empty())
        .collect()
}

/// Where each percentage of a text begins.
fn percentages_start(text: &str) -> Vec<usize> {
    text.match_indices('%')
        .filter_map(|(sign, _)| {
            let before = text[..sign].trim_end();
            let digits = before.bytes().rev().take_while(|b| b.is_ascii_digit() || *b == b'.').count();
            (digits > 0).then(|| before.len() - digits)
        })
        .collect()
}

/// The one level of a clause.
fn level(clause: &str) -> Result<Step, NoLevel> {
    let found: Vec<Figure<'_>> = figures(clause);
    let changes = found.iter().any(|figure| is_change(clause, figure));
    if changes {
        return Err(NoLevel::Change);
    }
    let percent: Vec<&Figure<'_>> = found.iter().filter(|figure| figure.percent).collect();
    let candidates: Vec<&Figure<'_>> =
        if percent.is_empty() { found.iter().filter(|figure| !figure.of_date).collect() } else { percent };
    let one = match candidates.as_slice() {
        [] => return Err(NoLevel::Words),
        [one] => *one,
        // "From 80% to 85%".
        [from, to]
            if clause[from.end..to.start].trim() == "to" && clause[..from.start].trim_end().ends_with("from") =>
        {
            *to
        }
        _ => return Err(NoLevel::Range),
    };
    // "80-90%" and "12 to 16" have a first number that is no level by itself.
    let before = clause[..one.start].trim_end();
    if (before.ends_with('-') || before.ends_with(" to") || before.ends_with("and"))
        && before.trim_end_matches(['-', ' ']).ends_with(|c: char| c.is_ascii_digit() || c == '%')
    {
        return Err(NoLevel::Range);
    }
    if before.contains("between") {
        return Err(NoLevel::Range);
    }
    let after = clause[one.end..].trim_start();
    let is_level = one.percent || opens_a_level(before) && closes_a_level(after);
    if !is_level {
        return Err(NoLevel::Words);
    }
    let by = due_in(after).or_else(|| due_in(before));
    let level = if one.percent { one.number / 100.0 } else { one.number };
    Ok(Step { level, percent: one.percent, by })
}

/// A number in a clause.
struct Figure<'t> {
    start: usize,
    end: usize,
    number: f64,
    percent: bool,
    /// Whether it is a day or a year, or belongs to one.
    of_date: bool,
    after: &'t str,
}

fn figures(clause: &str) -> Vec<Figure<'_>> {
    let bytes = clause.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        if !bytes[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let length = bytes[at..].iter().take_while(|b| b.is_ascii_digit() || matches!(b, b'.' | b',')).count();
        let digits = clause[at..at + length].trim_end_matches(['.', ',']);
        let end = at + digits.len();
        let rest = clause[end..].trim_start();
        let percent = rest.starts_with('%');
        let sign_end = if percent { end + (clause.len() - end - rest.len()) + 1 } else { end };
        if let Some(number) = numbers::number(digits) {
            let before = &clause[..at];
            found.push(Figure {
                start: at,
                end: sign_end,
                number,
                percent,
                of_date: !percent && is_of_date(before, digits, rest),
                after: rest,
            });
        }
        at += length.max(1);
    }
    found
}

/// Whether a number belongs to a date: "March 2026", "31 March", "2025/26", "q4", "30/09".
fn is_of_date(before: &str, digits: &str, after: &str) -> bool {
    let word_before =
        before.trim_end_matches([' ', '-', '\'']).rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    let word_after = after.trim_start_matches(['s', 't', 'n', 'd', 'r', 'h']).trim_start();
    let month = |word: &str| dates::month_number(word).is_some();
    let next_word: String = word_after.chars().take_while(|c| c.is_alphabetic()).collect();
    let this_word: String = after.chars().take_while(|c| c.is_alphabetic()).collect();
    let joined = before.ends_with(['/']) || after.starts_with('/');
    let year = digits.len() == 4 && digits.parse().is_ok_and(|year: u32| (1990..=2100).contains(&year));
    month(word_before)
        || month(&next_word)
        || month(&this_word)
        || joined
        || year
        || matches!(word_before, "q" | "quarter" | "year" | "autumn" | "spring" | "summer")
}

fn is_change(clause: &str, figure: &Figure<'_>) -> bool {
    let before = clause[..figure.start].trim_end();
    let after = figure.after.trim_start_matches('%').trim_start();
    if figure.of_date {
        return false;
    }
    let signed = before.is_empty() || before.ends_with(' ');
    let sign = before.ends_with(['+'])
        || (before == "-" || before.ends_with(" -"))
            && figure.percent
            && !before.trim_end_matches(['-', ' ']).ends_with(|c: char| c.is_ascii_digit() || c == '%');
    let _ = signed;
    let moves = |word: &str| {
        [
            "reduc", "decreas", "increas", "improv", "cut", "fall", "drop", "rise", "growth", "lower", "higher",
            "uplift", "more", "fewer", "less", "up", "down", "better",
        ]
        .iter()
        .any(|stem| word.starts_with(stem))
    };
    let words: Vec<&str> = after.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).collect();
    let points = words.first().is_some_and(|word| matches!(*word, "pp" | "ppt" | "ppts" | "points" | "pts"));
    // "10% or less" and "90% and above" are bounds.
    let follows = words.first().is_some_and(|word| moves(word));
    let by = before.ends_with(" by") || before == "by";
    sign || points || follows || by && (figure.percent || before.split(' ').any(moves))
}

/// Whether the words before a number say that it is the level: "below", "no more than", "reduce to".
fn opens_a_level(before: &str) -> bool {
    let known = [
        "below",
        "under",
        "less",
        "fewer",
        "no",
        "not",
        "more",
        "than",
        "up",
        "to",
        "at",
        "most",
        "least",
        "max",
        "maximum",
        "min",
        "minimum",
        "of",
        "above",
        "over",
        "greater",
        "within",
        "increase",
        "reduce",
        "improve",
        "maintain",
        "achieve",
        "reach",
        "remain",
        "keep",
        "hold",
        "sustain",
        "target",
        "a",
        "an",
        "average",
        "increase to",
        "decrease",
        "equal",
        "or",
        "around",
        "is",
        "be",
        "should",
        "zero",
        "lower",
        "higher",
        "exceed",
        "exceeds",
        "the",
        "by",
        "from",
        "all",
        "approx",
    ];
    before
        .split(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '≤' | '≥' | '=' | '~' | ':' | '£' | '$' | '€'))
        .filter(|word| !word.is_empty())
        .all(|word| known.contains(&word))
}

/// Whether what follows a number is its unit, a bound or a date, and no other matter.
fn closes_a_level(after: &str) -> bool {
    let (unit, due) = match [" by ", " from ", " in ", " at "].iter().filter_map(|word| after.find(word)).min() {
        Some(at) => after.split_at(at),
        None if after.starts_with("by ") || after.starts_with("in ") => ("", after),
        None => (after, ""),
    };
    // "4.5m" may be of millions or of metres; "12w 3d" is a length of time in two numbers.
    let attached = unit.starts_with(|c: char| c.is_alphabetic())
        && unit.chars().take_while(|c| c.is_alphabetic()).count() <= 2
        && !unit.starts_with("or");
    let plain =
        unit.chars().all(|c| c.is_alphabetic() || c.is_whitespace() || matches!(c, '*' | '+' | '.' | '†' | '-' | '&'));
    !attached && plain && (due.is_empty() || due_in(due).is_some() || !due.contains(|c: char| c.is_ascii_digit()))
}

/// The date a clause names, or the end of a year or quarter: "by March 2026", "2025/26", "by Q4 2025/26".
fn due_in(text: &str) -> Option<WrittenDate> {
    if let Some(date) = dates::first_in(text).filter(|date| date.date.is_some()) {
        return Some(date);
    }
    let bare = text.trim().trim_start_matches(['-', ',', ':', ' ']);
    let bare = ["by the end of ", "by end of ", "by end ", "by ", "in ", "for ", "from ", "at "]
        .iter()
        .find_map(|word| bare.strip_prefix(word))
        .unwrap_or(bare);
    let period = match periods::read(bare)?.when {
        When::Known(period) => period,
        When::Years(years) => years.period()?,
        When::Open(_) => return None,
    };
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    Some(WrittenDate {
        kind: crate::programme::model::DateKind::Month,
        date: Some(period.last.last_day()),
        words,
        year_inferred: false,
    })
}

/// A figure with what is said of it beside: "46.4% (2023)", "48.2% - Dec 24". Gives the figure's own text.
pub fn without_year(text: &str) -> &str {
    let text = text.trim();
    let head = match text.find(['(', '[']) {
        Some(0) | None => text,
        Some(open) => text[..open].trim_end(),
    };
    for (at, dash) in head.match_indices(['-', '–', '—', ',', ';']) {
        let (figure, after) = (head[..at].trim_end(), head[at + dash.len()..].trim());
        if !figure.is_empty()
            && !after.is_empty()
            && (periods::read(after).is_some() || !periods::years_in(after).is_empty() && after.len() <= 8)
        {
            return figure;
        }
    }
    head
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn which_way_is_good_is_read_in_all_its_words() {
        for text in [
            "High",
            "Higher is better",
            "Bigger is Better",
            "Increase",
            "↑",
            "Maximise",
            "Aim to maximise",
            "H",
            "+",
            "Low is bad",
            "Lower is worse",
            "Higher",
            "Up",
            "Higher is better, lower is worse",
            "Higher = better",
            "Not low",
        ] {
            assert_eq!(good(text), Ok(Some(Good::High)), "{text}");
        }
        for text in [
            "Low",
            "Smaller is better",
            "High is bad",
            "Higher is worse",
            "Aim to Minimise",
            "L",
            "↓",
            "Fewer is better",
            "Reduce",
            "Decrease",
        ] {
            assert_eq!(good(text), Ok(Some(Good::Low)), "{text}");
        }
        for text in ["Plan", "N/A", "Not applicable", "–", "Neutral", ""] {
            assert_eq!(good(text), Ok(None), "{text}");
        }
        for text in ["High/Low", "Within range", "Higher is better, lower is better", "Yes"] {
            assert_eq!(good(text), Err(()), "{text}");
        }
    }

    fn show(text: &str) -> String {
        match target(text) {
            Err(why) => format!("{why:?}"),
            Ok(steps) => steps
                .iter()
                .map(|step| {
                    let level = if step.percent {
                        format!("{}%", (step.level * 1e4).round() / 1e2)
                    } else {
                        step.level.to_string()
                    };
                    let by = step.by.as_ref().and_then(|by| by.date);
                    by.map_or(level.clone(), |by| format!("{level} by {by}"))
                })
                .collect::<Vec<_>>()
                .join("; "),
        }
    }

    #[test]
    fn a_target_in_words_gives_its_level() {
        for (text, expected) in [
            ("≥90%", "90%"),
            ("90%+", "90%"),
            ("90 %", "90%"),
            ("at least 90%", "90%"),
            ("90% or more", "90%"),
            ("100%*", "100%"),
            ("85 per cent", "85%"),
            ("<10", "10"),
            ("Below 5", "5"),
            ("No more than 5", "5"),
            ("5 or fewer", "5"),
            ("Reduce to 5", "5"),
            ("Increase to 60%", "60%"),
            ("1,200", "1200"),
            ("6 weeks", "6"),
            ("Within 6 weeks", "6"),
            ("90", "90"),
            ("0", "0"),
            ("£1,200", "1200"),
            ("90% by March 2026", "90% by 2026-03-31"),
            ("95% by Q4", "95%"),
            ("95% by Q4 2025/26", "95% by 2026-03-31"),
            ("10 by March 2026", "10 by 2026-03-31"),
            ("85% by March 2026 (was 80%)", "85% by 2026-03-31"),
            ("85% (was 80%)", "85%"),
            ("85%, previously 80%", "85%"),
            ("85% (March 2026)", "85% by 2026-03-31"),
            ("80% in 2024/25; 90% in 2025/26", "80% by 2025-03-31; 90% by 2026-03-31"),
            ("80% (2024/25), 90% (2025/26)", "80% by 2025-03-31; 90% by 2026-03-31"),
            ("From 80% to 85%", "85%"),
            ("45% by Dec 2024; 80% by June 2025", "45% by 2024-12-31; 80% by 2025-06-30"),
            ("80% by June 2025; 45% by December 2024", "45% by 2024-12-31; 80% by 2025-06-30"),
            ("45% Dec 24 / 80% Jun 25", "45% by 2024-12-31; 80% by 2025-06-30"),
            ("45% then 80%", "45%; 80%"),
            ("10 by Dec 2025; 5 by Mar 2026", "10 by 2025-12-31; 5 by 2026-03-31"),
            ("60% (national ambition, not in the plan)", "60%"),
            ("80% of plans by June 2025", "80% by 2025-06-30"),
        ] {
            assert_eq!(show(text), expected, "{text}");
        }
    }

    #[test]
    fn a_change_a_range_and_other_words_give_none() {
        for text in [
            "Reduce by 10%",
            "10% reduction",
            "Increase by 5%",
            "+5pp",
            "5 percentage points",
            "-10%",
            "Reduce by 10",
            "5% increase by March 2026",
            "10% fewer",
        ] {
            assert_eq!(show(text), "Change", "{text}");
        }
        for text in ["80-90%", "80–90%", "80% to 90%", "between 5 and 10", "5 - 10"] {
            assert_eq!(show(text), "Range", "{text}");
        }
        for text in
            ["Top quartile", "Increase", "Upper quartile by 2027", "1 in 5", "Better than England", "£4.5m", "12w 3d"]
        {
            assert!(matches!(target(text), Err(NoLevel::Words | NoLevel::Range)), "{text}: {}", show(text));
        }
        for text in ["TBC", "n/a", "-", "No target set", "", "Monitor"] {
            assert_eq!(show(text), "NotSet", "{text}");
        }
    }

    #[test]
    fn a_comparators_year_is_no_part_of_its_figure() {
        for (text, figure) in [
            ("46.4% (2023)", "46.4%"),
            ("48.2% - Dec 24", "48.2%"),
            ("48.2% – 2023/24", "48.2%"),
            ("-3", "-3"),
            ("12-16", "12-16"),
            ("46.4%", "46.4%"),
            ("46.4%, 2023", "46.4%"),
        ] {
            assert_eq!(without_year(text), figure, "{text}");
        }
    }
}
