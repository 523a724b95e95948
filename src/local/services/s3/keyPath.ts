/**
 * Where an object's file lies below its bucket's folder, and back. Pure: what is on disk is placement.ts's business.
 *
 * A key keeps its own name wherever every file system can hold it: `raw/orders.csv` is `raw/orders.csv`. What cannot be
 * held is written with `!`, which never stands for itself (`!` is `!21`):
 *
 * | in the key                                                         | on disk                                     |
 * | ------------------------------------------------------------------ | ------------------------------------------- |
 * | control characters, `< > : " \ | ? *`, `!`                         | `!` and two hex digits for each UTF-8 byte  |
 * | the segments `.` and `..`, a last dot or space                     | the dots or the space as `!2e`, `!20`       |
 * | names Windows reserves (`CON`, `nul.txt`, `com1`)                  | their first letter in hex: `!43ON`          |
 * | an empty segment (`a//b`, `/a`, `folder/`)                         | `!`                                         |
 * | a segment of more than 250 bytes                                   | folders of 250 whose names end in `!`       |
 * | a folder beside an object of its name (`a/b` when `a` is there)    | `a!d/b`                                     |
 * | an object beside a folder of its name (`a` when `a/b` is there)    | `a!f`                                       |
 * | names that differ only in case, where the disk ignores case        | all bytes of the second in hex              |
 *
 * Reading any of them back gives the one key it stands for.
 */

/** Names of up to 255 bytes fit everywhere; this leaves room for a suffix. */
const longestName = 250;

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones to escape
const unsafe = /[\u0000-\u001f\u007f<>:"\\|?*!]/g;
/** What most segments are: nothing in them to escape or to cut. */
const ordinary = /^[\w=-][\w=.-]{0,248}[\w=-]$/;
const reserved = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)/i;

/** `plain` as the table says; `hex` every byte escaped, for names that collide with another's case. */
export type Spelling = 'plain' | 'hex';

/** The usual path of a key, relative, with `/`. */
export function pathOfKey(key: string): string {
  return key
    .split('/')
    .flatMap((segment) => namesOfSegment(segment, 'plain'))
    .join('/');
}

/** The names on disk of one segment of a key: one, or folders and a name for a long one. */
export function namesOfSegment(segment: string, spelling: Spelling): string[] {
  if (segment === '') return ['!'];
  if (spelling === 'plain' && ordinary.test(segment) && !reserved.test(segment)) return [segment];
  const units = spelling === 'hex' ? [...segment].map(hexOf) : unitsOf(segment);
  const names: string[] = [];
  let name = '';
  let bytes = 0;
  for (const unit of units) {
    const length = Buffer.byteLength(unit);
    if (bytes + length > longestName) {
      names.push(`${name}!`);
      name = '';
      bytes = 0;
    }
    name += unit;
    bytes += length;
  }
  return [...names, name];
}

/** Characters of a segment, each as it is written. */
function unitsOf(segment: string): string[] {
  if (/^\.+$/.test(segment) && segment.length <= 2) return [...segment].map(hexOf);
  const units = [...segment].map((char) => char.replace(unsafe, hexOf));
  const last = units.length - 1;
  if (reserved.test(segment)) units[0] = hexOf([...segment][0] ?? '');
  if (units[last] === '.' || units[last] === ' ') units[last] = hexOf(units[last]);
  // A long segment is cut into names of its own, each of which must not end in a dot or a space either: `!` follows.
  return units;
}

function hexOf(char: string): string {
  return [...Buffer.from(char, 'utf8')].map((byte) => `!${byte.toString(16).padStart(2, '0')}`).join('');
}

/**
 * The key that a relative path (with `/`) stands for.
 * @returns undefined for a path that this rule never writes
 */
export function keyOfPath(path: string): string | undefined {
  const segments: string[] = [];
  let long = '';
  for (const name of path.split('/')) {
    const bare = name.replace(/!(d|f)$/, '');
    if (bare === '') return undefined;
    if (bare === '!') {
      segments.push('');
    } else if (bare.endsWith('!')) {
      long += bare.slice(0, -1);
      continue;
    } else {
      const segment = unescapeSegment(long + bare);
      if (segment === undefined) return undefined;
      segments.push(segment);
    }
    if (long !== '' && bare === '!') return undefined;
    long = '';
  }
  return long === '' ? segments.join('/') : undefined;
}

function unescapeSegment(written: string): string | undefined {
  const bytes: Buffer[] = [];
  for (let at = 0; at < written.length; ) {
    const next = written.indexOf('!', at);
    if (next < 0) {
      bytes.push(Buffer.from(written.slice(at), 'utf8'));
      break;
    }
    const hex = written.slice(next + 1, next + 3);
    if (!/^[0-9a-f]{2}$/.test(hex)) return undefined;
    bytes.push(Buffer.from(written.slice(at, next), 'utf8'), Buffer.from(hex, 'hex'));
    at = next + 3;
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.concat(bytes));
  } catch {
    // Bytes that are no UTF-8 are no key.
    return undefined;
  }
}
