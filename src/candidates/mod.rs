//! Which pairs deserve an exact comparison. Nothing is verified here.
