//! Names of persons, told from what roles, teams and bodies are called.

const TITLES: [&str; 17] = [
    "mr",
    "mrs",
    "ms",
    "miss",
    "mx",
    "dr",
    "prof",
    "professor",
    "cllr",
    "councillor",
    "rev",
    "sir",
    "dame",
    "lady",
    "lord",
    "baroness",
    "fr",
];

/// The words by which roles, teams and bodies are called; a star ends the beginning of a word.
const ROLE_WORDS: &str = "\
    academ* access achiev* action* administrat* adult* advis* advoca* agenc* allied analys* annual area* \
    assistan* associat* audit* board* borough business cabinet care carer* case* caseworker* centre* chair* \
    charit* chief* child* city clerk* clinic* college* commission* committee* communi* consult* contact* \
    coordinat* coproduction corporat* council* county data deput* designat* develop* digital direct* early \
    education* engage* executive* famil* federation* financ* forum* foundation* governor* group* head* health* \
    home* hospital* human improve* inclusi* independen* information innovation insight inspect* integrat* \
    intelligence interim joint lead* learning legal liaison local manag* medical member* mental network* nhs \
    nurs* offic* operation* organi* paediatric* panel* parent* participat* partner* performance place* planning \
    policy post practi* primary princip* procurement programme* project* provi* psycholog* public qualit* \
    regional safeguard* school* secondary secretar* send senior service* social special speciali* staff \
    standard* strateg* support* system* task teach* team* technical therap* together training transform* \
    transition* transport* trust* tutor* union* unit* universit* virtual voice* volunt* welfare worker* \
    workforce working year* young youth";

/// The words by which streets and buildings are called: "Civic Square" is no person.
const OF_PLACES: [&str; 18] = [
    "avenue",
    "building",
    "buildings",
    "civic",
    "court",
    "drive",
    "floor",
    "gardens",
    "hall",
    "house",
    "lane",
    "park",
    "road",
    "row",
    "square",
    "street",
    "town",
    "way",
];

/// Whether a part of a text, between commas, colons, figures and the like, is a person's name.
pub fn names_someone(text: &str) -> bool {
    let parts = text.split(|c: char| c.is_ascii_digit() || ",;:()–|/@".contains(c));
    let of_place = |part: &str| words(part).any(|word| OF_PLACES.contains(&word.as_str()));
    has_title(text) || parts.map(str::trim).any(|part| looks_like_name(part) && !of_place(part))
}

pub fn words(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase)
}

pub fn is_role_word(word: &str) -> bool {
    ROLE_WORDS.split(' ').any(|role| match role.strip_suffix('*') {
        Some(beginning) => word.starts_with(beginning),
        None => word == role,
    })
}

pub fn has_title(text: &str) -> bool {
    let all: Vec<&str> = text.split_whitespace().collect();
    all.windows(2).any(|pair| {
        let title = pair[0].trim_end_matches('.').trim_start_matches('(');
        title.starts_with(char::is_uppercase)
            && TITLES.contains(&title.to_lowercase().as_str())
            && is_name_word(pair[1])
            && words(pair[1]).all(|word| !is_role_word(&word))
    })
}

/// Two or three capitalised words, none of them a word of roles.
pub fn looks_like_name(text: &str) -> bool {
    let all: Vec<&str> = text.split_whitespace().collect();
    let initial = |word: &&&str| word.trim_end_matches('.').chars().count() == 1;
    (2..=3).contains(&all.len())
        && all.iter().all(|word| is_name_word(word))
        && all.iter().filter(initial).count() < all.len()
        && words(text).all(|word| !is_role_word(&word))
}

/// "Jane", "O'Neill", "Smith-Jones", "J." but not "NHS", "of" or "0-19".
fn is_name_word(word: &str) -> bool {
    let word = word.trim_end_matches(['.', ',', ':', ')']);
    let letters = word.chars().all(|c| c.is_alphabetic() || matches!(c, '\'' | '’' | '-'));
    let capital = word.starts_with(char::is_uppercase);
    letters && capital && (word.chars().count() == 1 || word.chars().any(char::is_lowercase))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_persons_line_is_told_from_a_teams() {
        for line in ["Jane Smith, 01234 567890", "Call Dr Smith: 01234 567890", "SEND team (Jane O'Neill) 01234 567890"]
        {
            assert!(names_someone(line), "{line}");
        }
        for line in [
            "SEND team: 01234 567890",
            "Council switchboard 01234 567890",
            "Civic Offices, 2 Watling Street, Ashmere",
            "By post: Ashmere Council, Market Square, AB1 2CD",
        ] {
            assert!(!names_someone(line), "{line}");
        }
    }
}
