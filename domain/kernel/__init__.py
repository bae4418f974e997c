"""What every slice is made of: deciders, dated rules with citations, sealed values, identifiers and time."""
