"""`revstream replay`: that of the fraud system, or of another that is named."""

from cli.options.by_system import BySystem
from cli.replay.fraud import command as fraud
from cli.replay.recommendations import command as recommendations

command = BySystem({"fraud": fraud, "recommendations": recommendations})
