//! Round trips, guesses, odd bytes.
