"""Drawing the network: links and a layout go in, SVG, GraphML, GEXF and JSON-LD come out."""
