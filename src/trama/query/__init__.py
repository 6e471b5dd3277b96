"""Questions: a SPARQL query, a ready query's name or words to search go in, typed answers come out."""
