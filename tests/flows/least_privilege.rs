//! Least privilege: what every function asks of AWS in a whole life is exactly what its role in `template.yaml` may do.
//!
//! Leaves out: what Lambda itself does under a function's role, which no function asks for.

mod life;

use std::collections::BTreeSet;

use koppel_domain::message::Concern;
use koppel_tests::journal::{Call, Journal, PARTITIONS, PASSED_TO, ROUND, SCHEDULER};
use koppel_tests::policy::{Permission, Policy};
use koppel_tests::recorder::{FUNCTIONS, wrapped};
use koppel_tests::stack::{ACCOUNT, REGION, STACK, Stack};

/// Lambda writes what a function prints to the function's own log group; no function asks for it.
const BY_LAMBDA: [&str; 2] = ["logs:CreateLogStream", "logs:PutLogEvents"];
/// Every act of DynamoDB that changes an item of a table.
const WRITES: [&str; 4] =
    ["dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem", "dynamodb:BatchWriteItem"];
/// Those of them by which an item can be deleted.
const DELETES: [&str; 2] = ["dynamodb:DeleteItem", "dynamodb:BatchWriteItem"];

fn stack() -> Stack {
    let key = format!("arn:aws:kms:{REGION}:{ACCOUNT}:key/Key");
    Stack::deployed(vec![
        ("VaultKey", wrapped(&key, &[7; 32])),
        ("PartnerKeySecret", wrapped(&key, b"partner")),
    ])
}

/// Who works under which role.
fn policies(stack: &Stack) -> Vec<(&'static str, Policy)> {
    let mut policies: Vec<_> =
        FUNCTIONS.into_iter().map(|function| (function, stack.policy(&stack.role_of(function)))).collect();
    policies.push((SCHEDULER, stack.policy("SchedulerRole")));
    policies.push((ROUND, stack.policy("RoundRole")));
    let roles: BTreeSet<String> = policies.iter().map(|(_, policy)| policy.role.clone()).collect();
    assert_eq!(roles, stack.roles().into_iter().collect(), "one role each, and no others");
    assert_eq!(roles.len(), policies.len());
    policies
}

/// A permission that Lambda uses, which holds of the function's own log group alone.
fn is_lambdas(stack: &Stack, policy: &Policy, permission: &Permission) -> bool {
    let logs = policy.role.replace("Role", "Logs");
    BY_LAMBDA.contains(&permission.action.as_str()) && permission.resource == stack.arn(&logs)
}

#[tokio::test]
async fn every_role_may_do_what_its_function_does_and_nothing_more() {
    let (stack, journal) = (stack(), Journal::default());
    life::whole(&stack, &journal).await;
    for [role, starts, puts_aside] in stack.ticks() {
        assert_eq!(role, stack.arn("RoundRole"));
        journal.note_tick(&starts, &puts_aside);
    }
    let mut wrong = Vec::new();
    for (who, policy) in policies(&stack) {
        let calls = journal.of(who);
        let (allowed, missing): (Vec<&Call>, Vec<&Call>) = calls.iter().partition(|call| policy.allows(call));
        wrong.extend(missing.iter().map(|call| format!("{who} may not: {call}")));
        for (index, permission) in policy.permissions.iter().enumerate() {
            // Taken away, it is missed by name.
            let missed = policy.missed(index, &allowed);
            if missed.is_empty() && !is_lambdas(&stack, &policy, permission) {
                wrong.push(format!("{who} never needs: {permission}"));
            }
            assert!(missed.iter().all(|call| permission.allows(call)), "{permission}: {missed:?}");
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn a_table_that_was_restored_takes_the_place_of_the_stacks_own() {
    let stack = Stack::deployed(vec![("RestoredStateTable", "state-yesterday".to_owned())]);
    assert_eq!(stack.variable("push", "KOPPEL_STATE_TABLE").unwrap(), "state-yesterday");
    for function in FUNCTIONS {
        let of = |stack: &Stack| {
            let policy = stack.policy(&stack.role_of(function));
            policy.permissions.iter().map(ToString::to_string).collect::<Vec<_>>()
        };
        let (own, restored) = (of(&Stack::deployed(Vec::new())), of(&stack));
        let moved: Vec<String> =
            own.iter().map(|it| it.replace("table/state", "table/state-yesterday")).collect();
        assert_eq!(restored, moved, "{function}");
        assert_ne!(restored, own, "{function}");
    }
}

/// A call of this function on these partitions of the state table.
fn on_state(stack: &Stack, action: &str, partitions: &[&str]) -> Call {
    let partitions = partitions.iter().map(|name| (*name).to_owned()).collect();
    Call {
        action: action.to_owned(),
        resource: stack.arn("StateTable"),
        context: [(PARTITIONS, partitions)].into(),
    }
}

#[test]
fn only_the_activation_writes_secrets_and_the_register_and_nobody_lists_secrets() {
    let stack = stack();
    for (who, policy) in policies(&stack) {
        for partitions in [
            &["korenaar#secrets"][..],
            &["korenaar", "korenaar#secrets"],
            &["_register"],
            &["korenaar", "_register"],
        ] {
            for action in WRITES {
                let may = policy.allows(&on_state(&stack, action, partitions));
                assert_eq!(
                    may,
                    who == "activation" && action == "dynamodb:PutItem",
                    "{who} {action} {partitions:?}"
                );
            }
        }
        assert!(!policy.allows(&on_state(&stack, "dynamodb:Query", &["korenaar#secrets"])), "{who}");
        let may = policy.allows(&on_state(&stack, "dynamodb:Query", &["_register"]));
        assert_eq!(may, who == "activation", "{who}");
    }
}

#[test]
fn only_the_cleanup_and_the_wipe_delete_links_and_the_pull_puts_them() {
    let stack = stack();
    for (who, policy) in policies(&stack) {
        for partitions in [&["korenaar#links"][..], &["korenaar", "korenaar#links"]] {
            let may = |action: &str| policy.allows(&on_state(&stack, action, partitions));
            let deletes = DELETES.into_iter().any(may);
            assert_eq!(
                deletes,
                partitions.len() == 1 && ["cleanup", "wipe"].contains(&who),
                "{who} {partitions:?}"
            );
            assert!(!may("dynamodb:UpdateItem"), "{who}");
            let puts = partitions.len() == 1 && ["pull", "cleanup", "wipe"].contains(&who);
            assert_eq!(may("dynamodb:PutItem"), puts, "{who} {partitions:?}");
        }
    }
}

#[test]
fn a_run_makes_its_own_next_one_and_only_the_activation_any_schedule() {
    let stack = stack();
    let may = |policy: &Policy, act: &str, name: &str| {
        let resource = format!("arn:aws:scheduler:{REGION}:{ACCOUNT}:schedule/{name}");
        policy.allows(&Call { action: format!("scheduler:{act}"), resource, context: [].into() })
    };
    for (who, policy) in policies(&stack) {
        for concern in Concern::ALL.map(Concern::as_str) {
            for act in ["CreateSchedule", "UpdateSchedule", "DeleteSchedule"] {
                let (tick, once) = (format!("{STACK}/a.{concern}"), format!("{STACK}/a.{concern}.now"));
                let own_tick = who == "wipe" && concern == "wipe";
                let own_once = who == concern && act != "DeleteSchedule";
                assert_eq!(may(&policy, act, &tick), who == "activation" || own_tick, "{who} {act} {tick}");
                assert_eq!(may(&policy, act, &once), who == "activation" || own_once, "{who} {act} {once}");
                assert!(!may(&policy, act, &format!("other/a.{concern}")), "{who}: another group");
            }
        }
    }
}

#[test]
fn one_role_is_handed_over_and_to_the_scheduler_alone() {
    let stack = stack();
    for (who, policy) in policies(&stack) {
        for role in stack.roles() {
            for to in ["scheduler.amazonaws.com", "lambda.amazonaws.com"] {
                let pass = Call {
                    action: "iam:PassRole".to_owned(),
                    resource: stack.arn(&role),
                    context: [(PASSED_TO, [to.to_owned()].into())].into(),
                };
                let runs = FUNCTIONS.contains(&who);
                let may = runs && role == "SchedulerRole" && to == "scheduler.amazonaws.com";
                assert_eq!(policy.allows(&pass), may, "{who} {role} {to}");
            }
        }
        for function in FUNCTIONS {
            let resource = format!("arn:aws:lambda:{REGION}:{ACCOUNT}:function:{STACK}-{function}");
            let invoke = Call { action: "lambda:InvokeFunction".to_owned(), resource, context: [].into() };
            let may = who == if function == "activation" { ROUND } else { SCHEDULER };
            assert_eq!(policy.allows(&invoke), may, "{who} {function}");
        }
    }
}

#[test]
fn nobody_reads_a_table_through_or_changes_one() {
    let stack = stack();
    let acts = [
        "Scan",
        "PartiQLSelect",
        "PartiQLDelete",
        "PartiQLInsert",
        "PartiQLUpdate",
        "DeleteTable",
        "UpdateTable",
    ];
    for (who, policy) in policies(&stack) {
        for act in acts {
            assert!(!policy.allows(&on_state(&stack, &format!("dynamodb:{act}"), &[])), "{who} {act}");
        }
    }
}
