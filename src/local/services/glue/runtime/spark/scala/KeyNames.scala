package strata.spark

import java.nio.ByteBuffer
import java.nio.charset.{CharacterCodingException, StandardCharsets}

/**
 * How the segments of object keys are written as names on disk, and back: the rule of the local S3, which its
 * keyPath.ts explains.
 */
object KeyNames {
  private val longestName = 250
  private val ordinary = "[\\w=-][\\w=.-]{0,248}[\\w=-]".r.pattern
  private val reserved = "(?i)(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\\..*)?".r.pattern
  private val unsafe = "<>:\"\\|?*!".toSet

  /** The names on disk of one segment: one, or folders and a name for a long one. */
  def of(segment: String, hex: Boolean = false): Seq[String] =
    if (segment.isEmpty) Seq("!")
    else if (!hex && ordinary.matcher(segment).matches && !reserved.matcher(segment).matches) Seq(segment)
    else cut(if (hex) charactersOf(segment).map(hexOf) else unitsOf(segment))

  /** The segment that a name (without the suffixes of colliding names) stands for; none when no key is written so. */
  def decode(written: String): Option[String] = {
    val bytes = new java.io.ByteArrayOutputStream(written.length)
    var at = 0
    while (at < written.length) {
      val next = written.indexOf('!', at)
      if (next < 0) {
        bytes.write(written.substring(at).getBytes(StandardCharsets.UTF_8))
        at = written.length
      } else {
        bytes.write(written.substring(at, next).getBytes(StandardCharsets.UTF_8))
        val code = written.slice(next + 1, next + 3)
        if (!code.matches("[0-9a-f]{2}")) return None
        bytes.write(Integer.parseInt(code, 16))
        at = next + 3
      }
    }
    try Some(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes.toByteArray)).toString)
    catch { case _: CharacterCodingException => None }
  }

  private def charactersOf(text: String): Seq[String] =
    text.codePoints.toArray.map(point => new String(Character.toChars(point))).toSeq

  private def unitsOf(segment: String): Seq[String] =
    if (segment == "." || segment == "..") charactersOf(segment).map(hexOf)
    else {
      val units = charactersOf(segment).map(each => if (isUnsafe(each)) hexOf(each) else each).toArray
      if (reserved.matcher(segment).matches) units(0) = hexOf(charactersOf(segment).head)
      if (Set(".", " ").contains(units.last)) units(units.length - 1) = hexOf(units.last)
      units.toSeq
    }

  private def isUnsafe(character: String): Boolean =
    character.length == 1 && (character.head < ' ' || character.head == '\u007f' || unsafe.contains(character.head))

  private def hexOf(character: String): String =
    character.getBytes(StandardCharsets.UTF_8).map(byte => f"!${byte & 0xff}%02x").mkString

  private def cut(units: Seq[String]): Seq[String] = {
    val names = Seq.newBuilder[String]
    val name = new StringBuilder
    var bytes = 0
    units.foreach { unit =>
      val length = unit.getBytes(StandardCharsets.UTF_8).length
      if (bytes + length > longestName) {
        names += name.toString + "!"
        name.clear()
        bytes = 0
      }
      name ++= unit
      bytes += length
    }
    names += name.toString
    names.result()
  }
}
