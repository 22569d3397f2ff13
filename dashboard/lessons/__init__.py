"""The parts of the pages on the model's inside: one module draws one part, by `draw(text, mode)`."""
