"""Italian as plans speak it: words made comparable, themes, directions, and contrasts between texts."""
