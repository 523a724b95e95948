/** How old what a cube shows is, as far as its engine can tell without reading it. */
import { glob, stat } from 'node:fs/promises';
import type { DeclaredCube } from '../../core/cube/declaredCube.ts';
import { parseS3Uri } from '../../core/s3Uri.ts';
import { sqlText } from '../../core/sqlDialect.ts';
import type { Ctx } from '../../platform/ctx.ts';
import { placeOfCube } from './declaredCubes.ts';
import { sqlSourceOf } from './openCube.ts';
import type { Peers } from './peers.ts';

export interface Freshness {
  /** When its rows were last written, milliseconds since the epoch. */
  readonly at?: number;
  /** What it was made from has changed since. */
  readonly stale?: boolean;
}

/** Runs of dbt that are looked at. */
const mostRuns = 30;
/** Pages of a thousand objects that are looked at; the newest of a larger table is not known. */
const mostPages = 5;

/** @returns empty where nothing is known, as of a view */
export async function freshnessOf(ctx: Ctx, peers: Peers, cube: DeclaredCube, signal: AbortSignal): Promise<Freshness> {
  if (cube.relation.kind === 'files') return await ofFiles(cube.relation.pattern);
  if (cube.engine === 'athena') return await ofGlueTable(ctx, cube, signal);
  if (cube.refresh.kind === 'dbt') return await ofDbtModel(ctx, peers, cube, cube.refresh.model, signal);
  return cube.refresh.kind === 'materialized-view' ? await ofMaterializedView(ctx, peers, cube, signal) : {};
}

async function ofFiles(pattern: string): Promise<Freshness> {
  let newest: number | undefined;
  for await (const file of glob(pattern)) newest = Math.max(newest ?? 0, (await stat(file)).mtimeMs);
  return newest === undefined ? {} : { at: newest };
}

/** The newest object of the table's location. */
async function ofGlueTable(ctx: Ctx, cube: DeclaredCube, signal: AbortSignal): Promise<Freshness> {
  const { GetTableCommand, GlueClient } = await import('@aws-sdk/client-glue');
  const path = cube.relation.kind === 'table' ? cube.relation.path : [];
  const DatabaseName = path.length > 1 ? path.at(-2) : (await placeOfCube(ctx, cube, signal)).database;
  const glue = await ctx.aws.client(GlueClient);
  const command = new GetTableCommand({ DatabaseName, Name: path.at(-1) });
  const { Table } = await glue.send(command, { abortSignal: signal });
  const place = parseS3Uri(Table?.StorageDescriptor?.Location ?? '');
  if (!place) return {};
  const { ListObjectsV2Command, S3Client } = await import('@aws-sdk/client-s3');
  const s3 = await ctx.aws.client(S3Client);
  let newest: number | undefined;
  let token: string | undefined;
  for (let page = 0; page < mostPages; page++) {
    const listed = await s3.send(
      new ListObjectsV2Command({ Bucket: place.bucket, Prefix: place.key, ContinuationToken: token }),
      { abortSignal: signal },
    );
    for (const { LastModified } of listed.Contents ?? []) newest = Math.max(newest ?? 0, LastModified?.getTime() ?? 0);
    token = listed.NextContinuationToken;
    if (token === undefined) return newest === undefined ? {} : { at: newest };
  }
  return {};
}

/** When dbt built the model; stale once the facts were built after it. */
async function ofDbtModel(
  ctx: Ctx,
  peers: Peers,
  cube: DeclaredCube,
  model: string,
  signal: AbortSignal,
): Promise<Freshness> {
  const runs = peers('dbt')?.runs;
  // In an account others build it too, and what was built here last says nothing.
  if (!runs || ctx.connection.kind !== 'local') return {};
  const facts = cube.facts?.kind === 'table' ? cube.facts.path.at(-1) : undefined;
  let factsAt = 0;
  for (const run of (await runs.list(ctx, { limit: mostRuns }, signal)).items) {
    const steps = (await runs.steps?.(ctx, run.ref, signal)) ?? [];
    const built = (name: string | undefined) =>
      steps.find(({ id, state }) => state === 'succeeded' && /^model\.[^.]+\.(.+)$/.exec(id)?.[1] === name)?.endedAt;
    const at = built(model);
    factsAt = Math.max(factsAt, built(facts) ?? 0);
    if (at !== undefined) return { at, stale: factsAt > at };
  }
  return {};
}

/** What Redshift tells of a materialized view; that it was never refreshed says nothing of its age. */
async function ofMaterializedView(ctx: Ctx, peers: Peers, cube: DeclaredCube, signal: AbortSignal): Promise<Freshness> {
  const path = cube.relation.kind === 'table' ? cube.relation.path : [];
  const place = await placeOfCube(ctx, cube, signal);
  await using session = await sqlSourceOf(peers, cube).open(ctx, place, signal);
  const schema = path.at(-2) ?? place.schema;
  const text = (value: string) => sqlText('redshift', value);
  const within = schema === undefined ? '' : ` AND schema_name = ${text(schema)}`;
  const name = text(path.at(-1) ?? '');
  // https://docs.aws.amazon.com/redshift/latest/dg/r_SVV_MV_INFO.html
  const info = `SELECT is_stale FROM svv_mv_info WHERE name = ${name}${within}`;
  const [[stale] = []] = (await session.query(info, 1, signal)).rows;
  if (stale === undefined || stale === null) return {};
  // https://docs.aws.amazon.com/redshift/latest/dg/r_SVL_MV_REFRESH_STATUS.html, whose moments are UTC
  const status = `SELECT max(endtime) FROM svl_mv_refresh_status WHERE mv_name = ${name}${within} AND status LIKE 'Refresh successfully%'`;
  const [[ended] = []] = (await session.query(status, 1, signal)).rows;
  const at = ended ? Date.parse(`${ended.replace(' ', 'T')}Z`) : Number.NaN;
  return { ...(Number.isNaN(at) ? {} : { at }), stale: /^t/i.test(stale) };
}
