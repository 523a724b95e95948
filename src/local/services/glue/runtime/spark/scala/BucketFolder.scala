package strata.spark

import java.nio.file.LinkOption.NOFOLLOW_LINKS
import java.nio.file.attribute.BasicFileAttributes
import java.nio.file.{Files, NoSuchFileException, Path}

import scala.jdk.CollectionConverters._

/** A file or a folder below a bucket's folder, by the last segment of its key. */
final case class Entry(name: String, file: Path, attributes: BasicFileAttributes) {
  def isFolder: Boolean = attributes.isDirectory
}

/**
 * The files of a bucket by their keys. Links are not followed, so that no key leads out of the folder. Keys that are in
 * each other's way lie under other names (see KeyNames), so one folder of keys may be several on disk.
 */
final class BucketFolder(val root: Path) {

  def file(key: String): Option[Entry] = {
    val (parent, name) = split(key)
    folders(parent).iterator
      .flatMap(folder => places(folder, name, "!f"))
      .flatMap(place => attributesOf(place).filter(_.isRegularFile).map(Entry(name, place, _)))
      .toStream
      .headOption
  }

  /** The folders on disk that hold the keys below `key/`; none when there are none. */
  def folders(key: String): Seq[Path] =
    segmentsOf(key).foldLeft(Seq(root)) { (parents, segment) =>
      parents.flatMap(places(_, segment, "!d")).filter(place => attributesOf(place).exists(_.isDirectory))
    }

  /** What lies directly below `key/`. Names that stand for no key are passed over. */
  def list(key: String): Seq[Entry] = folders(key).flatMap(entriesOf(_, "")).groupBy(each => (each.name, each.isFolder))
    .values.map(_.head).toSeq.sortBy(_.name)

  /** All files below `key/` with their keys, folder markers included. */
  def walk(key: String): Iterator[(String, Entry)] = {
    val prefix = if (key.isEmpty) "" else s"$key/"
    list(key).iterator.flatMap { entry =>
      if (entry.isFolder) walk(prefix + entry.name) else Iterator((prefix + entry.name, entry))
    } ++ marker(key).map((prefix, _))
  }

  /** Makes the folder of the keys below `key/`. */
  def makeFolder(key: String): Unit = segmentsOf(key).foldLeft(root) { (parent, segment) =>
    val candidates = places(parent, segment, "!d")
    val place = candidates
      .find(each => attributesOf(each).exists(_.isDirectory))
      .orElse(candidates.find(each => attributesOf(each).isEmpty))
      .getOrElse(throw new java.io.IOException(s"$parent has no free name for the folder $segment"))
    Files.createDirectories(place)
  }

  /** Removes the folders below and with `key/` that are empty. */
  def prune(key: String): Unit = if (key.nonEmpty) folders(key).foreach(pruneOne)

  private def pruneOne(folder: Path): Unit = {
    children(folder).filter(attributesOf(_).exists(_.isDirectory)).foreach(pruneOne)
    try Files.deleteIfExists(folder)
    catch { case _: java.nio.file.DirectoryNotEmptyException => () }
  }

  /** The object `key/` itself, which consoles write to show an empty folder. */
  private def marker(key: String): Option[Entry] =
    if (key.isEmpty) None
    else folders(key).iterator.map(_.resolve("!"))
      .flatMap(place => attributesOf(place).filter(_.isRegularFile).map(Entry("", place, _))).toStream.headOption

  private def entriesOf(folder: Path, begun: String): Seq[Entry] = children(folder).flatMap { child =>
    val written = child.getFileName.toString
    attributesOf(child).toSeq.flatMap { attributes =>
      val bare = written.stripSuffix(if (attributes.isDirectory) "!d" else "!f")
      if (bare == "!" || bare.isEmpty || attributes.isSymbolicLink) Nil
      else if (bare.endsWith("!") && attributes.isDirectory) entriesOf(child, begun + bare.dropRight(1))
      else KeyNames.decode(begun + bare).map(Entry(_, child, attributes)).toSeq
    }
  }

  private def children(folder: Path): Seq[Path] =
    try {
      val stream = Files.newDirectoryStream(folder)
      try stream.asScala.toVector finally stream.close()
    } catch { case _: NoSuchFileException => Nil }

  /** Where a segment may lie in a folder, the usual place first. */
  private def places(parent: Path, segment: String, suffix: String): Seq[Path] = {
    val plain = KeyNames.of(segment)
    val hex = KeyNames.of(segment, hex = true)
    Seq(plain, suffixed(plain, suffix), hex, suffixed(hex, suffix)).map(_.foldLeft(parent)(_.resolve(_)))
  }

  private def suffixed(names: Seq[String], suffix: String) = names.init :+ (names.last + suffix)

  private def attributesOf(path: Path): Option[BasicFileAttributes] =
    try Some(Files.readAttributes(path, classOf[BasicFileAttributes], NOFOLLOW_LINKS))
    catch { case _: java.io.IOException => None }

  private def segmentsOf(key: String): Seq[String] = if (key.isEmpty) Nil else key.split("/", -1).toSeq

  private def split(key: String): (String, String) = {
    val at = key.lastIndexOf('/')
    if (at < 0) ("", key) else (key.substring(0, at), key.substring(at + 1))
  }
}
