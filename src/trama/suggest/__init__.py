"""Suggestions: two plans go in, ranked pairs for a person to decide on, and her decisions kept, come out."""
