//! JSON as a tree with places (<https://www.rfc-editor.org/rfc/rfc8259>). YAML readers do not join the halves of
//! characters that JSON writes as two escapes, so JSON is read here.

use std::ops::Range;

use super::{Data, Entry, MAX_DEPTH, MarkupError, Node, Style};

/// Reads the whole of `text`.
pub fn parse(text: &str) -> Result<Node, MarkupError> {
    let mut reader = Reader { text, at: usize::from(text.starts_with('\u{feff}')) * 3 };
    let node = reader.value(0)?;
    reader.space();
    if reader.at < text.len() {
        return Err(reader.wrong("more after the end of the value"));
    }
    Ok(node)
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl Reader<'_> {
    fn wrong(&self, what: &str) -> MarkupError {
        MarkupError::at(self.text, self.at, format!("no JSON: {what}"))
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn take(&mut self, byte: u8, what: &str) -> Result<(), MarkupError> {
        if self.peek() != Some(byte) {
            return Err(self.wrong(what));
        }
        self.at += 1;
        Ok(())
    }

    fn value(&mut self, depth: usize) -> Result<Node, MarkupError> {
        if depth > MAX_DEPTH {
            return Err(self.wrong("nested too deep"));
        }
        self.space();
        let start = self.at;
        let data = match self.peek() {
            Some(b'{') => self.object(depth)?,
            Some(b'[') => self.array(depth)?,
            Some(b'"') => Data::Scalar { text: self.string()?.0, style: Style::Double },
            _ => self.word()?,
        };
        Ok(Node { span: start..self.at, data })
    }

    fn object(&mut self, depth: usize) -> Result<Data, MarkupError> {
        self.at += 1;
        let mut entries = Vec::new();
        self.space();
        if self.peek() == Some(b'}') {
            self.at += 1;
            return Ok(Data::Mapping { entries, flow: true });
        }
        loop {
            self.space();
            let (key, key_span) = self.string()?;
            self.space();
            self.take(b':', "a colon is missing")?;
            let value = self.value(depth + 1)?;
            entries.push(Entry { key, key_span, value });
            self.space();
            if self.peek() == Some(b'}') {
                self.at += 1;
                return Ok(Data::Mapping { entries, flow: true });
            }
            self.take(b',', "a comma or a closing brace is missing")?;
        }
    }

    fn array(&mut self, depth: usize) -> Result<Data, MarkupError> {
        self.at += 1;
        let mut items = Vec::new();
        self.space();
        if self.peek() == Some(b']') {
            self.at += 1;
            return Ok(Data::Sequence { items, flow: true });
        }
        loop {
            items.push(self.value(depth + 1)?);
            self.space();
            if self.peek() == Some(b']') {
                self.at += 1;
                return Ok(Data::Sequence { items, flow: true });
            }
            self.take(b',', "a comma or a closing bracket is missing")?;
        }
    }

    fn string(&mut self) -> Result<(String, Range<usize>), MarkupError> {
        let start = self.at;
        self.take(b'"', "a text in quotes is missing")?;
        loop {
            match self.peek() {
                Some(b'"') => break,
                Some(b'\\') => self.at += 2,
                Some(_) => self.at += 1,
                None => return Err(self.wrong("a text is not closed")),
            }
        }
        self.at += 1;
        let span = start..self.at;
        let text = self.text.get(span.clone()).and_then(|quoted| serde_json::from_str::<String>(quoted).ok());
        text.map(|text| (text, span))
            .ok_or_else(|| MarkupError::at(self.text, start, "no JSON: an escape in a text is wrong"))
    }

    fn word(&mut self) -> Result<Data, MarkupError> {
        let start = self.at;
        while self
            .peek()
            .is_some_and(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'))
        {
            self.at += 1;
        }
        let word = self.text.get(start..self.at).unwrap_or_default();
        if word.is_empty() || serde_json::from_str::<serde_json::Value>(word).is_err() {
            self.at = start;
            return Err(self.wrong("a value is missing"));
        }
        Ok(Data::Scalar { text: word.to_owned(), style: Style::Json })
    }
}
