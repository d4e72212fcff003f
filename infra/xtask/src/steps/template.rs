//! Whether `template.yaml` is one that CloudFormation takes: linted as written, and linted again as translated; and
//! whether it is safe: every finding of a security linter is mended, or has its reason in the template.
//!
//! Both are needed: a circular dependency between a function and its role shows in the translation only.

use std::fs;
use std::process::Command;
use std::time::Duration;

use crate::failed::Failed;
use crate::process;
use crate::step::{Context, Step};
use crate::tools::{self, Installed};

/// Longer than the slowest run seen (15 s).
const LIMIT: Duration = Duration::from_secs(5 * 60);
/// Where a Dutch operator would deploy; each must know every resource type used.
const REGIONS: [&str; 2] = ["eu-central-1", "eu-west-1"];

/// The steps of the template, in order.
pub(crate) fn steps() -> [Step; 4] {
    [
        Step { name: "template", about: "the template as written", fast: false, run: as_written },
        Step {
            name: "template-translated",
            about: "the template as AWS expands it",
            fast: false,
            run: as_translated,
        },
        Step {
            name: "template-sam",
            about: "the template as the tool that deploys it reads it",
            fast: false,
            run: as_deployed,
        },
        Step {
            name: "template-security",
            about: "each finding of a security linter is mended or has its reason",
            fast: false,
            run: is_safe,
        },
    ]
}

fn as_written(context: &Context<'_>) -> Result<(), Failed> {
    let tool = tools::TEMPLATE.installed(context.workspace)?;
    process::run(&mut lint(context, &tool, "template.yaml"), LIMIT)
}

fn as_translated(context: &Context<'_>) -> Result<(), Failed> {
    const TRANSLATED: &str = "target/template/translated.json";
    let tool = tools::TEMPLATE.installed(context.workspace)?;
    let folder = context.workspace.at("target/template");
    fs::create_dir_all(&folder)
        .map_err(|error| Failed::new(format!("{} cannot be made: {error}", folder.display())))?;
    let mut translate = context.workspace.command(tool.program("python"));
    translate.args(["infra/xtask/tools/translate.py", "template.yaml", TRANSLATED]);
    process::run(in_a_region(&mut translate), LIMIT)?;
    process::run(&mut lint(context, &tool, TRANSLATED), LIMIT)
}

fn as_deployed(context: &Context<'_>) -> Result<(), Failed> {
    let tool = tools::SAM.installed(context.workspace)?;
    let mut validate = context.workspace.command(tool.program("sam"));
    validate.args(["validate", "--lint", "--template", "template.yaml", "--region", REGIONS[0]]);
    process::run(in_a_region(&mut validate).env("SAM_CLI_TELEMETRY", "0"), LIMIT)
}

fn is_safe(context: &Context<'_>) -> Result<(), Failed> {
    let tool = tools::CHECKOV.installed(context.workspace)?;
    let mut check = context.workspace.command(tool.program("python"));
    check.args(["infra/xtask/tools/findings.py", "template.yaml"]);
    process::run(&mut check, LIMIT)
}

fn lint(context: &Context<'_>, tool: &Installed, template: &str) -> Command {
    let mut command = context.workspace.command(tool.program("cfn-lint"));
    command.args(["--template", template, "--regions"]).args(REGIONS);
    in_a_region(&mut command);
    command
}

/// The translator wants to know a region, though no AWS is called.
fn in_a_region(command: &mut Command) -> &mut Command {
    command.env("AWS_DEFAULT_REGION", REGIONS[0])
}
