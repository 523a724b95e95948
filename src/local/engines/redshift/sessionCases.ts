/** For this folder's tests: statements about sessions, people and upkeep, and what is understood of them, in part. */
export const sessionCases: readonly (readonly [sql: string, statement: object])[] = [
  // Transactions and sessions
  ['BEGIN READ WRITE', { kind: 'begin', readOnly: false }],
  ['START TRANSACTION ISOLATION LEVEL SERIALIZABLE', { kind: 'begin', isolation: 'serializable' }],
  ['END TRANSACTION', { kind: 'commit' }],
  ['ABORT', { kind: 'rollback' }],
  [
    "SET search_path TO '$user', public",
    { kind: 'set', name: 'search_path', value: ['$user', 'public'], local: false },
  ],
  [
    'SET enable_case_sensitive_identifier = true',
    { kind: 'set', name: 'enable_case_sensitive_identifier', value: ['true'] },
  ],
  ['SET LOCAL statement_timeout TO DEFAULT', { kind: 'set', local: true, value: undefined }],
  ["SET SESSION AUTHORIZATION 'dwuser'", { kind: 'set-session-authorization', user: 'dwuser' }],
  ['RESET ALL', { kind: 'reset', name: 'all' }],
  ['SHOW search_path', { kind: 'show-setting', name: 'search_path' }],
  [
    "SHOW TABLES FROM SCHEMA dev.public LIKE 's%' LIMIT 5",
    { kind: 'show', what: 'tables', from: ['dev', 'public'], like: 's%', limit: 5 },
  ],
  ['SHOW COLUMNS FROM TABLE dev.public.sales', { kind: 'show', what: 'columns', from: ['dev', 'public', 'sales'] }],
  ['SHOW DATABASES', { kind: 'show', what: 'databases', from: [] }],
  ['SHOW VIEW public.v', { kind: 'show', what: 'view', from: ['public', 'v'] }],
  ['USE dev', { kind: 'use', database: 'dev' }],
  [
    'PREPARE p (int, varchar) AS SELECT $1, $2',
    { kind: 'prepare', name: 'p', types: [{ name: 'integer' }, { name: 'character varying' }], sql: 'SELECT $1, $2' },
  ],
  ["EXECUTE p (1, 'x')", { kind: 'execute', name: 'p', values: [{ sql: '1' }, { sql: "'x'" }] }],
  ['DEALLOCATE ALL', { kind: 'deallocate', name: 'all' }],
  ['DECLARE c CURSOR FOR SELECT 1', { kind: 'declare-cursor', name: 'c' }],
  ['FETCH FORWARD 10 FROM c', { kind: 'fetch', name: 'c', count: 10 }],
  ['CLOSE c', { kind: 'close', name: 'c' }],
  ['LOCK TABLE a, b', { kind: 'lock', tables: [{ name: 'a' }, { name: 'b' }] }],
  // People and housekeeping
  [
    "CREATE USER u PASSWORD 'Abc12345' CREATEDB CONNECTION LIMIT 5",
    { kind: 'create-user', name: 'u', options: { PASSWORD: 'Abc12345', CREATEDB: true, 'CONNECTION LIMIT': 5 } },
  ],
  ['CREATE GROUP g WITH USER a, b', { kind: 'create-group', users: { change: 'add', names: ['a', 'b'] } }],
  ['CREATE ROLE r', { kind: 'create-role', name: 'r' }],
  ['CREATE SCHEMA IF NOT EXISTS s AUTHORIZATION u', { kind: 'create-schema', schema: 's', authorization: 'u' }],
  ['CREATE DATABASE d OWNER u', { kind: 'create-database', database: 'd', options: { OWNER: 'u' } }],
  [
    'GRANT SELECT, INSERT ON a.t, b TO u, GROUP g, ROLE r WITH GRANT OPTION',
    {
      kind: 'grant',
      privileges: ['SELECT', 'INSERT'],
      on: 'TABLE',
      objects: [{ schema: 'a', name: 't' }, { name: 'b' }],
      grantees: [
        { kind: 'user', name: 'u' },
        { kind: 'group', name: 'g' },
        { kind: 'role', name: 'r' },
      ],
      option: true,
    },
  ],
  ['GRANT ALL ON ALL TABLES IN SCHEMA s TO PUBLIC', { kind: 'grant', privileges: ['ALL'], on: 'ALL TABLES IN SCHEMA' }],
  ['REVOKE USAGE ON SCHEMA s FROM u', { kind: 'revoke', on: 'SCHEMA' }],
  [
    'ALTER DEFAULT PRIVILEGES IN SCHEMA s GRANT SELECT ON TABLES TO GROUP g',
    { kind: 'alter-default-privileges', schema: 's', grant: { on: 'TABLES' } },
  ],
  [
    "COMMENT ON COLUMN s.t.c IS 'text'",
    { kind: 'comment', on: 'column', name: { schema: 's', name: 't' }, column: 'c', text: 'text' },
  ],
  ['COMMENT ON TABLE t IS NULL', { kind: 'comment', on: 'table', text: undefined }],
  ['ANALYZE s.t (a, b)', { kind: 'analyze', table: { schema: 's', name: 't' }, columns: ['a', 'b'] }],
  ['VACUUM DELETE ONLY t TO 90 PERCENT', { kind: 'vacuum', what: 'DELETE', table: { name: 't' } }],
  ['ANALYZE COMPRESSION t', { kind: 'analyze-compression' }],
];
