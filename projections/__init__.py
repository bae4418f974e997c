"""Projections: one file is one question, with its tables, its projection and its queries. All can be made anew."""
