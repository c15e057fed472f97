//! Tests of the codecs, each written and read by the native and by the web build's code.

use justbuilt_testkit::random_cases;

use super::{CodecError, DEFLATE, Effort, PLAIN, ZSTD, native, pack, put_length, unpack, unpacked_len, web};

fn samples() -> Vec<Vec<u8>> {
    let noise = (0..5_000_u64).map(|i| (i.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 56) as u8).collect();
    vec![vec![], b"a".to_vec(), b"abab".to_vec(), b"fn main() {}\n".repeat(20_000), noise, vec![0; 3_000_000]]
}

#[test]
fn what_is_packed_comes_back_and_is_not_longer() {
    for content in samples() {
        for effort in [Effort::Fast, Effort::Best] {
            let packed = pack(&content, effort);
            assert!(packed.len() <= content.len() + 1);
            assert_eq!(unpacked_len(&packed), Some(content.len() as u64));
            assert!(unpack(&packed, content.len()).unwrap() == content);
            if !content.is_empty() {
                let error = unpack(&packed, content.len() - 1).unwrap_err();
                assert_eq!(error, CodecError::TooLong(content.len() as u64));
            }
        }
    }
    assert!(pack(&samples()[3], Effort::Fast).len() < 1_000);
}

#[test]
fn each_build_reads_what_the_other_writes() {
    for content in samples() {
        let (codec, data) = web::shrink(&content, Effort::Fast).unwrap();
        assert_eq!(codec, DEFLATE);
        let mut packed = vec![codec];
        put_length(content.len() as u64, &mut packed);
        packed.extend(data);
        assert!(unpack(&packed, content.len()).unwrap() == content);
        for effort in [Effort::Fast, Effort::Best] {
            let (codec, data) = native::shrink(&content, effort).unwrap();
            assert_eq!(codec, ZSTD);
            assert!(web::grow_zstd(&data, content.len()).unwrap() == content);
        }
    }
}

#[test]
fn damage_is_an_error_or_at_least_no_panic() {
    assert!(matches!(unpack(&[], 10), Err(CodecError::Damaged(_))));
    assert!(matches!(unpack(&[ZSTD], 10), Err(CodecError::Damaged(_))));
    assert_eq!(unpack(&[9, 1, 0], 10), Err(CodecError::Unknown));
    assert_eq!(unpack(&[PLAIN], 0), Ok(vec![]));
    let content = b"some text that repeats, some text that repeats".repeat(9);
    let native = pack(&content, Effort::Fast);
    let mut deflated = vec![DEFLATE];
    put_length(content.len() as u64, &mut deflated);
    deflated.extend(web::shrink(&content, Effort::Fast).unwrap().1);
    for packed in [native, deflated] {
        for cut in 1..packed.len() {
            assert!(unpack(&packed[..cut], content.len()).is_err(), "{cut}");
        }
        random_cases(100, |random| {
            let mut bad = packed.clone();
            let at = random.below(bad.len());
            bad[at] ^= 1 << random.below(8);
            let _either = unpack(&bad, 10_000);
            let _too = web::grow_zstd(bad.get(3..).unwrap_or_default(), content.len());
        });
    }
}
