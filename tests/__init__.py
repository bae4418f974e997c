"""Tests, one folder a slice; what they share is in `given` and `conftest`."""
