/**
 * The process in which Athena's queries run on DuckDB. Each query has a database of its own in memory, which reaches
 * nothing but the folders the query is told. Ends when the endpoint does.
 */
import os from 'node:os';
import { serve } from '../../processes/ipc.ts';
import { substituteParameters } from '../trino/parameters.ts';
import { parseStatement } from '../trino/parseStatement.ts';
import type { EngineApi } from './engineApi.ts';
import { openLockedDatabase } from './lockedDatabase.ts';
import { prune } from './partitionValues.ts';
import { describeColumns, explainQuery, selectInto, setup, withQuery } from './runQuery.ts';
import { translateStep } from './translateStep.ts';
import { writeFiles } from './writeFiles.ts';

/** What one query may use; the endpoint runs no more than a few at once. */
const memoryMb = Math.max(512, Math.round((os.totalmem() * 0.2) / 2 ** 20));
const smallMb = 256;

const api: EngineApi = {
  parse: async ({ sql, parameters }) => parseStatement(parameters ? substituteParameters(sql, parameters) : sql),
  translate: async (input) => translateStep(input),
  async prune(input, signal) {
    signal.throwIfAborted();
    using database = await openLockedDatabase({ folders: [], spill: '', memoryMb: smallMb, setup });
    return await prune(database.connection, input);
  },
  select: (input, signal) =>
    withQuery(input, memoryMb, signal, (prepared) => selectInto(prepared, input, input.target)),
  write: (input, signal) => withQuery(input, memoryMb, signal, (prepared) => writeFiles(prepared, input)),
  explain: (input, signal) =>
    withQuery(input, memoryMb, signal, (prepared) => explainQuery(prepared, input.sql, input.analyze)),
  describe: (input, signal) =>
    withQuery(input, memoryMb, signal, async (prepared) => describeColumns(prepared.columns)),
};

serve(api);
