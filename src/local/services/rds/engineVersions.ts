/** https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeDBEngineVersions.html */
import { z } from 'zod';
import { queryList } from '../../server/awsQuery.ts';
import { Fault } from '../../server/fault.ts';
import type { Operations } from '../../server/operation.ts';
import { invalidParameterCombination, rdsOperation } from './query.ts';

export type PostgresMajor = '16' | '18';

export interface EngineVersion {
  readonly major: PostgresMajor;
  readonly version: string;
}

/** Newest first; what the installed programs are. */
export const engineVersions: readonly EngineVersion[] = [
  { major: '18', version: '18.4' },
  { major: '16', version: '16.14' },
];

/**
 * The version that an instance gets: its major version's own minor one, whichever minor version was asked for.
 * @throws Fault InvalidParameterCombination for a major version that is not to be had
 */
export function engineVersionFor(wanted: string | undefined): EngineVersion {
  const [newest] = engineVersions;
  const found = wanted === undefined ? newest : engineVersions.find(({ major }) => major === wanted.split('.')[0]);
  if (!found) {
    const known = engineVersions.map(({ major }) => major).join(' and ');
    throw invalidParameterCombination(
      `Cannot find version ${wanted} for postgres. The local endpoint runs PostgreSQL ${known}.`,
    );
  }
  return found;
}

/** @throws Fault InvalidParameterValue for engines that no program is here for */
export function checkEngine(engine: string): void {
  if (engine === 'postgres') return;
  throw new Fault(
    'InvalidParameterValue',
    `Invalid DB engine: ${engine}. The local endpoint runs instances of postgres only.`,
  );
}

export function engineOperations(): Operations {
  return {
    DescribeDBEngineVersions: rdsOperation(
      z.object({ Engine: z.string().optional(), EngineVersion: z.string().optional() }),
      (input) => {
        const wanted = engineVersions.filter(
          ({ major, version }) =>
            (input.Engine ?? 'postgres') === 'postgres' &&
            (input.EngineVersion === undefined || [major, version].includes(input.EngineVersion)),
        );
        const described = wanted.map(({ major, version }) => ({
          Engine: 'postgres',
          EngineVersion: version,
          MajorEngineVersion: major,
          DBParameterGroupFamily: `postgres${major}`,
          DBEngineDescription: 'PostgreSQL',
          DBEngineVersionDescription: `PostgreSQL ${version}-R1`,
          ValidUpgradeTarget: queryList('UpgradeTarget', []),
          Status: 'available',
        }));
        return { DBEngineVersions: queryList('DBEngineVersion', described) };
      },
    ),
  };
}
