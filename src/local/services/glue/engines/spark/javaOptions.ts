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

export interface JavaRequest {
  /** In MiB. */
  readonly heap: number;
  /** The folder for temporary files. */
  readonly temporary: string;
  /** The class path, in its order. */
  readonly jars: readonly string[];
}

/** The options of a JVM with Spark in it, the class path with them. */
export function javaOptions({ heap, temporary, jars }: JavaRequest): string[] {
  return [
    `-Xmx${heap}m`,
    // A full heap ends the run at once and clearly, instead of stumbling on.
    '-XX:+ExitOnOutOfMemoryError',
    // What Java has to say of itself is no output of the job's.
    '-Xlog:disable',
    '-Xlog:all=error:stderr',
    ...opened.map((each) => `--add-opens=${each}=ALL-UNNAMED`),
    '-Djdk.reflect.useDirectMethodHandle=false',
    '-Dio.netty.tryReflectionSetAccessible=true',
    `-Djava.io.tmpdir=${temporary}`,
    `-Dlog4j2.configurationFile=${pathToFileURL(runtimeFile('spark/log4j2.properties')).href}`,
    '-cp',
    jars.join(path.delimiter),
  ];
}

/**
 * Options as the text of a file that `java @file` reads: with them on its command line a class path of hundreds of jars
 * is longer than Windows allows.
 * https://docs.oracle.com/en/java/javase/17/docs/specs/man/java.html#java-command-line-argument-files
 */
export function argumentFile(options: readonly string[]): string {
  return options.map((each) => `"${each.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"\n`).join('');
}
