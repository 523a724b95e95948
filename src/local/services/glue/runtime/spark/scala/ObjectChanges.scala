package strata.spark

import java.nio.file.attribute.BasicFileAttributes
import java.nio.file.{Files, Path}
import java.util.concurrent.ConcurrentHashMap

import org.json4s.JsonDSL._

/** A finished file that is to become an object. */
final case class NewObject(key: String, file: Path)

/**
 * Asks the endpoint to make finished files objects and to delete others, all in one step: it then knows sizes and ETags
 * and sends the events that S3 would. Nothing is written into a bucket's folder by this process itself.
 */
object ObjectChanges {
  /** Files' MD5s as they were counted while writing, by the file's identity, which survives renames. */
  private val digests = new ConcurrentHashMap[AnyRef, String]

  def remember(file: Path, md5: String): Unit = identityOf(file).foreach(digests.put(_, md5))

  def digestOf(file: Path): Option[String] = identityOf(file).flatMap(id => Option(digests.get(id)))

  def commit(bucket: String, added: Seq[NewObject], deleted: Seq[String]): Unit =
    if (added.nonEmpty || deleted.nonEmpty) {
      val puts = added.toList.map { each =>
        val digest = identityOf(each.file).flatMap(id => Option(digests.remove(id)))
        ("Key" -> each.key) ~ ("File" -> each.file.toString) ~ ("MD5" -> digest)
      }
      Endpoint.call("strata-files", "StrataFiles.Commit",
        ("Bucket" -> bucket) ~ ("Put" -> puts) ~ ("Delete" -> deleted.toList))
    }

  private def identityOf(file: Path): Option[AnyRef] =
    Option(Files.readAttributes(file, classOf[BasicFileAttributes]).fileKey)
}
