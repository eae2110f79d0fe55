"""An emulated AWS with the provider programs that Pulumi's engine needs to act on it."""
