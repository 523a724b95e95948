"""Where the files go: a folder, or a prefix of an S3 bucket."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

FOLDERS = ("orders", "customers", "products")


class Destination(Protocol):
    name: str
    # Folder → files and bytes written below it.
    written: dict[str, tuple[int, int]]

    def prepare(self, replace: bool) -> None:
        """Makes sure that nothing of another run lies among what is written; raises FileExistsError."""

    def write(self, path: str, content: bytes) -> None: ...


def open_destination(to: str) -> Destination:
    return BucketDestination(to) if to.startswith("s3://") else FolderDestination(Path(to))


def refuse(name: str) -> None:
    raise FileExistsError(
        f"{name} already holds orders, customers or products. Add --replace to remove them first, or write elsewhere."
    )


def count(written: dict[str, tuple[int, int]], path: str, content: bytes) -> None:
    folder = path.split("/")[0]
    files, size = written.get(folder, (0, 0))
    written[folder] = (files + 1, size + len(content))


class FolderDestination:
    def __init__(self, root: Path) -> None:
        self.root = root
        self.name = str(root)
        self.written: dict[str, tuple[int, int]] = {}

    def prepare(self, replace: bool) -> None:
        there = [path for folder in FOLDERS for path in (self.root / folder).rglob("*") if path.is_file()]
        if there and not replace:
            refuse(self.name)
        for path in there:
            path.unlink()

    def write(self, path: str, content: bytes) -> None:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
        count(self.written, path, content)


class BucketDestination:
    def __init__(self, url: str) -> None:
        try:
            import boto3
        except ImportError as error:
            raise ImportError("Writing to S3 needs boto3: pip install boto3") from error
        self.name = url
        self.bucket, _, prefix = url[len("s3://") :].partition("/")
        self.prefix = prefix if not prefix or prefix.endswith("/") else f"{prefix}/"
        self.s3 = boto3.client("s3")
        self.written: dict[str, tuple[int, int]] = {}

    def prepare(self, replace: bool) -> None:
        for folder in FOLDERS:
            pages = self.s3.get_paginator("list_objects_v2").paginate(
                Bucket=self.bucket, Prefix=f"{self.prefix}{folder}/"
            )
            for page in pages:
                there = [{"Key": each["Key"]} for each in page.get("Contents", [])]
                if there and not replace:
                    refuse(self.name)
                if there:
                    self.s3.delete_objects(Bucket=self.bucket, Delete={"Objects": there, "Quiet": True})

    def write(self, path: str, content: bytes) -> None:
        self.s3.put_object(Bucket=self.bucket, Key=f"{self.prefix}{path}", Body=content)
        count(self.written, path, content)
