package org.apache.spark.strata

import java.nio.file.{Files, Paths}

import org.apache.spark.api.python.PythonGatewayServer
import org.apache.spark.sql.hive.strata.GlueCatalog
import org.json4s.JsonAST.{JObject, JString}
import org.json4s.jackson.JsonMethods.parse

/**
 * The JVM's main class: takes Spark's properties from a JSON file, as spark-submit would from its arguments, and then
 * serves Python until its standard input ends. In a package of Spark's, whose server for Python is its own.
 */
object Gateway {
  def main(arguments: Array[String]): Unit = {
    val JObject(fields) = parse(new String(Files.readAllBytes(Paths.get(arguments(0))), "UTF-8"))
    fields.foreach {
      case (name, JString(value)) => System.setProperty(name, value)
      case (name, _) => throw new IllegalArgumentException(s"$name is no text")
    }
    GlueCatalog.install()
    PythonGatewayServer.main(Array.empty)
  }
}
