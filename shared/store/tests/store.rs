//! The store's promises, over a real endpoint: the embedded engine, or the server that the environment variable
//! `KOPPEL_TEST_DYNAMODB` names (`http://127.0.0.1:8804`), so that a second engine has its say.

#[cfg(test)]
mod suite;
