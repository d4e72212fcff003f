//! The console in a real browser: headless Chromium on the real HTTP function, as an admin and the operator use it.
//!
//! A test acts by what people see (a label, the words on a button) and looks at what they see. Wherever it stands still,
//! `Page::holds` asks for everything that must hold on any page: no finding of axe-core in light and dark, everything
//! reached by keyboard, nothing wider than the window, and not one complaint in the browser's own log.
//!
//! Chromium is driven over a pipe in its own protocol ([`wire`]), not by WebDriver: the names and roles that an act goes
//! by are then the browser's own (its accessibility tree); its log and what it blocked arrive as they happen; colours,
//! language, width and scripts are switched for one page without a restart; no port is open; and it needs neither a
//! driver beside the browser nor a crate. It is up in half a second.
//!
//! Leaves out: other browsers, and what a screen reader makes of the page.
//!
//! `cargo xtask test --only browser` runs it; `cargo xtask screens` makes `docs/screens` from the same walk.

#[cfg(test)]
mod acts;
#[cfg(test)]
mod album;
#[cfg(test)]
mod browser;
#[cfg(test)]
mod in_chromium;
#[cfg(test)]
mod look;
#[cfg(test)]
mod page;
#[cfg(test)]
mod rules;
#[cfg(test)]
mod site;
#[cfg(test)]
mod tour;
#[cfg(test)]
mod watch;
#[cfg(test)]
mod wire;
