"""Running Byleave: decisions, runbooks, demonstration, benches."""
