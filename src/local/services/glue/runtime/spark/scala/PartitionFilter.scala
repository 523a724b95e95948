package org.apache.spark.sql.hive.strata

import org.apache.spark.sql.catalyst.catalog.CatalogTable
import org.apache.spark.sql.catalyst.catalog.CatalogTypes.TablePartitionSpec
import org.apache.spark.sql.catalyst.expressions._
import org.apache.spark.sql.types._
import org.apache.spark.unsafe.types.UTF8String

/**
 * Predicates over partition columns in the language of GetPartitions
 * (https://docs.aws.amazon.com/glue/latest/webapi/API_GetPartitions.html), as far as it can say them: what it cannot say
 * lets all partitions through.
 */
object PartitionFilter {
  private val longest = 2048

  def ofSpec(table: CatalogTable, spec: TablePartitionSpec): Option[String] = {
    val keys = table.partitionSchema.fields.map(field => field.name.toLowerCase -> field.dataType).toMap
    joined(spec.toSeq.flatMap { case (key, value) =>
      if (value != null && keys.get(key.toLowerCase).contains(StringType)) Some(s"$key = ${quoted(value)}") else None
    })
  }

  def ofPredicates(table: CatalogTable, predicates: Seq[Expression]): Option[String] = {
    val keys = table.partitionSchema.fields.map(_.name.toLowerCase).toSet
    joined(predicates.flatMap(convert(_, keys)))
  }

  private def joined(parts: Seq[String]): Option[String] = {
    val text = parts.map(part => s"($part)").mkString(" AND ")
    if (text.isEmpty || text.length > longest) None else Some(text)
  }

  private def convert(predicate: Expression, keys: Set[String]): Option[String] = predicate match {
    case And(left, right) => Some(Seq(left, right).flatMap(convert(_, keys))).filter(_.nonEmpty).map(_.mkString(" AND "))
    case Or(left, right) => for (a <- convert(left, keys); b <- convert(right, keys)) yield s"(($a) OR ($b))"
    case EqualTo(Key(key), Constant(value)) if keys(key) => Some(s"$key = $value")
    case EqualTo(Constant(value), Key(key)) if keys(key) => Some(s"$key = $value")
    case GreaterThan(Key(key), Constant(value)) if keys(key) => Some(s"$key > $value")
    case GreaterThanOrEqual(Key(key), Constant(value)) if keys(key) => Some(s"$key >= $value")
    case LessThan(Key(key), Constant(value)) if keys(key) => Some(s"$key < $value")
    case LessThanOrEqual(Key(key), Constant(value)) if keys(key) => Some(s"$key <= $value")
    case In(Key(key), values) if keys(key) =>
      val constants = values.collect { case Constant(value) => value }
      if (constants.size == values.size) Some(s"$key IN (${constants.mkString(", ")})") else None
    case _ => None
  }

  private object Key {
    def unapply(expression: Expression): Option[String] = expression match {
      case attribute: Attribute if isPlain(attribute.dataType) => Some(attribute.name.toLowerCase)
      case _ => None
    }
    private def isPlain(kind: DataType) = kind == StringType || kind.isInstanceOf[IntegralType]
  }

  private object Constant {
    def unapply(expression: Expression): Option[String] = expression match {
      case Literal(value: UTF8String, StringType) => Some(quoted(value.toString))
      case Literal(value, _: IntegralType) if value != null => Some(value.toString)
      case _ => None
    }
  }

  private def quoted(text: String): String = s"'${text.replace("'", "''")}'"
}
