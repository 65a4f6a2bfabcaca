//! Counts of children so small that one of them may be known by it: "2 pupils", "three children". Text → masked counts.

use super::scan::{characters, lower, words};

const NUMBERS: [&str; 10] = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];

/// Whom papers count.
#[rustfmt::skip]
const CHILDREN: [&str; 14] = [
    "children", "pupils", "students", "learners", "boys", "girls", "siblings", "people", "child", "pupil", "student",
    "learner", "boy", "girl",
];

/// What a number behind one of them counts is no child: "Year 3 pupils", "1 in 4 children", "more than one child".
#[rustfmt::skip]
const BEFORE: [&str; 36] = [
    "year", "years", "stage", "stages", "key", "ks", "age", "aged", "ages", "under", "over", "below", "above", "least", "up",
    "phase", "tier", "band", "level", "section", "part", "page", "priority", "every", "each", "any", "per", "than", "all",
    "only", "in", "about", "no", "grade", "class", "group",
];

/// Words between a number and those it counts: what they are, and nothing else.
#[rustfmt::skip]
const BETWEEN: [&str; 34] = [
    "more", "other", "further", "new", "young", "looked", "after", "looked-after", "autistic", "disabled", "deaf", "blind",
    "send", "sen", "ehcp", "primary", "secondary", "excluded", "local", "older", "younger", "vulnerable", "remaining",
    "additional", "post-16", "early", "years", "school-age", "aged", "refugee", "traveller", "of", "our", "these",
];

/// What makes those that are counted a part of a name or a thing: "2 children's homes", "3 pupil referral units".
#[rustfmt::skip]
const THINGS: [&str; 16] = [
    "centre", "centres", "home", "homes", "service", "services", "hub", "hubs", "plan", "plans", "panel", "panels", "board",
    "boards", "places", "days",
];

/// What may follow one child: a verb or a word that tells which.
#[rustfmt::skip]
const AFTER_ONE: [&str; 34] = [
    "is", "was", "has", "had", "waits", "remains", "with", "in", "on", "who", "whose", "awaiting", "without", "at", "from",
    "of", "and", "still", "placed", "moved", "left", "not", "did", "does", "will", "needs", "attends", "out", "missing",
    "waiting", "excluded", "returned", "to", "for",
];

/// Those who are asked to speak, or have spoken, are guests and no statistic: "invite two young people to the Board".
#[rustfmt::skip]
const OF_VOICES: [&str; 14] = [
    "invite", "invited", "speak", "spoke", "said", "say", "says", "told", "tell", "presented", "presents", "joined", "shared",
    "co-chair",
];

/// Every count of children from 1 to below the threshold, its number hidden: "• children".
pub fn small_counts(text: &str, below: u32) -> Vec<String> {
    // Most texts count no children at all.
    let plain = text.to_lowercase();
    if !["child", "pupil", "student", "learner", "boy", "girl", "sibling", "people"]
        .iter()
        .any(|one| plain.contains(one))
    {
        return Vec::new();
    }
    let chars = characters(text);
    let shown = |(from, to): (usize, usize)| format!("•{}", chars[from..to].iter().collect::<String>());
    places(&chars, below).into_iter().map(shown).collect()
}

/// Whether a measure's name says that it counts children, and not a share, a rate or a time.
pub fn counts_children(name: &str) -> bool {
    let name = name.to_lowercase();
    let mut words = name.split(|c: char| !c.is_alphanumeric());
    let other = [
        "rate",
        "per",
        "average",
        "mean",
        "median",
        "ratio",
        "index",
        "score",
        "cost",
        "weeks",
        "days",
        "percentage",
        "proportion",
        "share",
        "places",
    ];
    !name.contains(['%', '£'])
        && name.split(|c: char| !c.is_alphanumeric()).all(|word| !other.contains(&word))
        && words.any(|word| CHILDREN.contains(&word) && word != "people" || name.contains("young people"))
}

/// Where what a small number counts stands, behind it.
fn places(chars: &[char], below: u32) -> Vec<(usize, usize)> {
    let lower = lower(chars);
    let words: Vec<(usize, usize)> = words(chars).collect();
    let word = |index: usize| words.get(index).map(|&(from, to)| lower[from..to].iter().collect::<String>());
    let mut places = Vec::new();
    for (index, &(from, to)) in words.iter().enumerate() {
        let Some(number) = word(index).and_then(|word| number(&word)).filter(|number| (1..below).contains(number))
        else {
            continue;
        };
        // "£3", "1.2", "2-year-old", "3.", "Year 3", "1 in 4".
        let mark = from.checked_sub(1).map(|before| chars[before]);
        let of_figure = mark.is_some_and(|c| !matches!(c, ' ' | '\n' | '(' | '"' | ':' | ';'));
        let before = index.checked_sub(1).and_then(word);
        let of_more = before.as_deref().is_some_and(|before| {
            let joins = matches!(before, "and" | "to" | "or" | "of");
            let further = joins.then(|| index.checked_sub(3).and_then(word)).flatten();
            BEFORE.contains(&before)
                || further.is_some_and(|word| matches!(&*word, "year" | "years" | "ages" | "aged" | "stages" | "stage"))
        });
        if of_figure || of_more {
            continue;
        }
        let heard =
            (index.saturating_sub(4)..index + 12).filter_map(word).any(|word| OF_VOICES.contains(&word.as_str()));
        if heard {
            continue;
        }
        let Some(counted) = counted(chars, &words, index, to, number, &word) else { continue };
        places.push((to, counted));
    }
    places
}

/// Where the words end that a number counts, if they are children.
fn counted(
    chars: &[char],
    words: &[(usize, usize)],
    index: usize,
    to: usize,
    number: u32,
    word: &dyn Fn(usize) -> Option<String>,
) -> Option<usize> {
    let mut end = to;
    for next in index + 1..=index + 4 {
        let &(start, stop) = words.get(next)?;
        if chars[end..start] != [' '] {
            return None;
        }
        let this = word(next)?;
        let after = word(next + 1);
        let behind = chars.get(stop);
        if CHILDREN.contains(&this.as_str()) {
            let people = this != "people" || word(next - 1).as_deref() == Some("young");
            // Capitals make a name of it; "children's" is whose, not how many.
            let named = chars[start].is_ascii_uppercase() || behind == Some(&'\'') || behind == Some(&'-');
            let of_thing = behind == Some(&' ') && after.as_deref().is_some_and(|after| THINGS.contains(&after));
            let one = !this.ends_with('s') && !matches!(&*this, "children" | "people");
            let alone = !one
                || number == 1
                    && (behind != Some(&' ') || after.is_none_or(|after| AFTER_ONE.contains(&after.as_str())));
            return (people && !named && !of_thing && alone).then_some(stop);
        }
        if !BETWEEN.contains(&this.as_str()) {
            return None;
        }
        end = stop;
    }
    None
}

fn number(word: &str) -> Option<u32> {
    match NUMBERS.iter().position(|name| *name == word) {
        Some(number) => u32::try_from(number).ok(),
        None => word.parse().ok().filter(|_| !word.starts_with('0')),
    }
}
