"""Files that sinks write."""

import gzip
import json

from lab import raised, rows_of

from awsglue.dynamicframe import DynamicFrameCollection
from awsglue.refusal import NotSupported


def test_json_leaves_out_what_is_null_and_is_added_to(lab):
    frame = lab.json_frame({"id": 1, "v": 1, "n": None}, {"id": 2, "v": "x"})
    options = {"connection_type": "s3", "connection_options": {"path": lab.path("out")}, "format": "json"}
    lab.glue.write_dynamic_frame.from_options(frame=frame, **options)
    assert [json.loads(line) for line in lab.texts("out")] == [
        {"id": 1, "v": {"int": 1}},
        {"id": 2, "v": {"string": "x"}},
    ]
    assert not (lab.folder / "out" / "_SUCCESS").exists()
    lab.glue.write_dynamic_frame.from_options(frame=frame, **options)
    assert len(lab.texts("out")) == 4


def test_csv_options(lab):
    frame = lab.frame([(1, 'a "b", c'), (2, None), (3, ""), (4, "  x ")], "id int, name string").coalesce(1)
    frame.write("s3", {"path": lab.path("plain")}, "csv")
    assert lab.texts("plain") == sorted(["id,name", '1,"a ""b"", c"', "2,", "3,", "4,  x "])
    options = {"separator": "|", "quoteChar": -1, "writeHeader": False}
    frame.write("s3", {"path": lab.path("raw")}, "csv", options)
    assert lab.texts("raw") == sorted(['1|a "b", c', "2|", "3|", "4|  x "])
    again = lab.read("csv", lab.path("plain"), format_options={"withHeader": True})
    assert rows_of(again) == [("1", 'a "b", c'), ("2", ""), ("3", ""), ("4", "  x ")]


def test_partition_keys_and_compression(lab):
    frame = lab.frame([(1, "a b", "x"), (2, None, "y")], "id int, k string, v string")
    frame.write("s3", {"path": lab.path("out"), "partitionKeys": ["k"], "compression": "gzip"}, "json")
    files = lab.files("out")
    assert sorted(file.split("/")[0] for file in files) == ["k=__HIVE_DEFAULT_PARTITION__", "k=a b"]
    text = gzip.decompress((lab.folder / "out" / [f for f in files if "a b" in f][0]).read_bytes())
    assert json.loads(text) == {"id": 1, "v": "x"}
    assert "partitionKeys names nope" in raised(
        ValueError, frame.write, "s3", {"path": lab.path("o"), "partitionKeys": ["nope"]}, "json"
    )


def test_columns_of_nothing_are_no_columns_of_parquet(lab):
    frame = lab.json_frame({"id": 1, "n": None})
    for format in ("parquet", "glueparquet", "orc", "csv"):
        frame.write("s3", {"path": lab.path(f"out-{format}")}, format)
    assert lab.spark.read.parquet(lab.path("out-parquet")).columns == ["id"]
    assert lab.spark.read.orc(lab.path("out-orc")).columns == ["id"]
    assert lab.texts("out-csv") == ["1,", "id,n"]


def test_a_collection_is_written_frame_by_frame(lab):
    collection = DynamicFrameCollection({"a": lab.frame([(1,)], "id int"), "b": lab.frame([(2,)], "id int")}, lab.glue)
    lab.glue.write_from_options(collection, "s3", {"path": lab.path("out")}, "json")
    assert {file.split("/")[0] for file in lab.files("out")} == {"a", "b"}
    assert lab.texts("out/b") == ['{"id":2}']


def test_a_frame_without_fields_writes_nothing(lab):
    (lab.folder / "in").mkdir()
    lab.read("json", lab.path("in")).write("s3", {"path": lab.path("out")}, "parquet")
    assert not (lab.folder / "out").exists()


def test_what_cannot_be_written_is_refused_by_name(lab):
    frame = lab.frame([(1,)], "id int")
    for format in ("xml", "ion", "avro", "iceberg"):
        assert format in raised(NotSupported, frame.write, "s3", {"path": lab.path("o")}, format)
    assert "lzo" in raised(NotSupported, frame.write, "s3", {"path": lab.path("o")}, "parquet", {"compression": "lzo"})
    assert "dynamodb" in raised(NotSupported, frame.write, "dynamodb", {})
    assert "path" in raised(ValueError, frame.write, "s3", {}, "json")
