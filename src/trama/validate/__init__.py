"""Validation of one dataset: statements and shapes go in, results with focus node, path and message come out."""
