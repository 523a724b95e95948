"""JSON, whose records tell their types themselves."""

import json

from lab import printed, rows_of, schema_of


def test_fields_that_differ_in_type_are_choices(lab):
    frame = lab.json_frame(
        {"id": 1, "price": 1, "tags": [1, 2]},
        {"id": 5_000_000_000, "price": 1.5, "tags": []},
        {"id": 3, "price": "$2", "note": None, "inner": {"a": True}},
        {"id": 4, "price": {"amount": 3}, "inner": {"a": "x"}},
    )
    assert schema_of(frame) == [
        "|-- id: choice",
        "|    |-- int",
        "|    |-- long",
        "|-- price: choice",
        "|    |-- double",
        "|    |-- int",
        "|    |-- string",
        "|    |-- struct",
        "|    |    |-- amount: int",
        "|-- tags: array",
        "|    |-- element: int",
        "|-- note: null",
        "|-- inner: struct",
        "|    |-- a: choice",
        "|    |    |-- boolean",
        "|    |    |-- string",
    ]
    prices = [row["price"].asDict(True) for row in frame.toDF().orderBy("id.long", "id.int").collect()]
    assert prices == [
        {"double": None, "int": 1, "string": None, "struct": None},
        {"double": None, "int": None, "string": "$2", "struct": None},
        {"double": None, "int": None, "string": None, "struct": {"amount": 3}},
        {"double": 1.5, "int": None, "string": None, "struct": None},
    ]
    shown = [json.loads(line) for line in printed(frame.show).splitlines()]
    assert [each["price"] for each in shown] == [1, 1.5, "$2", {"amount": 3}]


def test_text_that_looks_like_json_stays_text(lab):
    records = [
        {"a": 'x": 5, "b": {', "list": ["x", ": "], 'quote"d': 'say "hi" \\ '},
        {"a": "ünïcode \u2028 and\nlines", "list": ["12", "true"], 'quote"d': "1"},
    ]
    frame = lab.json_frame(*records, {"a": 1, "list": None, 'quote"d': None})
    assert [field.dataType.typeName() for field in frame.schema()] == ["choice", "array", "string"]
    found = [json.loads(line) for line in printed(frame.show).splitlines()]
    assert found == [*records, {"a": 1, "list": None, 'quote"d': None}]


def test_records_that_agree_are_read_by_sparks_own_reader(lab):
    frame = lab.json_frame({"b": 1, "a": "x", "c": {"z": [{"q": 1.5}]}}, {"b": 2, "a": "y"})
    assert schema_of(frame) == [
        "|-- b: int",
        "|-- a: string",
        "|-- c: struct",
        "|    |-- z: array",
        "|    |    |-- element: struct",
        "|    |    |    |-- q: double",
    ]
    assert frame.toDF().inputFiles()
    plan = frame.toDF()._jdf.queryExecution().executedPlan().toString()
    assert "FileScan json" in plan, plan


def test_lines_that_are_no_json_are_errors(lab):
    lab.write("in/a.json", '{"id": 1}\nnot json\n\n{"id": 2}\n{"id":')
    frame = lab.read("json", lab.path("in"))
    assert rows_of(frame) == [(1,), (2,)]
    assert frame.errorsCount() == 2
    assert frame.stageErrorsCount() == 2
    errors = frame.errorsAsDynamicFrame().toDF().select("error.dynamicRecord").collect()
    assert sorted(row[0] for row in errors) == ["not json", '{"id":']


def test_arrays_of_records_and_records_over_several_lines(lab):
    lab.write("lines/a.json", '[{"id": 1}, {"id": 2}]\n{"id": 3}\n')
    assert rows_of(lab.read("json", lab.path("lines"))) == [(1,), (2,), (3,)]
    lab.write("whole/a.json", json.dumps([{"id": 1, "n": "a"}, {"id": 2, "n": 2}], indent=2))
    lab.write("whole/b.json", json.dumps({"id": 3}, indent=2))
    frame = lab.read("json", lab.path("whole"), format_options={"multiLine": True})
    assert sorted(row["id"] for row in frame.toDF().collect()) == [1, 2, 3]
    assert schema_of(frame)[1:] == ["|-- n: choice", "|    |-- int", "|    |-- string"]


def test_a_json_path_finds_the_records_inside(lab):
    lab.write("in/a.json", json.dumps({"page": 1, "orders": [{"id": 1}, {"id": 2}]}, indent=1))
    lab.write("in/b.json", json.dumps({"page": 2, "orders": [{"id": 3}]}))
    options = {"jsonPath": "$.orders[*]", "multiLine": "true"}
    assert rows_of(lab.read("json", lab.path("in"), format_options=options)) == [(1,), (2,), (3,)]


def test_compressed_files_are_read(lab):
    import gzip

    file = lab.folder / "in" / "a.json.gz"
    file.parent.mkdir()
    file.write_bytes(gzip.compress(b'{"id": 1}\n{"id": "x"}\n'))
    assert lab.read("json", lab.path("in")).count() == 2


def test_hidden_files_and_excluded_ones_are_left_out(lab):
    for name in ("a.json", "_SUCCESS", ".hidden.json", "deep/b.json", "deep/c.skip.json"):
        lab.write(f"in/{name}", '{"id": "%s"}' % name)
    frame = lab.read("json", lab.path("in"), exclusions='["**.skip.json"]')
    assert rows_of(frame) == [("a.json",), ("deep/b.json",)]
    flat = lab.glue.create_dynamic_frame.from_options("s3", {"paths": [lab.path("in")]}, "json")
    assert rows_of(flat) == [("a.json",)]


def test_a_place_without_files_has_no_records_and_no_fields(lab):
    (lab.folder / "in").mkdir()
    frame = lab.read("json", lab.path("in"))
    assert frame.count() == 0
    assert schema_of(frame) == []
    assert lab.read("json", lab.path("nowhere")).count() == 0
