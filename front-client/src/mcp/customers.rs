//! Front as a source of the customer lookup.

use client_core::mcp::{
    Customer, CustomerQuery, CustomerSource, FoundCustomers, argument::international_phone, result::Keywords,
    same_phone,
};
use mcp_core::{Context, HandlerError, async_trait};

use super::{
    agent::search_contacts,
    call::{Call, ToolSet},
    resolve::exact_handle,
    view::{ContactView, HandleView},
};
use crate::api::contacts::{Contact, GetContact};

/// Contacts of Front for the customer lookup, [`CustomerLookup`](client_core::mcp::CustomerLookup). Created by
/// [`AgentTools::customers`](super::AgentTools::customers).
///
/// An e-mail address or a phone number with country code is looked up directly. Front has no search for anything
/// else: a name, or a number without the code, is searched among the 1,000 newest contacts, and the result says so.
///
/// ```
/// # #[cfg(not(feature = "testing"))] fn main() {}
/// # #[cfg(feature = "testing")]
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use client_core::mcp::{CustomerSource, CustomerQuery};
/// use front_client::{Client, mcp::AgentTools, testing::{FakeFront, seed}};
/// use mcp_core::Context;
///
/// let fake = FakeFront::seeded();
/// let front = Client::builder().credential(fake.token()).transport(fake.clone()).build()?;
/// let customers = AgentTools::new(front).customers();
/// let found = customers.find(&CustomerQuery::name("Elena"), &Context::new()).await?;
/// assert_eq!(found.customers[0].id, seed::ELENA);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct FrontCustomers {
    set: ToolSet,
}

impl FrontCustomers {
    pub(super) const fn new(set: ToolSet) -> Self {
        Self { set }
    }
}

#[async_trait]
impl CustomerSource for FrontCustomers {
    fn name(&self) -> &'static str {
        "Front"
    }

    async fn find(&self, query: &CustomerQuery, context: &Context) -> Result<FoundCustomers, HandlerError> {
        let call = self.set.call(context.clone());
        let mut found = Vec::new();
        for address in [&query.email, &query.phone].into_iter().flatten() {
            found.extend(exact(&call, address.trim()).await?);
        }
        let local = query.phone.as_deref().filter(|phone| international_phone(phone.trim()).is_none());
        if !found.is_empty() || (query.name.is_none() && local.is_none()) {
            return Ok(found.iter().map(customer).collect());
        }
        let words = query.name.as_deref().map(|name| Keywords::of(Some(name)));
        let fits = |contact: &Contact| {
            let named = words.as_ref().is_some_and(|words| words.fit(contact.name.as_deref()));
            let mut handles = contact.handles.iter().filter_map(|handle| handle.handle.as_deref());
            named || local.is_some_and(|local| handles.any(|handle| same_phone(handle, local).is_some()))
        };
        let (contacts, complete) = search_contacts::first(&call, CustomerQuery::MAX_RECORDS, fits).await?;
        let found: FoundCustomers = contacts.iter().map(customer).collect();
        Ok(if complete {
            found
        } else {
            found.incomplete("only the newest contacts were searched; search_contacts continues the search")
        })
    }
}

async fn exact(call: &Call, address: &str) -> Result<Option<ContactView>, HandlerError> {
    let Some(alias) = exact_handle(address) else { return Ok(None) };
    Ok(call.find(&GetContact::new(alias)).await?.as_ref().map(ContactView::from))
}

fn customer(contact: &ContactView) -> Customer {
    let known = Customer::new(contact.id.as_str())
        .name(contact.name.as_deref().unwrap_or_default())
        .read_with("read_contact");
    contact.handles.iter().fold(known, |known, HandleView { kind, handle }| match (kind.as_deref(), handle) {
        (Some("email"), Some(email)) => known.email(email.as_str()),
        (Some("phone"), Some(phone)) => known.phone(phone.as_str()),
        _ => known,
    })
}
