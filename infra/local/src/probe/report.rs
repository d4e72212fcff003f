//! What a probe tells, as a text to read or as JSON.
//!
//! Guarantees: no record's contents and no credential are in it; the findings carry none (P9).

use std::time::Duration;

use koppel_domain::assumption::{Doubt, Finding, Topic};
use koppel_domain::failure::System;
use serde_json::{Value, json};

use super::{Looked, what_to_do};
use crate::live::Books;
use crate::say;

/// Said before the first request leaves.
pub(super) fn announce(books: &Books, pause: Duration, time: Duration) {
    let (system, requests) = match books {
        Books::Imuis(_) => (System::Imuis, koppel_imuis::probe::REQUESTS_MAX),
        Books::SnelStart(_) => (System::SnelStart, koppel_snelstart::probe::REQUESTS_MAX),
    };
    println!(
        "Looks at {system} and Simple-Simon, and writes nothing: at most {requests} and {} requests, one after the other, {} \
         ms apart, for at most {} each; some hundred records are read at most.\n",
        koppel_simple_simon::probe::REQUESTS_MAX,
        pause.as_millis(),
        say::time(time),
    );
}

/// The findings by topic, and what they come to.
pub(super) fn text(looked: &[Looked]) {
    for it in looked {
        println!("{} ({})", it.system, it.way);
        if let Some(failure) = &it.probed.closed {
            println!("  Not signed in: {failure}; {}.", what_to_do(it.system, failure));
        }
        for topic in Topic::ALL {
            let mut findings = it.probed.findings.iter().filter(|it| it.assumption.topic == topic).peekable();
            if findings.peek().is_some() {
                println!("  {topic}");
            }
            findings.for_each(tell);
        }
        println!();
    }
    for it in looked {
        println!("{}: {}.", it.system, sum(&it.probed.findings));
    }
}

fn tell(finding: &Finding) {
    let assumption = &finding.assumption;
    let (mark, seen) = told(finding);
    println!("    {mark:<9} {:<12} {}", assumption.id, assumption.assumed);
    println!("    {:<22} {seen}", "");
    if finding.is_refuted() {
        println!("    {:<22} Change: {}", "", assumption.change);
    }
}

fn told(finding: &Finding) -> (&'static str, &str) {
    match &finding.verdict {
        Ok(seen) => ("confirmed", seen),
        Err(Doubt::Refuted(seen)) => ("REFUTED", seen),
        Err(Doubt::Unknown(why)) => ("unknown", why),
    }
}

fn sum(findings: &[Finding]) -> String {
    let count = |mark: &str| findings.iter().filter(|it| told(it).0 == mark).count();
    let refuted: Vec<&str> =
        findings.iter().filter(|it| it.is_refuted()).map(|it| it.assumption.id).collect();
    let named = if refuted.is_empty() { String::new() } else { format!(" ({})", refuted.join(", ")) };
    format!(
        "{} confirmed, {} refuted{named}, {} unknown",
        count("confirmed"),
        refuted.len(),
        count("unknown")
    )
}

/// The same for programs.
pub(super) fn json(looked: &[Looked]) {
    let packages: Vec<Value> = looked
        .iter()
        .map(|it| {
            let closed = it.probed.closed.as_ref();
            let findings: Vec<Value> = it.probed.findings.iter().map(finding).collect();
            json!({
                "package": it.system, "way": it.way, "findings": findings,
                "not_signed_in": closed.map(|failure| format!("{failure}; {}", what_to_do(it.system, failure))),
            })
        })
        .collect();
    println!("{}", Value::Array(packages));
}

fn finding(finding: &Finding) -> Value {
    let (mark, seen) = told(finding);
    let it = &finding.assumption;
    json!({
        "id": it.id, "topic": it.topic.to_string(), "verdict": mark.to_lowercase(), "assumed": it.assumed, "seen": seen,
        "change": it.change,
    })
}
