//! Whether something is done, as logs, trackers and registers say it in a column of its own.
//!
//! Words → done, open or overdue; nothing where they say none of it. Deliberately absent: the statuses of the plan, which
//! are the scheme's.

use super::model::Progress;

/// Whether something is done, by the words of its own column; `None` where they do not say it.
pub fn progress(text: &str) -> Option<Progress> {
    let plain = text.trim().trim_end_matches('.').to_lowercase();
    if plain.contains("overdue") {
        return Some(Progress::Overdue);
    }
    let words: Vec<&str> = plain.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    match plain.as_str() {
        "c" | "yes" | "y" | "true" | "✓" | "✔" | "☑" | "✅" | "100%" => return Some(Progress::Closed),
        "o" | "no" | "n" | "false" | "wip" | "c/f" | "cf" | "✗" | "✘" | "x" | "☐" => return Some(Progress::Open),
        _ => {}
    }
    if plain.strip_suffix('%').is_some_and(|number| number.trim().parse::<f64>().is_ok_and(|number| number < 100.0)) {
        return Some(Progress::Open);
    }
    const CLOSED: [&str; 15] = [
        "closed",
        "complete",
        "completed",
        "done",
        "discharged",
        "actioned",
        "resolved",
        "finished",
        "superseded",
        "withdrawn",
        "cancelled",
        "concluded",
        "fulfilled",
        "achieved",
        "implemented",
    ];
    const OPEN: [&str; 16] = [
        "open",
        "ongoing",
        "outstanding",
        "pending",
        "live",
        "underway",
        "incomplete",
        "not",
        "in progress",
        "on going",
        "under way",
        "carried forward",
        "to be",
        "awaiting",
        "started",
        "new",
    ];
    let begins = |list: &[&str]| {
        list.iter().any(|known| {
            let known: Vec<&str> = known.split(' ').collect();
            words.starts_with(&known)
        })
    };
    if begins(&CLOSED) {
        return if is_qualified(&plain) {
            Some(Progress::Open).filter(|_| says_not_yet(&plain))
        } else {
            Some(Progress::Closed)
        };
    }
    let closed_later = words.iter().any(|word| CLOSED.contains(word));
    let not_yet =
        ["not", "to", "yet", "partly", "partially", "part", "nearly", "almost", "substantially", "mostly", "un"];
    if begins(&OPEN) || closed_later && words.iter().any(|word| not_yet.contains(word)) {
        return Some(Progress::Open);
    }
    None
}

/// Whether words that begin with one for done take it back: "Completed in part", "Complete by 30 June", "Closed? No".
pub fn is_qualified(plain: &str) -> bool {
    const TAKES_BACK: [&str; 26] = [
        "pending",
        "part",
        "partial",
        "partially",
        "partly",
        "subject",
        "awaiting",
        "await",
        "except",
        "but",
        "not",
        "no",
        "n",
        "when",
        "if",
        "once",
        "until",
        "due",
        "expected",
        "outstanding",
        "by",
        "tbc",
        "remaining",
        "unless",
        "provisionally",
        "nearly",
    ];
    let words = plain.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    // "Completed by the clerk" is done; "complete by 30 June" is to be.
    let by_someone = plain.split_once(" by ").is_some_and(|(_, rest)| {
        !rest.contains(|c: char| c.is_ascii_digit()) && super::dates::first_in(rest).is_none()
    });
    plain.contains('?') || words.into_iter().any(|word| TAKES_BACK.contains(&word) && !(word == "by" && by_someone))
}

/// Whether what takes it back says plainly that it is not done.
fn says_not_yet(plain: &str) -> bool {
    ["in part", "partial", "partly", "pending", "? no", "?no", "not ", "no ", " by "]
        .iter()
        .any(|word| plain.contains(word))
        || plain.ends_with(" no")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_done_is_never_closed() {
        for text in [
            "Complete",
            "Closed",
            "Done",
            "Yes",
            "Y",
            "✓",
            "TRUE",
            "100%",
            "Closed 16/10/2025",
            "Completed – 2 October 2025",
            "Complete (sent to all)",
            "Closed at the meeting",
            "Completed by the clerk",
            "Superseded",
            "Discharged.",
        ] {
            assert_eq!(progress(text), Some(Progress::Closed), "{text}");
        }
        for text in [
            "Not complete",
            "Not closed",
            "In progress",
            "C/F",
            "Partially complete",
            "To be completed",
            "No",
            "N",
            "FALSE",
            "50%",
            "Completed in part",
            "Complete by 30 June",
            "Closed? No",
            "Complete – pending evidence",
            "Nearly complete",
            "Incomplete",
            "Open – awaiting data",
            "Carried forward to October",
        ] {
            assert_eq!(progress(text), Some(Progress::Open), "{text}");
        }
        assert_eq!(progress("Overdue"), Some(Progress::Overdue));
        for text in ["Closedown pending", "N/A", "See update", "Completion due", "Closed subject to legal advice", "?"]
        {
            assert_ne!(progress(text), Some(Progress::Closed), "{text}");
        }
    }
}
