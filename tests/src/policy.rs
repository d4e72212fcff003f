//! [`Policy`]: what a role may do, judged as IAM judges it.
//!
//! Guarantees: an effect, an element, an action with a wildcard or a condition that it does not know fails the test.
//!
//! Leaves out: denials, boundaries, and the policies of resources; the template has none for these roles.

use std::collections::BTreeSet;
use std::fmt;

use serde_json::Value;

use crate::journal::Call;

/// What one role may do, permission by permission.
pub struct Policy {
    /// The role.
    pub role: String,
    /// One action on one resource each.
    pub permissions: Vec<Permission>,
}

/// One action on one resource, under the conditions of its statement.
#[derive(Clone, Debug)]
pub struct Permission {
    /// The statement.
    pub sid: String,
    /// The action, for instance `dynamodb:PutItem`.
    pub action: String,
    /// The resource, perhaps with wildcards.
    pub resource: String,
    conditions: Vec<Condition>,
}

#[derive(Clone, Debug)]
struct Condition {
    /// It holds of each value that a call has, and where it has none.
    of_all: bool,
    operator: Operator,
    key: String,
    values: Vec<String>,
}

#[derive(Clone, Copy, Debug)]
enum Operator {
    Equals,
    Like,
    NotLike,
}

impl Policy {
    pub(crate) fn of(role: &str, documents: &[Value]) -> Self {
        let statements = documents.iter().flat_map(|document| {
            assert_eq!(document["Version"], "2012-10-17", "{role}");
            document["Statement"].as_array().unwrap()
        });
        Self { role: role.to_owned(), permissions: statements.flat_map(permissions).collect() }
    }

    /// The role may do this.
    #[must_use]
    pub fn allows(&self, call: &Call) -> bool {
        self.permissions.iter().any(|permission| permission.allows(call))
    }

    /// The same role with one permission taken away.
    #[must_use]
    pub fn without(&self, index: usize) -> Self {
        let mut permissions = self.permissions.clone();
        permissions.remove(index);
        Self { role: self.role.clone(), permissions }
    }
}

impl Permission {
    /// This permission is enough for this call.
    #[must_use]
    pub fn allows(&self, call: &Call) -> bool {
        self.action == call.action
            && is_like(&self.resource, &call.resource)
            && self.conditions.iter().all(|condition| condition.holds(call))
    }
}

impl fmt::Display for Permission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} on {}", self.sid, self.action, self.resource)
    }
}

impl Condition {
    fn holds(&self, call: &Call) -> bool {
        let none = BTreeSet::new();
        let found = call.context.get(self.key.as_str()).unwrap_or(&none);
        if self.of_all {
            return found.iter().all(|value| self.holds_of(value));
        }
        assert!(found.len() <= 1, "{} has several values: {call}", self.key);
        match (found.first(), self.operator) {
            (Some(value), _) => self.holds_of(value),
            (None, operator) => matches!(operator, Operator::NotLike),
        }
    }

    fn holds_of(&self, value: &str) -> bool {
        let mut values = self.values.iter();
        match self.operator {
            Operator::Equals => values.any(|wanted| wanted == value),
            Operator::Like => values.any(|pattern| is_like(pattern, value)),
            Operator::NotLike => !values.any(|pattern| is_like(pattern, value)),
        }
    }
}

fn permissions(statement: &Value) -> Vec<Permission> {
    let known = ["Sid", "Effect", "Action", "Resource", "Condition"];
    for name in statement.as_object().unwrap().keys() {
        assert!(known.contains(&name.as_str()), "{name} is not known here: {statement}");
    }
    assert_eq!(statement["Effect"], "Allow", "{statement}");
    let conditions = conditions(&statement["Condition"]);
    let mut permissions = Vec::new();
    for action in texts(&statement["Action"]) {
        assert!(!action.contains(['*', '?']), "{action} is more than one action");
        for resource in texts(&statement["Resource"]) {
            permissions.push(Permission {
                sid: statement["Sid"].as_str().unwrap().to_owned(),
                action: action.clone(),
                resource,
                conditions: conditions.clone(),
            });
        }
    }
    permissions
}

fn conditions(of: &Value) -> Vec<Condition> {
    let mut conditions = Vec::new();
    for (name, keys) in of.as_object().into_iter().flatten() {
        let (of_all, base) =
            name.strip_prefix("ForAllValues:").map_or((false, name.as_str()), |base| (true, base));
        let operator = match base {
            "StringEquals" => Operator::Equals,
            "StringLike" => Operator::Like,
            "StringNotLike" => Operator::NotLike,
            _ => panic!("the condition {name} is not known here"),
        };
        for (key, values) in keys.as_object().unwrap() {
            conditions.push(Condition { of_all, operator, key: key.clone(), values: texts(values) });
        }
    }
    conditions
}

/// One text, or a list of them.
fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::Array(values) => values.iter().flat_map(texts).collect(),
        value => vec![value.as_str().unwrap().to_owned()],
    }
}

/// `*` stands for anything, `?` for one character.
fn is_like(pattern: &str, text: &str) -> bool {
    match pattern.chars().next() {
        None => text.is_empty(),
        Some('*') => {
            let rest = &pattern[1..];
            is_like(rest, text)
                || text.char_indices().any(|(at, c)| is_like(rest, &text[at + c.len_utf8()..]))
        }
        Some(first) => {
            let mut left = text.chars();
            left.next().is_some_and(|c| first == '?' || first == c)
                && is_like(&pattern[first.len_utf8()..], left.as_str())
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn policy(condition: Value) -> Policy {
        let statement = json!({
            "Sid": "Some", "Effect": "Allow", "Action": ["s3:Get", "s3:Put"], "Resource": ["arn:a/*.now", "arn:b"],
            "Condition": condition,
        });
        Policy::of("Role", &[json!({ "Version": "2012-10-17", "Statement": [statement] })])
    }

    fn call(action: &str, resource: &str, values: &[&str]) -> Call {
        let values: BTreeSet<String> = values.iter().map(|value| (*value).to_owned()).collect();
        let context = if values.is_empty() { [].into() } else { [("key", values)].into() };
        Call { action: action.to_owned(), resource: resource.to_owned(), context }
    }

    #[test]
    fn a_wildcard_stands_for_anything_and_everything_else_for_itself() {
        let policy = policy(Value::Null);
        assert!(policy.allows(&call("s3:Get", "arn:a/x.y/z.now", &[])));
        assert!(policy.allows(&call("s3:Put", "arn:b", &[])));
        for (action, resource) in
            [("s3:Get", "arn:a/x.now2"), ("s3:Get", "arn:bb"), ("s3:Del", "arn:b"), ("s3:Get", "")]
        {
            assert!(!policy.allows(&call(action, resource, &[])), "{action} {resource}");
        }
        assert!(is_like("a?c*", "abc") && !is_like("a?c", "ac") && is_like("*é*", "één"));
    }

    #[test]
    fn a_condition_on_all_values_holds_of_each() {
        let like = policy(json!({ "ForAllValues:StringLike": { "key": ["*#links"] } }));
        let not_like = policy(json!({ "ForAllValues:StringNotLike": { "key": ["*#links", "*#secrets"] } }));
        let equals = policy(json!({ "StringEquals": { "key": "x" } }));
        for (values, expected) in [
            (&["a#links"][..], (true, false, false)),
            (&["a#links", "a"], (false, false, false)),
            (&["a"], (false, true, false)),
            (&["a", "b#secrets"], (false, false, false)),
            (&[], (true, true, false)),
        ] {
            let allowed = |policy: &Policy| policy.allows(&call("s3:Get", "arn:b", values));
            let single = values.len() < 2 && allowed(&equals);
            assert_eq!((allowed(&like), allowed(&not_like), single), expected, "{values:?}");
        }
        assert!(equals.allows(&call("s3:Get", "arn:b", &["x"])));
    }

    #[test]
    fn a_permission_that_is_taken_away_is_one_action_on_one_resource() {
        let policy = policy(Value::Null);
        let all: Vec<(String, String)> =
            policy.permissions.iter().map(|one| (one.action.clone(), one.resource.clone())).collect();
        assert_eq!(all.len(), 4);
        for index in 0..all.len() {
            let less = policy.without(index);
            for (other, (action, resource)) in all.iter().enumerate() {
                assert_eq!(less.allows(&call(action, resource, &[])), other != index, "{index} {other}");
            }
        }
    }

    #[test]
    #[should_panic(expected = "is not known here")]
    fn a_condition_that_is_not_known_fails() {
        let _ = policy(json!({ "ForAnyValue:StringLike": { "key": "x" } }));
    }

    #[test]
    #[should_panic(expected = "more than one action")]
    fn an_action_with_a_wildcard_fails() {
        let statement = json!({ "Sid": "S", "Effect": "Allow", "Action": "s3:*", "Resource": "*" });
        let _ = Policy::of("Role", &[json!({ "Version": "2012-10-17", "Statement": [statement] })]);
    }
}
