package strata.spark

import java.nio.charset.StandardCharsets.UTF_8
import java.nio.file.StandardOpenOption.{APPEND, CREATE}
import java.nio.file.{Files, Paths}

import scala.collection.mutable

import org.apache.spark.SparkConf
import org.apache.spark.scheduler._

/**
 * Writes how far stages have come, in the form of Glue's progress bars
 * (https://docs.aws.amazon.com/glue/latest/dg/monitor-continuous-logging-view.html), to the file that `strata.progress`
 * names: `[Stage 3 (parquet at job.py:12):=====>     (5 + 2) / 10]`.
 */
class ProgressListener(conf: SparkConf) extends SparkListener {
  private val file = Paths.get(System.getProperty("strata.progress"))
  private val stages = mutable.LinkedHashMap.empty[(Int, Int), Progress]

  override def onStageSubmitted(event: SparkListenerStageSubmitted): Unit = {
    val info = event.stageInfo
    val progress = new Progress(info.stageId, nameOf(info), info.numTasks)
    stages((info.stageId, info.attemptNumber)) = progress
    write(progress)
  }

  override def onTaskStart(event: SparkListenerTaskStart): Unit =
    stages.get((event.stageId, event.stageAttemptId)).foreach { stage =>
      stage.active += 1
      writeNowAndThen(stage)
    }

  override def onTaskEnd(event: SparkListenerTaskEnd): Unit =
    stages.get((event.stageId, event.stageAttemptId)).foreach { stage =>
      stage.active = math.max(0, stage.active - 1)
      if (event.reason == org.apache.spark.Success) stage.done += 1
      writeNowAndThen(stage)
    }

  override def onStageCompleted(event: SparkListenerStageCompleted): Unit =
    stages.remove((event.stageInfo.stageId, event.stageInfo.attemptNumber)).foreach { stage =>
      if (event.stageInfo.failureReason.isEmpty) stage.done = stage.tasks
      stage.active = 0
      write(stage)
    }

  /** `parquet at job.py:12`, without the folder of the script. */
  private def nameOf(info: StageInfo): String = info.name.replaceFirst(" at .*[/\\\\](?=[^/\\\\]+:\\d+$)", " at ")

  private def writeNowAndThen(stage: Progress): Unit =
    if (System.currentTimeMillis - stage.written > ProgressListener.pauseMillis) write(stage)

  private def write(stage: Progress): Unit = {
    stage.written = System.currentTimeMillis
    Files.write(file, s"${stage.bar}\n".getBytes(UTF_8), CREATE, APPEND)
  }

  private final class Progress(id: Int, name: String, val tasks: Int) {
    var done = 0
    var active = 0
    var written = 0L

    def bar: String = {
      val filled = if (tasks == 0) ProgressListener.width else ProgressListener.width * done / tasks
      val arrow = if (filled < ProgressListener.width) ">" else ""
      val drawn = ("=" * filled + arrow).padTo(ProgressListener.width, ' ')
      s"[Stage $id ($name):$drawn($done + $active) / $tasks]"
    }
  }
}

object ProgressListener {
  private val width = 40
  private val pauseMillis = 500
}
