"""Rulesets in DQDL."""

from lab import raised

from awsglue.refusal import NotSupported
from awsgluedq.dqdl import DqdlError
from awsgluedq.transforms import EvaluateDataQuality

ROWS = [
    (1, "Lima", 10.0, "2026-01-31"),
    (2, "Cusco", 20.0, "x"),
    (3, None, 30.0, None),
    (3, "Lima", None, "2026-02-01"),
]
PASS = """
    ColumnCount = 4, RowCount between 3 and 5, RowCount in [4, 5],
    IsComplete "id", Completeness "city" >= 0.75, Uniqueness "id" = 0.5, UniqueValueRatio "city" = 0.5,
    DistinctValuesCount "city" = 2, Mean "amount" = 20, Sum "amount" > 59.5, StandardDeviation "amount" between 8 and 9,
    ColumnExists "City", ColumnNamesMatchPattern "[a-z]+", ColumnValues "id" >= 1, ColumnValues "id" in [1, 2, 3],
    ColumnValues "city" in ["Lima", "Cusco"], ColumnValues "city" matches "[A-Z].*" with threshold > 0.7,
    ColumnLength "city" between 3 and 6, ColumnDataType "day" = "DATE" with threshold > 0.7, ColumnValues "id" != NULL,
    IsUnique "id" with threshold >= 0.5, CustomSql "select count(*) from primary" = 4, RowCount = 2 where "city = 'Lima'",
    (IsComplete "id") and (ColumnCount > 1), (IsUnique "id") or (RowCount > 1),
    ReferentialIntegrity "city" "towns.name" >= 0.5, RowCountMatch "towns" = 2.0
"""
FAIL = """
    IsUnique "id", IsPrimaryKey "id", IsComplete "city", ColumnCount > 10, ColumnValues "amount" < 30,
    ColumnValues "city" not in ["Lima"], ColumnExists "nope", Completeness "nope" > 0.1, (RowCount > 1) and (ColumnCount > 10),
    ColumnDataType "day" = "DATE"
"""


def outcomes(frame):
    return {row["Rule"]: (row["Outcome"], row["FailureReason"]) for row in frame.toDF().collect()}


def test_rules_are_evaluated(lab):
    frame = lab.frame(ROWS, "id int, city string, amount double, day string")
    towns = lab.frame([("Lima",), ("Puno",)], "name string")
    ruleset = f'# What holds\nRules = [ {PASS.strip()} ]\nAnalyzers = [ Completeness "id" ]'
    found = outcomes(EvaluateDataQuality.apply(frame=frame, ruleset=ruleset, additional_data_sources={"towns": towns}))
    assert len(found) == 27
    assert {rule: why for rule, (outcome, why) in found.items() if outcome != "Passed"} == {}
    failed = outcomes(EvaluateDataQuality.apply(frame=frame, ruleset=f"Rules = [ {FAIL} ]"))
    assert {rule for rule, (outcome, _) in failed.items() if outcome == "Passed"} == set()
    assert failed["ColumnCount > 10"][1] == "Value: 4.0 does not meet the constraint requirement!"
    assert "Column nope is not in the data" in failed['Completeness "nope" > 0.1'][1]


def test_rows_are_told_what_they_met(lab):
    frame = lab.frame(ROWS, "id int, city string, amount double, day string")
    results = EvaluateDataQuality().process_rows(
        frame=frame,
        ruleset='Rules = [ IsComplete "city", ColumnValues "id" < 3, RowCount > 1 ]',
        publishing_options={"dataQualityEvaluationContext": "node", "enableDataQualityResultsPublishing": True},
        additional_options={"observations.scope": "ALL"},
    )
    assert sorted(results.keys()) == ["originalData", "rowLevelOutcomes", "ruleOutcomes"]
    rows = results.select("rowLevelOutcomes").toDF().orderBy("id", "city").collect()
    assert [row["DataQualityEvaluationResult"] for row in rows] == ["Passed", "Passed", "Failed", "Failed"]
    assert rows[2]["DataQualityRulesFail"] == ['IsComplete "city"', 'ColumnValues "id" < 3']
    assert rows[3]["DataQualityRulesPass"] == ['IsComplete "city"']
    assert rows[0]["DataQualityRulesSkip"] == ["RowCount > 1"]


def test_what_is_not_dqdl_or_not_here_is_said(lab):
    frame = lab.frame(ROWS, "id int, city string, amount double, day string")

    def evaluate(rules):
        return EvaluateDataQuality.apply(frame, f"Rules = [ {rules} ]")

    assert "DataFreshness" in raised(NotSupported, evaluate, 'DataFreshness "day" <= 24')
    assert "DetectAnomalies" in raised(NotSupported, evaluate, 'DetectAnomalies "RowCount"')
    assert "dynamic rules" in raised(DqdlError, evaluate, "RowCount > avg(last(10))")
    assert "no rules" in raised(DqdlError, evaluate, "")
    assert "with threshold" in raised(DqdlError, evaluate, 'IsComplete "id" with 3')
    assert "too early" in raised(DqdlError, evaluate, 'IsComplete "id" ]')
    unknown = outcomes(evaluate("IsNice"))
    assert unknown["IsNice"] == ("Failed", "IsNice is not a rule type of DQDL")
