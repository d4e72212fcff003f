//! What a company's own key to its bookkeeping package is called, and where it is found: the words of each package.

use koppel_store::Connector;

use super::text::Text;
use super::texts::keys as say;

/// The words about a package's key.
pub(crate) struct Words {
    /// What it is for.
    pub(crate) what: Text,
    /// Above the form.
    pub(crate) title: Text,
    /// Before the steps.
    pub(crate) where_from: Text,
    /// How it is found.
    pub(crate) steps: [Text; 4],
    /// What it is called.
    pub(crate) name: Text,
    /// What becomes of it.
    pub(crate) help: Text,
    /// It is right.
    pub(crate) right: Text,
    /// Before the administration's name.
    pub(crate) opens: Text,
    /// To another one.
    pub(crate) other: Text,
}

/// The words of a package.
pub(crate) const fn words(connector: Connector) -> Words {
    match connector {
        Connector::Imuis => Words {
            what: say::IMUIS_WHAT,
            title: say::IMUIS_TITLE,
            where_from: say::IMUIS_WHERE,
            steps: [say::IMUIS_STEP_1, say::IMUIS_STEP_2, say::IMUIS_STEP_3, say::IMUIS_STEP_4],
            name: say::IMUIS_NAME,
            help: say::IMUIS_HELP,
            right: say::IMUIS_RIGHT,
            opens: say::IMUIS_OPENS,
            other: say::IMUIS_OTHER,
        },
        Connector::Snelstart => Words {
            what: say::SNELSTART_WHAT,
            title: say::SNELSTART_TITLE,
            where_from: say::SNELSTART_WHERE,
            steps: [
                say::SNELSTART_STEP_1,
                say::SNELSTART_STEP_2,
                say::SNELSTART_STEP_3,
                say::SNELSTART_STEP_4,
            ],
            name: say::SNELSTART_NAME,
            help: say::SNELSTART_HELP,
            right: say::SNELSTART_RIGHT,
            opens: say::SNELSTART_OPENS,
            other: say::SNELSTART_OTHER,
        },
    }
}
