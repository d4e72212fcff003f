//! `$metadata` of the OData dialect (fact sheet §4): the tables as an EDMX document.

use super::tables::{Kind, Table};

/// The document.
pub(super) fn document() -> String {
    let mut types = String::new();
    let mut sets = String::new();
    for table in Table::ALL {
        let name = table.name();
        types.push_str(&format!("<EntityType Name=\"{name}\"><Key><PropertyRef Name=\"Id\"/></Key>"));
        for column in table.columns() {
            let kind = match column.kind {
                Kind::Id | Kind::Whole | Kind::Refers(..) => "Edm.Int64",
                Kind::Decimal => "Edm.Decimal",
                Kind::Flag => "Edm.Boolean",
                Kind::Moment | Kind::Stamp => "Edm.DateTimeOffset",
                Kind::Text(_) | Kind::OneOf(_) => "Edm.String",
                Kind::List => "Collection(Edm.Untyped)",
            };
            let limit = match column.kind {
                Kind::Text(Some(limit)) => format!(" MaxLength=\"{limit}\""),
                _ => String::new(),
            };
            let nullable = column.kind != Kind::Id;
            types.push_str(&format!(
                "<Property Name=\"{}\" Type=\"{kind}\" Nullable=\"{nullable}\"{limit}/>",
                column.name
            ));
        }
        types.push_str("</EntityType>");
        sets.push_str(&format!("<EntitySet Name=\"{name}\" EntityType=\"Simon.{name}\"/>"));
    }
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\
         <edmx:Edmx Version=\"4.0\" xmlns:edmx=\"http://docs.oasis-open.org/odata/ns/edmx\"><edmx:DataServices>\
         <Schema Namespace=\"Simon\" xmlns=\"http://docs.oasis-open.org/odata/ns/edm\">{types}\
         <EntityContainer Name=\"Container\">{sets}</EntityContainer></Schema></edmx:DataServices></edmx:Edmx>"
    )
}
