/// A frame.
