//! Animations, as far as they end or stand still in another style.

use super::{
    style::{Animation, Style},
    value::Part,
};

/// Applies a property of an animation. Only the last of several animations counts.
pub(super) fn set(style: &mut Style, name: &str, value: &[Part]) -> bool {
    let name = name.trim_start_matches("-webkit-");
    let animation = style.animation.get_or_insert_with(Box::default);
    if name == "animation" {
        **animation = Animation::default();
    }
    let mut times = 0;
    for part in value {
        match part {
            Part::Word(word) => match word.as_str() {
                "forwards" => animation.keeps_last = true,
                "backwards" => animation.keeps_first = true,
                "both" => (animation.keeps_last, animation.keeps_first) = (true, true),
                "paused" => animation.paused = true,
                "running" => animation.paused = false,
                "infinite" => animation.endless = true,
                "normal" | "reverse" | "alternate" | "alternate-reverse" | "linear" | "ease" | "ease-in"
                | "ease-out" | "ease-in-out" | "step-start" | "step-end" | "none" | "auto" => {}
                word => word.clone_into(&mut animation.name),
            },
            Part::Quoted(word) => word.as_str().clone_into(&mut animation.name),
            Part::Length(n, unit) if unit == "s" || unit == "ms" => {
                times += 1;
                if times == 2 || name == "animation-delay" {
                    animation.delay = if unit == "s" { *n } else { n / 1000.0 };
                }
            }
            Part::Comma => times = 0,
            _ => {}
        }
    }
    true
}
