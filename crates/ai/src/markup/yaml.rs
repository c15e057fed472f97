//! YAML 1.2 as a tree with places, from the events of `saphyr-parser`. Strict: what is not YAML is an error.

use std::ops::Range;

use saphyr_parser::{Event, Parser, ScalarStyle, Span};

use super::{Data, Entry, MAX_DEPTH, MarkupError, Node, Style};

/// Reads `text[range]`; places are those of `text`. An empty text is an empty mapping.
pub fn parse(text: &str, range: Range<usize>) -> Result<Node, MarkupError> {
    let part = text.get(range.clone()).unwrap_or_default();
    let mut reader = Reader {
        parser: Parser::new_from_str(part),
        text,
        base: range.start,
        offsets: part.char_indices().map(|(at, _)| at).chain([part.len()]).collect(),
    };
    loop {
        match reader.next()? {
            (Event::StreamStart | Event::DocumentStart(_) | Event::Nothing, _) => {}
            (Event::StreamEnd | Event::DocumentEnd, _) => return Ok(Node::mapping(range.start)),
            (event, span) => {
                let node = reader.node(event, span, 0)?;
                loop {
                    match reader.next()? {
                        (Event::StreamEnd, _) => return Ok(node),
                        (Event::DocumentEnd | Event::Nothing, _) => {}
                        (_, span) => {
                            let start = reader.bytes(span).start;
                            return Err(MarkupError::at(text, start, "a second document: only one is read"));
                        }
                    }
                }
            }
        }
    }
}

struct Reader<'a, I: Iterator> {
    parser: I,
    text: &'a str,
    base: usize,
    /// Byte of each character: the parser counts characters.
    offsets: Vec<usize>,
}

impl<'a, I> Reader<'a, I>
where
    I: Iterator<Item = Result<(Event<'a>, Span), saphyr_parser::ScanError>>,
{
    fn next(&mut self) -> Result<(Event<'a>, Span), MarkupError> {
        match self.parser.next() {
            Some(Ok(step)) => Ok(step),
            Some(Err(error)) => {
                let at = self.byte(error.marker().index());
                Err(MarkupError::at(self.text, at, format!("no YAML: {}", error.info())))
            }
            None => Err(MarkupError::at(self.text, self.text.len(), "no YAML: it ends too early")),
        }
    }

    fn byte(&self, index: usize) -> usize {
        let last = self.offsets.last().copied().unwrap_or_default();
        self.base + self.offsets.get(index).copied().unwrap_or(last)
    }

    fn bytes(&self, span: Span) -> Range<usize> {
        let (start, end) = (self.byte(span.start.index()), self.byte(span.end.index()));
        // Spans of scalars reach to the next token; what is in between belongs to nobody.
        let inside = self.text.get(start..end).unwrap_or_default().trim_end().len();
        start..start + inside
    }

    fn node(&mut self, event: Event<'a>, span: Span, depth: usize) -> Result<Node, MarkupError> {
        let bytes = self.bytes(span);
        if depth > MAX_DEPTH {
            return Err(MarkupError::at(self.text, bytes.start, format!("nested deeper than {MAX_DEPTH}")));
        }
        match event {
            Event::Scalar(text, style, _, _) => {
                let style = match style {
                    ScalarStyle::Plain => Style::Plain,
                    ScalarStyle::SingleQuoted => Style::Single,
                    ScalarStyle::DoubleQuoted => Style::Double,
                    ScalarStyle::Literal | ScalarStyle::Folded => Style::Block,
                };
                Ok(Node { span: bytes, data: Data::Scalar { text: text.into_owned(), style } })
            }
            Event::SequenceStart(..) => {
                let flow = self.text.get(bytes.start..).is_some_and(|rest| rest.starts_with('['));
                let mut items = Vec::new();
                loop {
                    match self.next()? {
                        (Event::SequenceEnd, end) => {
                            let span = self.closed(bytes.start, flow, end, items.last());
                            return Ok(Node { span, data: Data::Sequence { items, flow } });
                        }
                        (event, span) => items.push(self.node(event, span, depth + 1)?),
                    }
                }
            }
            Event::MappingStart(..) => {
                let flow = self.text.get(bytes.start..).is_some_and(|rest| rest.starts_with('{'));
                let mut entries: Vec<Entry> = Vec::new();
                loop {
                    let (event, span) = self.next()?;
                    if event == Event::MappingEnd {
                        let last = entries.last().map(|entry| &entry.value);
                        let start = entries.first().map_or(bytes.start, |entry| entry.key_span.start);
                        let start = if flow { bytes.start } else { start };
                        let span = self.closed(start, flow, span, last);
                        return Ok(Node { span, data: Data::Mapping { entries, flow } });
                    }
                    let key = self.node(event, span, depth + 1)?;
                    let Some(name) = key.text().map(str::to_owned) else {
                        return Err(MarkupError::at(self.text, key.span.start, "a key that is no word"));
                    };
                    let (event, span) = self.next()?;
                    let mut value = self.node(event, span, depth + 1)?;
                    if value.span.is_empty() {
                        value.span = self.after_colon(&key.span);
                    }
                    entries.push(Entry { key: name, key_span: key.span, value });
                }
            }
            Event::Alias(_) => {
                let text = self.text.get(bytes.clone()).unwrap_or_default().to_owned();
                Ok(Node { span: bytes, data: Data::Scalar { text, style: Style::Raw } })
            }
            _ => Err(MarkupError::at(self.text, bytes.start, "no YAML: a value is missing")),
        }
    }

    /// Where a value that is not there would be.
    fn after_colon(&self, key: &Range<usize>) -> Range<usize> {
        let rest = self.text.get(key.end..).unwrap_or_default();
        let at = key.end + rest.find(':').map_or(0, |at| at + 1);
        at..at
    }

    /// The span of a collection: to its bracket, or to the end of what is last in it.
    fn closed(&self, start: usize, flow: bool, end: Span, last: Option<&Node>) -> Range<usize> {
        if flow {
            start..self.byte(end.end.index())
        } else {
            start..last.map_or(start, |node| node.span.end).max(start)
        }
    }
}
