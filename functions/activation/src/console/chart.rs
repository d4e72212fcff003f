//! The last runs as a small chart: a bar for each run, as high as what it brought across.
//!
//! Guarantees: says nothing by colour or height alone: every bar has its words, and the table beside it all figures.

use std::collections::BTreeMap;

use koppel_sync::{MOVED, Outcome};
use maud::{Markup, html};

use super::labels;
use super::show::wall_clock;
use super::texts::status as say;
use crate::status::{PastRunView, StatusView};

/// Height and width of the drawing, in its own units.
const HIGH: u64 = 60;
const STEP: usize = 14;
const BAR: usize = 10;
/// Most bars.
const MOST: usize = 48;

/// A run in the chart.
struct Bar {
    words: String,
    did: u64,
    is_well: bool,
}

/// The chart; nothing where no run did anything.
pub(crate) fn drawn(view: &StatusView) -> Markup {
    let bars: Vec<Bar> = bars(view);
    let most = bars.iter().map(|bar| bar.did).max().unwrap_or(0).max(1);
    html! {
        @if !bars.is_empty() {
            figure {
                svg.chart viewBox={ "0 0 " (bars.len() * STEP) " " (HIGH + 4) } role="img" aria-label=(say::CHART) preserveAspectRatio="xMinYMax meet" {
                    @for (at, bar) in bars.iter().enumerate() {
                        @let high = 2 + bar.did * HIGH / most;
                        rect.(if bar.is_well { "well" } else { "ill" }) x=(at * STEP) y=(HIGH + 4 - high) width=(BAR) height=(high) rx="1.5" {
                            title { (bar.words) }
                        }
                    }
                }
                figcaption { (say::CHART_WHAT) }
            }
        }
    }
}

/// What a run brought across; what it only looked at is no news.
fn moved(counts: &BTreeMap<String, u64>) -> u64 {
    counts.iter().filter(|(name, _)| MOVED.contains(&name.as_str())).map(|(_, count)| count).sum()
}

/// The runs, oldest first, as many as the drawing has room for.
fn bars(view: &StatusView) -> Vec<Bar> {
    let bar = |run: &PastRunView| {
        let words = [
            wall_clock(run.ended_at.parse().ok()?),
            labels::concern(run.concern).to_owned(),
            labels::outcome(&run.outcome).to_owned(),
            labels::counts(&run.counts),
        ];
        let is_well = !Outcome::is_failure(&run.outcome);
        Some(Bar { words: words.join(" · "), did: moved(&run.counts), is_well })
    };
    let mut bars: Vec<Bar> = view.recent_runs.iter().take(MOST).filter_map(bar).collect();
    bars.reverse();
    bars
}
