/** What Lambda knows as rows of the tree. */
import type { AliasConfiguration, FunctionConfiguration, Layer } from '@aws-sdk/client-lambda';
import { formatAge } from '../../core/format.ts';
import { t } from '../../core/l10n.ts';
import type { Node } from '../../core/node.ts';

const runtimeNames: Readonly<Record<string, string>> = { nodejs: 'Node', python: 'Python', java: 'Java', ruby: 'Ruby' };

/** `python3.12` as `Python 3.12`. */
export function runtimeText({ Runtime: runtime, PackageType: type }: FunctionConfiguration): string {
  if (!runtime) return type === 'Image' ? t('container image') : '';
  const [, name = '', version = ''] = /^([a-z]+)([\d.x]*)/.exec(runtime) ?? [];
  const known = runtimeNames[name];
  return known ? `${known} ${version.replace(/\.x$/, '')}`.trim() : runtime;
}

export function functionNode(fn: FunctionConfiguration): Node {
  const { FunctionName: name = '', FunctionArn: arn, State: state = 'Active', LastModified: modified } = fn;
  const changing = state === 'Pending' || fn.LastUpdateStatus === 'InProgress';
  const failed = state === 'Failed' || fn.LastUpdateStatus === 'Failed';
  const at = modified === undefined ? Number.NaN : Date.parse(modified);
  const reason = fn.StateReason ?? fn.LastUpdateStatusReason;
  return {
    kind: 'lambda.function',
    path: [name],
    label: name,
    description: [
      state === 'Active' && !failed ? '' : state,
      runtimeText(fn),
      Number.isFinite(at) ? t('changed {0}', formatAge(at, Date.now())) : '',
    ]
      .filter(Boolean)
      .join(' · '),
    tooltip: [
      fn.Description,
      fn.Handler ? t('Handler: {0}', fn.Handler) : '',
      t('Memory: {0} MB, timeout: {1} s', String(fn.MemorySize ?? 128), String(fn.Timeout ?? 3)),
      reason,
    ]
      .filter(Boolean)
      .join('\n'),
    icon: changing ? 'sync~spin' : 'zap',
    ...(failed ? { iconColor: 'charts.red' } : changing ? { iconColor: 'charts.blue' } : {}),
    expandable: true,
    ...(arn === undefined ? {} : { arn }),
  };
}

export function aliasNode(name: string, alias: AliasConfiguration): Node {
  const { Name: label = '', FunctionVersion: version = '', AliasArn: arn } = alias;
  const weights = Object.entries(alias.RoutingConfig?.AdditionalVersionWeights ?? {});
  const shared = weights.map(([other, weight]) => `${other}: ${Math.round(weight * 100)} %`);
  return {
    kind: 'lambda.alias',
    path: [name, label],
    label,
    description: [t('alias of version {0}', version), ...shared].join(' · '),
    icon: 'tag',
    expandable: false,
    ...(arn === undefined ? {} : { arn }),
  };
}

export function versionNode(name: string, version: FunctionConfiguration): Node {
  const { Version: label = '', FunctionArn: arn, LastModified: modified, Description: text } = version;
  const at = modified === undefined ? Number.NaN : Date.parse(modified);
  return {
    kind: 'lambda.version',
    path: [name, label],
    label,
    description: [t('version'), Number.isFinite(at) ? formatAge(at, Date.now()) : '', text].filter(Boolean).join(' · '),
    icon: 'versions',
    expandable: false,
    ...(arn === undefined ? {} : { arn }),
  };
}

export function layerNode(name: string, { Arn: arn = '' }: Layer): Node {
  const [layer = arn, version = ''] = arn.split(':').slice(6);
  return {
    kind: 'lambda.layer',
    path: [name, arn],
    label: layer,
    description: t('layer, version {0}', version),
    icon: 'layers',
    expandable: false,
    arn,
  };
}
