//! Whether a picture can be printed, tried before any paper is made with it.

use chrono::NaiveDate;

use super::compile::compile;
use super::fonts::Fonts;
use super::world::Files;
use crate::template::filled::Filled;

/// Sets a page with the picture alone; why it cannot be printed, in Typst's words, where it cannot.
pub fn can_print(path: &str, fonts: &Fonts, files: &Files) -> Result<(), String> {
    let source = format!(
        "#set document(title: \"Picture\")\n#set text(lang: \"en\", font: \"Source Sans 3\")\n= Picture\n\
         #image(\"/{path}\", height: 13mm, alt: \"Picture\")\n"
    );
    let filled = Filled::by_hand("_theme", &source);
    match compile(&filled, path, fonts, files, NaiveDate::default()) {
        Ok(_) => Ok(()),
        Err(faults) => {
            let said = faults.first().map(|fault| fault.message.as_str()).unwrap_or_default();
            // The place is one in this page, which nobody has written.
            Err(said.split_once(": ").map_or(said, |(_, what)| what).to_owned())
        }
    }
}
