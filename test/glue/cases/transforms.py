"""The transforms, as methods and as classes."""

import datetime
import json

from lab import printed, raised, rows_of, schema_of

from awsglue.dynamicframe import (
    DynamicFrame,
    DynamicFrameCollection,
    ResolveOption,
    StageErrors,
)
from awsglue.gluetypes import LongType
from awsglue.refusal import NotSupported
from awsglue.transforms import *  # as scripts do


def test_apply_mapping_renames_casts_and_nests(lab):
    frame = lab.json_frame(
        {"id": "7", "a": {"b": 1.9}, "old.name": "x", "day": "2026-01-31", "list": [{"n": 1}, {"n": 2}], "other": 1},
        {"id": "seven", "a": {"b": 2.1}, "old.name": "y", "day": "never", "list": []},
    )
    mapped = ApplyMapping.apply(
        frame=frame,
        mappings=[
            ("id", "string", "id", "long"),
            ("a.b", "double", "amount", "int"),
            ("`old.name`", "string", "names.first", "string"),
            ("day", "string", "names.day", "date"),
            ("list", "array", "list", "array"),
            ("absent", "string", "absent", "string"),
        ],
        transformation_ctx="mapped",
    )
    assert schema_of(mapped) == [
        "|-- id: long",
        "|-- amount: int",
        "|-- names: struct",
        "|    |-- first: string",
        "|    |-- day: date",
        "|-- list: array",
        "|    |-- element: struct",
        "|    |    |-- n: int",
    ]
    rows = mapped.toDF().orderBy("amount").collect()
    assert [(r.id, r.amount, r.names.first, r.names.day) for r in rows] == [
        (7, 1, "x", datetime.date(2026, 1, 31)),
        (None, 2, "y", None),
    ]


def test_apply_mapping_takes_the_source_types_values_of_a_choice(lab):
    frame = lab.json_frame({"id": 1, "v": 1}, {"id": 2, "v": "x"}, {"id": 3, "v": "4"})
    as_int = frame.apply_mapping([("id", "int", "id", "int"), ("v", "int", "v", "string")])
    assert rows_of(as_int) == [(1, "1"), (2, None), (3, None)]
    as_text = frame.apply_mapping([("id", "int", "id", "int"), ("v", "string", "w", "string")])
    assert rows_of(as_text) == [(1, None), (2, "x"), (3, "4")]
    whole = frame.apply_mapping([("v", "choice", "w", "choice")])
    assert schema_of(whole) == ["|-- w: choice", "|    |-- int", "|    |-- string"]


def test_mistakes_in_mappings_say_what_is_wrong(lab):
    frame = lab.json_frame({"a": 1})
    assert "'strng' is not a type" in raised(ValueError, frame.apply_mapping, [("a", "int", "a", "strng")])
    assert "source type" in raised(ValueError, frame.apply_mapping, [("a",)])


def test_resolve_choice_in_its_four_ways(lab):
    frame = lab.json_frame({"k": 1, "v": 10}, {"k": 2, "v": "20"}, {"k": 3, "v": "x"}, {"k": 4})
    cast = ResolveChoice.apply(frame, specs=[("v", "cast:long")])
    assert schema_of(cast) == ["|-- k: int", "|-- v: long"]
    assert rows_of(cast) == [(1, 10), (2, 20), (3, None), (4, None)]
    assert rows_of(frame.resolveChoice(specs=[("v", "project:int")])) == [(1, 10), (2, None), (3, None), (4, None)]
    assert rows_of(frame.resolveChoice(specs=[("v", "project:string")])) == [(1, None), (2, "20"), (3, "x"), (4, None)]
    cols = frame.resolveChoice(choice="make_cols")
    assert cols.toDF().columns == ["k", "v_int", "v_string"]
    assert rows_of(cols) == [(1, 10, None), (2, None, "20"), (3, None, "x"), (4, None, None)]
    struct = frame.resolveChoice(choice="make_struct")
    assert schema_of(struct) == ["|-- k: int", "|-- v: struct", "|    |-- int: int", "|    |-- string: string"]
    assert frame.resolveChoice(specs=[("k", "cast:string")]).toDF().dtypes[0] == ("k", "string")


def test_resolve_choice_inside_arrays_and_structs(lab):
    frame = lab.json_frame({"myList": [{"price": 100.0}, {"price": "$100.00"}], "s": {"a": 1}}, {"s": {"a": {"b": 2}}})
    cast = frame.resolveChoice(specs=[("myList[].price", "cast:double"), ("s.a", "make_cols")])
    assert schema_of(cast) == [
        "|-- myList: array",
        "|    |-- element: struct",
        "|    |    |-- price: double",
        "|-- s: struct",
        "|    |-- a_int: int",
        "|    |-- a_struct: struct",
        "|    |    |-- b: int",
    ]
    assert [each["price"] for each in cast.toDF().filter("myList is not null").first()["myList"]] == [100.0, None]
    both = frame.resolveChoice(choice="project:string")
    assert "choice" not in both.schema().treeString()


def test_resolve_choice_says_what_it_wants(lab):
    frame = lab.json_frame({"a": 1})
    assert "Only one of" in raised(ValueError, frame.resolveChoice, specs=[("a", "cast:int")], choice="make_cols")
    assert "no action" in raised(ValueError, frame.resolveChoice, specs=[("a", "explode")])
    assert "wants specs" in raised(ValueError, frame.resolveChoice)
    assert "database" in raised(ValueError, frame.resolveChoice, choice="match_catalog")


def test_to_df_can_resolve(lab):
    frame = lab.json_frame({"v": 1}, {"v": "2"})
    assert frame.toDF().dtypes == [("v", "struct<int:int,string:string>")]
    assert frame.toDF([ResolveOption("v", "Cast", LongType())]).dtypes == [("v", "bigint")]
    assert frame.toDF([ResolveOption("v", "KeepAsStruct")]).dtypes == [("v", "struct<int:int,string:string>")]


def test_fields_are_selected_dropped_and_renamed_by_path(lab):
    frame = lab.json_frame({"a": 1, "b": {"c": 2, "d": {"e": 3}}, "x.y": 4, "l": [{"m": 5, "n": 6}]})
    assert schema_of(SelectFields.apply(frame=frame, paths=["a", "b.d", "nope"])) == [
        "|-- a: int",
        "|-- b: struct",
        "|    |-- d: struct",
        "|    |    |-- e: int",
    ]
    dropped = DropFields.apply(frame=frame, paths=["a", "b.d.e", "`x.y`", "l[].m", "nope"])
    assert schema_of(dropped) == [
        "|-- b: struct",
        "|    |-- c: int",
        "|    |-- d: struct",
        "|-- l: array",
        "|    |-- element: struct",
        "|    |    |-- n: int",
    ]
    renamed = (
        RenameField.apply(frame=frame, old_name="b.c", new_name="b.z")
        .rename_field("`x.y`", "xy")
        .rename_field("a", "first")
    )
    assert renamed.toDF().select("first", "b.z", "xy").first() == (1, 2, 4)
    assert frame.rename_field("a", "n.new").toDF().select("n.new").first() == (1,)
    assert frame.rename_field("b.c", "c").toDF().select("c", "b.d.e").first() == (2, 3)
    assert frame.rename_field("nope", "x").toDF().columns == ["a", "b", "x.y", "l"]


def test_null_fields_are_dropped(lab):
    frame = lab.json_frame({"a": None, "b": {"c": None, "d": 1}, "e": "x"}, {"a": None})
    assert schema_of(frame)[0] == "|-- a: null"
    assert schema_of(DropNullFields.apply(frame=frame)) == ["|-- b: struct", "|    |-- d: int", "|-- e: string"]


def test_join_puts_a_dot_before_a_name_that_is_taken(lab):
    people = lab.json_frame({"id": 1, "name": "Ana", "v": 1}, {"id": 2, "name": "Luis", "v": "x"})
    orders = lab.frame([(1, 10, "a"), (1, 20, "b"), (3, 30, "c")], "person_id long, amount int, name string")
    joined = Join.apply(people, orders, "id", "person_id")
    assert joined.toDF().columns == ["id", "name", "v", "person_id", "amount", ".name"]
    assert rows_of(joined.select_fields(["name", "amount", "`.name`"])) == [("Ana", 10, "a"), ("Ana", 20, "b")]
    assert "|-- v: choice" in schema_of(joined)
    assert "no field nope" in raised(ValueError, people.join, ["nope"], ["person_id"], orders)


def test_filter_and_map_by_functions_of_the_script(lab):
    frame = lab.json_frame({"id": 1, "in": {"x": 5}, "v": 1}, {"id": 2, "in": {"x": 7}, "v": "a"}, {"id": 3, "v": "b"})
    kept = Filter.apply(frame=frame, f=lambda rec: rec["in"]["x"] > 5)
    assert rows_of(kept.select_fields(["id"])) == [(2,)]
    # The function fails on the record without `in`.
    assert kept.errorsCount() == 1
    assert "|-- v: choice" in schema_of(kept)

    def add(rec):
        rec["sum"] = rec.id + 0.5 if rec["id"] < 3 else "none"
        rec["nested"] = {"v": rec["v"]}
        del rec["in"]
        return rec

    mapped = Map.apply(frame=frame, f=add)
    assert schema_of(mapped) == [
        "|-- id: int",
        "|-- v: choice",
        "|    |-- int",
        "|    |-- string",
        "|-- sum: choice",
        "|    |-- double",
        "|    |-- string",
        "|-- nested: struct",
        "|    |-- v: choice",
        "|    |    |-- int",
        "|    |    |-- string",
    ]
    shown = sorted(json.loads(line)["id"] for line in printed(mapped.show).splitlines())
    assert shown == [1, 2, 3]


def test_map_keeps_the_types_of_values(lab):
    frame = lab.frame([(1, datetime.date(2026, 1, 31), None)], "id int, day date, nothing string")

    def grow(rec):
        rec["at"] = datetime.datetime(2026, 1, 31, 12, 0)
        rec["big"] = 2**40
        return rec

    assert frame.map(grow).toDF().dtypes == [
        ("id", "int"),
        ("day", "date"),
        ("nothing", "void"),
        ("at", "timestamp"),
        ("big", "bigint"),
    ]


def test_partitions_are_mapped(lab):
    frame = lab.frame([(1,), (2,)], "id int").repartition(1)
    doubled = frame.mapPartitions(lambda records: ({"id": each["id"] * 2} for each in records))
    assert rows_of(doubled) == [(2,), (4,)]
    assert frame.getNumPartitions() == 1
    indexed = frame.mapPartitionsWithIndex(lambda at, records: ({"at": at, **each} for each in records))
    assert rows_of(indexed) == [(0, 1), (0, 2)]


def test_errors_are_counted_and_may_be_too_many(lab):
    frame = lab.frame([(1,), (2,), (0,)], "id int")
    made = frame.map(lambda rec: {"half": 1 / rec["id"]})
    assert rows_of(made) == [(0.5,), (1.0,)]
    assert (made.errorsCount(), made.stageErrorsCount()) == (1, 1)
    again = made.filter(lambda rec: rec["half"] > 0.7)
    assert (again.errorsCount(), again.stageErrorsCount()) == (1, 0)
    error = ErrorsAsDynamicFrame.apply(again).toDF().first()["error"]
    assert "ZeroDivisionError" in error["msg"]
    assert json.loads(error["dynamicRecord"]) == {"id": 0}
    strict = frame.map(lambda rec: {"half": 1 / rec["id"]}, stageThreshold=1)
    assert "1 error records" in raised(StageErrors, strict.assertErrorThreshold)
    assert "1 error records" in raised(StageErrors, strict.toDF)


def test_relationalize_makes_a_table_of_each_array(lab):
    frame = lab.json_frame(
        {
            "id": "a",
            "who": {"name": "Ana"},
            "tags": ["x", "y"],
            "contacts": [{"type": "fax", "more": [1, 2]}, {"type": "web"}],
        },
        {"id": "b", "tags": []},
    )
    tables = Relationalize.apply(frame=frame, staging_path=lab.path("tmp"), name="root", transformation_ctx="r")
    assert sorted(tables.keys()) == ["root", "root_contacts", "root_contacts.val.more", "root_tags"]
    root = tables.select("root")
    assert schema_of(root) == ["|-- id: string", "|-- who.name: string", "|-- tags: long", "|-- contacts: long"]
    assert schema_of(tables.select("root_contacts")) == [
        "|-- id: long",
        "|-- index: int",
        "|-- contacts.val.type: string",
        "|-- contacts.val.more: long",
    ]
    assert schema_of(tables.select("root_tags")) == ["|-- id: long", "|-- index: int", "|-- tags.val: string"]
    for alias, key in (("root", "root"), ("c", "root_contacts"), ("m", "root_contacts.val.more")):
        tables.select(key).toDF().createOrReplaceTempView(alias)
    found = lab.spark.sql(
        "select root.id, `who.name`, c.index, `contacts.val.type`, m.index, `contacts.val.more.val` from root "
        "join c on root.contacts = c.id left join m on c.`contacts.val.more` = m.id order by 3, 5"
    ).collect()
    assert [tuple(row) for row in found] == [
        ("a", "Ana", 0, "fax", 0, 1),
        ("a", "Ana", 0, "fax", 1, 2),
        ("a", "Ana", 1, "web", None, None),
    ]


def test_unnest_puts_the_fields_of_structs_at_the_top(lab):
    frame = lab.json_frame({"a": {"b": {"c": 1}, "d": [1]}, "e": 2})
    assert UnnestFrame.apply(frame=frame).toDF().columns == ["a.b.c", "a.d", "e"]


def test_fields_and_rows_are_split(lab):
    frame = lab.frame([(1, 5, "x"), (2, 15, "y"), (3, None, "z")], "id int, age int, name string")
    fields = SplitFields.apply(frame, ["id", "age"], "numbers", "others")
    assert (fields["numbers"].toDF().columns, fields["others"].toDF().columns) == (["id", "age"], ["name"])
    rows = SplitRows.apply(frame, {"age": {">": 10, "<": 20}}, "in", "out")
    assert rows_of(rows.select("in")) == [(2, 15, "y")]
    assert sorted(row[0] for row in rows.select("out").toDF().collect()) == [1, 3]
    assert "no frame 'nope'" in raised(KeyError, rows.select, "nope")
    assert "no comparison" in raised(ValueError, frame.split_rows, {"age": {"~": 1}}, "a", "b")


def test_collections_are_mapped(lab):
    frame = lab.frame([(1, 2)], "a int, b int")
    collection = DynamicFrameCollection({"one": frame, "two": frame}, lab.glue)
    mapped = MapToCollection.apply(collection, lambda each, ctx: each.drop_fields(["a"]))
    assert [each.toDF().columns for each in mapped.values()] == [["b"], ["b"]]
    flat = FlatMap.apply(collection, SelectFields, "frame", paths=["a"])
    assert list(flat.keys()) == ["one", "two"]
    assert SelectFromCollection.apply(dfc=flat, key=list(flat.keys())[0]).toDF().columns == ["a"]


def test_frames_are_united_whatever_their_types(lab):
    one = lab.frame([(1, "x")], "id int, name string")
    two = lab.frame([("2", {"a": 1})], "id string, extra struct<a:int>")
    united = one.union(two)
    assert schema_of(united) == [
        "|-- id: choice",
        "|    |-- int",
        "|    |-- string",
        "|-- name: string",
        "|-- extra: struct",
        "|    |-- a: int",
    ]
    assert rows_of(united.resolveChoice(specs=[("id", "cast:int")]).select_fields(["id", "name"])) == [
        (1, "x"),
        (2, None),
    ]


def test_a_stage_is_merged_by_its_keys(lab):
    source = lab.frame([(1, "a"), (2, "b"), (2, "bb"), (3, "c")], "id int, v string")
    stage = lab.frame([(2, "new", True), (4, "d", False)], "id int, v string, flag boolean")
    merged = source.mergeDynamicFrame(stage, ["id"])
    assert rows_of(merged) == [(1, "a", None), (2, "new", True), (3, "c", None), (4, "d", False)]


def test_text_fields_are_unboxed(lab):
    frame = lab.frame([(1, '{"a": 1, "b": "x"}', "1|x"), (2, '{"a": "y"}', "2|y")], "id int, doc string, line string")
    boxed = Unbox.apply(frame=frame, path="doc", format="json")
    assert schema_of(boxed)[1:6] == [
        "|-- doc: struct",
        "|    |-- a: choice",
        "|    |    |-- int",
        "|    |    |-- string",
        "|    |-- b: string",
    ]
    lines = frame.unbox("line", "csv", separator="|").toDF().orderBy("id").select("line.col0", "line.col1").collect()
    assert [tuple(row) for row in lines] == [("1", "x"), ("2", "y")]
    assert "avro" in raised(NotSupported, frame.unbox, "doc", "avro")
    assert "no" in raised(ValueError, frame.unbox, "id", "json")


def test_dynamodb_json_is_simplified(lab):
    frame = lab.json_frame(
        {
            "Item": {
                "id": {"S": "a"},
                "n": {"N": "1.5"},
                "ok": {"BOOL": True},
                "m": {"M": {"x": {"S": "y"}}},
                "l": {"L": [{"S": "1"}, {"S": "2"}]},
                "s": {"SS": ["p"]},
                "no": {"NULL": True},
            }
        },
    )
    simple = frame.simplify_ddb_json()
    assert schema_of(simple) == [
        "|-- id: string",
        "|-- n: string",
        "|-- ok: boolean",
        "|-- m: struct",
        "|    |-- x: string",
        "|-- l: array",
        "|    |-- element: string",
        "|-- s: array",
        "|    |-- element: string",
    ]
    assert frame.unnest_ddb_json().toDF().columns == ["id", "n", "ok", "m.x", "l", "s"]
    assert simple.toDF().first()["l"] == ["1", "2"]


def test_a_spigot_writes_a_sample_on_the_way(lab):
    frame = lab.frame([(at,) for at in range(20)], "id int")
    same = Spigot.apply(frame=frame, path=lab.path("sample"), options={"topk": 5})
    assert len(lab.texts("sample")) == 5
    assert same.count() == 20


def test_frames_come_from_rdds_and_go_to_data_frames(lab):
    rdd = lab.spark.sparkContext.parallelize([{"a": 1}, {"a": "x", "b": [1.5]}])
    frame = lab.glue.create_dynamic_frame.from_rdd(rdd, "rdd")
    assert schema_of(frame) == [
        "|-- a: choice",
        "|    |-- int",
        "|    |-- string",
        "|-- b: array",
        "|    |-- element: double",
    ]
    typed = lab.glue.create_dynamic_frame.from_rdd(
        lab.spark.sparkContext.parallelize([(1, "x")]), "rdd", "id int, name string"
    )
    assert rows_of(typed) == [(1, "x")]
    assert lab.glue.sql("select 1 as one").first().one == 1
    assert DynamicFrame.fromDF(lab.glue.range(3), lab.glue, "r").count() == 3


def test_ingestion_columns(lab):
    frame = lab.glue.add_ingestion_time_columns(lab.spark.range(1), "hour")
    assert frame.columns == ["id", "ingest_year", "ingest_month", "ingest_day", "ingest_hour"]
    assert "timeGranularity" in raised(ValueError, lab.glue.add_ingestion_time_columns, frame, "week")
