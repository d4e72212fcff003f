//! The simulated SnelStart, asked in process: each rule of the fact sheet that it keeps, each switch, each lie.

mod articles;
mod entry;
mod faults;
mod filters;
mod formats;
mod lengths;
mod lies;
mod limits;
mod lists;
mod office;
mod orders;
mod persistence;
mod prices;
mod quotes;
mod refusals;
mod relations;
mod shapes;
mod switches;
mod table;
mod world;
