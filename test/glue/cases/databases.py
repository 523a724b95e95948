"""Databases over JDBC: Derby, whose driver Spark itself brings."""

import os

from awsglue import bookmarks
from awsglue.job import Job
from lab import raised, rows_of

DERBY = {
    "url": "jdbc:derby:memory:shop;create=true",
    "user": "app",
    "password": "app",
    "customJdbcDriverClassName": "org.apache.derby.jdbc.EmbeddedDriver",
}


def test_tables_are_written_and_read(lab):
    frame = lab.frame([(1, "a"), (2, "b")], "id int, name string")
    lab.glue.write_dynamic_frame.from_options(frame, "postgresql", {**DERBY, "dbtable": "orders"})
    lab.glue.write_dynamic_frame.from_options(frame, "postgresql", {**DERBY, "dbtable": "orders"})
    options = {**DERBY, "dbtable": "orders"}
    assert lab.glue.create_dynamic_frame.from_options("postgresql", options).count() == 4
    query = {**DERBY, "sampleQuery": 'select distinct "id" from orders'}
    assert rows_of(lab.glue.create_dynamic_frame.from_options("postgresql", query)) == [(1,), (2,)]
    assert "dbtable" in raised(ValueError, lab.glue.create_dynamic_frame.from_options, "mysql", DERBY)


def test_a_second_run_reads_the_rows_of_new_keys(lab):
    os.environ[bookmarks.STATE_FILE] = str(lab.folder / "state.json")

    def run(*rows):
        lab.frame(list(rows), "id int, name string").write("mysql", {**DERBY, "dbtable": "events"})
        job = Job(lab.glue)
        job.init("job", {"job_bookmark_option": "job-bookmark-enable"})
        options = {**DERBY, "dbtable": "events", "jobBookmarkKeys": ["id"], "jobBookmarkKeysSortOrder": "asc"}
        source = lab.glue.create_dynamic_frame.from_options("mysql", options, transformation_ctx="source")
        found = [row[0] for row in rows_of(source)]
        job.commit()
        return found

    try:
        assert run((1, "a"), (3, "c")) == [1, 3]
        assert run((2, "late"), (10, "d")) == [10]
        assert run((11, "e")) == [11]
    finally:
        del os.environ[bookmarks.STATE_FILE]
        bookmarks.start({})
