//! Every request struct against Front's OpenAPI file.
//!
//! The file (<https://github.com/frontapp/front-api-specs>, `core-api/core-api.json`) has no licence and is not part of
//! this repository. `FRONT_OPENAPI` names a copy; without it these tests say that they were skipped.
//!
//! A new operation is a line in one of the tables of rows, with calls that between them set every argument.

mod answers;
mod contacts;
mod conversations;
mod openapi;
mod requests;
mod row;

use row::Row;

fn rows() -> Vec<Row> {
    let mut rows = conversations::rows();
    rows.extend(contacts::rows());
    rows
}
