"""Curating: links that are least sure and suggestions go in, what a person decided comes out as rows of CSV tables."""
