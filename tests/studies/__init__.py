"""Whole studies: an oracle that reads the written definition alone, and a generator of studies hard to judge."""
