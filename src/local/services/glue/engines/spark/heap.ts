const mib = 2 ** 20;
const least = 1024;

/**
 * The heap in MiB for the driver's JVM, which is the executors' too: a quarter of the machine's memory, so that editor,
 * endpoint and a standing-by JVM have room, or what the run asks for with `spark.driver.memory`, up to a half.
 * @param total of the machine, in bytes
 */
export function heapOf(total: number, asked: string | undefined): number {
  const machine = Math.floor(total / mib);
  const wanted = asked === undefined ? machine / 4 : (parseMemory(asked) ?? machine / 4);
  return Math.max(least, Math.floor(Math.min(wanted, machine / 2)));
}

/** MiB of a size as Spark's properties have it: `512m`, `4g`, `1024` (MiB). Undefined when it is none. */
export function parseMemory(text: string): number | undefined {
  const [, digits, unit = 'm'] = /^(\d+)([kmgt])?b?$/i.exec(text.trim()) ?? [];
  if (digits === undefined) return undefined;
  const factor = { k: 1 / 1024, m: 1, g: 1024, t: 1024 * 1024 }[unit.toLowerCase()] ?? 1;
  return Number(digits) * factor;
}
