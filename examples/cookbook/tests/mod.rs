//! Tests of each recipe: its program runs, and it behaves as documented.

mod account_per_tenant;
mod human_approves_sends;
mod key_per_agent;
mod limits_per_caller;
mod missing_endpoint;
mod read_only_auditor;
mod test_your_host;
