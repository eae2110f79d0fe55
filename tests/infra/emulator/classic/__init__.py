"""What the program uses of Pulumi's classic AWS package, mapped to calls of the emulated AWS."""
