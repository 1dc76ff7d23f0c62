"""Many runs: replications, paired comparison, and what they say together."""
