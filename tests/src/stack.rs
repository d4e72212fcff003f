//! [`Stack`]: `template.yaml` as if it were deployed, in an account that does not exist: names, addresses, the functions'
//! environments and what each role may do.
//!
//! Guarantees: what it does not understand fails the test; nothing is passed over.
//!
//! Leaves out: everything that neither a function nor a role names.

use saphyr::{LoadableYamlNode as _, Scalar, Yaml};
use serde_json::{Map, Value, json};

use crate::policy::Policy;

/// The template itself.
const TEMPLATE: &str = include_str!("../../template.yaml");
/// What is attached to a role where tracing is on, and nothing else is.
const TRACES: &str = "arn:${AWS::Partition}:iam::aws:policy/AWSXRayDaemonWriteAccess";
/// The name of the stack, and so of its schedule group.
pub const STACK: &str = "koppel";
/// Where it is.
pub const REGION: &str = "eu-west-1";
/// Whose it is.
pub const ACCOUNT: &str = "000000000000";
/// The physical names of what CloudFormation would name by itself.
const NAMED: [(&str, &str); 2] = [("StateTable", "state"), ("LogTable", "log")];

/// The template, deployed with these values for its parameters.
pub struct Stack {
    template: Value,
    parameters: Vec<(&'static str, String)>,
}

impl Stack {
    /// The template with its defaults, and with `parameters` where they are named.
    #[must_use]
    pub fn deployed(parameters: Vec<(&'static str, String)>) -> Self {
        let mut documents = Yaml::load_from_str(TEMPLATE).unwrap();
        assert_eq!(documents.len(), 1);
        Self { template: plain(&documents.remove(0)), parameters }
    }

    /// A variable in the environment of a function.
    #[must_use]
    pub fn variable(&self, function: &str, name: &str) -> Option<String> {
        let own = &self.function(function)["Environment"]["Variables"][name];
        let every = &self.template["Globals"]["Function"]["Environment"]["Variables"][name];
        let value = if own.is_null() { every } else { own };
        (!value.is_null()).then(|| self.text(value))
    }

    /// The role that a function works under.
    #[must_use]
    pub fn role_of(&self, function: &str) -> String {
        let attribute = self.function(function)["Role"]["Fn::GetAtt"].as_str().unwrap().to_owned();
        attribute.strip_suffix(".Arn").unwrap().to_owned()
    }

    /// Everything that a role may do. It must stand in the role itself: nothing that is kept elsewhere is attached.
    #[must_use]
    pub fn policy(&self, role: &str) -> Policy {
        let properties = &self.resource(role)["Properties"];
        let known = ["AssumeRolePolicyDocument", "ManagedPolicyArns", "Policies"];
        let names: Vec<_> = properties.as_object().unwrap().keys().collect();
        assert!(names.iter().all(|name| known.contains(&name.as_str())), "{role} has more: {names:?}");
        let managed = &properties["ManagedPolicyArns"];
        let traces = json!({ "Fn::If": ["IsTraced", [{ "Fn::Sub": TRACES }], { "Ref": "AWS::NoValue" }] });
        assert!(managed.is_null() || *managed == traces, "{role} has more: {managed}");
        let documents = properties["Policies"].as_array().unwrap();
        let documents = documents.iter().map(|policy| self.resolved(&policy["PolicyDocument"]));
        Policy::of(role, &documents.collect::<Vec<_>>())
    }

    /// What the stack's own schedules start, with where they put aside what they could not.
    #[must_use]
    pub fn ticks(&self) -> Vec<[String; 3]> {
        let targets = self.of_type("AWS::Scheduler::Schedule").map(|(_, of)| &of["Properties"]["Target"]);
        let all = targets.map(|of| [&of["RoleArn"], &of["Arn"], &of["DeadLetterConfig"]["Arn"]]);
        all.map(|of| of.map(|value| self.text(value))).collect()
    }

    /// The names of all roles.
    #[must_use]
    pub fn roles(&self) -> Vec<String> {
        self.of_type("AWS::IAM::Role").map(|(name, _)| name.clone()).collect()
    }

    /// The address of a resource.
    #[must_use]
    pub fn arn(&self, resource: &str) -> String {
        let at = |service: &str, rest: String| format!("arn:aws:{service}:{REGION}:{ACCOUNT}:{rest}");
        let name = self.name(resource);
        match self.resource(resource)["Type"].as_str().unwrap() {
            "AWS::DynamoDB::Table" => at("dynamodb", format!("table/{name}")),
            "AWS::IAM::Role" => format!("arn:aws:iam::{ACCOUNT}:role/{name}"),
            "AWS::KMS::Key" => at("kms", format!("key/{name}")),
            "AWS::Logs::LogGroup" => at("logs", format!("log-group:{name}:*")),
            "AWS::SQS::Queue" => at("sqs", name),
            "AWS::Serverless::Function" => at("lambda", format!("function:{name}")),
            other => panic!("the address of {resource}, a {other}, is not known here"),
        }
    }

    /// The physical name of a resource.
    fn name(&self, resource: &str) -> String {
        let properties = &self.resource(resource)["Properties"];
        let given = ["FunctionName", "LogGroupName", "Name"].map(|name| &properties[name]);
        match given.into_iter().find(|name| !name.is_null()) {
            Some(name) => self.text(name),
            None => NAMED
                .into_iter()
                .find(|(id, _)| *id == resource)
                .map_or(resource, |(_, name)| name)
                .to_owned(),
        }
    }

    fn function(&self, function: &str) -> &Value {
        let named = json!(format!("{STACK}-{function}"));
        let mut all = self.of_type("AWS::Serverless::Function").map(|(_, resource)| &resource["Properties"]);
        all.find(|properties| self.resolved(&properties["FunctionName"]) == named).unwrap()
    }

    fn of_type(&self, kind: &str) -> impl Iterator<Item = (&String, &Value)> {
        let all = self.template["Resources"].as_object().unwrap();
        all.iter().filter(move |(_, resource)| resource["Type"] == kind)
    }

    fn resource(&self, name: &str) -> &Value {
        let found = &self.template["Resources"][name];
        assert!(!found.is_null(), "the template has no {name}");
        found
    }

    fn text(&self, value: &Value) -> String {
        match self.resolved(value) {
            Value::String(text) => text,
            Value::Number(number) => number.to_string(),
            other => panic!("{other} is no text"),
        }
    }

    /// A part of the template with every name and address filled in.
    fn resolved(&self, value: &Value) -> Value {
        match value {
            Value::Array(parts) => parts.iter().map(|part| self.resolved(part)).collect(),
            Value::Object(parts) => match parts.iter().next() {
                Some((name, of)) if name == "Ref" => json!(self.named(of.as_str().unwrap())),
                Some((name, of)) if name == "Fn::GetAtt" => json!(self.named(of.as_str().unwrap())),
                Some((name, of)) if name == "Fn::Sub" => json!(self.filled(of.as_str().unwrap())),
                Some((name, of)) if name == "Fn::If" => {
                    let chosen = if self.holds(of[0].as_str().unwrap()) { &of[1] } else { &of[2] };
                    self.resolved(chosen)
                }
                Some((name, _)) if name.starts_with("Fn::") => panic!("{name} is not known here"),
                _ => parts.iter().map(|(name, part)| (name.clone(), self.resolved(part))).collect(),
            },
            plain => plain.clone(),
        }
    }

    /// A condition of the template.
    fn holds(&self, condition: &str) -> bool {
        self.is_so(&self.template["Conditions"][condition])
    }

    fn is_so(&self, of: &Value) -> bool {
        match of.as_object().and_then(|of| of.iter().next()) {
            Some((name, of)) if name == "Fn::Equals" => self.resolved(&of[0]) == self.resolved(&of[1]),
            Some((name, of)) if name == "Fn::Not" => !self.is_so(&of[0]),
            other => panic!("the condition {other:?} is not known here"),
        }
    }

    /// What `${…}` stands for.
    fn named(&self, reference: &str) -> String {
        if let Some(resource) = reference.strip_suffix(".Arn") {
            return self.arn(resource);
        }
        match reference {
            "AWS::AccountId" => ACCOUNT.to_owned(),
            "AWS::Partition" => "aws".to_owned(),
            "AWS::Region" => REGION.to_owned(),
            "AWS::StackName" => STACK.to_owned(),
            _ => match &self.template["Parameters"][reference] {
                Value::Null => self.name(reference),
                parameter => self.parameter(reference, &parameter["Default"]),
            },
        }
    }

    fn parameter(&self, name: &str, default: &Value) -> String {
        let given = self.parameters.iter().find(|(given, _)| *given == name);
        given.map_or_else(|| self.text(default), |(_, value)| value.clone())
    }

    fn filled(&self, text: &str) -> String {
        let mut parts = text.split("${");
        let mut filled = parts.next().unwrap().to_owned();
        for part in parts {
            let (reference, rest) = part.split_once('}').unwrap();
            filled.push_str(&self.named(reference));
            filled.push_str(rest);
        }
        filled
    }
}

/// Tags in their long form, as JSON has them.
fn plain(node: &Yaml<'_>) -> Value {
    match node {
        Yaml::Value(Scalar::Null) => Value::Null,
        Yaml::Value(Scalar::Boolean(value)) => json!(value),
        Yaml::Value(Scalar::Integer(value)) => json!(value),
        Yaml::Value(Scalar::String(value)) => json!(value),
        Yaml::Sequence(parts) => parts.iter().map(plain).collect(),
        Yaml::Mapping(parts) => {
            let named =
                |(name, part): (&Yaml<'_>, &Yaml<'_>)| (name.as_str().unwrap().to_owned(), plain(part));
            Value::Object(parts.iter().map(named).collect())
        }
        Yaml::Tagged(tag, of) => {
            let name = if tag.suffix == "Ref" { "Ref".to_owned() } else { format!("Fn::{}", tag.suffix) };
            Value::Object(Map::from_iter([(name, plain(of))]))
        }
        other => panic!("{other:?} is not known here"),
    }
}
