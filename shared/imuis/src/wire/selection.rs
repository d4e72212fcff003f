//! The document that says which rows are asked for (iMUIS fact sheet §2, §3.3).
//!
//! Guarantees: all nine standard tags are always there, since the server calls a selection without one incomplete;
//! lists are parted by TAB; there is at most one condition, since text and number conditions together misbehave (§7).

use jiff::civil::Date;

use super::{formats, xml};
use crate::config::DateFormat;

/// A question to `GetStamtabelRecords`.
pub(crate) struct Selection<'a> {
    pub(crate) table: &'a str,
    pub(crate) columns: &'a [String],
    pub(crate) condition: Option<Condition<'a>>,
    /// Only rows mutated on or after this day.
    pub(crate) mutated_since: Option<(DateFormat, Date)>,
    pub(crate) order_by: &'a str,
    pub(crate) page_size: u32,
    /// From 1.
    pub(crate) page: u64,
}

/// `column operator value`
#[derive(Clone, Copy)]
#[cfg_attr(test, derive(Debug, PartialEq, Eq))]
pub(crate) struct Condition<'a> {
    pub(crate) column: &'a str,
    pub(crate) operator: &'static str,
    pub(crate) value: &'a str,
}

impl Selection<'_> {
    pub(crate) fn to_xml(&self) -> String {
        let empty = Condition { column: "", operator: "", value: "" };
        let condition = self.condition.unwrap_or(empty);
        document(|out| {
            xml::write(out, "TABLE", self.table);
            xml::write(out, "SELECTFIELDS", &self.columns.join("\t"));
            xml::write(out, "WHEREFIELDS", condition.column);
            xml::write(out, "WHEREOPERATORS", condition.operator);
            xml::write(out, "WHEREVALUES", condition.value);
            if let Some((format, day)) = self.mutated_since {
                xml::write(out, "MUTDATE_VA", &formats::write_date(format, day));
            }
            xml::write(out, "ORDERBY", self.order_by);
            xml::write(out, "MAXRESULT", "0");
            xml::write(out, "PAGESIZE", &self.page_size.to_string());
            xml::write(out, "SELECTPAGE", &self.page.to_string());
        })
    }
}

/// A question to `GetAdmInfo`: one base table, without conditions (§3.3).
pub(crate) fn base_table(table: &str, columns: &str) -> String {
    document(|out| {
        xml::write(out, "TABLE", table);
        xml::write(out, "SELECTFIELDS", columns);
    })
}

fn document(tags: impl FnOnce(&mut String)) -> String {
    let mut out = String::with_capacity(600);
    xml::write_around(&mut out, "NewDataSet", |out| xml::write_around(out, "Table1", tags));
    out
}

/// A value that can stand in a condition: the server reads a TAB as the start of the next one.
pub(crate) fn can_be_asked_for(value: &str) -> bool {
    !value.chars().any(char::is_control)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sheets_own_sample() {
        let columns: Vec<String> = ["NR", "ZKSL", "NAAM", "BLOK"].map(str::to_owned).into();
        let selection = Selection {
            table: "DEB",
            columns: &columns,
            condition: Some(Condition { column: "NR", operator: ">", value: "0" }),
            mutated_since: Some((DateFormat::Dashes, jiff::civil::date(2025, 3, 5))),
            order_by: "NR",
            page_size: 1000,
            page: 1,
        };
        insta::assert_snapshot!(selection.to_xml(), @"<NewDataSet><Table1><TABLE>DEB</TABLE><SELECTFIELDS>NR&#9;ZKSL&#9;NAAM&#9;BLOK</SELECTFIELDS><WHEREFIELDS>NR</WHEREFIELDS><WHEREOPERATORS>&gt;</WHEREOPERATORS><WHEREVALUES>0</WHEREVALUES><MUTDATE_VA>05-03-2025</MUTDATE_VA><ORDERBY>NR</ORDERBY><MAXRESULT>0</MAXRESULT><PAGESIZE>1000</PAGESIZE><SELECTPAGE>1</SELECTPAGE></Table1></NewDataSet>");
    }

    #[test]
    fn without_a_condition_its_tags_are_there_and_empty() {
        let selection = Selection {
            table: "ART",
            columns: &["NR".to_owned()],
            condition: None,
            mutated_since: None,
            order_by: "NR",
            page_size: 5,
            page: 2,
        };
        insta::assert_snapshot!(selection.to_xml(), @"<NewDataSet><Table1><TABLE>ART</TABLE><SELECTFIELDS>NR</SELECTFIELDS><WHEREFIELDS></WHEREFIELDS><WHEREOPERATORS></WHEREOPERATORS><WHEREVALUES></WHEREVALUES><ORDERBY>NR</ORDERBY><MAXRESULT>0</MAXRESULT><PAGESIZE>5</PAGESIZE><SELECTPAGE>2</SELECTPAGE></Table1></NewDataSet>");
    }

    #[test]
    fn the_question_for_a_base_table_has_two_tags() {
        insta::assert_snapshot!(base_table("BASALG", "NAAM"), @"<NewDataSet><Table1><TABLE>BASALG</TABLE><SELECTFIELDS>NAAM</SELECTFIELDS></Table1></NewDataSet>");
    }
}
