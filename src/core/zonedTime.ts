/** The wall clock of a time zone, with nothing but what the runtime knows of zones. */

/** A moment as a clock on the wall shows it; months count from 1. */
export interface WallTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formats.set(timeZone, made);
  return made;
}

/** Whether a name is one of the time zone database, such as `Europe/Madrid`. */
export function isTimeZone(name: string): boolean {
  try {
    formatOf(name);
    // Offsets such as `+02:00` are no names of the time zone database.
    return !/^[+-]/.test(name);
  } catch {
    return false;
  }
}

/** @throws RangeError for a time zone that does not exist */
export function wallTime(moment: Date, timeZone: string): WallTime {
  const parts = new Map(
    formatOf(timeZone)
      .formatToParts(moment)
      .map(({ type, value }) => [type, Number(value)]),
  );
  return {
    year: parts.get('year') ?? 0,
    month: parts.get('month') ?? 0,
    day: parts.get('day') ?? 0,
    hour: parts.get('hour') ?? 0,
    minute: parts.get('minute') ?? 0,
    second: parts.get('second') ?? 0,
  };
}

const asUtc = (wall: WallTime) => Date.UTC(wall.year, wall.month - 1, wall.day, wall.hour, wall.minute, wall.second);

const halfDay = 12 * 3_600_000;

/**
 * The moment when the wall clock shows this. The first of two when the clock is put back, undefined for a time that the
 * clock jumps over.
 */
export function momentOf(wall: WallTime, timeZone: string): Date | undefined {
  const wanted = asUtc(wall);
  const offsetAt = (moment: number) => asUtc(wallTime(new Date(moment), timeZone)) - Math.floor(moment / 1000) * 1000;
  // Whatever changes that day, one of the offsets around it holds at the moment itself.
  const candidates = [offsetAt(wanted - halfDay), offsetAt(wanted + halfDay)].map((offset) => wanted - offset);
  const found = candidates.filter((moment) => asUtc(wallTime(new Date(moment), timeZone)) === wanted);
  return found.length > 0 ? new Date(Math.min(...found)) : undefined;
}
