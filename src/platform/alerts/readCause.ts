/** Why something failed, out of what a service gives as the cause: state machines hand on the JSON of what they called. */
import type { Json } from './news.ts';

/** Members in which services say why, the plainest first, and those below which to look. */
const reasons = [
  'ErrorMessage',
  'errorMessage',
  'StateChangeReason',
  'StoppedReason',
  'StatusReason',
  'Cause',
  'cause',
];
const below = ['QueryExecution', 'Status', 'LastCrawl', 'Crawler', 'Error', 'error'];
const deepest = 4;

/** The text itself where it is no JSON, or none that says why. */
export function readCause(text: string): string {
  const json = objectOf(text);
  return (json && reasonIn(json, 0)) ?? text;
}

function reasonIn(json: Json, depth: number): string | undefined {
  for (const name of reasons) {
    const value = json[name];
    if (typeof value !== 'string' || value === '') continue;
    const said = readCause(value);
    const type = json.errorType;
    return typeof type === 'string' && !said.startsWith(type) ? `${type}: ${said}` : said;
  }
  if (depth === deepest) return undefined;
  for (const name of below) {
    const inner = typeof json[name] === 'string' ? objectOf(json[name]) : json[name];
    const found = isObject(inner) ? reasonIn(inner, depth + 1) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

const isObject = (value: unknown): value is Json => value !== null && typeof value === 'object';

function objectOf(text: string): Json | undefined {
  if (!/^\s*\{/.test(text)) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
