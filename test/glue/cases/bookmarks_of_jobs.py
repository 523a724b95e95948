"""What a second run reads, by files, by tables and by keys."""

import json
import os
import time

from lab import raised, rows_of

from awsglue import bookmarks
from awsglue.job import Job


def run(lab, read, mode="job-bookmark-enable", commit=True):
    """The ids that a run of the job reads."""
    os.environ[bookmarks.STATE_FILE] = str(lab.folder / "state.json")
    try:
        job = Job(lab.glue)
        job.init("job", {"JOB_NAME": "job", "JOB_RUN_ID": "jr_1", "job_bookmark_option": mode})
        frame = read()
        found = [row[0] for row in rows_of(frame.select_fields(["id"]))] if frame.toDF().columns else []
        if commit:
            job.commit()
        return found
    finally:
        del os.environ[bookmarks.STATE_FILE]
        bookmarks.start({})


def test_a_second_run_reads_new_and_changed_files_only(lab):
    def read():
        return lab.read("json", lab.path("in"), ctx="source")

    lab.write("in/a.json", '{"id": 1}\n')
    lab.write("in/b.json", '{"id": 2}\n', age=7200)
    assert run(lab, read, commit=False) == [1, 2]
    assert run(lab, read) == [1, 2]
    assert run(lab, read) == []
    lab.write("in/c.json", '{"id": 3}\n')
    assert run(lab, read, commit=False) == [3]
    assert run(lab, read, "job-bookmark-pause") == [3]
    assert run(lab, read) == [3]
    time.sleep(0.01)
    lab.write("in/a.json", '{"id": 10}\n')
    assert run(lab, read) == [10]
    assert run(lab, read, "job-bookmark-disable") == [2, 3, 10]
    state = json.loads((lab.folder / "state.json").read_text())
    assert state["run"] == "jr_1"
    # What lies behind the time up to which all was read is not listed.
    assert [os.path.basename(path) for path in sorted(state["states"]["source"]["seen"])] == ["a.json", "c.json"]


def test_a_reset_state_reads_everything(lab):
    lab.write("in/a.json", '{"id": 1}\n')

    def read():
        return lab.read("json", lab.path("in"), ctx="source")

    assert run(lab, read) == [1]
    (lab.folder / "state.json").write_text("{}")
    assert run(lab, read) == [1]


def test_sources_without_a_transformation_ctx_have_no_bookmark(lab):
    lab.write("in/a.json", '{"id": 1}\n')
    for _ in range(2):
        assert run(lab, lambda: lab.read("json", lab.path("in"))) == [1]


def test_each_source_has_its_own_state(lab):
    lab.write("in/a.json", '{"id": 1}\n')
    assert run(lab, lambda: lab.read("json", lab.path("in"), ctx="one")) == [1]
    assert run(lab, lambda: lab.read("json", lab.path("in"), ctx="two")) == [1]
    assert run(lab, lambda: lab.read("json", lab.path("in"), ctx="one")) == []


def test_bounded_runs_go_through_the_files_one_after_the_other(lab):
    for at in range(5):
        lab.write(f"in/{at}.json", '{"id": %d}\n' % at, age=7200 - at * 1000)

    def read():
        return lab.read("json", lab.path("in"), ctx="source", boundedFiles="2")

    assert [run(lab, read) for _ in range(4)] == [[0, 1], [2, 3], [4], []]
    for at in range(5, 7):
        lab.write(f"in/{at}.json", '{"id": %d}\n' % at)
    assert run(lab, lambda: lab.read("json", lab.path("in"), ctx="source", boundedSize="1")) == [5]
    assert run(lab, read) == [6]


def test_tables_are_bookmarked_by_their_files(lab):
    database, glue = lab.database()
    lab.write("t/day=1/a.csv", "1\n")
    storage = {"Columns": [{"Name": "id", "Type": "int"}], "Location": lab.path("t")}
    table = {"Name": "t", "PartitionKeys": [{"Name": "day", "Type": "string"}], "Parameters": {"classification": "csv"}}
    glue.create_table(DatabaseName=database, TableInput={**table, "StorageDescriptor": storage})

    def add(day):
        described = {**storage, "Location": lab.path(f"t/day={day}")}
        glue.create_partition(
            DatabaseName=database, TableName="t", PartitionInput={"Values": [day], "StorageDescriptor": described}
        )

    def read():
        return lab.glue.create_dynamic_frame.from_catalog(database, "t", transformation_ctx="source")

    add("1")
    assert run(lab, read) == [1]
    lab.write("t/day=2/a.csv", "2\n")
    add("2")
    lab.write("t/day=1/b.csv", "3\n")
    assert run(lab, read) == [2, 3]
    assert run(lab, read) == []


def test_without_a_place_for_the_state_everything_is_read(lab):
    lab.write("in/a.json", '{"id": 1}\n')
    for _ in range(2):
        job = Job(lab.glue)
        job.init("job", {"job_bookmark_option": "job-bookmark-enable"})
        assert lab.read("json", lab.path("in"), ctx="source").count() == 1
        job.commit()


def test_a_job_is_committed_after_it_was_begun(lab):
    assert "Job.init" in raised(RuntimeError, Job(lab.glue).commit)
