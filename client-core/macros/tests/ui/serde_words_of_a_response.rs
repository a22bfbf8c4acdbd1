use client_core::response;

#[response]
pub struct Tag {
    #[serde(skip)]
    pub hidden: Option<String>,
    #[serde(skip_serializing)]
    pub unsent: Option<String>,
    #[serde(default = "size")]
    pub size: u32,
    #[serde(flatten)]
    pub options: Option<String>,
    #[serde(rename(deserialize = "parent"))]
    pub parent_id: Option<String>,
    #[cfg_attr(all(), serde(rename = "tag_name"))]
    pub name: Option<String>,
    #[required]
    #[serde(deserialize_with = "client_core::de::text")]
    pub code: Option<String>,
}

/// A record whose `reader` reads all fields.
#[response(reader = client_core::response)]
pub struct Read {
    #[serde(with = "module")]
    pub code: Option<String>,
}

fn main() {}
