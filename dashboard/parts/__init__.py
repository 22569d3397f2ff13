"""Parts of lesson pages that have more of them than one file should hold."""
