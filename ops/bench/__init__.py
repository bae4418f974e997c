"""Benches: figures as ratios to the raw limit of the machine, measured in the same run (ops/bench/README.md)."""
