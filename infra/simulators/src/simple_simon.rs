//! Simple-Simon.
