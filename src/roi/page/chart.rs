//! How do numbers look? Bars and lines as inline SVG: no script, colours by the page's style, a title and a description.

use std::fmt::Write as _;

use super::markup::escape;

const WIDTH: i64 = 720;
const HEIGHT: i64 = 232;
const LEFT: i64 = 60;
const RIGHT: i64 = 8;
const TOP: i64 = 10;
const BOTTOM: i64 = 26;

/// What a chart is called, and what it says, for who does not see it.
pub struct About<'a> {
    /// Of the page's elements.
    pub id: &'a str,
    pub title: &'a str,
    pub description: &'a str,
}

/// One day, or another step along the lower edge.
pub struct Step {
    /// Under the axis.
    pub label: String,
    /// What a pointer is told.
    pub hint: String,
    /// Drawn from the axis up, in grey.
    pub base: i64,
    /// Drawn on it; below the axis, where it is less than nothing.
    pub value: i64,
}

/// The lines that a scale is read off, 1, 2 or 5 times a power of ten apart, around all of `low` to
/// `high` and zero.
fn scale(low: i64, high: i64) -> (i64, i64, i64) {
    let (low, high) = (low.min(0), high.max(0).max(low.saturating_add(1)));
    let span = i128::from(high) - i128::from(low);
    let mut step: i128 = 1;
    while span > step * 5 {
        let first: i128 = step.to_string().bytes().next().map_or(1, |b| i128::from(b - b'0'));
        step = if first == 2 { step / 2 * 5 } else { step * 2 };
    }
    let step = i64::try_from(step).unwrap_or(i64::MAX);
    let from = low.div_euclid(step).saturating_mul(step);
    let to = high.saturating_sub(1).div_euclid(step).saturating_add(1).saturating_mul(step);
    (from, to, step)
}

/// Where values lie between the upper and the lower edge, in tenths of a unit.
struct Axis {
    from: i64,
    to: i64,
    step: i64,
}

impl Axis {
    fn over(low: i64, high: i64) -> Self {
        let (from, to, step) = scale(low, high);
        Self { from, to, step }
    }

    /// In tenths.
    fn y(&self, value: i64) -> i64 {
        let room = i128::from(HEIGHT - TOP - BOTTOM) * 10;
        let above = i128::from(self.to) - i128::from(value);
        let span = (i128::from(self.to) - i128::from(self.from)).max(1);
        TOP * 10 + i64::try_from(above * room / span).unwrap_or(0)
    }

    fn lines(&self, label: &dyn Fn(i64) -> String) -> String {
        let mut out = String::new();
        let mut next = Some(self.from);
        while let Some(at) = next.filter(|at| *at <= self.to) {
            let y = tenths(self.y(at));
            let class = if at == 0 { "zero" } else { "grid" };
            let _ = writeln!(
                out,
                "<line class=\"{class}\" x1=\"{LEFT}\" x2=\"{}\" y1=\"{y}\" y2=\"{y}\"/><text class=\"tick\" x=\"{}\" y=\"{y}\" dy=\"0.35em\" text-anchor=\"end\">{}</text>",
                WIDTH - RIGHT,
                LEFT - 8,
                escape(&label(at))
            );
            next = at.checked_add(self.step);
        }
        out
    }
}

fn tenths(n: i64) -> String {
    let sign = if n < 0 { "-" } else { "" };
    let n = n.unsigned_abs();
    if n.is_multiple_of(10) {
        format!("{sign}{}", n / 10)
    } else {
        format!("{sign}{}.{}", n / 10, n % 10)
    }
}

fn open(about: &About, height: i64) -> String {
    let id = escape(about.id);
    format!(
        "<svg viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" aria-labelledby=\"{id}-title {id}-desc\">\n<title id=\"{id}-title\">{}</title><desc id=\"{id}-desc\">{}</desc>\n",
        escape(about.title),
        escape(about.description)
    )
}

/// At most nine labels under the axis.
fn labels(steps: &[Step], x: &dyn Fn(usize) -> i64) -> String {
    let every = steps.len().div_ceil(9).max(1);
    let mut out = String::new();
    for (i, step) in steps.iter().enumerate().step_by(every) {
        let _ = writeln!(
            out,
            "<text class=\"tick\" x=\"{}\" y=\"{}\" text-anchor=\"middle\">{}</text>",
            tenths(x(i)),
            HEIGHT - 8,
            escape(&step.label)
        );
    }
    out
}

/// A bar a step: `base` in grey, `value` on it.
pub fn bars(about: &About, steps: &[Step], label: &dyn Fn(i64) -> String) -> String {
    let tops = steps.iter().map(|s| s.base.saturating_add(s.value.max(0)));
    let axis =
        Axis::over(steps.iter().map(|s| s.value).min().unwrap_or(0), tops.max().unwrap_or(0));
    let count = i64::try_from(steps.len()).unwrap_or(i64::MAX).max(1);
    let room = (WIDTH - LEFT - RIGHT) * 10;
    let width = (room / count * 7 / 10).clamp(5, 400);
    let middle =
        |i: usize| LEFT * 10 + room * (2 * i64::try_from(i).unwrap_or(0) + 1) / (2 * count);
    let mut out = open(about, HEIGHT);
    out.push_str(&axis.lines(label));
    for (i, step) in steps.iter().enumerate() {
        let _ = write!(out, "<g><title>{}</title>", escape(&step.hint));
        let mut bar = |class: &str, from: i64, to: i64| {
            let (a, b) = (axis.y(from), axis.y(to));
            if a != b {
                let _ = write!(
                    out,
                    "<rect class=\"{class}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/>",
                    tenths(middle(i) - width / 2),
                    tenths(a.min(b)),
                    tenths(width),
                    tenths((a - b).abs())
                );
            }
        };
        bar("base", 0, step.base);
        if step.value < 0 {
            bar("loss", 0, step.value);
        } else {
            bar("gain", step.base, step.base.saturating_add(step.value));
        }
        out.push_str("</g>\n");
    }
    out.push_str(&labels(steps, &middle));
    out.push_str("</svg>\n");
    out
}

/// A line over an area, from step to step. `value` is the height; `base` is not used.
pub fn area(about: &About, steps: &[Step], label: &dyn Fn(i64) -> String) -> String {
    let values = || steps.iter().map(|s| s.value);
    let axis = Axis::over(values().min().unwrap_or(0), values().max().unwrap_or(0));
    let gaps = i64::try_from(steps.len().saturating_sub(1)).unwrap_or(i64::MAX).max(1);
    let inset = 18;
    let room = (WIDTH - LEFT - RIGHT - 2 * inset) * 10;
    let x = |i: usize| {
        let along =
            if steps.len() == 1 { room / 2 } else { room * i64::try_from(i).unwrap_or(0) / gaps };
        (LEFT + inset) * 10 + along
    };
    let points: Vec<String> = steps
        .iter()
        .enumerate()
        .map(|(i, step)| format!("{},{}", tenths(x(i)), tenths(axis.y(step.value))))
        .collect();
    let zero = tenths(axis.y(0));
    let mut out = open(about, HEIGHT);
    out.push_str(&axis.lines(label));
    let _ = writeln!(
        out,
        "<polygon class=\"area\" points=\"{},{zero} {} {},{zero}\"/><polyline class=\"line\" points=\"{}\"/>",
        tenths(x(0)),
        points.join(" "),
        tenths(x(steps.len().saturating_sub(1))),
        points.join(" ")
    );
    for (i, step) in steps.iter().enumerate() {
        let _ = writeln!(
            out,
            "<circle class=\"dot\" cx=\"{}\" cy=\"{}\" r=\"{}\"><title>{}</title></circle>",
            tenths(x(i)),
            tenths(axis.y(step.value)),
            if steps.len() > 62 { "1.2" } else { "2.6" },
            escape(&step.hint)
        );
    }
    out.push_str(&labels(steps, &x));
    out.push_str("</svg>\n");
    out
}

/// A line a name, the longest first.
pub fn rows(about: &About, rows: &[(String, i64, String)]) -> String {
    const LINE: i64 = 26;
    const NAMES: i64 = 190;
    const NUMBERS: i64 = 84;
    let count = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    let high = rows.iter().map(|r| r.1).max().unwrap_or(0).max(0);
    let low = rows.iter().map(|r| r.1).min().unwrap_or(0).min(0);
    let span = (i128::from(high) - i128::from(low)).max(1);
    let room = i128::from(WIDTH - NAMES - NUMBERS) * 10;
    let x = |value: i64| {
        NAMES * 10 + i64::try_from((i128::from(value) - i128::from(low)) * room / span).unwrap_or(0)
    };
    let mut out = open(about, count * LINE + 6);
    for (i, (name, value, said)) in rows.iter().enumerate() {
        let y = i64::try_from(i).unwrap_or(0) * LINE + 3;
        let (from, to) = (x((*value).min(0)), x((*value).max(0)));
        let _ = writeln!(
            out,
            "<text class=\"name\" x=\"{}\" y=\"{}\" dy=\"0.35em\" text-anchor=\"end\">{}</text><rect class=\"{}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/><text class=\"number\" x=\"{}\" y=\"{}\" dy=\"0.35em\">{}</text>",
            NAMES - 10,
            y + LINE / 2,
            escape(&short(name)),
            if *value < 0 { "loss" } else { "gain" },
            tenths(from),
            y + 4,
            tenths((to - from).max(10)),
            LINE - 8,
            tenths(to + 60),
            y + LINE / 2,
            escape(said)
        );
    }
    out.push_str("</svg>\n");
    out
}

/// A name that fits beside its bar.
fn short(name: &str) -> String {
    if name.chars().count() <= 24 {
        return name.to_owned();
    }
    name.chars().take(23).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn scales_are_round() {
        assert_eq!(scale(0, 100), (0, 100, 20));
        assert_eq!(scale(0, 101), (0, 150, 50));
        assert_eq!(scale(-30, 100), (-50, 100, 50));
        assert_eq!(scale(0, 0), (0, 1, 1));
        assert_eq!(scale(-7, -7), (-8, 0, 2));
    }

    proptest! {
        /// Whatever a ledger holds, a chart is drawn, and inside its frame.
        #[test]
        fn any_numbers_are_drawn(values in prop::collection::vec((0i64..1 << 60, -(1i64 << 60)..1 << 60), 0..40)) {
            let about = About { id: "c", title: "t", description: "d" };
            let steps: Vec<Step> = values
                .iter()
                .map(|(base, value)| Step { label: "l".into(), hint: "h".into(), base: *base, value: *value })
                .collect();
            let named: Vec<_> = values.iter().map(|(_, v)| ("n".to_owned(), *v, "1".to_owned())).collect();
            for svg in [bars(&about, &steps, &|n| n.to_string()), area(&about, &steps, &|n| n.to_string()), rows(&about, &named)] {
                prop_assert!(svg.ends_with("</svg>\n"));
                for y in svg.split(" y=\"").skip(1) {
                    let y: f64 = y.split('"').next().unwrap().parse().unwrap();
                    prop_assert!((0.0..=1100.0).contains(&y), "{}", y);
                }
            }
        }
    }
}
