"""The network of links: a store goes in, links with their reasons, measures and communities come out."""
