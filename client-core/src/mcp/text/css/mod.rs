//! Styles of a document: what a browser computes, as far as it decides whether a person sees a text.

mod alike;
mod animation;
mod cascade;
mod color;
mod declaration;
mod geometry;
mod ground;
mod media;
mod paint;
mod place;
mod rules;
mod select;
mod set;
mod shape;
mod sheet;
mod sight;
mod style;
mod user_agent;
mod value;
mod variable;
mod wide;

#[cfg(test)]
mod tests;

pub(super) use alike::Frames;
pub(super) use sight::{Frame, Seen};
pub(super) use user_agent::shown_options;

/// Contrast of text and ground below which nobody can read.
const MIN_CONTRAST: f32 = 1.1;
/// Opacity below which nobody can read.
const MIN_OPACITY: f32 = 0.1;
/// Font size in pixels below which nobody can read.
const MIN_FONT: f32 = 2.01;
