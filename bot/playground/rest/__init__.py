"""Discord's HTTP API, the part of it that a bot of commands, buttons and messages uses."""
