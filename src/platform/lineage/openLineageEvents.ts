/** Runs that reported what they read and made, by the events that the local endpoint has received. */
import { z } from 'zod';
import { jobId } from '../../core/pipeline-map/names.ts';
import { datasetOfEvent } from '../../core/pipeline-map/openLineageNames.ts';
import { type Evidence, isDataset, type NodeState } from '../../core/pipeline-map/pipelineMap.ts';
import type { RunState } from '../../core/run.ts';
import { openLineageKey } from '../../runtimes/openLineageKey.ts';
import type { Ctx } from '../ctx.ts';
import type { FoundNode, MapBuilder } from './mapBuilder.ts';

const mostEvents = 1000;
const dataset = z.object({
  namespace: z.string(),
  name: z.string(),
  outputFacets: z
    .object({ outputStatistics: z.object({ rowCount: z.number().nullish(), size: z.number().nullish() }).optional() })
    .optional(),
});
const eventSchema = z.object({
  eventTime: z.string(),
  eventType: z.string().optional(),
  producer: z.string().default(''),
  job: z.object({ namespace: z.string(), name: z.string() }).optional(),
  inputs: z.array(dataset).default([]),
  outputs: z.array(dataset).default([]),
});
const answerSchema = z.object({ events: z.array(z.unknown()) });

export type ReportedEvent = z.infer<typeof eventSchema>;

/** The newest events, oldest first; none on an account, which has no receiver. */
export async function reportedEvents(
  { connection }: Pick<Ctx, 'connection'>,
  signal: AbortSignal,
): Promise<readonly ReportedEvent[]> {
  if (connection.kind !== 'local') return [];
  const answer = await fetch(`${connection.endpoint}/api/v1/events/lineage?limit=${mostEvents}`, {
    headers: { authorization: `Bearer ${openLineageKey(connection.credentials.secretAccessKey)}` },
    signal,
  });
  if (!answer.ok) return [];
  const { events } = answerSchema.parse(await answer.json());
  return events
    .flatMap((event) => {
      const read = eventSchema.safeParse(event);
      return read.success ? [read.data] : [];
    })
    .reverse();
}

/** Adds what the events say to what the files say, and gives the states of the jobs that only events know. */
export function addEvents(builder: MapBuilder, events: readonly ReportedEvent[]): ReadonlyMap<string, NodeState> {
  const states = new Map<string, NodeState>();
  for (const event of events) {
    const at = Date.parse(event.eventTime);
    const evidence: Evidence = { kind: 'openlineage', producer: event.producer, at };
    const named = ({ namespace, name }: z.infer<typeof dataset>) => {
      const id = datasetOfEvent({ namespace, name }, builder.ids());
      return id === undefined ? [] : [builder.node(builder.get(id) ?? datasetNode(id, name), evidence)];
    };
    const inputs = event.inputs.flatMap(named);
    const outputs = event.outputs.flatMap((each) => {
      const ids = named(each);
      const { rowCount: rows, size: bytes } = each.outputFacets?.outputStatistics ?? {};
      for (const id of ids) {
        if (event.eventType !== 'COMPLETE') continue;
        states.set(id, { at, ...(rows == null ? {} : { rows }), ...(bytes == null ? {} : { bytes }) });
      }
      return ids;
    });
    if (!event.job) continue;
    const [made] = outputs;
    // dbt reports each model as a job of its own, which the map shows as the model.
    if (outputs.length === 1 && made !== undefined && builder.get(made)?.kind === 'model') {
      for (const input of inputs) builder.edge(input, made, 'data', evidence);
      setState(states, made, event, at);
      continue;
    }
    if (inputs.length + outputs.length === 0) continue;
    const job = jobOf(builder, event.job.name, evidence);
    for (const input of inputs) builder.edge(input, job, 'data', evidence);
    for (const output of outputs) builder.edge(job, output, 'data', evidence);
    // Of a job that a service runs, that service knows more.
    if (!builder.get(job)?.address) setState(states, job, event, at);
  }
  return states;
}

const stateOfType: Readonly<Record<string, RunState>> = {
  START: 'running',
  RUNNING: 'running',
  COMPLETE: 'succeeded',
  FAIL: 'failed',
  ABORT: 'stopped',
};

function setState(states: Map<string, NodeState>, id: string, { eventType = '' }: ReportedEvent, at: number): void {
  const state = stateOfType[eventType];
  if (state) states.set(id, { ...states.get(id), state, at });
}

function datasetNode(id: string, name: string): FoundNode {
  const kinds = {
    s3: 'lake-folder',
    glue: 'catalog-table',
    redshift: 'warehouse-table',
    postgres: 'source-table',
  } as const;
  const scheme = /^(\w+):/.exec(id)?.[1] ?? '';
  return { id, kind: kinds[scheme as keyof typeof kinds] ?? 'data-set', label: name };
}

/**
 * The job of the map that an event's job is: a name may have its parts behind (`raw_to_silver.execute_insert…` of
 * Spark) or its project before. One that the files do not know is a job of its own.
 */
function jobOf(builder: MapBuilder, name: string, evidence: Evidence): string {
  const parts = name.split('.');
  for (const id of builder.ids()) {
    const node = builder.get(id);
    if (!node || isDataset(node)) continue;
    if (node.label === name || parts[0] === node.label || name.endsWith(`.${node.label}`)) return id;
  }
  return builder.node({ id: jobId('job', name), kind: 'job', label: name }, evidence);
}
