//! Metrics for the operator, in CloudWatch's embedded metric format: a log line that CloudWatch reads figures from.
//!
//! Guarantees: no metric has a company as dimension: their number, and their price, does not grow with companies. A run
//! that found nothing to do writes no line. Where the environment names no stack, as on one machine, nothing is written.
//!
//! Written by hand, not with a recorder of metrics: a run knows its figures only at its end, so one line of JSON is all
//! there is to it.
//!
//! Leaves out: alarms and the dashboard (`template.yaml`); which company it was (the run's own log line says).

use std::io::Write as _;

use jiff::{SignedDuration, Timestamp};
use koppel_domain::failure::Actor;
use koppel_sync::{MOVED, Outcome, RunReport};
use serde_json::{Map, Value, json};

use crate::config::optional;

/// Where they stand in CloudWatch.
const NAMESPACE: &str = "Koppel";
/// The one dimension, so that two stacks in one account are told apart.
const STACK: &str = "Stack";
/// A run that ends with less than this left did not keep to its end moment.
const NEAR: SignedDuration = SignedDuration::from_secs(3);

/// What is measured. Every one of them is a count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Metric {
    /// Runs that a package failed, and nobody has to act: it is down, or asks for patience.
    RunsFailed,
    /// Runs that a package refused because of Koppel's own key: the operator must act.
    PartnerKeyRefused,
    /// Runs that a package failed where the company's admin must act, and is told so.
    RunsNotLetIn,
    /// Runs that ended so late that Lambda might have cut them off.
    DeadlinesNear,
    /// Records that were written or taken out on either side.
    RecordsMoved,
    /// Work orders that became a sales order.
    OrdersSent,
    /// Work orders that were refused, with the reason.
    OrdersRefused,
    /// Quotes that became a work order.
    QuotesMade,
    /// Records that a cleanup would take out and withheld.
    RemovalsWithheld,
    /// Companies whose integration is active.
    CompaniesActive,
    /// Active companies whose bookkeeping was not looked at in time.
    CompaniesLate,
    /// Open problems that a person must mend.
    ProblemsToMend,
    /// Companies whose schedules or credentials could not be put right.
    CompaniesNotMended,
}

impl Metric {
    /// Every metric.
    pub const ALL: [Self; 13] = [
        Self::RunsFailed,
        Self::PartnerKeyRefused,
        Self::RunsNotLetIn,
        Self::DeadlinesNear,
        Self::RecordsMoved,
        Self::OrdersSent,
        Self::OrdersRefused,
        Self::QuotesMade,
        Self::RemovalsWithheld,
        Self::CompaniesActive,
        Self::CompaniesLate,
        Self::ProblemsToMend,
        Self::CompaniesNotMended,
    ];

    /// Its name in CloudWatch.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::RunsFailed => "RunsFailed",
            Self::PartnerKeyRefused => "PartnerKeyRefused",
            Self::RunsNotLetIn => "RunsNotLetIn",
            Self::DeadlinesNear => "DeadlinesNear",
            Self::RecordsMoved => "RecordsMoved",
            Self::OrdersSent => "OrdersSent",
            Self::OrdersRefused => "OrdersRefused",
            Self::QuotesMade => "QuotesMade",
            Self::RemovalsWithheld => "RemovalsWithheld",
            Self::CompaniesActive => "CompaniesActive",
            Self::CompaniesLate => "CompaniesLate",
            Self::ProblemsToMend => "ProblemsToMend",
            Self::CompaniesNotMended => "CompaniesNotMended",
        }
    }
}

/// Metrics and their figures.
pub type Figures = Vec<(Metric, u64)>;

/// Where figures go.
#[derive(Clone, Debug)]
pub struct Metrics {
    stack: Option<String>,
}

impl Metrics {
    /// Those of the stack that `KOPPEL_STACK` names.
    #[must_use]
    pub fn from_environment() -> Self {
        Self { stack: optional("KOPPEL_STACK") }
    }

    /// Writes them as one line to standard output, where there are any and somebody reads them.
    pub fn write(&self, at: Timestamp, figures: &[(Metric, u64)]) {
        if let Some(stack) = self.stack.as_deref().filter(|_| !figures.is_empty()) {
            // A line that is lost is a gap in a chart.
            let _ = writeln!(std::io::stdout().lock(), "{}", line(stack, at, figures));
        }
    }
}

fn line(stack: &str, at: Timestamp, figures: &[(Metric, u64)]) -> Value {
    let metrics: Vec<Value> =
        figures.iter().map(|(metric, _)| json!({ "Name": metric.name(), "Unit": "Count" })).collect();
    let directive = json!({ "Namespace": NAMESPACE, "Dimensions": [[STACK]], "Metrics": metrics });
    let mut line = Map::from_iter([
        ("_aws".to_owned(), json!({ "Timestamp": at.as_millisecond(), "CloudWatchMetrics": [directive] })),
        (STACK.to_owned(), Value::from(stack)),
    ]);
    line.extend(figures.iter().map(|(metric, figure)| (metric.name().to_owned(), Value::from(*figure))));
    Value::Object(line)
}

/// The figures of a run that ended at `now`, where Lambda would have ended it at `deadline`; none of one that found
/// nothing to do.
#[must_use]
pub fn of_run(report: &RunReport, now: Timestamp, deadline: Timestamp) -> Figures {
    let failed = match &report.outcome {
        Outcome::Failed(failure) => Some(match failure.actor() {
            Actor::Nobody => Metric::RunsFailed,
            Actor::Operator => Metric::PartnerKeyRefused,
            Actor::Admin => Metric::RunsNotLetIn,
        }),
        _ => None,
    };
    let counted = |names: &[&str]| names.iter().map(|name| report.counts.get(name)).sum::<u64>();
    let figures = [
        (Metric::RunsFailed, u64::from(failed == Some(Metric::RunsFailed))),
        (Metric::PartnerKeyRefused, u64::from(failed == Some(Metric::PartnerKeyRefused))),
        (Metric::RunsNotLetIn, u64::from(failed == Some(Metric::RunsNotLetIn))),
        (Metric::DeadlinesNear, u64::from(deadline.duration_since(now) < NEAR)),
        (Metric::RecordsMoved, counted(&MOVED)),
        (Metric::OrdersSent, counted(&["sent"])),
        (Metric::OrdersRefused, if is_push(report) { counted(&["refused"]) } else { 0 }),
        (Metric::QuotesMade, counted(&["made"])),
        (Metric::RemovalsWithheld, counted(&["withheld"])),
    ];
    figures.into_iter().filter(|(_, figure)| *figure > 0).collect()
}

fn is_push(report: &RunReport) -> bool {
    report.concern == koppel_domain::message::Concern::Push
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use koppel_domain::failure::{AccessFault, Failure, System};
    use koppel_domain::message::Concern;
    use koppel_sync::Counts;

    use super::*;

    const TEMPLATE: &str = include_str!("../../../template.yaml");
    const OPERATE: &str = include_str!("../../../docs/operate.md");

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn report(concern: Concern, outcome: Outcome, counted: &[(&'static str, u64)]) -> RunReport {
        let mut counts = Counts::default();
        counted.iter().for_each(|(name, n)| counts.add(name, *n));
        RunReport { concern, outcome, counts }
    }

    #[test]
    fn a_line_is_what_cloudwatch_reads() {
        let line = line("koppel-dev", at(7), &[(Metric::OrdersSent, 3), (Metric::RunsFailed, 1)]);
        let written = json!({
            "_aws": {
                "Timestamp": 7000,
                "CloudWatchMetrics": [{
                    "Namespace": "Koppel",
                    "Dimensions": [["Stack"]],
                    "Metrics": [{ "Name": "OrdersSent", "Unit": "Count" }, { "Name": "RunsFailed", "Unit": "Count" }],
                }],
            },
            "Stack": "koppel-dev",
            "OrdersSent": 3,
            "RunsFailed": 1,
        });
        assert_eq!(line, written);
    }

    #[test]
    fn an_idle_run_has_no_figures() {
        for outcome in [Outcome::Done, Outcome::NotActive, Outcome::Held, Outcome::Paused] {
            let idle = report(Concern::Pull, outcome, &[("read", 40), ("unchanged", 40)]);
            assert_eq!(of_run(&idle, at(0), at(60)), []);
        }
    }

    #[test]
    fn who_must_act_decides_what_a_failure_counts_as() {
        let down = Failure::Unreachable { system: System::Imuis, detail: "timeout".to_owned() };
        let access = |fault| Failure::Access { system: System::Imuis, fault };
        for (failure, metric) in [
            (down, Metric::RunsFailed),
            (access(AccessFault::PartnerKey), Metric::PartnerKeyRefused),
            (access(AccessFault::EnvironmentCode), Metric::RunsNotLetIn),
        ] {
            let failed = report(Concern::Push, Outcome::Failed(failure), &[]);
            assert_eq!(of_run(&failed, at(0), at(60)), [(metric, 1)]);
        }
    }

    #[test]
    fn what_a_run_did_is_counted() {
        let push = report(Concern::Push, Outcome::Done, &[("sent", 2), ("refused", 1), ("read", 9)]);
        let figures = of_run(&push, at(0), at(60));
        assert_eq!(figures, [(Metric::RecordsMoved, 2), (Metric::OrdersSent, 2), (Metric::OrdersRefused, 1)]);
        let cleanup = report(Concern::Cleanup, Outcome::Done, &[("withheld", 12), ("removed", 1)]);
        let figures = of_run(&cleanup, at(58), at(60));
        assert_eq!(
            figures,
            [(Metric::DeadlinesNear, 1), (Metric::RecordsMoved, 1), (Metric::RemovalsWithheld, 12)]
        );
    }

    /// The names that stand in the template right after these words.
    fn named(before: &str) -> BTreeSet<&'static str> {
        let words = TEMPLATE.split(before).skip(1);
        words.map(|rest| rest.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap()).collect()
    }

    #[test]
    fn template_and_code_name_the_same_metrics() {
        let ours: BTreeSet<&str> = Metric::ALL.map(Metric::name).into();
        assert_eq!(named("[\"Koppel\", \""), ours, "the dashboard shows every metric, and no other");
        let alarms = named("Namespace: Koppel\n      MetricName: ");
        assert!(!alarms.is_empty() && alarms.is_subset(&ours), "{alarms:?}");
    }

    #[test]
    fn what_to_do_at_every_alarm_is_written_down() {
        let alarms = TEMPLATE.split("AlarmName: !Sub ${AWS::StackName}-").skip(1);
        let alarms: Vec<&str> = alarms.filter_map(|rest| rest.lines().next()).collect();
        assert!(alarms.len() > 5, "{alarms:?}");
        let headings: Vec<&str> = OPERATE
            .lines()
            .filter_map(|line| line.strip_prefix("### "))
            .flat_map(|line| line.split(", "))
            .collect();
        assert_eq!(
            alarms.iter().collect::<BTreeSet<_>>(),
            headings.iter().collect::<BTreeSet<_>>(),
            "each has its heading, and no heading is left over"
        );
    }
}
