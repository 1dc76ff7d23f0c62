"""What a finished sweep says: effects, indices, interactions, cost against people, convergence."""
