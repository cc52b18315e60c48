"""The sky: where the Sun, the Moon and the planets are, what they do and when, as seen from the Earth's centre.

Places are apparent and geocentric, on the ecliptic and true equinox of date (the tropical zodiac), from JPL's DE421,
the planets from Uranus on as DE440 has them, for 1899-07-29 to 2053-10-08. The ephemeris is loaded at the first
question; importing this package loads nothing. What an event means for a market, if anything, is not said here.
"""
