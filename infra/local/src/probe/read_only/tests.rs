//! No write goes through, whichever client asks, and no more requests than granted.

use jiff::civil::date;
use koppel_domain::failure::Failure;
use koppel_domain::records::RecordKey;
use koppel_domain::sales_order::{OrderLine, OrderReference, SalesOrder};
use koppel_domain::work_order::SimonId;
use koppel_imuis::{Imuis, Transport};
use koppel_outside::ReqwestHttp;
use koppel_outside::clock::SystemClock;
use koppel_outside::pace::Pace;
use koppel_simple_simon::{CustomerDraft, Dialect, SimpleSimon, Table};
use koppel_simulators::clock::SimClock;
use koppel_simulators::imuis::{self, Debtor, ImuisSimulator};
use koppel_simulators::server::{Simulated as _, serve};
use koppel_simulators::simple_simon::{self, SimonSimulator};

use super::*;

/// Answers everything, and counts.
#[derive(Default)]
struct Counting(AtomicU64);

#[async_trait]
impl Http for Counting {
    async fn send(&self, _: Request<Bytes>, _: Limits) -> Result<Response<Bytes>, HttpError> {
        self.0.fetch_add(1, Ordering::Relaxed);
        Ok(Response::new(Bytes::from_static(b"[]")))
    }
}

fn request() -> Request<Bytes> {
    Request::get("https://package.example/").body(Bytes::new()).unwrap()
}

const LIMITS: Limits = Limits { timeout: Duration::from_secs(1), answer_bytes: 100 };

#[tokio::test]
async fn only_reads_go_through_and_no_more_than_granted() {
    let inner = Arc::new(Counting::default());
    let time = Duration::from_secs(60);
    let never = ReadOnly::new(inner.clone(), |_| false, 9, time);
    assert!(
        matches!(never.send(request(), LIMITS).await, Err(HttpError::NotSent(why)) if why.contains("write"))
    );
    let late = ReadOnly::new(inner.clone(), |_| true, 9, Duration::ZERO);
    assert!(
        matches!(late.send(request(), LIMITS).await, Err(HttpError::NotSent(why)) if why.contains("time"))
    );
    assert_eq!(inner.0.load(Ordering::Relaxed), 0);
    let two = ReadOnly::new(inner.clone(), |_| true, 2, time);
    for _ in 0..2 {
        assert!(two.send(request(), LIMITS).await.is_ok());
    }
    assert!(two.send(request(), LIMITS).await.is_err());
    assert_eq!(inner.0.load(Ordering::Relaxed), 2);
}

fn network() -> Arc<dyn Http> {
    Arc::new(ReqwestHttp::new().unwrap())
}

#[tokio::test]
async fn the_connector_of_imuis_makes_no_order_in_any_transport() {
    let simulator = ImuisSimulator::new(SimClock::default(), imuis::Options::default());
    simulator.put_debtor(Debtor { nr: 10_000, ..Debtor::default() });
    let at = serve(Arc::new(simulator.clone()), 0).await.unwrap();
    for transport in [Transport::Form, Transport::Soap11, Transport::Soap12] {
        let only_reads = koppel_imuis::probe::only_reads;
        let guarded = ReadOnly::new(network(), only_reads, 99, Duration::from_secs(60));
        let options = simulator.options();
        let config = koppel_imuis::Config {
            form_url: format!("{}/ws1_api.aspx", at.url()),
            soap_url: format!("{}/ws1_xml.asmx", at.url()),
            read: transport,
            write: transport,
            ..koppel_imuis::Config::default()
        };
        let credentials = koppel_imuis::Credentials {
            partner_key: options.partner_key.into(),
            environment_code: options.environment_code.into(),
        };
        let pace = Arc::new(Pace::new(1, Duration::ZERO));
        let imuis = Imuis::new(Arc::new(guarded), Arc::new(SystemClock), pace, config, credentials, None);
        let order = SalesOrder {
            reference: OrderReference::of(SimonId(417)),
            debtor: RecordKey::new("10000").unwrap(),
            date: date(2026, 3, 5),
            customer_reference: String::new(),
            memo: String::new(),
            lines: vec![OrderLine {
                article: RecordKey::new("A1").unwrap(),
                quantity: 1.into(),
                description: String::new(),
            }],
        };
        use koppel_bookkeeping::Bookkeeping as _;
        assert!(imuis.administration().await.is_ok(), "{transport:?}");
        let failure = imuis.create_order(&order).await.unwrap_err();
        assert!(
            matches!(&failure, Failure::Unreachable { detail, .. } if detail.contains("only reads")),
            "{failure:?}"
        );
    }
    assert_eq!(simulator.journal().count("CreateVerkoopOrder"), 0);
    assert!(simulator.orders().is_empty());
}

#[tokio::test]
async fn the_client_of_simple_simon_writes_nothing_in_either_dialect() {
    let simulator = SimonSimulator::new(SimClock::default(), simple_simon::Options::default());
    let customer = simulator.insert("customer", serde_json::json!({ "Name": "Jansen" }));
    let at = serve(Arc::new(simulator.clone()), 0).await.unwrap();
    for (dialect, below) in [(Dialect::Classic, "classic"), (Dialect::OData, "odata")] {
        let base = format!("{}/{below}", at.url());
        let config = koppel_simple_simon::Config::new(&base, dialect);
        let only_reads = move |request: &_| koppel_simple_simon::probe::only_reads(&base, dialect, request);
        let guarded = ReadOnly::new(network(), only_reads, 99, Duration::from_secs(60));
        let options = simulator.options();
        let credentials = koppel_simple_simon::Credentials {
            licence: options.licence.clone().into(),
            user: options.user.clone(),
            password: options.password.clone().into(),
            api_key: Some(options.api_key.clone().into()),
        };
        let pace = Arc::new(Pace::new(1, Duration::ZERO));
        let simon =
            SimpleSimon::new(Arc::new(guarded), Arc::new(SystemClock), pace, config, credentials, None);
        simon.check().await.unwrap();
        let draft =
            CustomerDraft { ext_key: "1".to_owned(), name: "Bakker".to_owned(), ..CustomerDraft::default() };
        let id = SimonId(customer);
        let refused = [
            simon.insert(&draft.clone().into()).await.err(),
            simon.update(id, &draft.into()).await.err(),
            simon.delete(Table::Customer, id).await.err(),
        ];
        for failure in refused {
            assert!(
                matches!(&failure, Some(Failure::Unreachable { detail, .. }) if detail.contains("only reads")),
                "{failure:?}"
            );
        }
    }
    assert!(simulator.writes().is_empty());
    assert_eq!(simulator.count("customer"), 1);
}
