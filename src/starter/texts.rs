//! The text files of a new area: its settings with every key, the agenda, and a page for officers.

use super::Month;
use crate::programme::scheme::Scheme;
use crate::wording;

const SETTINGS: &str = include_str!("boardpack.toml");
const AGENDA: &str = include_str!("agenda.toml");
const GUIDE: &str = include_str!("README.txt");

/// How many days after a month's end its meeting is, until somebody says.
const MEETS_AFTER: i64 = 20;

/// The settings of an area. `statuses` and `columns` are lines for the parts that are called so, found by reading its workbooks.
pub fn settings(area: &str, scheme: &str, edition: Month, statuses: &[String], columns: &[String]) -> String {
    let lines = |lines: &[String]| lines.iter().map(|line| format!("{line}\n")).collect::<String>();
    // A key may be in a file once: where there are lines for a part, it is in use.
    let begun = if statuses.is_empty() { SETTINGS.to_owned() } else { SETTINGS.replace("#[statuses]", "[statuses]") };
    with_days(&begun, edition)
        .replace("AREA-NAME", &area.replace('\\', "\\\\").replace('"', "\\\""))
        .replace("SCHEME-NAME", scheme)
        .replace("STATUSES\n", &lines(statuses))
        .replace("COLUMNS\n", &lines(columns))
}

pub fn agenda(scheme: &Scheme, edition: Month) -> String {
    with_days(AGENDA, edition).replace("BOARD-NAME", &scheme.board)
}

pub fn officers_guide(area: &str, folder: &str, edition: Month) -> String {
    with_days(GUIDE, edition).replace("AREA-NAME", area).replace("FOLDER-NAME", folder)
}

fn with_days(text: &str, edition: Month) -> String {
    let meets = |months| (edition.shifted(months).last_day() + chrono::Duration::days(MEETS_AFTER)).to_string();
    text.replace("NEXT-EDITION", &edition.next().id())
        .replace("EDITION", &edition.id())
        .replace("MONTH-NAME", &wording::month(edition))
        .replace("STATUS-DAY", &(edition.last_day() - chrono::Duration::days(3)).to_string())
        .replace("CLOSED-DAY", &(edition.last_day() + chrono::Duration::days(1)).to_string())
        .replace("MEETING-1", &meets(0))
        .replace("MEETING-2", &meets(1))
        .replace("MEETING-3", &meets(2))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::area::settings::Settings;

    fn starter() -> String {
        settings("Brookdale", "send", Month { year: 2025, month: 7 }, &[], &[])
    }

    #[test]
    fn the_settings_are_sound_as_they_are_and_with_every_key_in_use() {
        let text = starter();
        let whole: String = text
            .lines()
            .map(|line| match line.strip_prefix('#') {
                Some(setting) if !setting.starts_with(' ') => format!("{setting}\n"),
                _ => format!("{line}\n"),
            })
            .collect();
        for text in [text, whole] {
            let settings: Settings = toml::from_str(&text).unwrap_or_else(|why| panic!("{why}\n{text}"));
            settings.whole("boardpack.toml").unwrap();
        }
    }

    /// Serde says which keys there are when it meets one that there is not.
    #[test]
    fn every_key_is_in_the_starter_settings() {
        let text = starter();
        for of in [
            "",
            "[partnership]\n",
            "[board]\n",
            "[document]\n",
            "[thresholds]\n",
            "[deadlines]\n",
            "[disclosure]\n",
            "[people]\n",
            "[closing]\n",
            "[charts]\n",
        ] {
            let why = toml::from_str::<Settings>(&format!("{of}no-such-key = 1\n")).unwrap_err().to_string();
            let keys: Vec<&str> = why.split('`').skip(3).step_by(2).collect();
            assert!(!keys.is_empty(), "{why}");
            for key in keys {
                let there = [
                    format!("{key} ="),
                    format!("[{key}]"),
                    format!("[[{key}]]"),
                    format!("[{key}."),
                    format!(".{key}]"),
                ];
                assert!(there.iter().any(|there| text.contains(there)), "{of}{key}");
            }
        }
    }
}
