//! What heads the columns of the log as a file.

use crate::console::text::texts;

texts! {
    MOMENT: "Moment", "Moment";
    TABLE: "Tabel", "Table";
    KIND: "Soort bericht", "Kind";
    MESSAGE: "Bericht", "Message";
    ACTION: "Te nemen actie", "Action to take";
}
