"""The application bundle in the code bucket, under a key that holds the hash of its contents.

Another bundle is another object; the old one stays, so that a release can go back to it. An object
is of the classic provider, as the native one has none.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
from pulumi_aws import s3

from infra.bundle.manifest import BundleRef


@dataclass(frozen=True, kw_only=True)
class BundleObjectArgs:
    """Arguments of `BundleObject`.

    Attributes:
        bucket: name of the code bucket.
        bundle: the bundle on this machine.
        tags: of the object.
    """

    bucket: pulumi.Input[str]
    bundle: BundleRef
    tags: Mapping[str, str]


class BundleObject(pulumi.ComponentResource):
    """One uploaded bundle.

    Attributes:
        key: of the object, once it is there.
    """

    key: pulumi.Output[str]

    def __init__(
        self, name: str, args: BundleObjectArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("revstream:infra:BundleObject", name, None, opts)
        uploaded = s3.BucketObjectv2(
            name,
            bucket=args.bucket,
            key=args.bundle.key,
            source=pulumi.FileAsset(str(args.bundle.path)),
            content_type="application/zip",
            tags=dict(args.tags),
            opts=pulumi.ResourceOptions(parent=self, retain_on_delete=True),
        )
        self.key = uploaded.key
        self.register_outputs({"key": self.key})
