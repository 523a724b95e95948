package org.openx.data.jsonserde

import java.sql.{Date, Timestamp}

import com.fasterxml.jackson.databind.JsonNode

import org.apache.hadoop.hive.common.`type`.{HiveChar, HiveDecimal, HiveVarchar}
import org.apache.hadoop.hive.serde2.objectinspector.PrimitiveObjectInspector.PrimitiveCategory._
import org.apache.hadoop.hive.serde2.typeinfo.{CharTypeInfo, PrimitiveTypeInfo, VarcharTypeInfo}

/** JSON's values as Hive's Java objects; null for one that cannot be a value of the column's type. */
private[jsonserde] object JsonValues {
  def primitive(node: JsonNode, kind: PrimitiveTypeInfo): AnyRef =
    try convert(node, if (node.isTextual) node.textValue else node.toString, kind)
    catch { case _: IllegalArgumentException | _: ArithmeticException => null }

  private def convert(node: JsonNode, text: String, kind: PrimitiveTypeInfo): AnyRef = kind.getPrimitiveCategory match {
    case STRING => text
    case VARCHAR => new HiveVarchar(text, kind.asInstanceOf[VarcharTypeInfo].getLength)
    case CHAR => new HiveChar(text, kind.asInstanceOf[CharTypeInfo].getLength)
    case BOOLEAN => java.lang.Boolean.valueOf(text.toBoolean)
    case BYTE => java.lang.Byte.valueOf(whole(text).byteValueExact)
    case SHORT => java.lang.Short.valueOf(whole(text).shortValueExact)
    case INT => java.lang.Integer.valueOf(whole(text).intValueExact)
    case LONG => java.lang.Long.valueOf(whole(text).longValueExact)
    case FLOAT => java.lang.Float.valueOf(text)
    case DOUBLE => java.lang.Double.valueOf(text)
    case DECIMAL => HiveDecimal.create(new java.math.BigDecimal(text))
    case DATE => Date.valueOf(text.take(10))
    case TIMESTAMP =>
      // Numbers are seconds, or milliseconds, since the epoch; texts are ISO 8601 with a blank or a T between.
      if (node.isNumber) new Timestamp(if (node.asLong.abs < 100000000000L) node.asLong * 1000 else node.asLong)
      else Timestamp.valueOf(text.replace('T', ' ').stripSuffix("Z"))
    case _ => throw new IllegalArgumentException(kind.getTypeName)
  }

  private def whole(text: String) = new java.math.BigDecimal(text)
}
