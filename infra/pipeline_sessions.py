"""How long the pipeline's roles are taken on for: long enough for a release and its way back.

The workflows ask for as much; a test holds them, the roles and the limits of a release together.
"""

from typing import Final

from events.shared.time_units import HOUR_S

READING_SESSION_S: Final = HOUR_S
"""Of a preview and a look for drift; also what AWS gives to whoever asks for no time."""

DEPLOY_SESSION_S: Final = 19_800
"""Of a deploy: longer than a release of both systems that fails at the very end and goes back.

AWS allows up to 12 hours, GitHub 6 for a job.
"""
