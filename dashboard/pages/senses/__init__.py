"""The page 「말뜻」: page.py and its parts."""
