//! Where the values of some keys stand in an object, without reading the others.
//!
//! Not here: broken texts; the object is one of a text that is sound.

use std::ops::Range;

/// The bytes of the values of these keys. `None` when one of them is there twice, or a key is not written as it reads.
pub(super) fn values<const N: usize>(object: &str, keys: &[&str; N]) -> Option<[Option<Range<usize>>; N]> {
    let bytes = object.as_bytes();
    let mut found = [const { None }; N];
    // Which of the keys the value that is read belongs to, and where it begins.
    let (mut wanted, mut start) = (None, None);
    // After the last byte that is no white space.
    let mut end = 0;
    let (mut depth, mut at) = (0_u32, 0);
    while let Some(byte) = bytes.get(at) {
        let here = at;
        at += 1;
        match byte {
            b' ' | b'\n' | b'\r' | b'\t' => continue,
            b'"' => {
                let plain = string(bytes, &mut at)?;
                if depth == 1 && start.is_none() {
                    let key = object.get(here + 1..at - 1).filter(|_| plain)?;
                    wanted = keys.iter().position(|one| *one == key);
                }
            }
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.checked_sub(1)?,
            _ => {}
        }
        match byte {
            b':' if depth == 1 && start.is_none() => {
                let gap = bytes.get(at..)?.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
                start = Some(at + gap);
            }
            b',' if depth == 1 => put(&mut found, &mut wanted, &mut start, end)?,
            b'}' if depth == 0 => {
                put(&mut found, &mut wanted, &mut start, end)?;
                return Some(found);
            }
            _ => {}
        }
        end = at;
    }
    None
}

/// The value of a key is over.
fn put(
    found: &mut [Option<Range<usize>>],
    wanted: &mut Option<usize>,
    start: &mut Option<usize>,
    end: usize,
) -> Option<()> {
    let start = start.take();
    if let Some(slot) = wanted.take().and_then(|wanted| found.get_mut(wanted)) {
        if slot.is_some() {
            return None;
        }
        *slot = start.map(|start| start..end);
    }
    Some(())
}

/// To the end of a string that has begun; whether it is written as it reads.
fn string(bytes: &[u8], at: &mut usize) -> Option<bool> {
    let mut plain = true;
    loop {
        match bytes.get(*at)? {
            b'"' => break,
            b'\\' => {
                plain = false;
                *at += 1;
            }
            _ => {}
        }
        *at += 1;
    }
    *at += 1;
    Some(plain)
}

#[cfg(test)]
mod tests {
    use super::values;

    #[track_caller]
    fn check(object: &str, wanted: Option<[Option<&str>; 2]>) {
        let found = values(object, &["x", "y"]);
        assert_eq!(
            found.map(|found| found.map(|range| range.map(|range| &object[range]))),
            wanted,
            "{object}"
        );
    }

    #[test]
    fn values_are_found_by_their_keys() {
        check(r#"{"x":1,"y":2}"#, Some([Some("1"), Some("2")]));
        check("{ \"a\" : { \"x\" : 1 } ,\r\n \"y\" : [ 2 , 3 ] }", Some([None, Some("[ 2 , 3 ]")]));
        check(r#"{"a": "\"x\": 1, }", "x": {"y": "]"}, "yy": 5}"#, Some([Some(r#"{"y": "]"}"#), None]));
        check(r#"{"x": "é, \\", "y": "\\\""}"#, Some([Some(r#""é, \\""#), Some(r#""\\\"""#)]));
        check("{}", Some([None, None]));
        check(r#"{"x": 1, "x": 2}"#, None);
        check(r#"{"x": 1, "\u0079": 2}"#, None);
        check(r#"{"x": 1"#, None);
        check("[1, 2]", None);
    }
}
