; What can be folded.

[(object) (array) (comment)] @fold
