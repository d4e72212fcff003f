//! Least privilege: what every function asks of AWS in a whole life is exactly what its role in `template.yaml` may do.
//!
//! Leaves out: what Lambda itself does under a function's role, which no function asks for.

#[cfg(test)]
mod life;
#[cfg(test)]
mod roles;
