//! Members of `params` and `params._meta`, found while the message is parsed.
//!
//! The method decides which members matter, and it may follow them in the message. So the places of all known members
//! are kept, and no value is read before it is needed.

use std::fmt;

use bytes::Bytes;
use serde::{
    Deserialize, Deserializer,
    de::{DeserializeSeed, Error, IgnoredAny, MapAccess, SeqAccess, Visitor},
};
use serde_json::value::RawValue;

use crate::wire::protocol::{
    META_CLIENT_CAPABILITIES, META_CLIENT_INFO, META_LOG_LEVEL, META_PROTOCOL_VERSION,
};

/// Known member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Member {
    Meta,
    Name,
    Uri,
    Cursor,
    Arguments,
    ProtocolVersion,
    ClientInfo,
    Capabilities,
    Level,
    Notifications,
    InputResponses,
    RequestState,
    MetaVersion,
    MetaClient,
    MetaCapabilities,
    MetaLogLevel,
    ProgressToken,
    TraceParent,
    TraceState,
    Baggage,
}

/// Number of known members.
const COUNT: usize = Member::Baggage as usize + 1;

/// Members of `params`.
const PARAMS: [(&str, Member); 12] = [
    ("name", Member::Name),
    ("arguments", Member::Arguments),
    ("_meta", Member::Meta),
    ("uri", Member::Uri),
    ("cursor", Member::Cursor),
    ("protocolVersion", Member::ProtocolVersion),
    ("clientInfo", Member::ClientInfo),
    ("capabilities", Member::Capabilities),
    ("level", Member::Level),
    ("notifications", Member::Notifications),
    ("inputResponses", Member::InputResponses),
    ("requestState", Member::RequestState),
];

/// Members of `params._meta`.
const META: [(&str, Member); 8] = [
    (META_PROTOCOL_VERSION, Member::MetaVersion),
    (META_CLIENT_INFO, Member::MetaClient),
    (META_CLIENT_CAPABILITIES, Member::MetaCapabilities),
    (META_LOG_LEVEL, Member::MetaLogLevel),
    ("progressToken", Member::ProgressToken),
    ("traceparent", Member::TraceParent),
    ("tracestate", Member::TraceState),
    ("baggage", Member::Baggage),
];

impl Member {
    /// Returns `true` if null is a value of the wrong type. For other members it counts as absent.
    const fn keeps_null(self) -> bool {
        matches!(self, Self::InputResponses | Self::MetaVersion)
    }
}

/// Error in the form of `params`.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Malformed {
    Params,
    Meta,
    Repeated(&'static str),
}

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Params => f.write_str("params must be an object"),
            Self::Meta => f.write_str("params._meta must be an object"),
            Self::Repeated(name) => write!(f, "params: {name} is repeated"),
        }
    }
}

/// Known members, borrowed from the text.
#[derive(Default)]
pub(crate) struct Found<'a> {
    values: [Option<&'a RawValue>; COUNT],
    /// One bit per member, because null may count as absent.
    seen: u32,
    malformed: Option<Malformed>,
}

/// Places of the known members in a body.
#[derive(Clone)]
pub(crate) struct Members {
    places: [(u32, u32); COUNT],
    malformed: Option<Malformed>,
}

impl Members {
    /// Returns the places of members that borrow from this body; `None` if it has 4 GiB or more.
    pub(crate) fn of(found: &Found<'_>, body: &Bytes) -> Option<Self> {
        u32::try_from(body.len()).ok()?;
        let base = body.as_ptr().addr();
        let mut places = [(0, 0); COUNT];
        for (place, value) in places.iter_mut().zip(&found.values) {
            if let Some(value) = value {
                let start = value.get().as_ptr().addr() - base;
                *place = (start as u32, (start + value.get().len()) as u32);
            }
        }
        Some(Self { places, malformed: found.malformed })
    }

    pub(crate) const fn malformed(&self) -> Option<Malformed> {
        self.malformed
    }

    /// Returns the JSON of a member.
    pub(crate) fn bytes(&self, member: Member, body: &Bytes) -> Option<Bytes> {
        let (start, end) = self.places[member as usize];
        (end > 0).then(|| body.slice(start as usize..end as usize))
    }

    /// Returns the JSON of a member as text.
    pub(crate) fn text<'a>(&self, member: Member, body: &'a str) -> Option<&'a str> {
        let (start, end) = self.places[member as usize];
        if end == 0 { None } else { body.get(start as usize..end as usize) }
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Found<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut found = Self::default();
        let params = Object { found: &mut found, known: &PARAMS, otherwise: Malformed::Params };
        params.deserialize(deserializer)?;
        Ok(found)
    }
}

/// Reads the known members of an object. Any other value is recorded as malformed; null is none.
struct Object<'f, 'a> {
    found: &'f mut Found<'a>,
    known: &'static [(&'static str, Member)],
    otherwise: Malformed,
}

impl Object<'_, '_> {
    fn record_malformed<E>(self) -> Result<(), E> {
        self.found.malformed.get_or_insert(self.otherwise);
        Ok(())
    }
}

impl<'de: 'a, 'a> DeserializeSeed<'de> for Object<'_, 'a> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de: 'a, 'a> Visitor<'de> for Object<'_, 'a> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        while let Some(known) = members.next_key_seed(Key(self.known))? {
            let Some((name, member)) = known else {
                members.next_value::<IgnoredAny>()?;
                continue;
            };
            let bit = 1 << member as u32;
            if self.found.seen & bit != 0 {
                self.found.malformed.get_or_insert(Malformed::Repeated(name));
            }
            self.found.seen |= bit;
            if member == Member::Meta {
                let found = &mut *self.found;
                members.next_value_seed(Object { found, known: &META, otherwise: Malformed::Meta })?;
                continue;
            }
            let value = members.next_value::<&RawValue>()?;
            if member.keeps_null() || value.get() != "null" {
                self.found.values[member as usize] = Some(value);
            }
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        while items.next_element::<IgnoredAny>()?.is_some() {}
        self.record_malformed()
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<(), E> {
        self.record_malformed()
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<(), E> {
        self.record_malformed()
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<(), E> {
        self.record_malformed()
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<(), E> {
        self.record_malformed()
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<(), E> {
        self.record_malformed()
    }
}

/// Name of a member; reads to `None` if it is unknown.
struct Key(&'static [(&'static str, Member)]);

impl<'de> DeserializeSeed<'de> for Key {
    type Value = Option<(&'static str, Member)>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Key {
    type Value = Option<(&'static str, Member)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a member")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Self::Value, E> {
        Ok(self.0.iter().find(|(known, _)| *known == name).copied())
    }
}
