"""Italian as a planner writes it: words go in, stems, families, likeness and the nearest known name come out."""
