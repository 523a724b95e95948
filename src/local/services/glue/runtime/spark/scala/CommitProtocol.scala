package strata.spark

import scala.collection.mutable

import org.apache.hadoop.fs.{FileSystem, Path}
import org.apache.hadoop.mapreduce.JobContext
import org.apache.spark.internal.io.FileCommitProtocol.TaskCommitMessage
import org.apache.spark.sql.execution.datasources.SQLHadoopMapReduceCommitProtocol

/**
 * Spark's own way to commit what a query wrote, with one difference: what an overwriting query replaces is deleted
 * together with the appearance of what it wrote, and not before. A run that is killed or fails half-way leaves the target
 * as it was.
 */
class CommitProtocol(jobId: String, path: String, dynamicPartitionOverwrite: Boolean)
    extends SQLHadoopMapReduceCommitProtocol(jobId, path, dynamicPartitionOverwrite) {
  @transient private lazy val replaced = mutable.Buffer.empty[Path]

  override def deleteWithJob(fs: FileSystem, path: Path, recursive: Boolean): Boolean =
    if (recursive && fs.isInstanceOf[S3FileSystem]) {
      replaced += path
      true
    } else super.deleteWithJob(fs, path, recursive)

  override def commitJob(context: JobContext, messages: Seq[TaskCommitMessage]): Unit = ObjectChanges.together {
    replaced.foreach(each => each.getFileSystem(context.getConfiguration).delete(each, true))
    super.commitJob(context, messages)
  }
}
