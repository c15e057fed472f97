//! Vectors by what they are of, in memory and as bytes, and the search among them: all are looked at, since that takes
//! milliseconds for the pieces of a large project and finds the nearest for certain.
//!
//! A vector is kept as bytes of a common scale, a quarter of its size (scalar quantisation); against the exact ones the
//! cosine is off by less than 0.01.

use std::collections::{HashMap, HashSet};

use super::pieces::{Piece, PieceKey};

/// The first bytes of a file of vectors, with the version of its form.
const MAGIC: &[u8; 4] = b"JBV1";
/// Numbers a vector may have.
const WIDEST: usize = 16_384;

/// Vectors of one model.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Vectors {
    width: usize,
    rows: HashMap<PieceKey, Row>,
}

/// A vector of length 1: `scale * bytes`.
#[derive(Clone, Debug, PartialEq)]
struct Row {
    scale: f32,
    bytes: Box<[i8]>,
}

/// A piece that was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    /// Which of the pieces.
    pub piece: usize,
    /// The cosine between its vector and the question's: 1 means the same.
    pub score: f32,
}

/// A vector of a model that gives others.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "a vector has {got} numbers and those before it {known}: the model behind this name is another one now"
)]
pub struct WidthError {
    /// Its numbers.
    pub got: usize,
    /// Those of the ones before it.
    pub known: usize,
}

/// Bytes that are no vectors.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the file of vectors is damaged or of another version")]
pub struct ReadError;

impl Vectors {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Whether there is one of this piece.
    pub fn has(&self, key: PieceKey) -> bool {
        self.rows.contains_key(&key)
    }

    /// Whether a vector can be compared with those that are kept.
    ///
    /// # Errors
    /// When it has not as many numbers.
    pub fn fits(&self, vector: &[f32]) -> Result<(), WidthError> {
        if self.rows.is_empty() || vector.len() == self.width {
            return Ok(());
        }
        Err(WidthError { got: vector.len(), known: self.width })
    }

    /// Keeps a vector.
    ///
    /// # Errors
    /// When it has not as many numbers as those before it.
    pub fn insert(&mut self, key: PieceKey, vector: &[f32]) -> Result<(), WidthError> {
        if self.rows.is_empty() {
            self.width = vector.len();
        }
        if vector.len() != self.width || vector.len() > WIDEST {
            return Err(WidthError { got: vector.len(), known: self.width });
        }
        self.rows.insert(key, Row::of(vector));
        Ok(())
    }

    /// Forgets all but these.
    pub fn retain(&mut self, keys: &HashSet<PieceKey>) {
        self.rows.retain(|key, _| keys.contains(key));
    }

    /// The pieces that are nearest to a vector, the nearest first: `most` at most, and so many of one file. Those
    /// without a vector are passed over; one of another width is near to nothing.
    pub fn nearest(&self, vector: &[f32], pieces: &[Piece], most: usize, of_a_file: usize) -> Vec<Hit> {
        if vector.len() != self.width {
            return Vec::new();
        }
        self.ranked(&Row::of(vector), pieces, most, of_a_file, |_| true)
    }

    /// The pieces of other files that are nearest to one of `pieces`.
    pub fn alike(&self, to: &Piece, pieces: &[Piece], most: usize, of_a_file: usize) -> Vec<Hit> {
        match self.rows.get(&to.key) {
            Some(row) => self.ranked(row, pieces, most, of_a_file, |piece| piece.path != to.path),
            None => Vec::new(),
        }
    }

    fn ranked(
        &self,
        to: &Row,
        pieces: &[Piece],
        most: usize,
        of_a_file: usize,
        wanted: impl Fn(&Piece) -> bool,
    ) -> Vec<Hit> {
        let scored = pieces.iter().enumerate().filter(|(_, piece)| wanted(piece));
        let mut hits: Vec<Hit> = scored
            .filter_map(|(place, piece)| {
                let score = self.rows.get(&piece.key)?.cosine(to);
                Some(Hit { piece: place, score })
            })
            .collect();
        hits.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.piece.cmp(&b.piece)));
        let mut count: HashMap<&str, usize> = HashMap::new();
        hits.retain(|hit| {
            let Some(piece) = pieces.get(hit.piece) else { return false };
            let of_this = count.entry(&piece.path).or_default();
            *of_this += 1;
            *of_this <= of_a_file
        });
        hits.truncate(most);
        hits
    }

    /// As bytes: `JBV1`, the width and the count as little-endian `u32`, then of each its key (16 bytes), its scale
    /// (`f32`) and its numbers (`i8`), in the order of the keys.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(12 + self.rows.len() * (20 + self.width));
        out.extend(MAGIC);
        let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX).to_le_bytes();
        out.extend(number(self.width));
        out.extend(number(self.rows.len()));
        let mut keys: Vec<&PieceKey> = self.rows.keys().collect();
        keys.sort();
        for (key, row) in keys.into_iter().filter_map(|key| Some((key, self.rows.get(key)?))) {
            out.extend(key.0);
            out.extend(row.scale.to_le_bytes());
            out.extend(row.bytes.iter().map(|number| number.cast_unsigned()));
        }
        out
    }

    /// What [`Vectors::to_bytes`] made.
    ///
    /// # Errors
    /// When it is anything else, or only a part of it.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ReadError> {
        let (head, rest) = bytes.split_at_checked(12).ok_or(ReadError)?;
        let number = |at: usize| {
            let four: [u8; 4] = head.get(at..at + 4)?.try_into().ok()?;
            usize::try_from(u32::from_le_bytes(four)).ok()
        };
        let (width, count) = number(4).zip(number(8)).ok_or(ReadError)?;
        let row = 20 + width;
        let whole = head.starts_with(MAGIC) && width <= WIDEST && count.checked_mul(row) == Some(rest.len());
        if !whole {
            return Err(ReadError);
        }
        let mut rows = HashMap::with_capacity(count);
        for row in rest.chunks_exact(row) {
            let (key, row) = row.split_first_chunk::<16>().ok_or(ReadError)?;
            let (scale, numbers) = row.split_first_chunk::<4>().ok_or(ReadError)?;
            let scale =
                Some(f32::from_le_bytes(*scale)).filter(|scale| scale.is_finite()).ok_or(ReadError)?;
            let bytes = numbers.iter().map(|number| number.cast_signed()).collect();
            rows.insert(PieceKey(*key), Row { scale, bytes });
        }
        Ok(Self { width, rows })
    }
}

impl Row {
    fn of(vector: &[f32]) -> Self {
        let number = |number: f32| if number.is_finite() { number } else { 0.0 };
        let length = vector.iter().map(|one| number(*one).powi(2)).sum::<f32>().sqrt();
        let largest = vector.iter().map(|one| number(*one).abs()).fold(0.0, f32::max);
        if !(length > 0.0 && length.is_finite()) {
            return Self { scale: 0.0, bytes: vec![0; vector.len()].into() };
        }
        let step = largest / 127.0;
        let bytes = vector.iter().map(|one| (number(*one) / step).round() as i8).collect();
        Self { scale: step / length, bytes }
    }

    fn cosine(&self, other: &Row) -> f32 {
        let dot: i32 = self.bytes.iter().zip(&other.bytes).map(|(a, b)| i32::from(*a) * i32::from(*b)).sum();
        dot as f32 * self.scale * other.scale
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::sync::Arc;

    use super::{Piece, PieceKey, ReadError, Vectors};
    use justbuilt_testkit::Random;

    fn piece(path: &str, number: u8) -> Piece {
        let key = PieceKey([number; 16]);
        Piece { path: Arc::from(path), lines: 0..1, bytes: 0..1, key }
    }

    fn random(random: &mut Random, width: usize) -> Vec<f32> {
        (0..width).map(|_| random.below(2_001) as f32 / 1_000.0 - 1.0).collect()
    }

    fn exact(a: &[f32], b: &[f32]) -> f32 {
        let dot = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f32>();
        dot(a, b) / (dot(a, a).sqrt() * dot(b, b).sqrt())
    }

    #[test]
    fn scores_are_the_cosine_and_the_nearest_is_first() {
        let mut seed = Random::new(3);
        for width in [1, 3, 64, 768] {
            let all: Vec<Vec<f32>> = (0..40).map(|_| random(&mut seed, width)).collect();
            let pieces: Vec<Piece> = (0..40).map(|at| piece(&format!("{at}.rs"), at)).collect();
            let mut vectors = Vectors::default();
            for (piece, vector) in pieces.iter().zip(&all) {
                vectors.insert(piece.key, vector).expect("width");
            }
            let asked = random(&mut seed, width);
            let hits = vectors.nearest(&asked, &pieces, 10, 3);
            assert_eq!(hits.len(), 10);
            for hit in &hits {
                let exact = exact(&asked, &all[hit.piece]);
                assert!((hit.score - exact).abs() < 0.01, "{width}: {} is {exact}", hit.score);
            }
            assert!(hits.is_sorted_by(|a, b| a.score >= b.score));
        }
    }

    #[test]
    fn one_file_does_not_take_all_places() {
        let pieces: Vec<Piece> = (0..6).map(|at| piece(if at < 4 { "a.rs" } else { "b.rs" }, at)).collect();
        let mut vectors = Vectors::default();
        for (piece, x) in pieces.iter().zip([0.0, 0.1, 0.2, 0.3, 0.8, 0.9]) {
            vectors.insert(piece.key, &[1.0, x]).expect("width");
        }
        let found = |hits: Vec<super::Hit>| hits.into_iter().map(|hit| hit.piece).collect::<Vec<_>>();
        assert_eq!(found(vectors.nearest(&[1.0, 0.0], &pieces, 9, 2)), [0, 1, 4, 5]);
        assert_eq!(found(vectors.alike(&pieces[5], &pieces, 2, 9)), [3, 2], "not those of its own file");
    }

    #[test]
    fn another_width_is_refused_and_finds_nothing() {
        let mut vectors = Vectors::default();
        vectors.insert(PieceKey([1; 16]), &[1.0, 0.0]).expect("the first");
        assert!(vectors.insert(PieceKey([2; 16]), &[1.0]).is_err());
        assert!(vectors.nearest(&[1.0], &[piece("a", 1)], 9, 9).is_empty());
        // A vector of nothing is near to nothing, and of no numbers that are none.
        vectors.insert(PieceKey([3; 16]), &[0.0, f32::NAN]).expect("width");
        assert_eq!(vectors.nearest(&[1.0, 0.0], &[piece("a", 3)], 9, 9)[0].score, 0.0);
    }

    #[test]
    fn bytes_give_them_back_and_damaged_ones_are_refused() {
        let mut seed = Random::new(5);
        let mut vectors = Vectors::default();
        for at in 0..9 {
            vectors.insert(PieceKey([at; 16]), &random(&mut seed, 17)).expect("width");
        }
        let bytes = vectors.to_bytes();
        assert_eq!(Vectors::from_bytes(&bytes), Ok(vectors.clone()));
        for end in 0..bytes.len() {
            assert_eq!(Vectors::from_bytes(&bytes[..end]), Err(ReadError), "cut at {end}");
        }
        for at in 0..12 {
            let mut other = bytes.clone();
            other[at] ^= 0x80;
            assert_eq!(Vectors::from_bytes(&other), Err(ReadError), "byte {at}");
        }
        vectors.retain(&HashSet::from([PieceKey([4; 16])]));
        assert!(vectors.len() == 1 && vectors.has(PieceKey([4; 16])));
        assert_eq!(Vectors::from_bytes(&Vectors::default().to_bytes()), Ok(Vectors::default()));
    }
}
