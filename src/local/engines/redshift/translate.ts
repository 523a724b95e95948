import { RedshiftError } from './redshiftError.ts';
import type { RedshiftExpression } from './source.ts';
import type { TranslatableStatement } from './statement.ts';
import type { Scope, Translation } from './translation.ts';
import type { RedshiftType } from './types/redshiftType.ts';
import { assignTo } from './writing/casts.ts';
import { settled } from './writing/coercion.ts';
import { createWriter, type Findings } from './writing/createWriter.ts';
import { emptyScope } from './writing/scope.ts';
import { writeDelete, writeUpdate } from './writing/writeChanges.ts';
import { writeInsert } from './writing/writeInsert.ts';
import { writeMerge } from './writing/writeMerge.ts';
import type { Writer } from './writing/writer.ts';
import type { Written } from './writing/written.ts';

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

/**
 * An expression without columns, such as a column's DEFAULT or a value of EXECUTE.
 * @param target the type of the column that it is for
 * @throws RedshiftError
 */
export function translateExpression(
  expression: RedshiftExpression,
  scope: Scope,
  target?: { readonly column: string; readonly type: RedshiftType },
): { readonly sql: string; readonly type: RedshiftType } {
  const writer = createWriter(scope, { reads: new Map(), parameters: new Map() });
  const value: Written = writer.expression(expression.tree, emptyScope);
  if (!target) return settled(value, writer);
  if (value.parameter !== undefined) throw new RedshiftError('42P02', 'there is no parameter here', expression.at);
  return assignTo(value, target.column, target.type, expression.at);
}
