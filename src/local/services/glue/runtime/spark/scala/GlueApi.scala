package strata.spark

import org.json4s.JsonAST._
import org.json4s.JsonDSL._

/** The operations of the Data Catalog that a Spark session needs, page by page where they have pages. */
object GlueApi {
  private val missing = "EntityNotFoundException"
  /** Partitions a request: https://docs.aws.amazon.com/glue/latest/webapi/API_BatchCreatePartition.html */
  private val created = 100
  private val deleted = 25

  def call(operation: String, input: JObject): JValue = Endpoint.call("glue", s"AWSGlue.$operation", input)

  /** None when there is no such entity. */
  def find(operation: String, input: JObject): Option[JValue] =
    try Some(call(operation, input))
    catch { case error: EndpointException if error.code == missing => None }

  def database(name: String): Option[JValue] = find("GetDatabase", "Name" -> name).map(_ \ "Database")

  def databases(): Iterator[JValue] = pages("GetDatabases", JObject(), "DatabaseList")

  def table(database: String, name: String): Option[JValue] = find("GetTable", at(database, "Name", name)).map(_ \ "Table")

  def tables(database: String): Iterator[JValue] = pages("GetTables", "DatabaseName" -> database, "TableList")

  def partition(database: String, table: String, values: Seq[String]): Option[JValue] =
    find("GetPartition", at(database, "TableName", table) ~ ("PartitionValues" -> values.toList)).map(_ \ "Partition")

  /** @param expression in Glue's own language; none for all */
  def partitions(database: String, table: String, expression: Option[String]): Iterator[JValue] =
    pages("GetPartitions", at(database, "TableName", table) ~ ("Expression" -> expression), "Partitions")

  def createPartitions(database: String, table: String, inputs: Seq[JObject]): Unit =
    batches("BatchCreatePartition", database, table, "PartitionInputList", inputs, created)

  def deletePartitions(database: String, table: String, values: Seq[Seq[String]]): Unit = {
    val inputs = values.map(each => JObject("Values" -> JArray(each.map(JString(_)).toList)))
    batches("BatchDeletePartition", database, table, "PartitionsToDelete", inputs, deleted)
  }

  def updatePartition(database: String, table: String, values: Seq[String], input: JObject): Unit =
    call("UpdatePartition",
      at(database, "TableName", table) ~ ("PartitionValueList" -> values.toList) ~ ("PartitionInput" -> input))

  private def batches(
      operation: String,
      database: String,
      table: String,
      member: String,
      inputs: Seq[JObject],
      size: Int): Unit = inputs.grouped(size).foreach { part =>
    val answer = call(operation, at(database, "TableName", table) ~ (member -> part.toList))
    (answer \ "Errors").children.headOption.map(_ \ "ErrorDetail").foreach { detail =>
      throw new EndpointException(text(detail, "ErrorCode").getOrElse(""), text(detail, "ErrorMessage").getOrElse(""))
    }
  }

  def at(database: String, member: String, name: String): JObject =
    ("DatabaseName" -> database) ~ (member -> name)

  private def pages(operation: String, input: JObject, member: String): Iterator[JValue] =
    Iterator.iterate(Option(call(operation, input))) { previous =>
      previous.flatMap(page => text(page, "NextToken")).map(token => call(operation, input ~ ("NextToken" -> token)))
    }.takeWhile(_.nonEmpty).flatten.flatMap(page => (page \ member).children)

  def text(value: JValue, member: String): Option[String] = value \ member match {
    case JString(found) => Some(found)
    case _ => None
  }

  def texts(value: JValue, member: String): Map[String, String] = value \ member match {
    case JObject(fields) => fields.collect { case (name, JString(found)) => name -> found }.toMap
    case _ => Map.empty
  }

  /** Epoch seconds as the JSON protocol writes times, in milliseconds. */
  def millis(value: JValue, member: String): Option[Long] = value \ member match {
    case JDecimal(seconds) => Some((seconds * 1000).toLong)
    case JDouble(seconds) => Some((seconds * 1000).toLong)
    case JInt(seconds) => Some(seconds.toLong * 1000)
    case _ => None
  }
}
