//! Each recipe as it stands: its program runs, and it keeps what it promises.

mod account_per_tenant;
mod human_approves_sends;
mod key_per_agent;
mod limits_per_caller;
mod missing_endpoint;
mod read_only_auditor;
mod test_your_host;
