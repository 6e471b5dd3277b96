"""The public face: a path, an address or a plan goes in, typed rows, links, networks and reports come out."""
