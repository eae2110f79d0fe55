"""The ports of a release on AWS, by boto3."""
