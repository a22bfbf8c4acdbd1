//! Every request struct against Front's OpenAPI file.
//!
//! A new operation is one line in a table of rows, with calls that together set every argument.

mod contacts;
mod conversations;
mod requests;
mod responses;
mod row;

use row::Row;

fn rows() -> Vec<Row> {
    let mut rows = conversations::rows();
    rows.extend(contacts::rows());
    rows
}
