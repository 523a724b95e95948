/** Events of an invocation as runtime/python/strata_dbt/events.py keeps them, a line each. */
import { open } from 'node:fs/promises';
import path from 'node:path';
import type { LogLevel } from '../../core/logEvent.ts';

export interface DbtEventNode {
  readonly unique_id: string;
  readonly node_name?: string;
  readonly node_path?: string;
  readonly resource_type?: string;
  readonly materialized?: string;
  readonly node_status?: string;
  /** ISO 8601 without a zone, in UTC. */
  readonly node_started_at?: string;
  readonly node_finished_at?: string;
  readonly relation?: string;
}

export interface DbtEventResult {
  readonly status?: string;
  readonly message?: string;
  readonly execution_time?: number;
  readonly num_failures?: number;
  readonly rows_affected?: number | string;
}

export interface DbtEvent {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly name: string;
  readonly level: LogLevel | 'test';
  readonly message: string;
  readonly node?: DbtEventNode;
  readonly result?: DbtEventResult;
  /** Of `Selected`: all that the invocation is going to run. */
  readonly nodes?: readonly DbtEventNode[];
}

const mostBytes = 4 * 2 ** 20;

/** Reads the events of a run as they come: each call gives those that were written since the last one. */
export function eventReader(folder: string): () => Promise<readonly DbtEvent[]> {
  let offset = 0;
  let rest = Buffer.alloc(0);
  return async () => {
    const file = await open(path.join(folder, 'events.jsonl')).catch(() => undefined);
    if (!file) return [];
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(mostBytes), 0, mostBytes, offset);
      offset += bytesRead;
      const text = Buffer.concat([rest, buffer.subarray(0, bytesRead)]);
      const end = text.lastIndexOf(0x0a) + 1;
      // What is behind the last line break is still being written.
      rest = Buffer.from(text.subarray(end));
      return text.subarray(0, end).toString().split('\n').flatMap(parseLine);
    } finally {
      await file.close();
    }
  };
}

/** All events of a run so far. */
export async function readEvents(folder: string): Promise<readonly DbtEvent[]> {
  const next = eventReader(folder);
  const all: DbtEvent[] = [];
  for (let more = await next(); more.length > 0; more = await next()) all.push(...more);
  return all;
}

function parseLine(line: string): DbtEvent[] {
  if (line === '') return [];
  try {
    return [JSON.parse(line) as DbtEvent];
  } catch {
    // A disk that was full may have cut a line.
    return [];
  }
}
