"""Reading a plan, whatever form it comes in."""
