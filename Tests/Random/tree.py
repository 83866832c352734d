"""A program as a tree of pieces, and how it is cut down to what still shows a fault."""


class Node:
    """Text and further nodes. `instead` is what can stand in its place: nothing for a statement, a plain value for an
    expression. None: it cannot be left out alone."""

    def __init__(self, *parts, instead=None):
        self.parts = list(parts)
        self.instead = instead
        self.out = False

    def text(self):
        if self.out:
            return self.instead
        return "".join(part.text() if isinstance(part, Node) else part for part in self.parts)

    def nodes(self):
        """The nodes below that are not left out."""
        return [part for part in self.parts if isinstance(part, Node) and not part.out]


def reduce(root, fails):
    """Leaves out as many nodes as it can while fails() holds: whole levels first, in halves, then what is below them."""
    level = root.nodes()
    while level:
        candidates = [node for node in level if node.instead is not None]
        size = len(candidates)
        while size:
            for start in range(0, len(candidates), size):
                group = [node for node in candidates[start : start + size] if not node.out]
                for node in group:
                    node.out = True
                if group and not fails():
                    for node in group:
                        node.out = False
            size //= 2
        level = [below for node in level if not node.out for below in node.nodes()]
