//! What an account taught and decided, on both databases.

use chrono::Utc;
use outlay_analysis::report::AnomalyKind;
use outlay_entity::account_setting::{self, Decided};
use outlay_entity::{Error, merchant_alias, model};

use crate::support::{account, on_both};

const MOST: u64 = 4;

#[tokio::test]
async fn aliases_are_learned_disputed_stated_and_taken_back() {
    on_both(async |db| {
        let (mine, other) = (merchant_alias::of(account(db).await), merchant_alias::of(account(db).await));
        let now = Utc::now();
        let learn = async |key: &str, merchant: &str| mine.learn(db.orm(), (key, merchant), MOST, now).await.unwrap();
        let held = async || {
            let all = mine.for_analysis(db.orm()).await.unwrap().into_iter();
            all.map(|a| format!("{}>{}{}", a.key, a.merchant, if a.learned { "?" } else { "" })).collect::<Vec<_>>()
        };
        learn("amzn", "amazon").await;
        learn("amzn", "amazon").await;
        assert_eq!(held().await, ["amzn>amazon?"]);
        learn("amazon", "amzn").await;
        assert!(held().await.is_empty(), "an edit that takes another back");

        learn("amzn", "amazon").await;
        learn("amzn", "river books").await;
        assert!(held().await.is_empty(), "two edits that contradict each other");
        assert!(mine.get(db.orm(), "amzn").await.unwrap().unwrap().disputed);
        mine.put(db.orm(), ("amzn", "river"), MOST, now).await.unwrap();
        learn("amzn", "amazon").await;
        assert_eq!(held().await, ["amzn>river"], "what is stated counts more than an edit");

        mine.put(db.orm(), ("river", "sea"), MOST, now).await.unwrap();
        mine.put(db.orm(), ("sea", "amzn"), MOST, now).await.unwrap();
        assert_eq!(held().await, ["river>sea", "sea>amzn"], "the newest word opens a circle");
        mine.put(db.orm(), ("a", "b"), MOST, now).await.unwrap();
        mine.put(db.orm(), ("c", "d"), MOST, now).await.unwrap();
        assert!(matches!(mine.put(db.orm(), ("e", "f"), MOST, now).await, Err(Error::Refused(_))));
        learn("g", "h").await;
        mine.put(db.orm(), ("a", "z"), MOST, now).await.unwrap();
        assert_eq!(held().await, ["a>z", "c>d", "river>sea", "sea>amzn"]);
        let page = mine.list(db.orm(), Some("a".into()), 1).await.unwrap();
        assert_eq!(page[0].key, "c");

        assert!(other.all(db.orm()).await.unwrap().is_empty(), "an alias never crosses accounts");
        assert!(matches!(other.remove(db.orm(), "a").await, Err(Error::NotFound(_))));
        mine.remove(db.orm(), "a").await.unwrap();
        assert!(matches!(mine.remove(db.orm(), "a").await, Err(Error::NotFound(_))));
    })
    .await;
}

#[tokio::test]
async fn settings_are_kept_and_need_the_version_that_was_read() {
    on_both(async |db| {
        let (mine, other) = (account_setting::of(account(db).await), account_setting::of(account(db).await));
        assert!(mine.get(db.orm()).await.unwrap().is_none());
        let decided = Decided {
            false_discovery_rate: Some(0.01),
            alert_budget: Some(7),
            muted_kinds: vec![AnomalyKind::Burst, AnomalyKind::Spike, AnomalyKind::Burst],
        };
        mine.put(db.orm(), decided.clone(), 0, Utc::now()).await.unwrap();
        let stored = mine.get(db.orm()).await.unwrap().unwrap();
        let sorted = Decided { muted_kinds: vec![AnomalyKind::Spike, AnomalyKind::Burst], ..decided };
        assert_eq!((stored.version, stored.decided()), (1, sorted));
        let late = mine.put(db.orm(), Decided::default(), 0, Utc::now()).await;
        assert!(matches!(late, Err(Error::Stale { current: 1 })), "{late:?}");
        mine.put(db.orm(), Decided::default(), 1, Utc::now()).await.unwrap();
        assert_eq!(mine.get(db.orm()).await.unwrap().unwrap().decided(), Decided::default());
        assert!(other.get(db.orm()).await.unwrap().is_none());
    })
    .await;
}

#[tokio::test]
async fn models_are_listed_without_their_bytes_and_forgotten() {
    on_both(async |db| {
        let (mine, other) = (model::of(account(db).await), model::of(account(db).await));
        let stored = |kind: &str, category: Option<&str>, size: usize| outlay_analysis::model::StoredModel {
            kind: kind.into(),
            category: category.map(str::to_owned),
            format_version: 2,
            input_hash: "h".into(),
            trained_on: None,
            trained_at: None,
            rows: 9,
            metrics: [("a".to_owned(), 0.5), ("b".to_owned(), f64::NAN)].into(),
            bytes: vec![7; size],
        };
        let models =
            vec![stored("scaler", None, 0), stored("forecast", Some("Rent"), 70_000), stored("forecast", None, 3)];
        mine.store(db.orm(), &models, Utc::now()).await.unwrap();
        let page = mine.page(db.orm(), None, 2).await.unwrap();
        let shown: Vec<_> = page.iter().map(|m| (m.kind.as_str(), m.category.as_str(), m.size)).collect();
        assert_eq!(shown, [("forecast", "", 3), ("forecast", "Rent", 70_000)]);
        assert_eq!((page[0].metrics.0["a"], page[0].metrics.0["b"]), (Some(0.5), None));
        let rest = mine.page(db.orm(), Some(("forecast".into(), "Rent".into())), 2).await.unwrap();
        assert_eq!(rest.iter().map(|m| m.kind.as_str()).collect::<Vec<_>>(), ["scaler"]);
        assert!(other.page(db.orm(), None, 9).await.unwrap().is_empty());
        assert!(matches!(other.remove(db.orm(), rest[0].id).await, Err(Error::NotFound(_))));
        mine.remove(db.orm(), rest[0].id).await.unwrap();
        assert_eq!(mine.stored(db.orm()).await.unwrap().len(), 2);
        assert!(mine.stored(db.orm()).await.unwrap().iter().all(|m| m.trained_at.is_some()));
    })
    .await;
}
