/** SQL on files of this machine, run by a result engine that all sessions of a host share. */
import type { SqlSource } from '../sqlSource.ts';
import { ResultEngine } from './resultEngine.ts';

/** Its process starts with the first statement, and ends a while after the last session. */
const engine = new ResultEngine();

export const fileSql: SqlSource = {
  dialect: 'duckdb',
  async open() {
    const hold = engine.hold();
    return {
      query: async (sql, maxRows, signal) => await engine.sql(sql, maxRows, signal),
      start: async (sql, title) => ({ kind: 'statement', title, sql }),
      async [Symbol.asyncDispose]() {
        hold[Symbol.dispose]();
      },
    };
  },
};
