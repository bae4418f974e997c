"""Everything impure: the store, the road that commands take, imports and the command line."""
