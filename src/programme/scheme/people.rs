//! Those whom a programme is for, and the words of a scheme that the titles of papers may name.

use super::Scheme;
use super::written::WrittenPeople;
use crate::text::capitalised;

/// What papers call those whom the programme is for.
#[derive(Clone, Debug, PartialEq)]
pub struct People {
    /// "children and young people"
    pub plural: String,
    /// "families"
    pub families: String,
    /// "children and families"
    pub together: String,
    /// "children, young people, parents and carers"
    pub readers: String,
}

impl People {
    pub(super) fn of(whole: &WrittenPeople) -> People {
        let word = |written: &Option<String>| written.as_deref().unwrap_or_default().trim().to_owned();
        People {
            plural: word(&whole.plural),
            families: word(&whole.families),
            together: word(&whole.together),
            readers: word(&whole.readers),
        }
    }
}

/// The words that a document's title may name in braces; with a capital, as `{Review}`, they begin with one.
pub const SPOKEN: [&str; 3] = ["review", "plan", "families"];

impl Scheme {
    /// A title in the words of the scheme: "{Review} deck" is "Stocktake deck".
    pub fn spoken(&self, title: &str) -> String {
        let words = [self.review(), &self.plan, &self.people.families];
        SPOKEN.iter().zip(words).fold(title.to_owned(), |title, (name, word)| {
            title
                .replace(&format!("{{{name}}}"), word)
                .replace(&format!("{{{}}}", capitalised(name)), &capitalised(word))
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::super::written::Written;
    use super::*;

    fn scheme(name: &str, people: WrittenPeople) -> crate::diagnostic::Result<Scheme> {
        Scheme::of(name, &Written { people, ..Written::default() }, &BTreeMap::new())
    }

    #[test]
    fn titles_are_in_the_words_of_the_scheme() {
        let send = scheme("send", WrittenPeople::default()).unwrap();
        assert_eq!(
            send.spoken("{Review} deck for {families}: {plan}"),
            "Stocktake deck for families: priority action plan"
        );
        let plain = Scheme::plain();
        assert_eq!(plain.spoken("{Plan}"), "Improvement plan");
        assert_eq!(plain.spoken("{other}"), "{other}");
    }

    #[test]
    fn one_word_for_people_is_used_for_all() {
        let adults =
            WrittenPeople { plural: Some("adults".into()), readers: Some("all of us".into()), ..Default::default() };
        let people = scheme("send", adults).unwrap().people;
        assert_eq!(
            [&*people.plural, &people.families, &people.together, &people.readers],
            ["adults", "adults", "adults", "all of us"]
        );
        let only_families = WrittenPeople { families: Some("carers".into()), ..Default::default() };
        let people = scheme("send", only_families).unwrap().people;
        assert_eq!([&*people.families, &people.together], ["carers", "children and families"]);
        let empty = WrittenPeople { together: Some(" ".into()), ..Default::default() };
        assert!(scheme("send", empty).unwrap_err().message.contains("[people] has an empty word"));
    }
}
