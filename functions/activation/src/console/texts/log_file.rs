//! What heads the columns of the log as a file.

use crate::console::text::texts;

texts! {
    MOMENT: "Moment", "Moment";
    TABLE: "Tabel", "Table";
    KIND: "Soort bericht", "Kind";
    MESSAGE: "Bericht", "Message";
    MORE: "Dit bestand houdt hier op; er zijn oudere regels.", "This file ends here; there are older rows.";
    MORE_HOW: "Kies een kortere periode om die te downloaden.", "Choose a shorter period to download those.";
    ACTION: "Te nemen actie", "Action to take";
}
