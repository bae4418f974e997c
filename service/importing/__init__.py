"""Imports: one module a format. What is imported happened: it is recorded, and what it broke becomes a finding."""
