"""What prices do, in the words of those who watch them: patterns in small letters."""

from typing import Final

BE: Final = (
    r"(?:(?:is|are|be|goes|go|going|gets|get|comes|come|moves|move|trades|trading|rises|rise|climbs|climb|jumps|pumps|"
    r"rallies|pushes|falls|fall|drops|drop|dips|dumps|sinks|slides|crashes|crosses|cross|crossing|breaks|break|back|"
    r"currently|ever|again|price|now|out|through|hits|reaches)\s+)*"
)
ABOVE: Final = r"(?:at or above|at least|above|over|past|higher than|more than|greater than|bigger than|>=|>)"
BELOW: Final = r"(?:at or below|at most|below|under|beneath|lower than|less than|smaller than|<=|<)"
UP_TO: Final = r"(?:rises?|climbs?|goes up|moves up|jumps?|rallies|pumps?|up)\s+to"
DOWN_TO: Final = r"(?:falls?|drops?|dips?|goes down|moves down|dumps?|sinks?|crashes|slides?|down)\s+to"
AT: Final = (
    r"(?:crosses|cross|crossing|hits?|touch(?:es)?|reach(?:es)?|gets? to|comes? to|goes to|is at|breaks?(?: through)?|"
    r"tests?|retests?|tags?|at|equals?|is|=|to)"
)
UP: Final = (
    r"(?:rises?|rose|rising|climbs?|goes up|moves up|is up|up|gains?|jumps?|rall(?:y|ies)|pumps?|surges?|increases?|"
    r"advances?|spikes?|soars?)"
)
DOWN: Final = (
    r"(?:falls?|fell|falling|drops?|dropping|goes down|moves down|is down|down|dips?|dumps?|crash(?:es)?|sinks?|"
    r"declines?|decreases?|tanks?|plunges?|slides?|loses|corrects)"
)
WITHIN: Final = r"(?:in|within|over|per|during|inside)\s+(?:the\s+)?(?:last\s+|past\s+|next\s+)?"
TIMEFRAME: Final = (
    r"(?:\d{1,3}\s?(?:m|min|mins|minutes?|h|hr|hrs|hours?|d|days?|w|wk|weeks?)|hourly|daily|weekly)(?![a-z0-9])"
)
