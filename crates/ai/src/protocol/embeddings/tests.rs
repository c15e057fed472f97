//! Requests, and answers in other forms than recorded.

use serde_json::json;

use super::{EmbeddingRequest, decode, encode};
use crate::protocol::{Endpoint, Protocol};

fn request() -> EmbeddingRequest {
    EmbeddingRequest {
        model: "e".into(),
        inputs: vec!["a".into(), "b".into()],
        dimensions: Some(64),
        query: false,
    }
}

#[test]
fn each_names_the_width_in_its_way() {
    let endpoint = Endpoint { base_url: "https://h.example/v1".into(), ..Endpoint::default() };
    let sent =
        |protocol| encode(protocol, &endpoint, &request()).map(|wire| (wire.url, wire.body.expect("a body")));
    let (url, body) = sent(Protocol::OpenaiChat).expect("a request");
    assert_eq!(url, "https://h.example/v1/embeddings");
    assert_eq!(body, json!({"model": "e", "input": ["a", "b"], "dimensions": 64}));
    assert_eq!(sent(Protocol::Mistral).expect("a request").1["output_dimension"], 64);
    let (url, body) = sent(Protocol::Gemini).expect("a request");
    assert_eq!(url, "https://h.example/v1/models/e:batchEmbedContents");
    assert_eq!(body["requests"][1]["content"]["parts"][0]["text"], "b");
    assert_eq!(body["requests"][0]["outputDimensionality"], 64);
    assert!(sent(Protocol::Anthropic).is_none());
}

#[test]
fn base64_is_little_endian_and_the_index_is_the_order() {
    // 1.0 and -2.0 as f32.
    let body = r#"{"data":[{"index":1,"embedding":"AACAPwAAAMA="},{"index":0,"embedding":[0.5,0.25]}]}"#;
    let got = decode(body.as_bytes(), 2).expect("vectors");
    assert_eq!(got.vectors, [[0.5, 0.25], [1.0, -2.0]]);
}

#[test]
fn ollama_and_widths_that_differ() {
    let got = decode(br#"{"embeddings":[[1,2],[3,4]],"prompt_eval_count":7}"#, 2).expect("vectors");
    assert_eq!((got.vectors.len(), got.usage.input), (2, Some(7)));
    assert!(decode(br#"{"embeddings":[[1,2],[3]]}"#, 2).is_err());
    assert!(decode(br#"{"embeddings":[[1,"x"]]}"#, 1).is_err());
    assert!(decode(br#"{"embeddings":[]}"#, 1).is_err());
}
