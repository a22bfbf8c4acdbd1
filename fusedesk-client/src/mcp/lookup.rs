//! FuseDesk as a source of the customer lookup.

use client_core::mcp::{Customer, CustomerQuery, CustomerSource, FoundCustomers};
use mcp_core::{Context, HandlerError, async_trait};

use super::{
    call::ToolSet,
    contact_search::{CustomerKey, MatchedBy, find, read_candidates, whole},
    view::{contact_name, emails, phones},
};
use crate::api::contacts::Contact;

/// Contacts of FuseDesk, for the customer lookup [`CustomerLookup`](client_core::mcp::CustomerLookup). Returned by
/// [`AgentTools::customer_source`](super::AgentTools::customer_source).
///
/// FuseDesk does not document the fields of its text search, so the full records are read and compared here.
///
/// ```
/// # #[cfg(not(feature = "testing"))] fn main() {}
/// # #[cfg(feature = "testing")]
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use client_core::mcp::{CustomerSource, CustomerQuery};
/// use fusedesk_client::{FuseDesk, mcp::AgentTools, testing::{FakeDesk, seed}};
/// use mcp_core::Context;
///
/// let fake = FakeDesk::seeded();
/// let desk = FuseDesk::app(fake.app())?.builder().credential(fake.api_key()).transport(fake.clone()).build()?;
/// let source = AgentTools::new(desk).customer_source();
/// let found = source.find(&CustomerQuery::email("finance@northwind.example"), &Context::new()).await?;
/// assert_eq!(found.customers[0].id, seed::ELENA);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct FuseDeskCustomers {
    set: ToolSet,
}

impl FuseDeskCustomers {
    pub(super) const fn new(set: ToolSet) -> Self {
        Self { set }
    }
}

#[async_trait]
impl CustomerSource for FuseDeskCustomers {
    fn name(&self) -> &'static str {
        "FuseDesk"
    }

    async fn find(&self, query: &CustomerQuery, context: &Context) -> Result<FoundCustomers, HandlerError> {
        let call = self.set.call(context.clone());
        let mut found: Vec<Contact> = Vec::new();
        let mut incomplete = false;
        let addresses = [
            query.email.as_deref().map(|email| CustomerKey::Email(email.trim().to_lowercase())),
            query.phone.as_deref().map(|phone| CustomerKey::Phone(phone.trim().to_owned())),
        ];
        let name = query.name.as_deref().map(|name| CustomerKey::Name(name.trim().to_owned()));
        for key in addresses.into_iter().flatten().chain(name) {
            // The name counts only if nobody has the addresses.
            if matches!(key, CustomerKey::Name(_)) && !found.is_empty() {
                break;
            }
            let by_name = matches!(key, CustomerKey::Name(_));
            let candidates = match find(&call, &key).await {
                Ok(candidates) => candidates,
                Err(error) if found.is_empty() => return Err(error),
                Err(_) => {
                    incomplete = true;
                    continue;
                }
            };
            incomplete |= !candidates.complete;
            let mut contacts = read_candidates(&call, candidates, &key).await;
            contacts.retain(|(_, by)| by_name || *by <= MatchedBy::PhoneWithoutCountryCode);
            incomplete |= contacts.len() > CustomerQuery::MAX_RECORDS;
            contacts.truncate(CustomerQuery::MAX_RECORDS);
            let (contacts, failure) = whole(&call, contacts, &key).await;
            incomplete |= failure.is_some();
            for (contact, _) in contacts {
                if !found.iter().any(|known| known.id.is_some() && known.id == contact.id) {
                    found.push(contact);
                }
            }
        }
        let customers: FoundCustomers = found.iter().filter_map(customer).collect();
        Ok(if incomplete {
            customers.incomplete(
                "not every contact was compared by all of its addresses; use fusedesk_find_customer for the others",
            )
        } else {
            customers
        })
    }
}

fn customer(contact: &Contact) -> Option<Customer> {
    let id = contact.id.as_ref().map(ToString::to_string);
    let id = id.or_else(|| contact.crm_id.map(|id| id.to_string()))?;
    let known = Customer::new(id)
        .name(contact_name(contact).unwrap_or_default())
        .company(contact.company.clone().unwrap_or_default())
        .read_with("fusedesk_customer_timeline");
    let known = emails(contact).fold(known, Customer::email);
    Some(phones(contact).fold(known, Customer::phone))
}
