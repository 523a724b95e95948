package org.apache.spark.sql.hive.strata

import java.io.PrintStream
import java.util.{LinkedHashMap => JLinkedHashMap}

import scala.jdk.CollectionConverters._

import org.apache.hadoop.conf.Configuration
import org.apache.hadoop.fs.Path
import org.apache.spark.SparkConf
import org.apache.spark.sql.catalyst.analysis._
import org.apache.spark.sql.catalyst.catalog.CatalogTypes.TablePartitionSpec
import org.apache.spark.sql.catalyst.catalog._
import org.apache.spark.sql.catalyst.expressions.Expression
import org.apache.spark.sql.catalyst.util.StringUtils
import org.apache.spark.sql.errors.QueryCompilationErrors
import org.apache.spark.sql.hive.client._
import org.apache.spark.sql.types.StructType
import org.json4s.JsonAST.{JObject, JValue}
import org.json4s.JsonDSL._
import strata.spark.{EndpointException, GlueApi, GlueShapes}

/** What Spark asks of a Hive metastore, answered from the Glue Data Catalog. */
class GlueClient(conf: SparkConf, hadoopConf: Configuration) extends HiveClient {
  private val defaultDatabase = SessionCatalog.DEFAULT_DATABASE
  private val files = new TableFiles(hadoopConf)

  // --- Databases

  override def databaseExists(name: String): Boolean = name == defaultDatabase || GlueApi.database(name).nonEmpty

  /** Every session begins in `default`, which a catalog need not have. */
  override def getDatabase(name: String): CatalogDatabase = {
    val found = GlueApi.database(name).map(GlueShapes.toDatabase).getOrElse {
      if (name != defaultDatabase) throw new NoSuchDatabaseException(name)
      CatalogDatabase(defaultDatabase, "", GlueShapes.uriOf(""), Map.empty)
    }
    if (found.locationUri.toString.isEmpty) found.copy(locationUri = warehouse) else found
  }

  /** Where Spark puts the tables of databases without a place, which none outlives: see TableFiles.checkPlace. */
  private def warehouse = new Path(conf.get("spark.sql.warehouse.dir")).toUri

  override def listDatabases(pattern: String): Seq[String] = {
    val names = GlueApi.databases().flatMap(GlueApi.text(_, "Name")).toSeq
    StringUtils.filterPattern((names :+ defaultDatabase).distinct.sorted, pattern)
  }

  override def createDatabase(database: CatalogDatabase, ignoreIfExists: Boolean): Unit =
    try GlueApi.call("CreateDatabase", "DatabaseInput" -> GlueShapes.databaseInput(placed(database)))
    catch {
      case error: EndpointException if error.code == "AlreadyExistsException" =>
        if (!ignoreIfExists) throw new DatabaseAlreadyExistsException(database.name)
    }

  override def alterDatabase(database: CatalogDatabase): Unit =
    GlueApi.call("UpdateDatabase", ("Name" -> database.name) ~ ("DatabaseInput" -> GlueShapes.databaseInput(placed(database))))

  override def dropDatabase(name: String, ignoreIfNotExists: Boolean, cascade: Boolean): Unit = {
    val tables = if (GlueApi.database(name).isEmpty) Nil else listTables(name)
    if (tables.nonEmpty && !cascade) throw QueryCompilationErrors.cannotDropNonemptyDatabaseError(name)
    tables.foreach(dropTable(name, _, ignoreIfNotExists = true, purge = false))
    if (GlueApi.find("DeleteDatabase", "Name" -> name).isEmpty && !ignoreIfNotExists) {
      throw new NoSuchDatabaseException(name)
    }
  }

  override def setCurrentDatabase(name: String): Unit =
    if (!databaseExists(name)) throw new NoSuchDatabaseException(name)

  /** A database that was given no place is kept without one: Spark would give it a folder that ends with the run. */
  private def placed(database: CatalogDatabase): CatalogDatabase =
    if (files.isLasting(database.locationUri)) database else database.copy(locationUri = GlueShapes.uriOf(""))

  // --- Tables

  override def tableExists(database: String, table: String): Boolean = GlueApi.table(database, table).nonEmpty

  override def getTableOption(database: String, table: String): Option[CatalogTable] =
    GlueApi.table(database, table).map(GlueShapes.toTable)

  override def getRawHiveTableOption(database: String, table: String): Option[RawHiveTable] =
    GlueApi.table(database, table).map(new GlueTable(_))

  override def getTablesByName(database: String, names: Seq[String]): Seq[CatalogTable] =
    names.flatMap(getTableOption(database, _))

  override def listTables(database: String): Seq[String] = listTables(database, "*")

  override def listTables(database: String, pattern: String): Seq[String] =
    StringUtils.filterPattern(tablesOf(database).flatMap(GlueApi.text(_, "Name")), pattern)

  override def listTablesByType(database: String, pattern: String, kind: CatalogTableType): Seq[String] = {
    val isView = kind == CatalogTableType.VIEW
    val found = tablesOf(database).filter(GlueApi.text(_, "TableType").contains("VIRTUAL_VIEW") == isView)
    StringUtils.filterPattern(found.flatMap(GlueApi.text(_, "Name")), pattern)
  }

  private def tablesOf(database: String): Seq[JValue] =
    try GlueApi.tables(database).toVector
    catch {
      case error: EndpointException if error.code == "EntityNotFoundException" && database == defaultDatabase => Nil
    }

  override def createTable(wanted: CatalogTable, ignoreIfExists: Boolean): Unit = {
    val database = wanted.database
    val table = if (wanted.tableType == CatalogTableType.VIEW) wanted else withPlace(wanted)
    if (database == defaultDatabase) createDatabase(getDatabase(defaultDatabase), ignoreIfExists = true)
    try GlueApi.call("CreateTable", ("DatabaseName" -> database) ~ ("TableInput" -> GlueShapes.tableInput(table)))
    catch {
      case error: EndpointException if error.code == "AlreadyExistsException" =>
        if (!ignoreIfExists) throw new TableAlreadyExistsException(database, table.identifier.table)
    }
  }

  /** As a metastore does: a table that names no place lies in its database's. */
  private def withPlace(table: CatalogTable): CatalogTable = {
    val location = table.storage.locationUri
      .getOrElse(new Path(new Path(getDatabase(table.database).locationUri), table.identifier.table).toUri)
    files.checkPlace(table, location)
    table.copy(storage = table.storage.copy(locationUri = Some(location)))
  }

  override def dropTable(database: String, name: String, ignoreIfNotExists: Boolean, purge: Boolean): Unit =
    getTableOptionForDrop(database, name) match {
      case Some((kind, location)) =>
        GlueApi.call("DeleteTable", GlueApi.at(database, "Name", name))
        // As a metastore does: the data of a managed table is the table's own.
        if (kind == "MANAGED_TABLE") location.foreach(files.delete)
      case None => if (!ignoreIfNotExists) throw new NoSuchTableException(database, name)
    }

  /** A table can be dropped also when its columns have types that Spark does not know. */
  private def getTableOptionForDrop(database: String, name: String): Option[(String, Option[String])] =
    GlueApi.table(database, name).map { table =>
      (GlueApi.text(table, "TableType").getOrElse(""), GlueApi.text(table \ "StorageDescriptor", "Location"))
    }

  override def alterTable(database: String, name: String, table: CatalogTable): Unit = {
    if (!table.identifier.table.equalsIgnoreCase(name)) {
      throw new UnsupportedOperationException("Table rename is not supported by the Glue Data Catalog")
    }
    update(database, GlueShapes.tableInput(table))
  }

  override def alterTableProps(raw: RawHiveTable, properties: Map[String, String]): Unit = {
    val table = raw.toCatalogTable
    update(table.database, GlueShapes.tableInput(table.copy(properties = properties, ignoredProperties = Map.empty)))
  }

  override def alterTableDataSchema(
      database: String,
      name: String,
      schema: StructType,
      properties: Map[String, String]): Unit = {
    val table = getTable(database, name)
    val keys = table.partitionSchema
    val kept = table.properties.filterNot { case (key, _) => key.startsWith("spark.sql.sources.schema") }
    val changed = table.copy(schema = StructType(schema ++ keys), properties = kept ++ properties)
    update(database, GlueShapes.tableInput(changed))
  }

  private def update(database: String, input: JObject): Unit =
    GlueApi.call("UpdateTable", ("DatabaseName" -> database) ~ ("TableInput" -> input))

  // --- Partitions

  override def createPartitions(
      database: String,
      name: String,
      parts: Seq[CatalogTablePartition],
      ignoreIfExists: Boolean): Unit = {
    val table = getTable(database, name)
    val existing = parts.filter(part => getPartitionOption(table, part.spec).nonEmpty)
    if (existing.nonEmpty && !ignoreIfExists) {
      throw new PartitionsAlreadyExistException(database, name, existing.map(_.spec))
    }
    val added = parts.diff(existing).map(GlueShapes.partitionInput(table, _))
    GlueApi.createPartitions(database, name, added)
  }

  override def dropPartitions(
      database: String,
      name: String,
      specs: Seq[TablePartitionSpec],
      ignoreIfNotExists: Boolean,
      purge: Boolean,
      retainData: Boolean): Unit = {
    val table = getTable(database, name)
    val found = specs.flatMap { spec =>
      val matching = getPartitions(table, Some(spec))
      if (matching.isEmpty && !ignoreIfNotExists) throw new NoSuchPartitionException(database, name, spec)
      matching
    }.distinct
    GlueApi.deletePartitions(database, name, found.map(part => GlueShapes.valuesOf(table.partitionColumnNames, part.spec)))
    if (table.tableType == CatalogTableType.MANAGED && !retainData) {
      found.flatMap(_.storage.locationUri).foreach(location => files.delete(CatalogUtils.URIToString(location)))
    }
  }

  override def renamePartitions(
      database: String,
      name: String,
      specs: Seq[TablePartitionSpec],
      renamed: Seq[TablePartitionSpec]): Unit = {
    val table = getTable(database, name)
    specs.zip(renamed).foreach { case (old, spec) =>
      val part = getPartition(table, old).copy(spec = spec)
      GlueApi.updatePartition(database, name, GlueShapes.valuesOf(table.partitionColumnNames, old),
        GlueShapes.partitionInput(table, part))
    }
  }

  override def alterPartitions(database: String, name: String, parts: Seq[CatalogTablePartition]): Unit = {
    val table = getTable(database, name)
    parts.foreach { part =>
      GlueApi.updatePartition(database, name, GlueShapes.valuesOf(table.partitionColumnNames, part.spec),
        GlueShapes.partitionInput(table, part))
    }
  }

  override def getPartitionNames(table: CatalogTable, partial: Option[TablePartitionSpec]): Seq[String] =
    getPartitions(table, partial).map { part =>
      table.partitionColumnNames.map(key => ExternalCatalogUtils.getPartitionPathString(key, part.spec(key))).mkString("/")
    }.sorted

  override def getPartitionOption(raw: RawHiveTable, spec: TablePartitionSpec): Option[CatalogTablePartition] =
    getPartitionOption(raw.toCatalogTable, spec)

  private def getPartitionOption(table: CatalogTable, spec: TablePartitionSpec): Option[CatalogTablePartition] =
    GlueApi.partition(table.database, table.identifier.table, GlueShapes.valuesOf(table.partitionColumnNames, spec))
      .map(GlueShapes.toPartition(table, _))

  private def getPartition(table: CatalogTable, spec: TablePartitionSpec): CatalogTablePartition =
    getPartitionOption(table, spec)
      .getOrElse(throw new NoSuchPartitionException(table.database, table.identifier.table, spec))

  override def getPartitions(
      database: String,
      name: String,
      partial: Option[TablePartitionSpec]): Seq[CatalogTablePartition] = getPartitions(getTable(database, name), partial)

  private def getPartitions(table: CatalogTable, partial: Option[TablePartitionSpec]): Seq[CatalogTablePartition] = {
    val wanted = partial.getOrElse(Map.empty)
    GlueApi.partitions(table.database, table.identifier.table, PartitionFilter.ofSpec(table, wanted))
      .map(GlueShapes.toPartition(table, _))
      .filter(part => wanted.forall { case (key, value) => part.spec.exists(has(key, value)) })
      .toVector
  }

  private def has(key: String, value: String)(entry: (String, String)): Boolean =
    entry._1.equalsIgnoreCase(key) && entry._2 == (if (value == null) ExternalCatalogUtils.DEFAULT_PARTITION_NAME else value)

  /** Spark filters once more what it gets, so that a filter may let more through than it must. */
  override def getPartitionsByFilter(raw: RawHiveTable, predicates: Seq[Expression]): Seq[CatalogTablePartition] = {
    val table = raw.toCatalogTable
    GlueApi.partitions(table.database, table.identifier.table, PartitionFilter.ofPredicates(table, predicates))
      .map(GlueShapes.toPartition(table, _)).toVector
  }

  // --- Files that a query wrote for a table of Hive's formats

  override def loadTable(from: String, name: String, replace: Boolean, isSrcLocal: Boolean): Unit = {
    val Array(database, table) = name.split('.')
    files.move(from, getTable(database, table).location, replace)
  }

  override def loadPartition(
      from: String,
      database: String,
      name: String,
      spec: JLinkedHashMap[String, String],
      replace: Boolean,
      inheritTableSpecs: Boolean,
      isSrcLocal: Boolean): Unit = load(from, getTable(database, name), spec.asScala.toMap, replace)

  override def loadDynamicPartitions(
      from: String,
      database: String,
      name: String,
      spec: JLinkedHashMap[String, String],
      replace: Boolean,
      numDP: Int): Unit = {
    val table = getTable(database, name)
    val fixed = spec.asScala.toMap.filter { case (_, value) => value != null && value.nonEmpty }
    files.partitionsBelow(new Path(from), numDP).foreach { case (folder, written) =>
      load(folder.toString, table, fixed ++ written, replace)
    }
  }

  private def load(from: String, table: CatalogTable, spec: TablePartitionSpec, replace: Boolean): Unit = {
    val part = getPartitionOption(table, spec)
    val location = part.flatMap(_.storage.locationUri)
      .getOrElse(GlueShapes.locationOf(table.location, table.partitionColumnNames, spec))
    files.move(from, location, replace)
    if (part.isEmpty) {
      val added = CatalogTablePartition(spec, table.storage.copy(locationUri = Some(location)))
      GlueApi.createPartitions(table.database, table.identifier.table, Seq(GlueShapes.partitionInput(table, added)))
    }
  }

  // --- Functions, and what only a Hive of its own would need

  override def listFunctions(database: String, pattern: String): Seq[String] = Nil
  override def getFunctionOption(database: String, name: String): Option[CatalogFunction] = None
  override def createFunction(database: String, function: CatalogFunction): Unit = throw functions
  override def dropFunction(database: String, name: String): Unit = throw functions
  override def renameFunction(database: String, old: String, name: String): Unit = throw functions
  override def alterFunction(database: String, function: CatalogFunction): Unit = throw functions

  private def functions =
    new UnsupportedOperationException("The local endpoint keeps no functions in its catalog: use a temporary one")

  override def version: HiveVersion = hive.v2_3
  override def getConf(key: String, default: String): String = conf.get(s"spark.hadoop.$key", default)
  override def userName: String = "hadoop"
  override def getState: Any = None
  override def setOut(stream: PrintStream): Unit = ()
  override def setInfo(stream: PrintStream): Unit = ()
  override def setError(stream: PrintStream): Unit = ()
  override def addJar(path: String): Unit = ()
  override def newSession(): HiveClient = this
  override def withHiveState[A](body: => A): A = body
  override def reset(): Unit = ()
  override def runSqlHive(sql: String): Seq[String] =
    throw new UnsupportedOperationException("The Glue Data Catalog runs no SQL of Hive's")
}

/** A table as Glue has it. */
private final class GlueTable(value: JValue) extends RawHiveTable {
  override def rawTable: Object = value
  override lazy val toCatalogTable: CatalogTable = GlueShapes.toTable(value)
  override def hiveTableProps(): Map[String, String] = GlueApi.texts(value, "Parameters")
}
