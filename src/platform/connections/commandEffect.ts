import type { Effect } from '../../core/effect.ts';
import { effectOfAirflowRequest } from './airflowEffect.ts';
import { effectOfRedshiftSql } from './redshiftEffect.ts';

const reading =
  /^(Get|List|Describe|Head|BatchGet|Search|Filter|Select|Lookup|Validate|Check|Estimate|Simulate|AssumeRole|StartLiveTail|TestEventPattern|TestMetricFilter)/;
const destroying = /^(Delete|BatchDelete|Remove|Purge|Terminate|Empty|Abort)/;
const readingSql = /^[\s(]*(select|with|show|describe|desc|explain|values)\b/i;
const destroyingSql =
  /^\s*(drop|delete|truncate|vacuum)\b|^\s*(alter\s+table\b[\s\S]*\bdrop|merge\b[\s\S]*\bdelete)\b/i;
const writingInsideSql = /\b(insert\s+into|create\s+table|delete\s+from|merge\s+into|unload\s*\()/i;

/**
 * What one API call does, judged by its name, as AWS names its operations consistently; a name that says nothing
 * counts as a change. A query counts by its statement.
 * @param command the SDK's command without `Command`, such as `StartJobRun`
 */
export function effectOfCommand(command: string, input: unknown): Effect {
  if (command === 'StartQueryExecution') return effectOfSql(input);
  if (command === 'ExecuteStatement' || command === 'BatchExecuteStatement') return effectOfRedshiftSql(sqlOf(input));
  if (command === 'InvokeRestApi') return effectOfAirflowRequest(input);
  // They sign in; what is asked afterwards is judged by itself.
  if (command === 'CreateWebLoginToken' || command === 'CreateCliToken') return 'read';
  if (reading.test(command)) return 'read';
  if (destroying.test(command)) return 'destroy';
  return 'write';
}

function effectOfSql(input: unknown): Effect {
  const text = input !== null && typeof input === 'object' && 'QueryString' in input ? String(input.QueryString) : '';
  const sql = withoutLiterals(text);
  if (destroyingSql.test(sql)) return 'destroy';
  return readingSql.test(sql) && !writingInsideSql.test(sql) ? 'read' : 'write';
}

/** Of the Redshift Data API; other APIs with commands of these names, which are not called here, have none of it. */
function sqlOf(input: unknown): readonly string[] {
  const { Sql, Sqls } = (input ?? {}) as { readonly Sql?: unknown; readonly Sqls?: unknown };
  return [Sql, ...(Array.isArray(Sqls) ? Sqls : [])].filter((each) => typeof each === 'string');
}

/** The SQL without what stands in quotes and comments, where a keyword means nothing. */
function withoutLiterals(sql: string): string {
  return sql.replace(/'(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`|--[^\n]*|\/\*[\s\S]*?\*\//g, ' ');
}
