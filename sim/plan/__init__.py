"""A scenario as the engine's plan: its corridors as gates, its streets as links with diagrams."""
