<<<<<<< HEAD
"""How fast, how large, beside whom. Each script writes JSON; `benchmarks/README.md` says how."""
=======
"""Speed and memory of the movement engine; see README.md."""
>>>>>>> engine
