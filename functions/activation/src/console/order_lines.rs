//! The lines of a sales order, as it was sent, as it will be, or as a preview shows it.

use maud::{Markup, html};

use super::show::decimal;
use super::text::Text;
use super::texts::work_orders as say;

/// A line: the article's number, its description (empty = bookkeeping's own), the quantity.
pub(crate) type Line<'a> = (&'a str, &'a str, &'a str);

/// The lines, as a table with this title.
pub(crate) fn drawn<'a>(title: Text, lines: impl Iterator<Item = Line<'a>>) -> Markup {
    html! {
        div.scroll tabindex="0" role="group" aria-label=(title) {
            table {
                thead { tr {
                    th scope="col" { (say::ARTICLE) }
                    th scope="col" { (say::DESCRIPTION) }
                    th.number scope="col" { (say::QUANTITY) }
                } }
                tbody {
                    @for (article, description, quantity) in lines {
                        tr {
                            th scope="row" { (article) }
                            td { @if description.is_empty() { span.none { (say::OF_BOOKKEEPING) } } @else { (description) } }
                            td.number { (decimal(quantity)) }
                        }
                    }
                }
            }
        }
    }
}
