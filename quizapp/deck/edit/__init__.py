"""Changing decks as their authors wrote them: only what must be is touched, to the byte.

``draft`` is a file being edited, ``spans`` where things in it begin and end, ``entries`` putting
them in and taking them out; ``rename`` and ``move`` plan what authors ask for, ``luggage`` what
goes along, ``tidy`` keeps tidy what was. ``plan`` proves it by loading the result, ``keep`` writes
it and keeps what was there. Style is ``fmt``'s business.
"""
