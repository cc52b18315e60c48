"""What the desk adds to the first answer that somebody ever has."""

from services.house.welcome import FirstMeeting
from tests.answers._shared import NOW

SAMPLES = {"newcomer": FirstMeeting(key="discord:1", at=NOW)}
