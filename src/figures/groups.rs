//! The groups that the settings name, and the actions of each: by its area, by its ref, or by the role that leads it.

use std::collections::HashSet;

use crate::area::settings::GroupSetting;
use crate::programme::Programme;
use crate::programme::model::{Action, Area};
use crate::text;

/// A group and its actions, in the plan's order.
pub struct Group<'a> {
    pub setting: &'a GroupSetting,
    /// The areas that it has as a whole.
    pub areas: Vec<&'a Area>,
    pub actions: Vec<(&'a Area, &'a Action)>,
}

/// Every group of the settings, in their order, with its actions.
pub fn groups<'a>(programme: &'a Programme, settings: &'a [GroupSetting]) -> Vec<Group<'a>> {
    let areas = |setting: &GroupSetting| {
        programme.areas.iter().filter(|area| setting.areas.iter().any(|key| is_area(key, area))).collect()
    };
    let actions = |setting: &GroupSetting| {
        let all = programme.areas.iter().flat_map(|area| area.actions().map(move |action| (area, action)));
        all.filter(|(area, action)| belongs(setting, area, action)).collect()
    };
    settings.iter().map(|setting| Group { setting, areas: areas(setting), actions: actions(setting) }).collect()
}

/// The actions that are in none of the groups.
pub fn in_no_group<'a>(programme: &'a Programme, groups: &[Group<'_>]) -> Vec<&'a Action> {
    let members =
        groups.iter().flat_map(|group| &group.actions).map(|(_, action)| std::ptr::from_ref::<Action>(action));
    let members: HashSet<*const Action> = members.collect();
    programme.actions().filter(|action| !members.contains(&std::ptr::from_ref(*action))).collect()
}

fn belongs(group: &GroupSetting, area: &Area, action: &Action) -> bool {
    group.areas.iter().any(|key| is_area(key, area))
        || group.actions.iter().any(|reference| is_action(reference, action))
        || group.leads.iter().any(|role| action.leads.iter().any(|lead| is_role(role, &lead.value)))
}

/// Whether a word of the settings is the key of an area.
pub fn is_area(key: &str, area: &Area) -> bool {
    same(key, &area.key)
}

/// Whether a word of the settings is the ref of an action.
pub fn is_action(reference: &str, action: &Action) -> bool {
    same(reference, &action.reference.value)
}

/// Whether two spellings name one role: "Head of SEND, council" and "head of SEND council".
pub fn is_role(role: &str, other: &str) -> bool {
    let (one, two) = (text::file_name(role), text::file_name(other));
    // A role in other letters has no such name.
    if one.is_empty() { same(role, other) } else { one == two }
}

fn same(word: &str, other: &str) -> bool {
    word.trim().to_lowercase() == other.trim().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::programme::fixtures::{self, located, programme};

    fn setting(areas: &[&str], actions: &[&str], leads: &[&str]) -> GroupSetting {
        let owned = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        GroupSetting {
            key: "G".to_owned(),
            name: None,
            areas: owned(areas),
            actions: owned(actions),
            leads: owned(leads),
        }
    }

    #[test]
    fn an_action_belongs_by_its_area_its_ref_or_its_lead_and_once() {
        let led = |reference: &str, lead: &str| Action {
            leads: vec![located(lead.to_owned())],
            ..fixtures::action(reference, "An action", None, "")
        };
        let programme =
            programme(vec![led("1.1.1", "Head of SEND, council"), led("1.1.2", "DCO"), led("1.1.3a", "DCO")]);
        let key = programme.areas[0].key.clone();
        let refs = |setting: GroupSetting| {
            let settings = [setting];
            let groups = groups(&programme, &settings);
            let members: Vec<&str> =
                groups[0].actions.iter().map(|(_, action)| action.reference.value.as_str()).collect();
            (members.join(" "), in_no_group(&programme, &groups).len())
        };
        assert_eq!(refs(setting(&[&key.to_lowercase()], &["1.1.1"], &[])), ("1.1.1 1.1.2 1.1.3a".to_owned(), 0));
        assert_eq!(refs(setting(&[], &["1.1.3A"], &["head of SEND council"])), ("1.1.1 1.1.3a".to_owned(), 1));
        assert_eq!(refs(setting(&["none"], &["9"], &["nobody"])), (String::new(), 3));
    }
}
