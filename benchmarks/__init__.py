"""How fast, how large, beside whom. Each script writes JSON; `benchmarks/README.md` says how."""
