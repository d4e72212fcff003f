//! The simulated SnelStart, asked in process.
