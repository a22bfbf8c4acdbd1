//! Resolution of ids and names in arguments.

mod assignee;
mod case;
mod customer;
mod named;

pub(crate) use assignee::{assignee, is_unassigned, rep};
pub(crate) use case::case_id;
pub(crate) use customer::{Customer, customer, has_address, known_customer, whole_customer};
pub(crate) use named::{current, one, several};
