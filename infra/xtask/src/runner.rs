//! Runs the chosen steps one after another, each under a heading, and prints the summary.

use std::process::ExitCode;
use std::time::{Duration, Instant};

use crate::report::{self, Line, Outcome};
use crate::step::{Context, Step};

/// Runs the steps; stops at the first that fails unless `keep_going`.
pub(crate) fn run(steps: &[Step], context: &Context<'_>, keep_going: bool) -> ExitCode {
    let lines = follow(steps, context, keep_going);
    println!("\n{}", report::table(&lines));
    if report::all_passed(&lines) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn follow(steps: &[Step], context: &Context<'_>, keep_going: bool) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::with_capacity(steps.len());
    for (number, step) in (1..).zip(steps) {
        let stopped = !keep_going && lines.iter().any(|line| line.outcome == Outcome::Failed);
        if stopped {
            lines.push(Line { name: step.name, outcome: Outcome::NotReached, took: Duration::ZERO });
            continue;
        }
        println!("\n== {number}/{} {}: {}", steps.len(), step.name, step.about);
        let started = Instant::now();
        let answer = (step.run)(context);
        let took = started.elapsed();
        let outcome = match &answer {
            Ok(()) => Outcome::Passed,
            Err(failed) => {
                // On the same stream as the headings, so that the two stay in order in a log.
                println!("{failed}");
                Outcome::Failed
            }
        };
        let word = if outcome == Outcome::Passed { "passed" } else { "FAILED" };
        println!("-- {} {word} in {}", step.name, report::seconds(took));
        lines.push(Line { name: step.name, outcome, took });
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::failed::Failed;
    use crate::workspace::Workspace;

    fn outcomes(keep_going: bool) -> Vec<Outcome> {
        let step = |name, run| Step { name, about: "", fast: true, run };
        let steps = [
            step("first", |_| Ok(())),
            step("second", |_| Err(Failed::new("it broke"))),
            step("third", |_| Ok(())),
        ];
        let workspace = Workspace::find().unwrap();
        let context = Context { workspace: &workspace, fast: false };
        follow(&steps, &context, keep_going).iter().map(|line| line.outcome).collect()
    }

    #[test]
    fn stops_at_the_first_failure() {
        assert_eq!(outcomes(false), [Outcome::Passed, Outcome::Failed, Outcome::NotReached]);
    }

    #[test]
    fn goes_on_when_asked() {
        assert_eq!(outcomes(true), [Outcome::Passed, Outcome::Failed, Outcome::Passed]);
    }
}
