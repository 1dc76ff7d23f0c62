"""Districts to parties: who lives where, how fast they walk, when they set out."""
