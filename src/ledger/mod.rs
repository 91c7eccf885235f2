//! Has this book been tampered with? A hash-chained, append-only file with signed heads; it does not know what is written in it.
