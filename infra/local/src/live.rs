//! `--live`: one real company on this machine, by a file. No AWS, no simulators.

mod file;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::{fs, io};

use jiff::Timestamp;
use koppel_domain::administration::Administration;
use koppel_domain::digest::Digest;
use koppel_domain::failure::{Failure, System};
use koppel_domain::integration::Life;
use koppel_domain::records::{RecordKey, Stream};
use koppel_outside::clock::SystemClock;
use koppel_platform::connections::{Pacing, SimpleSimonSecret};
use koppel_platform::packages::{BookkeepingSecret, Package, Packages};
use koppel_store::{Connector, Profile};
use koppel_sync::{Connected, RunLimits};
use secrecy::SecretString;

use crate::company::{Company, Given, REAL, Reached};
use crate::database::Folder;
use crate::failure::Failed;
use crate::options::Options;
use crate::probe::what_to_do;
use crate::say::{self, Bars};
use crate::watch;
use crate::world::is_simulated;

pub(crate) use file::{Books, Company as Content, Imuis, SnelStart};

/// Where everything is kept when `--data` names no folder.
const DEFAULT_FOLDER: &str = "koppel-data";

/// The file in the folder that says whose it is, by a digest.
const IDENTITY: &str = "company";

/// Links the company of `file` until Ctrl-C.
pub(crate) async fn run(file: &Path, options: &Options) -> Result<bool, Failed> {
    let content = read(file)?;
    let data = options.data.clone().unwrap_or_else(|| PathBuf::from(DEFAULT_FOLDER));
    let folder = Folder::open(Some(&data))?;
    let identity = same_company(&folder, &data, &content)?;
    let (packages, books) = reached(content.books);
    let given = Given {
        name: content.name,
        settings: content.settings,
        books,
        simple_simon: SimpleSimonSecret {
            config: content.simple_simon.config,
            licence: content.simple_simon.licence,
            user: content.simple_simon.user,
            password: content.simple_simon.password,
            api_key: content.simple_simon.api_key,
        },
    };
    let reached = Reached { packages, pacing: Pacing::default(), limits: RunLimits::default() };
    let company = Company::open(
        REAL,
        folder.store(false).await?,
        folder.vault()?,
        Arc::new(SystemClock),
        Arc::new(Bars::default()),
        reached,
    )
    .await?;
    company.set_up(given).await?;
    let administration = check(&company).await?;
    remember(&company, administration, &data).await?;
    // Only now: what was mistyped at a first start must not keep the folder for itself.
    let part = folder.file(&format!("{IDENTITY}.part"));
    fs::write(&part, identity.as_str())
        .and_then(|()| fs::rename(&part, folder.file(IDENTITY)))
        .map_err(|source| Failed::Folder { path: data.clone(), source })?;
    println!(
        "A run every {}, {}. Work orders archived before {} are not sent. Ctrl-C stops.\n",
        say::time(options.every()),
        say::cleanups(options.cleanup_every()),
        activated_at(&company).await?.unwrap_or_default()
    );
    tokio::select! {
        result = watch::go_on(&company, options) => result?,
        _ = tokio::signal::ctrl_c() => println!("\nStopped. Nothing is lost: what was under way is taken up at the next start."),
    }
    Ok(true)
}

/// How the company's package is reached, and what opens it there.
fn reached(books: Books) -> (Packages, BookkeepingSecret) {
    match books {
        Books::Imuis(imuis) => {
            let Imuis { partner_key, environment_code, config } = *imuis;
            let imuis = Package { config, key: Some(SecretString::from(partner_key)) };
            let secret = BookkeepingSecret::new(Connector::Imuis, environment_code);
            (Packages { imuis, ..Packages::default() }, secret)
        }
        Books::SnelStart(SnelStart { subscription_key, link_key, config }) => {
            let snelstart = Package { config, key: Some(SecretString::from(subscription_key)) };
            let secret = BookkeepingSecret::new(Connector::Snelstart, link_key);
            (Packages { snelstart, ..Packages::default() }, secret)
        }
    }
}

/// When the link was activated first.
pub(crate) async fn activated_at(company: &Company) -> Result<Option<Timestamp>, Failed> {
    Ok(company.memory().open().await?.and_then(|opened| opened.profile.life.activated_at))
}

/// A folder belongs to one licence and one administration: under others, its links and its ledger would be wrong. Which one
/// a key of SnelStart opens, SnelStart itself tells ([`remember`]).
fn same_company(folder: &Folder, data: &Path, content: &Content) -> Result<Digest, Failed> {
    let licence = &content.simple_simon.licence;
    let identity = match &content.books {
        Books::Imuis(imuis) => Digest::of(&(licence, &imuis.environment_code)),
        Books::SnelStart(_) => Digest::of(&(licence, "snelstart")),
    };
    if is_simulated(folder) {
        return Err(Failed::OtherCompany(data.to_owned()));
    }
    match fs::read_to_string(folder.file(IDENTITY)) {
        Ok(before) if before.trim() == identity.as_str() => Ok(identity),
        Ok(_) => Err(Failed::OtherCompany(data.to_owned())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(identity),
        Err(source) => Err(Failed::Folder { path: data.to_owned(), source }),
    }
}

pub(crate) fn read(file: &Path) -> Result<Content, Failed> {
    let path = file.to_owned();
    let text = fs::read_to_string(file).map_err(|source| Failed::LiveFile { path: path.clone(), source })?;
    file::parse(&text).map_err(|reason| Failed::LiveContent { path, reason })
}

/// Both packages let the company in, and know what the settings name; else it does not even begin.
async fn check(company: &Company) -> Result<Administration, Failed> {
    let opened = company.memory().open().await?;
    let refused = |what: String| Failed::Refused { what };
    let opened = opened.ok_or_else(|| refused("the company's profile is gone".to_owned()))?;
    let Connected { bookkeeping, simon, .. } = company
        .context
        .connections
        .open(&company.tenant, &opened, None)
        .await
        .map_err(|error| refused(error.to_string()))?;
    let administration = bookkeeping
        .administration()
        .await
        .map_err(|failure| refused(words(&failure, what_to_do(bookkeeping.system(), &failure))))?;
    println!("{}: administration “{}”.", bookkeeping.system(), administration.name);
    let checked = simon.check().await;
    checked.map_err(|failure| refused(words(&failure, what_to_do(System::SimpleSimon, &failure))))?;
    println!("Simple-Simon: signed in.");
    let settings = &opened.profile.settings;
    for (name, article) in [
        ("travel_article", &settings.travel_article),
        ("work_article", &settings.work_article),
        ("standard_article", &settings.standard_article),
    ] {
        let Some(key) = article else { continue };
        let row = bookkeeping.record(Stream::Articles, key).await;
        if row.map_err(|failure| refused(words(&failure, "try again")))?.is_none() {
            return Err(refused(unknown(name, key)));
        }
    }
    Ok(administration)
}

/// Books of SnelStart are known again by what SnelStart tells of them, so that its key may be another than before. Those of
/// iMUIS are known by the key ([`same_company`]), and may be called otherwise.
async fn remember(company: &Company, found: Administration, data: &Path) -> Result<(), Failed> {
    let Some(opened) = company.memory().open().await? else { return Ok(()) };
    let profile = opened.profile;
    let before = profile.life.books();
    if profile.connector == Connector::Imuis || before.as_ref() == Some(&found) {
        return Ok(());
    }
    if before.as_ref().is_some_and(|before| !before.is(&found)) {
        return Err(Failed::OtherCompany(data.to_owned()));
    }
    let Administration { name, id } = found;
    let id = id.or_else(|| before.and_then(|before| before.id));
    let life = Life { administration: Some(name), administration_id: id, ..profile.life.clone() };
    company.memory().save_profile(Profile { life, ..profile }).await?;
    Ok(())
}

fn unknown(setting: &str, article: &RecordKey) -> String {
    format!("[settings] {setting} = “{article}”: bookkeeping does not know this article; correct the number")
}

fn words(failure: &Failure, action: &str) -> String {
    match failure {
        Failure::Refused { reason, .. } => format!("{failure}: {reason}; {action}"),
        failure => format!("{failure}; {action}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_file_is_what_the_program_reads() {
        let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../koppel.example.toml");
        let file = read(&example).unwrap();
        assert_eq!(file.name, "Voorbeeld BV");
        assert!(matches!(file.books, Books::Imuis(_)));
    }

    /// The example with the part of SnelStart in the place of that of iMUIS.
    fn with_snelstart() -> String {
        let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../koppel.example.toml");
        let text = fs::read_to_string(example).unwrap();
        let mut part = "";
        let mut lines = Vec::new();
        for line in text.lines() {
            let bare = line.trim_start_matches("# ");
            if bare.starts_with('[') {
                part = bare;
            }
            match part {
                "[imuis]" | "[imuis.config]" => {}
                "[snelstart]" | "[snelstart.config]" if bare.starts_with('[') || bare.contains(" = ") => {
                    lines.push(bare.to_owned());
                }
                _ => lines.push(line.to_owned()),
            }
        }
        lines.join("\n")
    }

    #[test]
    fn the_example_has_the_other_package_too_and_a_file_names_one() {
        let Ok(company) = file::parse(&with_snelstart()) else { panic!("{}", with_snelstart()) };
        let Books::SnelStart(snelstart) = company.books else { panic!("another package") };
        assert_eq!(snelstart.config, koppel_snelstart::Config::default());
        for text in [
            with_snelstart().replace("[snelstart", "[imuis"),
            with_snelstart() + "\n[imuis]\npartner_key = \"a\"\nenvironment_code = \"b\"\n",
        ] {
            assert!(file::parse(&text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_wrong_file_is_named_with_its_line_and_without_its_secrets() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("koppel.toml");
        fs::write(&path, "company = \"A\"\n[imuis]\npartner_key = \"geheim\" x\n").unwrap();
        let Err(error) = read(&path) else { panic!("it was taken") };
        let text = error.to_string();
        assert!(text.contains("(line 3)"), "{text}");
        assert!(!text.contains("geheim"), "{text}");
        let all = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../koppel.example.toml"))
            .unwrap();
        fs::write(&path, all.replace("\"1234567890123456\"", "1234567890123456")).unwrap();
        let Err(error) = read(&path) else { panic!("it was taken") };
        assert!(error.to_string().contains("between quotes"), "{error}");
        assert!(!error.to_string().contains("1234567890123456"), "{error}");
        let Err(error) = read(&folder.path().join("none.toml")) else { panic!("it was taken") };
        assert!(error.to_string().contains("koppel.example.toml"));
    }
}
