//! Customers, and who knows them.

use mcp_core::{Context, ToolError, async_trait};

/// A place that knows customers: a vendor, over one account.
#[async_trait]
pub trait CustomerDirectory: Send + Sync + 'static {
    /// What results call it: the vendor's name.
    fn name(&self) -> &str;

    /// The customers who fit the query: those with the e-mail address or the phone number, where the query has one, and
    /// those of the name, where it has one and nobody has the addresses.
    ///
    /// It may find more than fits; how sure a match is, is judged from what the records hold. The future is dropped when
    /// it takes too long.
    ///
    /// # Errors
    ///
    /// When it cannot be asked. The model reads the message, beside what others found.
    async fn find(&self, query: &CustomerQuery, context: &Context) -> Result<Customers, ToolError>;
}

/// Who is looked for. At least one of the three is there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct CustomerQuery {
    /// An e-mail address, which has the form of one.
    pub email: Option<String>,
    /// A phone number in any writing, with or without a country code.
    pub phone: Option<String>,
    /// A name or words of one.
    pub name: Option<String>,
}

impl CustomerQuery {
    /// Number of records that are read of what one directory finds.
    pub const MAX_RECORDS: usize = 25;

    /// Whoever has this e-mail address.
    pub fn email(email: impl Into<String>) -> Self {
        Self { email: Some(email.into()), ..Self::default() }
    }

    /// Whoever has this phone number.
    pub fn phone(phone: impl Into<String>) -> Self {
        Self { phone: Some(phone.into()), ..Self::default() }
    }

    /// Whoever has this name.
    pub fn name(name: impl Into<String>) -> Self {
        Self { name: Some(name.into()), ..Self::default() }
    }
}

/// What a directory found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Customers {
    /// The customers.
    pub customers: Vec<Customer>,
    /// Why there may be more: what was not looked through.
    pub incomplete: Option<String>,
}

impl Customers {
    /// Says that there may be more, and why.
    #[must_use]
    pub fn incomplete(mut self, why: impl Into<String>) -> Self {
        self.incomplete = Some(why.into());
        self
    }
}

impl FromIterator<Customer> for Customers {
    /// These, and certainly no others.
    fn from_iter<I: IntoIterator<Item = Customer>>(customers: I) -> Self {
        Self { customers: customers.into_iter().collect(), incomplete: None }
    }
}

/// A customer, as one directory has them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Customer {
    /// The id in the directory.
    pub id: String,
    /// The name.
    pub name: Option<String>,
    /// The company.
    pub company: Option<String>,
    /// All e-mail addresses that are known.
    pub emails: Vec<String>,
    /// All phone numbers that are known, as they are stored.
    pub phones: Vec<String>,
    /// The tool that tells more, by the id.
    pub read_with: Option<&'static str>,
}

impl Customer {
    /// A customer of whom only the id is known.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into(), ..Self::default() }
    }

    /// With this name.
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into()).filter(|name| !name.trim().is_empty());
        self
    }

    /// Of this company.
    #[must_use]
    pub fn company(mut self, company: impl Into<String>) -> Self {
        self.company = Some(company.into()).filter(|company| !company.trim().is_empty());
        self
    }

    /// With this e-mail address, besides those before.
    #[must_use]
    pub fn email(mut self, email: impl Into<String>) -> Self {
        self.emails.push(email.into());
        self
    }

    /// With this phone number, besides those before.
    #[must_use]
    pub fn phone(mut self, phone: impl Into<String>) -> Self {
        self.phones.push(phone.into());
        self
    }

    /// Of whom this tool tells more.
    #[must_use]
    pub const fn read_with(mut self, tool: &'static str) -> Self {
        self.read_with = Some(tool);
        self
    }
}
