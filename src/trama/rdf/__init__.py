"""RDF as files and terms: a file, a table of formats or a statement goes in, the same in another form comes out."""
