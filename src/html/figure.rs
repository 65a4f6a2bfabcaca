//! A figure as SVG: the paths and letters that are drawn for it, cut out of their page.
//!
//! Letters stay letters, in the page's own typeface and stretched to the width that they have in the PDF, so that no
//! other font moves them; they can be searched for and enlarged.

use std::fmt::Write;
use std::sync::Arc;

use super::layout::{Figure, Layout};
use super::markup::escaped;
use crate::tagged::{Clip, Colour, Fill, Item, Path, Rect, Step, Stroke, Text, What};

/// The drawing of a figure. `clips` counts the clips of the whole document, whose ids must differ.
pub fn drawing(layout: &Layout<'_>, figure: &Figure, clips: &mut usize) -> String {
    let mut out = String::new();
    let mut open: Vec<Arc<Clip>> = Vec::new();
    for &at in &figure.items {
        let item = layout.item(figure.page, at);
        if item.clips != open {
            out.push_str(&"</g>".repeat(open.len()));
            for clip in &item.clips {
                *clips += 1;
                let rule = if clip.even_odd { " clip-rule=\"evenodd\"" } else { "" };
                let steps = steps(&clip.steps, figure.bounds);
                let _ = write!(out, "<clipPath id=\"clip-{clips}\"><path d=\"{steps}\"{rule}/></clipPath>");
                let _ = write!(out, "<g clip-path=\"url(#clip-{clips})\">");
            }
            open = item.clips.clone();
        }
        piece(item, figure.bounds, &mut out);
    }
    out.push_str(&"</g>".repeat(open.len()));
    out
}

fn piece(item: &Item, frame: Rect, out: &mut String) {
    match &item.what {
        What::Path(path) => out.push_str(&path_of(path, frame)),
        What::Text(text) => letters(text, frame, out),
    }
}

/// A path, moved so that the upper left of the frame is its origin.
pub fn path_of(path: &Path, frame: Rect) -> String {
    let mut out = format!("<path d=\"{}\"", steps(&path.steps, frame));
    match &path.fill {
        Some(fill) => {
            fill_of(fill, &mut out);
            if fill.even_odd {
                out.push_str(" fill-rule=\"evenodd\"");
            }
        }
        None => out.push_str(" fill=\"none\""),
    }
    if let Some(stroke) = &path.stroke {
        stroke_of(stroke, &mut out);
    }
    out.push_str("/>");
    out
}

fn fill_of(fill: &Fill, out: &mut String) {
    let _ = write!(out, " fill=\"{}\"", hex(fill.colour));
    if fill.opacity < 1.0 {
        let _ = write!(out, " fill-opacity=\"{}\"", short(fill.opacity));
    }
}

fn stroke_of(stroke: &Stroke, out: &mut String) {
    let _ = write!(out, " stroke=\"{}\" stroke-width=\"{}\"", hex(stroke.colour), short(stroke.width.max(0.1)));
    if stroke.opacity < 1.0 {
        let _ = write!(out, " stroke-opacity=\"{}\"", short(stroke.opacity));
    }
    match stroke.cap {
        1 => out.push_str(" stroke-linecap=\"round\""),
        2 => out.push_str(" stroke-linecap=\"square\""),
        _ => {}
    }
    match stroke.join {
        1 => out.push_str(" stroke-linejoin=\"round\""),
        2 => out.push_str(" stroke-linejoin=\"bevel\""),
        _ => {}
    }
    if stroke.join == 0 && stroke.mitre != 4.0 && stroke.mitre >= 1.0 {
        let _ = write!(out, " stroke-miterlimit=\"{}\"", short(stroke.mitre));
    }
    if stroke.dashes.iter().any(|dash| *dash > 0.0) {
        let dashes: Vec<String> = stroke.dashes.iter().map(|dash| short(*dash)).collect();
        let _ = write!(out, " stroke-dasharray=\"{}\"", dashes.join(" "));
        if stroke.dashes_from != 0.0 {
            let _ = write!(out, " stroke-dashoffset=\"{}\"", short(stroke.dashes_from));
        }
    }
}

fn letters(text: &Text, frame: Rect, out: &mut String) {
    let Some(fill) = text.fill.as_ref().filter(|_| !text.drawn.trim().is_empty()) else { return };
    let [a, b, c, d, e, f] = text.matrix.0;
    let (x, y) = (e - frame.left, frame.top - f);
    let upright = b.abs() < 1e-6 && c.abs() < 1e-6 && a > 0.0 && (a - d).abs() < 1e-3 * a;
    match upright {
        true => {
            let _ = write!(out, "<text x=\"{}\" y=\"{}\"", short(x), short(y));
        }
        false => {
            let part = |part: f64| short(part / text.size);
            let _ = write!(
                out,
                "<text transform=\"matrix({} {} {} {} {} {})\"",
                part(a),
                part(-b),
                part(-c),
                part(d),
                short(x),
                short(y)
            );
        }
    }
    let _ = write!(out, " font-size=\"{}\"", short(text.size));
    if text.width > 0.0 {
        let _ = write!(out, " textLength=\"{}\" lengthAdjust=\"spacingAndGlyphs\"", short(text.width));
    }
    if text.face.weight != 400 {
        let _ = write!(out, " font-weight=\"{}\"", text.face.weight);
    }
    if text.face.italic {
        out.push_str(" font-style=\"italic\"");
    }
    fill_of(fill, out);
    let _ = write!(out, ">{}</text>", escaped(&text.drawn));
}

fn steps(steps: &[Step], frame: Rect) -> String {
    let mut out = String::new();
    let point = |x: f64, y: f64| format!("{} {}", short(x - frame.left), short(frame.top - y));
    for step in steps {
        let _ = match *step {
            Step::Move(x, y) => write!(out, "M{}", point(x, y)),
            Step::Line(x, y) => write!(out, "L{}", point(x, y)),
            Step::Curve([a, b, c, d, e, f]) => write!(out, "C{} {} {}", point(a, b), point(c, d), point(e, f)),
            Step::Close => write!(out, "Z"),
        };
    }
    out
}

pub fn hex(Colour([red, green, blue]): Colour) -> String {
    format!("#{red:02x}{green:02x}{blue:02x}")
}

/// A number with two places at the most.
pub fn short(number: f64) -> String {
    let text = format!("{:.2}", if number.is_finite() { number } else { 0.0 });
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_as_short_as_they_can_be() {
        assert_eq!([1.0, -0.001, 0.125, 100.0, f64::NAN].map(short), ["1", "0", "0.12", "100", "0"]);
    }

    #[test]
    fn a_path_is_drawn_from_the_upper_left_of_its_frame() {
        let frame = Rect { left: 10.0, bottom: 0.0, right: 20.0, top: 50.0 };
        let path = Path {
            steps: vec![Step::Move(10.0, 50.0), Step::Line(12.5, 40.0), Step::Close],
            fill: None,
            stroke: Some(Stroke {
                colour: Colour::BLACK,
                opacity: 1.0,
                width: 0.6,
                cap: 1,
                join: 0,
                mitre: 4.0,
                dashes: vec![2.0, 1.0],
                dashes_from: 0.0,
            }),
        };
        assert_eq!(
            path_of(&path, frame),
            "<path d=\"M0 0L2.5 10Z\" fill=\"none\" stroke=\"#000000\" stroke-width=\"0.6\" \
             stroke-linecap=\"round\" stroke-dasharray=\"2 1\"/>"
        );
    }
}
