//! Every request against `sheet.txt`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use serde_json::Value;

use crate::answers::Asked;

const TEXT: &str = include_str!("sheet.txt");

#[derive(Default)]
struct Call {
    query: BTreeMap<String, String>,
    filter: BTreeMap<String, String>,
    body: Option<String>,
}

struct Field {
    kind: String,
    needed: bool,
    length: Option<usize>,
}

#[derive(Default)]
struct Sheet {
    headers: BTreeSet<String>,
    calls: BTreeMap<String, Call>,
    models: BTreeMap<String, BTreeMap<String, Field>>,
}

static SHEET: LazyLock<Sheet> = LazyLock::new(|| {
    let mut sheet = Sheet::default();
    let (mut call, mut model) = (String::new(), String::new());
    for line in TEXT.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty()) {
        let words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        match words.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
            ["header", name] => drop(sheet.headers.insert((*name).to_owned())),
            ["call", method, path] => {
                call = format!("{method} {path}");
                sheet.calls.insert(call.clone(), Call::default());
            }
            ["query", name, kind] => {
                let query = &mut sheet.calls.get_mut(&call).unwrap().query;
                query.insert((*name).to_owned(), (*kind).to_owned());
            }
            ["filter", name, kind] => {
                let filter = &mut sheet.calls.get_mut(&call).unwrap().filter;
                filter.insert((*name).to_owned(), (*kind).to_owned());
            }
            ["body", model] => sheet.calls.get_mut(&call).unwrap().body = Some((*model).to_owned()),
            ["model", name] => {
                model = (*name).to_owned();
                sheet.models.insert(model.clone(), BTreeMap::new());
            }
            ["field", name, kind, rest @ ..] => {
                let field = Field {
                    kind: kind.trim_end_matches('!').to_owned(),
                    needed: kind.ends_with('!'),
                    length: rest.first().map(|length| length.parse().unwrap()),
                };
                sheet.models.get_mut(&model).unwrap().insert((*name).to_owned(), field);
            }
            _ => panic!("{line}"),
        }
    }
    sheet
});

/// What is wrong with a request, if anything.
pub(crate) fn check(asked: &Asked) -> Result<(), String> {
    if asked.path == "auth.test/b2b/token" {
        let fields: Vec<&str> = asked.body.split('&').filter_map(|it| it.split('=').next()).collect();
        let is_right = asked.method == "POST"
            && fields == ["grant_type", "clientkey"]
            && asked.body.starts_with("grant_type=clientkey&")
            && asked.headers.get("content-type").is_some_and(|it| it == "application/x-www-form-urlencoded");
        return is_right.then_some(()).ok_or_else(|| "no such token call".to_owned());
    }
    let path = asked.path.strip_prefix("api.test/v2").ok_or("another host or version")?;
    if let Some(missing) = SHEET.headers.iter().find(|name| !asked.headers.contains_key(*name)) {
        return Err(format!("no header {missing}"));
    }
    let call = match path.rsplit_once('/') {
        Some((start, id)) if is(id, "guid") => format!("{} {start}/{{id}}", asked.method),
        _ => format!("{} {path}", asked.method),
    };
    let call = SHEET.calls.get(&call).ok_or_else(|| format!("no call {call}"))?;
    for (name, value) in &asked.query {
        let kind = call.query.get(name).ok_or_else(|| format!("no parameter {name}"))?;
        let is_right = match (name.as_str(), kind.parse::<u32>()) {
            ("$filter", _) => {
                filter(call, value)?;
                true
            }
            (_, Ok(most)) => value.parse::<u32>().is_ok_and(|number| (1..=most).contains(&number)),
            _ => is(value, kind),
        };
        if !is_right {
            return Err(format!("{name} is {value}"));
        }
    }
    match &call.body {
        None => asked.body.is_empty().then_some(()).ok_or_else(|| "a body".to_owned()),
        Some(model) => {
            if asked.headers.get("content-type").is_none_or(|it| it != "application/json") {
                return Err("no content type".to_owned());
            }
            let body: Value = serde_json::from_str(&asked.body).map_err(|error| error.to_string())?;
            document(model, &body)
        }
    }
}

fn filter(call: &Call, text: &str) -> Result<(), String> {
    let wrong = || format!("filter {text}");
    let mut words = text.splitn(3, ' ');
    let (name, operator, value) = (words.next(), words.next(), words.next().ok_or_else(wrong)?);
    let kind = call.filter.get(name.unwrap_or_default()).ok_or_else(wrong)?;
    let is_right = match kind.as_str() {
        "datetime" => {
            let moment = value.strip_prefix("datetime'").and_then(|rest| rest.strip_suffix('\''));
            operator == Some("gt") && moment.is_some_and(|moment| is(moment, "date-time"))
        }
        "string" => {
            let inner = value.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\''));
            operator == Some("eq") && inner.is_some_and(|inner| !inner.replace("''", "").contains('\''))
        }
        "guid" => {
            let id = value.strip_prefix("guid'").and_then(|rest| rest.strip_suffix('\''));
            operator == Some("eq") && id.is_some_and(|id| is(id, "guid"))
        }
        kind => operator == Some("eq") && is(value, kind),
    };
    is_right.then_some(()).ok_or_else(wrong)
}

fn is(text: &str, kind: &str) -> bool {
    match kind {
        "guid" => {
            let lengths: Vec<usize> = text.split('-').map(str::len).collect();
            lengths == [8, 4, 4, 4, 12]
                && text.chars().all(|c| c == '-' || (c.is_ascii_hexdigit() && !c.is_ascii_uppercase()))
        }
        "int" => text.parse::<i64>().is_ok(),
        "decimal" => text.parse::<rust_decimal::Decimal>().is_ok(),
        "date-time" => text.len() == 19 && text.parse::<jiff::civil::DateTime>().is_ok(),
        _ => false,
    }
}

fn document(model: &str, value: &Value) -> Result<(), String> {
    let fields = SHEET.models.get(model).ok_or_else(|| format!("no model {model}"))?;
    let object = value.as_object().ok_or_else(|| format!("{model} is no object"))?;
    let missing = fields.iter().find(|(name, field)| field.needed && !object.contains_key(*name));
    if let Some((name, field)) = missing {
        return Err(format!("{model} without {name}: {}", field.kind));
    }
    for (name, value) in object {
        let field = fields.get(name).ok_or_else(|| format!("{model} has no {name}"))?;
        let wrong = || format!("{model}.{name} is {value}");
        let is_right = match (field.kind.as_str(), value) {
            ("string", Value::String(text)) => {
                field.length.is_none_or(|length| text.encode_utf16().count() <= length)
            }
            ("int", Value::Number(number)) => number.is_i64(),
            ("decimal", Value::Number(_)) | ("bool", Value::Bool(_)) => true,
            ("date-time" | "guid", Value::String(text)) => is(text, &field.kind),
            (kind, Value::String(text)) => kind.split('|').any(|choice| choice == text),
            (kind, Value::Array(items)) => {
                let model = kind.strip_suffix("[]").ok_or_else(wrong)?;
                items.iter().try_for_each(|item| document(model, item))?;
                !items.is_empty()
            }
            (kind, Value::Object(_)) => {
                document(kind, value)?;
                true
            }
            _ => false,
        };
        if !is_right {
            return Err(wrong());
        }
    }
    Ok(())
}

#[test]
fn the_check_finds_each_kind_of_mistake() {
    let headers = ["authorization", "ocp-apim-subscription-key", "accept", "content-type"];
    let asked = |method: &str, path: &str, query: &[(&str, &str)], body: &str| Asked {
        method: method.to_owned(),
        path: format!("api.test/v2{path}"),
        query: query.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
        headers: headers.iter().map(|name| ((*name).to_owned(), "application/json".to_owned())).collect(),
        body: body.to_owned(),
    };
    let get = |path: &str, name: &str, value: &str| check(&asked("GET", path, &[(name, value)], ""));
    assert_eq!(get("/relaties", "$filter", "ModifiedOn gt datetime'2026-07-16T23:59:59'"), Ok(()));
    assert_eq!(get("/artikelen", "$filter", "Artikelcode eq 'O''Brien'"), Ok(()));
    for (path, name, value) in [
        ("/Relaties", "$top", "500"),
        ("/relaties/7", "$top", "500"),
        ("/relaties", "$orderby", "Naam"),
        ("/relaties", "$top", "501"),
        ("/relaties", "$filter", "modifiedOn gt datetime'2026-07-16T23:59:59'"),
        ("/relaties", "$filter", "ModifiedOn gt '2026-07-16T23:59:59'"),
        ("/relaties", "$filter", "Relatiecode eq '1001'"),
        ("/relaties", "$filter", "Id eq 'aaaaaaaa-0000-4000-8000-000000001042'"),
        ("/artikelen", "$filter", "Artikelcode eq 'O'Brien'"),
        ("/landen", "$filter", "Landcode eq 'NL'"),
    ] {
        assert!(get(path, name, value).is_err(), "{path} {name}={value}");
    }
    let order = |change: &dyn Fn(&mut Value)| {
        let id = "aaaaaaaa-0000-4000-8000-000000001042";
        let mut order = serde_json::json!({
            "relatie": { "id": id }, "datum": "2026-07-15T00:00:00", "orderreferentie": "Werkbon 1",
            "verkooporderBtwIngaveModel": "Exclusief",
            "regels": [{ "artikel": { "id": id }, "aantal": 1.75, "stuksprijs": 62.5 }],
        });
        change(&mut order);
        check(&asked("POST", "/verkooporders", &[], &order.to_string()))
    };
    assert_eq!(order(&|_| ()), Ok(()));
    let mistakes: [&dyn Fn(&mut Value); 8] = [
        &|order| order["nummer"] = 7.into(),
        &|order| order["orderreferentie"] = "x".repeat(51).into(),
        &|order| order["datum"] = "2026-07-15T00:00:00Z".into(),
        &|order| order["verkooporderBtwIngaveModel"] = "exclusief".into(),
        &|order| order["relatie"]["uri"] = "/relaties/1".into(),
        &|order| order["regels"] = Value::Array(Vec::new()),
        &|order| order["regels"][0]["stuksprijs"] = Value::Null,
        &|order| drop(order["regels"][0].as_object_mut().unwrap().remove("artikel")),
    ];
    for (position, mistake) in mistakes.iter().enumerate() {
        assert!(order(mistake).is_err(), "mistake {position}");
    }
}
