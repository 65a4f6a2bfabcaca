//! The facts that could not be computed, because what they rest on was not read: path → why, in words.
//!
//! A template cannot print, count, compare or test such a fact; it must ask with `{{#if (read path)}}` first and say
//! why otherwise, so that no paper says "No action is overdue" where no due date was read.

use std::collections::BTreeMap;

/// The facts that could not be computed. In the facts themselves each is null.
#[derive(Clone, Debug, Default)]
pub struct Unread {
    paths: BTreeMap<String, String>,
}

impl Unread {
    /// From a table of paths, each with the reason: "actions.due_counts.overdue", "Due dates were not read".
    pub fn of(table: &BTreeMap<String, String>) -> Unread {
        Unread { paths: table.clone() }
    }

    /// The same with those of one document.
    pub fn with(&self, table: &BTreeMap<String, String>) -> Unread {
        let own = table.iter().map(|(path, why)| (path.clone(), why.clone()));
        Unread { paths: self.paths.clone().into_iter().chain(own).collect() }
    }

    /// Why the fact at this path, or one that it is part of, was not computed; `None` where it was.
    pub fn why(&self, path: &str) -> Option<&str> {
        if self.paths.is_empty() {
            return None;
        }
        let ends = path.match_indices('.').map(|(at, _)| at).chain([path.len()]);
        ends.map(|end| &path[..end]).find_map(|part| self.paths.get(part)).map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_and_a_part_of_it_are_found() {
        let table = [("a.b", "not b"), ("areas.3.overdue", "not dated")]
            .map(|(path, why)| (path.to_owned(), why.to_owned()))
            .into();
        let unread = Unread::of(&table);
        assert_eq!(unread.why("a.b"), Some("not b"));
        assert_eq!(unread.why("a.b.c"), Some("not b"));
        assert_eq!(unread.why("areas.3.overdue"), Some("not dated"));
        assert_eq!(unread.why("areas.3.overdue.count"), Some("not dated"));
        for read in ["a", "a.bc", "x.a.b", "areas.3", "areas.overdue", "areas.4.overdue", "areas.3.x.overdue"] {
            assert_eq!(unread.why(read), None, "{read}");
        }
    }
}
