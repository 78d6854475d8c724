"""What the visit asks for, done: plain functions over the card and the bridge, each giving an answer."""
