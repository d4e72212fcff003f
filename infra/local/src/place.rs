//! Where the world is: in this process, or apart in one of its own (`--apart`), so that what this process holds in memory
//! is Koppel's own.
//!
//! The process apart is this program again, told by a hidden option. It prints where it listens, then answers one line
//! of JSON with one line of JSON, and ends when its input ends: so it never outlives the process that started it.

use std::io;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;

use jiff::SignedDuration;
use koppel_simulators::clock::SimClock;
use koppel_store::Store;
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines, Stdin};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::sync::Mutex;

use crate::activation;
use crate::clock::WorldClock;
use crate::company::{Company, DEMO};
use crate::compare::Figures;
use crate::database::{self, Folder};
use crate::failure::Failed;
use crate::office::Office;
use crate::options::Options;
use crate::say::Bars;
use crate::traffic::Traffic;
use crate::upheaval::Removed;
use crate::work_orders::Demo;
use crate::world::{Act, Addresses, World};

/// What is asked of the process apart.
#[derive(Serialize, Deserialize)]
enum Ask {
    Day,
    Archive,
    Act(Act),
    Removed,
    Figures(Vec<Demo>),
    Ahead(i64),
}

#[derive(Serialize, Deserialize)]
struct Hello {
    addresses: Addresses,
    database: String,
    is_old: bool,
    ahead: i64,
}

/// The world, wherever it is.
pub(crate) enum Place {
    /// In this process.
    Here(Box<World>),
    /// In a process of its own.
    Apart(Box<Remote>),
}

pub(crate) struct Remote {
    hello: Hello,
    clock: SimClock,
    pipes: Mutex<(ChildStdin, Lines<BufReader<ChildStdout>>)>,
    _child: Child,
}

impl Place {
    /// Opens the world that `folder` keeps, or makes a new one.
    pub(crate) async fn open(options: &Options, folder: &Folder) -> Result<Self, Failed> {
        if options.apart {
            return Ok(Self::Apart(Box::new(Remote::start(options, folder).await?)));
        }
        Ok(Self::Here(Box::new(World::open(options, folder).await?)))
    }

    /// The demo company in this world, activated, and its office.
    pub(crate) async fn company(
        &self,
        options: &Options,
        folder: &Folder,
    ) -> Result<(Company, Office), Failed> {
        let (store, addresses): (Store, Addresses) = match self {
            Self::Here(world) => {
                (folder.store(options.data.is_none()).await?, world.addresses(options.odata))
            }
            Self::Apart(remote) => {
                (database::store_at(&remote.hello.database).await?, remote.hello.addresses.clone())
            }
        };
        let clock = Arc::new(WorldClock(self.clock().clone()));
        let (reached, given) = addresses.given(options.bookkeeping, options.odata);
        let company =
            Company::open(DEMO, store, folder.vault()?, clock, Arc::new(Bars::default()), reached).await?;
        // Runs that end by themselves need no port of their own.
        let port = if options.once { 0 } else { options.port };
        let office = Office::open(&company, self.clock(), port, &given).await?;
        if options.unlinked {
            activation::create(&office, &given).await?;
        } else {
            activation::activate(&office, &company, &given).await?;
        }
        Ok((company, office))
    }

    const fn clock(&self) -> &SimClock {
        match self {
            Self::Here(world) => &world.clock,
            Self::Apart(remote) => &remote.clock,
        }
    }

    /// Everything was put there by an earlier start.
    pub(crate) const fn is_old(&self) -> bool {
        match self {
            Self::Here(world) => world.is_old,
            Self::Apart(remote) => remote.hello.is_old,
        }
    }

    /// The days at the demo company.
    pub(crate) fn days(&self, seed: u64) -> Days<'_> {
        match self {
            Self::Here(world) => Days::Here(Box::new(Traffic::new(world, seed))),
            Self::Apart(remote) => Days::Apart(remote),
        }
    }

    /// Makes and archives the forty work orders.
    pub(crate) async fn archive(&self) -> Result<Vec<Demo>, Failed> {
        match self {
            Self::Here(world) => Ok(world.archive()),
            Self::Apart(remote) => remote.ask(&Ask::Archive).await,
        }
    }

    /// Lets the office act.
    pub(crate) async fn act(&self, act: Act) -> Result<(), Failed> {
        match self {
            Self::Here(world) => world.act(act),
            Self::Apart(remote) => return remote.ask(&Ask::Act(act)).await,
        }
        Ok(())
    }

    /// What a cleanup made of the upheaval so far.
    pub(crate) async fn removed(&self) -> Result<Removed, Failed> {
        match self {
            Self::Here(world) => Ok(world.removed()),
            Self::Apart(remote) => remote.ask(&Ask::Removed).await,
        }
    }

    /// Both sides, compared.
    pub(crate) async fn figures(&self, demos: &[Demo]) -> Result<Figures, Failed> {
        match self {
            Self::Here(world) => Ok(world.figures(demos)),
            Self::Apart(remote) => remote.ask(&Ask::Figures(demos.to_vec())).await,
        }
    }

    /// Moves the clock of everyone in this world.
    pub(crate) async fn move_ahead(&self, by: SignedDuration) -> Result<(), Failed> {
        match self {
            Self::Here(world) => world.ahead.advance(by).map_err(Failed::Clock),
            Self::Apart(remote) => {
                remote.clock.advance(by);
                remote.ask(&Ask::Ahead(by.as_secs())).await
            }
        }
    }
}

/// The days at the demo company, wherever its world is.
pub(crate) enum Days<'a> {
    /// In this process.
    Here(Box<Traffic<'a>>),
    /// In a process of its own.
    Apart(&'a Remote),
}

impl Days<'_> {
    /// What happens between two ticks, told line by line.
    pub(crate) async fn go(&mut self) -> Result<Vec<String>, Failed> {
        match self {
            Self::Here(traffic) => Ok(traffic.go()),
            Self::Apart(remote) => remote.ask(&Ask::Day).await,
        }
    }
}

impl Remote {
    async fn start(options: &Options, folder: &Folder) -> Result<Self, Failed> {
        let failed = |source| Failed::Apart { source };
        let mut command = Command::new(std::env::current_exe().map_err(failed)?);
        command.arg("--world").arg(folder.file(""));
        command.arg("--bookkeeping").arg(options.bookkeeping.as_str());
        command.arg("--customers").arg(options.customers.to_string());
        command.arg("--seed").arg(options.seed.to_string());
        if let Some(latency) = options.latency {
            command.arg("--latency").arg(format!("{}ms", latency.as_millis()));
        }
        for (is_set, name) in [(options.faults, "--faults"), (options.odata, "--odata")] {
            if is_set {
                command.arg(name);
            }
        }
        if let Some(data) = &options.data {
            command.arg("--data").arg(data);
        }
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .map_err(failed)?;
        let ended = || failed(io::Error::other("it has no pipes"));
        let to = child.stdin.take().ok_or_else(ended)?;
        let mut from = BufReader::new(child.stdout.take().ok_or_else(ended)?).lines();
        let hello: Hello = read(&mut from).await?;
        let clock = SimClock::default();
        clock.advance(SignedDuration::from_secs(hello.ahead));
        Ok(Self { hello, clock, pipes: Mutex::new((to, from)), _child: child })
    }

    async fn ask<T: for<'de> Deserialize<'de>>(&self, ask: &Ask) -> Result<T, Failed> {
        let failed = |source| Failed::Apart { source };
        let mut line = serde_json::to_vec(ask).map_err(|error| failed(error.into()))?;
        line.push(b'\n');
        let (to, from) = &mut *self.pipes.lock().await;
        to.write_all(&line).await.map_err(failed)?;
        read(from).await
    }
}

async fn read<T: for<'de> Deserialize<'de>>(from: &mut Lines<BufReader<ChildStdout>>) -> Result<T, Failed> {
    let failed = |source| Failed::Apart { source };
    let line = from.next_line().await.map_err(failed)?;
    let line = line.ok_or_else(|| failed(io::Error::other("it ended")))?;
    serde_json::from_str(&line).map_err(|error| failed(error.into()))
}

/// The process apart: holds the world until its input ends.
pub(crate) async fn hold(path: &Path, options: &Options) -> Result<bool, Failed> {
    let folder = Folder::shared(path.to_owned());
    let world = World::open(options, &folder).await?;
    let file: Option<PathBuf> = options.data.is_some().then(|| folder.file("koppel.db"));
    let hello = Hello {
        addresses: world.addresses(options.odata),
        database: database::serve(file.as_deref()).await?,
        is_old: world.is_old,
        ahead: world.ahead.seconds(),
    };
    answer(&hello)?;
    let mut traffic = Traffic::new(&world, options.seed);
    let mut input: Lines<BufReader<Stdin>> = BufReader::new(tokio::io::stdin()).lines();
    while let Ok(Some(line)) = input.next_line().await {
        match serde_json::from_str(&line) {
            Ok(Ask::Day) => answer(&traffic.go())?,
            Ok(Ask::Archive) => answer(&world.archive())?,
            Ok(Ask::Act(act)) => {
                world.act(act);
                answer(&())?;
            }
            Ok(Ask::Removed) => answer(&world.removed())?,
            Ok(Ask::Figures(demos)) => answer(&world.figures(&demos))?,
            Ok(Ask::Ahead(seconds)) => {
                world.ahead.advance(SignedDuration::from_secs(seconds)).map_err(Failed::Clock)?;
                answer(&())?;
            }
            Err(_) => break,
        }
    }
    // The runtime's own thread may still wait for input; the world has nothing left to store.
    std::process::exit(0)
}

fn answer<T: Serialize>(value: &T) -> Result<(), Failed> {
    let line = serde_json::to_string(value).map_err(|error| Failed::Apart { source: error.into() })?;
    println!("{line}");
    Ok(())
}
