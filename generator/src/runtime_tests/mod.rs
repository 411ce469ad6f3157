//! Tests of the runtime, which are no part of what is copied.
