/** SQL on files of this machine, run by a result engine of its own while the session is open. */
import type { SqlSource } from '../sqlSource.ts';
import { ResultEngine } from './resultEngine.ts';

export const fileSql: SqlSource = {
  dialect: 'duckdb',
  async open() {
    const engine = new ResultEngine();
    return {
      query: async (sql, maxRows, signal) => await engine.sql(sql, maxRows, signal),
      start: async (sql, title) => ({ kind: 'statement', title, sql }),
      async [Symbol.asyncDispose]() {
        engine[Symbol.dispose]();
      },
    };
  },
};
