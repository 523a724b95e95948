import type { TranslatableStatement } from './statement.ts';
import type { Scope, Translation } from './translation.ts';
import { createWriter, type Findings } from './writing/createWriter.ts';
import { emptyScope } from './writing/scope.ts';
import { writeDelete, writeUpdate } from './writing/writeChanges.ts';
import { writeInsert } from './writing/writeInsert.ts';
import { writeMerge } from './writing/writeMerge.ts';
import type { Writer } from './writing/writer.ts';

/**
 * A statement in DuckDB's dialect, for a connection that has run `redshiftMacros`.
 * @throws RedshiftError in Redshift's words, with the place in the text that was parsed
 */
export function translate(statement: TranslatableStatement, scope: Scope): Translation {
  const findings: Findings = { reads: new Map(), parameters: new Map() };
  const writer = createWriter(scope, findings);
  const part = written(statement, writer);
  return {
    ...part,
    reads: [...findings.reads.values()],
    parameters: [...findings.parameters].map(([name, type]) => ({ name, type })),
  };
}

type Part = Pick<Translation, 'sql' | 'columns' | 'writes'>;

function written(statement: TranslatableStatement, writer: Writer): Part {
  switch (statement.kind) {
    case 'query': {
      const { sql, columns } = writer.query(statement.query.tree, emptyScope, { exact: true });
      return {
        sql: [sql],
        columns: columns.map(({ label, type, origin }) => ({ name: label, type, ...(origin && { origin }) })),
      };
    }
    case 'insert':
      return writeInsert(statement, writer);
    case 'update':
      return writeUpdate(statement, writer);
    case 'delete':
      return writeDelete(statement, writer);
    case 'merge':
      return writeMerge(statement, writer);
  }
}
