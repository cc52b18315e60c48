"""Lists of markets that people and servers keep, and boards that show them."""
