//! iMUIS Online.
