//! Strokes from a JSON file. Not pages: those are read with their elements.

use justbuilt_base::diagnostic::Diagnostic;
use kurbo::Point;
use serde_json::Value;

/// Reads an array of strokes; a stroke is an array of points, or an object with such an array as `points`; a point is
/// `[x, y]`, `[x, y, pressure]` or `{"x", "y"}`. An object with the array as `strokes` is read too.
///
/// What cannot be read is left out, and said.
///
/// # Errors
/// When it is not JSON, or not an array of strokes.
pub fn read_strokes(json: &str) -> Result<(Vec<Vec<Point>>, Vec<Diagnostic>), NotStrokes> {
    let value: Value = serde_json::from_str(json)?;
    let list = value.as_array().or_else(|| value.get("strokes")?.as_array()).ok_or(NotStrokes::NoList)?;
    let mut said = Vec::new();
    let mut strokes = Vec::with_capacity(list.len());
    for (i, stroke) in list.iter().enumerate() {
        let Some(points) = stroke.as_array().or_else(|| stroke.get("points")?.as_array()) else {
            said.push(Diagnostic::warning(format!("Stroke {i} is not a list of points and was left out.")));
            strokes.push(Vec::new());
            continue;
        };
        let read: Vec<Point> = points.iter().filter_map(point).collect();
        let left_out = points.len() - read.len();
        if left_out > 0 {
            said.push(Diagnostic::warning(format!(
                "Stroke {i}: {left_out} points have no x and y and were left out."
            )));
        }
        strokes.push(read);
    }
    Ok((strokes, said))
}

fn point(value: &Value) -> Option<Point> {
    let at = match value {
        Value::Array(numbers) => Point::new(numbers.first()?.as_f64()?, numbers.get(1)?.as_f64()?),
        Value::Object(keys) => Point::new(keys.get("x")?.as_f64()?, keys.get("y")?.as_f64()?),
        _ => return None,
    };
    at.is_finite().then_some(at)
}

/// A file without strokes.
#[derive(Debug, thiserror::Error)]
pub enum NotStrokes {
    /// It cannot be parsed.
    #[error("the strokes are not JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// It is something else.
    #[error("a list of strokes was expected, each a list of points [x, y]; the file is something else")]
    NoList,
}
