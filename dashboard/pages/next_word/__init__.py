"""The page 「다음 낱말」: page.py and its parts."""
