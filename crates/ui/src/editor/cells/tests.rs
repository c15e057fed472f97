//! Round trips between bytes and columns.

use super::*;

/// `a`, a wide character of 3 bytes, a zero-width character of 3, a tab to column 8, `b`.
fn mixed() -> CellMap {
    CellMap::Mixed(vec![(0, 0), (1, 1), (4, 3), (7, 3), (8, 8), (9, 9)])
}

#[test]
fn bytes_go_to_columns_and_back() {
    for (map, bytes) in [
        (mixed(), vec![0, 1, 7, 8, 9]),
        (CellMap::Uniform { byte: 5, column: 2, count: 3 }, vec![5, 6, 7, 8]),
    ] {
        for byte in bytes {
            let column = map.column_of(byte);
            assert_eq!(map.nearest_byte(f64::from(column)), byte, "{map:?}");
        }
    }
}

#[test]
fn a_click_goes_to_the_nearer_side_of_a_wide_cluster() {
    let map = mixed();
    assert_eq!(map.nearest_byte(1.9), 1);
    assert_eq!(map.nearest_byte(2.1), 7);
    assert_eq!(map.nearest_byte(4.0), 7);
    assert_eq!(map.nearest_byte(6.0), 8);
    assert_eq!(map.nearest_byte(99.0), 9);
    assert_eq!(map.nearest_byte(-3.0), 0);
}

#[test]
fn bytes_inside_a_cluster_belong_to_it() {
    let map = mixed();
    assert_eq!(map.column_of(2), 1);
    assert_eq!(map.cell_of(2), (1, 3));
    assert_eq!(map.cell_of(9), (9, 9));
    assert_eq!(map.byte_under(2.9), 1);
}

#[test]
fn an_empty_row_has_one_place() {
    let map = CellMap::Uniform { byte: 0, column: 0, count: 0 };
    assert_eq!(map.nearest_byte(17.0), 0);
    assert_eq!(map.column_of(3), 0);
    assert_eq!(map.cell_of(0), (0, 0));
}
