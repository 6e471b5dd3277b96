"""Drawing the network of links: where things go, how lines run, colours, letters, files."""
