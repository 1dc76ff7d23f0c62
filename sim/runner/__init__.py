"""One run from its checks to its written folder: what every command and sweep calls."""
