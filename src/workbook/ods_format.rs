//! OpenDocument's number formats, which are elements of XML, as codes of Excel's language, which `format` reads.
//!
//! Deliberately absent: texts embedded between digits, transliteration, other calendars.

use std::collections::HashMap;
use std::sync::Arc;

use quick_xml::events::BytesStart;

use super::format::NumberFormat;
use super::look::STYLES;
use super::{limits, xml};

/// The formats by name, and the one whose elements are being read.
#[derive(Default)]
pub struct Formats {
    codes: HashMap<String, String>,
    parsed: HashMap<String, Arc<NumberFormat>>,
    open: Option<Open>,
}

#[derive(Default)]
struct Open {
    name: String,
    code: String,
    /// The sections that conditions choose.
    sections: String,
    percent: bool,
    /// Whether hours go past a day.
    elapsed: bool,
    in_text: bool,
}

impl Formats {
    pub fn get(&self, name: &str) -> Option<Arc<NumberFormat>> {
        self.parsed.get(name).cloned()
    }

    /// Whether elements now belong to a format.
    pub fn is_open(&self) -> bool {
        self.open.is_some()
    }

    pub fn start(&mut self, tag: &BytesStart<'_>, opens: bool) {
        let kind = xml::name(tag);
        let is_style = matches!(
            kind,
            "number-style" | "percentage-style" | "currency-style" | "date-style" | "time-style" | "text-style"
        );
        if is_style {
            let name = xml::attribute(tag, "name").filter(|name| name.len() <= limits::NAME_BYTES);
            self.open = name.filter(|_| opens && self.codes.len() < STYLES).map(|name| Open {
                name: name.into_owned(),
                percent: kind == "percentage-style",
                elapsed: xml::attribute(tag, "truncate-on-overflow").is_some_and(|cuts| cuts == "false"),
                ..Open::default()
            });
            return;
        }
        let Some(open) = &mut self.open else { return };
        if open.code.len() + open.sections.len() > limits::NAME_BYTES {
            return;
        }
        match kind {
            "text" | "currency-symbol" => open.in_text = opens,
            "map" => {
                let condition = xml::attribute(tag, "condition").unwrap_or_default();
                let code = xml::attribute(tag, "apply-style-name").and_then(|name| self.codes.get(&*name));
                if let (Some(test), Some(code)) = (condition.trim().strip_prefix("value()"), code) {
                    open.sections.push_str(&format!("[{}]{code};", test.replace("!=", "<>")));
                }
            }
            _ => open.code.push_str(&code_of(tag, open.elapsed)),
        }
    }

    pub fn text(&mut self, text: &str) {
        let Some(open) = self.open.as_mut().filter(|open| open.in_text) else { return };
        if open.code.len() > limits::NAME_BYTES {
            return;
        }
        if open.percent && text.trim() == "%" {
            open.code.push('%');
        } else {
            text.chars().for_each(|c| open.code.extend(['\\', c]));
        }
    }

    pub fn end(&mut self, name: &str) {
        let Some(open) = &mut self.open else { return };
        match name {
            "text" | "currency-symbol" => open.in_text = false,
            "number-style" | "percentage-style" | "currency-style" | "date-style" | "time-style" | "text-style" => {
                let Some(open) = self.open.take() else { return };
                let code = format!("{}{}", open.sections, open.code);
                self.parsed.insert(open.name.clone(), Arc::new(NumberFormat::parse(&code)));
                self.codes.insert(open.name, open.code);
            }
            _ => {}
        }
    }
}

/// One element of a format.
fn code_of(tag: &BytesStart<'_>, elapsed: bool) -> String {
    let number = |key: &str| xml::attribute(tag, key).and_then(|value| value.parse::<usize>().ok()).map(|n| n.min(15));
    let yes = |key: &str| xml::attribute(tag, key).is_some_and(|value| xml::is_true(&value));
    let long = xml::attribute(tag, "style").is_some_and(|style| style == "long");
    let run = |letter: &str, short: usize| letter.repeat(if long { short + 1 } else { short });
    let decimals = || match number("decimal-places") {
        None | Some(0) => String::new(),
        Some(most) => {
            let least = number("min-decimal-places").unwrap_or(most).min(most);
            format!(".{}{}", "0".repeat(least), "#".repeat(most - least))
        }
    };
    let whole = || {
        let digits = number("min-integer-digits").unwrap_or(1);
        if yes("grouping") {
            return format!("#,{}{}", "#".repeat(3usize.saturating_sub(digits.max(1))), "0".repeat(digits.max(1)));
        }
        if digits == 0 { "#".to_owned() } else { "0".repeat(digits) }
    };
    match xml::name(tag) {
        "number"
            if number("decimal-places").is_none() && number("min-integer-digits").is_none_or(|least| least <= 1) =>
        {
            "General".to_owned()
        }
        "number" => {
            let scale = xml::attribute(tag, "display-factor").map_or(0, |factor| match &*factor {
                "1000" => 1,
                "1000000" => 2,
                _ => 0,
            });
            format!("{}{}{}", whole(), decimals(), ",".repeat(scale))
        }
        "scientific-number" => {
            format!("{}{}E+{}", whole(), decimals(), "0".repeat(number("min-exponent-digits").unwrap_or(2)))
        }
        "fraction" => {
            let above = "?".repeat(number("min-numerator-digits").unwrap_or(1).max(1));
            let below = match number("denominator-value") {
                Some(fixed) => fixed.to_string(),
                None => "?".repeat(number("min-denominator-digits").unwrap_or(1).max(1)),
            };
            let whole = if number("min-integer-digits").is_some() { "# " } else { "" };
            format!("{whole}{above}/{below}")
        }
        "text-content" => "@".to_owned(),
        "day" => run("d", 1),
        "month" if yes("textual") => run("m", 3),
        "month" | "minutes" => run("m", 1),
        "year" => if long { "yyyy" } else { "yy" }.to_owned(),
        "day-of-week" => run("d", 3),
        "hours" if elapsed => format!("[{}]", run("h", 1)),
        "hours" => run("h", 1),
        "seconds" => format!("{}{}", run("s", 1), decimals()),
        "am-pm" => "AM/PM".to_owned(),
        _ => String::new(),
    }
}
