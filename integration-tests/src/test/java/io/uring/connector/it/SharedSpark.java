package io.uring.connector.it;

import org.apache.spark.sql.SparkSession;

/** The one Spark context of a test JVM. Who asks gets a session with settings of its own. */
final class SharedSpark {
  private static SparkSession first;

  private SharedSpark() {}

  static synchronized SparkSession session() {
    if (first == null || first.sparkContext().isStopped()) {
      first =
          SparkSession.builder()
              .master("local[2]")
              .config("spark.ui.enabled", "false")
              .config("spark.driver.host", "127.0.0.1")
              .config("spark.driver.bindAddress", "127.0.0.1")
              .getOrCreate();
      first.sparkContext().setLogLevel("OFF");
    }
    final SparkSession session = first.newSession();
    session.conf().set("spark.sql.shuffle.partitions", "2");
    return session;
  }
}
