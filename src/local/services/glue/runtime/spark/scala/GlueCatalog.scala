package org.apache.spark.sql.hive.strata

import org.apache.hadoop.conf.Configuration
import org.apache.spark.SparkConf
import org.apache.spark.sql.hive.HiveExternalCatalog
import org.apache.spark.sql.hive.client.HiveClient

/**
 * Spark's catalog over the Glue Data Catalog. What Spark itself does to keep its tables in a Hive metastore is its own
 * code; only the client that reaches the metastore is another one.
 */
class GlueCatalog(conf: SparkConf, hadoopConf: Configuration) extends HiveExternalCatalog(conf, hadoopConf) {
  override lazy val client: HiveClient = new GlueClient(conf, hadoopConf)
}

object GlueCatalog {
  /**
   * Makes sessions whose catalog is Hive's (`spark.sql.catalogImplementation`) use this one. Spark has the name of the
   * class for it as a constant of its own, and no property.
   */
  def install(): Unit = {
    val state = Class.forName("org.apache.spark.sql.internal.SharedState$")
    val name = state.getDeclaredField("HIVE_EXTERNAL_CATALOG_CLASS_NAME")
    name.setAccessible(true)
    name.set(state.getField("MODULE$").get(null), classOf[GlueCatalog].getName)
  }
}
