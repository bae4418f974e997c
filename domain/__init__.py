"""What may be asked, what may be recorded, and by which rules. Standard library only, no clock, no I/O."""
