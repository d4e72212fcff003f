//! The functions as what they are on AWS: programs of their own that ask the Lambda Runtime API for work.
//!
//! Guarantees: the programs under test are the ones that are deployed, started as Lambda starts them; nothing of them is
//! linked in here. Played is what stands around them: the Runtime API ([`runtime_api`]) and AWS's own services ([`aws`]),
//! over their real protocols, on loopback. [`rehearsal`] lets a whole local AWS run them instead.
//!
//! Leaves out: the sandbox that Lambda puts around a program (its processor share, its network, its read-only disk).
//!
//! `cargo xtask test --only lambdas` builds the programs and runs this; `KOPPEL_PROGRAMS` names another folder of them.

#[cfg(test)]
mod aws;
#[cfg(test)]
mod company;
#[cfg(test)]
mod function;
#[cfg(test)]
mod in_lambda;
#[cfg(test)]
mod packages;
#[cfg(test)]
mod programs;
#[cfg(test)]
mod rehearsal;
#[cfg(test)]
mod runtime_api;
#[cfg(test)]
mod stack;
#[cfg(test)]
mod watched;
