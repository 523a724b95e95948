/** Moments as Redshift writes them, from microseconds; JavaScript's dates end at milliseconds. */

const dayMicros = 86_400_000_000n;

/** `12:30:00` or `12:30:00.25`, from microseconds since midnight. */
export function secondsText(micros: bigint): string {
  const whole = Number(micros / 1_000_000n);
  const fraction = Number(micros % 1_000_000n);
  const two = (value: number) => String(Math.trunc(value)).padStart(2, '0');
  const text = `${two(whole / 3600)}:${two((whole / 60) % 60)}:${two(whole % 60)}`;
  return fraction === 0 ? text : `${text}.${String(fraction).padStart(6, '0').replace(/0+$/, '')}`;
}

/** `2024-01-31`, and ` BC` behind years before the first, from days since 1970. */
export function dateText(days: number): string {
  const date = new Date(days * 86_400_000);
  const year = date.getUTCFullYear();
  const shown = String(year > 0 ? year : 1 - year).padStart(4, '0');
  const text = `${shown}-${String(date.getUTCMonth() + 1).padStart(2, '0')}-${String(date.getUTCDate()).padStart(2, '0')}`;
  return year > 0 ? text : `${text} BC`;
}

/** `2024-01-31 12:30:00.25` from microseconds since 1970. */
export function momentText(micros: bigint): string {
  const rest = ((micros % dayMicros) + dayMicros) % dayMicros;
  const date = dateText(Number((micros - rest) / dayMicros));
  return date.endsWith(' BC') ? `${date.slice(0, -3)} ${secondsText(rest)} BC` : `${date} ${secondsText(rest)}`;
}

/** Minutes that a zone is ahead of UTC at a moment. */
export function offsetMinutes(zone: string, micros: bigint): number {
  if (zone === 'UTC') return 0;
  const date = new Date(Number(micros / 1000n));
  const format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
  const name = format.formatToParts(date).find(({ type }) => type === 'timeZoneName')?.value ?? '';
  const [, sign, hours = '0', minutes = '0'] = /([+-])(\d\d):?(\d\d)?/.exec(name) ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

/** `2024-01-31 12:30:00+01`, in a zone. */
export function zonedText(micros: bigint, zone: string): string {
  const offset = offsetMinutes(zone, micros);
  return momentText(micros + BigInt(offset) * 60_000_000n) + offsetText(offset);
}

/** `+01`, `-03:30` */
export function offsetText(minutes: number): string {
  const size = Math.abs(minutes);
  const hours = String(Math.floor(size / 60)).padStart(2, '0');
  const rest = size % 60;
  return `${minutes < 0 ? '-' : '+'}${hours}${rest === 0 ? '' : `:${String(rest).padStart(2, '0')}`}`;
}
