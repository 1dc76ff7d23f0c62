"""Speed and memory of the movement engine; see README.md."""
