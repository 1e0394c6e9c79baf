"""What is removed from the text: prompts, teasers, captions, labels; each pass gives a reason and a rule."""
