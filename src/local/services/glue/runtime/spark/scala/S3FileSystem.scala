package strata.spark

import java.io.{FileNotFoundException, IOException}
import java.net.URI
import java.nio.file.{Files, Path => LocalPath, Paths, StandardCopyOption}
import java.util.UUID

import org.apache.hadoop.conf.Configuration
import org.apache.hadoop.fs._
import org.apache.hadoop.fs.permission.FsPermission
import org.apache.hadoop.util.Progressable

/**
 * `s3://bucket/key` on the local endpoint's own files: reads come straight from them, and every change goes through the
 * endpoint. An object appears when its stream is closed, whole. What jobs keep aside until they commit (`_temporary`,
 * `.spark-staging-…`, `.hive-staging…`) lies in the run's folder and is no object at all.
 */
class S3FileSystem extends FileSystem {
  private var uri: URI = _
  private var bucket: String = _
  private var objects: BucketFolder = _
  private var staged: BucketFolder = _
  private var workingDirectory: Path = _

  override def initialize(name: URI, conf: Configuration): Unit = {
    super.initialize(name, conf)
    setConf(conf)
    bucket = Option(name.getAuthority).getOrElse(throw new IOException(s"$name names no bucket"))
    uri = URI.create(s"${name.getScheme}://$bucket")
    workingDirectory = new Path(s"$uri/")
    val folder = Paths.get(conf.get("fs.strata.buckets"), bucket)
    if (!bucket.matches("[a-z0-9][a-z0-9.-]+") || !Files.isDirectory(folder)) {
      throw new FileNotFoundException(s"The specified bucket does not exist: $bucket (NoSuchBucket)")
    }
    objects = new BucketFolder(folder)
    staged = new BucketFolder(Files.createDirectories(S3FileSystem.staging.resolve(bucket)))
  }

  override def getScheme: String = uri.getScheme
  override def getUri: URI = uri
  override def getWorkingDirectory: Path = workingDirectory
  override def setWorkingDirectory(path: Path): Unit = workingDirectory = makeQualified(path)
  /** No tokens: this file system belongs to one process. */
  override def getCanonicalServiceName: String = null
  override def getDefaultBlockSize(path: Path): Long = 64L << 20
  override def getDefaultReplication(path: Path): Short = 1

  override def open(path: Path, bufferSize: Int): FSDataInputStream = {
    val key = keyOf(path)
    val entry = folderOf(key).file(key).getOrElse(throw missing(path))
    new FSDataInputStream(new BufferedFSInputStream(new LocalInput(entry.file), math.max(bufferSize, 64 << 10)))
  }

  override def create(
      path: Path,
      permission: FsPermission,
      overwrite: Boolean,
      bufferSize: Int,
      replication: Short,
      blockSize: Long,
      progress: Progressable): FSDataOutputStream = {
    val key = keyOf(path)
    if (key.isEmpty) throw new IOException(s"$path is no key")
    if (!overwrite && folderOf(key).file(key).nonEmpty) throw new FileAlreadyExistsException(s"$path already exists")
    val output =
      if (isStaged(key)) new LocalOutput(placeStaged(key), ObjectChanges.remember)
      else {
        new LocalOutput(S3FileSystem.freeFile(), (file, md5) => {
          ObjectChanges.remember(file, md5)
          ObjectChanges.commit(bucket, Seq(NewObject(key, file)), Nil)
        })
      }
    new FSDataOutputStream(output, statistics)
  }

  override def append(path: Path, bufferSize: Int, progress: Progressable): FSDataOutputStream =
    throw new UnsupportedOperationException("S3 has no append")

  override def getFileStatus(path: Path): FileStatus = {
    val key = keyOf(path)
    val folder = folderOf(key)
    folder.file(key).filter(_ => key.nonEmpty).map(statusOf(key, _))
      .orElse(if (key.isEmpty || folder.folders(key).nonEmpty) Some(folderStatus(key)) else None)
      .getOrElse(throw missing(path))
  }

  override def listStatus(path: Path): Array[FileStatus] = {
    val key = keyOf(path)
    val folder = folderOf(key)
    folder.file(key).filter(_ => key.nonEmpty) match {
      case Some(entry) => Array(statusOf(key, entry))
      case None =>
        if (key.nonEmpty && folder.folders(key).isEmpty) throw missing(path)
        val prefix = if (key.isEmpty) "" else s"$key/"
        folder.list(key).map(entry => statusOf(prefix + entry.name, entry)).toArray
    }
  }

  override def mkdirs(path: Path, permission: FsPermission): Boolean = {
    val key = keyOf(path)
    if (key.nonEmpty && folderOf(key).file(key).nonEmpty) {
      throw new FileAlreadyExistsException(s"$path is an object, not a folder")
    }
    folderOf(key).makeFolder(key)
    // Hive looks at the folder in which it keeps its files aside, and expects it to be there.
    if (isStaged(key)) objects.makeFolder(S3FileSystem.placeOfStaged(key))
    true
  }

  override def delete(path: Path, recursive: Boolean): Boolean = {
    val key = keyOf(path)
    val folder = folderOf(key)
    val file = if (key.isEmpty) None else folder.file(key)
    if (file.nonEmpty) {
      if (isStaged(key)) Files.deleteIfExists(file.get.file) else ObjectChanges.commit(bucket, Nil, Seq(key))
      return true
    }
    if (key.nonEmpty && folder.folders(key).isEmpty) return false
    if (!recursive && folder.list(key).nonEmpty) throw new PathIsNotEmptyDirectoryException(path.toString)
    if (isStaged(key)) {
      folder.walk(key).foreach { case (_, entry) => Files.deleteIfExists(entry.file) }
      objects.prune(S3FileSystem.placeOfStaged(key))
    } else {
      folder.walk(key).map(_._1).grouped(S3FileSystem.batch).foreach(ObjectChanges.commit(bucket, Nil, _, Some(key)))
      // What jobs keep aside below it goes with it, but for the job that is about to put something else in its place.
      if (!ObjectChanges.isGathering) {
        staged.walk(key).foreach { case (_, entry) => Files.deleteIfExists(entry.file) }
        staged.prune(key)
      }
    }
    folder.prune(key)
    true
  }

  override def rename(source: Path, target: Path): Boolean = {
    val from = keyOf(source)
    val asked = keyOf(target)
    val into = isThere(asked) && folderOf(asked).file(asked).isEmpty
    val to = if (into) s"${if (asked.isEmpty) "" else s"$asked/"}${source.getName}" else asked
    if (from.isEmpty || to == from || to.startsWith(s"$from/")) return to == from
    if (isThere(to) && (into || folderOf(to).file(to).nonEmpty)) return false
    val folder = folderOf(from)
    val moved = folder.file(from) match {
      case Some(entry) => Seq((to, from, entry))
      case None =>
        if (folder.folders(from).isEmpty) return false
        folder.walk(from).map { case (key, entry) => (to + key.substring(from.length), key, entry) }.toVector
    }
    if (isStaged(to)) moved.foreach { case (key, old, entry) => moveToStaged(key, old, entry) }
    else if (moved.isEmpty) objects.makeFolder(to)
    else moved.grouped(S3FileSystem.batch).foreach { part =>
      val added = part.map { case (key, old, entry) => NewObject(key, if (isStaged(old)) entry.file else copyOf(entry)) }
      ObjectChanges.commit(bucket, added, part.map(_._2).filterNot(isStaged))
    }
    folder.prune(from)
    true
  }

  private def isThere(key: String): Boolean = {
    val folder = folderOf(key)
    !ObjectChanges.willDelete(bucket, key) && (folder.folders(key).nonEmpty || (key.nonEmpty && folder.file(key).nonEmpty))
  }

  private def moveToStaged(key: String, old: String, entry: Entry): Unit = {
    val place = placeStaged(key)
    if (isStaged(old)) Files.move(entry.file, place, StandardCopyOption.REPLACE_EXISTING)
    else {
      Files.copy(entry.file, place, StandardCopyOption.REPLACE_EXISTING)
      ObjectChanges.commit(bucket, Nil, Seq(old))
    }
  }

  /** Another name for an object's bytes, which the endpoint may take away. */
  private def copyOf(entry: Entry): LocalPath = {
    val copy = S3FileSystem.freeFile()
    try Files.createLink(copy, entry.file)
    catch { case _: IOException | _: UnsupportedOperationException => Files.copy(entry.file, copy) }
    copy
  }

  private def placeStaged(key: String): LocalPath = {
    val at = key.lastIndexOf('/')
    val parent = key.substring(0, math.max(at, 0))
    staged.makeFolder(parent)
    KeyNames.of(key.substring(at + 1)) match {
      case Seq(name) => staged.folders(parent).head.resolve(name)
      case names =>
        val folder = names.init.foldLeft(staged.folders(parent).head)(_.resolve(_))
        Files.createDirectories(folder).resolve(names.last)
    }
  }

  private def folderOf(key: String): BucketFolder = if (isStaged(key)) staged else objects

  private def isStaged(key: String): Boolean = S3FileSystem.isStaged(key)

  /** The key of a path; the bucket itself is the empty one. */
  private def keyOf(path: Path): String = {
    checkPath(path)
    makeQualified(path).toUri.getPath.stripPrefix("/").stripSuffix("/")
  }

  /** A path of a key with colons in it is no relative URI, so it is put together from its parts. */
  private def pathOf(key: String): Path = new Path(uri.getScheme, bucket, s"/$key")

  private def statusOf(key: String, entry: Entry): FileStatus =
    if (entry.isFolder) folderStatus(key)
    else {
      val modified = entry.attributes.lastModifiedTime.toMillis
      new FileStatus(entry.attributes.size, false, 1, getDefaultBlockSize(pathOf(key)), modified, pathOf(key))
    }

  private def folderStatus(key: String): FileStatus = new FileStatus(0, true, 1, 0, 0, pathOf(key))

  private def missing(path: Path) = new FileNotFoundException(s"No such file or directory: $path")
}

object S3FileSystem {
  /** The folder of this driver's for what is no object yet. */
  lazy val staging: LocalPath = Paths.get(System.getProperty("strata.staging"))

  /** A path for a new file there. */
  def freeFile(): LocalPath = Files.createDirectories(staging.resolve(".open")).resolve(UUID.randomUUID.toString)

  /** Objects a request. */
  val batch = 1000

  def isStaged(key: String): Boolean = key.split('/').exists(isAside)

  /** The key of the folder that a staged key is kept aside of. */
  def placeOfStaged(key: String): String = key.split('/').takeWhile(segment => !isAside(segment)).mkString("/")

  private def isAside(segment: String): Boolean =
    segment == "_temporary" || segment.startsWith(".spark-staging") || segment.startsWith(".hive-staging")
}
