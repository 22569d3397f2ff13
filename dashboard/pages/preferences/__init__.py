"""The page 「사람의 선호」: page.py and its parts."""
