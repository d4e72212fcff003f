//! Which steps run: a pure choice from all of them.
//!
//! Guarantees: the order never changes, and a name that is no step is an error, so a typing mistake cannot quietly
//! leave a check out.

use crate::step::Step;

/// What the command line chose.
#[derive(Debug, Default)]
pub(crate) struct Choice {
    /// Only the quick steps.
    pub(crate) fast: bool,
    /// If not empty: these steps and no others.
    pub(crate) only: Vec<String>,
    /// Not these.
    pub(crate) skip: Vec<String>,
}

/// The steps chosen, in their order; or the first name that is no step.
pub(crate) fn choose(all: &[Step], choice: &Choice) -> Result<Vec<Step>, String> {
    let known = |name: &&String| all.iter().any(|step| step.name == name.as_str());
    if let Some(unknown) = choice.only.iter().chain(&choice.skip).find(|name| !known(name)) {
        return Err(unknown.clone());
    }
    let named = |names: &[String], step: &Step| names.iter().any(|name| name == step.name);
    Ok(all
        .iter()
        .filter(|step| !choice.fast || step.fast)
        .filter(|step| choice.only.is_empty() || named(&choice.only, step))
        .filter(|step| !named(&choice.skip, step))
        .copied()
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all() -> Vec<Step> {
        [("fmt", true), ("clippy", true), ("tests", false), ("demo", false)]
            .map(|(name, fast)| Step { name, about: "", fast, run: |_| Ok(()) })
            .to_vec()
    }

    fn names(choice: &Choice) -> Result<Vec<&'static str>, String> {
        choose(&all(), choice).map(|steps| steps.iter().map(|step| step.name).collect())
    }

    fn words(words: &[&str]) -> Vec<String> {
        words.iter().map(|word| (*word).to_owned()).collect()
    }

    #[test]
    fn nothing_said_means_everything_in_order() {
        assert_eq!(names(&Choice::default()), Ok(vec!["fmt", "clippy", "tests", "demo"]));
    }

    #[test]
    fn fast_only_and_skip_narrow_the_choice() {
        let fast = Choice { fast: true, ..Choice::default() };
        assert_eq!(names(&fast), Ok(vec!["fmt", "clippy"]));
        let only = Choice { only: words(&["demo", "fmt"]), ..Choice::default() };
        assert_eq!(names(&only), Ok(vec!["fmt", "demo"]));
        let skip = Choice { skip: words(&["tests"]), ..Choice::default() };
        assert_eq!(names(&skip), Ok(vec!["fmt", "clippy", "demo"]));
        let all_three = Choice { fast: true, only: words(&["fmt", "clippy"]), skip: words(&["fmt"]) };
        assert_eq!(names(&all_three), Ok(vec!["clippy"]));
    }

    #[test]
    fn a_name_that_is_no_step_is_an_error() {
        let only = Choice { only: words(&["test"]), ..Choice::default() };
        assert_eq!(names(&only), Err("test".to_owned()));
        let skip = Choice { skip: words(&["Demo"]), ..Choice::default() };
        assert_eq!(names(&skip), Err("Demo".to_owned()));
    }
}
