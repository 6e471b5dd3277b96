"""The machines' side: SPARQL, graphs and the API go in as HTTP, answers in the form asked for come out."""
