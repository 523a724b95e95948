import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { runtimeFile } from '../../runtimeFile.ts';

/** What Spark opens of Java 17: https://github.com/apache/spark/blob/v3.5.6/launcher/src/main/java/org/apache/spark/launcher/JavaModuleOptions.java */
const opened = [
  'java.base/java.lang',
  'java.base/java.lang.invoke',
  'java.base/java.lang.reflect',
  'java.base/java.io',
  'java.base/java.net',
  'java.base/java.nio',
  'java.base/java.util',
  'java.base/java.util.concurrent',
  'java.base/java.util.concurrent.atomic',
  'java.base/jdk.internal.ref',
  'java.base/sun.nio.ch',
  'java.base/sun.nio.cs',
  'java.base/sun.security.action',
  'java.base/sun.util.calendar',
  'java.security.jgss/sun.security.krb5',
];

/**
 * The options of a driver's JVM.
 * @param heap in MiB
 */
export function javaOptions(heap: number, folder: string): string[] {
  return [
    `-Xmx${heap}m`,
    // A full heap ends the run at once and clearly, instead of stumbling on.
    '-XX:+ExitOnOutOfMemoryError',
    '-XX:+IgnoreUnrecognizedVMOptions',
    ...opened.map((each) => `--add-opens=${each}=ALL-UNNAMED`),
    '-Djdk.reflect.useDirectMethodHandle=false',
    '-Dio.netty.tryReflectionSetAccessible=true',
    `-Djava.io.tmpdir=${path.join(folder, 'tmp')}`,
    `-Dlog4j2.configurationFile=${pathToFileURL(runtimeFile('spark/log4j2.properties')).href}`,
  ];
}
