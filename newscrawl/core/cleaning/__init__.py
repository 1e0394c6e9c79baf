"""What is the article's text and what is furniture: by structure, by place, by words."""
