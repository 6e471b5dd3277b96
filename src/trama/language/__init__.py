"""Italian as a planner writes it: words go in, stems, themes, directions, contrasts and the nearest known name come out."""
