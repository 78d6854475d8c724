"""What the bridge answers over HTTP: the narrow API of the kiosks."""
