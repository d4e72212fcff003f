//! The .NET dataset inside every answer: rows of named cells (iMUIS fact sheet §1.2, §2).
//!
//! Guarantees: the root's name and the order of rows and cells mean nothing; an absent cell and an empty one are the
//! same; one row and many are the same; names are matched in upper or lower case.

use super::formats;
use super::xml::Element;

/// Every row of an answer, of whatever table.
#[cfg_attr(test, derive(Debug, PartialEq, Eq))]
pub(crate) struct Dataset(Vec<Row>);

/// One row.
#[cfg_attr(test, derive(Debug, PartialEq, Eq))]
pub(crate) struct Row {
    table: String,
    cells: Vec<(String, String)>,
}

impl Dataset {
    /// The rows below a root.
    pub(crate) fn below(root: Element) -> Self {
        Self(root.children.into_iter().map(Row::of).collect())
    }

    /// The rows of a table: named `DATA` (§2), or after the table (§3.3).
    pub(crate) fn into_rows(self, table: &str) -> Vec<Row> {
        let of_table =
            |row: &Row| row.table.eq_ignore_ascii_case("DATA") || row.table.eq_ignore_ascii_case(table);
        self.0.into_iter().filter(of_table).collect()
    }

    /// The first cell of this name that holds something, of one table or of any.
    pub(crate) fn find(&self, table: Option<&str>, column: &str) -> Option<&str> {
        self.0
            .iter()
            .filter(|row| table.is_none_or(|table| row.table.eq_ignore_ascii_case(table)))
            .map(|row| row.get(column))
            .find(|text| !text.is_empty())
    }

    pub(crate) fn has_table(&self, table: &str) -> bool {
        self.0.iter().any(|row| row.table.eq_ignore_ascii_case(table))
    }

    /// `RECORDCOUNT`; `None` where it is absent or no number.
    pub(crate) fn record_count(&self) -> Option<u64> {
        self.count("RECORDCOUNT")
    }

    /// `TOTALPAGES`; `None` where it is absent or no number.
    pub(crate) fn total_pages(&self) -> Option<u64> {
        self.count("TOTALPAGES")
    }

    fn count(&self, column: &str) -> Option<u64> {
        formats::integer(self.find(Some("METADATA"), column)?).and_then(|count| u64::try_from(count).ok())
    }
}

impl Row {
    fn of(element: Element) -> Self {
        let cells = if element.children.is_empty() && !element.text.trim().is_empty() {
            // A lone value below the root is a row of that one cell.
            vec![(element.name.clone(), element.text)]
        } else {
            element.children.into_iter().map(|cell| (cell.name, cell.text)).collect()
        };
        Self { table: element.name, cells }
    }

    /// The names of its cells.
    pub(crate) fn columns(&self) -> impl Iterator<Item = &str> {
        self.cells.iter().map(|(name, _)| name.as_str())
    }

    /// A cell's text without the white space around it; empty where the cell is absent.
    pub(crate) fn get(&self, column: &str) -> &str {
        self.raw(column).trim()
    }

    /// A cell's text as it came.
    pub(crate) fn raw(&self, column: &str) -> &str {
        self.cells.iter().find(|(name, _)| name.eq_ignore_ascii_case(column)).map_or("", |(_, text)| text)
    }
}

#[cfg(test)]
pub(crate) fn row(cells: &[(&str, &str)]) -> Row {
    let cells = cells.iter().map(|&(name, text)| (name.to_owned(), text.to_owned())).collect();
    Row { table: "DATA".to_owned(), cells }
}

#[cfg(test)]
mod tests {
    use super::super::xml;
    use super::*;

    fn dataset(xml: &str) -> Dataset {
        Dataset::below(xml::parse(xml).unwrap())
    }

    #[test]
    fn the_sheets_sample_is_read() {
        let dataset = dataset(
            "<NewDataSet><METADATA><RECORDCOUNT>2</RECORDCOUNT><TOTALPAGES>1</TOTALPAGES></METADATA>\
             <DATA><NR>10000</NR><NAAM>Jansen &amp; Zn</NAAM><BLOK>N</BLOK></DATA>\
             <DATA><naam> Pieters BV </naam><NR>10001</NR><FAX/></DATA></NewDataSet>",
        );
        assert_eq!(dataset.record_count(), Some(2));
        assert_eq!(dataset.total_pages(), Some(1));
        let rows = dataset.into_rows("DEB");
        assert_eq!(rows.len(), 2);
        assert_eq!(rows[0].get("NAAM"), "Jansen & Zn");
        assert_eq!(rows[1].get("NAAM"), "Pieters BV");
        assert_eq!((rows[1].get("FAX"), rows[1].get("BLOK")), ("", ""));
    }

    #[test]
    fn rows_named_after_their_table_count_and_others_do_not() {
        let rows = dataset("<x><BASALG><NAAM>Demo</NAAM></BASALG><schema><a><b/></a></schema></x>")
            .into_rows("BASALG");
        assert_eq!(rows.len(), 1);
    }

    #[test]
    fn metadata_that_is_no_number_is_absent() {
        let dataset = dataset("<x><METADATA><RECORDCOUNT>veel</RECORDCOUNT><TOTALPAGES/></METADATA></x>");
        assert_eq!((dataset.record_count(), dataset.total_pages()), (None, None));
    }

    #[test]
    fn a_lone_value_below_the_root_is_found() {
        assert_eq!(dataset("<x><ORDNR>202600001</ORDNR></x>").find(None, "ORDNR"), Some("202600001"));
    }
}
