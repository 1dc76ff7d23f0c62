"""Street networks as arrays, one source a file."""
