/**
 * Receives OpenLineage events as the HTTP transport of its clients sends them, and gives them back as Marquez does:
 * https://openlineage.io/docs/client/python/configuration#http and https://marquezproject.ai/openapi.html
 */
import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { z } from 'zod';
import { openLineageKey } from '../../runtimes/openLineageKey.ts';
import type { Store } from '../state/store.ts';
import { LineageStore } from './lineageStore.ts';

const reportPath = '/api/v1/lineage';
const eventsPath = '/api/v1/events/lineage';
/** An event names data sets and their columns, and holds none of their rows. */
const maxEventBytes = 8 * 1024 * 1024;
const mostEvents = 1000;

const dataset = z.looseObject({ namespace: z.string(), name: z.string() });
/** What events of runs, jobs and data sets have in common; facets are anybody's own. */
const eventSchema = z
  .looseObject({
    eventTime: z.iso.datetime({ offset: true, local: true }),
    eventType: z.string().optional(),
    producer: z.string().optional(),
    run: z.looseObject({ runId: z.string().min(1).max(200) }).optional(),
    job: z.looseObject({ namespace: z.string(), name: z.string() }).optional(),
    dataset: dataset.optional(),
    inputs: z.array(dataset).optional(),
    outputs: z.array(dataset).optional(),
  })
  .refine(({ job, dataset: of }) => job !== undefined || of !== undefined, { error: 'job or dataset is required' });

export type LineageEvent = z.infer<typeof eventSchema>;

export interface LineageReceiver {
  /** Whether a request is one of these. */
  takes(request: IncomingMessage): boolean;
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
}

export function createLineageReceiver(store: Store, secretAccessKey: string): LineageReceiver {
  const key = Buffer.from(`Bearer ${openLineageKey(secretAccessKey)}`);
  const events = new LineageStore(store);
  return {
    takes: (request) => [reportPath, eventsPath].includes(pathOf(request)),
    async handle(request, response) {
      const given = Buffer.from(request.headers.authorization ?? '');
      if (given.length !== key.length || !timingSafeEqual(given, key)) {
        response.setHeader('www-authenticate', 'Bearer');
        return answer(response, 401, { message: 'The API key is missing or wrong: `strata env` prints it.' });
      }
      if (pathOf(request) === eventsPath) {
        if (request.method !== 'GET') return answer(response, 405, { message: 'Events are read here with GET.' });
        const query = new URL(request.url ?? '/', 'http://127.0.0.1').searchParams;
        const limit = Math.min(mostEvents, Math.max(1, Number(query.get('limit') ?? 100) || 100));
        return answer(response, 200, { events: events.newest(limit), totalCount: events.count() });
      }
      if (request.method !== 'POST') return answer(response, 405, { message: 'Events are reported here with POST.' });
      const body = await readEvent(request);
      if (body === undefined) return answer(response, 413, { message: `An event has at most ${maxEventBytes} bytes.` });
      const read = eventSchema.safeParse(parsed(body));
      if (!read.success)
        return answer(response, 400, { message: `This is no OpenLineage event: ${z.prettifyError(read.error)}` });
      events.add(read.data);
      response.writeHead(201).end();
    },
  };
}

function pathOf(request: IncomingMessage): string {
  return (request.url ?? '/').split('?')[0] ?? '/';
}

/** Undefined for one that is too large; clients may send it compressed. */
async function readEvent(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  const collect = async (source: AsyncIterable<Buffer>): Promise<void> => {
    for await (const chunk of source) {
      size += chunk.length;
      if (size > maxEventBytes) return;
      chunks.push(chunk);
    }
  };
  try {
    if (request.headers['content-encoding'] === 'gzip') await pipeline(request, createGunzip(), collect);
    else await collect(request as AsyncIterable<Buffer>);
  } catch {
    return '';
  }
  return size > maxEventBytes ? undefined : Buffer.concat(chunks).toString('utf8');
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function answer(response: ServerResponse, status: number, body: object): void {
  const text = JSON.stringify(body);
  response
    .writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) })
    .end(text);
}
