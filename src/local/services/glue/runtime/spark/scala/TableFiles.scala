package org.apache.spark.sql.hive.strata

import java.net.URI

import org.apache.hadoop.conf.Configuration
import org.apache.hadoop.fs.{FileStatus, FileSystem, Path}
import org.apache.spark.sql.catalyst.catalog.CatalogTypes.TablePartitionSpec
import org.apache.spark.sql.catalyst.catalog.{CatalogTable, ExternalCatalogUtils}
import strata.spark.ObjectChanges

/** The files of tables, where a metastore touches them. */
class TableFiles(conf: Configuration) {
  private val lasting = Set("s3", "s3a", "s3n")

  /** Whether what lies there outlives the run. */
  def isLasting(location: URI): Boolean = lasting.contains(location.getScheme)

  /** @throws IllegalArgumentException for a table whose data would be lost with the run */
  def checkPlace(table: CatalogTable, location: URI): Unit = if (!isLasting(location)) {
    throw new IllegalArgumentException(
      s"The table ${table.identifier.unquotedString} has no place in S3 ($location): its database has no LocationUri. " +
        "Give the table a path (option(\"path\", \"s3://…\"), LOCATION) or the database a location.")
  }

  def delete(location: String): Unit = {
    val path = new Path(location)
    fileSystem(path).delete(path, true)
  }

  /** Moves the files that a query wrote to where they belong, in place of those that are there when `replace`. */
  def move(from: String, location: URI, replace: Boolean): Unit = ObjectChanges.together {
    val source = new Path(from)
    val target = new Path(location)
    val files = fileSystem(target)
    val old = if (replace && files.exists(target)) visible(files, target).map(_.getPath) else Nil
    old.foreach(files.delete(_, true))
    files.mkdirs(target)
    visible(fileSystem(source), source).foreach { status =>
      val place = freeName(files, new Path(target, status.getPath.getName))
      if (!files.rename(status.getPath, place)) throw new java.io.IOException(s"${status.getPath} could not be moved to $place")
    }
  }

  /** The folders `a=1/b=2` at a depth below one, with the values that their names stand for. */
  def partitionsBelow(folder: Path, depth: Int): Seq[(Path, TablePartitionSpec)] =
    if (depth == 0) Seq((folder, Map.empty))
    else visible(fileSystem(folder), folder).filter(_.isDirectory).flatMap { status =>
      val Array(key, value) = status.getPath.getName.split("=", 2)
      val entry = key -> ExternalCatalogUtils.unescapePathName(value)
      partitionsBelow(status.getPath, depth - 1).map { case (path, spec) => (path, spec + entry) }
    }

  private def visible(files: FileSystem, folder: Path): Seq[FileStatus] =
    files.listStatus(folder).filterNot(status => "_.".contains(status.getPath.getName.head)).toSeq

  private def freeName(files: FileSystem, wanted: Path): Path =
    (Iterator(wanted) ++ Iterator.from(1).map(count => wanted.suffix(s"_copy_$count"))).find(!files.exists(_)).get

  private def fileSystem(path: Path): FileSystem = path.getFileSystem(conf)
}
