"""CSV, Parquet and ORC, and what cannot be read."""

import gzip

from lab import raised, rows_of, schema_of

from awsglue.refusal import NotSupported


def test_csv_without_a_schema_is_text(lab):
    lab.write("in/a.csv", 'id,name,amount\n1,"Ana, ""la"" 1",2.5\n2,,\n')
    frame = lab.read("csv", lab.path("in"), format_options={"withHeader": True})
    assert schema_of(frame) == ["|-- id: string", "|-- name: string", "|-- amount: string"]
    assert rows_of(frame) == [("1", 'Ana, "la" 1', "2.5"), ("2", "", "")]


def test_csv_without_a_header_has_numbered_columns(lab):
    lab.write("in/a.txt", "1|'x|y'|3\n4|z\n")
    frame = lab.read("csv", lab.path("in"), format_options={"separator": "|", "quoteChar": "'"})
    assert rows_of(frame) == [("1", "x|y", "3"), ("4", "z", "")]
    assert frame.toDF().columns == ["col0", "col1", "col2"]


def test_each_files_header_names_its_own_columns(lab):
    lab.write("in/a.csv", "id,name\n1,Ana\n")
    lab.write("in/b.csv", "name,id,city\nLuis,2,Cusco\n")
    file = lab.folder / "in" / "c.csv.gz"
    file.write_bytes(gzip.compress(b"id,name\n3,Eva\n"))
    frame = lab.read("csv", lab.path("in"), format_options={"withHeader": True})
    assert rows_of(frame.select_fields(["id", "name", "city"]), "id") == [
        ("1", "Ana", None),
        ("2", "Luis", "Cusco"),
        ("3", "Eva", None),
    ]


def test_csv_options(lab):
    lab.write("in/a.csv", 'a;b\n1;"two\nlines"\n')
    frame = lab.read("csv", lab.path("in"), format_options={"separator": ";", "withHeader": "true", "multiLine": True})
    assert rows_of(frame) == [("1", "two\nlines")]
    lab.write("raw/a.csv", 'x,"y"\nz,"w"\n')
    assert rows_of(lab.read("csv", lab.path("raw"), format_options={"quoteChar": -1, "skipFirst": True})) == [
        ("z", '"w"')
    ]
    lab.write("esc/a.csv", 'a,b\n"q\\"r",2\n')
    assert rows_of(lab.read("csv", lab.path("esc"), format_options={"withHeader": True, "escaper": "\\"})) == [
        ('q"r', "2")
    ]


def test_parquet_files_that_differ_in_a_type_make_a_choice(lab):
    lab.spark.sql("select 1L as id, 'a' as name").write.parquet(lab.path("in/one"))
    lab.spark.sql("select '2' as id, 'b' as name, true as extra").write.parquet(lab.path("in/two"))
    frame = lab.read("parquet", lab.path("in"))
    assert sorted(schema_of(frame)) == sorted(
        ["|-- id: choice", "|    |-- long", "|    |-- string", "|-- name: string", "|-- extra: boolean"]
    )
    resolved = frame.resolveChoice(specs=[("id", "cast:long")]).select_fields(["id", "name", "extra"])
    assert rows_of(resolved) == [(1, "a", None), (2, "b", True)]


def test_parquet_and_orc_keep_their_types_and_merge_their_columns(lab):
    one = lab.spark.sql("select cast(1.25 as decimal(10,2)) as amount, date'2026-01-31' as day, 1 as part")
    for format in ("parquet", "orc"):
        one.drop("part").write.format(format).save(lab.path(f"{format}/a"))
        one.write.format(format).save(lab.path(f"{format}/b"))
        frame = lab.read(format, lab.path(format))
        assert schema_of(frame) == ["|-- amount: decimal", "|-- day: date", "|-- part: int"]
        assert frame.count() == 2


def test_partition_folders_give_no_columns_without_the_catalog(lab):
    lab.spark.sql("select 1 as id, 'x' as kind").write.partitionBy("kind").parquet(lab.path("in"))
    assert schema_of(lab.read("parquet", lab.path("in"))) == ["|-- id: int"]


def test_what_cannot_be_read_is_refused_by_name(lab):
    path = lab.write("in/a.txt", "x")
    for format in ("avro", "xml", "ion", "grokLog", "iceberg"):
        assert format in raised(NotSupported, lab.read, format, path)
    assert "is not a format" in raised(ValueError, lab.read, "parket", path)
    for kind in ("dynamodb", "kinesis", "kafka", "mongodb", "marketplace.spark", "custom.jdbc", "snowflake"):
        assert kind in raised(NotSupported, lab.glue.create_dynamic_frame.from_options, kind, {})
    assert "paths" in raised(ValueError, lab.glue.create_dynamic_frame.from_options, "s3", {}, "json")
    assert "exclusions" in raised(ValueError, lab.read, "json", path, exclusions="**.pdf")
    for call in (lab.glue.forEachBatch, lab.glue.transition_s3_path):
        assert "not supported by the local Glue runtime" in raised(NotSupported, call, None, None)


def test_a_database_without_its_driver_is_told_what_is_missing(lab):
    options = {"url": "jdbc:postgresql://localhost:1/db", "dbtable": "t", "user": "u", "password": "p"}
    message = raised(ValueError, lab.glue.create_dynamic_frame.from_options, "postgresql", options)
    assert "org.postgresql.Driver" in message
    assert "--extra-jars" in message
