//! Rows of a csv file as spreadsheets read them: fields in quotes, lines that end as Windows ends them, and no text that
//! would be taken for a formula.

/// A field of a row.
#[derive(Clone, Copy, Debug)]
pub enum Field<'a> {
    Text(&'a str),
    /// A number that the program wrote.
    Number(&'a str),
}

/// The beginning of a file: the mark by which spreadsheets know UTF-8.
pub fn begin() -> String {
    "\u{feff}".to_owned()
}

/// A row of texts.
pub fn push_row<'a>(out: &mut String, fields: impl Iterator<Item = &'a str>) {
    push_fields(out, fields.map(Field::Text));
}

pub fn push_fields<'a>(out: &mut String, fields: impl Iterator<Item = Field<'a>>) {
    let written: Vec<String> = fields.map(written).collect();
    out.push_str(&written.join(","));
    out.push_str("\r\n");
}

/// A text in quotes; what a spreadsheet would take for a formula begins with an apostrophe.
fn written(field: Field<'_>) -> String {
    match field {
        Field::Number(text) => text.to_owned(),
        Field::Text(text) => {
            let guard = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
            format!("\"{guard}{}\"", text.replace('"', "\"\""))
        }
    }
}
