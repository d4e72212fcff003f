//! Every text of the console, page by page, Dutch and English side by side.

pub(crate) mod activation;
pub(crate) mod cleanup;
pub(crate) mod integrations;
pub(crate) mod keys;
pub(crate) mod log;
pub(crate) mod log_file;
pub(crate) mod operator;
pub(crate) mod settings;
pub(crate) mod shell;
pub(crate) mod status;
pub(crate) mod words;
pub(crate) mod work_orders;

#[cfg(test)]
mod tests;
