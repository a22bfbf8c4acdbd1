//! Stands in for the session's part of HTTP in a build without sessions.

use http::{Response, request::Parts};

use super::{body::ResponseBody, settings::Settings};
use crate::{live::LiveServer, session::Store};

pub(crate) fn serve(
    sessions: &Store,
    _: &Parts,
    _: Option<&LiveServer>,
    _: &Settings,
) -> Response<ResponseBody> {
    match *sessions {}
}
