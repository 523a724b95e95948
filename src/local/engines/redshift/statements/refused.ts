import type { TokenStream } from '../lexing/tokenStream.ts';
import type { RedshiftStatement } from '../statement.ts';

const onAws = 'Run it against a Redshift connection on AWS.';

/** Statements that Redshift has and the local warehouse has not, and what to do instead. */
const refused: readonly (readonly [words: readonly string[], name: string, advice: string])[] = [
  [['CREATE', 'MODEL'], 'CREATE MODEL', onAws],
  [['DROP', 'MODEL'], 'DROP MODEL', onAws],
  [['SHOW', 'MODEL'], 'SHOW MODEL', onAws],
  [['EXPLAIN_MODEL'], 'EXPLAIN_MODEL', onAws],
  [['CREATE', 'DATASHARE'], 'CREATE DATASHARE', onAws],
  [['ALTER', 'DATASHARE'], 'ALTER DATASHARE', onAws],
  [['DROP', 'DATASHARE'], 'DROP DATASHARE', onAws],
  [['DESC', 'DATASHARE'], 'DESC DATASHARE', onAws],
  [['SHOW', 'DATASHARES'], 'SHOW DATASHARES', onAws],
  [['CREATE', 'MASKING', 'POLICY'], 'CREATE MASKING POLICY', onAws],
  [['ALTER', 'MASKING', 'POLICY'], 'ALTER MASKING POLICY', onAws],
  [['DROP', 'MASKING', 'POLICY'], 'DROP MASKING POLICY', onAws],
  [['ATTACH', 'MASKING', 'POLICY'], 'ATTACH MASKING POLICY', onAws],
  [['DETACH', 'MASKING', 'POLICY'], 'DETACH MASKING POLICY', onAws],
  [['CREATE', 'RLS', 'POLICY'], 'CREATE RLS POLICY', onAws],
  [['ALTER', 'RLS', 'POLICY'], 'ALTER RLS POLICY', onAws],
  [['DROP', 'RLS', 'POLICY'], 'DROP RLS POLICY', onAws],
  [['ATTACH', 'RLS', 'POLICY'], 'ATTACH RLS POLICY', onAws],
  [['DETACH', 'RLS', 'POLICY'], 'DETACH RLS POLICY', onAws],
  [['CREATE', 'IDENTITY', 'PROVIDER'], 'CREATE IDENTITY PROVIDER', onAws],
  [['ALTER', 'IDENTITY', 'PROVIDER'], 'ALTER IDENTITY PROVIDER', onAws],
  [['DROP', 'IDENTITY', 'PROVIDER'], 'DROP IDENTITY PROVIDER', onAws],
  [['DESC', 'IDENTITY', 'PROVIDER'], 'DESC IDENTITY PROVIDER', onAws],
  [['CREATE', 'LIBRARY'], 'CREATE LIBRARY', onAws],
  [['CREATE', 'OR', 'REPLACE', 'LIBRARY'], 'CREATE LIBRARY', onAws],
  [['DROP', 'LIBRARY'], 'DROP LIBRARY', onAws],
  [['CREATE', 'EXTERNAL', 'FUNCTION'], 'CREATE EXTERNAL FUNCTION', onAws],
  [['CREATE', 'OR', 'REPLACE', 'EXTERNAL', 'FUNCTION'], 'CREATE EXTERNAL FUNCTION', onAws],
  [['CREATE', 'EXTERNAL', 'VIEW'], 'CREATE EXTERNAL VIEW', onAws],
  [['CREATE', 'EXTERNAL', 'MODEL'], 'CREATE EXTERNAL MODEL', onAws],
  [['CREATE', 'TEMPLATE'], 'CREATE TEMPLATE', onAws],
  [['CREATE', 'FUNCTION'], 'CREATE FUNCTION', 'Write the expression where it is used, or as a dbt macro.'],
  [
    ['CREATE', 'OR', 'REPLACE', 'FUNCTION'],
    'CREATE FUNCTION',
    'Write the expression where it is used, or as a dbt macro.',
  ],
  [['ALTER', 'FUNCTION'], 'ALTER FUNCTION', onAws],
  [['CREATE', 'PROCEDURE'], 'CREATE PROCEDURE', 'Run its statements one after the other, in a script or a batch.'],
  [
    ['CREATE', 'OR', 'REPLACE', 'PROCEDURE'],
    'CREATE PROCEDURE',
    'Run its statements one after the other, in a script or a batch.',
  ],
  [['ALTER', 'PROCEDURE'], 'ALTER PROCEDURE', onAws],
  [['CALL'], 'CALL', 'Run the statements of the procedure one after the other, in a script or a batch.'],
  [['ALTER', 'SYSTEM'], 'ALTER SYSTEM', onAws],
  [['ALTER', 'EXTERNAL', 'SCHEMA'], 'ALTER EXTERNAL SCHEMA', 'Drop the external schema and create it anew.'],
  [['SHOW', 'PROCEDURE'], 'SHOW PROCEDURE', onAws],
  [['SAVEPOINT'], 'SAVEPOINT', 'Redshift has no savepoints either.'],
];

/** A statement that is refused by its name, of which nothing has been read yet. */
export function readRefused(stream: TokenStream): RedshiftStatement | undefined {
  const found = refused.find(([words]) => stream.is(...words));
  if (!found) return undefined;
  while (stream.peek().kind !== 'end') stream.advance();
  const [, name, advice] = found;
  return { kind: 'unsupported', name, message: `${name} is not supported by the local warehouse. ${advice}` };
}
