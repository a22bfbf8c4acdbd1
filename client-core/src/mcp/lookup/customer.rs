//! Customer lookup: the trait and its types.

use mcp_core::{Context, HandlerError, async_trait};

/// Source of customer records: one account of a vendor.
#[async_trait]
pub trait CustomerSource: Send + Sync + 'static {
    /// Returns the name of the source in results: the vendor's name.
    fn name(&self) -> &str;

    /// Finds customers by the e-mail address or phone number of the query. Finds them by name if the query has one and
    /// no customer has the addresses.
    ///
    /// The result may contain other customers: the certainty of a match is computed from the records. The future is
    /// dropped after a timeout.
    ///
    /// # Errors
    ///
    /// When the source cannot be searched. The model reads the message beside the records of other sources.
    async fn find(&self, query: &CustomerQuery, context: &Context) -> Result<FoundCustomers, HandlerError>;
}

/// Customer to look for. At least one field is set.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct CustomerQuery {
    /// Valid e-mail address.
    pub email: Option<String>,
    /// Phone number in any notation, with or without a country code.
    pub phone: Option<String>,
    /// Name, or words of a name.
    pub name: Option<String>,
}

impl CustomerQuery {
    /// Number of records that are read of what one source finds.
    pub const MAX_RECORDS: usize = 25;

    /// Creates a query for this e-mail address.
    pub fn email(email: impl Into<String>) -> Self {
        Self { email: Some(email.into()), ..Self::default() }
    }

    /// Creates a query for this phone number.
    pub fn phone(phone: impl Into<String>) -> Self {
        Self { phone: Some(phone.into()), ..Self::default() }
    }

    /// Creates a query for this name.
    pub fn name(name: impl Into<String>) -> Self {
        Self { name: Some(name.into()), ..Self::default() }
    }
}

/// Customers found in one source.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct FoundCustomers {
    /// The customers.
    pub customers: Vec<Customer>,
    /// Reason for which there may be more customers.
    pub incomplete: Option<String>,
}

impl FoundCustomers {
    /// Marks the list as incomplete, with the reason.
    #[must_use]
    pub fn incomplete(mut self, why: impl Into<String>) -> Self {
        self.incomplete = Some(why.into());
        self
    }
}

impl FromIterator<Customer> for FoundCustomers {
    /// Creates a complete list.
    fn from_iter<I: IntoIterator<Item = Customer>>(customers: I) -> Self {
        Self { customers: customers.into_iter().collect(), incomplete: None }
    }
}

/// Customer record of one source.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Customer {
    /// Id in the source.
    pub id: String,
    /// Name.
    pub name: Option<String>,
    /// Company.
    pub company: Option<String>,
    /// All known e-mail addresses.
    pub emails: Vec<String>,
    /// All known phone numbers, as stored.
    pub phones: Vec<String>,
    /// Name of the tool that reads the customer by id.
    pub read_with: Option<&'static str>,
}

impl Customer {
    /// Creates a customer with an id only.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into(), ..Self::default() }
    }

    /// Sets the name.
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into()).filter(|name| !name.trim().is_empty());
        self
    }

    /// Sets the company.
    #[must_use]
    pub fn company(mut self, company: impl Into<String>) -> Self {
        self.company = Some(company.into()).filter(|company| !company.trim().is_empty());
        self
    }

    /// Adds an e-mail address.
    #[must_use]
    pub fn email(mut self, email: impl Into<String>) -> Self {
        self.emails.push(email.into());
        self
    }

    /// Adds a phone number.
    #[must_use]
    pub fn phone(mut self, phone: impl Into<String>) -> Self {
        self.phones.push(phone.into());
        self
    }

    /// Sets the tool that reads the customer by id.
    #[must_use]
    pub const fn read_with(mut self, tool: &'static str) -> Self {
        self.read_with = Some(tool);
        self
    }
}
