/** What DMS knows as rows of the tree. */
import type {
  Endpoint,
  ReplicationInstance,
  ReplicationTask,
  TableStatistics,
} from '@aws-sdk/client-database-migration-service';
import { formatNumber } from '../../core/format.ts';
import { t } from '../../core/l10n.ts';
import type { Node } from '../../core/node.ts';
import { stateIcons } from '../../platform/runs/stateIcon.ts';
import { tableCounts, tableStepState } from './tables.ts';
import { hasStarted, runStateOf, stateLabelOf } from './taskState.ts';

const migrationTypes: Readonly<Record<string, () => string>> = {
  'full-load': () => t('full load'),
  cdc: () => t('changes'),
  'full-load-and-cdc': () => t('full load and changes'),
};

export function migrationTypeText(type: string | undefined): string {
  return migrationTypes[type ?? '']?.() ?? type ?? '';
}

export function taskNode(task: ReplicationTask): Node {
  const { ReplicationTaskIdentifier: id = '', Status: status = '', ReplicationTaskArn: arn } = task;
  const started = hasStarted(task);
  const state = runStateOf(task);
  const progress = task.ReplicationTaskStats?.FullLoadProgressPercent;
  const loading = status === 'running' && task.MigrationType !== 'cdc' && progress !== undefined && progress < 100;
  return {
    kind: 'dms.task',
    path: [id],
    label: id,
    description: [
      started ? stateLabelOf(task) : status,
      loading ? `${progress} %` : '',
      migrationTypeText(task.MigrationType),
    ]
      .filter(Boolean)
      .join(' · '),
    tooltip: [t('Replication task, {0}', status), migrationTypeText(task.MigrationType), task.LastFailureMessage]
      .filter(Boolean)
      .join('\n'),
    ...(started ? stateIcons[state] : { icon: 'arrow-swap' }),
    expandable: true,
    traits: traitsOf(task),
    ...(arn === undefined ? {} : { arn }),
  };
}

/** `startable` is one that can be told to start; `fresh` one that never was. */
function traitsOf(task: ReplicationTask): string[] {
  const { Status: status = '' } = task;
  const startable = ['ready', 'stopped', 'failed'].includes(status);
  return [
    ...(startable ? ['startable'] : []),
    ...(startable && !hasStarted(task) ? ['fresh'] : []),
    // Of a load that is done there is nothing left to go on with.
    ...(startable && hasStarted(task) && runStateOf(task) !== 'succeeded' ? ['begun'] : []),
    ...(startable && hasStarted(task) && task.MigrationType !== 'cdc' ? ['reloadable'] : []),
    ...(status === 'running' || status === 'starting' ? ['running'] : []),
    ...(hasStarted(task) ? ['ran'] : []),
  ];
}

const engineNames: Readonly<Record<string, string>> = { postgres: 'PostgreSQL', s3: 'Amazon S3', mysql: 'MySQL' };

export function endpointNode(endpoint: Endpoint): Node {
  const { EndpointIdentifier: id = '', EndpointType: type, EngineName: engine = '', EndpointArn: arn } = endpoint;
  const { BucketName: bucket, BucketFolder: folder } = endpoint.S3Settings ?? {};
  const place = bucket ? `s3://${[bucket, folder].filter(Boolean).join('/')}` : placeOf(endpoint);
  return {
    kind: 'dms.endpoint',
    path: [id],
    label: id,
    description: [type?.toLowerCase() === 'source' ? t('source') : t('target'), engineNames[engine] ?? engine, place]
      .filter(Boolean)
      .join(' · '),
    tooltip: [t('Endpoint of DMS, {0}', endpoint.Status ?? ''), endpoint.EngineDisplayName, place]
      .filter(Boolean)
      .join('\n'),
    icon: type?.toLowerCase() === 'source' ? 'database' : 'target',
    expandable: false,
    ...(arn === undefined ? {} : { arn }),
    ...(bucket ? { uri: place } : {}),
  };
}

function placeOf({ ServerName: server, Port: port, DatabaseName: database }: Endpoint): string {
  if (!server) return '';
  return `${server}${port ? `:${port}` : ''}${database ? `/${database}` : ''}`;
}

export function instanceNode(instance: ReplicationInstance): Node {
  const { ReplicationInstanceIdentifier: id = '', ReplicationInstanceArn: arn } = instance;
  const { ReplicationInstanceStatus: status = '', ReplicationInstanceClass: size = '' } = instance;
  const engine = instance.EngineVersion ? `DMS ${instance.EngineVersion}` : '';
  return {
    kind: 'dms.instance',
    path: [id],
    label: id,
    description: [status === 'available' ? '' : status, size, engine].filter(Boolean).join(' · '),
    tooltip: [t('Replication instance, {0}', status), size, engine].filter(Boolean).join('\n'),
    icon: 'server-process',
    iconColor: status === 'available' ? 'charts.green' : 'charts.yellow',
    expandable: false,
    ...(arn === undefined ? {} : { arn }),
  };
}

/** @param reloads whether the task can load one of its tables anew now */
export function tableNode(task: string, table: TableStatistics, reloads: boolean): Node {
  const { SchemaName: schema = '', TableName: name = '', TableState: state = '' } = table;
  const failed = tableStepState(table, 'running') === 'failed';
  return {
    kind: 'dms.table',
    path: [task, schema, name],
    label: `${schema}.${name}`,
    description: [state, t('{0} rows loaded', formatNumber(Number(table.FullLoadRows ?? 0)))].join(' · '),
    tooltip: [state, tableCounts(table)].join('\n'),
    icon: failed ? 'error' : 'table',
    ...(failed ? { iconColor: 'charts.red' } : {}),
    expandable: false,
    traits: reloads ? ['reloadable'] : [],
  };
}
