//! The file of a company that keeps its books in a simulated SnelStart, for `koppel probe` and `koppel --live`.

use koppel_simulators::books::Books;
use koppel_simulators::server::Running;
use koppel_simulators::simple_simon::SimonSimulator;

/// The file, with this link key.
pub(crate) fn with_snelstart(
    (books, books_at): (&Books, &Running),
    (simon, simon_at): (&SimonSimulator, &Running),
    link_key: &str,
) -> String {
    let (url, options) = (books_at.url(), simon.options());
    format!(
        "company = \"Proef\"\n[snelstart]\nsubscription_key = \"{}\"\nlink_key = \"{link_key}\"\n[snelstart.config]\n\
         base_url = \"{url}/v2\"\ntoken_url = \"{url}/b2b/token\"\n[simple_simon]\nlicence = \"{}\"\nuser = \"{}\"\n\
         password = \"{}\"\n[simple_simon.config]\nbase_url = \"{}/classic\"\ndialect = \"classic\"\n",
        books.own_key(),
        options.licence,
        options.user,
        options.password,
        simon_at.url(),
    )
}
