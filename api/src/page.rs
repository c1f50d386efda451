//! Keyset pages: a page knows where it ended, so pages are complete and stable while rows come and go.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use poem_openapi::Object;
use poem_openapi::types::{ParseFromJSON, ToJSON, Type};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::problem::{FieldError, Problem};

/// Items a page has when the client does not say.
pub const DEFAULT_LIMIT: u64 = 100;
/// Most items a page may have.
pub const MAX_LIMIT: u64 = 500;

/// One page of a list.
#[derive(Clone, Debug, Object)]
pub struct Page<T: ParseFromJSON + ToJSON + Type + Send + Sync> {
    /// The items, in the order asked for
    pub items: Vec<T>,
    /// Cursor of the next page; absent on the last one
    #[oai(skip_serializing_if_is_none)]
    pub next: Option<String>,
}

impl<T: ParseFromJSON + ToJSON + Type + Send + Sync> Page<T> {
    /// Cuts `rows`, which were fetched with one more than `limit`, and writes the cursor from the last row that stays.
    #[must_use]
    pub fn cut<R, K: Serialize>(mut rows: Vec<R>, limit: u64, key: impl Fn(&R) -> K, item: impl FnMut(R) -> T) -> Self {
        let next = cut(&mut rows, limit, key);
        Self { items: rows.into_iter().map(item).collect(), next }
    }

    /// The same for items that not every row has.
    ///
    /// # Errors
    /// The first of the items'.
    pub fn try_cut<R, K: Serialize, E>(
        mut rows: Vec<R>,
        limit: u64,
        key: impl Fn(&R) -> K,
        item: impl FnMut(R) -> Result<T, E>,
    ) -> Result<Self, E> {
        let next = cut(&mut rows, limit, key);
        Ok(Self { items: rows.into_iter().map(item).collect::<Result<_, E>>()?, next })
    }
}

/// Cuts off what is beyond `limit`; the cursor of the next page, if there is one.
fn cut<R, K: Serialize>(rows: &mut Vec<R>, limit: u64, key: impl Fn(&R) -> K) -> Option<String> {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = rows.len() > limit;
    rows.truncate(limit);
    if more { rows.last().map(|last| encode(&key(last))) } else { None }
}

/// The limit asked for, or the default.
///
/// # Errors
/// 422 unless it is 1 to [`MAX_LIMIT`].
pub fn limit(asked: Option<u64>) -> Result<u64, Problem> {
    match asked {
        None => Ok(DEFAULT_LIMIT),
        Some(n @ 1..=MAX_LIMIT) => Ok(n),
        Some(n) => Err(Problem::invalid(vec![
            FieldError::parameter("limit", format!("limit: a page has 1 to {MAX_LIMIT} items"))
                .given(n.to_string())
                .allowed(format!("1 to {MAX_LIMIT}")),
        ])),
    }
}

/// An opaque cursor that carries `key`.
#[must_use]
pub fn encode(key: &impl Serialize) -> String {
    URL_SAFE_NO_PAD.encode(serde_json::to_vec(key).unwrap_or_default())
}

/// The key inside a cursor.
///
/// # Errors
/// 422 when it is not a cursor of this list.
pub fn decode<K: DeserializeOwned>(cursor: Option<&str>) -> Result<Option<K>, Problem> {
    let Some(cursor) = cursor else { return Ok(None) };
    let key = URL_SAFE_NO_PAD.decode(cursor).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok());
    key.map(Some).ok_or_else(|| not_a_cursor(cursor))
}

/// 422: `cursor` is of another list, or of the same one in another order.
#[must_use]
pub fn not_a_cursor(cursor: &str) -> Problem {
    let detail = "cursor: not a cursor of this list; use the `next` of its last page as it is";
    let error = FieldError::parameter("cursor", detail).given(cursor);
    Problem::invalid(vec![error.allowed("the `next` of a page of this list with the same sort")])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_carries_its_key_and_nothing_else_is_a_cursor() {
        let key = ("2026-01-31".to_owned(), -5i64);
        let cursor = encode(&key);
        assert_eq!(decode::<(String, i64)>(Some(&cursor)).ok().flatten(), Some(key));
        assert!(decode::<(String, i64)>(Some("x")).is_err());
        assert!(decode::<(u8,)>(Some(&cursor)).is_err());
    }

    #[test]
    fn the_last_page_has_no_next() {
        let page = Page::<u32>::cut(vec![1u32, 2, 3], 2, |n| *n, |n| n);
        assert_eq!((page.items, page.next.is_some()), (vec![1, 2], true));
        let page = Page::<u32>::cut(vec![3u32], 2, |n| *n, |n| n);
        assert_eq!((page.items, page.next), (vec![3], None));
    }
}
