"""Plans: what they hold, read from any form and written in any."""
