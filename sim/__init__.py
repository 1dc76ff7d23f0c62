"""Agent-based simulation of civilian evacuation through time-windowed corridors."""
