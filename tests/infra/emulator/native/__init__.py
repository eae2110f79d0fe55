"""The resource types of Pulumi's native AWS package, each mapped to calls of the emulated AWS."""
