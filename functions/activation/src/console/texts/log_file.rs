//! What the log as a file says where it ends before the log does.

use crate::console::text::texts;

texts! {
    MORE: "Dit bestand houdt hier op; er zijn oudere regels.", "This file ends here; there are older rows.";
    MORE_HOW: "Kies een kortere periode om die te downloaden.", "Choose a shorter period to download those.";
}
