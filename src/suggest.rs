//! "Did you mean …?": the known name that is nearest to what was written.

/// The known word most like `word`, where one is like enough to be meant.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_lowercase();
    let likeness = |candidate: &str| {
        let candidate = candidate.to_lowercase();
        // One slip of the finger is forgiven in short words too, where Jaro and Winkler see little in common.
        let slip = if strsim::damerau_levenshtein(&word, &candidate) <= 1 { 0.9 } else { 0.0 };
        strsim::jaro_winkler(&word, &candidate).max(slip)
    };
    known
        .into_iter()
        .map(|candidate| (likeness(candidate), candidate))
        .filter(|(likeness, _)| *likeness > 0.8)
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, candidate)| candidate)
}

/// "did you mean …? " where one is near, to go before a hint.
pub fn did_you_mean<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    nearest(word, known).map(|near| format!("did you mean {near}? ")).unwrap_or_default()
}

/// "did you mean …?" where one is near, and all the known ones.
pub fn nearest_of(word: &str, known: &[&str]) -> String {
    let near = known
        .iter()
        .map(|candidate| (strsim::osa_distance(word, candidate), candidate))
        .min()
        .filter(|(distance, candidate)| *distance <= candidate.len().max(word.len()) / 2);
    let all = known.join(", ");
    match near {
        Some((_, candidate)) => format!("did you mean \"{candidate}\"? Known here: {all}"),
        None => format!("known here: {all}"),
    }
}
