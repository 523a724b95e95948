package strata.spark

import java.io.IOException
import java.net.{HttpURLConnection, URL}
import java.nio.charset.StandardCharsets.UTF_8
import java.security.MessageDigest
import java.time.format.DateTimeFormatter
import java.time.{Instant, ZoneOffset}
import javax.crypto.Mac
import javax.crypto.spec.SecretKeySpec

import org.json4s.JsonAST.{JNothing, JObject, JString, JValue}
import org.json4s.jackson.JsonMethods.{compact, parse}

/** An error of the endpoint's, with AWS's code for it. */
final class EndpointException(val code: String, message: String) extends IOException(s"$message ($code)")

/**
 * Calls of AWS's JSON protocols to the local endpoint, signed as SDKs sign them
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html).
 * URL, keys and region are those that the process was given in its environment.
 */
object Endpoint {
  private lazy val url = new URL(variable("AWS_ENDPOINT_URL"))
  private lazy val region = variable("AWS_REGION")
  private lazy val accessKey = variable("AWS_ACCESS_KEY_ID")
  private lazy val secret = variable("AWS_SECRET_ACCESS_KEY")
  private val dateTime = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC)
  private val timeoutMillis = 600000

  /** @param target as the header names it, such as `AWSGlue.GetTable` */
  def call(service: String, target: String, input: JObject): JValue = {
    val body = compact(input).getBytes(UTF_8)
    val connection = url.openConnection().asInstanceOf[HttpURLConnection]
    connection.setRequestMethod("POST")
    connection.setDoOutput(true)
    connection.setReadTimeout(timeoutMillis)
    val headers = Seq("content-type" -> "application/x-amz-json-1.1", "x-amz-target" -> target)
    sign(service, headers, body).foreach { case (name, value) => connection.setRequestProperty(name, value) }
    connection.getOutputStream.write(body)
    val status = connection.getResponseCode
    val stream = if (status < 400) connection.getInputStream else connection.getErrorStream
    val text = if (stream == null) "" else try new String(stream.readAllBytes(), UTF_8) finally stream.close()
    val answer = if (text.isEmpty) JNothing else parse(text, useBigDecimalForDouble = true)
    if (status >= 400) throw faultOf(status, answer)
    answer
  }

  private def faultOf(status: Int, answer: JValue): EndpointException = {
    def text(names: String*) = names.map(answer \ _).collectFirst { case JString(value) => value }
    val code = text("__type", "code").map(_.split('#').last).getOrElse(s"HTTP $status")
    new EndpointException(code, text("message", "Message").getOrElse("The endpoint refused the request."))
  }

  private def sign(service: String, headers: Seq[(String, String)], body: Array[Byte]): Seq[(String, String)] = {
    val time = dateTime.format(Instant.now())
    val host = if (url.getPort < 0) url.getHost else s"${url.getHost}:${url.getPort}"
    val signed = (headers ++ Seq("host" -> host, "x-amz-date" -> time)).sortBy(_._1)
    val names = signed.map(_._1).mkString(";")
    val canonical = signed.map { case (name, value) => s"$name:$value\n" }.mkString
    val request = s"POST\n/\n\n$canonical\n$names\n${hex(sha256(body))}"
    val scope = s"${time.take(8)}/$region/$service/aws4_request"
    val toSign = s"AWS4-HMAC-SHA256\n$time\n$scope\n${hex(sha256(request.getBytes(UTF_8)))}"
    val key = Seq(time.take(8), region, service, "aws4_request").foldLeft(s"AWS4$secret".getBytes(UTF_8))(hmac)
    val signature = hex(hmac(key, toSign))
    val credential = s"Credential=$accessKey/$scope, SignedHeaders=$names, Signature=$signature"
    (headers :+ ("x-amz-date" -> time)) :+ ("authorization" -> s"AWS4-HMAC-SHA256 $credential")
  }

  private def hmac(key: Array[Byte], text: String): Array[Byte] = {
    val mac = Mac.getInstance("HmacSHA256")
    mac.init(new SecretKeySpec(key, "HmacSHA256"))
    mac.doFinal(text.getBytes(UTF_8))
  }

  private def sha256(bytes: Array[Byte]): Array[Byte] = MessageDigest.getInstance("SHA-256").digest(bytes)

  private def hex(bytes: Array[Byte]): String = bytes.map(byte => f"${byte & 0xff}%02x").mkString

  private def variable(name: String): String =
    sys.env.getOrElse(name, throw new IOException(s"$name is not set: the local endpoint cannot be reached"))
}
