//! Carries out a call that was let in: reads, and the changes that create, replace and delete (SnelStart fact sheet §7).
//!
//! Guarantees: a replacement empties what its body leaves out (§12); a deleted relation or article stays as an inactive
//! row that no read by id finds; a change is remembered before it is answered.

use bytes::Bytes;
use http::Response;
use jiff::Timestamp;

use super::State;
use super::articles;
use super::bind::{self, Bound};
use super::books::{Change, Row, Shelf, is_guid};
use super::fixed;
use super::json::{Json, Object};
use super::lists::{self, Source, is_among, shelf};
use super::models::{ARTICLE, RELATION};
use super::moment;
use super::options::Options;
use super::order_models::{ORDER, QUOTE, SETTABLE};
use super::orders::Maker;
use super::prices::{Asked, agreed};
use super::rates;
use super::refusal::{Refusal, empty, json};
use super::relations;
use super::route::{Act, Resource, Route};
use super::view::View;

/// A call on the books of an administration.
pub(super) struct Desk<'a> {
    pub(super) state: &'a mut State,
    /// The switches of the administration that was called, which need not be those of the books.
    pub(super) options: &'a Options,
    pub(super) now: Timestamp,
    pub(super) route: &'a Route,
    pub(super) body: &'a Bytes,
    /// Lists answer nothing although there is something.
    pub(super) empty_page: bool,
}

type Answer = Result<Response<Bytes>, Refusal>;

impl Desk<'_> {
    /// Carries the call out.
    ///
    /// # Errors
    /// What SnelStart refuses.
    pub(super) fn carry_out(&mut self) -> Answer {
        let act = self.route.act.clone().ok_or(Refusal::NoAction)?;
        match (self.route.resource, act) {
            (Resource::Echo, Act::Read(text)) if text.is_empty() => Ok(empty(204)),
            (Resource::Echo, Act::Read(text)) => Ok(json(200, &text.into())),
            (Resource::Authorization, Act::Read(_)) => {
                let given = self.route.parameter("userIdentifier").is_some_and(is_guid);
                Ok(json(200, &Json::object([("hasAccess", given.into())])))
            }
            (Resource::CompanyInfo, _) => {
                let year = moment::read(&moment::stamp(self.now, self.options)).map_or(0, |at| at.year());
                Ok(json(200, &fixed::company_info(&self.state.books, self.options, year)))
            }
            (Resource::Rates, _) => Ok(json(200, &rates::list())),
            (Resource::Countries, act) => Self::fixed(fixed::countries(), &act),
            (Resource::CostCentres, act) => Self::fixed(fixed::cost_centres(), &act),
            (Resource::Templates, act) => Self::fixed(fixed::templates(), &act),
            (_, Act::List) => self.list(),
            (_, Act::Read(id)) => self.read(&id),
            (_, Act::Create) => self.create(),
            (_, Act::Replace(id)) => self.replace(&id),
            (_, Act::Delete(id)) => self.delete(&id),
            (_, Act::Status(id)) => self.set_status(&id),
        }
    }

    fn fixed(rows: Vec<Json>, act: &Act) -> Answer {
        let Act::Read(id) = act else { return Ok(json(200, &Json::List(rows))) };
        let row = rows.iter().find(|row| row.id().is_some_and(|of| of.eq_ignore_ascii_case(id)));
        row.map(|row| json(200, row)).ok_or(Refusal::Missing("ALG-0103", "Het id is ongeldig"))
    }

    fn list(&self) -> Answer {
        let name = self.route.resource.name();
        let source = Source {
            books: &self.state.books,
            options: self.options,
            now: self.now,
            lie: self.state.lies.get(name),
            empty: self.empty_page,
        };
        lists::page(&source, self.route).map(|page| json(200, &page))
    }

    fn read(&self, id: &str) -> Answer {
        let row = self.found(id)?;
        let asked = Asked::read(self.route, &self.state.books)?;
        let price = agreed(&self.state.books, &row.id, &asked, self.options, self.now);
        let view = View { price, ..View::new(row, self.route.resource, self.options) };
        Ok(json(200, &view.show(false, None)))
    }

    fn create(&mut self) -> Answer {
        let document = self.checked(None)?;
        let shelf = self.shelf()?;
        let row = Row {
            id: self.state.books.next_id(shelf),
            document,
            created: self.now,
            modified: self.now,
            was_quote: self.route.resource == Resource::Quotes,
        };
        self.put(row, 201)
    }

    fn replace(&mut self, id: &str) -> Answer {
        let old = self.found(id)?.clone();
        let mut document = self.checked(Some(&old))?;
        for name in ["documents", "extraVeldenKlant", "fax", "technischeVoorraad", "vrijeVoorraad"] {
            if old.document.contains_key(name) {
                document.insert(name.to_owned(), old.get(name).clone());
            }
        }
        self.put(Row { document, modified: self.now, ..old }, 200)
    }

    fn delete(&mut self, id: &str) -> Answer {
        let mut row = self.found(id)?.clone();
        let flag = match self.route.resource {
            Resource::Relations => "nonactief",
            Resource::Articles => "isNonActief",
            _ => {
                self.state.make(Change::Gone(Shelf::Orders, row.id)).map_err(|_| Refusal::NotStored)?;
                return Ok(empty(self.options.deleted_order_status));
            }
        };
        row.document.insert(flag.to_owned(), true.into());
        row.modified = self.now;
        let change = Change::Put(self.shelf()?, Box::new(row));
        self.state.make(change).map_err(|_| Refusal::NotStored)?;
        Ok(empty(200))
    }

    /// `PUT /verkooporders/{id}/ProcesStatus`: up to `Afhaalbon`; an invoice is a person's work.
    fn set_status(&mut self, id: &str) -> Answer {
        let mut row = self.found(id)?.clone();
        let body = Json::parse(self.body).ok_or_else(|| Refusal::code("ALG-0106", "De inhoud is leeg"))?;
        if body.id().is_none_or(|sent| !sent.eq_ignore_ascii_case(&row.id)) {
            return Err(Refusal::code("ALG-0101", "Id in de url verschilt van id in de inhoud"));
        }
        let status = body.get("procesStatus").text().filter(|status| SETTABLE.contains(status));
        let status = status.ok_or_else(|| {
            let text = "The value is not valid for ProcesStatus.".to_owned();
            Refusal::ModelState(vec![("verkooporder.ProcesStatus".to_owned(), text)])
        })?;
        row.document.insert("procesStatus".to_owned(), status.into());
        row.modified = self.now;
        self.put(row, 200)
    }

    fn put(&mut self, row: Row, status: u16) -> Answer {
        let shown = View::new(&row, self.route.resource, self.options).show(false, None);
        let change = Change::Put(self.shelf()?, Box::new(row));
        self.state.make(change).map_err(|_| Refusal::NotStored)?;
        Ok(json(status, &shown))
    }

    fn shelf(&self) -> Result<Shelf, Refusal> {
        shelf(self.route.resource).ok_or(Refusal::NoPath)
    }

    /// The record of an id: one that is inactive is not found.
    fn found(&self, id: &str) -> Result<&Row, Refusal> {
        if !is_guid(id) {
            return Err(Refusal::code("ALG-0103", "Het id is ongeldig"));
        }
        let row = self.state.books.row(self.shelf()?, id).filter(|row| {
            is_among(row, self.route.resource, self.options)
                && row.get("nonactief").flag() != Some(true)
                && row.get("isNonActief").flag() != Some(true)
        });
        row.ok_or(match self.route.resource {
            Resource::Relations => Refusal::Missing("REL-0005", "De relatie is niet gevonden"),
            Resource::Articles => Refusal::Missing("ART-0001", "Artikel bestaat niet"),
            Resource::Orders | Resource::Quotes => {
                Refusal::Missing("VOR-0001", "De verkooporder is niet gevonden")
            }
            _ => Refusal::Missing("ALG-0103", "Het id is ongeldig"),
        })
    }

    fn checked(&self, old: Option<&Row>) -> Result<Object, Refusal> {
        let (books, options) = (&self.state.books, self.options);
        let bound = |model| -> Result<Bound, Refusal> { bind::body(model, self.body, options) };
        let model = if self.route.resource == Resource::Quotes { &QUOTE } else { &ORDER };
        match self.route.resource {
            Resource::Relations => relations::checked(books, bound(&RELATION)?, old),
            Resource::Articles => articles::checked(books, bound(&ARTICLE)?, old, options),
            _ => Maker { books, options, now: self.now, model: model.name }.checked(bound(model)?, old),
        }
    }
}
