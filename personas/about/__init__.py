"""One face an answer: how each is shown, and beside each module the text that fills a voice's frame."""
