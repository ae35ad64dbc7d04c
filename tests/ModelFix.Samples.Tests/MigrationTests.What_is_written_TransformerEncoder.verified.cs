// before
// Nothing.

// after
// Nothing.
