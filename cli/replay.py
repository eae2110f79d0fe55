"""`revstream replay`: that of the fraud system, or of another that is named."""

from cli.by_system import BySystem
from cli.replay_fraud import command as fraud
from cli.replay_recommendations import command as recommendations

command = BySystem({"fraud": fraud, "recommendations": recommendations})
