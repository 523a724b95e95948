package org.apache.spark.deploy.history.strata

import javax.servlet.{Filter, FilterChain, FilterConfig, ServletRequest, ServletResponse}

import org.apache.spark.SparkConf
import org.apache.spark.deploy.history.{FsHistoryProvider, HistoryServer}

/**
 * Spark's history server on a free port, which it prints; it ends when its standard input does, or when nobody has looked
 * at it for `strata.history.idleSeconds`. In a package below Spark's own, which keeps its parts to itself.
 */
object History {
  private val pauseMillis = 1000

  def main(arguments: Array[String]): Unit = {
    val conf = new SparkConf
    val idleNanos = System.getProperty("strata.history.idleSeconds").toLong * 1000000000L
    val provider = new FsHistoryProvider(conf)
    val server = new HistoryServer(conf, provider, HistoryServer.createSecurityManager(conf), conf.getInt("spark.history.ui.port", 0))
    server.bind()
    provider.start()
    println(server.boundPort)
    endWithParent()
    while (System.nanoTime - Visits.last < idleNanos) Thread.sleep(pauseMillis)
    System.exit(0)
  }

  private def endWithParent(): Unit = {
    val watch = new Thread(() => {
      while (System.in.read() >= 0) {}
      Runtime.getRuntime.halt(0)
    }, "endpoint watch")
    watch.setDaemon(true)
    watch.start()
  }
}

/** Notes when a page was last asked for. */
class Visits extends Filter {
  override def init(config: FilterConfig): Unit = {}
  override def destroy(): Unit = {}

  override def doFilter(request: ServletRequest, response: ServletResponse, chain: FilterChain): Unit = {
    Visits.last = System.nanoTime
    chain.doFilter(request, response)
  }
}

object Visits {
  @volatile var last: Long = System.nanoTime
}
