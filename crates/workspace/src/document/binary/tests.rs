//! Dumps look as everyone's do.

use super::*;

#[test]
fn rows_of_sixteen() {
    assert_eq!(
        hex_dump(b"\x00\x01ABCDEFGHIJKLMNOPQ", 20),
        "00000000  00 01 41 42 43 44 45 46  47 48 49 4a 4b 4c 4d 4e  |..ABCDEFGHIJKLMN|\n\
         00000010  4f 50 51                                          |OPQ|\n\
         … and 1 bytes more\n"
    );
    assert_eq!(hex_dump(b"", 0), "");
}
