package org.openx.data.jsonserde

import java.util.{ArrayList, Arrays, HashMap => JHashMap, Properties}

import com.fasterxml.jackson.core.JsonProcessingException
import com.fasterxml.jackson.databind.{JsonNode, ObjectMapper}
import scala.jdk.CollectionConverters._

import org.apache.hadoop.conf.Configuration
import org.apache.hadoop.hive.serde.serdeConstants
import org.apache.hadoop.hive.serde2.objectinspector.{ObjectInspector, StructObjectInspector}
import org.apache.hadoop.hive.serde2.typeinfo._
import org.apache.hadoop.hive.serde2.{AbstractSerDe, SerDeException, SerDeStats, SerDeUtils}
import org.apache.hadoop.io.{Text, Writable}

/**
 * Rows that are JSON objects, a line each, by the name of the SerDe that Athena and Glue's crawlers give to such tables
 * (https://docs.aws.amazon.com/athena/latest/ug/openx-json-serde.html). Names are compared without case; properties
 * `mapping.column` and `ignore.malformed.json` are honoured.
 */
class JsonSerDe extends AbstractSerDe {
  private val mapper = new ObjectMapper
  private var names: Seq[String] = Nil
  private var types: Seq[TypeInfo] = Nil
  private var keys: Seq[String] = Nil
  private var inspector: StructObjectInspector = _
  private var ignoresMalformed = false

  override def initialize(conf: Configuration, table: Properties): Unit = {
    names = table.getProperty(serdeConstants.LIST_COLUMNS, "").split(",").filter(_.nonEmpty).toSeq
    types = TypeInfoUtils.getTypeInfosFromTypeString(table.getProperty(serdeConstants.LIST_COLUMN_TYPES, "")).asScala.toSeq
    keys = names.map(name => table.getProperty(s"mapping.$name", name).toLowerCase)
    ignoresMalformed = table.getProperty("ignore.malformed.json", "false").toBoolean
    val row = TypeInfoFactory.getStructTypeInfo(names.asJava, types.asJava)
    inspector = TypeInfoUtils.getStandardJavaObjectInspectorFromTypeInfo(row).asInstanceOf[StructObjectInspector]
  }

  override def getObjectInspector: ObjectInspector = inspector
  override def getSerializedClass: Class[_ <: Writable] = classOf[Text]
  override def getSerDeStats: SerDeStats = null

  override def deserialize(line: Writable): AnyRef =
    try {
      val fields = fieldsOf(mapper.readTree(line.toString))
      new ArrayList[AnyRef](keys.zip(types).map { case (key, kind) => valueOf(fields.get(key).orNull, kind) }.asJava)
    } catch {
      case _: JsonProcessingException if ignoresMalformed => Arrays.asList(new Array[AnyRef](names.size): _*)
      case error: JsonProcessingException => throw new SerDeException(s"Row is not a valid JSON Object: ${error.getMessage}")
    }

  override def serialize(row: Any, rowInspector: ObjectInspector): Writable =
    new Text(SerDeUtils.getJSONString(row.asInstanceOf[AnyRef], rowInspector))

  private def fieldsOf(node: JsonNode): Map[String, JsonNode] =
    if (node == null || !node.isObject) Map.empty
    else node.fields.asScala.map(entry => entry.getKey.toLowerCase -> entry.getValue).toMap

  private def valueOf(node: JsonNode, kind: TypeInfo): AnyRef =
    if (node == null || node.isNull) null
    else kind match {
      case list: ListTypeInfo =>
        val items = if (node.isArray) node.elements.asScala.toSeq else Seq(node)
        new ArrayList[AnyRef](items.map(valueOf(_, list.getListElementTypeInfo)).asJava)
      case map: MapTypeInfo =>
        val entries = new JHashMap[AnyRef, AnyRef]
        node.fields.asScala.foreach(each => entries.put(each.getKey, valueOf(each.getValue, map.getMapValueTypeInfo)))
        entries
      case struct: StructTypeInfo =>
        val fields = fieldsOf(node)
        val named = struct.getAllStructFieldNames.asScala.zip(struct.getAllStructFieldTypeInfos.asScala)
        new ArrayList[AnyRef](named.map { case (name, each) => valueOf(fields.get(name.toLowerCase).orNull, each) }.asJava)
      case primitive: PrimitiveTypeInfo => JsonValues.primitive(node, primitive)
      case other => throw new SerDeException(s"JSON has no ${other.getTypeName}")
    }
}
