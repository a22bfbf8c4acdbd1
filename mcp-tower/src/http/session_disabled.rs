//! Stub of HTTP sessions for a build without the feature `sessions`.

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
