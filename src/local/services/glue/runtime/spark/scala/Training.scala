package org.apache.spark.strata

import java.nio.file.Files

import org.apache.spark.api.python.PythonGatewayServer
import org.apache.spark.sql.{SaveMode, SparkSession}
import org.apache.spark.sql.functions.sum

/**
 * Does what most jobs do, once, for Java to keep the classes that it loads in an archive that the drivers' JVMs share:
 * they start in half the time.
 */
object Training {
  def main(arguments: Array[String]): Unit = {
    Seq(PythonGatewayServer.getClass, classOf[py4j.ClientServer], classOf[strata.spark.S3FileSystem],
      classOf[strata.spark.CommitProtocol], classOf[org.apache.spark.sql.hive.strata.GlueClient])
      .foreach(each => Class.forName(each.getName))
    val folder = Files.createTempDirectory("training").toString
    val spark = SparkSession.builder.master("local[2]").appName("training").config("spark.ui.port", "0")
      .config("spark.extraListeners", classOf[strata.spark.ProgressListener].getName)
      .config("spark.sql.shuffle.partitions", "2").getOrCreate()
    val rows = spark.range(0, 100, 1, 2).selectExpr("id", "concat('k', id % 3) k", "cast(id as decimal(10,2)) v", "current_date() d")
    rows.write.mode(SaveMode.Overwrite).option("header", "true").csv(s"$folder/csv")
    rows.write.json(s"$folder/json")
    rows.write.partitionBy("k").parquet(s"$folder/parquet")
    val csv = spark.read.option("header", "true").option("inferSchema", "true").csv(s"$folder/csv")
    val parquet = spark.read.parquet(s"$folder/parquet")
    csv.join(parquet, Seq("id")).groupBy(parquet("k")).agg(sum(parquet("v"))).orderBy("k").collect()
    spark.read.json(s"$folder/json").createOrReplaceTempView("rows")
    spark.sql("select k, count(distinct id), row_number() over (order by k) from rows group by k order by 1").show()
    spark.stop()
  }
}
