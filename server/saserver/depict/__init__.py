"""Molecules as pictures: a graph becomes an SVG that stands still while the chain changes the molecule."""

from saserver.depict.layout import Layout
from saserver.depict.marks import Marks
from saserver.depict.picture import Picture, depict

__all__ = ["Layout", "Marks", "Picture", "depict"]
