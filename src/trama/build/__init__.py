"""The build: packages, registers and rules go in, one RDF dataset, a named graph a plan, comes out."""
