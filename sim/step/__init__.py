"""What a step of the model is made of: events, decisions, ways, ledgers; `sim.model` orders it."""
