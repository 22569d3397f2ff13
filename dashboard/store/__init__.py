"""What is computed once for everybody who looks, in bounded caches: nothing here is per visitor."""
