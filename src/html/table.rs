//! A table laid out as its rows and columns, so that each cell knows what it stands under.
//!
//! PDF's headers lead on from cell to cell; HTML's do not. So a cell is given those that it names itself, and those of its
//! own column's head.

use std::collections::{BTreeMap, BTreeSet};

use crate::tagged::{Element, Scope};

/// Rows that belong together, as `thead`, `tbody` or `tfoot`.
pub struct Group<'t> {
    pub tag: &'static str,
    pub element: Option<&'t Element>,
    pub rows: Vec<Row<'t>>,
}

pub struct Row<'t> {
    pub element: &'t Element,
    pub cells: Vec<Cell<'t>>,
}

pub struct Cell<'t> {
    pub element: &'t Element,
    pub column: usize,
    /// The ids, as the PDF has them, of the cells it stands under.
    pub headers: Vec<String>,
}

pub struct Plan<'t> {
    pub caption: Option<&'t Element>,
    pub groups: Vec<Group<'t>>,
    pub columns: usize,
    /// What is in the table and in no row of it.
    pub strays: Vec<&'t Element>,
}

impl<'t> Plan<'t> {
    pub fn of(table: &'t Element) -> Plan<'t> {
        let mut plan = Plan { caption: None, groups: Vec::new(), columns: 0, strays: Vec::new() };
        for part in table.elements() {
            match part.role.as_str() {
                "Caption" if plan.caption.is_none() => plan.caption = Some(part),
                "TR" => plan.add_row(part),
                "THead" => plan.add_group("thead", part),
                "TBody" => plan.add_group("tbody", part),
                "TFoot" => plan.add_group("tfoot", part),
                _ => plan.strays.push(part),
            }
        }
        plan.lay_out();
        plan
    }

    /// A row that is in no group: heads before all others are the table's head.
    fn add_row(&mut self, row: &'t Element) {
        let cells: Vec<Cell<'_>> = cells(row);
        let is_head = |cell: &Cell<'_>| cell.element.role == "TH" && cell.element.attributes.scope != Some(Scope::Row);
        let before = self.groups.iter().all(|group| group.tag == "thead");
        let tag = if before && !cells.is_empty() && cells.iter().all(is_head) { "thead" } else { "tbody" };
        let row = Row { element: row, cells };
        match self.groups.last_mut() {
            Some(group) if group.element.is_none() && group.tag == tag => group.rows.push(row),
            _ => self.groups.push(Group { tag, element: None, rows: vec![row] }),
        }
    }

    fn add_group(&mut self, tag: &'static str, group: &'t Element) {
        let rows = group.elements().filter(|row| row.role == "TR");
        let rows = rows.map(|row| Row { element: row, cells: cells(row) }).collect();
        self.strays.extend(group.elements().filter(|row| row.role != "TR"));
        self.groups.push(Group { tag, element: Some(group), rows });
    }

    /// Gives each cell its column, and what it stands under.
    fn lay_out(&mut self) {
        let ids: BTreeSet<&String> = self
            .groups
            .iter()
            .flat_map(|group| &group.rows)
            .flat_map(|row| &row.cells)
            .filter_map(|cell| cell.element.id.as_ref())
            .collect();
        let mut heads: BTreeMap<usize, Vec<String>> = BTreeMap::new();
        // How many more rows a cell above reaches into each column.
        let mut taken: Vec<u32> = Vec::new();
        for group in &mut self.groups {
            taken.clear();
            for row in &mut group.rows {
                let mut column = 0;
                for cell in &mut row.cells {
                    while taken.get(column).is_some_and(|rows| *rows > 0) {
                        column += 1;
                    }
                    let attributes = &cell.element.attributes;
                    let wide = attributes.column_span.unwrap_or(1).min(1000) as usize;
                    cell.column = column;
                    if taken.len() < column + wide {
                        taken.resize(column + wide, 0);
                    }
                    taken[column..column + wide].fill(attributes.row_span.unwrap_or(1));
                    let named: Vec<String> = attributes.headers.iter().filter(|id| ids.contains(id)).cloned().collect();
                    let own = cell.element.id.as_ref();
                    // A cell that says nothing of its headers leaves them to the scopes.
                    if !named.is_empty() && group.tag != "thead" {
                        let above =
                            (column..column + wide).filter(|_| wide == 1).filter_map(|at| heads.get(&at)).flatten();
                        let mut headers: Vec<String> = above.filter(|id| !named.contains(id)).cloned().collect();
                        headers.extend(named);
                        cell.headers = headers;
                    } else {
                        cell.headers = named;
                    }
                    cell.headers.retain(|id| Some(id) != own);
                    if group.tag == "thead" && cell.element.role == "TH" {
                        for at in column..column + wide {
                            heads.entry(at).or_default().extend(own.cloned());
                        }
                    }
                    column += wide;
                    self.columns = self.columns.max(column);
                }
                taken.iter_mut().for_each(|rows| *rows = rows.saturating_sub(1));
            }
        }
    }
}

fn cells(row: &Element) -> Vec<Cell<'_>> {
    let cells = row.elements().filter(|cell| matches!(cell.role.as_str(), "TH" | "TD"));
    cells.map(|element| Cell { element, column: 0, headers: Vec::new() }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tagged::{Attributes, Kid};

    fn element(role: &str, id: &str, attributes: Attributes, kids: Vec<Element>) -> Element {
        Element {
            number: 0,
            name: role.to_owned(),
            role: role.to_owned(),
            id: Some(id.to_owned()).filter(|id| !id.is_empty()),
            language: None,
            alternative: None,
            actual: None,
            attributes,
            kids: kids.into_iter().map(Box::new).map(Kid::Element).collect(),
        }
    }

    fn cell(role: &str, id: &str, headers: &[&str], rows: u32, columns: u32) -> Element {
        let headers = headers.iter().map(|id| (*id).to_owned()).collect();
        let scope = (role == "TH").then_some(Scope::Column);
        let (row_span, column_span) = (Some(rows), Some(columns));
        element(role, id, Attributes { headers, scope, row_span, column_span, ..Attributes::default() }, vec![])
    }

    fn row(cells: Vec<Element>) -> Element {
        element("TR", "", Attributes::default(), cells)
    }

    #[test]
    fn a_cell_stands_under_its_columns_head_and_what_it_names() {
        let head = row(vec![cell("TH", "a", &[], 1, 1), cell("TH", "b", &[], 1, 1), cell("TH", "c", &[], 1, 1)]);
        let section = row(vec![cell("TH", "s", &["a", "b", "c"], 1, 3)]);
        let tall =
            row(vec![cell("TD", "", &["s"], 2, 1), cell("TD", "", &["s"], 1, 1), cell("TD", "", &["gone"], 1, 1)]);
        let under = row(vec![cell("TD", "", &["s"], 1, 2)]);
        let beside = row(vec![cell("TD", "", &["s"], 1, 1)]);
        let body = element("TBody", "", Attributes::default(), vec![section, tall, under, beside]);
        let table = element("Table", "", Attributes::default(), vec![head, body]);
        let plan = Plan::of(&table);
        assert_eq!(plan.groups.iter().map(|group| group.tag).collect::<Vec<_>>(), ["thead", "tbody"]);
        assert_eq!(plan.columns, 3);
        let cells: Vec<(usize, String)> = plan.groups[1]
            .rows
            .iter()
            .flat_map(|row| &row.cells)
            .map(|cell| (cell.column, cell.headers.join(" ")))
            .collect();
        let expected = [(0, "a b c"), (0, "a s"), (1, "b s"), (2, ""), (1, "s"), (0, "a s")];
        assert_eq!(cells, expected.map(|(column, headers)| (column, headers.to_owned())));
    }
}
