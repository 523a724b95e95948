import { AppError } from '../../core/appError.ts';
import { t } from '../../core/l10n.ts';
import type { NodeAddress } from '../../core/node.ts';
import type { RunId, RunRef } from '../../core/run.ts';
import type { TaskAt } from './client/airflowClient.ts';

/** An environment as paths name it: `mwaa:NAME`, or `url:NAME` for one that strata.yaml names. */
export type EnvironmentKey = `mwaa:${string}` | `url:${string}`;

export function environmentKey(address: NodeAddress): EnvironmentKey {
  return (address.path[0] ?? '') as EnvironmentKey;
}

/** @returns the kind and the name of an environment */
export function readKey(key: string): { readonly kind: 'mwaa' | 'url'; readonly name: string } {
  const found = /^(mwaa|url):(.+)$/.exec(key);
  if (!found) {
    throw new AppError('invalid-input', t('{0} names no Airflow environment.', key), {
      hint: t('It is mwaa:NAME, or url:NAME for one of strata.yaml.'),
    });
  }
  return { kind: found[1] as 'mwaa' | 'url', name: found[2] ?? '' };
}

export function dagAddress(key: string, dag: string): NodeAddress {
  return { kind: 'airflow.dag', path: [key, dag] };
}

/**
 * A run of a DAG. Its id says all, as Airflow's own is the same for every DAG that runs at a moment:
 * `mwaa:shop/daily_load/scheduled__2026-01-01T00:00:00+00:00`.
 */
export function runRefOf(key: string, dag: string, run: string): RunRef {
  return { service: 'airflow', id: `${key}/${dag}/${run}` as RunId, of: dagAddress(key, dag) };
}

/** What a run's id says; its second part is the DAG, which has no slash. */
export function readRunId(id: string): { readonly key: EnvironmentKey; readonly dag: string; readonly run: string } {
  const [key = '', dag = '', ...run] = id.split('/');
  return { key: key as EnvironmentKey, dag, run: run.join('/') };
}

/** The id of a run's node or of one of its tasks. */
export function runAt(address: NodeAddress): {
  readonly key: EnvironmentKey;
  readonly dag: string;
  readonly run: string;
} {
  const [key = '', dag = '', run = ''] = address.path;
  return { key: key as EnvironmentKey, dag, run };
}

export function taskAddress(key: string, { dag, run, task, mapIndex }: TaskAt): NodeAddress {
  return { kind: 'airflow.task-instance', path: [key, dag, run, task, String(mapIndex)] };
}

export function taskAt(address: NodeAddress): TaskAt {
  const [, dag = '', run = '', task = '', mapIndex = '-1'] = address.path;
  return { dag, run, task, mapIndex: Number(mapIndex) };
}
