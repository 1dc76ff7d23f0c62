"""Movement: exact, event-based, compiled. Numbers in, numbers out."""
