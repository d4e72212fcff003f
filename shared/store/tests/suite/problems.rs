//! Open problems (P7).

use koppel_domain::message::Table;
use koppel_store::Problem;

use super::world::{World, cut, moment};

fn problem(table: Table, key: &str, tries: u32) -> Problem {
    Problem {
        table,
        key: key.to_owned(),
        message: cut(key),
        first_seen: moment(0),
        last_seen: moment(1),
        tries,
        next_try: moment(300),
    }
}

#[tokio::test]
async fn a_problem_stays_open_until_it_is_closed() {
    let world = World::new().await;
    world.theirs.save_problems(&[problem(Table::Article, "A", 9)]).await.unwrap();
    let twice = [problem(Table::Article, "A", 1), problem(Table::Article, "A", 2)];
    world.ours.save_problems(&twice).await.unwrap();
    world.ours.save_problems(&[problem(Table::ArticleGroup, "A", 1)]).await.unwrap();

    let (articles, next) = world.ours.problems(Table::Article, None, 10).await.unwrap();
    assert_eq!((articles, next), (vec![problem(Table::Article, "A", 2)], None));
    assert_eq!(world.ours.all_problems(10).await.unwrap().len(), 2);

    let close = [(Table::Article, "A".to_owned()), (Table::Article, "never opened".to_owned())];
    world.ours.close_problems(&close).await.unwrap();
    assert_eq!(world.ours.all_problems(10).await.unwrap(), [problem(Table::ArticleGroup, "A", 1)]);
    assert_eq!(world.theirs.all_problems(10).await.unwrap(), [problem(Table::Article, "A", 9)]);
}

#[tokio::test]
async fn problems_come_page_by_page_while_they_are_closed() {
    let world = World::new().await;
    let many: Vec<Problem> = (0..60).map(|n| problem(Table::Customer, &format!("{n:03}"), 1)).collect();
    world.ours.save_problems(&many).await.unwrap();
    world.theirs.save_problems(&many[..5]).await.unwrap();
    world.ours.save_problems(&[problem(Table::WorkOrder, "1", 1)]).await.unwrap();

    let mut seen = Vec::new();
    let mut after: Option<String> = None;
    loop {
        let (page, next) = world.ours.problems(Table::Customer, after.as_deref(), 25).await.unwrap();
        let closed: Vec<_> = page.iter().map(|one| (one.table, one.key.clone())).collect();
        world.ours.close_problems(&closed).await.unwrap();
        seen.extend(page);
        after = next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(seen, many);
    assert_eq!(world.ours.all_problems(100).await.unwrap(), [problem(Table::WorkOrder, "1", 1)]);
    assert_eq!(world.theirs.all_problems(100).await.unwrap(), &many[..5]);
    assert_eq!(world.theirs.all_problems(2).await.unwrap(), &many[..2]);
}
