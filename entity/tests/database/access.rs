//! Refresh tokens and tries of secrets, on both databases.

use std::time::Duration;

use crate::support::{account, on_both};
use chrono::Utc;
use outlay_entity::{session, throttle};
use uuid::Uuid;

/// What a token of this test is exchanged for.
fn renewal(next_hash: &str, now: chrono::DateTime<Utc>) -> session::Renewal<'_> {
    let expires_at = now + Duration::from_secs(60);
    session::Renewal { next_hash, user_agent: "test", now, expires_at, grace: Duration::from_secs(10) }
}

#[tokio::test]
async fn a_refresh_token_that_comes_twice_revokes_its_family() {
    on_both(async |db| {
        let id = account(db).await;
        let now = Utc::now();
        let life = (now, now + Duration::from_secs(60));
        let (first, second, third) = (format!("{id}-1"), format!("{id}-2"), format!("{id}-3"));
        let begun = session::of(id).create(db.orm(), None, &first, "test", life).await.unwrap();
        let rotated = session::rotate(db.orm(), &first, renewal(&second, now)).await.unwrap();
        assert!(matches!(&rotated, session::Rotation::Rotated(next) if next.family == begun.family));
        let later = now + Duration::from_secs(11);
        let stolen = session::rotate(db.orm(), &first, renewal(&third, later)).await.unwrap();
        assert!(matches!(stolen, session::Rotation::Reused(_)));
        let honest = session::rotate(db.orm(), &second, renewal(&third, later)).await.unwrap();
        assert_eq!(honest, session::Rotation::Refused);
        assert!(session::of(id).live(db.orm(), now, 10).await.unwrap().is_empty());
        assert!(session::holder(db.orm(), id, begun.family).await.unwrap().is_none());
    })
    .await;
}

#[tokio::test]
async fn a_refresh_token_may_come_again_for_a_moment_and_one_branch_goes_on() {
    on_both(async |db| {
        let id = account(db).await;
        let now = Utc::now();
        let life = (now, now + Duration::from_secs(60));
        let hash = |n: u32| format!("{id}-{n}");
        let begun = session::of(id).create(db.orm(), None, &hash(1), "test", life).await.unwrap();
        let rotate = async |token: u32, next: u32, second: u64| {
            let (token, next, at) = (hash(token), hash(next), now + Duration::from_secs(second));
            session::rotate(db.orm(), &token, renewal(&next, at)).await.unwrap()
        };
        assert!(matches!(rotate(1, 2, 0).await, session::Rotation::Rotated(_)));
        assert!(matches!(rotate(1, 3, 9).await, session::Rotation::Rotated(_)), "the other page, or a lost answer");
        assert_eq!(session::of(id).live(db.orm(), now, 10).await.unwrap().len(), 1, "one session, two tokens");
        assert!(matches!(rotate(3, 4, 9).await, session::Rotation::Rotated(_)));
        assert!(session::holder(db.orm(), id, begun.family).await.unwrap().is_some());
        assert!(matches!(rotate(2, 5, 9).await, session::Rotation::Reused(_)), "the other branch has ended");
        assert_eq!(rotate(4, 6, 9).await, session::Rotation::Refused);

        let begun = session::of(id).create(db.orm(), None, &hash(11), "test", life).await.unwrap();
        assert!(matches!(rotate(11, 12, 0).await, session::Rotation::Rotated(_)));
        assert!(matches!(rotate(12, 13, 1).await, session::Rotation::Rotated(_)));
        assert!(matches!(rotate(11, 14, 1).await, session::Rotation::Reused(_)), "its successor has been used");
        assert!(session::holder(db.orm(), id, begun.family).await.unwrap().is_none());
    })
    .await;
}

#[tokio::test]
async fn tries_are_counted_for_all_processes_and_come_back_with_time() {
    on_both(async |db| {
        let quota = throttle::Quota { times: 3, within: Duration::from_secs(60) };
        let (key, now) = (format!("key {}", Uuid::now_v7()), Utc::now());
        let take =
            async |second: u64| throttle::take(db.orm(), &key, quota, now + Duration::from_secs(second)).await.unwrap();
        for _ in 0..3 {
            assert_eq!(take(0).await, None);
        }
        assert_eq!(take(0).await, Some(Duration::from_secs(20)));
        assert_eq!(take(5).await, Some(Duration::from_secs(15)), "a refused try costs nothing");
        assert_eq!(throttle::peek(db.orm(), &key, quota, now).await.unwrap(), Some(Duration::from_secs(20)));
        assert_eq!(take(20).await, None);
        assert!(take(20).await.is_some());
        let together = (0..20).map(|_| throttle::take(db.orm(), &key, quota, now + Duration::from_secs(600)));
        let taken = futures_util::future::join_all(together).await;
        assert_eq!(taken.into_iter().filter(|wait| matches!(wait, Ok(None))).count(), 3);
        throttle::remember(db.orm(), &key, Duration::from_secs(9), now).await.unwrap();
        assert!(throttle::is_remembered(db.orm(), &key, now).await.unwrap());
        let later = now + Duration::from_secs(10);
        assert!(!throttle::is_remembered(db.orm(), &key, later).await.unwrap());
        throttle::prune(db.orm(), later).await.unwrap();
        assert_eq!(throttle::peek(db.orm(), &key, quota, now).await.unwrap(), None);
    })
    .await;
}
