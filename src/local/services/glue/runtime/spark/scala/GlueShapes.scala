package strata.spark

import java.net.URI

import org.apache.hadoop.fs.Path
import org.apache.spark.SparkException
import org.apache.spark.sql.catalyst.TableIdentifier
import org.apache.spark.sql.catalyst.catalog.CatalogTypes.TablePartitionSpec
import org.apache.spark.sql.catalyst.catalog._
import org.apache.spark.sql.catalyst.parser.CatalystSqlParser
import org.apache.spark.sql.catalyst.util.CharVarcharUtils
import org.apache.spark.sql.types._
import org.json4s.JsonAST._
import org.json4s.JsonDSL._

/**
 * Databases, tables and partitions as Glue has them and as Spark does, both ways
 * (https://docs.aws.amazon.com/glue/latest/webapi/API_TableInput.html). What Spark keeps of its own in properties
 * (`spark.sql.*`) goes through unchanged.
 */
object GlueShapes {
  private val commentProperty = "comment"
  private val statistics = Set("totalSize", "numRows", "rawDataSize")

  def toDatabase(value: JValue): CatalogDatabase = CatalogDatabase(
    GlueApi.text(value, "Name").get,
    GlueApi.text(value, "Description").getOrElse(""),
    uriOf(GlueApi.text(value, "LocationUri").getOrElse("")),
    GlueApi.texts(value, "Parameters"))

  def databaseInput(database: CatalogDatabase): JObject =
    ("Name" -> database.name) ~
      ("Description" -> Some(database.description).filter(_.nonEmpty)) ~
      ("LocationUri" -> Some(database.locationUri).filter(_.toString.nonEmpty).map(CatalogUtils.URIToString)) ~
      ("Parameters" -> database.properties)

  def toTable(value: JValue): CatalogTable = {
    val descriptor = value \ "StorageDescriptor"
    val keys = fieldsOf(value \ "PartitionKeys")
    val parameters = GlueApi.texts(value, "Parameters")
    val kind = GlueApi.text(value, "TableType").getOrElse("EXTERNAL_TABLE")
    val view = GlueApi.text(value, "ViewExpandedText").orElse(GlueApi.text(value, "ViewOriginalText"))
    CatalogTable(
      identifier = TableIdentifier(GlueApi.text(value, "Name").get, GlueApi.text(value, "DatabaseName")),
      tableType = kind match {
        case "VIRTUAL_VIEW" => CatalogTableType.VIEW
        case "MANAGED_TABLE" => CatalogTableType.MANAGED
        case _ => CatalogTableType.EXTERNAL
      },
      storage = storageOf(descriptor),
      schema = StructType(fieldsOf(descriptor \ "Columns") ++ keys),
      partitionColumnNames = keys.map(_.name),
      bucketSpec = bucketsOf(descriptor, parameters),
      owner = GlueApi.text(value, "Owner").getOrElse(""),
      createTime = GlueApi.millis(value, "CreateTime").getOrElse(0L),
      properties = parameters - commentProperty - "EXTERNAL",
      stats = statisticsOf(parameters),
      comment = GlueApi.text(value, "Description").orElse(parameters.get(commentProperty)),
      viewText = if (kind == "VIRTUAL_VIEW") view else None,
      viewOriginalText = if (kind == "VIRTUAL_VIEW") GlueApi.text(value, "ViewOriginalText") else None,
      ignoredProperties = parameters.filter { case (name, _) => statistics(name) })
  }

  def tableInput(table: CatalogTable): JObject = {
    val (keys, data) = table.schema.partition(field => table.partitionColumnNames.contains(field.name))
    val ordered = table.partitionColumnNames.flatMap(name => keys.find(_.name == name))
    val isView = table.tableType == CatalogTableType.VIEW
    val isExternal = table.tableType == CatalogTableType.EXTERNAL
    val comment = table.comment.map(commentProperty -> _)
    val parameters = table.properties ++ comment ++ table.ignoredProperties ++
      (if (isExternal) Map("EXTERNAL" -> "TRUE") else Map.empty[String, String])
    ("Name" -> table.identifier.table) ~
      ("Owner" -> Some(table.owner).filter(_.nonEmpty)) ~
      ("Description" -> table.comment) ~
      ("TableType" -> (if (isView) "VIRTUAL_VIEW" else if (isExternal) "EXTERNAL_TABLE" else "MANAGED_TABLE")) ~
      ("Parameters" -> parameters) ~
      ("PartitionKeys" -> ordered.map(columnOf).toList) ~
      ("StorageDescriptor" -> descriptorOf(table.storage, data, table.bucketSpec)) ~
      ("ViewOriginalText" -> table.viewOriginalText.orElse(table.viewText)) ~
      ("ViewExpandedText" -> table.viewText)
  }

  def toPartition(table: CatalogTable, value: JValue): CatalogTablePartition = {
    val values = (value \ "Values").children.collect { case JString(text) => text }
    val parameters = GlueApi.texts(value, "Parameters")
    val own = storageOf(value \ "StorageDescriptor")
    // A partition that says little is stored as its table is.
    val storage = if (own.serde.nonEmpty) own else table.storage.copy(locationUri = own.locationUri)
    CatalogTablePartition(
      table.partitionColumnNames.zip(values).toMap,
      storage,
      parameters,
      GlueApi.millis(value, "CreationTime").getOrElse(0L),
      -1L,
      statisticsOf(parameters))
  }

  def partitionInput(table: CatalogTable, partition: CatalogTablePartition): JObject = {
    val location = partition.storage.locationUri
      .orElse(table.storage.locationUri.map(root => locationOf(root, table.partitionColumnNames, partition.spec)))
    val storage = (if (partition.storage.serde.nonEmpty) partition.storage else table.storage).copy(locationUri = location)
    ("Values" -> valuesOf(table.partitionColumnNames, partition.spec).toList) ~
      ("Parameters" -> partition.parameters) ~
      ("StorageDescriptor" -> descriptorOf(storage, table.dataSchema, table.bucketSpec))
  }

  /** `root/day=2026-01-01/region=north`, with what a name must not hold escaped as Hive does. */
  def locationOf(root: URI, keys: Seq[String], spec: TablePartitionSpec): URI =
    ExternalCatalogUtils.generatePartitionPath(spec, keys, new Path(root)).toUri

  def valuesOf(keys: Seq[String], spec: TablePartitionSpec): Seq[String] = keys.map { key =>
    spec.collectFirst { case (name, value) if name.equalsIgnoreCase(key) => value }
      .map(value => if (value == null) ExternalCatalogUtils.DEFAULT_PARTITION_NAME else value)
      .getOrElse(throw new IllegalArgumentException(s"the partition $spec has no value for $key"))
  }

  def columnOf(field: StructField): JObject = {
    // A column that was made with a type that Spark does not have (char, varchar) keeps it.
    val declared = CharVarcharUtils.getRawTypeString(field.metadata).getOrElse(field.dataType.catalogString)
    ("Name" -> field.name) ~ ("Type" -> declared) ~ ("Comment" -> field.getComment().map(_.take(255)))
  }

  /** The empty one for what has no place. */
  def uriOf(location: String): URI = if (location.isEmpty) URI.create("") else CatalogUtils.stringToURI(location)

  private def fieldsOf(columns: JValue): Seq[StructField] = columns.children.map { column =>
    val name = GlueApi.text(column, "Name").getOrElse("")
    val declared = GlueApi.text(column, "Type").getOrElse("string")
    val parsed = try CatalystSqlParser.parseDataType(declared) catch {
      case error: org.apache.spark.sql.catalyst.parser.ParseException =>
        throw new SparkException(s"Cannot recognize the type $declared of the column $name", error)
    }
    val typed = StructType(Seq(StructField(name, parsed)))
    val field = CharVarcharUtils.replaceCharVarcharWithStringInSchema(typed).head
    GlueApi.text(column, "Comment").filter(_.nonEmpty).map(field.withComment).getOrElse(field)
  }

  private def storageOf(descriptor: JValue): CatalogStorageFormat = {
    val serde = descriptor \ "SerdeInfo"
    CatalogStorageFormat(
      GlueApi.text(descriptor, "Location").filter(_.nonEmpty).map(uriOf),
      GlueApi.text(descriptor, "InputFormat").filter(_.nonEmpty),
      GlueApi.text(descriptor, "OutputFormat").filter(_.nonEmpty),
      GlueApi.text(serde, "SerializationLibrary").filter(_.nonEmpty),
      descriptor \ "Compressed" == JBool(true),
      GlueApi.texts(serde, "Parameters"))
  }

  private def descriptorOf(storage: CatalogStorageFormat, columns: Seq[StructField], buckets: Option[BucketSpec]): JObject =
    ("Columns" -> columns.map(columnOf).toList) ~
      ("Location" -> storage.locationUri.map(CatalogUtils.URIToString)) ~
      ("InputFormat" -> storage.inputFormat) ~
      ("OutputFormat" -> storage.outputFormat) ~
      ("Compressed" -> storage.compressed) ~
      ("NumberOfBuckets" -> buckets.map(_.numBuckets).getOrElse(0)) ~
      ("BucketColumns" -> buckets.map(_.bucketColumnNames.toList).getOrElse(Nil)) ~
      ("SortColumns" -> buckets.map(_.sortColumnNames.map(name => ("Column" -> name) ~ ("SortOrder" -> 1)).toList)
        .getOrElse(Nil)) ~
      ("SerdeInfo" -> (("SerializationLibrary" -> storage.serde) ~ ("Parameters" -> storage.properties)))

  /** Buckets of Spark's own tables are in their properties; a table of Hive's is read as if it had none. */
  private def bucketsOf(descriptor: JValue, parameters: Map[String, String]): Option[BucketSpec] = {
    def names(member: String) = (descriptor \ member).children.collect { case JString(name) => name }
    descriptor \ "NumberOfBuckets" match {
      case JInt(count) if count > 0 && names("BucketColumns").nonEmpty && parameters.contains("spark.sql.sources.provider") =>
        val sorted = (descriptor \ "SortColumns").children.flatMap(each => GlueApi.text(each, "Column"))
        Some(BucketSpec(count.toInt, names("BucketColumns"), sorted))
      case _ => None
    }
  }

  private def statisticsOf(parameters: Map[String, String]): Option[CatalogStatistics] =
    parameters.get("totalSize").flatMap(text => scala.util.Try(BigInt(text)).toOption).filter(_ > 0).map { size =>
      val rows = parameters.get("numRows").flatMap(text => scala.util.Try(BigInt(text)).toOption).filter(_ >= 0)
      CatalogStatistics(size, rows)
    }
}
