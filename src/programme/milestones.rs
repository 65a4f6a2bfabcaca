//! Dates an action's milestones: each once, when it is read, from the days that its opening names.

use super::dates;
use super::model::{Milestone, Programme, Span};
use crate::located::Located;

/// A milestone with the days that its opening names.
pub fn milestone(words: Located<String>) -> Milestone {
    let span = span(&words.value);
    Milestone { words, span }
}

/// Dates every milestone of a programme that comes from disk, where only the words are kept.
pub fn date_all(programme: &mut Programme) {
    let actions = programme.areas.iter_mut().flat_map(|area| &mut area.aims).flat_map(|aim| &mut aim.actions);
    for milestone in actions.flat_map(|action| &mut action.milestones) {
        milestone.span = span(&milestone.words.value);
    }
}

fn span(words: &str) -> Option<Span> {
    dates::span(words).map(|(first, last)| Span { first, last })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::programme::fixtures::{action, from_kept, located, programme};

    #[test]
    fn a_milestone_is_dated_when_it_is_read_and_when_it_comes_from_disk() {
        let mut action = action("1.1.1", "Publish", None, "");
        action.milestones =
            ["By June 2024, draft it", "Draft it"].map(|words| milestone(located(words.to_owned()))).to_vec();
        let read = programme(vec![action]);
        let spans = |programme: &Programme| -> Vec<Option<Span>> {
            programme.actions().flat_map(|action| &action.milestones).map(|milestone| milestone.span).collect()
        };
        let june = Span { first: "2024-06-01".parse().unwrap(), last: "2024-06-30".parse().unwrap() };
        assert_eq!(spans(&read), [Some(june), None]);
        let mut kept: Programme = from_kept(serde_json::to_value(&read).unwrap()).unwrap();
        assert_eq!(spans(&kept), [None, None]);
        date_all(&mut kept);
        assert_eq!(spans(&kept), spans(&read));
    }
}
