//! The names of files that are made one for each of something: safe in every file system, and told apart.

use crate::digest;
use crate::text;

/// The longest name that tells one file from another of its kind; a file system takes 255 bytes with all that is about it.
const LONGEST: usize = 80;

/// A name for a file: small letters, digits and hyphens. What has none of these ("Ж") is named by its kind and the numbers of
/// its letters; the name of a device on Windows ("con") has its kind before it.
pub fn of(words: &str, kind: &str) -> String {
    shortened(match text::file_name(words) {
        name if text::is_device(&name) => format!("{kind}-{name}"),
        name if name.is_empty() => {
            let letters = words.chars().map(|c| format!("-{:x}", u32::from(c)));
            format!("{kind}{}", letters.collect::<String>())
        }
        name => name,
    })
}

/// The same names, each once: the second of two that are alike gets "-2". None is one of those that are taken.
pub fn apart(names: Vec<String>, taken: &[String]) -> Vec<String> {
    let mut given: Vec<String> = Vec::new();
    for name in &names {
        let free = |candidate: &String| {
            let is_own = candidate == name;
            !given.contains(candidate) && !taken.contains(candidate) && (is_own || !names.contains(candidate))
        };
        let numbered = (2..).map(|number| format!("{name}-{number}"));
        let found = [name.clone()].into_iter().chain(numbered).find(free);
        given.extend(found);
    }
    given
}

/// A name, cut where it is long; a few digits of the whole keep it from another that begins so.
fn shortened(name: String) -> String {
    if name.len() <= LONGEST {
        return name;
    }
    let start = name.char_indices().map(|(at, _)| at).take_while(|at| *at <= LONGEST - 9).last().unwrap_or(0);
    let words = name[..start].rsplit_once('-').filter(|(words, _)| words.len() > LONGEST / 2);
    let start = words.map_or(&name[..start], |(words, _)| words);
    format!("{start}-{}", &digest::of(name.as_bytes())[..8])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_a_key_says_its_file_stays_in_its_folder() {
        let of = |key: &str| of(key, "area");
        assert_eq!(
            ["PA1", "../../etc/passwd", "PA 1/2: \u{202e}x\n", "CON", "-rf"].map(of),
            ["pa1", "etc-passwd", "pa-1-2-x", "area-con", "rf"]
        );
        assert_eq!(of("Ж"), "area-416");
        assert_eq!(of(""), "area");
        assert!(of(&"word ".repeat(100)).len() <= LONGEST);
    }

    #[test]
    fn names_that_are_alike_are_told_apart() {
        let apart = |names: &[&str], taken: &[&str]| {
            let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
            apart(owned(names), &owned(taken)).join(" ")
        };
        assert_eq!(apart(&["pa1", "pa2"], &[]), "pa1 pa2");
        // The third has its name by right.
        assert_eq!(apart(&["pa", "pa", "pa-2", "pa"], &[]), "pa pa-3 pa-2 pa-4");
        assert_eq!(apart(&["notes", "pa"], &["notes"]), "notes-2 pa");
    }
}
