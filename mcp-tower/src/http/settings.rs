//! Limits and allowed origins of an endpoint.

use super::{
    limits::HttpLimits,
    origin::{AllowedHosts, AllowedOrigins},
};

/// Settings of an endpoint.
#[derive(Debug, Clone, Default)]
pub(crate) struct Settings {
    pub(crate) origins: AllowedOrigins,
    pub(crate) hosts: AllowedHosts,
    pub(crate) limits: HttpLimits,
}
