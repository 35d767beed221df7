"""Writes what checking each case says, as what it must say."""

from tests.corpus import rewrite

rewrite()
