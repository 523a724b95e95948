package strata.spark

import java.io.{BufferedOutputStream, EOFException, FileOutputStream, OutputStream}
import java.nio.ByteBuffer
import java.nio.channels.FileChannel
import java.nio.file.{Path, StandardOpenOption}
import java.security.MessageDigest

import org.apache.hadoop.fs.FSInputStream

/** A file to be read at any place; it stays the same one when another takes its name meanwhile. */
final class LocalInput(file: Path) extends FSInputStream {
  private val channel = FileChannel.open(file, StandardOpenOption.READ)
  private var position = 0L

  override def read(): Int = {
    val one = new Array[Byte](1)
    if (read(one, 0, 1) < 0) -1 else one(0) & 0xff
  }

  override def read(buffer: Array[Byte], offset: Int, length: Int): Int = {
    val count = read(position, buffer, offset, length)
    if (count > 0) position += count
    count
  }

  override def read(at: Long, buffer: Array[Byte], offset: Int, length: Int): Int =
    if (length == 0) 0 else channel.read(ByteBuffer.wrap(buffer, offset, length), at)

  override def seek(to: Long): Unit = {
    if (to < 0 || to > channel.size) throw new EOFException(s"$file has no byte $to")
    position = to
  }

  override def getPos: Long = position
  override def available: Int = math.min(Int.MaxValue.toLong, channel.size - position).toInt
  override def seekToNewSource(target: Long): Boolean = false
  override def close(): Unit = channel.close()
}

/** A new file whose MD5 is counted as it is written. */
final class LocalOutput(file: Path, finished: (Path, String) => Unit) extends OutputStream {
  private val digest = MessageDigest.getInstance("MD5")
  private val output = new BufferedOutputStream(new FileOutputStream(file.toFile), 256 << 10)
  private var isOpen = true

  override def write(byte: Int): Unit = write(Array(byte.toByte), 0, 1)

  override def write(buffer: Array[Byte], offset: Int, length: Int): Unit = {
    digest.update(buffer, offset, length)
    output.write(buffer, offset, length)
  }

  override def flush(): Unit = output.flush()

  override def close(): Unit = if (isOpen) {
    isOpen = false
    output.close()
    finished(file, digest.digest().map(byte => f"${byte & 0xff}%02x").mkString)
  }
}
