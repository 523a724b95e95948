"""The Data Catalog as source and sink, by the Glue API."""

from decimal import Decimal

from lab import raised, rows_of, schema_of

from awsglue.refusal import NotSupported

CSV = "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe"
OPEN_CSV = "org.apache.hadoop.hive.serde2.OpenCSVSerde"


def columns(**types):
    return [{"Name": name.replace("__", " "), "Type": kind} for name, kind in types.items()]


def create(glue, database, name, location, fields, keys=(), library=CSV, serde=None, parameters=None):
    glue.create_table(
        DatabaseName=database,
        TableInput={
            "Name": name,
            "PartitionKeys": columns(**dict(keys)),
            "Parameters": {"classification": "csv", **(parameters or {})},
            "StorageDescriptor": {
                "Columns": fields,
                "Location": location,
                "SerdeInfo": {"SerializationLibrary": library, "Parameters": serde or {"field.delim": ","}},
            },
        },
    )


def add(glue, database, name, values, location, **storage):
    table = glue.get_table(DatabaseName=database, Name=name)["Table"]["StorageDescriptor"]
    described = {**table, "Location": location, **storage}
    glue.create_partition(
        DatabaseName=database, TableName=name, PartitionInput={"Values": values, "StorageDescriptor": described}
    )


def test_csv_has_the_catalogs_types_and_a_choice_where_the_file_differs(lab):
    database, glue = lab.database()
    lab.write("t/a.csv", "Provider Id,City,Total\n1,Lima,5\n2,,\n3 ,x,7\nabc,y,1.5\n")
    create(
        glue,
        database,
        "t",
        lab.path("t"),
        columns(provider__id="bigint", city="string", total="int"),
        parameters={"skip.header.line.count": "1"},
    )
    frame = lab.glue.create_dynamic_frame.from_catalog(database=database, table_name="t")
    assert schema_of(frame) == [
        "|-- provider id: choice",
        "|    |-- long",
        "|    |-- string",
        "|-- city: string",
        "|-- total: choice",
        "|    |-- int",
        "|    |-- string",
    ]
    cast = frame.resolveChoice(specs=[("provider id", "cast:long"), ("total", "project:int")])
    assert rows_of(cast, "city") == [(2, "", None), (1, "Lima", 5), (3, "x", 7), (None, "y", None)]
    matched = frame.resolveChoice(choice="MATCH_CATALOG", database=database, table_name="t")
    assert matched.toDF().dtypes == [("provider id", "bigint"), ("city", "string"), ("total", "int")]
    plain = lab.glue.create_data_frame.from_catalog(database=database, table_name="t")
    assert plain.dtypes == [("provider id", "bigint"), ("city", "string"), ("total", "int")]
    schema = lab.glue.get_catalog_schema_as_spark_schema(database, "t")
    assert schema.simpleString() == "struct<provider id:bigint,city:string,total:int>"


def test_the_serde_says_how_csv_is_written(lab):
    database, glue = lab.database()
    lab.write("t/a.csv", "1;'x;y'\n")
    serde = {"separatorChar": ";", "quoteChar": "'", "escapeChar": "\\"}
    create(glue, database, "t", lab.path("t"), columns(id="int", name="string"), library=OPEN_CSV, serde=serde)
    assert rows_of(lab.glue.create_dynamic_frame_from_catalog(database, "t")) == [(1, "x;y")]


def test_partitions_are_columns_and_only_the_wanted_are_read(lab):
    database, glue = lab.database()
    fields, keys = columns(id="int"), {"year": "string", "month": "int"}
    create(glue, database, "t", lab.path("t"), fields, keys)
    for month in ("01", "02", "12"):
        lab.write(f"t/year=2026/month={month}/a.csv", f"{int(month)}\n")
        add(glue, database, "t", ["2026", month], lab.path(f"t/year=2026/month={month}"))
    # Not in the catalog: not read. And one that lies elsewhere.
    lab.write("t/year=2026/month=03/a.csv", "3\n")
    lab.write("elsewhere/a.csv", "100\n")
    add(glue, database, "t", ["2020", "05"], lab.path("elsewhere"))

    def read(**options):
        return rows_of(lab.glue.create_dynamic_frame.from_catalog(database=database, table_name="t", **options), "id")

    assert read() == [(1, "2026", 1), (2, "2026", 2), (12, "2026", 12), (100, "2020", 5)]
    assert read(push_down_predicate="(year == '2026' and month > 1)") == [(2, "2026", 2), (12, "2026", 12)]
    assert read(additional_options={"catalogPartitionPredicate": "year='2020'"}) == [(100, "2020", 5)]
    none = lab.glue.create_dynamic_frame.from_catalog(database, "t", push_down_predicate="year = '1999'")
    assert none.count() == 0


def test_partitions_may_differ_from_the_table(lab):
    database, glue = lab.database()
    create(glue, database, "t", lab.path("t"), columns(id="int", name="string"), {"day": "string"})
    lab.write("t/day=1/a.csv", "1,a\n")
    lab.write("t/day=2/a.csv", "2|b\n")
    add(glue, database, "t", ["1"], lab.path("t/day=1"))
    serde = {"SerializationLibrary": CSV, "Parameters": {"field.delim": "|"}}
    add(glue, database, "t", ["2"], lab.path("t/day=2"), SerdeInfo=serde)
    assert rows_of(lab.glue.create_dynamic_frame.from_catalog(database, "t")) == [(1, "a", "1"), (2, "b", "2")]


def test_json_and_parquet_tables_have_the_types_of_their_records(lab):
    database, glue = lab.database()
    lab.write("j/kind=x/a.json", '{"id": 1, "v": 1}\n{"id": 2, "v": "a"}\n')
    create(
        glue,
        database,
        "j",
        lab.path("j"),
        columns(id="int", v="string"),
        {"kind": "string"},
        parameters={"classification": "json"},
    )
    add(glue, database, "j", ["x"], lab.path("j/kind=x"))
    frame = lab.glue.create_dynamic_frame.from_catalog(database, "j")
    assert schema_of(frame) == ["|-- id: int", "|-- v: choice", "|    |-- int", "|    |-- string", "|-- kind: string"]
    lab.spark.sql("select 1L as id, date'2026-01-31' as day").write.parquet(lab.path("p"))
    create(
        glue, database, "p", lab.path("p"), columns(id="bigint", day="date"), parameters={"classification": "parquet"}
    )
    assert schema_of(lab.glue.create_dynamic_frame.from_catalog(database, "p")) == ["|-- id: long", "|-- day: date"]


def test_a_sink_creates_its_table_and_adds_partitions(lab):
    database, glue = lab.database()
    frame = lab.frame(
        [(1, "a", "2026", Decimal("1.5")), (2, "b", "2025", None)],
        "Id int, name string, year string, amount decimal(10,2)",
    )

    def write(frame, format, name, **options):
        sink = lab.glue.getSink(
            connection_type="s3",
            path=lab.path(name),
            enableUpdateCatalog=True,
            updateBehavior="UPDATE_IN_DATABASE",
            partitionKeys=["year"],
            transformation_ctx="sink",
            **options,
        )
        sink.setCatalogInfo(catalogDatabase=database, catalogTableName=name)
        sink.setFormat(format)
        sink.writeFrame(frame)

    write(frame, "glueparquet", "p", compression="snappy")
    table = glue.get_table(DatabaseName=database, Name="p")["Table"]
    assert [(c["Name"], c["Type"]) for c in table["StorageDescriptor"]["Columns"]] == [
        ("id", "int"),
        ("name", "string"),
        ("amount", "decimal(10,2)"),
    ]
    assert [(k["Name"], k["Type"]) for k in table["PartitionKeys"]] == [("year", "string")]
    assert table["Parameters"]["classification"] == "parquet"
    partitions = glue.get_partitions(DatabaseName=database, TableName="p")["Partitions"]
    assert sorted(p["Values"] for p in partitions) == [["2025"], ["2026"]]
    assert all(file.startswith("year=20") and file.endswith(".snappy.parquet") for file in lab.files("p"))

    # Again, with a new column and a new partition.
    write(lab.frame([(3, "2024", True)], "id int, year string, flag boolean"), "glueparquet", "p")
    table = glue.get_table(DatabaseName=database, Name="p")["Table"]
    assert [c["Name"] for c in table["StorageDescriptor"]["Columns"]] == ["id", "flag"]
    assert len(glue.get_partitions(DatabaseName=database, TableName="p")["Partitions"]) == 3

    for format in ("csv", "json", "orc"):
        write(frame, format, format)
        found = lab.glue.create_dynamic_frame.from_catalog(database, format)
        mapped = found.apply_mapping(
            [(n, None, n.lower(), t) for n, t in (("id", "int"), ("name", "string"), ("year", "string"))]
        )
        assert rows_of(mapped) == [(1, "a", "2026"), (2, "b", "2025")], format


def test_a_table_is_written_as_the_catalog_says(lab):
    database, glue = lab.database()
    create(
        glue,
        database,
        "t",
        lab.path("t"),
        columns(id="int", name="string"),
        {"year": "string"},
        serde={"field.delim": "|"},
    )
    frame = lab.frame([(1, "a", "2026")], "id int, name string, year string")
    options = {"enableUpdateCatalog": True, "updateBehavior": "LOG", "partitionKeys": ["year"]}
    written = lab.glue.write_dynamic_frame.from_catalog(
        frame, database=database, table_name="t", additional_options=options
    )
    assert written is frame
    # The table says of no header, so none is written.
    assert lab.texts("t") == ["1|a"]
    assert rows_of(lab.glue.create_dynamic_frame.from_catalog(database, "t")) == [(1, "a", "2026")]
    wrong = {**options, "partitionKeys": ["name"]}
    message = raised(
        ValueError, lab.glue.write_dynamic_frame.from_catalog, frame, database, "t", additional_options=wrong
    )
    assert "are not those of the table" in message


def test_a_sink_that_shall_update_the_catalog_wants_a_table(lab):
    sink = lab.glue.getSink("s3", path=lab.path("x"), enableUpdateCatalog=True)
    sink.setFormat("json")
    assert "setCatalogInfo" in raised(ValueError, sink.writeFrame, lab.frame([(1,)], "id int"))


def test_old_files_are_purged_with_their_partitions(lab):
    database, glue = lab.database()
    create(glue, database, "t", lab.path("t"), columns(id="int"), {"day": "string"})
    for day, age in (("old", 10 * 86400), ("new", 0)):
        lab.write(f"t/day={day}/a.csv", "1\n", age)
        add(glue, database, "t", [day], lab.path(f"t/day={day}"))
    lab.glue.purge_table(database, "t")
    assert lab.files("t") == ["day=new/a.csv"]
    assert [p["Values"] for p in glue.get_partitions(DatabaseName=database, TableName="t")["Partitions"]] == [["new"]]
    lab.glue.purge_s3_path(lab.path("t"), {"retentionPeriod": 0})
    assert lab.files("t") == []


def test_tables_of_other_formats_are_refused_by_name(lab):
    database, glue = lab.database()
    create(glue, database, "ice", lab.path("ice"), columns(id="int"), parameters={"table_type": "ICEBERG"})
    assert "ICEBERG" in raised(NotSupported, lab.glue.create_dynamic_frame.from_catalog, database, "ice")


def test_a_connections_properties_are_extracted(lab):
    from botocore.stub import Stubber

    from awsglue.sources.catalog import glue_client

    properties = {"JDBC_CONNECTION_URL": "jdbc:postgresql://host:5432/shop", "USERNAME": "ana", "PASSWORD": "secret"}
    with Stubber(glue_client()) as answers:
        answers.add_response(
            "get_connection", {"Connection": {"Name": "pg", "ConnectionProperties": properties}}, {"Name": "pg"}
        )
        conf = lab.glue.extract_jdbc_conf("pg")
    assert conf["fullUrl"] == "jdbc:postgresql://host:5432/shop"
    assert (conf["url"], conf["vendor"], conf["user"]) == ("jdbc:postgresql://host:5432", "postgresql", "ana")
