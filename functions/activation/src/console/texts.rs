//! Every text of the console, page by page, Dutch and English side by side.

pub(crate) mod activation;
pub(crate) mod integrations;
pub(crate) mod settings;
pub(crate) mod shell;
pub(crate) mod status;
pub(crate) mod words;

#[cfg(test)]
mod tests;
