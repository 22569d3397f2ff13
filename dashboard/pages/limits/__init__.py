"""The page 「한계」: page.py and its parts."""
