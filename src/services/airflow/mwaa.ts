/** Environments of MWAA: https://docs.aws.amazon.com/mwaa/latest/API/API_Operations.html */
import { type Page, type PageRequest, pageOf } from '../../core/page.ts';
import type { Ctx } from '../../platform/ctx.ts';

export interface MwaaEnvironment {
  readonly name: string;
  /** `AVAILABLE`, `CREATING`, `UPDATING`… */
  readonly status: string;
  readonly airflow: string;
  readonly arn: string;
  /** Where its web server is, without a scheme. */
  readonly hostname: string;
  /** The bucket that it reads its DAGs from, and where in it. */
  readonly bucket: string;
  readonly dagsPath: string;
  readonly pluginsPath?: string;
  readonly requirementsPath?: string;
  /** What the last change failed with. */
  readonly fault?: string;
  /** As AWS answered, for showing. */
  readonly definition: Readonly<Record<string, unknown>>;
}

export async function listMwaa(ctx: Ctx, request: PageRequest, signal: AbortSignal): Promise<Page<string>> {
  const query = {
    // AWS gives no more than 25.
    MaxResults: String(Math.min(request.limit, 25)),
    ...(request.token ? { NextToken: request.token } : {}),
  };
  const call = { service: 'airflow', hostPrefix: 'api.', method: 'GET', path: '/environments', query } as const;
  const answer = (await ctx.aws.rest({ ...call, operation: 'ListEnvironments' }, signal)) as {
    readonly Environments?: readonly string[];
    readonly NextToken?: string;
  };
  const names = (answer.Environments ?? []).filter((name) => name.startsWith(request.prefix ?? ''));
  return pageOf(names, answer.NextToken);
}

/** @throws AppError `not-found` */
export async function describeMwaa(ctx: Ctx, name: string, signal: AbortSignal): Promise<MwaaEnvironment> {
  const path = `/environments/${encodeURIComponent(name)}`;
  const call = { service: 'airflow', hostPrefix: 'api.', method: 'GET', path } as const;
  const answer = (await ctx.aws.rest({ ...call, operation: 'GetEnvironment' }, signal)) as {
    readonly Environment?: Readonly<Record<string, unknown>>;
  };
  const it = answer.Environment ?? {};
  const text = (member: string) => String(it[member] ?? '');
  const fault = (it.LastUpdate as { readonly Error?: { readonly ErrorMessage?: string } } | undefined)?.Error;
  return {
    name,
    status: text('Status'),
    airflow: text('AirflowVersion'),
    arn: text('Arn'),
    hostname: text('WebserverUrl') || text('WebServerHostname'),
    bucket: text('SourceBucketArn').split(':').at(-1) ?? '',
    dagsPath: text('DagS3Path').replace(/^\/|\/$/g, ''),
    ...(it.PluginsS3Path ? { pluginsPath: text('PluginsS3Path') } : {}),
    ...(it.RequirementsS3Path ? { requirementsPath: text('RequirementsS3Path') } : {}),
    ...(fault?.ErrorMessage ? { fault: fault.ErrorMessage } : {}),
    definition: it,
  };
}
