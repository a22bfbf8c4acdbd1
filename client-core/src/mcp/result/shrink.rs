//! Truncation of results to a size that a model can handle, without breaking their output schema.
//!
//! One walk estimates the sizes of all parts, a second one distributes the characters. Long texts are cut first. Lists
//! then lose their last items and maps their largest members, each in proportion to its size. What an output schema
//! requires stays. The time is linear in the size of the value, apart from a logarithm.

use serde_json::{Map, Value, json};

use super::{
    budget::{json_chars, mark},
    shape::{Rank, Shape},
};

/// Member of a shortened result that names its shortened lists and maps. Output schemas allow further members and do not
/// declare it, which saves tokens in every list of tools.
const SHORTENED: &str = "shortened";

/// Length of a text that is not cut while lists can lose items instead, in characters of JSON: ids, names, subjects.
const KEEP_CHARS: usize = 340;

/// Length of a list or map up to which it stays whole while others can lose items, in characters of JSON.
const KEEP_LIST: usize = 200;

/// Places that are named one by one.
const MAX_PLACES: usize = 100;

/// Least and most characters of the member [`SHORTENED`].
const REPORT_CHARS: std::ops::RangeInclusive<usize> = 150..=1_000;

/// Cuts a result until its JSON has at most `chars` characters, and keeps it valid against an output schema.
///
/// The longest texts are cut first, each with a note of how much is missing. Then lists lose their last items and maps
/// their largest members. Their number is in the member `shortened` of the root: `at` is the JSON pointer of the list,
/// map or text, `left_out` the number of its items or characters.
///
/// Members that the schema requires stay. So do texts with a fixed form and members whose name ends with `cursor`,
/// unless the rest does not fit. Without a schema, an object of up to 50 members keeps them as long as their texts and
/// lists can be cut. A value whose required members exceed the limit is replaced by a note of its size.
///
/// ```
/// use client_core::mcp::result::{json_chars, shrink};
/// use serde_json::json;
///
/// let tags: Vec<_> = (0..500).map(|n| json!({ "id": n })).collect();
/// let mut value = json!({ "id": "7", "body": "b".repeat(5_000), "tags": tags });
/// shrink(&mut value, None, 1_000);
/// assert!(json_chars(&value) <= 1_000);
/// assert!(value["body"].as_str().is_some_and(|body| body.ends_with(" more characters⟧")));
/// let kept = value["tags"].as_array().map_or(0, Vec::len);
/// assert_eq!(value["shortened"], json!([{ "at": "/tags", "left_out": 500 - kept }]));
/// ```
pub fn shrink(value: &mut Value, schema: Option<&Map<String, Value>>, chars: usize) {
    let size = json_chars(value);
    if size <= chars {
        return;
    }
    let schema = schema.map_or(Value::Null, |schema| Value::Object(schema.clone()));
    let report = (chars / 10).clamp(*REPORT_CHARS.start(), *REPORT_CHARS.end());
    let mut shortened = Shortened::default();
    let node = Node::of(value, &Shape::of(&schema, value));
    node.fit(value, chars.saturating_sub(report), &Place::Root, &mut shortened);
    shortened.tell(value, report);
    if json_chars(value) > chars {
        *value = json!({ SHORTENED: [{ "at": "", "left_out": size }] });
    }
}

/// Sizes of a value, in characters of JSON.
struct Node {
    size: usize,
    /// Size with long texts, lists and maps cut.
    soft: usize,
    /// Least size.
    least: usize,
    rank: Rank,
    children: Vec<Self>,
}

impl Node {
    fn of(value: &Value, shape: &Shape<'_>) -> Self {
        match value {
            Value::Null => Self::whole(4),
            Value::Bool(value) => Self::whole(if *value { 4 } else { 5 }),
            Value::Number(number) => Self::whole(number.to_string().len()),
            Value::String(text) => {
                let size = text_chars(text);
                if shape.is_fixed() {
                    Self::whole(size)
                } else {
                    Self::new(size, size.min(KEEP_CHARS), 2, Vec::new())
                }
            }
            Value::Array(items) => {
                let required = shape.required_items();
                let children: Vec<_> = items
                    .iter()
                    .enumerate()
                    .map(|(index, item)| {
                        let rank = if index < required { Rank::Required } else { Rank::Extra };
                        Self { rank, ..Self::of(item, &shape.item(index, item)) }
                    })
                    .collect();
                Self::container(children, |_| 0)
            }
            Value::Object(members) => {
                let mut names = Vec::with_capacity(members.len());
                let children: Vec<_> = members
                    .iter()
                    .map(|(name, member)| {
                        names.push(name_chars(name));
                        let (rank, shape) = shape.member(name, member, members.len());
                        let node = Self::of(member, &shape);
                        // A cut cursor is useless.
                        if name.ends_with("cursor") && member.is_string() {
                            return Self { soft: node.size, least: node.size, rank, ..node };
                        }
                        Self { rank, ..node }
                    })
                    .collect();
                Self::container(children, |index| names[index])
            }
        }
    }

    const fn new(size: usize, soft: usize, least: usize, children: Vec<Self>) -> Self {
        Self { size, soft, least, rank: Rank::Extra, children }
    }

    const fn whole(size: usize) -> Self {
        Self::new(size, size, size, Vec::new())
    }

    fn container(children: Vec<Self>, name: impl Fn(usize) -> usize) -> Self {
        // One for the comma of each child.
        let (mut all, mut soft, mut least, mut extra) = (2, 2, 2, 0);
        for (index, child) in children.iter().enumerate() {
            let own = 1 + name(index);
            all += own + child.size;
            match child.rank {
                Rank::Required => {
                    soft += own + child.soft;
                    least += own + child.least;
                }
                Rank::Declared => soft += own + child.soft,
                Rank::Extra => extra += own + child.soft,
            }
        }
        let size = all - usize::from(!children.is_empty());
        Self::new(size, (soft + extra.min(KEEP_LIST)).min(size), least.min(size), children)
    }

    /// Cuts the value to a size, if its least size allows.
    fn fit(mut self, value: &mut Value, chars: usize, place: &Place<'_>, shortened: &mut Shortened) {
        if self.size <= chars {
            return;
        }
        match value {
            Value::String(text) if self.least < self.size => {
                let missing = cut_text(text, chars);
                if missing > 0 {
                    shortened.add(place, missing);
                }
            }
            Value::Array(items) => {
                let kept = self.keep(chars, false, |_| 0);
                // The items that stay are the leading ones.
                let count = kept.iter().take_while(|kept| **kept).count();
                if count < items.len() {
                    shortened.add(place, items.len() - count);
                }
                items.truncate(count);
                self.children.truncate(count);
                let shares = self.shares(chars.saturating_sub(2 + count));
                let parts = items.iter_mut().zip(self.children).zip(shares).enumerate();
                for (index, ((item, node), share)) in parts {
                    node.fit(item, share, &Place::Item(place, index), shortened);
                }
            }
            Value::Object(members) => {
                let names: Vec<usize> = members.keys().map(|name| name_chars(name)).collect();
                let kept = self.keep(chars, true, |index| names[index]);
                let before = members.len();
                let mut flags = kept.iter();
                members.retain(|_, _| flags.next().copied().unwrap_or(false));
                let mut flags = kept.iter();
                self.children.retain(|_| flags.next().copied().unwrap_or(false));
                if members.len() < before {
                    shortened.add(place, before - members.len());
                }
                let own: usize =
                    names.iter().zip(&kept).filter(|(_, kept)| **kept).map(|(name, _)| name + 1).sum();
                let shares = self.shares(chars.saturating_sub(2 + own));
                for (((name, member), node), share) in members.iter_mut().zip(self.children).zip(shares) {
                    node.fit(member, share, &Place::Member(place, name), shortened);
                }
            }
            _ => {}
        }
    }

    /// Returns the children that stay: the required ones, then as many of the others as fit. Those of a map stay in the
    /// order of their size, those of a list in their own.
    fn keep(&self, chars: usize, is_map: bool, name: impl Fn(usize) -> usize) -> Vec<bool> {
        let mut order: Vec<usize> = (0..self.children.len()).collect();
        order.sort_by_key(|index| {
            let child = &self.children[*index];
            (child.rank, if is_map && child.rank != Rank::Required { child.soft } else { 0 })
        });
        let required = || order.iter().filter(|index| self.children[**index].rank == Rank::Required);
        let own = |index: &usize| name(*index) + 1;
        let soft: usize = 2 + required().map(|index| own(index) + self.children[*index].soft).sum::<usize>();
        // If the required members do not fit with their short texts, everything is cut as far as it goes.
        let short = soft > chars;
        let mut used = 2;
        let mut kept = vec![false; self.children.len()];
        for index in &order {
            let child = &self.children[*index];
            let least = if short { child.least } else { child.soft };
            // The first one may be cut further, so that something is shown.
            let least = if used == 2 {
                least.min(child.least.max(chars.saturating_sub(2 + own(index))))
            } else {
                least
            };
            let next = used + own(index) + least;
            if child.rank != Rank::Required && next > chars {
                break;
            }
            used = next;
            kept[*index] = true;
        }
        kept
    }

    /// Distributes characters to the children. Small children get their size, the larger ones equal shares.
    fn shares(&self, chars: usize) -> Vec<usize> {
        let short = self.children.iter().map(|child| child.soft).sum::<usize>() > chars;
        let share = |child: &Self, cap: usize| {
            let least = if short { child.least } else { child.soft };
            cap.clamp(least, child.size.max(least))
        };
        let (mut low, mut high) = (0, chars);
        while low < high {
            let cap = low + (high - low).div_ceil(2);
            if self.children.iter().map(|child| share(child, cap)).sum::<usize>() <= chars {
                low = cap;
            } else {
                high = cap - 1;
            }
        }
        self.children.iter().map(|child| share(child, low)).collect()
    }
}

/// Returns the length of a text as JSON.
fn text_chars(text: &str) -> usize {
    2 + text.chars().map(escaped).sum::<usize>()
}

/// Returns the length of a name and its colon.
fn name_chars(name: &str) -> usize {
    text_chars(name) + 1
}

const fn escaped(c: char) -> usize {
    match c {
        '"' | '\\' | '\n' | '\r' | '\t' | '\u{8}' | '\u{c}' => 2,
        '\0'..='\u{1f}' => 6,
        _ => 1,
    }
}

/// Cuts a text to a length as JSON. Returns the number of missing characters if there was no room to note it.
fn cut_text(text: &mut String, chars: usize) -> usize {
    let all = text.chars().count();
    let note = 1 + mark(all).chars().count();
    let noted = chars >= note + 2;
    let room = if noted { chars - note - 2 } else { chars.saturating_sub(2) };
    let (mut used, mut shown, mut end) = (0, 0, 0);
    for (at, c) in text.char_indices() {
        used += escaped(c);
        if used > room {
            break;
        }
        shown += 1;
        end = at + c.len_utf8();
    }
    text.truncate(end);
    if noted {
        text.push(' ');
        text.push_str(&mark(all - shown));
        return 0;
    }
    all - shown
}

/// Place of a value in a result.
enum Place<'a> {
    Root,
    Item(&'a Self, usize),
    Member(&'a Self, &'a str),
}

impl Place<'_> {
    /// Appends the JSON pointer (RFC 6901).
    fn write(&self, pointer: &mut String) {
        match self {
            Self::Root => {}
            Self::Item(parent, index) => {
                parent.write(pointer);
                pointer.push('/');
                pointer.push_str(&index.to_string());
            }
            Self::Member(parent, name) => {
                parent.write(pointer);
                pointer.push('/');
                pointer.push_str(&name.replace('~', "~0").replace('/', "~1"));
            }
        }
    }
}

/// Shortened lists, maps and texts.
#[derive(Default)]
struct Shortened {
    places: Vec<(String, usize)>,
    /// Further ones, together.
    others: usize,
}

impl Shortened {
    fn add(&mut self, place: &Place<'_>, count: usize) {
        if self.places.len() < MAX_PLACES {
            let mut pointer = String::new();
            place.write(&mut pointer);
            self.places.push((pointer, count));
        } else {
            self.others += count;
        }
    }

    /// Writes the places into the root, as many as fit.
    fn tell(mut self, value: &mut Value, chars: usize) {
        let Value::Object(root) = value else { return };
        let mut list = Vec::new();
        // The name, the brackets and the entry of those that do not fit.
        let mut used = name_chars(SHORTENED) + 3 + json_chars(&entry("", usize::MAX));
        self.places.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        for (at, count) in self.places {
            let entry = entry(&at, count);
            used += json_chars(&entry) + 1;
            if used <= chars { list.push(entry) } else { self.others += count }
        }
        if self.others > 0 {
            list.push(entry("", self.others));
        }
        if !list.is_empty() {
            root.entry(SHORTENED).or_insert(Value::Array(list));
        }
    }
}

fn entry(at: &str, left_out: usize) -> Value {
    json!({ "at": at, "left_out": left_out })
}

#[cfg(test)]
mod tests;
