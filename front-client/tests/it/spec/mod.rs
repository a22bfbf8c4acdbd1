//! Every request struct against Front's OpenAPI file.
//!
//! A new operation is a line in one of the tables of rows, with calls that between them set every argument.

mod answers;
mod contacts;
mod conversations;
mod requests;
mod row;

use row::Row;

fn rows() -> Vec<Row> {
    let mut rows = conversations::rows();
    rows.extend(contacts::rows());
    rows
}
