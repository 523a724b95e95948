/** https://www.postgresql.org/docs/current/libpq-pgpass.html */
import { readFileSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

export interface PassFileQuestion {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
}

/** The password that PGPASSFILE or `~/.pgpass` has, unless others may read the file too. */
export function passwordFromFile(asked: PassFileQuestion, env: NodeJS.ProcessEnv): string | undefined {
  const file = env.PGPASSFILE || path.join(os.homedir(), '.pgpass');
  try {
    if (process.platform !== 'win32' && (statSync(file).mode & 0o077) !== 0) return undefined;
    return passwordIn(readFileSync(file, 'utf8'), asked);
  } catch {
    // None is there.
    return undefined;
  }
}

/** The first line that fits: `host:port:database:user:password`, where `*` is anything and `\` keeps the next character. */
export function passwordIn(text: string, { host, port, database, user }: PassFileQuestion): string | undefined {
  const asked = [host, String(port), database, user];
  for (const line of text.split(/\r?\n/)) {
    if (line.startsWith('#')) continue;
    const fields = fieldsOf(line);
    if (fields.length === 5 && asked.every((part, i) => fields[i] === '*' || fields[i] === part)) return fields[4];
  }
  return undefined;
}

function fieldsOf(line: string): string[] {
  const fields = [''];
  for (let at = 0; at < line.length; at++) {
    const kept = line[at] === '\\';
    if (kept) at++;
    if (line[at] === ':' && !kept) fields.push('');
    else fields.push((fields.pop() ?? '') + (line[at] ?? ''));
  }
  return fields;
}
