//! The one way to an account's data.

use std::marker::PhantomData;

use sea_orm::{ColumnTrait, DeleteMany, EntityTrait, QueryFilter, Select, UpdateMany};
use uuid::Uuid;

/// A table whose rows have an owner.
pub trait HasOwner: EntityTrait {
    /// The column that names the owner.
    const OWNER: Self::Column;
}

/// The rows of `E` that belong to one account.
#[derive(Debug)]
pub struct Owned<E> {
    /// The owner.
    pub user_id: Uuid,
    table: PhantomData<E>,
}

impl<E> Clone for Owned<E> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<E> Copy for Owned<E> {}

impl<E: HasOwner> Owned<E> {
    /// The rows of `user_id`.
    #[must_use]
    pub fn of(user_id: Uuid) -> Self {
        Self { user_id, table: PhantomData }
    }

    /// Selects among them.
    #[must_use]
    pub fn find(&self) -> Select<E> {
        E::find().filter(E::OWNER.eq(self.user_id))
    }

    /// Updates among them.
    #[must_use]
    pub fn update(&self) -> UpdateMany<E> {
        E::update_many().filter(E::OWNER.eq(self.user_id))
    }

    /// Deletes among them.
    #[must_use]
    pub fn delete(&self) -> DeleteMany<E> {
        E::delete_many().filter(E::OWNER.eq(self.user_id))
    }
}

/// Says which column of a table is the owner's, and gives the module its `of`.
macro_rules! owned {
    () => {
        impl crate::owned::HasOwner for Entity {
            const OWNER: Column = Column::UserId;
        }

        /// The rows of this table that belong to `user_id`.
        #[must_use]
        pub fn of(user_id: uuid::Uuid) -> crate::Owned<Entity> {
            crate::Owned::of(user_id)
        }
    };
}
pub(crate) use owned;
