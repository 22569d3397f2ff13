"""A small Transformer of our own: tokens, weights, traces and analyses, without any user interface."""
