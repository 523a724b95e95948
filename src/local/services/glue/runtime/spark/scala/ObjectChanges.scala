package strata.spark

import java.nio.file.attribute.BasicFileAttributes
import java.nio.file.{Files, Path}
import java.util.UUID
import java.util.concurrent.ConcurrentHashMap

import scala.collection.mutable

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
  private val current = new ThreadLocal[Changes]

  def remember(file: Path, md5: String): Unit = identityOf(file).foreach(digests.put(_, md5))

  /**
   * Makes all changes of `body`, which are this thread's, together at its end: whoever reads sees those before or those
   * after, and a process that is killed leaves what was there. Makes none of them when `body` fails.
   */
  def together[A](body: => A): A =
    if (isGathering) body
    else {
      val changes = new Changes
      current.set(changes)
      try {
        val result = body
        changes.buckets.foreach { case (bucket, change) => send(bucket, change.added.values.toSeq, change.deleted.toSeq) }
        result
      } finally {
        current.remove()
        changes.buckets.values.flatMap(_.added.values).foreach(each => Files.deleteIfExists(each.file))
      }
    }

  /** Whether this thread's changes wait for the end of `together`. */
  def isGathering: Boolean = current.get != null

  /** Whether the changes that are gathered now delete this key. */
  def willDelete(bucket: String, key: String): Boolean =
    Option(current.get).flatMap(_.buckets.get(bucket)).exists { change =>
      change.deleted.contains(key) || change.folders.exists(folder => key == folder || key.startsWith(s"$folder/"))
    }

  /** @param folder the key of the folder whose keys are all of `deleted`, if they are */
  def commit(bucket: String, added: Seq[NewObject], deleted: Seq[String], folder: Option[String] = None): Unit =
    Option(current.get) match {
      case None => send(bucket, added, deleted)
      case Some(changes) =>
        val change = changes.buckets.getOrElseUpdate(bucket, new Change)
        change.deleted ++= deleted
        change.folders ++= folder
        // Out of the way of whoever tidies up where it lies.
        added.foreach(each => change.added(each.key) = each.copy(file = Files.move(each.file, S3FileSystem.freeFile())))
    }

  private def send(bucket: String, added: Seq[NewObject], deleted: Seq[String]): Unit =
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

  private final class Changes {
    val buckets = mutable.LinkedHashMap.empty[String, Change]
  }

  private final class Change {
    val added = mutable.LinkedHashMap.empty[String, NewObject]
    val deleted = mutable.LinkedHashSet.empty[String]
    val folders = mutable.Set.empty[String]
  }
}
