"""Discord's commands, one file a subject. Each turns arguments into a request, and leaves the rest to the desk."""
