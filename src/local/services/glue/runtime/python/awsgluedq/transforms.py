"""EvaluateDataQuality, as scripts that Glue Studio exports call it.

https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-transforms-EvaluateDataQuality.html
"""

from functools import reduce
from operator import and_, or_

from pyspark.sql import functions as F

from awsglue.dynamicframe import DynamicFrame, DynamicFrameCollection
from awsglue.transforms import GlueTransform
from awsgluedq.dqdl import Composite, parse
from awsgluedq.rules import Verdict, evaluate

_OUTCOMES = (
    "Rule string, Outcome string, FailureReason string, EvaluatedMetrics map<string,double>, EvaluatedRule string"
)


class EvaluateDataQuality(GlueTransform):
    """Evaluates the rules of a ruleset over a frame. Nothing is published: there is no Data Quality service here."""

    def __call__(self, frame, ruleset, publishing_options=None, additional_data_sources=None, additional_options=None):
        return _outcomes(frame, _verdicts(frame, ruleset, additional_data_sources))

    def process_rows(
        self, frame, ruleset, publishing_options=None, additional_options=None, additional_data_sources=None
    ):
        """A collection: originalData, ruleOutcomes, and rowLevelOutcomes, which tells of each row what it met."""
        verdicts = _verdicts(frame, ruleset, additional_data_sources)
        frames = {
            "originalData": frame,
            "ruleOutcomes": _outcomes(frame, verdicts),
            "rowLevelOutcomes": _row_outcomes(frame, verdicts),
        }
        return DynamicFrameCollection(frames, frame.glue_ctx)


def _verdicts(frame, ruleset, others):
    """(rule, verdict) of each rule."""
    named = {alias: each.toDF() if isinstance(each, DynamicFrame) else each for alias, each in (others or {}).items()}
    rules = parse(ruleset)
    single = evaluate(rules, frame.toDF(), named)
    return [(rule, _joined(rule, single)) for rule in rules]


def _joined(rule, single):
    """The verdict of a rule, which may be joined of others."""
    if not isinstance(rule, Composite):
        return single[rule]
    parts = [_joined(each, single) for each in rule.rules]
    passed = (all if rule.operator == "and" else any)(each.passed for each in parts)
    rows = None
    if all(each.rows is not None for each in parts):
        rows = reduce(and_ if rule.operator == "and" else or_, (each.rows for each in parts))
    reasons = " ".join(each.reason for each in parts if each.reason)
    metrics = {name: value for each in parts for name, value in (each.metrics or {}).items()}
    return Verdict(passed, None if passed else reasons, metrics, rows)


def _outcomes(frame, verdicts):
    rows = [
        (
            rule.text,
            "Passed" if v.passed else "Failed",
            v.reason,
            {k: float(m) for k, m in (v.metrics or {}).items()},
            rule.text,
        )
        for rule, v in verdicts
    ]
    session = frame.glue_ctx.spark_session
    return DynamicFrame.fromDF(session.createDataFrame(rows, _OUTCOMES), frame.glue_ctx, "ruleOutcomes")


def _row_outcomes(frame, verdicts):
    """The frame with the rules that each row met, did not meet, and that tell nothing of rows."""
    by_row = [(rule.text, verdict.rows) for rule, verdict in verdicts if verdict.rows is not None]
    skipped = [rule.text for rule, verdict in verdicts if verdict.rows is None]
    df = frame.toDF()
    passed = [F.when(rows, F.lit(text)) for text, rows in by_row]
    failed = [F.when(~rows, F.lit(text)) for text, rows in by_row]
    told = (
        df.withColumn("DataQualityRulesPass", _present(passed))
        .withColumn("DataQualityRulesFail", _present(failed))
        .withColumn("DataQualityRulesSkip", _present([F.lit(text) for text in skipped]))
    )
    result = F.when(F.size("DataQualityRulesFail") == 0, "Passed").otherwise("Failed")
    return DynamicFrame.fromDF(
        told.withColumn("DataQualityEvaluationResult", result), frame.glue_ctx, "rowLevelOutcomes"
    )


def _present(texts):
    return F.array_compact(F.array(*texts)) if texts else F.array().cast("array<string>")
