import type { Kernel } from '../../kernel.ts';
import { Fault } from '../../server/fault.ts';
import type { Collection } from '../../state/store.ts';
import { splitMachineArn } from './arns.ts';

export interface LoggingConfiguration {
  readonly level?: 'ALL' | 'ERROR' | 'FATAL' | 'OFF';
  readonly includeExecutionData?: boolean;
  readonly destinations?: readonly { readonly cloudWatchLogsLogGroup?: { readonly logGroupArn?: string } }[];
}

export interface StateMachine {
  readonly arn: string;
  readonly name: string;
  readonly type: 'STANDARD' | 'EXPRESS';
  readonly definition: string;
  readonly roleArn: string;
  readonly revisionId: string;
  /** Epoch milliseconds. */
  readonly creationDate: number;
  readonly updateDate: number;
  readonly loggingConfiguration: LoggingConfiguration;
  readonly tracingConfiguration: { readonly enabled?: boolean };
  readonly encryptionConfiguration?: Readonly<Record<string, unknown>>;
  readonly tags: Readonly<Record<string, string>>;
  /** The number of the version published last; numbers are never used twice. */
  readonly lastVersion: number;
}

export interface Version {
  readonly arn: string;
  readonly number: number;
  readonly description?: string;
  readonly creationDate: number;
  /** The machine as it was. */
  readonly machine: StateMachine;
}

export interface Alias {
  readonly arn: string;
  readonly name: string;
  readonly description?: string;
  readonly routing: readonly { readonly stateMachineVersionArn: string; readonly weight: number }[];
  readonly creationDate: number;
  readonly updateDate: number;
}

export function machinesOf(kernel: Kernel, region: string): Collection<StateMachine> {
  return kernel.store.collection<StateMachine>('states.machine', region);
}

export function versionsOf(kernel: Kernel, region: string): Collection<Version> {
  return kernel.store.collection<Version>('states.version', region);
}

export function aliasesOf(kernel: Kernel, region: string): Collection<Alias> {
  return kernel.store.collection<Alias>('states.alias', region);
}

/** @throws Fault StateMachineDoesNotExist */
export function requireMachine(kernel: Kernel, region: string, arn: string): StateMachine {
  const machine = machinesOf(kernel, region).get(splitMachineArn(arn).machine);
  if (!machine) throw noMachine(arn);
  return machine;
}

export interface Resolved {
  readonly machine: StateMachine;
  readonly versionArn?: string;
  readonly aliasArn?: string;
}

/** The machine that an ARN means: itself, one of its versions, or the version that an alias picks. */
export function resolveMachine(kernel: Kernel, region: string, arn: string): Resolved {
  const { machine, qualifier } = splitMachineArn(arn);
  if (qualifier === undefined) return { machine: requireMachine(kernel, region, arn) };
  if (/^\d+$/.test(qualifier)) {
    const version = versionsOf(kernel, region).get(arn);
    if (!version) throw noMachine(arn);
    return { machine: version.machine, versionArn: arn };
  }
  const alias = aliasesOf(kernel, region).get(`${machine}:${qualifier}`);
  if (!alias) throw noMachine(arn);
  const picked = resolveMachine(kernel, region, pick(alias));
  return { ...picked, aliasArn: arn };
}

function pick(alias: Alias): string {
  let at = Math.random() * 100;
  const route = alias.routing.find((each) => {
    at -= each.weight;
    return at < 0;
  });
  return (route ?? alias.routing[0])?.stateMachineVersionArn ?? '';
}

export function noMachine(arn: string): Fault {
  return new Fault('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
}
